"""Reading a village's earning rules from a file, and keeping them as plain JSON.

The columns are a promise to other programs: ``编号,类别,名称,分值,单位`` and, where used,
``每月上限,每年上限,凭据,来源``. Households only earn: there is no column for deductions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from points.households.rules.earning import Rule, YearEnd, parse_points
from points.households.values import YearMode
from portal.kernel.canonical import Json, canonical_json, sha256_hex
from portal.kernel.errors import BadValueError
from portal.kernel.sheets import BadCellsError, CellError, EmptySheetError, read_table
from portal.org.rights import refused_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portal.kernel.sheets import Record

EXAMPLE = Path(__file__).with_name("schemes") / "example.csv"

REQUIRED = ("编号", "类别", "名称", "分值", "单位")
OPTIONAL = ("每月上限", "每年上限", "凭据", "来源")

_LENGTHS = {"编号": 20, "类别": 40, "名称": 60, "单位": 10, "凭据": 80, "来源": 200}


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFile:
    """What a file says: its rules in the order of the file."""

    rules: tuple[Rule, ...]


def read_rules(filename: str, data: bytes) -> RulesFile:
    """Return the rules in a file, judged by what protects villagers' rights.

    :raise SheetError: the file cannot be read, or cells are not accepted; nothing of it is used then.
    """
    records = read_table(filename, data).records(required=REQUIRED, optional=OPTIONAL)
    if not records.rows:
        raise EmptySheetError(filename)
    read = [_Reading(record) for record in records]
    problems = [problem for one in read for problem in one.problems]
    problems += _repeated(records.rows)
    if problems:
        raise BadCellsError(filename, sorted(problems, key=lambda problem: problem.row))
    return RulesFile(rules=tuple(one.rule for one in read))


@cache
def example_rules() -> RulesFile:
    """Return the example shipped with the program; a village adopts its own."""
    return read_rules(EXAMPLE.name, EXAMPLE.read_bytes())


def rules_to_json(rules: Sequence[Rule]) -> list[Json]:
    """Return rules as plain JSON, the form kept in the database and sealed by its digest."""
    return [asdict(rule) for rule in rules]


def rules_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Return what :func:`rules_to_json` was given."""
    return tuple(Rule(**row) for row in rows)


def year_end_to_json(rule: YearEnd) -> dict[str, Json]:
    """Return a year's end as plain JSON."""
    return {"mode": rule.mode.value, "month": rule.month, "day": rule.day, "notice_days": rule.notice_days}


def year_end_from_json(row: Mapping[str, Any]) -> YearEnd:
    """Return what :func:`year_end_to_json` was given."""
    return YearEnd(**{**row, "mode": YearMode(row["mode"])})


def digest_of(rules: Sequence[Rule], year_end: YearEnd) -> str:
    """Return the SHA-256 over both as canonical JSON."""
    return sha256_hex(canonical_json({"rules": rules_to_json(rules), "year_end": year_end_to_json(year_end)}))


class _Reading:
    """One row on its way to a rule: as far as it can be read, and what is wrong."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.problems: list[CellError] = []
        for column, longest in _LENGTHS.items():
            if len(record[column]) > longest:
                self._refuse(column, f"不能超过 {longest} 个字")
            elif column in REQUIRED and not record[column]:
                self._refuse(column, "不能空着")
        self.rule = Rule(
            code=record["编号"],
            kind=record["类别"],
            name=record["名称"],
            points_x100=self._points("分值") or 0,
            unit=record["单位"],
            month_cap_x100=self._cap("每月上限"),
            year_cap_x100=self._cap("每年上限"),
            evidence=record["凭据"],
            source=record["来源"],
        )
        if not self.problems:
            self._check()

    def _refuse(self, column: str, problem: str) -> None:
        self.problems.append(CellError(row=self.record.number, column=column, problem=problem))

    def _points(self, column: str) -> int | None:
        try:
            return parse_points(self.record[column])
        except BadValueError:
            self._refuse(column, f"“{self.record[column]}”应是大于 0 的数，以 0.5 分为最小单位；家户积分只加不扣")
            return None

    def _cap(self, column: str) -> int | None:
        return self._points(column) if self.record[column] else None

    def _check(self) -> None:
        rule = self.rule
        found = refused_word(f"{rule.kind} {rule.name} {rule.evidence}", takes=False)  # they only give points
        if found is not None:
            self._refuse("名称", f"{found}，请删去这一项")
        for column, cap in (("每月上限", rule.month_cap_x100), ("每年上限", rule.year_cap_x100)):
            if cap is not None and cap < rule.points_x100:
                self._refuse(column, "比一次的分值还小，请核对")
        if rule.month_cap_x100 and rule.year_cap_x100 and rule.year_cap_x100 < rule.month_cap_x100:
            self._refuse("每年上限", "比每月上限还小，请核对")


def _repeated(rows: Sequence[Record]) -> Iterator[CellError]:
    codes = Counter(row["编号"] for row in rows)
    for row in rows:
        if row["编号"] and codes[row["编号"]] > 1:
            yield CellError(row=row.number, column="编号", problem=f"“{row['编号']}”出现了不止一次")
