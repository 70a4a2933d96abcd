"""The columns of the table of suggestions, for Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from deliberation.queries.suggestion_screens import ShownSuggestion
    from portal.kernel.sheet_output import Cell

SUGGESTIONS = ("编号", "建议", "分类", "方式", "提出日期", "应答复日期", "办理情况", "办结日期", "晚了几天")


def suggestion_rows(found: Iterable[ShownSuggestion]) -> Iterator[Sequence[Cell]]:
    """Yield a line of each suggestion; nobody who suggests is named."""
    for one in found:
        row = one.row
        yield (
            row.number,
            one.title,
            row.category_name,
            row.channel.title,
            row.filed_on,
            row.due_on,
            one.standing,
            row.ended_on,
            one.late_days,
        )
