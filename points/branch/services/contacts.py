"""Getting in touch with members who come to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.branch.errors import ContactDayError, OwnContactError
from points.branch.models import BranchContact
from points.branch.queries import branch_member
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacting:
    """When and how a member was spoken to, and what they said."""

    person_id: int
    contacted_on: date
    manner: str
    said: str


def log_contact(actor: Actor, village: Place, branch_id: int, contacting: Contacting) -> BranchContact:
    """Record that a member was got in touch with; the same once more is the same.

    :raise NotFoundError: the village has no such branch.
    :raise NotOfBranchError: the branch has no such member.
    :raise OwnContactError: it is the actor themselves.
    :raise ContactDayError: the day has not come.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BRANCH_CONVENE, village) as work:
        refuse_private_numbers(contacting.said)
        branch = branch_by_id(village, branch_id)
        member = branch_member(village, branch.id, contacting.person_id, on=work.today)
        if member.id == actor.person_id:
            raise OwnContactError
        if contacting.contacted_on > work.today:
            raise ContactDayError(work.today)
        said = contacting.said.strip()
        same = BranchContact.get_or_none(
            (BranchContact.branch == branch.id)
            & (BranchContact.person == member.id)
            & (BranchContact.contacted_on == contacting.contacted_on)
            & (BranchContact.said == said)
        )
        if same is not None:
            work.leave_unchanged()
            return same
        made = BranchContact.create(
            village=village,
            branch=branch,
            person=member.id,
            contacted_on=contacting.contacted_on,
            manner=contacting.manner,
            said=said,
            recorded_at=work.now,
            recorded_by=actor.person_id,
        )
        work.seal(
            "branch.contact.logged",
            about=("branch", branch.id),
            facts={"contact": made.id},
            rows=[made],
            happened_on=contacting.contacted_on,
        )
        return made
