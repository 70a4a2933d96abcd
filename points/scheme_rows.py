"""Rows of a scheme file on their way to items, base points and vetoes: what each says, and what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from points.rules import STEP_X100, Base, Cap, Item, MemberClass, Period, Veto, VetoEffect, parse_points
from points.values import Source
from portal.kernel.errors import BadValueError
from portal.kernel.sheets import CellError
from portal.org.rights import refused_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.kernel.sheets import Record

REQUIRED = ("编号", "类别", "名称", "分值", "单位")
OPTIONAL = (
    "分值上限",
    "每日上限",
    "每月上限",
    "每季上限",
    "年度上限",
    "类别上限",
    "扣完为止",
    "适用",
    "凭据",
    "同组取高",
    "重复系数",
    "性质",
    "后果",
    "凭据必交",
    "来源",
)
#: What a row can be beside an item (性质).
BASE, VETO = "基础分", "一票否决"

CAP_COLUMNS = {
    "每日上限": (Period.DAY, False),
    "每月上限": (Period.MONTH, False),
    "每季上限": (Period.QUARTER, False),
    "年度上限": (Period.YEAR, False),
    "类别上限": (Period.YEAR, True),
}
#: Limits under which an item of a group, or one that repeats, counts the same in whatever order it is entered.
_YEARLY = {"同组取高": ("类别上限",), "重复系数": ("年度上限", "类别上限")}
_LENGTHS = {"编号": 20, "类别": 40, "名称": 80, "单位": 10, "凭据": 80, "同组取高": 40}
_YES, _NO = frozenset({"是", "TRUE", "1"}), frozenset({"", "否", "FALSE", "0"})
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_FACTOR = re.compile(r"(\d)(?:\.(\d{1,2}))?")


class Reading:
    """One row: its code and category as they stand there, and what is wrong with it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.problems: list[CellError] = []
        self.code, self.category = record["编号"], record["类别"]
        for column, longest in _LENGTHS.items():
            if len(record[column]) > longest:
                self.refuse(column, f"不能超过 {longest} 个字")
            elif column in self.needed and not record[column]:
                self.refuse(column, "不能空着")

    @property
    def needed(self) -> Sequence[str]:
        """The columns that cannot be blank in such a row."""
        return REQUIRED

    def refuse(self, column: str, problem: str) -> None:
        """Say what is wrong with a cell."""
        self.problems.append(CellError(row=self.record.number, column=column, problem=problem))

    def points(self, column: str) -> int | None:
        """Return the points in a cell; 0 is refused."""
        try:
            points_x100 = parse_points(self.record[column])
        except BadValueError as problem:
            self.refuse(column, problem.sentence.removesuffix("。"))
            return None
        if points_x100 == 0:
            self.refuse(column, "不能是 0")
        return points_x100

    def flag(self, column: str) -> bool:
        """Return whether a cell says yes."""
        text = self.record[column].upper()
        if text not in _YES | _NO:
            self.refuse(column, "请填写“是”或“否”")
        return text in _YES

    def refuse_words(self, *, takes: bool) -> None:
        """Refuse a name that is against what no scheme may do; ``takes``: it takes points away."""
        found = refused_word(self.record["名称"], takes=takes)
        if found is not None:
            self.refuse("名称", f"{found}，请删去这一项")

    def keep_blank(self, kind: str, *columns: str) -> None:
        """Refuse cells that have no meaning in such a row."""
        for column in columns:
            if self.record[column]:
                self.refuse(column, f"{kind}不用填这一列，请留空")


class BaseReading(Reading):
    """A row with base points."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        points_x100 = (self.points("分值") or 0) if record["分值"] else 0
        if points_x100 < 0:
            self.refuse("分值", "基础分请写成正数")
        self.keep_blank(BASE, "分值上限", *CAP_COLUMNS, "适用", "同组取高", "重复系数", "后果", "凭据必交", "来源")
        self.base = Base(
            code=self.code,
            category=self.category,
            name=record["名称"],
            points_x100=points_x100,
            unit=record["单位"],
            floored=self.flag("扣完为止"),
        )


class VetoReading(Reading):
    """A row with a veto."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        if record["分值"] not in {"", "0"}:
            self.refuse("分值", "一票否决没有分值，请留空或写 0")
        blank = ("分值上限", *CAP_COLUMNS, "扣完为止", "适用", "同组取高", "重复系数", "凭据必交", "来源")
        self.keep_blank(VETO, *blank)
        effect = next((one for one in VetoEffect if one.value == record["后果"]), None)
        if effect is None:
            self.refuse("后果", f"请填写 {'、'.join(VetoEffect)} 中的一个")
        self.refuse_words(takes=True)
        self.veto = Veto(
            code=self.code, category=self.category, name=record["名称"], effect=effect or VetoEffect.UNQUALIFIED
        )

    @property
    def needed(self) -> Sequence[str]:
        """What a veto has no use for may be blank."""
        return ("编号", "类别", "名称", "后果")


