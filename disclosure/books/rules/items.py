"""The list of items behind a payment (明细清单): what was bought, how much of it, and under which category.

A quantity is a whole number of thousandths, a price a whole number of hundredths of a fen, so that 0.5383 yuan for a
kilowatt-hour is exact. A price is often itself a rounded share of the amount (10 yuan for 3): quantity times price may
differ from the amount by what rounding both explains, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.errors import (
    ItemAmountMissingError,
    ItemNameMissingError,
    ItemPriceMissingError,
    ItemProductError,
    ItemsDifferError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.rules.entries import Category

#: Decimals of a quantity, and of a price in yuan.
QUANTITY_DECIMALS, PRICE_DECIMALS = 3, 4
_PARTS_OF_A_FEN: int = 10 ** (QUANTITY_DECIMALS + PRICE_DECIMALS - 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that was paid for; quantity and price are known together or not at all."""

    number: int  # as the form counts it
    name: str
    unit: str
    quantity_x1000: int | None
    price_x100: int | None  # hundredths of a fen
    amount_fen: int
    category: Category | None = None  # none: that of the payment

    @property
    def quantity(self) -> str:
        """The quantity as people write it; empty where it is not known."""
        return decimal_text(self.quantity_x1000, decimals=QUANTITY_DECIMALS)

    @property
    def price(self) -> str:
        """The price in yuan as people write it; empty where it is not known."""
        return decimal_text(self.price_x100, decimals=PRICE_DECIMALS)


def product_fen(*, quantity_x1000: int, price_x100: int) -> int:
    """Return what a quantity costs at a price, in fen, halves up."""
    return (quantity_x1000 * price_x100 + _PARTS_OF_A_FEN // 2) // _PARTS_OF_A_FEN


def comes_to(amount_fen: int, *, quantity_x1000: int, price_x100: int) -> bool:
    """Tell whether a quantity at a price is ``amount_fen``, both rounded to their last place."""
    differ = abs(quantity_x1000 * price_x100 - amount_fen * _PARTS_OF_A_FEN)
    return 2 * differ <= quantity_x1000 + _PARTS_OF_A_FEN


def decimal_text(value: int | None, *, decimals: int) -> str:
    """Return ``plain_decimal`` of what is known, and nothing where it is not."""
    return "" if value is None else plain_decimal(value, decimals=decimals)


def plain_decimal(value: int, *, decimals: int) -> str:
    """Return a whole number of parts as people write it: 12500 thousandths are ``12.5``."""
    sign, parts = ("-" if value < 0 else ""), abs(value)
    whole, rest = divmod(parts, 10**decimals)
    return f"{sign}{whole}.{rest:0{decimals}d}".rstrip("0").rstrip(".")


def require_items(items: Sequence[Item], *, amount_fen: int) -> None:
    """Refuse a list that does not say what was paid for, item by item, and add up to ``amount_fen``.

    :raise ItemNameMissingError: a row without a name.
    :raise ItemAmountMissingError: a row without an amount above zero.
    :raise ItemPriceMissingError: quantity or price without the other, or not above zero.
    :raise ItemProductError: quantity times price is not the amount.
    :raise ItemsDifferError: the rows add up to something else.
    """
    for one in items:
        _require_item(one)
    items_fen = sum(one.amount_fen for one in items)
    if items and items_fen != amount_fen:
        raise ItemsDifferError(amount_fen=amount_fen, items_fen=items_fen)


def shares(items: Sequence[Item], *, category: Category, amount_fen: int) -> tuple[tuple[Category, int], ...]:
    """Return what each category bears, in order of appearance; without items ``category`` bears all."""
    found: dict[Category, int] = {}
    for one in items:
        borne_by = one.category or category
        found[borne_by] = found.get(borne_by, 0) + one.amount_fen
    return tuple(found.items()) or ((category, amount_fen),)


def _require_item(one: Item) -> None:
    if not one.name:
        raise ItemNameMissingError(one.number)
    if one.amount_fen <= 0:
        raise ItemAmountMissingError(one.number)
    quantity, price = one.quantity_x1000, one.price_x100
    if quantity is None and price is None:
        return
    if not quantity or price is None or quantity < 0 or price < 0:
        raise ItemPriceMissingError(one.number)
    if not comes_to(one.amount_fen, quantity_x1000=quantity, price_x100=price):
        product = product_fen(quantity_x1000=quantity, price_x100=price)
        raise ItemProductError(one.number, amount_fen=one.amount_fen, product_fen=product)
