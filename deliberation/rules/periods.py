"""How long what was decided must stay public, and by when an objection must be answered.

The day of publication is not counted and a last day on a day of rest moves (``portal.kernel.holidays``). A notice that
was down has not been public: the days begin again when it is put up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.rules.terms import Confidence, Finding, Light, light
from portal.kernel.days import chinese_day
from portal.kernel.holidays import last_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRule:
    """How long a publication stays up and how soon it begins, each with where that is from."""

    days: int
    article: str
    confidence: Confidence
    start_within_days: int
    start_article: str
    start_confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRule:
    """Within how many days an objection is answered."""

    days: int
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """One publication on its clock: it counts from ``began_on``, the last time it was put up, to ``last_day``."""

    first_on: date
    began_on: date
    last_day: date
    certain: bool
    days: int
    article: str
    confidence: Confidence
    ended_on: date | None = None

    @property
    def restarted(self) -> bool:
        """Whether the days began again after an interruption."""
        return self.began_on != self.first_on

    def over(self, today: date) -> bool:
        """Tell whether the lawful days have passed: the last one counts to its end."""
        return today > self.last_day

    def covers(self, day: date) -> bool:
        """Tell whether the notice had to be up on ``day`` in the count that is running."""
        return self.began_on <= day <= self.last_day

    def takes(self, day: date) -> bool:
        """Tell whether an objection handed in on ``day`` is in time: an interruption takes nobody's objection away."""
        return self.first_on <= day <= self.last_day


def publicity(put_up: Sequence[date], *, rule: PeriodRule, ended_on: date | None = None) -> Publicity:
    """Return the clock of a publication that was put up on these days: first of all, then after each interruption.

    Source: 村民委员会组织法（2025修正）第35条第四款 (公布的期限不得少于十五日); 民法典第201、203条.
    """
    began_on = max(put_up)
    last = last_day(began_on, rule.days)
    return Publicity(
        first_on=min(put_up),
        began_on=began_on,
        last_day=last.day,
        certain=last.certain,
        days=rule.days,
        article=rule.article,
        confidence=rule.confidence,
        ended_on=ended_on,
    )


def taking_down(clock: Publicity, *, on: date) -> Finding:
    """Say whether the notice may be taken down on a day: not before the lawful days have passed.

    Source: 村民委员会组织法（2025修正）第35条第四款.
    """
    lawful = clock.over(on)
    said = "已满" if lawful else "未满"
    return Finding(
        code="publicity_passed" if lawful else "publicity_cut_short",
        text=f"公示须满 {clock.days} 日，到{chinese_day(clock.last_day)}为止；{chinese_day(on)}{said}。",
        article=clock.article,
        light=light(clock.confidence, ok=lawful),
        confidence=clock.confidence,
    )


def first_day_after(clock: Publicity) -> date:
    """Return the first day on which the notice may be taken down."""
    return clock.last_day + timedelta(days=1)


def late_start(rule: PeriodRule, *, due_on: date, begun_on: date) -> Finding | None:
    """Say that a publication began later than on the day it was due; None when it began in time.

    How soon it begins is no text of the village law: it warns and never blocks.
    """
    if begun_on <= due_on:
        return None
    return Finding(
        code="late_start",
        text=f"应在 {rule.start_within_days} 日内公布，即最迟{chinese_day(due_on)}；实际{chinese_day(begun_on)}公布，"
        f"晚了 {(begun_on - due_on).days} 天。",
        article=rule.start_article,
        light=Light.AMBER,
        confidence=rule.start_confidence,
    )


def start_due(rule: PeriodRule, since: date) -> date:
    """Return the day by which a publication should begin once it is due."""
    return last_day(since, rule.start_within_days).day


def reply_due(filed_on: date, rule: ReplyRule) -> date:
    """Return the day by which an objection filed on a day is answered."""
    return last_day(filed_on, rule.days).day
