"""By name or secretly: when a secret ballot is offered, advised, or would promise what arithmetic cannot keep."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.rules.terms import Confidence, Finding, Light

if TYPE_CHECKING:
    from collections.abc import Sequence


#: The code of what is advised for a type of matter.
SECRECY_ADVISED = "secret_ballot_advised"
#: Why a ballot in which so few took part is not counted, as it is published.
TOO_FEW_VOTED = "投票的人太少，公布票数就等于公布谁投了什么"


class BallotManner(StrEnum):
    """Whether it is kept who voted how."""

    RECORDED = "recorded"
    SECRET = "secret"  # noqa: S105 - a manner of voting, no password

    @property
    def title(self) -> str:  # type: ignore[override]
        """The manner as it is published."""
        return _TITLES[self]


class CountManner(StrEnum):
    """What two officers counted in the hall: raised hands, or papers without names."""

    HANDS = "hands"
    PAPERS = "papers"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The manner as it is published."""
        return _COUNTED[self]


_COUNTED = {CountManner.HANDS: "举手表决", CountManner.PAPERS: "纸质票无记名投票"}
_TITLES = {BallotManner.RECORDED: "记名投票", BallotManner.SECRET: "无记名投票"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A type of matter about persons, for which a secret ballot is advised."""

    matter_type: str
    text: str
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretBallotRule:
    """How many must be there, and take part, for secrecy to mean anything, and what it is advised for.

    Below ``least_present`` a voter reckons the others' choices from the result and their own, whatever is kept; below
    ``few_present`` a unanimous or nearly unanimous result gives them away often enough to be told before.
    """

    least_present: int
    few_present: int
    article: str
    confidence: Confidence
    advised: tuple[Advice, ...]


def secrecy_possible(rule: SecretBallotRule, *, present: int) -> bool:
    """Decide whether a ballot with so many present can be secret at all.

    Of two voters each knows the other's choice from the result: what is refused here is a promise, not an act of the
    village, which may vote by name or by hands.
    Source: product decision D-73.
    """
    return present >= rule.least_present


def split_gives_away(rule: SecretBallotRule, *, voted: int) -> bool:
    """Decide whether the counts of so many votes would tell who chose what; of nobody they tell nothing.

    How many were there is not enough: whoever stayed silent hides nobody's choice.
    Source: product decision D-73.
    """
    return 0 < voted < rule.least_present


def secrecy_findings(rule: SecretBallotRule, *, matter_type: str, present: int) -> tuple[Finding, ...]:
    """Say what speaks for and against voting secretly on this type of matter with so many present; never red.

    Source: product decision D-73; no law says in which manner these bodies vote on a matter.
    """
    return (*_advised(rule.advised, matter_type), *_few(rule, present))


def _advised(advised: Sequence[Advice], matter_type: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code=SECRECY_ADVISED,
            text=one.text,
            article=one.article,
            light=Light.AMBER,
            confidence=one.confidence,
        )
        for one in advised
        if one.matter_type == matter_type
    )


def _few(rule: SecretBallotRule, present: int) -> tuple[Finding, ...]:
    if present >= rule.few_present:
        return ()
    if secrecy_possible(rule, present=present):
        told = f"到会能投票的 {present} 人，不到 {rule.few_present} 人：从票数容易猜出谁投了什么；全体一致时等于公开。"
    else:
        told = (
            f"到会能投票的 {present} 人，不到 {rule.least_present} 人，从票数就能算出别人投了什么，不能用无记名投票。"
        )
    return (
        Finding(
            code="secret_ballot_few",
            text=told,
            article=rule.article,
            light=Light.AMBER,
            confidence=rule.confidence,
        ),
    )
