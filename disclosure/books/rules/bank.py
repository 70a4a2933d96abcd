"""Which vouchers the bank's lines stand for: by amount, direction and day, and never where two fit as well.

Amounts are fen, above zero where money came into the account. A match is a set of lines and a set of vouchers with
equal sums; either side may be empty where the other cancels itself: a payment that came back, a voucher and its
reversal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from disclosure.books.errors.bank import MatchDiffersError, MatchTooSmallError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

_FEWEST = 2


class MatchOrigin(StrEnum):
    """How a match was made."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"

    @property
    def title(self) -> str:  # type: ignore[override]
        """How it was made, in plain words."""
        return {"automatic": "自动", "by_hand": "人工"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchTerms:
    """How far days may be apart and how many movements may make one; days and counts."""

    pair_days: int
    sum_days: int
    most_in_a_sum: int
    most_candidates: int
    start_days: int  # how long before the first statement a voucher may lie that the bank booked only later
    count_days: int  # how far from the end of a month its cash may be counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of the bank, or what one voucher changed in the bank account."""

    id: int
    happened_on: date
    amount_fen: int
    reverses: int | None = None  # the voucher it takes back


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Lines and vouchers that are the same money."""

    lines: tuple[int, ...] = ()
    vouchers: tuple[int, ...] = ()


def matches(lines: Iterable[Movement], vouchers: Iterable[Movement], *, terms: MatchTerms) -> tuple[Found, ...]:
    """Return what belongs together without any doubt; no line and no voucher stands in two.

    First vouchers with their own reversals, then one line with one voucher where each is the other's nearest, then
    one of either side with a few of the other where only one choice of them adds up.

    Source: product decision D-87.
    """
    open_lines = {one.id: one for one in lines}
    open_vouchers = {one.id: one for one in vouchers}
    found: list[Found] = []
    for one in _taken_back(open_vouchers):
        _take(one, open_lines, open_vouchers, found)
    for line, voucher in _pairs(open_lines.values(), open_vouchers.values(), most_days=terms.pair_days):
        _take(Found(lines=(line,), vouchers=(voucher,)), open_lines, open_vouchers, found)
    for line, few in _sums(open_lines.values(), open_vouchers.values(), terms=terms):
        _take(Found(lines=(line,), vouchers=few), open_lines, open_vouchers, found)
    for voucher, few in _sums(open_vouchers.values(), open_lines.values(), terms=terms):
        _take(Found(lines=few, vouchers=(voucher,)), open_lines, open_vouchers, found)
    return tuple(found)


def require_same_money(lines: Collection[Movement], vouchers: Collection[Movement]) -> None:
    """Refuse a match by hand whose two sides are not the same money.

    :raise MatchTooSmallError: fewer than two were picked.
    :raise MatchDiffersError: the sums differ.
    """
    if len(lines) + len(vouchers) < _FEWEST:
        raise MatchTooSmallError
    bank_fen = sum(one.amount_fen for one in lines)
    book_fen = sum(one.amount_fen for one in vouchers)
    if bank_fen != book_fen:
        raise MatchDiffersError(bank_fen=bank_fen, book_fen=book_fen)


def _take(one: Found, open_lines: dict[int, Movement], open_vouchers: dict[int, Movement], found: list[Found]) -> None:
    for line in one.lines:
        del open_lines[line]
    for voucher in one.vouchers:
        del open_vouchers[voucher]
    found.append(one)


def _taken_back(vouchers: Mapping[int, Movement]) -> list[Found]:
    return [
        Found(vouchers=(taken.id, one.id))
        for one in vouchers.values()
        if one.reverses is not None and (taken := vouchers.get(one.reverses)) and taken.amount_fen == -one.amount_fen
    ]


def _pairs(lines: Iterable[Movement], vouchers: Iterable[Movement], *, most_days: int) -> list[tuple[int, int]]:
    by_amount: dict[int, tuple[list[Movement], list[Movement]]] = {}
    for side, movements in enumerate((lines, vouchers)):
        for one in movements:
            by_amount.setdefault(one.amount_fen, ([], []))[side].append(one)
    return [
        pair
        for here, there in by_amount.values()
        if here and there
        for pair in _nearest_pairs(here, there, most_days=most_days)
    ]


def _nearest_pairs(here: list[Movement], there: list[Movement], *, most_days: int) -> Iterator[tuple[int, int]]:
    """Yield those that are each other's only nearest, again and again until none is left; empties the lists."""
    while True:
        mutual = [
            (one, other)
            for one in here
            if (other := _nearest(one, there, most_days=most_days)) is not None
            and _nearest(other, here, most_days=most_days) is one
        ]
        if not mutual:
            return
        for one, other in mutual:
            here.remove(one)
            there.remove(other)
            yield one.id, other.id


def _nearest(one: Movement, others: Iterable[Movement], *, most_days: int) -> Movement | None:
    """Return the only one of ``others`` that is nearest, or nothing where none is near or two are as near."""
    best: list[Movement] = []
    best_days = most_days
    for other in others:
        days = abs((one.happened_on - other.happened_on).days)
        if days < best_days or (days == best_days and not best):
            best, best_days = [other], days
        elif days == best_days:
            best.append(other)
    return best[0] if len(best) == 1 else None


def _sums(
    ones: Iterable[Movement], many: Iterable[Movement], *, terms: MatchTerms
) -> list[tuple[int, tuple[int, ...]]]:
    """Return those of ``ones`` that a single choice of a few of ``many`` adds up to; what two could use, none uses."""
    by_day: dict[date, list[Movement]] = {}
    for other in many:
        by_day.setdefault(other.happened_on, []).append(other)
    choices = {one.id: _choices(one, by_day, terms=terms) for one in ones}
    used: dict[int, set[int]] = {}
    for one, found in choices.items():
        for few in found:
            for part in few:
                used.setdefault(part, set()).add(one)
    return [
        (one, found[0])
        for one, found in choices.items()
        if len(found) == 1 and all(len(used[part]) == 1 for part in found[0])
    ]


def _choices(one: Movement, by_day: Mapping[date, Sequence[Movement]], *, terms: MatchTerms) -> list[tuple[int, ...]]:
    days = (one.happened_on + timedelta(days=away) for away in range(-terms.sum_days, terms.sum_days + 1))
    near = [
        other
        for day in days
        for other in by_day.get(day, ())
        if other.amount_fen * one.amount_fen > 0 and abs(other.amount_fen) < abs(one.amount_fen)
    ]
    if len(near) > terms.most_candidates:
        return []
    return [
        tuple(sorted(part.id for part in few))
        for size in range(_FEWEST, terms.most_in_a_sum + 1)
        for few in combinations(near, size)
        if sum(part.amount_fen for part in few) == one.amount_fen
    ]
