"""The supervision committee's remarks at both publications: on the resolution, and on the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import fn

from deliberation.bulletins.follow_up import publish_remark
from deliberation.errors import NothingOnDisplayError, ObjectionUpheldError
from deliberation.models import SupervisionRemark
from deliberation.queries.remarks import remarks
from deliberation.queries.standing import decided
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from deliberation.rules.follow_up import Target
    from portal.org.actors import Actor
    from portal.org.models import Place


def write_remark(actor: Actor, village: Place, number: int, *, target: Target, text: str) -> SupervisionRemark:
    """Remark on what was put up; it is published beside it. The same words again are the same remark.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NothingOnDisplayError: nothing of the kind was put up.
    :raise ObjectionUpheldError: it is to be decided again.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_ACCEPT, village) as work:
        refuse_private_numbers(text)
        standing = decided(village, number)
        clock = standing.facts.publicity_of(target) if standing.facts else None
        if standing.facts is None or clock is None:
            raise NothingOnDisplayError
        if standing.facts.upheld:
            raise ObjectionUpheldError
        matter_id = standing.matter.id
        for one in remarks(village, matter_id=matter_id).get(matter_id, ()):
            if one.on_notice(target, clock) and one.text == text:
                work.leave_unchanged()
                return SupervisionRemark.get(matter=matter_id, number=one.number)
        here = SupervisionRemark.matter == matter_id
        newest = SupervisionRemark.select(fn.MAX(SupervisionRemark.number)).where(here).scalar() or 0
        row = SupervisionRemark.create(
            village=village,
            matter=matter_id,
            number=newest + 1,
            target=target,
            text=text,
            written_by=actor.person_id,
            written_at=work.now,
            bulletin=publish_remark(
                work, village, standing.matter, target=target, number=newest + 1, text=text, by=actor.name
            ),
        )
        work.seal(
            "deliberation.remark.written",
            about=("matter", number),
            facts={"target": target.value, "number": row.number},
            rows=[row],
        )
        return row
