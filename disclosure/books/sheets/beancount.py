"""The whole books as Beancount reads them: openings, every voucher, and what each account stands at each month end.

A balance is asserted with a tolerance of nothing: Beancount by itself would let a fen pass. What was entered twice
gives the same text twice.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from disclosure.books.chart import AccountClass, account, accounts
from disclosure.books.rules.balances import Booked, MonthSum, opening_balances
from disclosure.books.rules.vouchers import VoucherOrigin
from portal.kernel.money import plain_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from disclosure.books.queries import VoucherRow
    from disclosure.books.rules.balances import Key, Opening
    from portal.kernel.months import Month

CURRENCY = "CNY"

#: Where the difference stands as long as not everything the books began with was stated.
NOT_STATED = "Equity:Opening-Balances"

_DIGEST = 8
_ROOTS = {
    AccountClass.ASSET: "Assets",
    AccountClass.COST: "Assets",
    AccountClass.LIABILITY: "Liabilities",
    AccountClass.EQUITY: "Equity",
}


def account_name(code: str, detail: str) -> str:
    """Return the name of an account: ``Expenses:513-管理费用:D-办公费``.

    A name starts with a capital letter or a digit. One that has to be changed to be valid gets some digits of its own
    digest, so that two never become one.
    """
    booked = account(code)
    root = _ROOTS.get(booked.kind) or ("Income" if booked.is_income else "Expenses")
    top = f"{root}:{code}-{_plain(booked.name).strip('-')}"
    if not detail:
        return top
    plain = _plain(detail)
    mark = "" if plain == detail else f"-{hashlib.sha256(detail.encode()).hexdigest()[:_DIGEST]}"
    return f"{top}:D-{plain}{mark}"


def beancount_text(title: str, vouchers: Iterable[VoucherRow], openings: Sequence[Opening]) -> str:
    """Return the books of a village called ``title``."""
    by_month: dict[Month, list[VoucherRow]] = {}
    for one in sorted(vouchers, key=lambda one: (one.month, one.happened_on, one.number)):
        by_month.setdefault(one.month, []).append(one)
    writer = _Writer(openings, [line for rows in by_month.values() for line in _sums(rows)])
    lines = [f'option "title" "{_text(title)}"', f'option "operating_currency" "{CURRENCY}"', ""]
    months = sorted({*by_month, *(one.month for one in openings)})
    for month in _every_month(months):
        lines += writer.month(month, by_month.get(month, ()))
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes month after month, knowing what every account stands at."""

    def __init__(self, openings: Sequence[Opening], sums: Sequence[MonthSum]) -> None:
        self._openings = openings
        self._sums = sums
        self._stands: dict[Key, int] = {}
        self._not_stated: int | None = None  # what stands on ``NOT_STATED``, once anything did
        self._order = {code: place for place, code in enumerate(accounts())}

    def month(self, month: Month, vouchers: Sequence[VoucherRow]) -> Iterator[str]:
        """Yield what a month adds: accounts used for the first time, openings, vouchers, what all stand at."""
        changes = self._opening_changes(month)
        used = {*changes, *((line.account, line.detail) for one in vouchers for line in one.lines)}
        yield from self._opened(month.first_day, used - self._stands.keys())
        if changes:
            yield from self._stated(month.first_day, changes)
        for one in vouchers:
            yield from _transaction(one)
            for line in one.lines:
                key = (line.account, line.detail)
                self._stands[key] = self._stands.get(key, 0) + line.debit_fen - line.credit_fen
        yield from self._balances(month.plus(1).first_day)

    def _opening_changes(self, month: Month) -> dict[Key, int]:
        """Return what has to change for every account to stand at what was stated for the month."""
        if all(one.month != month for one in self._openings):
            return {}
        wanted = opening_balances(Booked(month=month, openings=self._openings, carried={}, sums=self._sums))
        found = {key: wanted.get(key, 0) - self._stands.get(key, 0) for key in self._in_order({*wanted, *self._stands})}
        return {key: fen for key, fen in found.items() if fen or key not in self._stands}

    def _opened(self, day: date, keys: Iterable[Key]) -> Iterator[str]:
        for code, detail in self._in_order(keys):
            self._stands[code, detail] = 0
            yield f"{day} open {account_name(code, detail)} {CURRENCY}"
            yield f'  code: "{code}"'
            yield f'  name: "{_text(account(code).name)}"'
            if detail:
                yield f'  detail: "{_text(detail)}"'
        yield ""

    def _stated(self, day: date, changes: Mapping[Key, int]) -> Iterator[str]:
        missing = -sum(changes.values())
        if missing and self._not_stated is None:
            self._not_stated = 0
            yield f"{day} open {NOT_STATED} {CURRENCY}"
        yield f'{day} * "期初余额"'
        for key, fen in changes.items():
            if fen:
                yield _posting(account_name(*key), fen)
            self._stands[key] += fen
        if missing:
            assert self._not_stated is not None  # noqa: S101 - opened above
            self._not_stated += missing
            yield _posting(NOT_STATED, missing)
        yield ""

    def _balances(self, day: date) -> Iterator[str]:
        with_below: dict[str, int] = {}  # as Beancount has it: an account with everything below it
        for (code, _), fen in self._stands.items():
            with_below[code] = with_below.get(code, 0) + fen
        for code, detail in self._in_order(self._stands):
            fen = self._stands[code, detail] if detail else with_below[code]
            yield _assertion(day, account_name(code, detail), fen)
        if self._not_stated is not None:
            yield _assertion(day, NOT_STATED, self._not_stated)
        yield ""

    def _in_order(self, keys: Iterable[Key]) -> list[Key]:
        return sorted(keys, key=lambda key: (self._order[key[0]], key[1]))


