"""One frozen value for the page of a matter: the answer first, then every step, then what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.attendance import attended
from deliberation.public.course import (
    Phase,
    day_of,
    documents,
    happened,
    matter_number,
    revisions,
    standing,
)
from deliberation.public.follow_up import acceptances_of, milestones_of, objections_of, of_kind, result_of
from deliberation.public.joint import joint_origin_of
from deliberation.public.kinds import CONSULTATION, KINDS, RESOLUTION, WITHDRAWAL
from deliberation.public.opinions import opinions_of
from deliberation.public.options import counted, in_short, options_of, verdict
from deliberation.public.polls import polls_about, rating_of
from deliberation.public.shapes import sound
from deliberation.public.stalled import stall_of
from deliberation.public.steps import steps_of
from deliberation.public.suggestions import origin_of
from deliberation.public.votes import resolution_of
from deliberation.public.ways import procedure_of
from deliberation.rules.options import margin_said
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotFoundError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from deliberation.public.course import Happened, Standing
    from deliberation.public.follow_up import ShownAcceptance, ShownMilestone, ShownObjection, ShownResult
    from deliberation.public.joint import ShownJoint
    from deliberation.public.opinions import ShownOpinion
    from deliberation.public.polls import ShownPoll
    from deliberation.public.stalled import ShownStall
    from deliberation.public.steps import Step
    from deliberation.public.suggestions import ShownSuggestion
    from deliberation.public.votes import Resolution
    from deliberation.public.ways import ShownProcedure
    from portal.areas import Headline
    from portal.kernel.published import Published, PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the few things a reader comes for: the question, the answer, and a line more."""

    question: str
    answer: str
    more: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage:
    """The whole course of one matter."""

    number: int
    title: str
    type: Mapping[str, Any]
    initiator: str  # who proposed it; empty where no document says so
    origin: ShownSuggestion | None  # the suggestion it came of
    joint: ShownJoint | None  # the joint proposal it came of
    consulted: tuple[tuple[date, Mapping[str, Any]], ...]  # the day, and what was talked over before the decision
    stands: Standing
    stall: ShownStall | None
    answers: tuple[Answer, ...]
    plan: Mapping[str, Any] | None
    proposed_on: date | None
    course: tuple[Happened, ...]
    procedure: ShownProcedure | None
    steps: tuple[Step, ...]
    resolution: Resolution | None
    opinions: tuple[ShownOpinion, ...]  # what was said to its plan before the vote
    objections: tuple[ShownObjection, ...]
    milestones: tuple[ShownMilestone, ...]
    acceptances: tuple[ShownAcceptance, ...]
    result: ShownResult | None
    rating: ShownPoll | None  # how its finished work is rated; no part of its course either
    polls: tuple[Headline, ...]  # what people were asked about it; no part of its course
    documents: tuple[PublishedBulletin, ...]
    unread: tuple[PublishedBulletin, ...]  # about this matter, in a form these pages do not know

    @property
    def bundled(self) -> bool:
        """Whether all its documents can be downloaded together."""
        return comes_as_bundle(self.documents)

    @property
    def waiting(self) -> int:
        """How many objections wait for their answer."""
        return sum(one.upheld is None and not one.lapsed for one in self.objections)

    @property
    def unanswered(self) -> int:
        """How much of what was said to the plan waits for its answer; of a matter taken back nothing does."""
        return 0 if of_kind(self.documents, WITHDRAWAL) else sum(one.waiting for one in self.opinions)


def matter_page(published: Published, village: str, number: str) -> MatterPage:
    """Return the whole course of one matter, decided or not.

    :raise NotFoundError: the village has published nothing about such a matter.
    """
    slug = published.village(village).slug
    found = documents(published, slug, number)
    if not found:
        raise NotFoundError
    decided = of_kind(found, RESOLUTION)
    plan = decided[-1].content["matter"] if decided else None
    stands, steps = standing(found), steps_of(published, found)
    return MatterPage(
        number=matter_number(found[-1]),
        title=found[-1].content["matter"]["title"],
        type=type_of(found),
        initiator=initiator_of(found),
        origin=origin_of(published, slug, number),
        joint=joint_origin_of(published, slug, number),
        consulted=tuple((day_of(one.content["held_on"]), one.content) for one in of_kind(found, CONSULTATION)),
        stands=stands,
        stall=stall_of(found),
        answers=tuple(_answers(found, stands, steps)),
        plan=plan,
        proposed_on=day_of(plan["proposed_on"]) if plan else None,
        course=tuple(_course(published, found)),
        procedure=procedure_of(found),
        steps=steps,
        resolution=resolution_of(decided[-1]) if decided else None,
        opinions=opinions_of(found),
        objections=objections_of(found),
        milestones=milestones_of(published, found),
        acceptances=acceptances_of(found),
        result=result_of(found),
        rating=rating_of(published, slug, matter_number(found[-1])),
        polls=polls_about(published, slug, matter_number(found[-1])),
        documents=found,
        unread=tuple(one for one in published.about(slug, "matter", number) if one.kind in KINDS and not sound(one)),
    )


