"""The published month: what was there, what came in and went out, what is left, and every voucher behind it.

Amounts are fen. Texts are those of the books with the names of the village's registered people, and of every
private person who paid or was paid, masked; those who recorded, closed, signed and corrected stand in the names part.
In the name of an account a party is masked only where it begins like a name: a word entered for a party (水电费) leaves
the accounts readable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.bank_bulletins import bank_part
from disclosure.books.budget_bulletins import budget_part
from disclosure.books.chart import AccountClass, account, chart
from disclosure.books.fund_bulletins import fund_part
from disclosure.books.kinds import MONTH, OVERDUE
from disclosure.books.parties import begins_like_a_name, private_names, public_party, shortened
from disclosure.books.queries import corrected_after_sign_off, month_page, stated_of
from disclosure.books.queries.approvals import requests_of_vouchers
from disclosure.books.queries.bank_charges import charged_vouchers
from disclosure.books.queries.items import items_of
from disclosure.books.queries.months import name_of
from disclosure.books.queries.published_alerts import published_alerts
from disclosure.books.resolution_bulletins import resolution_part
from disclosure.books.rules.deadlines import DUE_ARTICLE, books_due, due_is_quoted
from portal.kernel import bulletins
from portal.kernel.names import mask_name, masking
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from disclosure.books.queries import VoucherRef, VoucherRow
    from disclosure.books.queries.approvals import RequestRow
    from disclosure.books.queries.items import ItemRow
    from disclosure.books.queries.months import DifferenceRow
    from disclosure.books.queries.published_alerts import GivenAnswer, PublishedAlerts
    from disclosure.books.queries.refusals import RefusalRow
    from disclosure.books.rules.stated import StatedBalance
    from disclosure.books.rules.statement import CategoryTotal, Statement
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.models import Place

    Masked = Callable[[str], str]


def publish_month(work: Work, village: Place, month: Month, *, reason: str = "") -> Bulletin:
    """Publish a month in the unit of work that signs it off, or again, with a ``reason``, in one that corrects it.

    The figures and signatures of a later revision are those of the first; what was corrected, by whom and when
    stands beside them.
    """
    page = month_page(village, month, today=work.today)
    after = corrected_after_sign_off(village, month)
    recorders = list(dict.fromkeys(one.recorded_by for one in page.vouchers))
    names = [page.closed_by, page.signed_by, *(name for name, _ in after), *map(name_of, recorders)]
    recorded_by = {account_id: at for at, account_id in enumerate(recorders, start=len(names) - len(recorders))}
    approved = requests_of_vouchers(village, [one.id for one in page.vouchers])
    charged = charged_vouchers([one.id for one in page.vouchers])
    approvers = {step.who: 0 for row in approved.values() for step in row.taken}
    approved_by = {name: at for at, name in enumerate(approvers, start=len(names))}
    names += approvers
    refusals, refused_from = page.refusals, len(names)
    names += [one.who for one in refusals]
    registered = registered_names(village)
    found = published_alerts(village, month)
    parties = {*found.parties, *(one.party for one in page.vouchers)}
    private = {name for party in parties for name in private_names(party)}
    masked = masking({*registered, *private})  # texts people wrote
    printed = masking({*registered, *filter(begins_like_a_name, private)})  # names of accounts
    matters = sorted({one.matter_number for one in page.vouchers if one.matter_number is not None})
    items = items_of([one.id for one in page.vouchers])
    content: dict[str, Json] = {
        "month": str(month),
        "chart": _chart(page.chart_key),
        "due": due_of(village, month),
        **_figures(page.statement, printed),
        "balances": [_balance(one, printed) for one in stated_of(village, month).balances],
        "received_fen": sum(one.in_fen for one in page.vouchers),
        "paid_fen": sum(one.out_fen for one in page.vouchers),
        "vouchers": [
            {
                **_voucher(one, masked, printed),
                **_more(one, items.get(one.id, ()), masked, printed),
                "recorded_by": _who(recorded_by[one.recorded_by], names),
                **_approval(approved.get(one.id), approved_by, names),
                **({"bank_charge": charged[one.id]} if one.id in charged else {}),
            }
            for one in page.vouchers
        ],
        "resolutions": resolution_part(village, matters, masked, today=work.today),
        "differences": [_difference(one, masked) for one in page.differences],
        "corrections": [_correction(one, masked) for one in page.corrections],
        "findings": [masked(one) for one in page.findings],
        "explanation": masked(page.explanation),
        **({"opinion": masked(page.opinion)} if page.opinion else {}),
        **_refused(refusals, refused_from, names, masked),
        "alerts": _alerts(found, masked),
        **bank_part(page.bank),
        **fund_part(village, month, masked),
        **budget_part(village, month, masked, printed),
        "closed": _signature(0, names, on=page.closed_on),
        "signed_off": _signature(1, names, on=page.signed_on),
        "corrected": [_signature(at, names, on=day) for at, (_, day) in enumerate(after, start=2)],
    }
    return bulletins.publish(
        work,
        kind=MONTH,
        key=str(month),
        content=content,
        about=[
            ("month", str(month)),
            *(("voucher", f"{month}-{one.number}") for one in page.vouchers),
            *(("matter", number) for number in matters),
        ],
        names=names,
        reason=masked(reason),
    )


def publish_overdue(work: Work, village: Place, month: Month, *, state: str) -> Bulletin:
    """Publish that a month is late and how far it is, in the unit of work that settles it; it names nobody."""
    due = due_of(village, month)
    return bulletins.publish(
        work,
        kind=OVERDUE,
        key=str(month),
        content={
            "month": str(month),
            "due_on": due["on"],
            "state": state,
            "article": due["article"],
            "quoted": due["quoted"],
        },
        about=[("month", str(month))],
    )


def due_of(village: Place, month: Month) -> dict[str, Json]:
    """Say by when the month's books are public, and how sure that is for this village."""
    return {
        "on": books_due(month).isoformat(),
        "article": DUE_ARTICLE,
        "quoted": due_is_quoted(village.jurisdiction),
    }


