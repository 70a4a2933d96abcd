"""What is talked over with those concerned before a decision: one record for each hearing, talk or negotiation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.bulletins.consultations import publish_consultation
from deliberation.errors import ConsultationLateError, FutureDayError
from deliberation.models import Consultation
from deliberation.queries.consultations import FILES
from deliberation.queries.matters import matter
from deliberation.rules.consultations import require_told
from deliberation.rules.course import UNDECIDED
from deliberation.services.holding import person_of
from portal.kernel.attachments import attach
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.rules import late_days
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from deliberation.queries.consultations import ConsultationRow
    from deliberation.queries.matters import MatterRow
    from deliberation.rules.consultations import ConsultationKind, Settlement
    from portal.kernel.attachments import Upload
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulting:
    """A hearing, talk or negotiation as it was written down: who came, what was offered and asked, what came of it."""

    kind: ConsultationKind
    held_on: date
    place: str
    sides: Mapping[str, int]
    attended: str
    offered: str
    asked: str
    settlement: Settlement
    result: str
    households_asked: int
    households_agreed: int
    uploads: tuple[Upload, ...] = ()


def record_consultation(actor: Actor, village: Place, number: int, consulting: Consulting) -> Consultation:
    """Seal and publish one record before the decision; the same again is the same record.

    :raise MatterNotFoundError: the village has no such matter.
    :raise ConsultationLateError: it is decided, or was taken back.
    :raise FutureDayError: the day has not come.
    :raise ConsultationSidesError: fewer than two sides were there.
    :raise ConsultationFiguresError: more households agreed than were asked.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(
            consulting.place, consulting.attended, consulting.offered, consulting.asked, consulting.result
        )
        row = matter(village, number)
        if row.state not in UNDECIDED:
            raise ConsultationLateError
        if consulting.held_on > work.today:
            raise FutureDayError
        require_told(consulting.sides, asked=consulting.households_asked, agreed=consulting.households_agreed)
        facts = _facts(consulting)
        same = _said_already(row, facts)
        if same is not None:
            work.leave_unchanged()
            return Consultation.get((Consultation.matter == row.id) & (Consultation.number == same.number))
        made = Consultation.create(
            village=village,
            matter=row.id,
            number=1 + len(row.consulted),
            **facts,
            late_days=late_days(happened_on=consulting.held_on, recorded_on=work.today),
            recorded_by=person_of(work),
            recorded_at=work.now,
        )
        attach(work, about=(FILES, f"{number}-{made.number}"), uploads=consulting.uploads)
        after = matter(village, number)
        publish_consultation(work, village, after, after.consulted[-1])
        work.seal(
            "deliberation.consultation.recorded",
            about=("matter", number),
            facts={"number": made.number, "kind": made.kind.value, "settlement": made.settlement.value},
            rows=[made],
            happened_on=consulting.held_on,
        )
        return made


def _facts(consulting: Consulting) -> dict[str, Any]:
    """Return what a record says, without the sides that nobody came from."""
    names = ("kind", "held_on", "place", "attended", "offered", "asked", "settlement", "result")
    return {
        **{name: getattr(consulting, name) for name in (*names, "households_asked", "households_agreed")},
        "sides": {side: people for side, people in consulting.sides.items() if people},
        "files": sorted({one.digest for one in consulting.uploads}),
    }


def _said_already(row: MatterRow, facts: Mapping[str, Any]) -> ConsultationRow | None:
    told = {**facts, "sides": tuple(sorted(facts["sides"].items())), "files": tuple(facts["files"])}
    for one in row.consulted:
        said = {name: getattr(one, name) for name in facts} | {"sides": tuple(sorted(one.sides))}
        if said == told:
            return one
    return None
