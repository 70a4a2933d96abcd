"""Opinions, amendments and questions on a plan before it is voted on: when they are taken, and what is unanswered.

Source: product decision D-76. No law asks for any of it: what is unanswered warns, and stops a vote only where the
matter goes a way that was adopted and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import (
    MatterWithdrawnError,
    NotTakenUpError,
    OpinionReplyError,
    OpinionsClosedError,
    OpinionsNotYetError,
    ParagraphMissingError,
    PlanChangedError,
    TooManyOpinionsError,
    WordingMissingError,
    WordingUnchangedError,
)
from deliberation.rules.course import DECIDED_NOTHING
from deliberation.rules.plans import paragraphs
from deliberation.rules.terms import Confidence, Finding, Light

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from deliberation.rules.course import Mark


class OpinionKind(StrEnum):
    """What somebody says to a plan."""

    OPINION = "opinion"
    AMENDMENT = "amendment"
    QUESTION = "question"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The kind as it is told."""
        return _KINDS[self]


class OpinionReply(StrEnum):
    """How it is answered; a question is only answered."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"
    ANSWERED = "answered"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The answer in one word."""
        return _REPLIES[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _REPLIES[self][0]

    @property
    def taken_up(self) -> bool:
        """Whether a version of the plan takes it up."""
        return self in _TAKEN_UP


_KINDS = {OpinionKind.OPINION: "意见", OpinionKind.AMENDMENT: "修改建议", OpinionKind.QUESTION: "提问"}
_REPLIES = {
    OpinionReply.ADOPTED: ("done", "采纳"),
    OpinionReply.PARTLY: ("done", "部分采纳"),
    OpinionReply.NOT_ADOPTED: ("off", "不采纳"),
    OpinionReply.ANSWERED: ("done", "已答复"),
}
_TAKEN_UP = frozenset({OpinionReply.ADOPTED, OpinionReply.PARTLY})

#: How a plan may be answered to, by what was said to it.
REPLIES = {
    OpinionKind.OPINION: (OpinionReply.ADOPTED, OpinionReply.PARTLY, OpinionReply.NOT_ADOPTED),
    OpinionKind.AMENDMENT: (OpinionReply.ADOPTED, OpinionReply.PARTLY, OpinionReply.NOT_ADOPTED),
    OpinionKind.QUESTION: (OpinionReply.ANSWERED,),
}

#: Codes of findings; where the adopted way wants the answers first, they are others, because that binds.
ANSWERED, WAITING = "opinions_answered", "opinions_waiting"
ANSWERED_FIRST, UNANSWERED = "answers_first_given", "answers_first_missing"
ENTERED_AFTER = "opinions_entered_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRule:
    """How many of one person may wait on one matter, and whether all are answered before the vote.

    ``binding``: the vote waits for the answers, because the adopted way the matter goes says so.
    """

    most_waiting: int
    binding: bool
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when on and until when a plan may be answered to; None: it has not begun, it has not ended."""

    before: str  # the step whose decision opens it
    opened_on: date | None
    closed_on: date | None
    withdrawn: bool = False

    @property
    def open(self) -> bool:
        """Whether something may be said now."""
        return self.opened_on is not None and self.closed_on is None and not self.withdrawn

    def require_takes(self, day: date, *, on_behalf: bool) -> None:
        """Let something be said on that day; what was brought before the vote may be entered after it.

        :raise MatterWithdrawnError: the matter was taken back.
        :raise OpinionsNotYetError: the step before the vote is not decided, or was not on that day.
        :raise OpinionsClosedError: the vote has begun, or had begun on that day.
        """
        if self.withdrawn:
            raise MatterWithdrawnError
        if self.opened_on is None or day < self.opened_on:
            raise OpinionsNotYetError(self.before, self.opened_on)
        if self.closed_on is not None and (not on_behalf or day > self.closed_on):
            raise OpinionsClosedError(self.closed_on)


def voted(marks: Iterable[Mark]) -> bool:
    """Tell whether one of the attempts at the last stage has put the plan to the vote: meetings that failed have not.

    Figures that were taken back and ballots that are void are none.
    """
    return any(mark not in DECIDED_NOTHING for mark in marks)


def require_room(waiting: int, rule: OpinionRule) -> None:
    """Let one more be said by somebody of whom so many wait on the matter.

    :raise TooManyOpinionsError: as many as one person may have wait.
    """
    if waiting >= rule.most_waiting:
        raise TooManyOpinionsError(rule.most_waiting, rule.article)


def amended(plan: str, *, paragraph: int, wording: str, of: int, now: int) -> str:
    """Return the paragraph of a plan that an amendment would change; ``of`` and ``now`` are versions of the plan.

    :raise PlanChangedError: the plan was changed while it was written.
    :raise ParagraphMissingError: the plan has no such paragraph.
    :raise WordingMissingError: it does not say how it should read.
    :raise WordingUnchangedError: it says what the paragraph says already.
    """
    if of != now:
        raise PlanChangedError
    known = paragraphs(plan)
    if not 1 <= paragraph <= len(known):
        raise ParagraphMissingError(len(known))
    if not wording.strip():
        raise WordingMissingError
    if wording.strip() == known[paragraph - 1]:
        raise WordingUnchangedError
    return known[paragraph - 1]


def with_amendment(plan: str, *, paragraph: int, before: str, wording: str) -> str:
    """Return the plan as an amendment wants it; as it is, where that paragraph no longer reads as it did."""
    known = paragraphs(plan)
    if not 1 <= paragraph <= len(known) or known[paragraph - 1] != before:
        return plan
    return "\n".join((*known[: paragraph - 1], wording.strip(), *known[paragraph:]))


def require_reply(kind: OpinionKind, reply: OpinionReply, *, said_to: int, taken_up_in: int | None) -> None:
    """Let something be answered like this; adopted, a version of the plan that is later than it takes it up.

    :raise OpinionReplyError: what is asked is answered, everything else adopted or not.
    :raise NotTakenUpError: no later version of the plan is named.
    """
    if reply not in REPLIES[kind]:
        raise OpinionReplyError(kind.title, [one.title for one in REPLIES[kind]])
    if reply.taken_up and (taken_up_in is None or taken_up_in <= said_to):
        raise NotTakenUpError(reply.title)


def answers_finding(rule: OpinionRule, *, said: int, waiting: Sequence[str], late: Sequence[str]) -> Finding:
    """Return whether everything said to a plan was answered before the vote.

    ``waiting`` names what is not answered, ``late`` what was answered only after the vote began. It warns; where the
    rule binds, it stops.
    """
    parts = [f"{'、'.join(waiting)}还没有答复"] if waiting else []
    parts += [f"{'、'.join(late)}在表决开始以后才答复"] if late else []
    if rule.binding:
        code, colour = (UNANSWERED, Light.RED) if parts else (ANSWERED_FIRST, Light.GREEN)
    else:
        code, colour = (WAITING if parts else ANSWERED), Light.AMBER
    return Finding(
        code=code,
        text=f"表决以前收到意见、修改建议和提问 {said} 条，{'；'.join(parts) or '全部答复了'}。",
        article=rule.article,
        light=colour,
        confidence=rule.confidence,
    )


def entered_after_finding(rule: OpinionRule, *, entered: Sequence[str], waiting: Sequence[str]) -> Finding:
    """Return what was brought before a vote and entered only after it had begun.

    No vote could wait for the answer to what nobody had entered: it is told beside the round, and changes no finding.
    """
    end = f"其中{'、'.join(waiting)}还没有答复" if waiting else "都答复了"
    return Finding(
        code=ENTERED_AFTER,
        text=f"表决以前带来、表决开始以后才录入的有 {len(entered)} 条（{'、'.join(entered)}），{end}；不影响这次表决。",
        article=rule.article,
        light=Light.AMBER,
        confidence=rule.confidence,
    )
