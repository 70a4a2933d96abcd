"""Before a vote: what the villagers' assembly has authorised, which matters are proposed, revised and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from deliberation.bulletins.decisions import publish_withdrawal
from deliberation.errors import (
    AuthorisationInFutureError,
    AuthorisationTermError,
    NotDelegableError,
    SameMatterError,
    TextUnchangedError,
    UnknownInitiatorError,
)
from deliberation.models import Authorisation, Matter, PlanRevision, Withdrawal
from deliberation.procedures import body_on, direct_initiators, matter_type_on
from deliberation.procedures.origins import SUGGESTION
from deliberation.queries import matter as matter_row
from deliberation.queries import matters
from deliberation.queries.joint import joint_origin_of, joint_proposal
from deliberation.queries.suggestions import origin_of, suggestion
from deliberation.queries.ways import adoption_on, followed
from deliberation.rules import MatterType, plan_digest
from deliberation.rules.course import UNDECIDED, MatterState, require_editable, require_withdrawable
from deliberation.rules.plans import require_budget
from deliberation.rules.suggestions import plain
from deliberation.services.holding import account_of
from deliberation.services.joint import require_joint_words_kept, tell_joint, turn_joint_into_matter
from deliberation.services.suggestions import publish_now, require_words_kept, turn_into_matter
from portal.kernel.attachments import attach
from portal.kernel.canonical import sha256_hex
from portal.kernel.clock import local_day
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.queries import MatterRow
    from deliberation.services.joint import JointOrigin
    from deliberation.services.suggestions import Origin
    from portal.kernel.attachments import Upload
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.actors import Actor
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
    """A matter as it is proposed, by whom, and the suggestion or joint proposal it comes of, if it comes of one.

    ``initiator`` counts where it comes of none.
    """

    matter_type: str
    title: str
    plan: str
    budget_fen: int | None
    fund: str
    uploads: tuple[Upload, ...] = ()
    origin: Origin | None = None
    joint: JointOrigin | None = None
    initiator: str = "party"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A matter's text as it shall be from now on: ``kept`` names the files that stay, by digest."""

    title: str
    plan: str
    budget_fen: int | None
    fund: str
    reason: str
    kept: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()


def record_authorisation(actor: Actor, village: Place, authorising: Authorising) -> Authorisation:
    """Record what the villagers' assembly authorised its representatives to decide; the same again is the same.

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
        same = _recorded_already(village, authorising, types)
        if same is not None:
            work.leave_unchanged()
            return same
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
    """Enter a matter with its plan and its files under the village's next number.

    The same proposal sent again, while nothing has happened to it, is the same matter.

    :raise UnknownProcedureError: a type the law in force does not know.
    :raise PlanWithoutBudgetError: the plan spends, and amount or fund is missing.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    :raise UnknownInitiatorError: nobody of that kind proposes matters here by themselves.
    :raise SameMatterError: an open matter has the same plan.
    :raise SuggestionNotFoundError: the village has no such suggestion; every refusal of ``turn_into_matter`` likewise.
    :raise JointNotFoundError: the village has no such proposal; as ``turn_joint_into_matter``.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(proposal.title, proposal.plan, proposal.fund)
        kind = matter_type_on(proposal.matter_type, work.today)
        require_budget(kind, budget_fen=proposal.budget_fen, fund=proposal.fund)
        same = _proposed_already(village, proposal)
        if same is not None:
            work.leave_unchanged()
            return same
        _require_new_plan(village, proposal.plan)
        initiator = _initiator(village, proposal, on=work.today)
        adopted = adoption_on(village, work.today)
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
            procedure=followed(village, adopted, on=work.today),
            adoption=adopted.id if adopted else None,
            initiator=initiator,
        )
        attach(work, about=("matter", matter.number), uploads=proposal.uploads)
        text = _Text(title=proposal.title, plan=proposal.plan, budget_fen=proposal.budget_fen, fund=proposal.fund)
        first = _write(work, matter, text, files=_digests(proposal.uploads), revision=1)
        facts: dict[str, Json] = {
            "matter_type": kind.id,
            "plan_digest": first.digest,
            "procedure": matter.procedure,
            "initiator": matter.initiator,
        }
        if proposal.origin is not None:
            work.keep([turn_into_matter(work, village, matter, proposal.origin)])
            facts["suggestion"] = proposal.origin.suggestion
        if proposal.joint is not None:
            work.keep([turn_joint_into_matter(work, village, matter, proposal.joint)])
            facts["joint"] = proposal.joint.proposal
        work.seal("deliberation.matter.proposed", about=("matter", matter.number), facts=facts, rows=[matter, first])
        return matter


