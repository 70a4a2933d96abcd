"""How a claim or an entry stands on a day: computed from its review, its list's days and its objections.

A claim waits for review; what was accepted waits for its month's list, stands on display for the days local practice
sets, and is in force when they are over and nothing said against it is open. After that only a reversal corrects it.

Source: 党员积分制通行做法 ``points/practice.toml`` (公示不少于7天); product rule "state is computed, never a flag".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class State(StrEnum):
    """How a claim or entry stands."""

    PENDING = "pending"
    REJECTED = "rejected"
    AWAITING = "awaiting_publicity"
    ON_DISPLAY = "in_publicity"
    OBJECTED = "objected"
    IN_FORCE = "in_force"
    REVERSED = "reversed"

    @property
    def chinese(self) -> str:
        """The state as people say it."""
        return _NAMES[self][0]

    @property
    def sign(self) -> str:
        """The shape the state is shown with."""
        return _NAMES[self][1]


_NAMES = {
    State.PENDING: ("待审核", "wait"),
    State.REJECTED: ("未通过", "stop"),
    State.AWAITING: ("待公示", "wait"),
    State.ON_DISPLAY: ("公示中", "wait"),
    State.OBJECTED: ("有异议", "warn"),
    State.IN_FORCE: ("已生效", "done"),
    State.REVERSED: ("已冲销", "off"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """One revision of a list on display: what it covers, and its last day.

    A list of the time before months were published covers what was recorded up to the day of its publication.
    """

    period: str
    revision: int
    published_on: date
    until: date
    through_entry: int | None

    def covers(self, entry_id: int, *, recorded_on: date) -> bool:
        """Tell whether the entry stood in this revision."""
        if self.through_entry is None:
            return recorded_on <= self.published_on
        return entry_id <= self.through_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides how an entry stands."""

    display: Display | None  # the first revision that shows it
    open_objections: int = 0
    reversed: bool = False


def first_display(displays: Iterable[Display], entry_id: int, *, recorded_on: date) -> Display | None:
    """Return the first revision that shows an entry, ``None`` while none does."""
    shown = (one for one in displays if one.covers(entry_id, recorded_on=recorded_on))
    return min(shown, key=lambda one: (one.published_on, one.revision), default=None)


def entry_state(entry: Standing, *, today: date) -> State:
    """Return how an entry stands on a day."""
    if entry.reversed:
        return State.REVERSED
    if entry.display is None:
        return State.AWAITING
    if entry.open_objections:
        return State.OBJECTED
    return State.ON_DISPLAY if today <= entry.display.until else State.IN_FORCE


def may_object(display: Display | None, *, today: date) -> bool:
    """Tell whether the period for objections runs."""
    return display is not None and display.published_on <= today <= display.until


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """What stands in the way of locking a month."""

    month: Month
    pending: int
    awaiting: int
    until: date | None  # the last day of any of its lists; None while there is none
    open_objections: int
    locked: bool


def lock_problems(facts: MonthFacts, *, today: date) -> list[str]:
    """Return, one sentence each, why a month cannot be locked; empty where it can."""
    problems = []
    if facts.locked:
        problems.append(f"{facts.month.chinese}已经锁定")
    if today <= facts.month.last_day:
        problems.append(f"{facts.month.chinese}还没有结束")
    if facts.pending:
        problems.append(f"还有 {facts.pending} 笔待审核")
    if facts.until is None:
        problems.append("还没有公示")
    elif today <= facts.until:
        problems.append(f"公示要到 {facts.until.isoformat()} 才满")
    if facts.until is not None and facts.awaiting:
        problems.append(f"还有 {facts.awaiting} 笔审核通过后没有公示")
    if facts.open_objections:
        problems.append(f"还有 {facts.open_objections} 件异议没有答复")
    return problems


def counting_day(happened_on: date, *, locked: Sequence[Month], today: date) -> date:
    """Return the day on which something counts: its own, or today where its month is locked."""
    return today if Month.of(happened_on) in locked else happened_on
