"""A scheme of points (积分办法): read from a file, kept as plain JSON, written as a file again.

The columns are a promise to other programs: ``编号,类别,名称,分值,单位`` and, where used,
``分值上限,每日上限,每月上限,每季上限,年度上限,类别上限,扣完为止,适用,凭据,同组取高,重复系数`` and
``性质,后果,凭据必交,来源``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from points.rules import Base, Cap, Item, MemberClass, Period, Veto, VetoEffect, plain_points
from points.scheme_rows import (
    BASE,
    CAP_COLUMNS,
    OPTIONAL,
    REQUIRED,
    VETO,
    BaseReading,
    ItemReading,
    VetoReading,
    contradictions,
    reading_of,
)
from points.values import Source
from portal.kernel.canonical import Json, canonical_json, sha256_hex
from portal.kernel.sheets import BadCellsError, EmptySheetError, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portal.kernel.sheet_output import Cell

__all__ = [
    "EXAMPLE",
    "OPTIONAL",
    "REQUIRED",
    "SchemeFile",
    "example_scheme",
    "items_from_json",
    "items_to_json",
    "read_scheme",
    "scheme_from_json",
    "scheme_rows",
    "scheme_to_json",
    "shapes",
]

_FOLDER = Path(__file__).with_name("schemes")
EXAMPLE = _FOLDER / "example-2026.csv"
_SHAPE = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeFile:
    """What a scheme file says: its items, base points and vetoes, each in the order of the file."""

    items: tuple[Item, ...]
    bases: tuple[Base, ...] = ()
    vetoes: tuple[Veto, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of the rows' canonical JSON."""
        return sha256_hex(canonical_json(scheme_to_json(self)))

    @property
    def base_x100(self) -> int:
        """What every member begins a year with."""
        return sum(base.points_x100 for base in self.bases)

    @property
    def floored(self) -> bool:
        """Whether a year's total never falls below nothing."""
        return any(base.floored for base in self.bases)


def read_scheme(filename: str, data: bytes) -> SchemeFile:
    """Return the scheme in a file.

    :raise SheetError: the file cannot be read, or cells are not accepted; nothing of it is used then.
    """
    records = read_table(filename, data).records(required=REQUIRED, optional=OPTIONAL)
    if not records.rows:
        raise EmptySheetError(filename)
    read = [reading_of(record) for record in records]
    problems = [problem for reading in read for problem in reading.problems]
    problems += contradictions(read)
    if problems:
        raise BadCellsError(filename, sorted(problems, key=lambda problem: problem.row))
    bases = tuple(reading.base for reading in read if isinstance(reading, BaseReading))
    items = [_floored(reading.item, bases) for reading in read if isinstance(reading, ItemReading)]
    return SchemeFile(
        items=tuple(_grouped(items)),
        bases=bases,
        vetoes=tuple(reading.veto for reading in read if isinstance(reading, VetoReading)),
    )


@cache
def example_scheme() -> SchemeFile:
    """Return the example scheme shipped with the program; a branch adopts its own."""
    return read_scheme(EXAMPLE.name, EXAMPLE.read_bytes())


def shapes() -> dict[str, Path]:
    """Return the schemes shipped with the program by their name in addresses: the example, then local ones."""
    others = sorted(path for path in _FOLDER.glob("*.csv") if path != EXAMPLE)
    return {path.stem: path for path in (EXAMPLE, *others)}


def scheme_to_json(scheme: SchemeFile) -> list[dict[str, Json]]:
    """Return a scheme as plain JSON, the form kept in the database and sealed by its digest."""
    rows = items_to_json(scheme.items)
    for base in scheme.bases:
        told: dict[str, Json] = {"points_x100": base.points_x100, "unit": base.unit, "floored": base.floored}
        rows.append({"kind": BASE, "code": base.code, "category": base.category, "name": base.name, **told})
    rows += [
        {"kind": VETO, "code": one.code, "category": one.category, "name": one.name, "effect": one.effect.name}
        for one in scheme.vetoes
    ]
    return rows


def scheme_from_json(rows: Sequence[dict[str, Any]]) -> SchemeFile:
    """Return what :func:`scheme_to_json` was given."""
    return SchemeFile(
        items=items_from_json(rows),
        bases=tuple(Base(**_without_kind(row)) for row in rows if row.get("kind") == BASE),
        vetoes=tuple(
            Veto(**{**_without_kind(row), "effect": VetoEffect[row["effect"]]})
            for row in rows
            if row.get("kind") == VETO
        ),
    )


