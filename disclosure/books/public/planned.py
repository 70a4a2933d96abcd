"""What a published month says was planned for its year; older documents are silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books.chart import account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure.books.rules.balances import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of a year in the version that stood when the month was signed."""

    version: int
    source: str  # where it was decided
    recorded_on: date
    papers: tuple[str, ...]  # fingerprints of the paper it is written in
    planned: Mapping[Key, int]  # fen by code of the chart and what stands below it


def read_plan(content: Mapping[str, Any] | None) -> Plan | None:
    """Return the plan of a document, or nothing where it says nothing of one.

    :raise KeyError: a line is of no account of the chart.
    """
    if content is None:
        return None
    planned: dict[Key, int] = {}
    for line in content["lines"]:
        account(line["code"])
        key = (line["code"], line["name"].partition("/")[2])
        planned[key] = planned.get(key, 0) + int(line["planned_fen"])
    return Plan(
        version=int(content["version"]),
        source=content["source"],
        recorded_on=date.fromisoformat(content["recorded_on"]),
        papers=tuple(content["papers"]),
        planned=planned,
    )
