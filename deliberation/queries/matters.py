"""Matters and authorisations as they are read; every question names its village first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deliberation.errors import MatterNotFoundError
from deliberation.models import Authorisation, Matter, PlanRevision, Withdrawal
from deliberation.procedures import S4_RESOLVE, body_on, matter_type_on, matter_types_on, procedure_on
from deliberation.queries.consultations import consultations
from deliberation.queries.follow_up import follow_up, follow_ups
from deliberation.queries.opinions import opinions
from deliberation.queries.records import stage_records
from deliberation.queries.rounds import rounds
from deliberation.queries.ways import way_of
from deliberation.rules import AuthorisationTerm, Authority, MatterState, MatterType, authorisation, plan_digest
from deliberation.rules.course import Gate, Mark, course, course_state
from deliberation.rules.follow_up import follow_up_state
from portal.kernel import clock
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from deliberation.procedures import RecordedStage, Stage, Way
    from deliberation.queries.ballots import BallotRow
    from deliberation.queries.consultations import ConsultationRow
    from deliberation.queries.opinions import OpinionRow
    from deliberation.queries.records import RecordRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules import OptionCount, Outcome
    from deliberation.rules.course import Attempt, Course, Step
    from deliberation.rules.follow_up import FollowUp
    from portal.org.models import Place

_COLLECTIVE = "coop_"
_FIRST_TEXT: dict[str, Any] = {"attachments": (), "revision": 1, "revised_at": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """A matter with its text as it is now, everything held on it, and its state."""

    id: int
    village_id: int
    number: int
    matter_type: str
    type_name: str
    type_article: str
    title: str
    plan: str
    budget_fen: int | None
    fund: str
    attachments: tuple[str, ...]  # digests of the files that belong to the text
    revision: int
    revised_at: datetime
    proposed_at: datetime
    way: Way
    initiator: str  # who proposed it; empty where that was not recorded
    rounds: tuple[RoundRow, ...]
    records: tuple[RecordRow, ...]
    consulted: tuple[ConsultationRow, ...]  # what was talked over before the decision
    opinions: tuple[OpinionRow, ...]  # what was said to its plan before the vote
    course: Course
    withdrawn_because: str
    follow_up: FollowUp | None
    state: MatterState

    @property
    def plan_digest(self) -> str:
        """The digest of what is put to the vote."""
        return plan_digest(
            number=self.number,
            matter_type=self.matter_type,
            title=self.title,
            plan=self.plan,
            budget_fen=self.budget_fen,
            fund=self.fund,
            attachments=self.attachments,
        )

    @property
    def ballot(self) -> BallotRow | None:
        """The ballot opened last, if any was."""
        opened = [row.ballot for row in self.rounds if row.ballot is not None]
        return max(opened, key=lambda one: one.id, default=None)

    @property
    def decision(self) -> RoundRow | None:
        """The newest round in which the last stage was decided."""
        decided = [row for row in self.rounds if row.stage == self.course.steps[-1].gate.id and row.outcome]
        return decided[-1] if decided else None

    @property
    def outcome(self) -> Outcome | None:
        """What the last stage decided; of a ballot past its deadline also before it is published."""
        return self.decision.outcome if self.decision else None

    @property
    def split(self) -> OptionCount | None:
        """The options none of which was resolved: the last stage is decided between fewer of them."""
        return self.outcome.among if self.outcome and self.outcome.split else None

    @property
    def stage(self) -> Step | None:
        """The stage that is being decided or whose turn it is; where the matter failed, that stage."""
        return self.course.open or self.course.failed or self.course.next

    def replayed(self, held: Sequence[RoundRow]) -> MatterRow:
        """Return the matter as it would stand if nothing but ``held`` had been held."""
        found = course(
            [one.gate for one in self.course.steps],
            digest=self.plan_digest,
            attempts=_attempts(held, self.records, [one.gate for one in self.course.steps]),
            upheld=self.follow_up is not None and self.follow_up.upheld,
            withdrawn=self.course.withdrawn,
        )
        return replace(self, rounds=tuple(held), course=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationRow:
    """An authorisation with the names of what it covers."""

    id: int
    met_on: date
    matter_types: tuple[str, ...]
    type_names: tuple[str, ...]
    since: date
    until: date
    evidence: str
    evidence_digest: str
    recorded_at: datetime


def matters(village: Place) -> list[MatterRow]:
    """Return the village's matters, newest first."""
    return _matter_rows(village, None)