def items_to_json(items: Iterable[Item]) -> list[dict[str, Json]]:
    """Return items as plain JSON; what an item does not use is not named, so that digests stay as they were."""
    return [
        {
            "code": item.code,
            "category": item.category,
            "name": item.name,
            "points_x100": item.points_x100,
            "unit": item.unit,
            "highest_x100": item.highest_x100,
            "caps": [_cap_to_json(cap) for cap in item.caps],
            "until_exhausted": item.until_exhausted,
            "applies_to": [member.name for member in item.applies_to],
            "evidence": item.evidence,
            **_used(item),
        }
        for item in items
    ]


def items_from_json(rows: Sequence[dict[str, Any]]) -> tuple[Item, ...]:
    """Return the items of what :func:`items_to_json` or :func:`scheme_to_json` was given."""
    return tuple(
        _grouped(
            Item(
                **{
                    **row,
                    "caps": tuple(_cap_from_json(*cap) for cap in row["caps"]),
                    "applies_to": tuple(MemberClass[name] for name in row["applies_to"]),
                    "source": Source(row["source"]) if "source" in row else None,
                }
            )
            for row in rows
            if "kind" not in row
        )
    )


def scheme_rows(scheme: SchemeFile) -> Iterator[list[Cell]]:
    """Yield the rows of a scheme as its file has them, in the order of ``REQUIRED`` and ``OPTIONAL``."""
    for cells in (
        *(_item_cells(item) for item in scheme.items),
        *(_base_cells(base) for base in scheme.bases),
        *(_veto_cells(veto) for veto in scheme.vetoes),
    ):
        yield [cells.get(column, "") for column in (*REQUIRED, *OPTIONAL)]


def _item_cells(item: Item) -> dict[str, Cell]:
    caps = {(cap.period, cap.whole_category): plain_points(cap.limit_x100) for cap in item.caps if not cap.floor}
    return {
        "编号": item.code,
        "类别": item.category,
        "名称": item.name,
        "分值": plain_points(item.points_x100),
        "单位": item.unit,
        "分值上限": "" if item.highest_x100 is None else plain_points(item.highest_x100),
        **{column: caps.get(key, "") for column, key in CAP_COLUMNS.items()},
        "扣完为止": "是" if item.until_exhausted else "",
        "适用": "、".join(item.applies_to),
        "凭据": item.evidence,
        "同组取高": item.group,
        "重复系数": "" if item.repeat_x100 is None else plain_points(item.repeat_x100),
        "凭据必交": "是" if item.evidence_required else "",
        "来源": "" if item.source is None else item.source.chinese,
    }


def _base_cells(base: Base) -> dict[str, Cell]:
    return {
        "编号": base.code,
        "类别": base.category,
        "名称": base.name,
        "分值": plain_points(base.points_x100),
        "单位": base.unit,
        "扣完为止": "是" if base.floored else "",
        "性质": BASE,
    }


def _veto_cells(veto: Veto) -> dict[str, Cell]:
    told: dict[str, Cell] = {"编号": veto.code, "类别": veto.category, "名称": veto.name}
    return {**told, "分值": "0", "单位": "次", "性质": VETO, "后果": veto.effect.value}


def _floored(item: Item, bases: Sequence[Base]) -> Item:
    """Return an item whose deductions take no more than the base points of its category, where it says so."""
    base = sum(one.points_x100 for one in bases if one.category == item.category)
    if not (item.until_exhausted and base):
        return item
    floor = Cap(period=Period.YEAR, limit_x100=base, whole_category=True, floor=True)
    return replace(item, caps=(*item.caps, floor))


def _grouped(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items that know which others are of their group."""
    known = tuple(items)
    for item in known:
        codes = tuple(one.code for one in known if one.group == item.group) if item.group else ()
        yield replace(item, group_codes=codes) if codes else item


def _used(item: Item) -> dict[str, Json]:
    told: dict[str, Json] = {
        "evidence_required": item.evidence_required or None,
        "group": item.group or None,
        "repeat_x100": item.repeat_x100,
        "source": None if item.source is None else item.source.value,
    }
    return {name: value for name, value in told.items() if value is not None}


def _cap_to_json(cap: Cap) -> Json:
    told: list[Json] = [cap.period.value, cap.whole_category, cap.limit_x100]
    return [*told, True] if cap.floor else told


def _cap_from_json(period: str, whole: bool, limit: int, floor: bool = False) -> Cap:  # noqa: FBT001, FBT002 - as JSON has them
    return Cap(period=Period(period), whole_category=whole, limit_x100=limit, floor=floor)


def _without_kind(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "kind"}
