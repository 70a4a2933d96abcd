"""Tables of points: claims in from .xlsx, .xls and .csv; boards out."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from points.queries.register import MembersByDay, SchemesByDay
from points.rules import parse_points, plain_points
from points.services import Recording
from portal.kernel.errors import BadValueError
from portal.kernel.sheets import CellError, EmptySheetError, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from points.queries import BoardRow
    from points.queries.rankings import Ranked
    from points.queries.years import GradeLine
    from portal.kernel.sheet_output import Cell
    from portal.kernel.sheets import Record
    from portal.org.models import Place
    from portal.org.queries import PersonRow

REQUIRED = ("日期", "姓名", "项目编号")
OPTIONAL = ("人员编号", "次数", "分值", "说明", "补记")
BOARD_COLUMNS = (
    "日期",
    "姓名",
    "项目编号",
    "事项",
    "类别",
    "分值",
    "状态",
    "补录天数",
    "为什么是这个分值",
    "说明",
    "哪天做的",
)
RANKING_COLUMNS = ("名次", "姓名", "村民小组", "加分", "扣分", "合计")
YEAR_COLUMNS = ("姓名", "得分", "等次线", "积分建议", "建议的理由", "支部决定", "为什么不同")

_YES = frozenset({"是", "补记", "TRUE", "1"})
_MOST_ROWS = 50_000
#: As many lines as a page bears.
_SHOWN_ROWS = 500
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?")


@dataclass(slots=True, kw_only=True)
class ClaimTable:
    """What a table of claims says, row by row; nothing of it is used while there are errors."""

    rows: list[int] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[int, str, Recording, str]]:
        """The first rows as they are looked at before they are entered: number, member, recording, item."""
        return list(zip(self.rows, self.people, self.recordings, self.items, strict=True))[:_SHOWN_ROWS]

    def refuse(self, refused: dict[int, str]) -> None:
        """Add what the services refuse, by place, to the rows it stands in."""
        for place, sentence in refused.items():
            self.errors.append(CellError(row=self.rows[place], column="整行", problem=sentence.removesuffix("。")))
        self.errors.sort(key=lambda one: one.row)


def read_claims(village: Place, filename: str, data: bytes) -> ClaimTable:
    """Return the claims in a file, and every cell that is not accepted.

    :raise SheetError: the file cannot be read at all, or is empty.
    """
    records = read_table(filename, data).records(required=REQUIRED, optional=OPTIONAL)
    if not records.rows:
        raise EmptySheetError(filename)
    table = ClaimTable()
    reader = _Reader(village)
    for record in records.rows[:_MOST_ROWS]:
        reader.read(record, table)
    if len(records.rows) > _MOST_ROWS:
        table.errors.append(
            CellError(row=records.rows[_MOST_ROWS].number, column="整行", problem=f"一次最多 {_MOST_ROWS} 行")
        )
    return table


def board_rows(rows: Iterable[BoardRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each claim or entry, in the order of ``BOARD_COLUMNS``."""
    for one in rows:
        yield [
            one.happened_on.isoformat(),
            one.person,
            one.item_code,
            one.item,
            one.category,
            plain_points(one.points_x100),
            one.state_text,
            str(one.late_days or ""),
            one.explanation,
            one.note,
            one.really_on.isoformat(),
        ]


def ranking_rows(rows: Iterable[Ranked], *, sides: bool) -> Iterator[list[Cell]]:
    """Yield a line of cells for each member of a board; additions and deductions are left empty without ``sides``."""
    for one in rows:
        both = (plain_points(one.additions_x100), plain_points(one.deductions_x100)) if sides else ("", "")
        yield [str(one.place), one.name, one.group, *both, plain_points(one.total_x100)]


def year_rows(lines: Iterable[GradeLine]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each member of a year's end, in the order of ``YEAR_COLUMNS``."""
    for one in lines:
        decided = one.decided.chinese if one.decided else ""
        yield [
            one.name,
            plain_points(one.score_x100),
            one.band,
            one.suggested.chinese,
            one.why,
            decided,
            one.reason,
        ]


def template_rows() -> Sequence[Sequence[str]]:
    """Return a line to be written over, in the order of the columns."""
    return [["2026-10-05", "（党员姓名）", "A04", "", "1", "", "10月主题党日", ""]]


class _Reader:
    """Reads row after row; the members and schemes of the day are read once for each change."""

    def __init__(self, village: Place) -> None:
        self._members, self._schemes = MembersByDay(village), SchemesByDay(village)

    def read(self, record: Record, table: ClaimTable) -> None:
        row = _Row(record)
        day, times, value = row.day(), row.times(), row.value()
        row.require("项目编号")
        member = None if day is None else row.member(self._members, day)
        if row.problems or day is None or member is None:
            table.errors += row.problems
            return
        table.rows.append(record.number)
        table.people.append(member.name)
        table.items.append(self._item(record["项目编号"], member, day))
        table.recordings.append(
            Recording(
                person_id=member.id,
                item_code=record["项目编号"],
                happened_on=day,
                times=times,
                value_x100=value,
                note=record["说明"],
                belated=record["补记"].upper() in _YES,
            )
        )

    def _item(self, code: str, member: PersonRow, day: date) -> str:
        item = self._schemes.item(member.branch_id or 0, day, code)
        return code if item is None else f"{code} {item.name}"


class _Row:
    """One row on its way to a claim: its cells, and what is wrong with them."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.problems: list[CellError] = []

    def refuse(self, column: str, problem: str) -> None:
        self.problems.append(CellError(row=self._record.number, column=column, problem=problem))

    def require(self, column: str) -> None:
        if not self._record[column]:
            self.refuse(column, "不能空着")

    def day(self) -> date | None:
        text = self._record["日期"]
        match = _DAY.fullmatch(text)
        with suppress(ValueError):
            if match is not None:
                return date(*(int(part) for part in match.groups()))
        self.refuse("日期", f"“{text}”不是日期，请写成 2026-10-05")
        return None

    def times(self) -> int:
        text = self._record["次数"]
        if text and not (text.isascii() and text.isdigit() and len(text) < 4):  # noqa: PLR2004 - three digits are enough
            self.refuse("次数", f"“{text}”不是次数，请填写 1 到 100 之间的整数")
            return 1
        return int(text or 1)

    def value(self) -> int | None:
        if not self._record["分值"]:
            return None
        try:
            return parse_points(self._record["分值"])
        except BadValueError as problem:
            self.refuse("分值", problem.sentence.removesuffix("。"))
            return None

    def member(self, members: MembersByDay, day: date) -> PersonRow | None:
        name, code = self._record["姓名"], self._record["人员编号"]
        found = [one for one in members.named(name, day) if code in {"", one.code}]
        if len(found) == 1:
            return found[0]
        told = "有重名，请在“人员编号”里写明是哪一位" if found else f"“{name}”那天不是本村支部的党员，请核对姓名"
        self.refuse("姓名", told)
        return None
