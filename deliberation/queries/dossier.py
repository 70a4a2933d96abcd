"""The dossier of one matter for signature: a sheet for each step that took place; what is not recorded stays blank."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deliberation.models import PlanRevision
from deliberation.procedures import I_IMPLEMENT, P1_PUBLISH_RESOLUTION, P2_PUBLISH_RESULT, initiator_name
from deliberation.queries.checkup_steps import counting_round
from deliberation.queries.consultations import consulted_finding
from deliberation.queries.joint import joint_origin_of
from deliberation.queries.matters import matter
from deliberation.queries.meeting_findings import composition_words, meeting_facts, told_late
from deliberation.queries.objections import inspections, objections
from deliberation.queries.standing import workflow_of
from deliberation.queries.suggestions import origin_of
from deliberation.rules import Confidence
from deliberation.rules.checkup import percent
from deliberation.rules.consultations import MISSING
from deliberation.rules.course import Mark
from deliberation.rules.follow_up import Target
from deliberation.rules.options import NONE_OF_THEM
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import dicts_of
from portal.meetings.models import AttendanceManner
from portal.meetings.queries import lines_of_rosters, meetings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deliberation.procedures import RecordedStage, Workflow
    from deliberation.queries.joint import JointOriginRow
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.objections import InspectionRow, ObjectionRow
    from deliberation.queries.opinions import OpinionRow
    from deliberation.queries.records import RecordRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.queries.suggestions import OriginRow
    from deliberation.rules import Finding
    from deliberation.rules.course import Step
    from deliberation.rules.follow_up import Milestone
    from deliberation.rules.notices import Late
    from deliberation.rules.periods import Publicity
    from portal.meetings.queries import LineRow, MeetingRow
    from portal.meetings.queries.notices import DeliveryCount
    from portal.meetings.queries.presence import RemoteLine
    from portal.org.models import Place

_DECIDED = frozenset({Mark.CARRIED, Mark.FAILED})
_STAGE, _RECORD = "stage", "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class VotedText:
    """The text a stage decided on; ``sheet`` is the number of the sheet on which it stands whole."""

    title: str
    plan: str
    budget_fen: int | None
    fund: str
    sheet: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What an officer wrote down in a step without a vote, with the word the step has for it."""

    said: str
    row: RecordRow
    digest: str  # of the document published about it, empty where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSheet:
    """A step without a vote: everything its office wrote down, also what sent the matter back."""

    number: int
    name: str
    article: str
    quoted: bool
    records: tuple[Recorded, ...]
    digest: str  # of the newest document


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSheet:
    """One deliberation: the meeting, who was there, what it decided on, what it came to."""

    number: int
    name: str
    article: str
    held: RoundRow
    earlier: tuple[RoundRow, ...]
    meeting: MeetingRow
    composition: str  # how a body of representatives was composed; empty of another
    delivery: DeliveryCount | None
    late: Late | None  # who was told later than the notice must be given
    text: VotedText | None  # None where nothing was put to the vote, or the text was not kept
    signers: tuple[LineRow, ...]  # who was present when it was counted, or when a void ballot ended
    opinions: tuple[OpinionRow, ...]  # what was said to the plan before the last stage voted
    fallen: bool  # an objection was upheld: it is to be decided again
    digest: str  # of the document published about it, empty where there is none

    @property
    def turnout(self) -> tuple[tuple[str, int, int, str], ...]:
        """Who should have come, who came, and their share: persons, and households where they count."""
        told = [("人", self.held.entitled, self.held.present)]
        counted = self.held.outcome.turnout if self.held.outcome else None
        if counted and counted.households_entitled is not None and counted.households_present is not None:
            told.append(("户", counted.households_entitled, counted.households_present))
        return tuple((unit, all_, came, percent(came, all_)) for unit, all_, came in told)

    @property
    def proxies(self) -> tuple[RemoteLine, ...]:
        """Who took part through somebody else, when it was decided."""
        until = self.held.present_until
        return tuple(one for one in self.held.remote if one.manner_at(until) is AttendanceManner.BY_PROXY)

    def presence(self, line: LineRow) -> str:
        """Return how a signer took part, where not at the meeting itself: who took part online signs nothing there."""
        afar = {one.line: one.manner_at(self.held.present_until) for one in self.held.remote}
        return {AttendanceManner.ONLINE: "线上参加", AttendanceManner.BY_PROXY: "受托人代签"}.get(
            afar.get(line.number, AttendanceManner.IN_PERSON), ""
        )

    @property
    def votes(self) -> tuple[tuple[str, int, str, str], ...]:
        """What was voted: how many, and their share of those entitled and of those present; empty without a vote."""
        result = self.held.outcome
        if result is None:
            return ()
        told = [("赞成", result.approve), ("反对", result.against)]
        if result.among is not None:
            told = [(one.named, one.votes) for one in result.among.options] + [(NONE_OF_THEM, result.none_of_them)]
        told += [("弃权", result.abstain), ("到会没有表决", result.not_voted)]
        return tuple(
            (word, count, percent(count, result.entitled), percent(count, result.present)) for word, count in told
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSheet:
    """One publication: its days, the objections, and of the result what came of the matter."""

    number: int
    stage: str
    name: str
    article: str
    clock: Publicity
    objections: tuple[ObjectionRow, ...]  # nobody who objects is named
    milestones: tuple[Milestone, ...]
    inspections: tuple[InspectionRow, ...]
    result: str
    digest: str


Sheet = StageSheet | RecordSheet | NoticeSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The sheets of one matter in the order of its steps; ``published``: it has a page on the public site."""

    matter: MatterRow
    title: str  # of the procedure it goes through
    initiator: str
    origin: OriginRow | None
    joint: JointOriginRow | None
    sheets: tuple[Sheet, ...]
    published: bool

    @property
    def consult_missing(self) -> Finding | None:
        """What is said where it was decided without having been talked over, where that is asked for."""
        decided = self.matter.decision
        found = consulted_finding(self.matter, by=decided.held_on) if decided else None
        return found if found is not None and found.code == MISSING else None

    @property
    def stages(self) -> tuple[StageSheet, ...]:
        """The sheets of its deliberations."""
        return tuple(one for one in self.sheets if isinstance(one, StageSheet))

    @property
    def records(self) -> tuple[RecordSheet, ...]:
        """The sheets of its steps without a vote."""
        return tuple(one for one in self.sheets if isinstance(one, RecordSheet))

    @property
    def first_stage(self) -> int:
        """The number of the first deliberation's sheet, on which stands why the matter was moved; 0: there is none."""
        return self.stages[0].number if self.stages else 0


def dossier(village: Place, number: int) -> Dossier:
    """Return the dossier of one matter.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    documents, workflow = _documents(village, row), workflow_of(village, row)
    told = tuple(_to_decision(village, row, workflow, documents))
    later = _later(village, row, workflow, documents)
    return Dossier(
        matter=row,
        title=workflow.title.partition("（")[0],
        initiator=initiator_name(row.initiator),
        origin=origin_of(row.id),
        joint=joint_origin_of(row.id),
        sheets=(*told, *(replace(one, number=place) for place, one in enumerate(later, start=len(told) + 1))),
        published=bool(documents),
    )


def _to_decision(
    village: Place, row: MatterRow, workflow: Workflow, documents: Mapping[str, _Document]
) -> Iterator[Sheet]:
    """Yield a sheet for each step up to the decision that took place, with a vote or without."""
    sheets: list[Sheet] = []
    held: dict[str, tuple[int, RoundRow]] = {}
    for step in row.course.steps:
        rule, number = workflow.record(step.gate.id), 1 + len(sheets) + len(held)
        told = _record_sheet(row, rule, documents) if rule else None
        one = _held(row, step)
        if told is not None:
            sheets.append(replace(told, number=number))
        elif one is not None:
            held[step.gate.id] = (number, one)
    sheets += _stage_sheets(village, row, held, documents)
    yield from sorted(sheets, key=lambda one: one.number)


def _later(
    village: Place, row: MatterRow, workflow: Workflow, documents: Mapping[str, _Document]
) -> Iterator[RecordSheet | NoticeSheet]:
    """Yield what followed the decision: each publication, and what was written down beside the work and the result."""
    notices = {one.stage: one for one in _notice_sheets(village, row, workflow, documents)}
    if not notices:
        return
    yield notices[P1_PUBLISH_RESOLUTION]
    for before in (I_IMPLEMENT, P2_PUBLISH_RESULT):
        sheets = (_record_sheet(row, rule, documents) for rule in workflow.recorded_before(before))
        yield from (one for one in sheets if one is not None)
    if P2_PUBLISH_RESULT in notices:
        yield notices[P2_PUBLISH_RESULT]


def _record_sheet(row: MatterRow, rule: RecordedStage, documents: Mapping[str, _Document]) -> RecordSheet | None:
    told = [one for one in row.records if one.stage == rule.id]
    if not told:
        return None
    keys = [f"{_RECORD}:{row.number}-{one.stage}-{one.round}" for one in told]
    digests = [documents[key].digest if key in documents else "" for key in keys]
    return RecordSheet(
        number=0,
        name=rule.name,
        article=rule.article,
        quoted=rule.confidence is Confidence.QUOTED,
        records=tuple(
            Recorded(said=rule.passed if one.passed else rule.returned, row=one, digest=digest)
            for one, digest in zip(told, digests, strict=True)
        ),
        digest=digests[-1],
    )


def _stage_sheets(
    village: Place,
    row: MatterRow,
    rounds: Mapping[str, tuple[int, RoundRow]],
    documents: Mapping[str, _Document],
) -> Iterator[StageSheet]:
    held = [(step, *rounds[step.gate.id]) for step in row.course.steps if step.gate.id in rounds]
    where = {one.id: one for one in meetings(village, only={one.meeting_id for _, _, one in held})}
    lines = lines_of_rosters([one.roster_id for one in where.values() if one.roster_id is not None])
    facts, texts, whole = meeting_facts([*where.values()]), _texts(village, row), dict[str, int]()
    for step, number, one in held:
        last = step is row.course.steps[-1]
        text = texts.get(one.plan_digest)
        whole.setdefault(one.plan_digest, number)
        meeting = where[one.meeting_id]
        yield StageSheet(
            number=number,
            name=step.gate.name,
            article=step.gate.article,
            held=one,
            earlier=tuple(old for old in row.rounds if old.stage == one.stage and old.round < one.round),
            meeting=meeting,
            composition=composition_words(meeting, facts[meeting.id]),
            delivery=facts[meeting.id].delivery,
            late=told_late(village, meeting, facts[meeting.id].delivery, stage=one.stage),
            text=VotedText(**text, sheet=number if last else whole[one.plan_digest]) if text else None,
            signers=tuple(line for line in lines[meeting.roster_id or 0] if _was_there(line, one)),
            opinions=row.opinions if last else (),
            fallen=last and row.follow_up is not None and row.follow_up.upheld,
            digest=_digest(documents, row, one, decides=last and one.mark in _DECIDED),
        )


def _held(row: MatterRow, step: Step) -> RoundRow | None:
    """Return the round by which a stage stands, or of a decision that fell to an objection that decision."""
    found = counting_round(row, step)
    fell = step is row.course.steps[-1] and row.follow_up is not None and row.follow_up.upheld
    found = found or (row.decision if fell else None)
    return None if found is None or found.mark is Mark.OPEN else found


def _was_there(line: LineRow, held: RoundRow) -> bool:
    if line.present_at is None or held.counted_at is None:
        return False
    return line.present_at < held.counted_at if held.ballot else line.present_at <= held.counted_at


def _texts(village: Place, row: MatterRow) -> dict[str, dict[str, Any]]:
    """Return every text of a matter by its digest."""
    columns = ("title", "plan", "budget_fen", "fund")
    found = {row.plan_digest: {name: getattr(row, name) for name in columns}}
    asked = (PlanRevision.village == village.id) & (PlanRevision.matter == row.id)
    for one in dicts_of(PlanRevision.select().where(asked)):
        found[one["digest"]] = {name: one[name] for name in columns}
    return found


def _notice_sheets(
    village: Place, row: MatterRow, workflow: Workflow, documents: Mapping[str, _Document]
) -> Iterator[NoticeSheet]:
    facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
    if facts is None:
        return
    filed = objections(village, matter_id=row.id)
    put_up = [(P1_PUBLISH_RESOLUTION, Target.RESOLUTION, facts.resolution)]
    put_up += [(P2_PUBLISH_RESULT, Target.RESULT, facts.result)] if facts.result else []
    for stage, target, clock in put_up:
        publication = workflow.publication(stage)
        document = documents.get(f"{target.value}:{row.number}")
        result = target is Target.RESULT
        yield NoticeSheet(
            number=0,
            stage=stage,
            name=publication.name,
            article=clock.article,
            clock=clock,
            objections=tuple(sorted((one for one in filed if one.target is target), key=lambda one: one.number)),
            milestones=facts.milestones if result else (),
            inspections=tuple(inspections(village, row.id)) if result else (),
            result=str(document.content.get("text", "")) if result and document else "",
            digest=document.digest if document else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    digest: str
    content: Mapping[str, Any]


def _documents(village: Place, row: MatterRow) -> dict[str, _Document]:
    """Return the newest revision of what was published of steps, resolution and result, by kind and key."""
    key = str(row.number)
    asked = Bulletin.log == village.log_id
    whole = Bulletin.kind.in_([*Target, "withdrawal"]) & (Bulletin.key == key)
    stages = (Bulletin.kind == _STAGE) & Bulletin.key.in_([f"{key}-{one.stage}-{one.round}" for one in row.rounds])
    records = (Bulletin.kind == _RECORD) & Bulletin.key.in_([f"{key}-{one.stage}-{one.round}" for one in row.records])
    rows = dicts_of(Bulletin.select().where(asked & (whole | stages | records)).order_by(Bulletin.revision))
    return {
        f"{one['kind']}:{one['key']}": _Document(digest=one["digest"], content=json.loads(one["envelope"])["content"])
        for one in rows
    }


def _digest(documents: Mapping[str, _Document], row: MatterRow, held: RoundRow, *, decides: bool) -> str:
    name = f"{Target.RESOLUTION.value}:{row.number}" if decides else f"{_STAGE}:{row.number}-{held.stage}-{held.round}"
    return documents[name].digest if name in documents else ""