def _plain(name: str) -> str:
    """Return a name of letters of any script, decimal digits and hyphens."""
    return "".join(
        one if unicodedata.category(one)[0] == "L" or unicodedata.category(one) == "Nd" else "-" for one in name
    )


def _transaction(one: VoucherRow) -> Iterator[str]:
    day = max(one.month.first_day, min(one.happened_on, one.month.last_day))
    party = f' "{_text(one.party)}"' if one.party else ""
    links = [f"^{one.month}-{one.number}"]
    if one.reverses:
        links.append(f"^{one.reverses.month}-{one.reverses.number}")
    tag = " #year-end" if one.origin is VoucherOrigin.YEAR_END else ""
    yield f'{day} *{party} "{_text(one.summary)}" {" ".join(links)}{tag}'
    yield f"  number: {one.number}"
    yield f'  word: "{_text(one.word)}"'
    if day != one.happened_on:
        yield f"  happened_on: {one.happened_on}"
    yield f"  recorded_on: {one.recorded_on}"
    if one.matter_number is not None:
        yield f"  matter: {one.matter_number}"
    if one.reverses:
        yield f'  reason: "{_text(one.reverses.reason)}"'
    if one.receipts:
        yield f"  receipts: {len(one.receipts)}"
    for line in one.lines:
        yield _posting(account_name(line.account, line.detail), line.debit_fen - line.credit_fen)
    yield ""


def _posting(name: str, fen: int) -> str:
    return f"  {name}  {plain_yuan(fen)} {CURRENCY}"


def _assertion(day: date, name: str, fen: int) -> str:
    return f"{day} balance {name}  {plain_yuan(fen)} ~ 0.00 {CURRENCY}"


def _text(value: str) -> str:
    """Return a text as it stands between quotes, on one line."""
    return " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')


def _sums(vouchers: Iterable[VoucherRow]) -> Iterator[MonthSum]:
    for one in vouchers:
        for line in one.lines:
            yield MonthSum(
                month=one.month,
                account=line.account,
                detail=line.detail,
                debit_fen=line.debit_fen,
                credit_fen=line.credit_fen,
            )


def _every_month(months: Sequence[Month]) -> Iterator[Month]:
    """Yield every month from the first to the last, those without entries too."""
    month = months[0] if months else None
    while month is not None and month <= months[-1]:
        yield month
        month = month.plus(1)