class ItemReading(Reading):
    """A row with an item: the item as far as it can be read."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self.keep_blank("计分项目", "后果")
        points_x100 = self.points("分值") or 0
        highest_x100 = self.points("分值上限") if record["分值上限"] else None
        self.item = Item(
            code=self.code,
            category=self.category,
            name=record["名称"],
            points_x100=points_x100,
            unit=record["单位"],
            highest_x100=highest_x100,
            caps=tuple(self._caps()),
            until_exhausted=self.flag("扣完为止"),
            applies_to=tuple(self._members()),
            evidence=record["凭据"],
            evidence_required=self.flag("凭据必交"),
            group=record["同组取高"] if record["同组取高"].upper() not in _NO else "",
            repeat_x100=self._factor(points_x100),
            source=self._source(),
        )
        if not self.problems:
            self._check()

    def _caps(self) -> Iterator[Cap]:
        for column, (period, whole) in CAP_COLUMNS.items():
            if not self.record[column]:
                continue
            limit_x100 = self.points(column)
            if limit_x100 is not None and limit_x100 < STEP_X100:
                self.refuse(column, "请填写大于 0 的分值，扣分的上限也写成正数")
            elif limit_x100 is not None:
                yield Cap(period=period, limit_x100=limit_x100, whole_category=whole)

    def _members(self) -> Iterator[MemberClass]:
        text = self.record["适用"]
        for name in _SEPARATORS.split(text) if text not in {"", "全体", "全体党员"} else ():
            found = MemberClass.named(name.replace("“", "").replace("”", ""))
            if found is None:
                self.refuse("适用", f"“{name}”不是党员类别，可填 全体、{'、'.join(MemberClass)}，或 K1 到 K4")
            else:
                yield found

    def _factor(self, points_x100: int) -> int | None:
        text = self.record["重复系数"]
        if text.upper() in _NO | {"1"}:
            return None
        match = _FACTOR.fullmatch(text)
        factor = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else 0
        if not factor:
            self.refuse("重复系数", "请填写大于 0 的数，如 0.5（第二次起减半）或 2（第二次起加倍）")
            return None
        if points_x100 * factor % (100 * STEP_X100):
            self.refuse("重复系数", "分值乘以系数应是 0.5 分的整数倍")
        return factor

    def _source(self) -> Source | None:
        text = self.record["来源"]
        found = Source.named(text)
        if text and found is None:
            self.refuse("来源", f"“{text}”不是可以带入的记录，可填 {'、'.join(one.chinese for one in Source)}，或留空")
        return found

    def _check(self) -> None:
        item = self.item
        if item.highest_x100 is not None and not _is_range(item.points_x100, item.highest_x100):
            self.refuse("分值上限", "应与分值同号，且比分值更大（扣分的更小）")
        if item.until_exhausted and not item.is_deduction:
            self.refuse("扣完为止", "只用于扣分项目")
        self.refuse_words(takes=item.is_deduction)
        self._check_once_only()

    def _check_once_only(self) -> None:
        """Refuse what would let the order in which things are entered change what they count."""
        record, item = self.record, self.item
        used = {"同组取高": bool(item.group), "重复系数": item.repeat_x100 is not None}
        for column, kept in _YEARLY.items():
            others = [one for one in CAP_COLUMNS if one not in kept and record[one]]
            if used[column] and (others or item.until_exhausted):
                self.refuse(column, f"这样的项目只能再有{'和'.join(kept)}，请去掉{'、'.join(others) or '扣完为止'}")
        if all(used.values()):
            self.refuse("重复系数", "同组取高的项目不能再有重复系数")
        if item.repeat_x100 is not None and item.highest_x100 is not None:
            self.refuse("重复系数", "分值是一个范围的项目不能有重复系数")
        if item.source is not None and item.highest_x100 is not None:
            self.refuse("来源", "分值是一个范围的项目要由支委会认定，不能由记录带入")


def reading_of(record: Record) -> Reading:
    """Return the reading of a row by what it is (性质)."""
    kind = record["性质"]
    if kind == BASE:
        return BaseReading(record)
    if kind == VETO:
        return VetoReading(record)
    reading = ItemReading(record)
    if kind not in {"", "加分", "扣分"}:
        reading.refuse("性质", f"请留空（计分项目），或填写 {BASE}、{VETO}")
    elif kind and (kind == "扣分") != reading.item.is_deduction:
        reading.refuse("性质", "与分值的正负不一致，扣分的分值写成负数")
    return reading


def contradictions(read: Sequence[Reading]) -> Iterator[CellError]:
    """Name what each row has right but the rows together do not."""
    yield from _twice(read, "编号", [one.code for one in read])
    sources = [one.record["来源"] if isinstance(one, ItemReading) else "" for one in read]
    yield from _twice(read, "来源", sources)
    caps: dict[str, tuple[int, str]] = {}
    groups: dict[str, tuple[int, str]] = {}
    bases = {one.category for one in read if isinstance(one, BaseReading)}
    for one in (reading for reading in read if isinstance(reading, ItemReading)):
        yield from _differs(one, "类别上限", caps, of=one.category, value=one.record["类别上限"], said="同一类别的上限")
        if one.item.group:
            group, sign = one.item.group, f"{one.category}（{'扣' if one.item.is_deduction else '加'}）"
            yield from _differs(one, "同组取高", groups, of=group, value=sign, said="同一组的类别和加减")
        if one.item.until_exhausted and not (one.problems or one.item.caps) and one.category not in bases:
            problem = "没有上限，也没有这一类的基础分，扣到多少为止不清楚"
            yield CellError(row=one.record.number, column="扣完为止", problem=problem)


def _twice(read: Sequence[Reading], column: str, values: Sequence[str]) -> Iterator[CellError]:
    counted = Counter(values)
    for reading, value in zip(read, values, strict=True):
        if value and counted[value] > 1:
            yield CellError(row=reading.record.number, column=column, problem=f"“{value}”出现了不止一次")


def _differs(
    one: ItemReading, column: str, known: dict[str, tuple[int, str]], *, of: str, value: str, said: str
) -> Iterator[CellError]:
    row, first = known.setdefault(of, (one.record.number, value))
    if value != first:
        problem = f"{said}应一致，第 {row} 行写的是“{first}”"
        yield CellError(row=one.record.number, column=column, problem=problem)


def _is_range(points_x100: int, highest_x100: int) -> bool:
    return (points_x100 > 0) == (highest_x100 > 0) and abs(points_x100) < abs(highest_x100)