def revise_plan(actor: Actor, village: Place, number: int, revision: Revision) -> PlanRevision:
    """Write a matter's text anew; stages passed with the older text, but the proposal, count no longer.

    :raise MatterNotFoundError: the village has no such matter.
    :raise TextFixedError: the text is being voted on, or the assembly has voted on it.
    :raise MatterWithdrawnError: the matter was taken back.
    :raise TextUnchangedError: nothing is different.
    :raise KeptBackWordsError: it says the very words of a suggestion that are kept back.
    :raise PlanWithoutBudgetError: the plan spends, and amount or fund is missing.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(revision.title, revision.plan, revision.fund, revision.reason)
        row = matter_row(village, number)
        require_editable(row.course)
        _require_words_kept(village, row, revision)
        kind = matter_type_on(row.matter_type, local_day(row.proposed_at))
        require_budget(kind, budget_fen=revision.budget_fen, fund=revision.fund)
        attach(work, about=("matter", number), uploads=revision.uploads)
        files = sorted({*(set(revision.kept) & set(row.attachments)), *_digests(revision.uploads)})
        text = _Text(title=revision.title, plan=revision.plan, budget_fen=revision.budget_fen, fund=revision.fund)
        stored = Matter.get_by_id(row.id)
        written = _write(work, stored, text, files=files, revision=row.revision + 1, reason=revision.reason)
        if written.digest == row.plan_digest:
            raise TextUnchangedError
        work.seal(
            "deliberation.matter.revised",
            about=("matter", number),
            facts={"revision": written.revision, "plan_digest": written.digest},
            rows=[written],
        )
        return written


def withdraw_matter(actor: Actor, village: Place, number: int, *, reason: str) -> Withdrawal:
    """Take a matter back before the assembly has voted on it, and say so in public.

    :raise MatterNotFoundError: the village has no such matter.
    :raise TextFixedError: it is being voted on, or the assembly has voted on it.
    :raise MatterWithdrawnError: it was taken back already.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(reason)
        row = matter_row(village, number)
        require_withdrawable(row.course)
        withdrawal = Withdrawal.create(
            village=village, matter=row.id, reason=reason, withdrawn_at=work.now, withdrawn_by=account_of(work)
        )
        publish_withdrawal(work, village, row, reason=reason)
        _tell_origins(work, village, row)
        work.seal(
            "deliberation.matter.withdrawn",
            about=("matter", number),
            facts={"plan_digest": row.plan_digest},
            rows=[withdrawal],
        )
        return withdrawal


def _require_words_kept(village: Place, row: MatterRow, revision: Revision) -> None:
    origin = origin_of(row.id)
    if origin is not None:
        require_words_kept(village, origin, [revision.title, revision.plan])
    joint = joint_origin_of(row.id)
    if joint is not None:
        require_joint_words_kept(joint, [revision.title, revision.plan])


def _require_new_plan(village: Place, plan: str) -> None:
    """Refuse a second matter with the same plan while the first is undecided."""
    for row in matters(village):
        if row.state in UNDECIDED and plain(row.plan) == plain(plan):
            raise SameMatterError(row.number)


def _initiator(village: Place, proposal: Proposal, *, on: date) -> str:
    """Return who proposes a matter: those it comes of, or who may by themselves."""
    if proposal.joint is not None:
        return joint_proposal(village, proposal.joint.proposal, on=on).side.value
    if proposal.origin is not None:
        return SUGGESTION
    offered = {one.asking.id: one.asking.who for one in direct_initiators(on, village.jurisdiction)}
    if proposal.initiator not in offered:
        raise UnknownInitiatorError(list(offered.values()))
    return proposal.initiator


def _tell_origins(work: Work, village: Place, row: MatterRow) -> None:
    """Publish of what a withdrawn matter came of, and of suggestions handled with that, that they wait again."""
    joint = joint_origin_of(row.id)
    if joint is not None:
        tell_joint(work, village, joint.number)
    origin = origin_of(row.id)
    if origin is not None:
        standing = suggestion(village, origin.number).standing
        publish_now(work, village, [origin.number, *standing.followers])


def _recorded_already(village: Place, authorising: Authorising, types: Sequence[str]) -> Authorisation | None:
    found = Authorisation.select().where(
        (Authorisation.village == village.id)
        & (Authorisation.met_on == authorising.met_on)
        & (Authorisation.since == authorising.since)
        & (Authorisation.until == authorising.until)
        & (Authorisation.evidence_digest == sha256_hex(authorising.evidence.encode()))
    )
    return next((one for one in found if list(one.matter_types) == list(types)), None)


def _proposed_already(village: Place, proposal: Proposal) -> Matter | None:
    """Return the matter the same words and files made, if nothing has happened to it since."""
    matters = Matter.select().where((Matter.village == village.id) & (Matter.matter_type == proposal.matter_type))
    newest = matters.order_by(Matter.number.desc()).first()
    if newest is None:
        return None
    row = matter_row(village, newest.number)
    origin = origin_of(row.id)
    said = (row.title, row.plan, row.budget_fen, row.fund, sorted(row.attachments), row.revision)
    wanted = (proposal.title, proposal.plan, proposal.budget_fen, proposal.fund, _digests(proposal.uploads), 1)
    joint = joint_origin_of(row.id)
    if (origin and origin.number) != (proposal.origin and proposal.origin.suggestion):
        return None
    if (joint and joint.number) != (proposal.joint and proposal.joint.proposal):
        return None
    return newest if said == wanted and row.state is MatterState.PROPOSED and not row.rounds else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    title: str
    plan: str
    budget_fen: int | None
    fund: str


def _digests(uploads: Sequence[Upload]) -> list[str]:
    return sorted({one.digest for one in uploads})


def _write(
    work: Work, matter: Matter, text: _Text, *, files: Sequence[str], revision: int, reason: str = ""
) -> PlanRevision:
    digest = plan_digest(
        number=matter.number,
        matter_type=matter.matter_type,
        title=text.title,
        plan=text.plan,
        budget_fen=text.budget_fen,
        fund=text.fund,
        attachments=files,
    )
    return PlanRevision.create(
        village=matter.village_id,
        matter=matter.id,
        revision=revision,
        title=text.title,
        plan=text.plan,
        budget_fen=text.budget_fen,
        fund=text.fund,
        attachments=list(files),
        digest=digest,
        reason=reason,
        revised_at=work.now,
        revised_by=account_of(work),
    )


def _require_delegable(kind: MatterType, day: date) -> None:
    """Refuse a type that may not be handed on, or not to a body that decides only what it is authorised to."""
    receiver = body_on(kind.may_delegate_to, day) if kind.may_delegate_to else None
    if receiver is None or receiver.authorised_by != kind.body:
        raise NotDelegableError(kind.name, kind.article)
