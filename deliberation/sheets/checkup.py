"""The check-ups of a village's matters as a table for Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deliberation.queries.checkup import MatterCheckup
    from portal.kernel.sheet_output import Cell

CHECKUP_COLUMNS = ("编号", "议题", "进展", "体检结果", "不符合", "请留意", "符合", "未到", "最要紧的一条", "依据")


def checkup_rows(found: Iterable[MatterCheckup]) -> Iterator[tuple[Cell, ...]]:
    """Yield one line per matter, with the gravest of its checks."""
    for one in found:
        telling = one.telling
        yield (
            one.matter.number,
            one.matter.title,
            one.matter.state.title,
            one.light.title,
            *(count for _, count in one.counts),
            telling.text if telling else "",
            telling.basis.article + telling.basis.adopted if telling else "",
        )
