"""What a household has and a prize's stock holds: sums of movements that never fall below nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.households.errors import (
    BalanceShortError,
    CountReservedError,
    DeliveryTakenBackError,
    DeliveryUsedError,
    EarlyDeliveryError,
    FutureEntryError,
    MostEachError,
    SpentPointsError,
    StockShortError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def require_balance(left_x100: int, asked_x100: int) -> None:
    """Refuse an exchange for more points than are left.

    :raise BalanceShortError: fewer are left.
    """
    if asked_x100 > left_x100:
        raise BalanceShortError(left_x100=left_x100, asked_x100=asked_x100)


def require_unspent(left_x100: int, taken_x100: int) -> None:
    """Refuse to take back points that were spent already.

    :raise SpentPointsError: fewer are left than would be taken back.
    """
    if taken_x100 > left_x100:
        raise SpentPointsError(left_x100=left_x100, taken_x100=taken_x100)


def require_stock(name: str, unit: str, *, left: int, asked: int) -> None:
    """Refuse to give out, or to write off, more than is there.

    :raise StockShortError: less is there.
    """
    if asked > left:
        raise StockShortError(name, unit, left=left)


def require_each(most: int | None, *, had: int, asked: int, unit: str) -> None:
    """Refuse more of a prize in a year than one household may have.

    :raise MostEachError: it would be more.
    """
    if most is not None and had + asked > most:
        raise MostEachError(most, had=had, unit=unit)


def expiring(at_year_end_x100: int, *, since_x100: Iterable[int], left_x100: int) -> int:
    """Return how many of a year's points are still unspent, for what was earned first is spent first.

    ``since_x100`` are the household's exchanges and returns since the year ended, and what was taken back of the
    entries that counted by then (signed, hundredths); neither what was earned since nor what of that was taken back
    is among them. The result lies between nothing and what is left.

    Source: product decision D-102.
    """
    old = at_year_end_x100 + min(0, sum(since_x100))
    return max(0, min(old, left_x100))


def require_counted(counted: int, *, reserved: int, unit: str) -> None:
    """Refuse a count of fewer than are set aside for households.

    :raise CountReservedError: fewer were counted.
    """
    if counted < reserved:
        raise CountReservedError(reserved, unit)


def require_taken_back_once(reversed_on: date | None) -> None:
    """Refuse to take back a delivery twice.

    :raise DeliveryTakenBackError: it was taken back.
    """
    if reversed_on is not None:
        raise DeliveryTakenBackError(reversed_on)


def require_whole_delivery(quantity: int, *, left: int, unit: str) -> None:
    """Refuse to take back more than can be had still.

    :raise DeliveryUsedError: fewer are left.
    """
    if quantity > left:
        raise DeliveryUsedError(quantity, left=left, unit=unit)


def require_begun(day: date, *, first: date) -> None:
    """Refuse a delivery from before household points began.

    :raise EarlyDeliveryError: it is before ``first``.
    """
    if day < first:
        raise EarlyDeliveryError(first)


def require_passed(day: date, *, today: date) -> None:
    """Refuse a day that has not come.

    :raise FutureEntryError: it is after today.
    """
    if day > today:
        raise FutureEntryError(today)
