"""When a matter stands still (停滞): what is waited for, by when it should have come, and who owes it.

A matter waits for one thing at a time, or for several answers. Days of the law and days somebody planned themselves
are given with the facts; the others are data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.rules.follow_up import Target, ready_to_inspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from deliberation.rules.follow_up import FollowUp
    from deliberation.rules.terms import Confidence


class Awaited(StrEnum):
    """What a matter waits for; the value stands in documents."""

    STAGE = "stage"  # the next stage, held or written down
    OUTCOME = "outcome"  # that what was decided is confirmed and published
    ANSWER = "answer"  # to an objection
    PLAN = "plan"
    MILESTONE = "milestone"  # whose planned day has come
    REPORT = "report"  # anything at all about the work
    INSPECTION = "inspection"
    MENDING = "mending"  # what was sent back
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class StallRule:
    """Within how many days one thing should come, who owes it and what they do; ``{name}`` in it is its subject.

    Without ``days`` the day is given with the facts.
    """

    awaited: Awaited
    days: int | None
    who: str
    does: str
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Lawful:
    """A day that a law gives, with the law."""

    due_on: date
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """How far a matter has come before its decision: what is next, and since when it could be."""

    awaited: Awaited
    name: str
    since: date
    who: str = ""  # who writes the step down, where that is an office
    lawful: Lawful | None = None  # by when what was decided is to be public


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One thing a matter waits for: in time until ``due_on``; ``subject`` is the number of milestone or objection."""

    awaited: Awaited
    subject: int
    due_on: date
    duty: str  # who should do what, as a sentence goes on with it
    article: str
    confidence: Confidence

    def days(self, today: date) -> int:
        """Return for how many days the matter has stood still for it; 0 while it is in time."""
        return max((today - self.due_on).days, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The rules of waiting, and the laws on answers and the result as they are where the matter is."""

    rules: Mapping[Awaited, StallRule]
    answer: Mapping[int, Lawful]  # by the number of the objection
    result: Lawful | None

    def wait(self, awaited: Awaited, *, since: date, name: str = "", who: str = "") -> Wait:
        """Return a wait whose days are data, from ``since`` on; ``who`` owes it where that is nobody usual."""
        days = timedelta(days=self.rules[awaited].days or 0)
        return self.given(awaited, due_on=since + days, name=name, who=who)

    def given(self, awaited: Awaited, *, due_on: date, name: str, subject: int = 0, who: str = "") -> Wait:
        """Return a wait for a day that was given."""
        rule = self.rules[awaited]
        return Wait(
            awaited=awaited,
            subject=subject,
            due_on=due_on,
            duty=f"应由{who or rule.who}{rule.does.format(name=name)}",
            article=rule.article,
            confidence=rule.confidence,
        )

    def lawful(self, awaited: Awaited, law: Lawful, *, name: str = "", subject: int = 0) -> Wait:
        """Return a wait whose day a law gives."""
        made = self.given(awaited, due_on=law.due_on, name=name, subject=subject)
        return replace(made, article=law.article, confidence=law.confidence)


def talks_wait(talks: Talks, periods: Periods) -> Wait:
    """Return what a matter waits for before its decision.

    Source: product decision D-81.
    """
    if talks.lawful is not None:
        return periods.lawful(talks.awaited, talks.lawful, name=talks.name)
    return periods.wait(talks.awaited, since=talks.since, name=talks.name, who=talks.who)


def work_waits(facts: FollowUp, periods: Periods) -> tuple[Wait, ...]:
    """Return what a decided matter waits for, whatever the day: an open objection holds everything else.

    Source: product decision D-81; 村民委员会组织法（2025修正）第35条 for answers and the result.
    """
    answers = tuple(_answers(facts, periods))
    if facts.upheld or answers:
        return answers
    if facts.accepted_on is None:
        return tuple(_carrying_out(facts, periods))
    if facts.result is None and periods.result is not None:
        return (periods.lawful(Awaited.RESULT, periods.result),)
    return ()


def stall(waits: Iterable[Wait], *, today: date) -> Wait | None:
    """Return the wait that is over its day the longest; None while everything is in time."""
    late = [one for one in waits if one.days(today)]
    return min(late, key=lambda one: (one.due_on, one.subject), default=None)


def next_stall(waits: Iterable[Wait], *, today: date) -> date | None:
    """Return the next day on which a wait that is in time will not be any more, if nothing happens."""
    coming = [one.due_on + timedelta(days=1) for one in waits if not one.days(today)]
    return min(coming, default=None)


def _answers(facts: FollowUp, periods: Periods) -> Iterator[Wait]:
    for target in Target:
        for one in facts.waiting(target):
            law = periods.answer[one.number]
            yield periods.lawful(Awaited.ANSWER, law, name=str(one.number), subject=one.number)


def _carrying_out(facts: FollowUp, periods: Periods) -> Iterator[Wait]:
    since = facts.resolution.last_day
    if not facts.milestones:
        yield periods.wait(Awaited.PLAN, since=since)
        return
    told = [one.done_on for one in facts.milestones if one.done_on is not None]
    newest = max([since, *told, *(one.planned_on for one in facts.milestones if one.planned_on)])
    open_ = [one for one in facts.milestones if one.reported is None]
    for one in open_:
        yield periods.given(Awaited.MILESTONE, due_on=one.due_on, name=one.title, subject=one.number)
    if open_:
        yield periods.wait(Awaited.REPORT, since=newest)
    elif ready_to_inspect(facts):
        yield periods.wait(Awaited.INSPECTION, since=newest)
    else:
        yield periods.wait(Awaited.MENDING, since=facts.sent_back_on or newest)
