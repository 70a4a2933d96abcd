"""Months: the list, one month's page, and everything that decides whether a month can be closed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN, fn

from disclosure.books.chart import BOOKED, MoneyAccount
from disclosure.books.models import BooksImport, CloseReview, MonthClose, MonthSignOff, SignOffOpinion, Voucher
from disclosure.books.queries import entries, ledger
from disclosure.books.queries.alerts import month_alerts
from disclosure.books.queries.bank import bank_state
from disclosure.books.queries.bank_results import bank_outcome
from disclosure.books.queries.payment_notes import bank_charges, payment_cautions, without_receipt
from disclosure.books.queries.refusals import RefusalRow, refusals_of, refused_months
from disclosure.books.queries.unapproved import without_approval
from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.closing import CloseState, LowPoint, MonthState, Problem, in_order, problems
from disclosure.books.rules.statement import broken_identities
from disclosure.books.rules.vouchers import lowest_points
from disclosure.books.usual import usual_entries
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.org.accounts import account_by_id

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.queries.bank_results import BankOutcome
    from disclosure.books.queries.entries import VoucherRow
    from disclosure.books.rules.statement import Statement
    from disclosure.books.usual import UsualEntry
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRow:
    """A month's close, and its sign-off where it was given."""

    id: int
    closed_on: date
    closed_by: int
    signed_on: date | None
    signed_by: int | None
    opinion: str  # of whoever signed

    @property
    def state(self) -> MonthState:
        """How far the month is."""
        return MonthState.CLOSED if self.signed_on is None else MonthState.SIGNED_OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A month in the list."""

    month: Month
    voucher_count: int
    late_count: int
    state: MonthState


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """A voucher that only one of a month's two lists has."""

    number: int
    found_in: str
    summary: str
    income_fen: int
    expense_fen: int
    booked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """One month as its screen shows it."""

    month: Month
    state: MonthState
    chart_key: str  # the chart its printed names are of
    statement: Statement
    vouchers: tuple[VoucherRow, ...]
    differences: tuple[DifferenceRow, ...]
    corrections: tuple[VoucherRow, ...]  # booked in other months, taking back vouchers of this one
    findings: tuple[str, ...]  # what the close found worth explaining
    explanation: str
    closed_on: date | None
    closed_by: str
    signed_on: date | None
    signed_by: str
    opinion: str  # of whoever signed
    refusals: tuple[RefusalRow, ...]  # of members who did not sign; before a signature for those who follow alone
    bank: BankOutcome | None  # the reconciliation and the cash count it was closed with
    acts: MonthActs


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthActs:
    """What the reader may do with the month now."""

    close: bool
    sign_off: bool
    follow: bool  # what is still under way: alerts, the bank's lines


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthList:
    """The months of a village, the latest first."""

    months: tuple[MonthRow, ...]
    may_import: bool
    may_follow: bool  # requests, alerts and the bank's lines
    usual: tuple[UsualEntry, ...]  # what one tap fills into the simple form


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePage:
    """The checklist before a close."""

    page: MonthPage
    blocking: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    done: tuple[str, ...]
    missing_openings: tuple[MoneyAccount, ...]
    has_alerts: bool


def month_list(village: Place, *, may_import: bool, may_follow: bool) -> MonthList:
    """Return the list of a village's months."""
    return MonthList(months=months(village), may_import=may_import, may_follow=may_follow, usual=usual_entries())


def booked_months(village: Place) -> tuple[Month, ...]:
    """Return the months that have vouchers, first to last."""
    query = Voucher.select(Voucher.month).where(Voucher.village == village.id).distinct().order_by(Voucher.month)
    return tuple(month for (month,) in tuples_of(query))


def closed_months(village: Place) -> tuple[Month, ...]:
    """Return the months that are closed, first to last."""
    query = MonthClose.select(MonthClose.month).where(MonthClose.village == village.id).order_by(MonthClose.month)
    return tuple(month for (month,) in tuples_of(query))


def follows_on(village: Place, month: Month) -> bool:
    """Tell whether the month, or the one before it, has entries or is closed."""
    either = (month, month.plus(-1))
    booked = Voucher.select().where((Voucher.village == village.id) & Voucher.month.in_(either))
    closed = MonthClose.select().where((MonthClose.village == village.id) & MonthClose.month.in_(either))
    return bool(booked.exists() or closed.exists())