def _chart(key: str) -> dict[str, Json]:
    """Say which chart the printed names are of."""
    used = chart(key)
    return {"key": used.key, "title": used.title, "source": used.source, "confidence": used.confidence}


def _figures(figures: Statement, masked: Masked) -> dict[str, Json]:
    return {
        "opening_fen": figures.opening_fen,
        "income_fen": figures.income_fen,
        "expense_fen": figures.expense_fen,
        "other_fen": figures.other_fen,
        "closing_fen": figures.closing_fen,
        "year_income_fen": figures.year_income_fen,
        "year_expense_fen": figures.year_expense_fen,
        "money": [
            {
                "account": one.account.value,
                "opening_fen": one.opening_fen,
                "in_fen": one.in_fen,
                "out_fen": one.out_fen,
                "closing_fen": one.closing_fen,
            }
            for one in figures.money
        ],
        "income": _categories(figures.income, masked),
        "expense": _categories(figures.expense, masked),
    }


def _categories(totals: Sequence[CategoryTotal], masked: Masked) -> list[Json]:
    """Say what each account came to; those whose names read the same once masked are one."""
    together: dict[tuple[str, str], list[CategoryTotal]] = {}
    for one in totals:
        together.setdefault((one.account, masked(one.name)), []).append(one)
    return [
        {
            "name": name,
            "code": code,
            "account": account(code).name,
            "month_fen": sum(one.month_fen for one in same),
            "year_fen": sum(one.year_fen for one in same),
        }
        for (code, name), same in together.items()
    ]


def _balance(one: StatedBalance, printed: Masked) -> dict[str, Json]:
    """Say what an account stands at; what stands below one that is not of income or expense may be a person."""
    result = account(one.account).kind is AccountClass.PROFIT_LOSS
    private = not result and begins_like_a_name(one.detail)
    return {
        "code": one.account,
        "detail": mask_name(one.detail) if private else printed(one.detail),
        "opening_fen": one.opening_fen,
        "debit_fen": one.debit_fen,
        "credit_fen": one.credit_fen,
        "year_debit_fen": one.year_debit_fen,
        "year_credit_fen": one.year_credit_fen,
        "closing_fen": one.closing_fen,
    }


def _voucher(voucher: VoucherRow, masked: Masked, printed: Masked) -> dict[str, Json]:
    return {
        "number": voucher.number,
        "word": voucher.word,
        "happened_on": voucher.happened_on.isoformat(),
        "recorded_on": voucher.recorded_on.isoformat(),
        "late_days": voucher.late_days,
        "kind": voucher.kind,
        "summary": masked(voucher.summary),
        "party": shortened(public_party(voucher.party, masked)),
        "categories": printed(voucher.categories),
        "in_fen": voucher.in_fen,
        "out_fen": voucher.out_fen,
        "moved_fen": voucher.moved_fen,
        "matter": voucher.matter_number,
        "fund": masked(voucher.fund),
        "reverses": _reference(voucher.reverses, masked),
        "reversed_by": _reference(voucher.reversed_by, masked),
        "receipts": [
            {"digest": one.digest, "media_type": one.media_type, "size": one.size} for one in voucher.receipts
        ],
        "lines": [
            {
                "code": line.account,
                "account": account(line.account).name,
                "name": printed(line.printed_name),
                "debit_fen": line.debit_fen,
                "credit_fen": line.credit_fen,
            }
            for line in voucher.lines
        ],
    }


