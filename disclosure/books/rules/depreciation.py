"""Wear of what is owned (计提折旧), in equal parts month by month, as the bookkeeper says it: one voucher for all.

Source: rules table ``accounting.accounts`` (152 累计折旧 stands against 151); the equal parts (平均年限法) are typed in
thing by thing (design).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.errors import AssetNameMissingError, NoAssetsError, NoWearError
from disclosure.books.rules.entries import Category
from disclosure.books.rules.vouchers import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Which expense bears it: what is used to administer, or to earn; and where it is gathered.
BEARERS = ("513", "511")
GATHERED = Category(account="152")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """One thing, what a month of it costs, and how many months are booked."""

    number: int  # as the form counts it
    name: str
    monthly_fen: int
    months: int
    borne_by: Category

    @property
    def amount_fen(self) -> int:
        """What is booked for it."""
        return self.monthly_fen * self.months


def depreciation_lines(things: Sequence[Wear]) -> tuple[Line, ...]:
    """Return the lines that book the wear of ``things``: what bears it first, one line for each, then the sum.

    :raise NoAssetsError: nothing was named.
    :raise AssetNameMissingError: a row without a name.
    :raise NoWearError: a row without an amount above zero.
    """
    if not things:
        raise NoAssetsError
    borne: dict[Category, int] = {}
    for one in things:
        if not one.name:
            raise AssetNameMissingError(one.number)
        if one.amount_fen <= 0:
            raise NoWearError(one.number)
        borne[one.borne_by] = borne.get(one.borne_by, 0) + one.amount_fen
    debits = [
        Line(account=one.account, detail=one.detail, printed_name=one.name, debit_fen=fen, credit_fen=0)
        for one, fen in borne.items()
    ]
    total = sum(borne.values())
    credit = Line(account=GATHERED.account, detail="", printed_name=GATHERED.name, debit_fen=0, credit_fen=total)
    return (*debits, credit)


def depreciation_summary(year: int, things: Sequence[Wear]) -> str:
    """Return what the voucher is about, thing by thing."""
    return f"计提{year}年折旧：" + "、".join(f"{one.name} {one.months} 个月" for one in things)