def matter(village: Place, number: int) -> MatterRow:
    """Return one matter of the village.

    :raise MatterNotFoundError: the village has no such matter.
    """
    found = _matter_rows(village, number)
    if not found:
        raise MatterNotFoundError
    return found[0]


def matter_round(village: Place, number: int, *, stage: str, round_number: int) -> RoundRow:
    """Return one round of one stage of a matter of the village.

    :raise MatterNotFoundError: nothing like it was held.
    """
    for held in rounds(village, number).values():
        for one in held:
            if (one.stage, one.round) == (stage, round_number):
                return one
    raise MatterNotFoundError


def authorisations(village: Place) -> list[AuthorisationRow]:
    """Return the village's authorisations, newest first."""
    rows = dicts_of(
        Authorisation.select()
        .where(Authorisation.village == village.id)
        .order_by(Authorisation.until.desc(), Authorisation.id.desc())
    )
    return [
        AuthorisationRow(
            **{name: row[name] for name in ("id", "met_on", "since", "until", "evidence", "evidence_digest")},
            matter_types=tuple(row["matter_types"]),
            type_names=tuple(matter_type_on(kind, row["met_on"]).name for kind in row["matter_types"]),
            recorded_at=row["recorded_at"],
        )
        for row in rows
    ]


def authority(village: Place, type_id: str, body_id: str, *, on: date) -> Authority:
    """Return whether a body may decide a type of matter in the village on that day."""
    return authority_under(authorisations(village), type_id, body_id, on=on)


def authority_under(given: Iterable[AuthorisationRow], type_id: str, body_id: str, *, on: date) -> Authority:
    """Return whether a body may decide a type of matter on that day where these authorisations were given."""
    kind = matter_type_on(type_id, on)
    records = [
        AuthorisationTerm(id=row.id, matter_types=row.matter_types, since=row.since, until=row.until) for row in given
    ]
    return authorisation(kind, body=body_on(body_id, on), grantor=body_on(kind.body, on), records=records, on=on)


def delegable_types(*, on: date) -> tuple[MatterType, ...]:
    """Return the types the villagers' assembly may hand to a body that decides only what it is authorised to."""
    return tuple(
        kind
        for kind in matter_types_on(on)
        if kind.may_delegate_to and body_on(kind.may_delegate_to, on).authorised_by == kind.body
    )


def gates(village: Place, kind: MatterType, way: Way, *, on: date) -> tuple[Gate, ...]:
    """Return the stages up to the decision that a matter of this type proposed on that day goes through here."""
    found = procedure_on(on, village.jurisdiction, way.id)
    gates: list[Gate] = []
    for stage in found.stages:
        gates += (_recorded_gate(one) for one in found.recorded_before(stage.id))
        gates.append(
            Gate(
                id=stage.id,
                name=_stage_name(stage, kind),
                text=stage.gate_text,
                article=stage.article,
                lasting=stage.lasting,
            )
        )
    return tuple(gates)


def _recorded_gate(one: RecordedStage) -> Gate:
    return Gate(id=one.id, name=one.name, text=one.gate_text, article=one.article, lasting=one.lasting, meets=False)


def _attempts(held: Iterable[RoundRow], records: Iterable[RecordRow], known: Iterable[Gate]) -> list[Attempt]:
    """Return what the course is replayed from; records of steps after the decision are none of it."""
    ids = {one.id for one in known}
    made = (*(one.attempt for one in held), *(one.attempt for one in records))
    return [one for one in made if one.stage in ids]


def _stage_name(stage: Stage, kind: MatterType) -> str:
    """Return what a stage is called: the last one by who decides this type."""
    collective = stage.body is None and kind.body.startswith(_COLLECTIVE)
    return "成员大会（成员代表大会）决议" if collective else stage.name


