"""What follows a decision: publicity, objections, implementation, acceptance, the published result.

The facts are replayed from what is recorded, in the order of the village's log; how the matter stands is then told by
the facts and the day alone. A new resolution begins everything again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import (
    AcceptedAlreadyError,
    DoneTooEarlyError,
    FutureDayError,
    InspectedTooEarlyError,
    MilestonesMissingError,
    NotAcceptedError,
    NothingMendedError,
    NothingPlannedError,
    NotResolvedError,
    ObjectionOpenError,
    ObjectionUpheldError,
    ObjectionWindowError,
    PublicityRunningError,
    ResultPublishedError,
)
from deliberation.rules.course import MatterState
from deliberation.rules.periods import PeriodRule, Publicity, publicity, start_due

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Target(StrEnum):
    """What is put up in public, and may be objected to: the kinds of its documents."""

    RESOLUTION = "resolution"
    RESULT = "result"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What it is called."""
        return _TARGETS[self]


class Verdict(StrEnum):
    """How an objection is answered."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The verdict as it is told."""
        return _VERDICTS[self]


class Inspection(StrEnum):
    """What the supervision committee found."""

    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The finding as it is told."""
        return _INSPECTIONS[self]


_TARGETS = {Target.RESOLUTION: "决议", Target.RESULT: "实施结果"}
_VERDICTS = {Verdict.UPHELD: "异议成立", Verdict.DISMISSED: "异议不成立"}
_INSPECTIONS = {Inspection.ACCEPTED: "验收通过", Inspection.SENT_BACK: "退回整改"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """One objection with its clock, and its verdict once it is answered."""

    number: int
    target: Target
    filed_on: date
    due_on: date
    verdict: Verdict | None = None
    answered_on: date | None = None

    def late(self, today: date) -> bool:
        """Tell whether the answer came, or is still waited for, after the clock had run out."""
        return (self.answered_on or today) > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One step of the work: planned for a day, reported or not."""

    number: int
    title: str
    due_on: date
    planned_on: date | None = None
    reported: int | None = None  # the entry of the newest report
    done_on: date | None = None  # as the newest report says

    def late(self, today: date) -> bool:
        """Tell whether the day has passed without a report."""
        return self.reported is None and today > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Everything that happened since a matter was decided."""

    resolution: Publicity
    objections: tuple[Objected, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    sent_back: int | None = None  # the entry with which the work was sent back
    sent_back_on: date | None = None
    accepted_on: date | None = None
    result: Publicity | None = None
    result_due: date | None = None

    def waiting(self, target: Target) -> tuple[Objected, ...]:
        """Return the objections to ``target`` that are not answered, the most pressing first."""
        found = (one for one in self.objections if one.target is target and one.verdict is None)
        return tuple(sorted(found, key=lambda one: one.due_on))

    @property
    def upheld(self) -> bool:
        """Whether an objection to the resolution was upheld."""
        return any(one.target is Target.RESOLUTION and one.verdict is Verdict.UPHELD for one in self.objections)

    def released(self, today: date) -> bool:
        """Tell whether the resolution may be carried out: public for its days, no objection open or upheld."""
        return self.resolution.over(today) and not self.upheld and not self.waiting(Target.RESOLUTION)

    def publicity_of(self, target: Target) -> Publicity | None:
        """Return the clock of what was put up."""
        return self.resolution if target is Target.RESOLUTION else self.result


# What is recorded. ``seq`` is the entry of the village's log that sealed it: the order in which things happened.


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Resolution or result is put up under the rule of that day; ``resumed`` after an interruption."""

    seq: int
    on: date
    target: Target
    rule: PeriodRule
    resumed: bool = False
    ended_on: date | None = None

    def after(self, facts: FollowUp | None) -> FollowUp | None:
        """Begin the clock, or begin it again."""
        before = facts.publicity_of(self.target) if facts else None
        put_up = [before.first_on, self.on] if before and self.resumed else [self.on]
        clock = publicity(put_up, rule=self.rule, ended_on=self.ended_on)
        if self.target is Target.RESULT:
            return None if facts is None else replace(facts, result=clock)
        if facts is None or not self.resumed:
            return FollowUp(resolution=clock)
        return replace(facts, resolution=clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An objection is filed."""

    seq: int
    objection: Objected

    def after(self, facts: FollowUp | None) -> FollowUp | None:
        """Begin the clock of its answer."""
        return None if facts is None else replace(facts, objections=(*facts.objections, self.objection))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An objection is answered; one upheld against the result means the result is to be published again."""

    seq: int
    on: date
    number: int
    verdict: Verdict
    rule: PeriodRule

    def after(self, facts: FollowUp | None) -> FollowUp | None:
        """Give the verdict."""
        if facts is None:
            return None
        answered = tuple(
            replace(one, verdict=self.verdict, answered_on=self.on) if one.number == self.number else one
            for one in facts.objections
        )
        facts = replace(facts, objections=answered)
        about = next((one.target for one in answered if one.number == self.number), None)
        if about is Target.RESULT and self.verdict is Verdict.UPHELD:
            return replace(facts, result=None, result_due=start_due(self.rule, self.on))
        return facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A milestone is planned."""

    seq: int
    milestone: Milestone

    def after(self, facts: FollowUp | None) -> FollowUp | None:
        """Add it to the plan."""
        return None if facts is None else replace(facts, milestones=(*facts.milestones, self.milestone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A milestone is reported, or reported again after the work was sent back."""

    seq: int
    number: int
    done_on: date

    def after(self, facts: FollowUp | None) -> FollowUp | None:
        """Mark the milestone."""
        if facts is None:
            return None
        marked = tuple(
            replace(one, reported=self.seq, done_on=self.done_on) if one.number == self.number else one
            for one in facts.milestones
        )
        return replace(facts, milestones=marked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """The supervision committee accepts the work or sends it back."""

    seq: int
    on: date
    found: Inspection
    rule: PeriodRule

    def after(self, facts: FollowUp | None) -> FollowUp | None:
        """Accept, and let the time for the result run; or wait for what is mended."""
        if facts is None:
            return None
        if self.found is Inspection.SENT_BACK:
            return replace(facts, sent_back=self.seq, sent_back_on=self.on)
        return replace(facts, accepted_on=self.on, result_due=start_due(self.rule, self.on))


Event = Published | Filed | Answered | Planned | Reported | Inspected


def replay(events: Iterable[Event]) -> FollowUp | None:
    """Return the facts of one matter after ``events``, in whatever order they come; None before a resolution."""
    facts: FollowUp | None = None
    for event in sorted(events, key=lambda one: one.seq):
        facts = event.after(facts)
    return facts


def follow_up_state(facts: FollowUp, *, today: date) -> MatterState:
    """Return how a decided matter stands on a day.

    An objection that is not answered holds everything; an upheld one ends it.
    Source: 村民委员会组织法（2025修正）第35条; 《条例》第19条 (四议两公开).
    """
    if facts.upheld:
        return MatterState.UPHELD
    if facts.waiting(Target.RESOLUTION):
        return MatterState.OBJECTED
    if not facts.resolution.over(today):
        return MatterState.IN_PUBLICITY
    if facts.accepted_on is None:
        return MatterState.OVERDUE if late_milestones(facts, today=today) else MatterState.IMPLEMENTING
    return _result_state(facts, today=today)


def late_milestones(facts: FollowUp, *, today: date) -> tuple[Milestone, ...]:
    """Return the milestones whose day has passed without a report."""
    return tuple(one for one in facts.milestones if one.late(today))


def result_late(facts: FollowUp, *, today: date) -> bool:
    """Tell whether the result should have been published before ``today`` and was not."""
    return facts.result is None and facts.result_due is not None and today > facts.result_due


def require_implementing(facts: FollowUp | None, *, today: date) -> FollowUp:
    """Let the work go on: decided, public for its lawful days, no objection open or upheld, not yet accepted.

    :raise NotResolvedError: nothing was decided.
    :raise ObjectionUpheldError: it is to be decided again.
    :raise ObjectionOpenError: an objection waits.
    :raise PublicityRunningError: the resolution has not been public for its lawful days.
    :raise AcceptedAlreadyError: the work is finished.
    """
    if facts is None:
        raise NotResolvedError
    if facts.upheld:
        raise ObjectionUpheldError
    waiting = facts.waiting(Target.RESOLUTION)
    if waiting:
        raise ObjectionOpenError(waiting[0].due_on)
    if not facts.resolution.over(today):
        raise PublicityRunningError(facts.resolution.last_day, facts.resolution.article)
    if facts.accepted_on is not None:
        raise AcceptedAlreadyError
    return facts


def require_acceptable(facts: FollowUp | None, *, today: date) -> FollowUp:
    """Let the work be inspected: every milestone is reported, and something since it was sent back.

    :raise NothingPlannedError: there is no milestone.
    :raise MilestonesMissingError: some are not reported.
    :raise NothingMendedError: nothing was reported since the work was sent back.
    """
    facts = require_implementing(facts, today=today)
    if not facts.milestones:
        raise NothingPlannedError
    missing = [one.title for one in facts.milestones if one.reported is None]
    if missing:
        raise MilestonesMissingError("、".join(missing))
    if not ready_to_inspect(facts):
        raise NothingMendedError
    return facts


def require_done_day(facts: FollowUp, done_on: date, *, today: date) -> None:
    """Refuse a day of completion that has not come, or on which the resolution could not be carried out yet.

    :raise FutureDayError: the day has not come.
    :raise DoneTooEarlyError: the lawful days of the resolution were still running.
    """
    if done_on > today:
        raise FutureDayError
    if not facts.resolution.over(done_on):
        raise DoneTooEarlyError(facts.resolution.last_day)


def require_inspected_day(facts: FollowUp, inspected_on: date, *, today: date) -> None:
    """Refuse a day of inspection that has not come, or on which the work was not finished.

    :raise FutureDayError: the day has not come.
    :raise InspectedTooEarlyError: a step was finished later.
    """
    if inspected_on > today:
        raise FutureDayError
    finished = max((one.done_on for one in facts.milestones if one.done_on is not None), default=None)
    if finished is not None and inspected_on < finished:
        raise InspectedTooEarlyError(finished)


def ready_to_inspect(facts: FollowUp) -> bool:
    """Tell whether every milestone is reported, and something since the work was sent back."""
    seen = [one.reported for one in facts.milestones]
    newest = max((one for one in seen if one is not None), default=None)
    return newest is not None and None not in seen and (facts.sent_back is None or newest > facts.sent_back)


def require_result_due(facts: FollowUp | None) -> FollowUp:
    """Let the result be published: the work is accepted, and no result stands.

    :raise NotResolvedError: nothing was decided.
    :raise NotAcceptedError: the work is not accepted.
    :raise ResultPublishedError: the result is public.
    """
    if facts is None:
        raise NotResolvedError
    if facts.accepted_on is None:
        raise NotAcceptedError
    if facts.result is not None:
        raise ResultPublishedError
    return facts


def on_display(facts: FollowUp | None, *, today: date) -> Target | None:
    """Return what of the matter is in its lawful days of publicity, and may be objected to."""
    if facts is None or facts.upheld:
        return None
    if facts.result is not None:
        return None if facts.result.over(today) else Target.RESULT
    return None if facts.resolution.over(today) or facts.accepted_on else Target.RESOLUTION


def require_on_display(facts: FollowUp | None, *, today: date) -> Target:
    """Let an objection be filed; return to what.

    :raise ObjectionWindowError: nothing is in its days of publicity.
    """
    target = on_display(facts, today=today)
    if target is None:
        raise ObjectionWindowError(today)
    return target


def _result_state(facts: FollowUp, *, today: date) -> MatterState:
    if facts.result is None:
        return MatterState.OVERDUE if result_late(facts, today=today) else MatterState.ACCEPTED
    if facts.waiting(Target.RESULT):
        return MatterState.OBJECTED
    return MatterState.DONE if facts.result.over(today) else MatterState.RESULT_IN_PUBLICITY
