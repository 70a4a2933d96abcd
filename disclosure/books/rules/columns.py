"""Several months side by side: which months, and one figure of each for every line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.errors import MonthsSideBySideError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.rules.statements import IncomeRow, SheetRow
    from disclosure.books.statement_lines import StatementLine
    from portal.kernel.months import Month

#: As many months as stand beside each other on a sheet of paper.
FEWEST, MOST = 2, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """One line of a statement with its figure of each month."""

    line: StatementLine
    figures: tuple[int, ...]

    @property
    def sum_fen(self) -> int:
        """What all the months come to together."""
        return sum(self.figures)

    @property
    def is_empty(self) -> bool:
        """Whether no month has anything of it."""
        return not any(self.figures)


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """Return the months from the first to the last.

    :raise MonthsSideBySideError: they are fewer than two or more than twelve.
    """
    found = [first]
    while found[-1] < last and len(found) <= MOST:
        found.append(found[-1].plus(1))
    if not FEWEST <= len(found) <= MOST:
        raise MonthsSideBySideError(fewest=FEWEST, most=MOST)
    return tuple(found)


def sheets_beside(sheets: Sequence[Sequence[SheetRow]]) -> tuple[ColumnRow, ...]:
    """Return what every line of the balance sheet stood at when each month ended."""
    return tuple(
        ColumnRow(line=rows[0].line, figures=tuple(row.fen for row in rows)) for rows in zip(*sheets, strict=True)
    )


def incomes_beside(statements: Sequence[Sequence[IncomeRow]]) -> tuple[ColumnRow, ...]:
    """Return what every line of income and expense came to in each month; what is of a year only is left out."""
    return tuple(
        ColumnRow(line=rows[0].line, figures=tuple(row.month_fen or 0 for row in rows))
        for rows in zip(*statements, strict=True)
        if rows[0].month_fen is not None
    )
