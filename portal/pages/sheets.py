"""The columns of the portal's own tables as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.clock import local_day
from portal.org.offices import PARTY_STANDINGS
from portal.web.templating import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portal.kernel.sheet_output import Cell
    from portal.meetings.queries import LineRow, MeetingRow
    from portal.org.queries import HouseholdRow, PersonRow

PEOPLE_COLUMNS = ("编号", "姓名", "性别", "小组", "户号", "政治面貌", "职务", "账号")
HOUSEHOLD_COLUMNS = ("户号", "户主", "小组", "人口")
MEETING_COLUMNS = (
    "开会日期",
    "会议",
    "会议种类",
    "地点",
    "主持人",
    "记录人",
    "提前通知天数",
    "应到",
    "实到",
    "会议记录",
)
JOURNAL_COLUMNS = ("条号", "时间", "办了什么", "谁办的", "指纹")
ROSTER_COLUMNS = ("序号", "姓名", "身份", "户号", "到会", "签到时间")
#: For those who record attendance: why somebody asked for leave is often an illness.
REASON_COLUMNS = (*ROSTER_COLUMNS, "请假原因")


def people_rows(rows: Iterable[PersonRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each person."""
    for row in rows:
        standing = [one.title for one in row.offices if one in PARTY_STANDINGS]
        offices = [one.title for one in row.offices if one not in PARTY_STANDINGS]
        account = "已停用" if row.closed else "已激活" if row.activated else "待激活" if row.login else "没有"
        yield [
            row.code,
            row.name,
            row.sex,
            row.group,
            row.household,
            "、".join(standing) or "群众",
            "、".join(offices),
            account,
        ]


def household_rows(rows: Iterable[HouseholdRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each household."""
    for row in rows:
        yield [row.number, row.head, row.group, row.people]


def meeting_rows(rows: Iterable[MeetingRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each meeting."""
    for row in rows:
        yield [
            local_day(row.starts_at),
            row.title,
            row.body_name,
            row.place,
            row.chair,
            row.recorder,
            row.notice_days,
            row.entitled,
            row.present if row.roster_id is not None else None,
            "有" if row.minuted else "没有",
        ]


def roster_rows(rows: Iterable[LineRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each line of a roster."""
    for row in rows:
        yield _roster_cells(row)


def reason_rows(rows: Iterable[LineRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each line of a roster, with why somebody asked for leave."""
    for row in rows:
        yield [*_roster_cells(row), row.leave]


def _roster_cells(row: LineRow) -> list[Cell]:
    return [
        row.number,
        row.name,
        row.capacity,
        row.household,
        row.presence or ("请假" if row.leave else "没到"),
        moment(row.present_at) if row.present_at else None,
    ]
