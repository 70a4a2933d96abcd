"""What the end of a month and of a year of points names in addresses, in a village of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.models import PointsCard, PointsKinship, PointsSnapshot
from points.periods import Year
from points.queries.snapshots import digest_of, lines_as_json
from points.rules.cards import CardKind
from points.rules.snapshots import SnapshotLine
from points.services.years import reckon_year
from portal.kernel.months import Month
from portal.org.models import Branch
from portal.org.offices import Office
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import Township


def card(township: Township) -> int:
    village = township.other_village
    member = township.actor(Office.FLOATING, village=village)
    return PointsCard.create(
        village=village,
        branch=Branch.get(Branch.village == village.id),
        year=NOW.year,
        number=1,
        person=member.person_id,
        kind=CardKind.YELLOW,
        occasion="entry:1",
        because="不外传的事",
        issued_on=NOW.date(),
        talk_by=NOW.date(),
        issued_by=township.actor(Office.SECRETARY, village=village).person_id,
        issued_at=NOW,
    ).id


def kin(township: Township) -> int:
    """Two people of the other village who are near relatives."""
    village = township.other_village
    secretary = township.actor(Office.SECRETARY, village=village).person_id
    return PointsKinship.create(
        village=village,
        person=township.actor(Office.FLOATING, village=village).person_id,
        relative=secretary,
        kind="sibling",
        since=NOW.date(),
        recorded_by=secretary,
        recorded_at=NOW,
    ).id


def year_reckoned(township: Township) -> dict[str, int | str]:
    """A finished year whose suggestions wait for the branch's decision."""
    village = township.other_village
    branch = Branch.get(Branch.village == village.id)
    reckon_year(township.actor(Office.SECRETARY, village=village), village, branch.id, Year(2025), bands="default")
    return {"period": "2025"}


def month_kept(township: Township) -> dict[str, int | str]:
    """A month as it was when it was locked."""
    village = township.other_village
    lines = (SnapshotLine(person_id=person_of(township), additions_x100=100, deductions_x100=0, score_x100=6100),)
    PointsSnapshot.create(
        village=village,
        branch=Branch.get(Branch.village == village.id),
        month=Month(2025, 9),
        through_entry=0,
        base_x100=6000,
        lowest_x100=0,
        lines=lines_as_json(lines),
        digest=digest_of(lines),
        taken_at=NOW,
    )
    return {"period": "2025-09"}


def person_of(township: Township) -> int:
    return township.actor(Office.SECRETARY, village=township.other_village).person_id


YEAR_OPENED_BY: dict[str, Callable[[Township], dict[str, int | str]]] = {
    **dict.fromkeys(
        (
            "points.year_end",
            "points.year_end_table",
            "points.decide_year",
            "points.award",
            "points.veto",
            "points.scorecard",
            "points.figure",
            "points.year_statement",
        ),
        year_reckoned,
    ),
    "points.snapshot": month_kept,
}

YEAR_MAKERS: dict[str, Callable[[Township], int | str]] = {"card": card, "kin": kin}
