"""Works out the formulas of our workbooks as a spreadsheet program would: from their cells alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portal.kernel.workbooks import Formula, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(
    r'(?P<text>"[^"]*")|(?:(?P<sheet>[^\W\d]\w*)!)?\$?(?P<column>[A-Z]{1,2})\$?(?P<row>\d+)'
    r"(?::\$?(?P<last_column>[A-Z]{1,2})\$?(?P<last_row>\d+))?"
)


class Column(list[Any]):
    """A range of cells that is compared, multiplied and added cell by cell."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> Column:  # type: ignore[override]
        return Column(Decimal(one == other) for one in self)

    def __mul__(self, other: Column) -> Column:  # type: ignore[override]
        return Column((a or 0) * (b or 0) for a, b in zip(self, other, strict=True))

    def __add__(self, other: Column) -> Column:  # type: ignore[override]
        return Column((a or 0) + (b or 0) for a, b in zip(self, other, strict=True))


def values(sheets: Sequence[Sheet]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield every formula's place with the value it was written with and the one its cells give."""
    book = _Book(sheets)
    for sheet in sheets:
        for number, row in enumerate(sheet.rows, start=2):
            for at, cell in enumerate(row):
                if isinstance(cell, Formula):
                    place = f"{chr(ord('A') + at)}{number}"
                    yield f"{sheet.name}!{place} ={cell.text}", cell.value, book.value(sheet.name, place)


class _Book:
    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._known: dict[tuple[str, str], Any] = {}
        self._functions: dict[str, Callable[..., Any]] = {
            "SUM": lambda cells: sum((cell for cell in cells if cell), Decimal()),
            "SUMIF": lambda keys, wanted, cells: sum(
                (
                    cell
                    for key, cell in zip(keys, cells, strict=True)
                    if key is not None and str(key) == wanted and cell
                ),
                Decimal(),
            ),
            "SUMPRODUCT": lambda cells: sum(cells, Decimal()),
            "MAX": max,
            "ROUND": round,
        }

    def value(self, sheet: str, place: str) -> Any:
        if (sheet, place) not in self._known:
            column, row = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()  # type: ignore[union-attr]
            rows = [self._sheets[sheet].columns, *self._sheets[sheet].rows]
            at, number = ord(column) - ord("A"), int(row) - 1
            cell = rows[number][at] if number < len(rows) and at < len(rows[number]) else None
            self._known[sheet, place] = self._worked_out(sheet, cell.text) if isinstance(cell, Formula) else cell
        return self._known[sheet, place]

    def _worked_out(self, here: str, text: str) -> Decimal:
        def word(found: re.Match[str]) -> str:
            if found["text"]:
                return found[0]
            sheet, first = found["sheet"] or here, f"{found['column']}{found['row']}"
            if not found["last_row"]:
                return f"cell({sheet!r}, {first!r})"
            places = [f"{found['column']}{row}" for row in range(int(found["row"]), int(found["last_row"]) + 1)]
            if found["last_column"] != found["column"]:
                letters = range(ord(found["column"]), ord(found["last_column"]) + 1)
                places = [f"{chr(letter)}{found['row']}" for letter in letters]
            return f"cells({sheet!r}, {places!r})"

        known = {
            **self._functions,
            "cell": lambda sheet, place: self.value(sheet, place) or Decimal(),
            "cells": lambda sheet, places: Column(self.value(sheet, place) for place in places),
            "__builtins__": {},
        }
        python = re.sub(r'(?<=\))="', ')=="'.removeprefix(")"), _WORD.sub(word, text))
        return Decimal(eval(python, known))  # noqa: S307 - a formula of our own
