"""Before a vote: what the villagers' assembly has authorised, and which matters are proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from deliberation.errors import AuthorisationInFutureError, AuthorisationTermError, NotDelegableError
from deliberation.models import Authorisation, Matter
from deliberation.procedures import body_on, matter_type_on
from deliberation.rules import MatterType, plan_digest
from portal.kernel.canonical import sha256_hex
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.work import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorising:
    """What the minutes of a villagers' assembly say it handed on; both days are included."""

    met_on: date
    matter_types: tuple[str, ...]
    since: date
    until: date
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A matter as it is proposed."""

    matter_type: str
    title: str
    plan: str
    budget_fen: int | None
    fund: str


def record_authorisation(actor: Actor, village: Place, authorising: Authorising) -> Authorisation:
    """Record what the villagers' assembly authorised its representatives to decide.

    :raise AuthorisationInFutureError: the assembly has not met yet.
    :raise AuthorisationTermError: it would begin before it was given, or end before it begins.
    :raise NotDelegableError: a type the law does not let the assembly hand on.
    :raise UnknownProcedureError: a type the law of that day does not know.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(authorising.evidence)
        if authorising.met_on > work.today:
            raise AuthorisationInFutureError
        if not authorising.met_on <= authorising.since <= authorising.until:
            raise AuthorisationTermError
        types = sorted(set(authorising.matter_types))
        for type_id in types:
            _require_delegable(matter_type_on(type_id, authorising.met_on), authorising.met_on)
        recorded = Authorisation.create(
            village=village,
            met_on=authorising.met_on,
            matter_types=types,
            since=authorising.since,
            until=authorising.until,
            evidence=authorising.evidence,
            evidence_digest=sha256_hex(authorising.evidence.encode()),
            recorded_at=work.now,
        )
        work.seal(
            "deliberation.authorisation.recorded",
            about=("authorisation", recorded.id),
            facts={
                "matter_types": types,
                "since": recorded.since.isoformat(),
                "until": recorded.until.isoformat(),
                "evidence_digest": recorded.evidence_digest,
            },
            rows=[recorded],
            happened_on=recorded.met_on,
        )
        return recorded


def propose_matter(actor: Actor, village: Place, proposal: Proposal) -> Matter:
    """Enter a matter with its plan under the village's next number.

    :raise UnknownProcedureError: a type the law in force does not know.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(proposal.title, proposal.plan, proposal.fund)
        kind = matter_type_on(proposal.matter_type, work.today)
        newest = Matter.select(fn.MAX(Matter.number)).where(Matter.village == village.id).scalar()
        matter = Matter.create(
            village=village,
            number=1 + (newest or 0),
            matter_type=kind.id,
            title=proposal.title,
            plan=proposal.plan,
            budget_fen=proposal.budget_fen,
            fund=proposal.fund,
            proposed_at=work.now,
        )
        work.seal(
            "deliberation.matter.proposed",
            about=("matter", matter.number),
            facts={"matter_type": kind.id, "plan_digest": digest_of(matter)},
            rows=[matter],
        )
        return matter


def digest_of(matter: Matter) -> str:
    """Return the digest of what a matter puts to the vote."""
    return plan_digest(
        number=matter.number,
        matter_type=matter.matter_type,
        title=matter.title,
        plan=matter.plan,
        budget_fen=matter.budget_fen,
        fund=matter.fund,
    )


def _require_delegable(kind: MatterType, day: date) -> None:
    """Refuse a type that may not be handed on, or not to a body that decides only what it is authorised to."""
    receiver = body_on(kind.may_delegate_to, day) if kind.may_delegate_to else None
    if receiver is None or receiver.authorised_by != kind.body:
        raise NotDelegableError(kind.name, kind.article)
