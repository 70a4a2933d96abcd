"""Somebody stands back from deciding a matter, or takes that back; who votes is fixed once a ballot is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import NoRecusalError, NotOfVillageError, OwnRecusalError, RecusalKindError
from deliberation.models import Recusal
from deliberation.procedures import recusal_rule_on
from deliberation.queries import matter
from deliberation.rules.recusals import require_recusable
from deliberation.services.filers import registered
from deliberation.services.holding import person_of
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from deliberation.queries import MatterRow
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusing:
    """Why somebody stands back: the kind, by its id, and what there is to say."""

    kind: str
    reason: str


def record_recusal(actor: Actor, village: Place, number: int, recusing: Recusing, *, person: str) -> Recusal:
    """Enter that somebody of the register, by name or code, stands back from a matter; the same again is the same.

    :raise MatterNotFoundError: the village has no such matter.
    :raise FilerUnknownError: the register has nobody of that name or code.
    :raise FilerAmbiguousError: several people have that name.
    :raise RecusalKindError: no such kind is offered.
    :raise RecusalFixedError: the matter is being voted on; every refusal of ``require_recusable`` likewise.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_RECORD_VOTE, village) as work:
        refuse_private_numbers(recusing.reason)
        return _stand_back(work, village, matter(village, number), recusing, person_id=registered(village, person))


def declare_recusal(actor: Actor, village: Place, number: int, recusing: Recusing) -> Recusal:
    """Say of oneself that one stands back from a matter; the same again is the same.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotOfVillageError: the person stands in another register; further as ``record_recusal``.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        refuse_private_numbers(recusing.reason)
        row = matter(village, number)
        _require_at_home(actor, village)
        return _stand_back(work, village, row, recusing, person_id=actor.person_id)


def take_back_recusal(actor: Actor, village: Place, number: int, *, recusal: int, reason: str) -> Recusal:
    """Take back, as an officer, what an officer entered; the same again is the same.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoRecusalError: the matter has no such recusal, or it no longer stands.
    :raise OwnRecusalError: the person declared it themselves.
    :raise RecusalFixedError: the matter is being voted on; every refusal of ``require_recusable`` likewise.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_RECORD_VOTE, village) as work:
        refuse_private_numbers(reason)
        row = matter(village, number)
        told = Recusal.get_or_none((Recusal.matter == row.id) & (Recusal.number == recusal))
        if told is None or not told.stands:
            raise NoRecusalError
        if told.recorded_by_id == told.person_id != actor.person_id:
            raise OwnRecusalError
        return _stand_again(work, village, row, told, reason=reason)


def take_back_own_recusal(actor: Actor, village: Place, number: int, *, reason: str) -> Recusal:
    """Take back that oneself stands back, whoever entered it: nobody loses a vote against their will.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoRecusalError: the person does not stand back; further as ``take_back_recusal``.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        refuse_private_numbers(reason)
        row = matter(village, number)
        said = Recusal.select().where((Recusal.matter == row.id) & (Recusal.person == actor.person_id))
        told = said.where(Recusal.stands == True).order_by(Recusal.number.desc()).first()  # noqa: E712 - a condition
        if told is None:
            raise NoRecusalError
        return _stand_again(work, village, row, told, reason=reason)


def _stand_back(work: Work, village: Place, row: MatterRow, recusing: Recusing, *, person_id: int) -> Recusal:
    if recusing.kind not in {one.id for one in recusal_rule_on(work.today).kinds}:
        raise RecusalKindError
    newest = _newest(row, person_id)
    if newest is not None and (newest.stands, newest.kind, newest.reason) == (True, recusing.kind, recusing.reason):
        work.leave_unchanged()
        return newest
    require_recusable(row.course)
    return _write(work, village, row, recusing, person_id=person_id, stands=True)


def _stand_again(work: Work, village: Place, row: MatterRow, told: Recusal, *, reason: str) -> Recusal:
    newest = _newest(row, told.person_id)
    if newest is not None and not newest.stands and newest.reason == reason:
        work.leave_unchanged()
        return newest
    if newest is None or newest.id != told.id:
        raise NoRecusalError
    require_recusable(row.course)
    recusing = Recusing(kind=told.kind, reason=reason)
    return _write(work, village, row, recusing, person_id=told.person_id, stands=False)


def _write(work: Work, village: Place, row: MatterRow, recusing: Recusing, *, person_id: int, stands: bool) -> Recusal:
    of_matter = Recusal.select().where((Recusal.village == village.id) & (Recusal.matter == row.id))
    written = Recusal.create(
        village=village,
        matter=row.id,
        number=1 + of_matter.count(),
        person=person_id,
        stands=stands,
        kind=recusing.kind,
        reason=recusing.reason,
        recorded_by=person_of(work),
        recorded_at=work.now,
    )
    work.seal(
        "deliberation.recusal.recorded" if stands else "deliberation.recusal.taken_back",
        about=("matter", row.number),
        facts={"recusal": written.number},
        rows=[written],
    )
    return written


def _newest(row: MatterRow, person_id: int) -> Recusal | None:
    said = Recusal.select().where((Recusal.matter == row.id) & (Recusal.person == person_id))
    newest: Recusal | None = said.order_by(Recusal.number.desc()).first()
    return newest


def _require_at_home(actor: Actor, village: Place) -> None:
    if actor.home_id != village.id:
        raise NotOfVillageError
