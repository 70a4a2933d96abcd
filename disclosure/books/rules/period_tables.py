"""A quarter's or year's table as it is kept, published and shown: written from the books once, read back as it stands.

Texts are the bookkeeper's own here; whoever publishes the table masks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from disclosure.books.chart import account
from disclosure.books.rules.periodic import Answer, AnswerState, Figures
from disclosure.books.rules.periods import Period
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from disclosure.books.disclosure_items import DisclosureForm
    from disclosure.books.rules.periodic import ItemFigure
    from portal.kernel.canonical import Json

QUOTED = "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one account adds to an item."""

    code: str
    name: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableItem:
    """One line of the table: an amount with the accounts that make it up, or words."""

    number: int
    key: str
    name: str
    fen: int | None
    parts: tuple[Part, ...]
    answer: Answer | None  # of an item that no account fills

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be filled in."""
        return self.answer is not None and self.answer.state is AnswerState.PENDING

    @property
    def words(self) -> str:
        """What stands where there is no amount."""
        if self.answer is None:
            return ""
        return self.answer.text if self.answer.state is AnswerState.SAID else self.answer.state.title


@dataclass(frozen=True, slots=True, kw_only=True)
class TableClass:
    """The items under one heading."""

    name: str
    items: tuple[TableItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTable:
    """The whole table."""

    period: Period
    months: tuple[Month, ...]  # those the village has books of
    figures: Figures
    classes: tuple[TableClass, ...]
    explanation: str
    title: str  # of the rule that asks for it
    source: str
    classes_quoted: bool
    items_quoted: bool

    @property
    def is_whole(self) -> bool:
        """Whether the village has books of every month of the period."""
        return self.months == self.period.months

    @property
    def items(self) -> tuple[TableItem, ...]:
        """Every line, in order."""
        return tuple(item for one in self.classes for item in one.items)


def table_content(
    period: Period,
    months: Sequence[Month],
    *,
    form: DisclosureForm,
    figures: Figures,
    items: Sequence[Sequence[ItemFigure]],
    answers: Mapping[str, Answer],
    explanation: str,
) -> dict[str, Json]:
    """Return the table in the form it is kept in."""
    return {
        "period": str(period),
        "months": [str(month) for month in months],
        "form": {
            "title": form.title,
            "source": form.source,
            "class_confidence": form.class_confidence,
            "item_confidence": form.item_confidence,
        },
        "opening_fen": figures.opening_fen,
        "income_fen": figures.income_fen,
        "expense_fen": figures.expense_fen,
        "other_fen": figures.other_fen,
        "closing_fen": figures.closing_fen,
        "classes": [
            {"name": one.name, "items": [_item(item, answers) for item in of_class]}
            for one, of_class in zip(form.classes, items, strict=True)
        ],
        "explanation": explanation,
    }


def masked_content(content: Mapping[str, Any], masked: Callable[[str], str]) -> dict[str, Json]:
    """Return the table with every text a person wrote masked."""
    return {
        **content,
        "classes": [
            {"name": one["name"], "items": [{**item, "text": masked(item["text"])} for item in one["items"]]}
            for one in content["classes"]
        ],
        "explanation": masked(content["explanation"]),
    }


def read_table(content: Mapping[str, Any]) -> PeriodTable:
    """Return what a kept or published table says.

    :raise KeyError: it does not say what such a table says, or names an account the chart does not know.
    :raise MonthError: its period or a month is none.
    :raise ValueError: its figures do not add up.
    """
    figures = Figures(**{name: content[name] for name in ("opening_fen", "income_fen", "expense_fen", "closing_fen")})
    if figures.other_fen != content["other_fen"]:
        raise ValueError(content["period"])
    number = 0
    classes = []
    for one in content["classes"]:
        items = tuple(_read_item(row, number=number + place) for place, row in enumerate(one["items"], start=1))
        number += len(items)
        classes.append(TableClass(name=one["name"], items=items))
    form = content["form"]
    return PeriodTable(
        period=Period.parse(content["period"]),
        months=tuple(Month.parse(one) for one in content["months"]),
        figures=figures,
        classes=tuple(classes),
        explanation=content["explanation"],
        title=form["title"],
        source=form["source"],
        classes_quoted=form["class_confidence"] == QUOTED,
        items_quoted=form["item_confidence"] == QUOTED,
    )


def answers_in(table: PeriodTable) -> dict[str, Answer]:
    """Return what was said of the items that no account fills, by key."""
    return {item.key: item.answer for item in table.items if item.answer is not None}


def _item(figure: ItemFigure, answers: Mapping[str, Answer]) -> dict[str, Json]:
    answer = answers.get(figure.item.key, Answer(state=AnswerState.PENDING)) if figure.item.is_worded else None
    return {
        "key": figure.item.key,
        "name": figure.item.name,
        "fen": figure.fen,
        "parts": [{"code": code, "account": account(code).name, "fen": fen} for code, fen in figure.parts],
        "state": answer.state.value if answer else "",
        "text": answer.text if answer else "",
    }


def _read_item(row: Mapping[str, Any], *, number: int) -> TableItem:
    parts = tuple(Part(code=one["code"], name=account(one["code"]).name, fen=one["fen"]) for one in row["parts"])
    if row["fen"] is not None and row["fen"] != sum(one.fen for one in parts):
        raise ValueError(row["key"])
    answer = Answer(state=AnswerState(row["state"]), text=row["text"]) if row["state"] else None
    if (row["fen"] is None) != (answer is not None):
        raise ValueError(row["key"])
    return TableItem(number=number, key=row["key"], name=row["name"], fen=row["fen"], parts=parts, answer=answer)