def months(village: Place) -> tuple[MonthRow, ...]:
    """Return every month that has vouchers or is closed, the latest first."""
    counted = {
        month: (count, late)
        for month, count, late in tuples_of(
            Voucher.select(
                Voucher.month,
                fn.COUNT(Voucher.id),
                fn.COUNT(fn.NULLIF(Voucher.late_days, 0)),
            )
            .where(Voucher.village == village.id)
            .group_by(Voucher.month)
        )
    }
    states = {
        month: MonthState.SIGNED_OFF if signed else MonthState.CLOSED
        for month, signed in tuples_of(
            MonthClose.select(MonthClose.month, MonthSignOff.id)
            .join(MonthSignOff, JOIN.LEFT_OUTER)
            .where(MonthClose.village == village.id)
        )
    }
    return tuple(
        MonthRow(
            month=month,
            voucher_count=counted.get(month, (0, 0))[0],
            late_count=counted.get(month, (0, 0))[1],
            state=states.get(month, MonthState.OPEN),
        )
        for month in sorted({*counted, *states}, reverse=True)
    )


def close_of(village: Place, month: Month) -> CloseRow | None:
    """Return the month's close, or nothing while it is open."""
    query = (
        MonthClose.select(MonthClose, MonthSignOff.signed_at, MonthSignOff.signed_by, SignOffOpinion.text)
        .join(MonthSignOff, JOIN.LEFT_OUTER)
        .join(SignOffOpinion, JOIN.LEFT_OUTER)
        .where((MonthClose.village == village.id) & (MonthClose.month == month))
    )
    for row in dicts_of(query):
        return CloseRow(
            id=row["id"],
            closed_on=local_day(row["closed_at"]),
            closed_by=row["closed_by"],
            signed_on=local_day(row["signed_at"]) if row["signed_at"] else None,
            signed_by=row["signed_by"],
            opinion=row["text"] or "",
        )
    return None


def month_page(
    village: Place,
    month: Month,
    *,
    today: date,
    may_close: bool = False,
    may_sign_off: bool = False,
    may_follow: bool = False,
) -> MonthPage:
    """Return everything the screen of a month shows; a month without entries that follows on is empty.

    :raise NotFoundError: the village has no books of the month, or the month has not begun.
    """
    if month > Month.of(today) or not follows_on(village, month):
        raise NotFoundError
    close = close_of(village, month)
    state = MonthState.OPEN if close is None else close.state
    findings, explanation = _review(close)
    return MonthPage(
        month=month,
        state=state,
        chart_key=_chart_key(village, month),
        statement=ledger.statement_of(village, month),
        vouchers=entries.vouchers(village, month),
        differences=differences(village, month),
        corrections=entries.corrections(village, month),
        findings=findings,
        explanation=explanation,
        closed_on=close.closed_on if close else None,
        closed_by=name_of(close.closed_by) if close else "",
        signed_on=close.signed_on if close else None,
        signed_by=name_of(close.signed_by) if close and close.signed_by else "",
        opinion=close.opinion if close else "",
        refusals=refusals_of(village, month) if may_follow or state is MonthState.SIGNED_OFF else (),
        bank=bank_outcome(village, month) if close else None,
        acts=MonthActs(
            close=may_close and state is MonthState.OPEN,
            sign_off=may_sign_off and state is MonthState.CLOSED,
            follow=may_follow,
        ),
    )


def close_page(village: Place, month: Month, *, today: date) -> ClosePage:
    """Return the checklist of a month.

    :raise NotFoundError: the village has no books of the month, or the month has not begun.
    """
    page = month_page(village, month, today=today)
    state = close_state(village, month, today=today)
    found = problems(state, today=today)
    return ClosePage(
        page=page,
        blocking=tuple(one for one in found if one.blocking),
        warnings=tuple(one for one in found if not one.blocking),
        done=in_order(state),
        missing_openings=state.missing_openings,
        has_alerts=bool(state.alerts_to_answer or state.alerts_open),
    )


def differences(village: Place, month: Month) -> tuple[DifferenceRow, ...]:
    """Return the vouchers that only one of the month's imported lists had."""
    query = BooksImport.select(BooksImport.differences).where(
        (BooksImport.village == village.id) & (BooksImport.month == month)
    )
    return tuple(DifferenceRow(**one) for (found,) in tuples_of(query) for one in found)


