"""The columns of the table of what was said to plans, for Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from deliberation.queries.opinion_screens import ListedOpinion
    from portal.kernel.sheet_output import Cell

OPINIONS = ("议题编号", "议题", "编号", "是什么", "方式", "提出日期", "内容", "答复情况", "答复日期", "写进第几版")


def opinion_rows(found: Iterable[ListedOpinion]) -> Iterator[Sequence[Cell]]:
    """Yield a line of each; nobody who says something is named."""
    for one in found:
        row = one.shown.row
        yield (
            one.matter.number,
            one.matter.title,
            row.number,
            row.kind.title,
            row.channel.title,
            row.filed_on,
            row.text if one.shown.may_read else "",
            one.shown.standing,
            row.answered_on,
            row.taken_up.revision if row.taken_up else None,
        )
