"""How many snapshots, cards and year's ends a village has, by how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from points.models import PointsCard, PointsMending, PointsSnapshot, PointsTalk, PointsYearSeal

if TYPE_CHECKING:
    from portal.org.models import Place


def year_states(village: Place) -> dict[str, int]:
    """Return how many there are of each; a year's end stands among them once there is one."""
    found = {
        "snapshots": _count(PointsSnapshot, village),
        "cards_issued": _count(PointsCard, village),
        "cards_talked": _count(PointsTalk, village),
        "cards_mended": _count(PointsMending, village),
    }
    sealed = _count(PointsYearSeal, village)
    return found | ({"years_sealed": sealed} if sealed else {})


def _count(model: Any, village: Place) -> int:
    return int(model.select().where(model.village == village.id).count())
