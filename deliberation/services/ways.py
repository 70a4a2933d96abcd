"""Adopting a local procedure: for matters proposed from tomorrow on, never for one that has begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.errors import AdoptionDayError, AdoptionInFutureError, AdoptionTakenError
from deliberation.models import Adoption
from deliberation.procedures import body_on, procedure_on
from deliberation.queries.ways import adoptions
from deliberation.services.holding import account_of
from portal.kernel.canonical import sha256_hex
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopting:
    """What a place decided: ``procedure`` is empty where it goes back to the law alone; ``since`` is included.

    ``body`` is empty where the township's leadership decided.
    """

    procedure: str
    body: str
    met_on: date
    since: date
    evidence: str


def adopt_procedure(actor: Actor, place: Place, adopting: Adopting) -> Adoption:
    """Record that a village or a township made a procedure its rule; the same again is the same.

    :raise AdoptionInFutureError: nobody has decided yet.
    :raise AdoptionDayError: it would hold for matters that may have begun.
    :raise AdoptionTakenError: something else was recorded for that day.
    :raise UnknownProcedureError: no text of that day knows the procedure, or the body.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.PROCEDURE_ADOPT, place) as work:
        refuse_private_numbers(adopting.evidence)
        if adopting.met_on > work.today:
            raise AdoptionInFutureError
        if adopting.body:
            body_on(adopting.body, adopting.met_on)
        if adopting.procedure:
            procedure_on(adopting.since, way=adopting.procedure)
        known = _adopted_already(place, adopting)
        if known is not None:
            work.leave_unchanged()
            return known
        if adopting.since <= work.today:
            raise AdoptionDayError(work.today + timedelta(days=1))
        adopted = Adoption.create(
            place=place,
            procedure=adopting.procedure,
            body=adopting.body,
            met_on=adopting.met_on,
            since=adopting.since,
            evidence=adopting.evidence,
            evidence_digest=sha256_hex(adopting.evidence.encode()),
            recorded_at=work.now,
            recorded_by=account_of(work),
        )
        work.seal(
            "deliberation.procedure.adopted",
            about=("procedure", adopting.procedure or "none"),
            facts={
                "since": adopted.since.isoformat(),
                "body": adopted.body,
                "evidence_digest": adopted.evidence_digest,
            },
            rows=[adopted],
            happened_on=adopted.met_on,
        )
        return adopted


def _adopted_already(place: Place, adopting: Adopting) -> Adoption | None:
    """Return what the very same decision made before.

    :raise AdoptionTakenError: another one was recorded for that day.
    """
    known = Adoption.get_or_none((Adoption.place == place.id) & (Adoption.since == adopting.since))
    if known is None:
        return None
    said = (known.procedure, known.body, known.met_on, known.evidence)
    if said != (adopting.procedure, adopting.body, adopting.met_on, adopting.evidence):
        title = next(one.title for one in adoptions(place) if one.id == known.id)
        raise AdoptionTakenError(adopting.since, title)
    return known