def _more(voucher: VoucherRow, items: Sequence[ItemRow], masked: Masked, printed: Masked) -> dict[str, Json]:
    """Say what most vouchers have nothing of: the items of a payment, and that it carries over at the end of a year."""
    found: dict[str, Json] = {}
    if items:
        found["items"] = [
            {
                "name": masked(one.name),
                "unit": masked(one.unit),
                "quantity": one.quantity,
                "price": one.price,
                "amount_fen": one.amount_fen,
                "code": one.category.account,
                "category": printed(one.category.name),
            }
            for one in items
        ]
    if voucher.ends_year:
        found["ends_year"] = True
    return found


def _approval(row: RequestRow | None, approved_by: Mapping[str, int], names: Sequence[str]) -> dict[str, Json]:
    """Say who agreed to a payment, step by step; nothing of what was booked from no request."""
    if row is None:
        return {}
    steps: list[Json] = [
        {
            "step": one.step.name,
            "office": one.office.title,
            "deputy": one.is_deputy,
            "on": one.on.isoformat(),
            "who": _who(approved_by[one.who], names),
        }
        for one in row.taken
    ]
    adopted = row.adoption_id is not None
    return {"approval": {"request": row.key, "asked_on": row.filed_on.isoformat(), "adopted": adopted, "steps": steps}}


def _refused(refusals: Sequence[RefusalRow], first: int, names: Sequence[str], masked: Masked) -> dict[str, Json]:
    """Say who did not sign the month before somebody did, and why; nothing where nobody refused."""
    told: list[Json] = [
        {**_signature(at, names, on=one.refused_on), "reason": masked(one.reason)}
        for at, one in enumerate(refusals, start=first)
    ]
    return {"refusals": told} if told else {}


def _difference(one: DifferenceRow, masked: Masked) -> dict[str, Json]:
    """Say which voucher only one of the month's two lists had."""
    return {
        "number": one.number,
        "found_in": one.found_in,
        "summary": masked(one.summary),
        "income_fen": one.income_fen,
        "expense_fen": one.expense_fen,
        "booked": one.booked,
    }


def _reference(ref: VoucherRef | None, masked: Masked) -> dict[str, Json] | None:
    return None if ref is None else {"month": str(ref.month), "number": ref.number, "reason": masked(ref.reason)}


def _correction(taking: VoucherRow, masked: Masked) -> dict[str, Json]:
    """Say which voucher of the month was taken back where, and why."""
    assert taking.reverses is not None  # noqa: S101 - only vouchers that take another back are asked for
    return {
        "number": taking.reverses.number,
        "reason": masked(taking.reverses.reason),
        "month": str(taking.month),
        "by": taking.number,
        "on": taking.recorded_on.isoformat(),
        "amount_fen": -taking.amount_fen,
    }


def _alerts(found: PublishedAlerts, masked: Masked) -> dict[str, Json]:
    """Say what the checks found, how it stood on the day of the signature, and what was answered."""
    return {
        "checks": [
            {
                "title": one.check.title,
                "article": one.check.article,
                "quoted": one.check.is_quoted,
                "found": one.found,
                "answered": one.answered,
                "closed": one.closed,
            }
            for one in found.counts
        ],
        "answers": [_answer(one, masked) for one in found.answers],
        "earlier": [_answer(one, masked) for one in found.earlier],
    }


def _answer(given: GivenAnswer, masked: Masked) -> dict[str, Json]:
    return {
        "title": given.check.title,
        "month": str(given.month),
        "numbers": list(given.numbers),
        "text": masked(given.text),
        "state": given.state.value,
        "remark": masked(given.remark),
    }


def _who(index: int, names: Sequence[str]) -> dict[str, Json]:
    return {"name": index, "masked": mask_name(names[index])}


def _signature(index: int, names: Sequence[str], *, on: date | None) -> dict[str, Json]:
    return {"who": _who(index, names), "on": on.isoformat() if on else None}
