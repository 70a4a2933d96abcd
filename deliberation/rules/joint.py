"""How a joint proposal (联名提议) stands, and what may be done with it: pure functions over what is recorded.

Source: 河南省实施村民委员会组织法办法第54条 where it is quoted; product decision D-79 for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.errors import (
    JointClosedError,
    JointGatheringError,
    JointMustBeListedError,
    JointReachedError,
    SameJointError,
    TooManyJointError,
)
from deliberation.rules.suggestions import plain
from deliberation.rules.votes import needed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deliberation.rules.terms import Confidence, Share


class Signatories(StrEnum):
    """Whose joint proposal it is; the value is the id used in the rule tables."""

    VILLAGERS = "villagers"
    REPRESENTATIVES = "representatives"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The proposal as it is called."""
        return f"{self.who}联名"

    @property
    def who(self) -> str:
        """Those who may join."""
        return _WHO[self]

    @property
    def base(self) -> str:
        """Of whom the share is taken."""
        return _BASES[self]


class JointState(StrEnum):
    """How a joint proposal stands, told by what is recorded."""

    GATHERING = "gathering"
    REACHED = "reached"
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

    @property
    def open(self) -> bool:
        """Whether there is something left to be done."""
        return self in {JointState.GATHERING, JointState.REACHED}


_WHO = {Signatories.VILLAGERS: "村民", Signatories.REPRESENTATIVES: "村民代表"}
_BASES = {Signatories.VILLAGERS: "本村十八周岁以上的村民", Signatories.REPRESENTATIVES: "现任村民代表"}
_STATES = {
    JointState.GATHERING: ("wait", "正在联名"),
    JointState.REACHED: ("warn", "人数已够，待列入议题"),
    JointState.PROPOSED: ("done", "已列为议题"),
    JointState.ANSWERED: ("done", "已答复"),
    JointState.WITHDRAWN: ("off", "发起人已撤回"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRule:
    """Which share of whom must join; ``binds``: once it is reached, the proposal must become a matter."""

    side: Signatories
    share: Share
    article: str
    confidence: Confidence
    binds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """How many support a proposal, of how many, and how many must."""

    supporters: int
    base: int
    needed: int

    @property
    def missing(self) -> int:
        """How many are still missing."""
        return max(self.needed - self.supporters, 0)


def gathered(rule: JointRule, *, supporters: int, base: int) -> Gathered:
    """Return how far a proposal has come: the least whole number that is the share of ``base``."""
    return Gathered(supporters=supporters, base=base, needed=needed(rule.share, base))


def joint_state(*, reached: bool, proposed: bool, answered: bool, withdrawn: bool) -> JointState:
    """Return how a proposal stands; ``proposed``: a matter came of it which was not taken back."""
    if withdrawn:
        return JointState.WITHDRAWN
    if proposed:
        return JointState.PROPOSED
    if answered:
        return JointState.ANSWERED
    return JointState.REACHED if reached else JointState.GATHERING


def require_gathering(number: int, state: JointState) -> None:
    """Let a proposal be supported, support be taken back, or the proposal be withdrawn.

    :raise JointReachedError: enough support it.
    :raise JointClosedError: there is nothing left to be done.
    """
    if state is JointState.REACHED:
        raise JointReachedError(number)
    if state is not JointState.GATHERING:
        raise JointClosedError(number, state.title)


def require_proposable(number: int, state: JointState, rule: JointRule) -> None:
    """Let a matter come of a proposal: enough support it, or nothing says how many must and the branch takes it up.

    :raise JointClosedError: there is nothing left to be done.
    :raise JointGatheringError: a share that binds is not reached.
    """
    if not state.open:
        raise JointClosedError(number, state.title)
    if rule.binds and state is JointState.GATHERING:
        raise JointGatheringError(number)


def require_answerable(number: int, state: JointState, rule: JointRule) -> None:
    """Let a proposal be answered instead of becoming a matter: only where no share binds.

    :raise JointClosedError: there is nothing left to be done.
    :raise JointGatheringError: people still join, and the share binds.
    :raise JointMustBeListedError: a share that binds is reached.
    """
    require_proposable(number, state, rule)
    if rule.binds:
        raise JointMustBeListedError(number, rule.article)


def require_new(plan: str, opened: Iterable[tuple[int, str]]) -> None:
    """Let a proposal be started that says something else than those that are open (number, plan).

    :raise SameJointError: one of them says the same but for spaces and signs.
    """
    for number, other in opened:
        if plain(other) == plain(plan):
            raise SameJointError(number)


def require_few_open(opened: int, *, most: int, article: str) -> None:
    """Let somebody of whom so many proposals are open start one more.

    :raise TooManyJointError: as many as one person may have are open.
    """
    if opened >= most:
        raise TooManyJointError(most, article)
