"""What quarters and years publish, as dated data: ``disclosure_items.toml``, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure.books.chart import account

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Measure(StrEnum):
    """Which amount of an account counts."""

    INCOME = "income"
    EXPENSE = "expense"
    DEBITED = "debited"
    CREDITED = "credited"
    DEBIT_BALANCE = "debit_balance"
    CREDIT_BALANCE = "credit_balance"
    IN_DEBIT = "in_debit"
    IN_CREDIT = "in_credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Accounts whose amounts are part of an item; with ``words`` only those whose own name holds one of them."""

    accounts: tuple[str, ...]
    measure: Measure
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureItem:
    """One item; without feeds people say it in words."""

    key: str
    name: str
    feeds: tuple[Feed, ...] = ()

    @property
    def is_worded(self) -> bool:
        """Whether the bookkeeper fills it in."""
        return not self.feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureClass:
    """Items under one heading."""

    name: str
    items: tuple[DisclosureItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureForm:
    """The whole table, and how sure it is."""

    title: str
    effective_from: date
    source: str
    class_confidence: str
    item_confidence: str
    classes: tuple[DisclosureClass, ...]

    @property
    def worded(self) -> tuple[DisclosureItem, ...]:
        """The items the bookkeeper fills in, in order."""
        return tuple(item for one in self.classes for item in one.items if item.is_worded)


@cache
def disclosure_form() -> DisclosureForm:
    """Return the table in force."""
    data = tomllib.loads(Path(__file__).with_name("disclosure_items.toml").read_text(encoding="utf-8"))
    return DisclosureForm(
        title=data["title"],
        effective_from=data["effective_from"],
        source=data["source"],
        class_confidence=data["class_confidence"],
        item_confidence=data["item_confidence"],
        classes=tuple(
            DisclosureClass(name=one["name"], items=tuple(_item(row) for row in one["items"]))
            for one in data["classes"]
        ),
    )


def _item(row: Mapping[str, Any]) -> DisclosureItem:
    return DisclosureItem(key=row["key"], name=row["name"], feeds=tuple(_feed(feed) for feed in row.get("feeds", ())))


def _feed(row: Mapping[str, Any]) -> Feed:
    codes = tuple(account(code).code for code in row["accounts"])  # of the chart, or the table cannot be read
    return Feed(accounts=codes, measure=Measure(row["measure"]), words=tuple(row.get("words", ())))
