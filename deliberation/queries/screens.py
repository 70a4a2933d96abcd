"""One frozen value per portal screen; whether the actor may act is asked by the view and given in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import NoBallotError, NoRecordDueError, NoRecusalError
from deliberation.procedures import I_IMPLEMENT, P2_PUBLISH_RESULT, initiator_name, matter_type_on
from deliberation.queries.acts import next_act, pending, record_act, standing_of, waits_for
from deliberation.queries.ballots import votes
from deliberation.queries.consultations import consultation_files, consulted_finding
from deliberation.queries.joint import joint_origin_of
from deliberation.queries.matters import authorisations, authority, matter
from deliberation.queries.papers import papers, papers_of
from deliberation.queries.recusals import recusals, standing_recusals
from deliberation.queries.standing import record_due, workflow_of
from deliberation.queries.suggestions import origin_of
from deliberation.rules import MatterState, word_of
from deliberation.rules.course import UNDECIDED, Standing, require_editable
from deliberation.rules.recusals import require_recusable
from portal.kernel.attachments import attachments_of
from portal.kernel.db import tuples_of
from portal.kernel.errors import DomainError
from portal.meetings.models import AttendanceManner, Meeting
from portal.meetings.queries import meeting, roster_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from deliberation.procedures import Workflow
    from deliberation.queries.acts import Looking, NextAct
    from deliberation.queries.ballots import BallotRow, VoterStanding
    from deliberation.queries.joint import JointOriginRow
    from deliberation.queries.matters import AuthorisationRow, MatterRow
    from deliberation.queries.papers import PapersRow
    from deliberation.queries.records import RecordRow
    from deliberation.queries.recusals import RecusalRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.queries.standing import RecordDue
    from deliberation.queries.suggestions import OriginRow
    from deliberation.rules import Authority, Finding
    from portal.kernel.attachments import AttachmentRow
    from portal.meetings.queries import MeetingRow
    from portal.meetings.queries.presence import RemoteLine
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationsPage:
    """What the villagers' assembly has handed on."""

    authorisations: tuple[AuthorisationRow, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVote:
    """One vote with the name on the roster, empty where votes are not told by name."""

    number: int
    name: str
    capacity: str
    presence: str  # how they took part, where not at the meeting itself
    choice: str
    manner: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRound:
    """One round of a stage on the matter's screen."""

    row: RoundRow
    meeting: str
    number: int  # of its round


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecord:
    """What an officer wrote down, with the word the step has for it."""

    row: RecordRow
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """One of the steps of a matter: what stands, and how it was decided."""

    name: str
    mark: str
    title: str
    rounds: tuple[ShownRound, ...] = ()
    records: tuple[ShownRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage:
    """One matter: its steps, what it waits for, who may decide it, its plan, its result."""

    matter: MatterRow
    procedure: Workflow
    steps: tuple[ShownStep, ...]
    waits_for: str
    act: NextAct | None
    may_revise: bool
    may_enter_paper: bool
    may_void: bool
    take_back: str  # the stage whose figures wait, for who may take them back
    authority: Authority
    authorisation: AuthorisationRow | None
    meeting: MeetingRow | None
    standing: VoterStanding | None
    votes: tuple[NamedVote, ...]
    papers: PapersRow | None
    photos: tuple[int, ...]  # the lines whose paper can be looked at
    files: tuple[AttachmentRow, ...]
    initiator: str  # who proposed it, as they are called
    origin: OriginRow | None  # the suggestion it came of
    joint: JointOriginRow | None  # the joint proposal it came of
    consult_finding: Finding | None  # whether it was talked over, where that is asked for
    consulted_files: Mapping[int, Collection[AttachmentRow]]  # by the number of the talk
    may_consult: bool
    recusals: tuple[RecusalRow, ...]  # who stands back now
    may_recuse: bool  # enter that somebody stands back, or take that back
    may_stand_back: bool  # the person looking may say so of themselves, or take it back
    own_recusal: bool  # the person looking stands back


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """A step without a vote to be written down, with what was written before and the files of the plan."""

    matter: MatterRow
    due: RecordDue
    before: tuple[ShownRecord, ...]
    files: tuple[AttachmentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalPage:
    """One person's standing back from a matter; None where they do not."""

    matter: MatterRow
    recusal: RecusalRow | None


def authorisations_page(village: Place, *, may_edit: bool) -> AuthorisationsPage:
    """Return the screen that lists the village's authorisations."""
    return AuthorisationsPage(authorisations=tuple(authorisations(village)), may_edit=may_edit)


def matter_page(village: Place, number: int, *, who: Looking, today: date) -> MatterPage:
    """Return the screen of one matter for the person looking.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    workflow = workflow_of(village, row)
    ballot, decision = row.ballot, row.decision
    held = meeting(village, ballot.meeting_id) if ballot else None
    body_id = decision.body if decision else deciding_body(row.matter_type, on=today)
    verdict = authority(village, row.matter_type, body_id, on=decision.held_on if decision else today)
    standing = standing_of(row, who)
    titles = _titles({one.meeting_id for one in row.rounds})
    recusable = _recusable(row)
    standing_back = tuple(standing_recusals(recusals(village, number).get(row.id, ())))
    editable, waiting = _editable(row), pending(row)
    return MatterPage(
        matter=row,
        steps=_steps(village, row, titles),
        procedure=workflow,
        waits_for=waits_for(row) or _waits_later(village, row),
        act=next_act(row, who, standing) or record_act(village, row, who),
        may_revise=editable and who.may_edit,
        may_enter_paper=_takes_paper(row) and who.may_enter_paper,
        may_void=_waits_for_count(row) and who.may_close,
        take_back=waiting.stage if waiting is not None and who.may_record else "",
        authority=verdict,
        authorisation=next((one for one in authorisations(village) if one.id == verdict.record), None),
        meeting=held,
        standing=standing,
        votes=_named_votes(row, ballot) if ballot and ballot.closed else (),
        papers=papers_of(ballot) if ballot and ballot.closed else None,
        photos=tuple(one.line for one in papers(ballot)) if ballot and ballot.settled and who.may_enter_paper else (),
        files=files_of(village, row),
        initiator=initiator_name(row.initiator),
        origin=origin_of(row.id),
        joint=joint_origin_of(row.id),
        consult_finding=consulted_finding(row, by=decision.held_on if decision else today),
        consulted_files=consultation_files(village, row.number, row.consulted),
        may_consult=row.state in UNDECIDED and who.may_edit,
        recusals=standing_back,
        own_recusal=any(one.person_id == who.person_id for one in standing_back),
        may_recuse=recusable and who.may_record,
        may_stand_back=recusable and who.at_home,
    )


def files_of(village: Place, row: MatterRow) -> tuple[AttachmentRow, ...]:
    """Return the files that belong to the matter's text as it is now."""
    stored = attachments_of(village.log_id, "matter", [row.number]).get(str(row.number), ())
    return tuple(one for one in stored if one.digest in row.attachments)


def own_recusal_page(village: Place, number: int, *, person_id: int) -> RecusalPage:
    """Return the screen on which a person says of themselves that they stand back, or takes that back.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    standing = standing_recusals(recusals(village, number).get(row.id, ()))
    return RecusalPage(matter=row, recusal=next((one for one in standing if one.person_id == person_id), None))


def recusal_page(village: Place, number: int, recusal: int) -> RecusalPage:
    """Return the screen on which an officer takes back a recusal.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoRecusalError: it has no such recusal.
    """
    row = matter(village, number)
    for one in recusals(village, number).get(row.id, ()):
        if one.number == recusal and one.stands:
            return RecusalPage(matter=row, recusal=one)
    raise NoRecusalError


def uncounted_matter(village: Place, number: int) -> MatterRow:
    """Return a matter whose secret ballot is over and not counted: it may have to be declared void.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoBallotError: it has no such ballot.
    """
    row = matter(village, number)
    if not _waits_for_count(row):
        raise NoBallotError
    return row


def deciding_body(type_id: str, *, on: date) -> str:
    """Return the id of the body before which a type of matter is usually brought: the one it may be handed to."""
    kind = matter_type_on(type_id, on)
    return kind.may_delegate_to or kind.body


def _titles(meeting_ids: Collection[int]) -> dict[int, str]:
    """Return what these meetings are called."""
    return dict(tuples_of(Meeting.select(Meeting.id, Meeting.title).where(Meeting.id.in_([*meeting_ids]))))


def _named_votes(row: MatterRow, ballot: BallotRow) -> tuple[NamedVote, ...]:
    lines = {line.number: line for line in roster_lines(ballot.roster_id)}
    held = next((one for one in row.rounds if one.ballot is not None and one.ballot.id == ballot.id), None)
    remote = {one.line: one for one in held.remote} if held else {}
    titles = {one.word: one.title for one in ballot.picks}
    return tuple(
        NamedVote(
            number=vote.line,
            name=lines[vote.line].name if ballot.named else "",
            capacity=lines[vote.line].capacity,
            presence=_presence(remote.get(vote.line), until=ballot.closes_at),
            choice=titles[word_of(vote.choice, vote.option)] if vote.choice else "已投票",
            manner=vote.manner.title,
            receipt=vote.receipt,
        )
        for vote in votes(ballot)
    )


def _presence(remote: RemoteLine | None, *, until: datetime) -> str:
    """Return how somebody took part, where not at the meeting itself, in words; by whom where by a proxy."""
    manner = remote.manner_at(until) if remote else AttendanceManner.IN_PERSON
    if remote is None or manner is AttendanceManner.IN_PERSON:
        return ""
    return f"书面委托{remote.delegate}" if manner is AttendanceManner.BY_PROXY else "线上参加"


def _takes_paper(row: MatterRow) -> bool:
    return row.state is MatterState.VOTING and row.ballot is not None and not row.ballot.secret


def _waits_for_count(row: MatterRow) -> bool:
    return row.state is MatterState.UNDECIDED and row.ballot is not None and row.ballot.secret


def _editable(row: MatterRow) -> bool:
    try:
        require_editable(row.course)
    except DomainError:
        return False
    return True


def _recusable(row: MatterRow) -> bool:
    try:
        require_recusable(row.course)
    except DomainError:
        return False
    return True


def record_page(village: Place, number: int, stage: str) -> RecordPage:
    """Return the screen on which a step without a vote is written down.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoRecordDueError: the matter waits for no such step now.
    """
    row = matter(village, number)
    due = record_due(village, row)
    if due is None or due.rule.id != stage:
        raise NoRecordDueError
    return RecordPage(
        matter=row,
        due=due,
        before=_shown_records(row, workflow_of(village, row), stage),
        files=files_of(village, row),
    )


def _waits_later(village: Place, row: MatterRow) -> str:
    """Return what the matter waits for after its decision, where an officer has to write something down."""
    due = record_due(village, row)
    return f"等待填写：{due.rule.name}。" if due else ""


def _steps(village: Place, row: MatterRow, titles: Mapping[int, str]) -> tuple[ShownStep, ...]:
    """Return every step in order, those without a vote among them."""
    workflow = workflow_of(village, row)
    publicity, work, result = _later_steps(row)
    return (
        *_stage_steps(row, workflow, titles),
        publicity,
        *_recorded_steps(row, workflow, I_IMPLEMENT),
        work,
        *_recorded_steps(row, workflow, P2_PUBLISH_RESULT),
        result,
    )


def _recorded_steps(row: MatterRow, workflow: Workflow, before: str) -> list[ShownStep]:
    steps = []
    for rule in workflow.recorded_before(before):
        records = _shown_records(row, workflow, rule.id)
        mark, title = ("done", records[-1].word) if records and records[-1].row.passed else _ahead(row)
        steps.append(ShownStep(name=rule.name, mark=mark, title=title, records=records))
    return steps


def _shown_records(row: MatterRow, workflow: Workflow, stage: str) -> tuple[ShownRecord, ...]:
    rule = workflow.record(stage)
    if rule is None:
        return ()
    return tuple(
        ShownRecord(row=one, word=rule.passed if one.passed else rule.returned)
        for one in row.records
        if one.stage == stage
    )


def _stage_steps(row: MatterRow, workflow: Workflow, titles: Mapping[int, str]) -> list[ShownStep]:
    due = row.course.next
    steps = []
    for step in row.course.steps:
        held = [one for one in row.rounds if one.stage == step.gate.id]
        shown = tuple(ShownRound(row=one, meeting=titles.get(one.meeting_id, ""), number=one.round) for one in held)
        standing = Standing.READY if step is due and step.standing is Standing.WAITING else step.standing
        records = _shown_records(row, workflow, step.gate.id)
        title = _RECORD_TITLES.get(standing, standing.title) if not step.gate.meets else standing.title
        mark, title = _ahead(row) if row.course.withdrawn and standing in _OPEN_STILL else (standing.mark, title)
        steps.append(ShownStep(name=step.gate.name, mark=mark, title=title, rounds=shown, records=records))
    return steps


def _later_steps(row: MatterRow) -> list[ShownStep]:
    """Return what follows a decision: how far it has come, and how it stands there."""
    reached = _reached(row)
    steps = []
    for place, name in enumerate(_LATER, start=1):
        if place < reached or row.state is MatterState.DONE:
            steps.append(ShownStep(name=name, mark="done", title="已完成"))
        elif place == reached:
            steps.append(ShownStep(name=name, mark=row.state.mark, title=row.state.title))
        else:
            mark, title = _ahead(row)
            steps.append(ShownStep(name=name, mark=mark, title=title))
    return steps


def _ahead(row: MatterRow) -> tuple[str, str]:
    """Return mark and word of a step that has not come; of a matter that was taken back none will."""
    return ("off", "已撤回") if row.course.withdrawn else ("off", "未到")


def _reached(row: MatterRow) -> int:
    """Return which of the later steps a matter has come to; 0 before a decision that carries."""
    facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
    if facts is None:
        return 0
    if facts.accepted_on is not None:
        return _ACCEPTED if row.state is MatterState.ACCEPTED else _RESULT
    return _PUBLIC if row.state in _ON_DISPLAY else _ACCEPTED


_RECORD_TITLES = {Standing.READY: "等待填写", Standing.PASSED: "已填写", Standing.FAILED: "已退回"}
_OPEN_STILL = frozenset({Standing.WAITING, Standing.READY, Standing.ADJOURNED, Standing.VOID, Standing.SPLIT})
_LATER = ("决议公开", "组织实施", "实施结果公开")
_PUBLIC, _ACCEPTED, _RESULT = 1, 2, 3
_ON_DISPLAY = (MatterState.IN_PUBLICITY, MatterState.OBJECTED, MatterState.UPHELD)