def close_state(village: Place, month: Month, *, today: date) -> CloseState:
    """Return everything that decides whether the month can be closed."""
    booked = entries.vouchers(village, month)
    openings = ledger.openings(village, month)
    closed = closed_months(village)
    sums = ledger.month_sums(village, month)
    figures = ledger.statement_of(village, month)
    following = ledger.stated_openings(village, month.plus(1))
    lowest = lowest_points(openings, booked)
    waiting = [one for one in month_alerts(village, month, today=today) if one.state is AlertState.OPEN]
    unexplained = Counter(one.check.title for one in waiting if one.check.at_close and not one.blocking)
    return CloseState(
        month=month,
        closed=month in closed,
        follows_on=follows_on(village, month),
        open_earlier=tuple(one for one in booked_months(village) if one < month and one not in closed),
        voucher_count=len(booked),
        unbalanced=ledger.unbalanced(village, month),
        broken_identities=broken_identities(figures, sums),
        printed_totals_agree=_printed_totals_agree(village, month),
        missing_openings=tuple(money for money in MoneyAccount if money not in openings),
        next_openings_differ=tuple(
            one.account for one in figures.money if following.get(one.account, one.closing_fen) != one.closing_fen
        ),
        differences=tuple(one.number for one in differences(village, month)),
        low_points=tuple(
            LowPoint(account=money, number=voucher.number, balance_fen=balance)
            for money, (balance, voucher) in lowest.items()
            if money in openings
        ),
        late_count=sum(1 for one in booked if one.late_days),
        without_receipt=without_receipt(booked),
        without_approval=without_approval(village, booked),
        bank_charges=bank_charges(booked),
        cautions=payment_cautions(village, booked, today=today),
        refused=tuple(one for one in refused_months(village) if one <= month),
        alerts_to_answer=tuple(one.text for one in waiting if one.blocking),
        alerts_open=tuple(unexplained.items()),
        bank=bank_state(village, month, moved=_moved_the_bank(figures)),
    )


def _moved_the_bank(figures: Statement) -> bool:
    return any(one.account is MoneyAccount.BANK and (one.in_fen or one.out_fen) for one in figures.money)


def problems_of(village: Place, month: Month, *, today: date) -> tuple[Problem, ...]:
    """Return what speaks against closing the month today."""
    return problems(close_state(village, month, today=today), today=today)


def corrected_after_sign_off(village: Place, month: Month) -> tuple[tuple[str, date], ...]:
    """Return who took something of the month back after it was signed, and on which day."""
    taken = Voucher.alias()
    query = (
        Voucher.select(Voucher.recorded_by, Voucher.recorded_at)
        .join(taken, on=(Voucher.reverses == taken.id))
        .join(MonthClose, on=((MonthClose.village == taken.village) & (MonthClose.month == taken.month)))
        .join(MonthSignOff, on=(MonthSignOff.close == MonthClose.id))
        .where((taken.village == village.id) & (taken.month == month) & (Voucher.recorded_at > MonthSignOff.signed_at))
        .order_by(Voucher.id)
    )
    acts = dict.fromkeys((account_id, local_day(at)) for account_id, at in tuples_of(query))
    return tuple((name_of(account_id), day) for account_id, day in acts)


def name_of(account_id: int) -> str:
    """Return the name behind an account."""
    account = account_by_id(account_id)
    return account.person.name if account else ""


def imported_months(village: Place) -> tuple[Month, ...]:
    """Return the months that came from files, first to last."""
    query = BooksImport.select(BooksImport.month).where(BooksImport.village == village.id).order_by(BooksImport.month)
    return tuple(month for (month,) in tuples_of(query))


def is_imported(village: Place, month: Month) -> bool:
    """Tell whether the month came from files."""
    return bool(BooksImport.get_or_none((BooksImport.village == village.id) & (BooksImport.month == month)))


def _review(close: CloseRow | None) -> tuple[tuple[str, ...], str]:
    found = CloseReview.get_or_none(CloseReview.close == close.id) if close else None
    return (tuple(found.findings), str(found.text)) if found else ((), "")


def _chart_key(village: Place, month: Month) -> str:
    """Return the chart of the month's import; without one, names are those of the chart that is booked."""
    record = BooksImport.get_or_none((BooksImport.village == village.id) & (BooksImport.month == month))
    return BOOKED if record is None else str(record.chart)


def _printed_totals_agree(village: Place, month: Month) -> bool | None:
    query = BooksImport.select(BooksImport.printed_totals_agree).where(
        (BooksImport.village == village.id) & (BooksImport.month == month)
    )
    found = [agree for (agree,) in tuples_of(query)]
    return found[0] if found else None
