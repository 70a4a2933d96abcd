"""When a council is due, whether it was held, and how much of the fees was collected: pure functions.

Source: product decision D-80. How often a council meets is what a village or its township set; nothing here blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import (
    CollectionFiguresError,
    CollectionMonthError,
    CouncilDayError,
    CouncilSinceError,
    ItemOutcomeError,
)
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from deliberation.rules.terms import Confidence

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
#: Every month has so many days.
LAST_MONTH_DAY = 28
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
_WHOLE_X100 = 100_00

#: The kinds of documents about councils.
MEETING_TOLD, MISS_TOLD, COLLECTION_TOLD = "council-meeting", "council-miss", "fee-collection"


class Hall(StrEnum):
    """A council; the value is the id of the body that meets."""

    COUNCIL = "council"
    RED_HALL = "red_hall"


class Rhythm(StrEnum):
    """How often a council meets."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    STOPPED = "stopped"


class Outcome(StrEnum):
    """What follows from an item of the agenda."""

    ANSWERED = "answered"
    MATTER = "matter"
    HANDED = "handed"
    PUT_OFF = "put_off"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What follows, in a few words."""
        return _OUTCOMES[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _OUTCOMES[self][0]


class Kept(StrEnum):
    """Whether the meeting of a period was held."""

    HELD = "held"
    DUE = "due"
    MISSED = "missed"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state as it is shown."""
        return _KEPT[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _KEPT[self][0]


_OUTCOMES = {
    Outcome.ANSWERED: ("done", "当场答复"),
    Outcome.MATTER: ("done", "转为议题"),
    Outcome.HANDED: ("wait", "交办"),
    Outcome.PUT_OFF: ("wait", "下次再议"),
}
_KEPT = {Kept.HELD: ("done", "已召开"), Kept.DUE: ("wait", "待召开"), Kept.MISSED: ("warn", "未按期召开")}


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRule:
    """What is usual with a council: what it is called, and who sits together; without ``sides`` nobody is missed."""

    hall: Hall
    name: str
    words: str
    sides: tuple[str, ...]
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionGoal:
    """How much of the fees shall be collected, in hundredths of a percent."""

    goal_x100: int
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """From which day on a council meets how often; ``day`` is 1 to 7 of a week or 1 to 28 of a month."""

    since: date
    rhythm: Rhythm
    day: int

    @property
    def words(self) -> str:
        """The rhythm as people say it."""
        if self.rhythm is Rhythm.WEEKLY:
            return f"每周一次，{WEEKDAYS[self.day - 1]}开"
        return f"每月一次，{self.day} 日开" if self.rhythm is Rhythm.MONTHLY else "不再定期召开"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A week or month in which a council is due; a meeting on any of its days keeps it."""

    first: date
    last: date
    due_on: date

    def contains(self, day: date) -> bool:
        """Tell whether a day lies in the period."""
        return self.first <= day <= self.last


def effective(own: Sequence[Setting], above: Sequence[Setting]) -> tuple[Setting, ...]:
    """Return what holds in a village, by day: what its township set, until the village sets something itself."""
    mine = sorted(own, key=lambda one: one.since)
    return (
        *sorted((one for one in above if not mine or one.since < mine[0].since), key=lambda one: one.since),
        *mine,
    )


def periods(settings: Sequence[Setting], *, until: date) -> tuple[Period, ...]:
    """Return the periods that have begun by a day, first to last, from settings in the order of their days.

    A setting begins with the first whole week or month after its day, and ends where a later one begins; what is cut
    off before its day of meeting is not due.
    """
    found: list[Period] = []
    for place, setting in enumerate(settings):
        ends = min((_begins(later) for later in settings[place + 1 :]), default=None)
        for first, after in _spans(setting, until=until):
            if ends is not None and first >= ends:
                break
            last = min(after, ends or after) - _DAY
            due_on = first + timedelta(days=setting.day - 1)
            if due_on <= last:
                found.append(Period(first=first, last=last, due_on=due_on))
    return tuple(found)


def kept(period: Period, held_on: Collection[date], *, today: date) -> Kept:
    """Tell whether the meeting of a period was held, is to be held, or was missed."""
    if any(period.contains(day) for day in held_on):
        return Kept.HELD
    return Kept.MISSED if today > period.last else Kept.DUE


def require_setting(setting: Setting, *, today: date) -> None:
    """Let a rhythm be set for days to come, so that no period that has begun changes.

    :raise CouncilSinceError: it would hold from today or earlier.
    :raise CouncilDayError: a week or month has no such day.
    """
    if setting.since <= today:
        raise CouncilSinceError(today + _DAY)
    most = len(WEEKDAYS) if setting.rhythm is Rhythm.WEEKLY else LAST_MONTH_DAY
    if setting.rhythm is not Rhythm.STOPPED and not 1 <= setting.day <= most:
        raise CouncilDayError(weekly=setting.rhythm is Rhythm.WEEKLY)


def require_outcome(outcome: Outcome, *, handed_to: str, due_on: date | None, met_on: date) -> None:
    """Let an item end with what belongs to its outcome: who does it by when, or nothing.

    :raise ItemOutcomeError: something is missing, or stands there without belonging to it.
    """
    if outcome is Outcome.HANDED:
        if not handed_to or due_on is None or due_on < met_on:
            raise ItemOutcomeError(handed=True)
    elif handed_to or due_on is not None:
        raise ItemOutcomeError(handed=False)


def sides_present(party: int, others: Sequence[int]) -> bool:
    """Tell whether all sides sat at the table."""
    return party > 0 and all(count > 0 for count in others)


def rate_x100(part: int, whole: int) -> int:
    """Return how much of the whole a part is, in hundredths of a percent, cut off."""
    return part * _WHOLE_X100 // whole


def require_collection(month: Month, *, households: tuple[int, int], fen: tuple[int, int], today: date) -> None:
    """Let the figures of a month be entered, due and paid: the month is over and nothing is more than was due.

    :raise CollectionMonthError: the month is not over.
    :raise CollectionFiguresError: nothing was due, or more was paid than that.
    """
    if month >= Month.of(today):
        raise CollectionMonthError(Month.of(today).plus(-1).chinese)
    for due, paid in (households, fen):
        if due <= 0 or not 0 <= paid <= due:
            raise CollectionFiguresError


def _begins(setting: Setting) -> date:
    """Return the first day on or after its own with which a setting's weeks or months begin."""
    if setting.rhythm is Rhythm.WEEKLY:
        return setting.since + timedelta(days=-setting.since.weekday() % 7)
    if setting.rhythm is Rhythm.MONTHLY and setting.since.day > 1:
        return Month.of(setting.since).plus(1).first_day
    return setting.since


def _spans(setting: Setting, *, until: date) -> Iterator[tuple[date, date]]:
    """Yield the first day of each week or month, and of the one after it."""
    if setting.rhythm is Rhythm.STOPPED:
        return
    first = _begins(setting)
    while first <= until:
        after = first + _WEEK if setting.rhythm is Rhythm.WEEKLY else Month.of(first).plus(1).first_day
        yield first, after
        first = after
