"""The tables of branch life we hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.web.figures import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from points.branch.rules.attendance import MemberTurnout
    from portal.kernel.sheet_output import Cell

ATTENDANCE_COLUMNS = ("姓名", "不计入应到会的原因", "应到会", "其中到", "应到会出勤率", "全部应邀", "其中到", "请假")


def attendance_rows(rows: Iterable[MemberTurnout]) -> Iterator[tuple[Cell, ...]]:
    """Yield each member's attendance as a row under ``ATTENDANCE_COLUMNS``."""
    for one in rows:
        came = one.turnout
        yield (
            one.name, one.exempt, came.due, came.due_present, percent(came.due_rate_x100),
            came.all, came.present, came.leave,
        )  # fmt: skip