def comes_as_bundle(found: Sequence[PublishedBulletin]) -> bool:
    """Tell whether a matter has come so far that its documents are handed out together: decided, or taken back."""
    return bool(of_kind(found, RESOLUTION) or of_kind(found, WITHDRAWAL))


def type_of(found: Sequence[PublishedBulletin]) -> Mapping[str, Any]:
    """Return the type of a matter as its newest document that tells it does."""
    kinds: list[Mapping[str, Any]] = [
        one.content["matter"]["type"] for one in found if one.content["matter"].get("type")
    ]
    return kinds[-1] if kinds else {"id": "", "name": "", "article": ""}


def initiator_of(found: Sequence[PublishedBulletin]) -> str:
    """Return who proposed a matter, as its newest document that tells it does; older ones do not."""
    told = [one.content["matter"]["initiator"]["name"] for one in found if one.content["matter"].get("initiator")]
    return str(told[-1]) if told else ""


def budget_of(found: Sequence[PublishedBulletin]) -> tuple[int | None, str]:
    """Return budget (fen) and fund of a matter as the newest document that tells them does."""
    told = [one.content["matter"] for one in found if "budget_fen" in one.content["matter"]]
    return (told[-1]["budget_fen"], told[-1].get("fund") or "") if told else (None, "")


def _answers(found: Sequence[PublishedBulletin], stands: Standing, steps: Sequence[Step]) -> Iterable[Answer]:
    """Yield what was decided, by how many, for how much money, and how it stands."""
    decided = of_kind(found, RESOLUTION)
    if decided:
        yield from _decision(decided[-1].content)
    else:
        yield _undecided(stands, steps, reason=_withdrawn_for(found))
    yield _money(found, decided=bool(decided))
    if decided or stands.phase is not Phase.ENDED:
        more = _withdrawn_for(found) or stands.more
        yield Answer(question="现在", answer=stands.word, more=more, mark=stands.mark)


def _decision(content: Mapping[str, Any]) -> Iterable[Answer]:
    outcome, meeting = content["outcome"], content["meeting"]
    options = options_of(outcome)
    said = verdict(outcome) if options else f"表决{verdict(outcome)}"
    word = said if outcome["quorum_met"] else "到会人数不足，没有通过"
    mark = "done" if outcome["carried"] else "stop"
    held = f"{chinese_day(day_of(meeting['held_on']))}，{meeting['body']}"
    yield Answer(question="决定", answer=word, more=held, mark=mark)
    rest = counted(outcome) if options else f"反对 {outcome['against']} 人，弃权 {outcome['abstain']} 人"
    least = f"{outcome['needed_approve']} 人"
    yield Answer(
        question="票数",
        answer=in_short(outcome),
        more=f"应到 {outcome['entitled']} 人，实到 {attended(content)}，{rest}；"
        f"{'通过须 ' + least if options else '须赞成 ' + least}，{margin_said(outcome['margin'])}",
    )


def _withdrawn_for(found: Sequence[PublishedBulletin]) -> str:
    """Return when and why a matter was taken back; nothing where it was not."""
    told = [one.content for one in of_kind(found, WITHDRAWAL)]
    return f"{chinese_day(day_of(told[-1]['on']))}，原因：{told[-1]['reason']}" if told else ""


def _undecided(stands: Standing, steps: Sequence[Step], *, reason: str) -> Answer:
    if stands.phase is Phase.ENDED:
        return Answer(question="决定", answer=stands.word, more=reason or stands.more, mark=stands.mark)
    due = next((one for one in steps if one.mark != "done"), steps[-1])
    if due.rounds and due.rounds[-1].void:
        return Answer(question="决定", answer="表决作废，要重新表决", more=f"下一步：{due.name}", mark="warn")
    if due.rounds and due.rounds[-1].outcome and due.rounds[-1].undecided:
        more = f"{verdict(due.rounds[-1].outcome)}；下一步：在票多的方案里再次表决"
        return Answer(question="决定", answer="没有方案通过，要再次表决", more=more, mark="warn")
    return Answer(question="决定", answer="还没有表决", more=f"下一步：{due.name}", mark="wait")


def _money(found: Sequence[PublishedBulletin], *, decided: bool) -> Answer:
    budget, fund = budget_of(found)
    if budget is not None:
        return Answer(question="花钱", answer=f"预算 {format_yuan(budget)} 元", more=fund)
    return Answer(question="花钱", answer="没有列预算" if decided else "还没有公开预算", more="")


def _course(published: Published, found: Sequence[PublishedBulletin]) -> Iterable[Happened]:
    """Return everything that happened, revision by revision, in the order of the log."""
    every = [old for one in found for old in revisions(published, one)]
    for one in sorted(every, key=lambda revision: revision.seal.seq):
        yield from happened(one)
