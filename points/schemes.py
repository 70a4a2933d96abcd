"""Reading a scheme of points (积分办法) from a file, and keeping it as plain JSON.

The columns are a promise to other programs: ``编号,类别,名称,分值,单位`` and, where used,
``分值上限,每日上限,每月上限,每季上限,年度上限,类别上限,扣完为止,适用,凭据,同组取高,重复系数``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from points.rules import STEP_X100, Cap, Item, MemberClass, Period, parse_points
from portal.kernel.canonical import Json, canonical_json, sha256_hex
from portal.kernel.errors import BadValueError
from portal.kernel.sheets import BadCellsError, CellError, EmptySheetError, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portal.kernel.sheets import Record

EXAMPLE = Path(__file__).with_name("schemes") / "example-2026.csv"

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
)

_CAPS = {
    "每日上限": (Period.DAY, False),
    "每月上限": (Period.MONTH, False),
    "每季上限": (Period.QUARTER, False),
    "年度上限": (Period.YEAR, False),
    "类别上限": (Period.YEAR, True),
}
_LENGTHS = {"编号": 20, "类别": 40, "名称": 80, "单位": 10, "凭据": 80}
_YES, _NO = frozenset({"是", "TRUE", "1"}), frozenset({"", "否", "FALSE", "0"})
_SEPARATORS = re.compile(r"[、,，;；/\s]+")

#: Nobody loses points for speaking up.
#: Source: product rule "a catalogue that punishes complaints, petitions or opinions is refused".
_SPEAKING_UP = ("信访", "上访", "投诉", "举报", "检举", "控告", "申诉", "提意见", "发表意见", "言论", "上网发帖")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeFile:
    """What a scheme file says: its items in the order of the file."""

    items: tuple[Item, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the items' canonical JSON."""
        return sha256_hex(canonical_json(items_to_json(self.items)))


def read_scheme(filename: str, data: bytes) -> SchemeFile:
    """Return the scheme in a file.

    :raise SheetError: the file cannot be read, or cells are not accepted; nothing of it is used then.
    """
    records = read_table(filename, data).records(required=REQUIRED, optional=OPTIONAL)
    if not records.rows:
        raise EmptySheetError(filename)
    read = [_Reading(record) for record in records]
    problems = [problem for reading in read for problem in reading.problems]
    problems += _contradictions(read)
    if problems:
        raise BadCellsError(filename, sorted(problems, key=lambda problem: problem.row))
    return SchemeFile(items=tuple(reading.item for reading in read))


@cache
def example_scheme() -> SchemeFile:
    """Return the example scheme shipped with the program; a branch adopts its own."""
    return read_scheme(EXAMPLE.name, EXAMPLE.read_bytes())


def items_to_json(items: Iterable[Item]) -> list[dict[str, Json]]:
    """Return items as plain JSON, the form kept in the database and sealed by its digest."""
    return [
        {
            "code": item.code,
            "category": item.category,
            "name": item.name,
            "points_x100": item.points_x100,
            "unit": item.unit,
            "highest_x100": item.highest_x100,
            "caps": [[cap.period.value, cap.whole_category, cap.limit_x100] for cap in item.caps],
            "until_exhausted": item.until_exhausted,
            "applies_to": [member.name for member in item.applies_to],
            "evidence": item.evidence,
        }
        for item in items
    ]


def items_from_json(items: Sequence[dict[str, Any]]) -> tuple[Item, ...]:
    """Return what :func:`items_to_json` was given."""
    return tuple(
        Item(
            **{
                **item,
                "caps": tuple(
                    Cap(period=Period(period), whole_category=whole, limit_x100=limit)
                    for period, whole, limit in item["caps"]
                ),
                "applies_to": tuple(MemberClass[name] for name in item["applies_to"]),
            }
        )
        for item in items
    )


