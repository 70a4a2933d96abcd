"""What the end of a month and of a year of points names in addresses, in a village of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.models import PointsCard
from points.rules.cards import CardKind
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


YEAR_MAKERS: dict[str, Callable[[Township], int | str]] = {"card": card}
