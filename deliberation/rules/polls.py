"""What an indicative poll is bound to. It is no vote: nothing here is read by ``course`` or ``votes``.

Options are numbered from 1, in the order in which they are asked; counts stand in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import (
    MalformedPollAnswerError,
    PollFiguresError,
    PollLastDayError,
    PollMatterError,
    PollMostChoicesError,
    PollOptionsError,
)
from deliberation.rules.course import MatterState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.rules.terms import Confidence

POLL_NAME = "意向征询"

#: Stands on every page and in every document that shows a poll.
NOTICE = "意向征询，不是表决，不产生决议"

#: How far a matter may have come when people are asked what they think of it: nothing is being voted on or decided.
UNDECIDED = frozenset({MatterState.PROPOSED, MatterState.STAGE_OPEN, MatterState.ADJOURNED})


class SheetReading(StrEnum):
    """What came of one officer's count of the sheets."""

    FIRST = "first"  # nobody else has counted yet
    DIFFERS = "differs"  # another officer counted otherwise
    COUNTED = "counted"  # two counted alike


class Telling(StrEnum):
    """How much of a count may be told. Officers know what stood on paper: they can take it from every sum."""

    ALL = "all"
    SUM = "sum"  # not how many took part online and how many on paper
    TOO_FEW = "too_few"
    TOO_FEW_ONLINE = "too_few_online"

    @property
    def counts(self) -> bool:
        """Whether it is told how many chose each option."""
        return self in {Telling.ALL, Telling.SUM}


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRule:
    """The limits of a poll on a day; ``age`` in years, ``longest_days`` from the day it is opened.

    In the ``count_days`` after the last day the sheets are counted.
    """

    age: int
    longest_days: int
    count_days: int
    fewest_answers: int
    least_options: int
    most_options: int
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PollFigures:
    """What was counted on paper: how many chose each option, how many sheets are blank or cannot be read."""

    counts: tuple[int, ...]
    blank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounts:
    """What is counted at the close. Nobody is in ``online`` and in ``on_paper`` both."""

    entitled: int
    online: int
    on_paper: int  # sheets that say something
    blank: int
    uncounted: int  # sheets handed in that two officers did not count alike
    counts: tuple[int, ...]

    @property
    def took_part(self) -> int:
        """How many people's choices are counted."""
        return self.online + self.on_paper


def require_askable(rule: PollRule, *, options: Sequence[str], most_choices: int, last_on: date, today: date) -> None:
    """Refuse a poll nobody could answer sensibly.

    :raise PollOptionsError: too few, too many, or twice the same options.
    :raise PollMostChoicesError: more may be chosen than there are options, or none.
    :raise PollLastDayError: the last day is over, or too far away.
    Source: product decision D-71.
    """
    said = [one.strip() for one in options]
    if not rule.least_options <= len(said) <= rule.most_options or len(set(said)) != len(said) or not all(said):
        raise PollOptionsError(least=rule.least_options, most=rule.most_options)
    if not 1 <= most_choices <= len(said):
        raise PollMostChoicesError(len(said))
    if not 0 <= (last_on - today).days <= rule.longest_days:
        raise PollLastDayError(rule.longest_days)


def require_linkable(state: MatterState) -> None:
    """Refuse to ask about a matter that is being voted on, decided or over.

    :raise PollMatterError: it is one of these.
    Source: product decision D-71.
    """
    if state not in UNDECIDED:
        raise PollMatterError(state.title)


def chosen_options(sent: Sequence[str], *, options: int, most_choices: int) -> tuple[int, ...]:
    """Read the options a person chose, in order.

    :raise MalformedPollAnswerError: none, too many, one twice, or one that is not asked.
    """
    known = {str(number): number for number in range(1, options + 1)}
    if not 1 <= len(sent) <= most_choices or len(set(sent)) != len(sent) or not set(sent) <= known.keys():
        raise MalformedPollAnswerError(most_choices)
    return tuple(sorted(known[one] for one in sent))


def require_figures(figures: PollFigures, *, sheets: int, options: int, most_choices: int) -> None:
    """Refuse figures that cannot come from so many sheets.

    Every sheet that is not blank has at least one choice and at most ``most_choices``, each of another option.

    :raise PollFiguresError: they do not fit together.
    Source: product decision D-71.
    """
    written = sheets - figures.blank
    chosen = sum(figures.counts)
    fits = (
        len(figures.counts) == options
        and 0 <= written <= sheets
        and all(0 <= count <= written for count in figures.counts)
        and written <= chosen <= written * most_choices
    )
    if not fits:
        raise PollFiguresError(sheets=sheets, most_choices=most_choices)


def count_choices(answers: Sequence[Sequence[int]], *, options: int) -> tuple[int, ...]:
    """Return how many of ``answers``, each the options one person chose, chose each option."""
    return tuple(sum(number in answer for answer in answers) for number in range(1, options + 1))


def telling(counts: PollCounts, *, fewest: int) -> Telling:
    """Tell how much can be published without telling anybody, officers included, who chose what.

    Source: product decision D-71.
    """
    if counts.took_part < fewest:
        return Telling.TOO_FEW
    if counts.on_paper and 0 < counts.online < fewest:
        return Telling.TOO_FEW_ONLINE
    return Telling.SUM if 0 < counts.on_paper < fewest else Telling.ALL
