"""How villagers' suggestions stand, and what may be done with them: pure functions over what is recorded.

Source: product decision D-70. No law sets a period or a number: both are data of design confidence, so that what is
late only warns; the number alone is held, against the same text a hundred times.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import (
    AgendaPastError,
    HasFollowersError,
    KeptBackWordsError,
    MergedAlreadyError,
    MergedIntoItselfError,
    SuggestionClosedError,
    TooManyWaitingError,
)
from portal.kernel.holidays import last_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deliberation.rules.terms import Confidence


class Channel(StrEnum):
    """How a suggestion reached the village."""

    ONLINE = "online"
    PAPER = "paper"
    PHONE = "phone"
    WECHAT = "wechat"
    MEETING = "meeting"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The way as it is told."""
        return _CHANNELS[self]


class Reply(StrEnum):
    """How a suggestion is answered."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"
    DONE_ALREADY = "done_already"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The answer in one word."""
        return _REPLIES[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _REPLIES[self][0]


class SuggestionState(StrEnum):
    """How a suggestion stands, told by what is recorded; whether it is late is told by the day."""

    WAITING = "waiting"
    LISTED = "listed"
    MERGED = "merged"
    PROPOSED = "proposed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state as it is shown."""
        return _STATES[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _STATES[self][0]


_CHANNELS = {
    Channel.ONLINE: "网上",
    Channel.PAPER: "书面",
    Channel.PHONE: "电话",
    Channel.WECHAT: "微信",
    Channel.MEETING: "会上口头",
}
_REPLIES = {
    Reply.ADOPTED: ("done", "采纳"),
    Reply.PARTLY: ("done", "部分采纳"),
    Reply.NOT_ADOPTED: ("off", "不采纳"),
    Reply.DONE_ALREADY: ("done", "已经办理"),
}
_STATES = {
    SuggestionState.WAITING: ("wait", "待答复"),
    SuggestionState.LISTED: ("wait", "已列入会议议程"),
    SuggestionState.MERGED: ("wait", "合并办理"),
    SuggestionState.PROPOSED: ("done", "已转为议题"),
    SuggestionState.ANSWERED: ("done", "已答复"),
    SuggestionState.WITHDRAWN: ("off", "提出人已撤回"),
}
_ENDED = frozenset({SuggestionState.PROPOSED, SuggestionState.ANSWERED, SuggestionState.WITHDRAWN})
_DECIDED = frozenset({SuggestionState.PROPOSED, SuggestionState.ANSWERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRule:
    """Within how many days a suggestion is answered, and how many of one person may wait at the same time."""

    answer_days: int
    most_waiting: int
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What is recorded of one suggestion; ``proposed`` means that a matter came of it which was not taken back."""

    number: int
    withdrawn: bool = False
    answered: bool = False
    proposed: bool = False
    listed: bool = False
    into: int | None = None  # the suggestion it was merged into last


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionStanding:
    """How one suggestion stands among all of its village.

    ``into`` is the one whose answer answers it too, ``followers`` those this one's answer answers too. ``ended``: there
    is nothing left to be done.
    """

    number: int
    state: SuggestionState
    ended: bool
    into: int | None = None
    followers: tuple[int, ...] = ()


def standings(handled: Iterable[Handled]) -> dict[int, SuggestionStanding]:
    """Return how every suggestion of a village stands, by number.

    What was done with a suggestion itself goes before what it was merged into; merged into one that was withdrawn, it
    stands by itself again.
    """
    known = {one.number: one for one in handled}
    alone = {number: _alone(one) for number, one in known.items()}
    into = {
        number: one.into
        for number, one in known.items()
        if one.into in alone and alone[number] not in _ENDED and alone[one.into] is not SuggestionState.WITHDRAWN
    }
    return {
        number: SuggestionStanding(
            number=number,
            state=SuggestionState.MERGED if number in into else state,
            ended=alone[into[number]] in _DECIDED if number in into else state in _ENDED,
            into=into.get(number),
            followers=tuple(sorted(other for other, leader in into.items() if leader == number)),
        )
        for number, state in alone.items()
    }


def answer_due(filed_on: date, rule: SuggestionRule) -> date:
    """Return the day by which a suggestion filed on a day is answered."""
    return last_day(filed_on, rule.answer_days).day


def require_room(waiting: int, rule: SuggestionRule) -> None:
    """Let one more suggestion be filed by somebody of whom so many wait.

    :raise TooManyWaitingError: as many as one person may have wait.
    """
    if waiting >= rule.most_waiting:
        raise TooManyWaitingError(rule.most_waiting, rule.article)


def require_open(standing: SuggestionStanding) -> None:
    """Let a suggestion be answered, withdrawn or merged: there is something left to be done.

    :raise SuggestionClosedError: it is answered, by itself or with another, a matter came of it, or it was withdrawn.
    """
    if standing.ended:
        raise SuggestionClosedError(standing.number, standing.state.title)


def require_alone(standing: SuggestionStanding) -> None:
    """Let a suggestion be sorted, put on an agenda or turned into a matter: it is open and handled by itself.

    :raise SuggestionClosedError: there is nothing left to be done.
    :raise MergedAlreadyError: it is handled with another.
    """
    require_open(standing)
    if standing.into is not None:
        raise MergedAlreadyError(standing.number, standing.into)


def require_mergeable(standing: SuggestionStanding, target: SuggestionStanding) -> None:
    """Let a suggestion be handled with ``target``, so that one answer answers both.

    :raise MergedIntoItselfError: both are the same.
    :raise SuggestionClosedError: there is nothing left to be done with one of them.
    :raise MergedAlreadyError: the target is itself handled with another.
    :raise HasFollowersError: others are handled with this one.
    """
    if standing.number == target.number:
        raise MergedIntoItselfError
    require_open(standing)
    require_alone(target)
    if standing.followers:
        raise HasFollowersError(standing.number, target.number)


def require_kept_back(kept: Iterable[str], said: Iterable[str]) -> None:
    """Let a matter say nothing that is, but for spaces and signs, what a suggestion says whose words are kept back.

    :raise KeptBackWordsError: it does.
    """
    if {plain(one) for one in kept} & {plain(one) for one in said}:
        raise KeptBackWordsError


def require_agenda_day(meets_on: date, *, today: date) -> None:
    """Let something be put on the agenda of a meeting that is not over.

    :raise AgendaPastError: it was held on an earlier day.
    """
    if meets_on < today:
        raise AgendaPastError(meets_on)


def late_days(due_on: date, *, ended_on: date | None, today: date) -> int:
    """Return by how many days an answer came, or is, late."""
    return max(((ended_on or today) - due_on).days, 0)


def plain(text: str) -> str:
    """Return a text without what does not change what it says: spaces, signs, width, case."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def _alone(one: Handled) -> SuggestionState:
    """Return how a suggestion stands by what was done with itself."""
    if one.withdrawn:
        return SuggestionState.WITHDRAWN
    if one.answered:
        return SuggestionState.ANSWERED
    if one.proposed:
        return SuggestionState.PROPOSED
    return SuggestionState.LISTED if one.listed else SuggestionState.WAITING
