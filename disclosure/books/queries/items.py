"""The items behind payments, as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.models import VoucherItem
from disclosure.books.rules.entries import Category
from disclosure.books.rules.items import PRICE_DECIMALS, QUANTITY_DECIMALS, decimal_text
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from disclosure.books.rules.items import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One thing a payment was for."""

    number: int
    name: str
    unit: str
    quantity: str  # empty where it is not known
    price: str  # in yuan, with as many decimals as it was given
    amount_fen: int
    category: Category


def items_of(vouchers: Collection[int]) -> dict[int, tuple[ItemRow, ...]]:
    """Return the items of vouchers, by their ids; one without any is left out."""
    query = (
        VoucherItem.select().where(VoucherItem.voucher.in_(vouchers)).order_by(VoucherItem.voucher, VoucherItem.item_no)
    )
    found: dict[int, tuple[ItemRow, ...]] = {}
    for row in dicts_of(query):
        one = ItemRow(
            number=row["item_no"],
            name=row["name"],
            unit=row["unit"],
            quantity=decimal_text(row["quantity_x1000"], decimals=QUANTITY_DECIMALS),
            price=decimal_text(row["price_x100"], decimals=PRICE_DECIMALS),
            amount_fen=row["amount_fen"],
            category=Category(account=row["account"], detail=row["detail"]),
        )
        found[row["voucher"]] = (*found.get(row["voucher"], ()), one)
    return found


def are_items_of(voucher: int, items: Sequence[Item], *, category: Category) -> bool:
    """Tell whether a voucher of ``category`` was made with just these items."""
    said = [
        (one.number, one.name, one.unit, one.quantity, one.price, one.amount_fen, one.category or category)
        for one in items
    ]
    kept = [
        (one.number, one.name, one.unit, one.quantity, one.price, one.amount_fen, one.category)
        for one in items_of([voucher]).get(voucher, ())
    ]
    return said == kept
