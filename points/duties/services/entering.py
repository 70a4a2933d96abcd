"""What every act here has in common: who may enter it for whom, and what each row says of its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from points.duties.errors import NoMemberError, ReasonNeededError
from points.duties.queries.people import all_members
from points.duties.rules.days import late_days
from portal.kernel.privacy import refuse_private_numbers
from portal.org.errors import BeforeBranchError
from portal.org.permissions import Permission
from portal.org.queries import branch_begins

if TYPE_CHECKING:
    from datetime import date

    from points.duties.queries.people import MemberRow
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Branch, Place


def entry(work: Work, actor: Actor, village: Place, *, happened_on: date) -> dict[str, Any]:
    """Return the columns of every row that say when it was entered, how late, and by whom.

    :raise FutureDayError: it has not happened yet.
    """
    return {
        "village": village,
        "recorded_at": work.now,
        "recorded_by": actor.person_id,
        "late_days": late_days(happened_on, today=work.today),
    }


def require_begun(branch: Branch, day: date) -> None:
    """Let nothing of a branch be older than its first day in the register.

    :raise BeforeBranchError: the register has nobody of the branch yet on that day.
    """
    begins_on = branch_begins(branch)
    if begins_on is not None and day < begins_on:
        raise BeforeBranchError(begins_on)


def kept(*texts: str) -> tuple[str, ...]:
    """Return texts on one line each, as they may be kept for ever.

    :raise PrivateNumberError: one of them has what looks like the number of a person.
    """
    lines = tuple(" ".join(text.split()) for text in texts)
    refuse_private_numbers(*lines)
    return lines


def reason_of(text: str) -> str:
    """Return a reason.

    :raise ReasonNeededError: there is none.
    """
    (line,) = kept(text)
    if not line:
        raise ReasonNeededError
    return line


def member_of(village: Place, person_id: int, *, on: date) -> MemberRow:
    """Return a member of the village's branches on a day.

    :raise NoMemberError: the person was none.
    """
    return members_by_id(village, [person_id], on=on)[0]


def members_by_id(village: Place, person_ids: list[int], *, on: date) -> list[MemberRow]:
    """Return members of the village's branches on a day, in the order asked.

    :raise NoMemberError: one of them was none.
    """
    known = {one.id: one for one in all_members([village], person_ids=person_ids) if one.is_member(on)}
    if not set(person_ids) <= known.keys():
        raise NoMemberError
    return [known[one] for one in person_ids]


def own_or_officer(actor: Actor, village: Place, *, on: date) -> Permission:
    """Return the permission under which somebody acts: an officer's, or a member's for their own."""
    officer = actor.may(Permission.POINTS_RECORD, village, on=on)
    return Permission.POINTS_RECORD if officer else Permission.POINTS_DECLARE
