"""Matters as a table for Excel: the columns of the list, and what the screen shows of each."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portal.kernel.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deliberation.queries import MatterRow
    from portal.kernel.sheet_output import Cell

MATTER_COLUMNS = ("编号", "议题", "事项类别", "进展", "现在的环节", "预算（元）", "资金来源", "提出日期")


def matter_rows(rows: Iterable[MatterRow]) -> Iterator[tuple[Cell, ...]]:
    """Yield one line per matter."""
    for row in rows:
        yield (
            row.number,
            row.title,
            row.type_name,
            row.state.title,
            row.stage.gate.name if row.stage else "",
            "" if row.budget_fen is None else Decimal(row.budget_fen).scaleb(-2),
            row.fund,
            local_day(row.proposed_at).isoformat(),
        )
