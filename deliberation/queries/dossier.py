"""The dossier of one matter for signature: a sheet for each step that took place; what is not recorded stays blank."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.models import PlanRevision
from deliberation.procedures import I_IMPLEMENT, P1_PUBLISH_RESOLUTION, P2_PUBLISH_RESULT
from deliberation.queries.checkup import counting_record, counting_round
from deliberation.queries.matters import matter
from deliberation.queries.objections import inspections, objections
from deliberation.queries.standing import workflow_of
from deliberation.rules.checkup import percent
from deliberation.rules.course import Mark
from deliberation.rules.follow_up import Target
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import dicts_of
from portal.meetings.queries import lines_of_rosters, meetings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deliberation.procedures import Workflow
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.objections import InspectionRow, ObjectionRow
    from deliberation.queries.records import RecordRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules.course import Step
    from deliberation.rules.follow_up import Milestone
    from deliberation.rules.periods import Publicity
    from portal.meetings.queries import LineRow, MeetingRow
    from portal.org.models import Place

_STAGE = "stage"


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
    """What an officer wrote down in a step without a vote before this one."""

    name: str
    said: str
    row: RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSheet:
    """One deliberation: the meeting, who was there, what it decided on, what it came to."""

    number: int
    name: str
    article: str
    held: RoundRow
    earlier: tuple[RoundRow, ...]
    meeting: MeetingRow
    text: VotedText | None  # None where nothing was put to the vote, or the text was not kept
    signers: tuple[LineRow, ...]  # who was present when it was counted
    records: tuple[Recorded, ...]
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
    def votes(self) -> tuple[tuple[str, int, str, str], ...]:
        """What was voted: how many, and their share of those entitled and of those present; empty without a vote."""
        result = self.held.outcome
        if result is None:
            return ()
        told = (
            ("赞成", result.approve),
            ("反对", result.against),
            ("弃权", result.abstain),
            ("到会没有表决", result.not_voted),
        )
        return tuple(
            (word, count, percent(count, result.entitled), percent(count, result.present)) for word, count in told
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSheet:
    """One publication: its days, the objections, and of the result what came of the matter."""

    number: int
    name: str
    article: str
    clock: Publicity
    objections: tuple[ObjectionRow, ...]  # nobody who objects is named
    milestones: tuple[Milestone, ...]
    inspections: tuple[InspectionRow, ...]
    records: tuple[Recorded, ...]
    result: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The sheets of one matter; ``published``: it has a page on the public site."""

    matter: MatterRow
    stages: tuple[StageSheet, ...]
    notices: tuple[NoticeSheet, ...]
    published: bool

    @property
    def sheets(self) -> int:
        """How many sheets there are."""
        return len(self.stages) + len(self.notices)


def dossier(village: Place, number: int) -> Dossier:
    """Return the dossier of one matter.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    documents = _documents(village, row)
    stages = tuple(_stage_sheets(village, row, documents))
    return Dossier(
        matter=row,
        stages=stages,
        notices=tuple(_notice_sheets(village, row, documents, first=len(stages) + 1)),
        published=bool(documents),
    )


def _stage_sheets(village: Place, row: MatterRow, documents: Mapping[str, _Document]) -> Iterator[StageSheet]:
    held = [(step, one) for step in row.course.steps if (one := _held(row, step)) is not None]
    where = {one.id: one for one in meetings(village, only={one.meeting_id for _, one in held})}
    lines = lines_of_rosters([one.roster_id for one in where.values() if one.roster_id is not None])
    texts, whole = _texts(village, row), dict[str, int]()
    for number, (step, one) in enumerate(held, start=1):
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
            text=VotedText(**text, sheet=number if last else whole[one.plan_digest]) if text else None,
            signers=tuple(line for line in lines[meeting.roster_id or 0] if _was_there(line, one)),
            records=_records(row, workflow_of(village, row), step.gate.id),
            fallen=last and row.follow_up is not None and row.follow_up.upheld,
            digest=_digest(documents, row, one, decides=last and one.mark is not Mark.ADJOURNED),
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
    village: Place, row: MatterRow, documents: Mapping[str, _Document], *, first: int
) -> Iterator[NoticeSheet]:
    facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
    if facts is None:
        return
    filed, workflow = objections(village, matter_id=row.id), workflow_of(village, row)
    put_up = [(P1_PUBLISH_RESOLUTION, Target.RESOLUTION, facts.resolution)]
    put_up += [(P2_PUBLISH_RESULT, Target.RESULT, facts.result)] if facts.result else []
    for number, (stage, target, clock) in enumerate(put_up, start=first):
        publication = workflow.publication(stage)
        document = documents.get(f"{target.value}:{row.number}")
        result = target is Target.RESULT
        yield NoticeSheet(
            number=number,
            name=publication.name,
            article=clock.article,
            clock=clock,
            objections=tuple(sorted((one for one in filed if one.target is target), key=lambda one: one.number)),
            milestones=facts.milestones if result else (),
            inspections=tuple(inspections(village, row.id)) if result else (),
            records=_records(row, workflow, I_IMPLEMENT, P2_PUBLISH_RESULT) if result else (),
            result=str(document.content.get("text", "")) if result and document else "",
            digest=document.digest if document else "",
        )


def _records(row: MatterRow, workflow: Workflow, *before: str) -> tuple[Recorded, ...]:
    """Return what was written down in the steps without a vote that these wait for."""
    rules = [rule for one in before for rule in workflow.recorded_before(one)]
    found = [(rule, counting_record(row, rule.id, lasting=rule.lasting)) for rule in rules]
    return tuple(
        Recorded(name=rule.name, said=rule.passed if one.passed else rule.returned, row=one)
        for rule, one in found
        if one is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    digest: str
    content: Mapping[str, Any]


def _documents(village: Place, row: MatterRow) -> dict[str, _Document]:
    """Return the newest revision of what was published of stages, resolution and result, by kind and key."""
    key = str(row.number)
    asked = Bulletin.log == village.log_id
    whole = Bulletin.kind.in_([*Target, "withdrawal"]) & (Bulletin.key == key)
    stages = (Bulletin.kind == _STAGE) & Bulletin.key.in_([f"{key}-{one.stage}-{one.round}" for one in row.rounds])
    rows = dicts_of(Bulletin.select().where(asked & (whole | stages)).order_by(Bulletin.revision))
    return {
        f"{one['kind']}:{one['key']}": _Document(digest=one["digest"], content=json.loads(one["envelope"])["content"])
        for one in rows
    }


def _digest(documents: Mapping[str, _Document], row: MatterRow, held: RoundRow, *, decides: bool) -> str:
    name = f"{Target.RESOLUTION.value}:{row.number}" if decides else f"{_STAGE}:{row.number}-{held.stage}-{held.round}"
    return documents[name].digest if name in documents else ""
