"""The rows of a list of items, on the form of a payment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wtforms import SelectField, StringField
from wtforms.validators import Length

from disclosure.books.rules.items import PRICE_DECIMALS, QUANTITY_DECIMALS, Item
from portal.web.fields import ExactField, YuanField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure.books.rules.entries import Category

#: As many rows as one payment has.
MOST_ITEMS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFields:
    """The fields of one row."""

    number: int
    name: Any
    unit: Any
    quantity: Any
    price: Any
    amount: Any
    category: Any

    @property
    def shown(self) -> tuple[Any, ...]:
        """The fields in the order they are asked for."""
        return (self.name, self.amount, self.quantity, self.unit, self.price, self.category)

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in."""
        figures = (self.quantity.data, self.price.data, self.amount.data)
        return not (self.name.data or self.unit.data) and all(one is None for one in figures)

    def item(self, category: Category | None = None) -> Item:
        """Return what the row says, under ``category``, or under that of the payment."""
        return Item(
            number=self.number,
            name=" ".join((self.name.data or "").split()),
            unit=" ".join((self.unit.data or "").split()),
            quantity_x1000=self.quantity.data,
            price_x100=self.price.data,
            amount_fen=self.amount.data or 0,
            category=category,
        )


def item_fields(count: int) -> dict[str, Any]:
    """Return the fields of ``count`` rows by their names."""
    return {name: field for number in range(1, count + 1) for name, field in _row(number).items()}


def rows_of(fields: Mapping[str, Any], count: int) -> tuple[ItemFields, ...]:
    """Return the rows of a form that has ``count`` of them."""
    names = ("name", "unit", "quantity", "price", "amount", "category")
    return tuple(
        ItemFields(number=number, **{name: fields[f"item_{number}_{name}"] for name in names})
        for number in range(1, count + 1)
    )


def _row(number: int) -> dict[str, Any]:
    said = f"明细第{number}行"
    return {
        f"item_{number}_name": StringField(f"{said}名称", [Length(max=60)]),
        f"item_{number}_unit": StringField(f"{said}单位", [Length(max=10)]),
        f"item_{number}_quantity": ExactField(f"{said}数量", decimals=QUANTITY_DECIMALS),
        f"item_{number}_price": ExactField(f"{said}单价（元）", decimals=PRICE_DECIMALS),
        f"item_{number}_amount": YuanField(f"{said}金额（元）"),
        f"item_{number}_category": SelectField(f"{said}类别", default=""),
    }