class _Reading:
    """One row on its way to an item: the item as far as it can be read, and what is wrong."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.problems: list[CellError] = []
        for column, longest in _LENGTHS.items():
            if len(record[column]) > longest:
                self.refuse(column, f"不能超过 {longest} 个字")
            elif column in REQUIRED and not record[column]:
                self.refuse(column, "不能空着")
        for column in ("同组取高", "重复系数"):
            if record[column] not in {"", "1", "否"}:
                self.refuse(column, "还不能自动计算，请留空，改用上限来限制")
        points_x100 = self._points("分值") or 0
        highest_x100 = self._points("分值上限") if record["分值上限"] else None
        self.item = Item(
            code=record["编号"],
            category=record["类别"],
            name=record["名称"],
            points_x100=points_x100,
            unit=record["单位"],
            highest_x100=highest_x100,
            caps=tuple(self._caps()),
            until_exhausted=self._flag("扣完为止"),
            applies_to=tuple(self._members()),
            evidence=record["凭据"],
        )
        if not self.problems:
            self._check()

    def refuse(self, column: str, problem: str) -> None:
        self.problems.append(CellError(row=self.record.number, column=column, problem=problem))

    def _points(self, column: str) -> int | None:
        try:
            points_x100 = parse_points(self.record[column])
        except BadValueError as problem:
            self.refuse(column, problem.sentence.removesuffix("。"))
            return None
        if points_x100 == 0:
            self.refuse(column, "不能是 0")
        return points_x100

    def _caps(self) -> Iterator[Cap]:
        for column, (period, whole) in _CAPS.items():
            if not self.record[column]:
                continue
            limit_x100 = self._points(column)
            if limit_x100 is not None and limit_x100 < STEP_X100:
                self.refuse(column, "请填写大于 0 的分值，扣分的上限也写成正数")
            elif limit_x100 is not None:
                yield Cap(period=period, limit_x100=limit_x100, whole_category=whole)

    def _flag(self, column: str) -> bool:
        text = self.record[column].upper()
        if text not in _YES | _NO:
            self.refuse(column, "请填写“是”或“否”")
        return text in _YES

    def _members(self) -> Iterator[MemberClass]:
        text = self.record["适用"]
        for name in _SEPARATORS.split(text) if text not in {"", "全体", "全体党员"} else ():
            plain = name.replace("“", "").replace("”", "")
            if plain in set(MemberClass):
                yield MemberClass(plain)
            else:
                self.refuse("适用", f"“{name}”不是党员类别，可填 全体、{'、'.join(MemberClass)}")

    def _check(self) -> None:
        item = self.item
        if item.highest_x100 is not None and not _is_range(item.points_x100, item.highest_x100):
            self.refuse("分值上限", "应与分值同号，且比分值更大（扣分的更小）")
        if item.until_exhausted and not (item.is_deduction and item.caps):
            self.refuse("扣完为止", "只用于有上限的扣分项目")
        spoken = next((word for word in _SPEAKING_UP if item.is_deduction and word in item.name), None)
        if spoken:
            self.refuse("名称", f"不得因“{spoken}”扣分，请删去这一项")
        if any(cap.limit_x100 < abs(item.points_x100) for cap in item.caps):
            self.refuse("分值", "比自己的上限还大，请核对")


def _is_range(points_x100: int, highest_x100: int) -> bool:
    return (points_x100 > 0) == (highest_x100 > 0) and abs(points_x100) < abs(highest_x100)


def _contradictions(read: Sequence[_Reading]) -> Iterator[CellError]:
    """Name what each row has right but the rows together do not."""
    codes = Counter(reading.item.code for reading in read)
    for reading in read:
        if codes[reading.item.code] > 1 and reading.item.code:
            yield CellError(row=reading.record.number, column="编号", problem=f"“{reading.item.code}”出现了不止一次")
    caps: dict[str, tuple[int, str]] = {}
    for reading in read:
        row, first = caps.setdefault(reading.item.category, (reading.record.number, reading.record["类别上限"]))
        if reading.record["类别上限"] != first:
            problem = f"同一类别的上限应一致，第 {row} 行写的是“{first}”"
            yield CellError(row=reading.record.number, column="类别上限", problem=problem)
