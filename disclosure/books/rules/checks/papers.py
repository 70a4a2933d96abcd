"""Checks of the papers behind payments: what kind they are, whether they are there, used twice, or late."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from disclosure.books.rules.checks.books import Finding, first_word, numbers_of
from disclosure.books.rules.papers import PaperKind
from portal.kernel.days import chinese_day
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from disclosure.books.checks import Check
    from disclosure.books.rules.checks.books import CheckedBooks, CheckedVoucher, Together


def white_slip(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find payments whose paper is of no lawful kind; where nobody said of which, by the words beside it."""
    lawful = {PaperKind(kind) for kind in rule.limits["lawful"]}
    for one in books.payments(month):
        if one.paper_kind in lawful:
            continue
        named = first_word(rule.limits["words"], one.summary, *(receipt.title for receipt in one.receipts))
        paper = f"“{named}”" if one.paper_kind is None else one.paper_kind.short
        if one.paper_kind is not None or named:
            yield _about(one, rule, party=one.payee, amount=format_yuan(one.amount_fen), paper=paper)


def missing_items(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find larger payments for goods without a list of what was bought."""
    for one in books.payments(month):
        word = first_word(rule.limits["words"], one.words)
        listed = one.items or one.paper_kind is PaperKind.OWN or _has_list(one, rule.limits["lists"])
        if word and not listed and one.amount_fen >= rule.limits["at_least_fen"]:
            yield _about(one, rule, summary=one.summary, amount=format_yuan(one.amount_fen), word=word)


def no_receipt(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find payments entered by hand that had no receipt by their day; they belong to the month of that day."""
    for one in books.until(month):
        deadline = _months_later(one.happened_on, rule.limits["months"])
        due = Month.of(deadline) == month and deadline < books.today
        if due and one.kind == "payment" and one.is_typed and not one.receipts:
            yield _about(
                one,
                rule,
                month=month,
                summary=one.summary,
                amount=format_yuan(one.amount_fen),
                day=chinese_day(one.happened_on),
                deadline=chinese_day(deadline),
            )


def same_invoice(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find invoice numbers used by more than one voucher, with the last of them."""
    for one, shared in _with_partners(books, month, books.same_invoice):
        earlier = _before(one, shared.others)
        if earlier:
            facts = {"invoice": shared.shared, "numbers": numbers_of((*earlier, one))}
            yield Finding(rule=rule, month=month, vouchers=(*earlier, one), facts=facts)


def same_photo(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find photos that stand beside more than one voucher; of another village's only that there is one."""
    for one, shared in _with_partners(books, month, books.same_photo):
        earlier = _before(one, shared.others)
        if earlier or shared.elsewhere:
            elsewhere = f"，还有本镇其他村的 {shared.elsewhere} 张凭证" if shared.elsewhere else ""
            facts = {"numbers": numbers_of((*earlier, one)) + elsewhere}
            yield Finding(rule=rule, month=month, vouchers=(*earlier, one), facts=facts)


def late_entry(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find what was entered after the month's books were due, by the day on which it was."""
    late: dict[date, list[CheckedVoucher]] = defaultdict(list)
    for one in books.of(month):
        if one.late_days:
            late[one.recorded_on].append(one)
    for day, found in sorted(late.items()):
        most = max(one.late_days for one in found)
        facts = {"recorded_on": chinese_day(day), "count": str(len(found)), "days": str(most)}
        about = f"{month}:{day.isoformat()}"
        yield Finding(rule=rule, month=month, vouchers=tuple(found), about=about, facts=facts)


def _about(one: CheckedVoucher, rule: Check, *, month: Month | None = None, **facts: str) -> Finding:
    return Finding(rule=rule, month=month or one.month, vouchers=(one,), facts={"number": str(one.number), **facts})


def _has_list(one: CheckedVoucher, words: Iterable[str]) -> bool:
    return bool(first_word(words, *(receipt.title for receipt in one.receipts)))


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months later, at the latest the last day of that month."""
    later = Month.of(day).plus(months)
    return min(later.first_day + timedelta(days=day.day - 1), later.last_day)


def _with_partners(
    books: CheckedBooks, month: Month, shared: Iterable[Together]
) -> Iterator[tuple[CheckedVoucher, Together]]:
    """Yield the last voucher of the month of each that share something, with what it shares."""
    standing = {one.id: one for one in books.of(month)}
    for one in shared:
        here = standing.get(one.voucher)
        if here and not any(other.month == month and other.place > here.place for other in one.others):
            yield here, one


def _before(one: CheckedVoucher, others: Iterable[CheckedVoucher]) -> tuple[CheckedVoucher, ...]:
    return tuple(sorted((other for other in others if other.place < one.place), key=lambda other: other.place))