def _matter_rows(village: Place, number: int | None) -> list[MatterRow]:
    asked = Matter.village == village.id
    if number is not None:
        asked &= Matter.number == number
    rows = list(dicts_of(Matter.select().where(asked).order_by(Matter.number.desc())))
    one = rows[0]["id"] if number is not None and rows else None
    texts = _texts(village, one)
    withdrawn = _withdrawn(village, one)
    held = rounds(village, number)
    recorded, said = stage_records(village, number), opinions(village, number)
    consulted = consultations(village, number)
    if one is None:
        followed = follow_ups(village)
    else:
        decided = any(row.mark is Mark.CARRIED and row.stage == S4_RESOLVE for row in held.get(one, ()))
        found = follow_up(village, one) if decided else None  # nothing follows before a decision
        followed = {one: found} if found else {}
    return [
        _matter_row(
            village,
            {
                **row,
                **texts.get(row["id"], _FIRST_TEXT),
                "withdrawn_because": withdrawn.get(row["id"], ""),
                "records": recorded.get(row["id"], ()),
                "consulted": consulted.get(row["id"], ()),
                "opinions": said.get(row["id"], ()),
            },
            held=tuple(held.get(row["id"], ())),
            follow=followed.get(row["id"]),
        )
        for row in rows
    ]


def _texts(village: Place, matter_id: int | None) -> dict[int, dict[str, Any]]:
    """Return the newest text of every matter that has one beside its first, by the matter's id."""
    columns = ("title", "plan", "budget_fen", "fund", "attachments", "revision", "revised_at")
    asked = PlanRevision.village == village.id
    if matter_id is not None:
        asked &= PlanRevision.matter == matter_id
    rows = dicts_of(PlanRevision.select().where(asked).order_by(PlanRevision.matter, PlanRevision.revision))
    return {row["matter"]: {name: row[name] for name in columns} for row in rows}


def _withdrawn(village: Place, matter_id: int | None) -> dict[int, str]:
    asked = Withdrawal.village == village.id
    if matter_id is not None:
        asked &= Withdrawal.matter == matter_id
    return {row["matter"]: row["reason"] for row in dicts_of(Withdrawal.select().where(asked))}


def _matter_row(
    village: Place, row: Mapping[str, Any], *, held: tuple[RoundRow, ...], follow: FollowUp | None
) -> MatterRow:
    proposed_on = local_day(row["proposed_at"])
    kind = matter_type_on(row["matter_type"], proposed_on)
    way = way_of(row)
    known = gates(village, kind, way, on=proposed_on)
    facts = {name: value for name, value in row.items() if name not in {"village", "procedure", "adoption"}}
    facts |= {"attachments": tuple(row["attachments"]), "revised_at": row["revised_at"] or row["proposed_at"]}
    text = {name: facts[name] for name in ("number", "matter_type", "title", "plan", "budget_fen", "fund")}
    found = course(
        known,
        digest=plan_digest(**text, attachments=facts["attachments"]),
        attempts=_attempts(held, row["records"], known),
        upheld=follow is not None and follow.upheld,
        withdrawn=bool(row["withdrawn_because"]),
    )
    return MatterRow(
        **facts,
        village_id=village.id,
        type_name=kind.name,
        type_article=kind.article,
        way=way,
        rounds=held,
        course=found,
        follow_up=follow,
        state=_state(found, held, follow),
    )


def _state(found: Course, held: Sequence[RoundRow], follow: FollowUp | None) -> MatterState:
    """Return how a matter stands: a ballot by its clock, a decision by what followed it."""
    voting = [row.ballot for row in held if row.ballot is not None and row.mark is Mark.OPEN]
    if voting:
        return MatterState.UNDECIDED if voting[0].closed else MatterState.VOTING
    state = course_state(found)
    if state in {MatterState.IN_PUBLICITY, MatterState.UPHELD} and follow is not None:
        return follow_up_state(follow, today=clock.today())
    return state
