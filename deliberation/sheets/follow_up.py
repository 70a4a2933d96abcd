"""The columns of the tables of objections and of the work, for Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from deliberation.queries.follow_up_screens import ProgressRow, ShownObjection
    from portal.kernel.sheet_output import Cell

OBJECTIONS = (
    "议题编号",
    "议题",
    "异议编号",
    "对什么提出",
    "提出日期",
    "方式",
    "应答复日期",
    "结论",
    "答复日期",
    "晚了几天",
)
PROGRESS = ("议题编号", "议题", "步骤", "做什么", "计划完成日期", "是否完成", "是否逾期")


def objection_rows(found: Iterable[ShownObjection]) -> Iterator[Sequence[Cell]]:
    """Yield a line of each objection; nobody who objects is named."""
    for one in found:
        row = one.row
        yield (
            row.matter_number,
            row.matter_title,
            row.number,
            row.target.title,
            row.filed_on,
            "书面" if row.on_paper else "网上",
            row.due_on,
            row.verdict.title if row.verdict else ("不再答复" if row.lapsed else "待答复"),
            row.answered_on,
            one.late_days,
        )


def progress_rows(found: Iterable[ProgressRow]) -> Iterator[Sequence[Cell]]:
    """Yield a line of each milestone."""
    for one in found:
        yield (
            one.number,
            one.matter,
            one.step.number,
            one.step.title,
            one.step.due_on,
            "已完成" if one.step.reported is not None else "未完成",
            "逾期" if one.late else "",
        )
