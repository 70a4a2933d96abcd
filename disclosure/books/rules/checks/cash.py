"""Checks of cash: too much of it paid, kept, paid out of income, less than nothing, or in somebody's own account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from disclosure.books.parties import is_organisation
from disclosure.books.rules.checks.books import Finding, first_word
from disclosure.books.rules.vouchers import VoucherKind
from portal.kernel.days import chinese_day
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from disclosure.books.checks import Check
    from disclosure.books.rules.checks.books import CheckedBooks, CheckedVoucher


def large_cash(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find cash payments above the settlement threshold that are of no exempt kind.

    Source: 现金管理暂行条例第5条第（五）、（六）、（七）项和第6条.
    """
    more_than = rule.limits["more_than_fen"]
    for one in books.payments(month):
        paid_fen = -one.cash_fen
        if paid_fen > more_than and not any(_is_exempt(one, kind) for kind in rule.limits["exempt"]):
            facts = {"number": str(one.number), "party": one.payee, "amount": format_yuan(paid_fen)}
            told = {"more_than": format_yuan(more_than)}
            yield Finding(rule=rule, month=month, vouchers=(one,), facts=facts, told=told)


def cash_kept(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find cash income that was not in the bank by its day; it belongs to the month of that day.

    What is brought to the bank is taken for the oldest income first.
    """
    days = timedelta(days=rule.limits["days"])
    for income in _banked(books.until(month)):
        one, deadline = income.voucher, income.voucher.happened_on + days
        left = income.left_fen(deadline)
        if left > 0 and Month.of(deadline) == month and deadline < books.today:
            facts = {
                "number": str(one.number),
                "day": chinese_day(one.happened_on),
                "amount": format_yuan(one.cash_fen),
                "deadline": chinese_day(deadline),
                "left": format_yuan(left),
            }
            yield Finding(rule=rule, month=month, vouchers=(one,), facts=facts)


def cash_from_income(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find cash paid out of income that was not brought to the bank.

    What there was when the month began, and what was drawn from the bank, may be paid from; income of the month not.
    """
    if month not in books.cash_openings:
        return
    till = _Till(may_pay_fen=max(0, books.cash_openings[month]))
    for one in books.of(month):
        shortfall = till.after(one)
        if shortfall:
            facts = {
                "number": str(one.number),
                "amount": format_yuan(-one.cash_fen),
                "shortfall": format_yuan(shortfall),
            }
            yield Finding(rule=rule, month=month, vouchers=(one,), facts=facts)


def negative_cash(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find the lowest point of a month in which cash went below zero."""
    if month not in books.cash_openings:
        return
    balance, lowest, at = books.cash_openings[month], 0, None
    for one in books.vouchers:
        if one.month == month:
            balance += one.cash_fen
            if one.cash_fen < 0 and balance < lowest:
                lowest, at = balance, one
    if at is not None:
        facts = {"number": str(at.number), "balance": format_yuan(lowest)}
        yield Finding(rule=rule, month=month, vouchers=(at,), facts=facts)


def private_account(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find money of the collective that is said to lie in somebody's own account; wages may be sent to one.

    Source: 农村集体经济组织法第44条.
    """
    for one in books.of(month):
        advanced = any(line.account in rule.limits["advances"] for line in one.lines)
        word = first_word(rule.limits["words"], one.words, one.party)
        if word and (one.kind is not VoucherKind.PAYMENT or advanced):
            facts = {
                "number": str(one.number),
                "summary": one.summary,
                "amount": format_yuan(one.amount_fen),
                "word": word,
            }
            yield Finding(rule=rule, month=month, vouchers=(one,), facts=facts)


@dataclass(slots=True)
class _Till:
    """The cash of a month: what may be paid from it, and income that belongs to the bank."""

    may_pay_fen: int
    income_fen: int = 0

    def after(self, one: CheckedVoucher) -> int:
        """Book a voucher; return how much of it was paid out of income."""
        out_fen = -one.cash_fen
        if out_fen <= 0:
            if one.is_withdrawal:
                self.may_pay_fen -= out_fen
            else:
                self.income_fen -= out_fen
            return 0
        if one.is_withdrawal:
            brought = min(self.income_fen, out_fen)
            self.income_fen -= brought
            self.may_pay_fen = max(0, self.may_pay_fen - (out_fen - brought))
            return 0
        shortfall = min(self.income_fen, max(0, out_fen - self.may_pay_fen))
        self.may_pay_fen = max(0, self.may_pay_fen - out_fen)
        self.income_fen -= shortfall
        return shortfall


@dataclass(slots=True)
class _Income:
    """Cash that came in, and what of it was brought to the bank when."""

    voucher: CheckedVoucher
    banked: list[tuple[date, int]] = field(default_factory=list)

    def left_fen(self, by: date) -> int:
        """Return what was not in the bank at the end of a day."""
        return self.voucher.cash_fen - sum(fen for day, fen in self.banked if day <= by)

    @property
    def open_fen(self) -> int:
        """What was never brought to the bank so far."""
        return self.voucher.cash_fen - sum(fen for _, fen in self.banked)


def _banked(vouchers: Iterable[CheckedVoucher]) -> list[_Income]:
    incomes: list[_Income] = []
    for one in sorted(vouchers, key=lambda one: (one.happened_on, one.is_withdrawal, one.place)):
        if one.cash_fen > 0 and not one.is_withdrawal:
            incomes.append(_Income(one))
        elif one.cash_fen < 0 and one.is_withdrawal:
            brought = -one.cash_fen
            for income in incomes:
                part = min(brought, income.open_fen)
                if part:
                    income.banked.append((one.happened_on, part))
                    brought -= part
    return incomes


def _is_exempt(one: CheckedVoucher, kind: dict[str, object]) -> bool:
    words, individuals_only = kind["words"], kind["individuals_only"]
    assert isinstance(words, list)  # noqa: S101 - the data file is ours
    if individuals_only and (not one.party or is_organisation(one.party)):
        return False
    return bool(first_word(words, one.words))
