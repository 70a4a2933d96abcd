"""How many more must come: the meter that is shown while people sign in. Pure.

It says the same as ``deliberation.rules.votes`` by asking it for each threshold alone, so that where any one of
several suffices, every way is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deliberation.rules.votes import quorum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deliberation.rules.terms import Threshold
    from deliberation.rules.votes import Procedure, Quorum, Turnout

_NOT_COUNTED = "quorum_not_counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to have enough: people, or households."""

    unit: str
    entitled: int
    present: int
    needed: int

    @property
    def missing(self) -> int:
        """How many more must come."""
        return max(0, self.needed - self.present)

    @property
    def text(self) -> str:
        """What the meter says of it."""
        end = f"还差 {self.missing} {self.unit}" if self.missing else "已够"
        return (
            f"应到 {self.entitled} {self.unit}，须到 {self.needed} {self.unit}，实到 {self.present} {self.unit}：{end}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One quorum: any of ``ways`` suffices. Without ``decides`` missing it is only noted."""

    ways: tuple[Way, ...]
    article: str
    decides: bool

    @property
    def met(self) -> bool:
        """Whether enough are there in one way."""
        return any(not way.missing for way in self.ways)

    @property
    def short(self) -> str:
        """What is missing, in every way."""
        return "，或者".join(f"还差 {way.missing} {way.unit}" for way in self.ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """Who is there of those entitled, and what is still needed of what can be counted."""

    needs: tuple[Need, ...]

    @property
    def met(self) -> bool:
        """Whether enough are there by every quorum that decides."""
        return all(need.met for need in self.needs if need.decides)

    @property
    def title(self) -> str:
        """The one thing to be read from the last row."""
        short = [need for need in self.needs if not need.met]
        first = next((need for need in short if need.decides), None)
        if first is not None:
            return first.short
        return "到会人数已够" if not short else "到会人数已够（另有待核的做法没有达到）"

    @property
    def missing(self) -> int:
        """How many more must come by the way that asks for most, to compare meters."""
        return max((way.missing for need in self.needs if need.decides for way in need.ways), default=0)


def meter(rule: Procedure, turnout: Turnout) -> Meter:
    """Return what is still needed by ``rule``; of a quorum that counts what nobody counted, nothing.

    Source: as ``deliberation.rules.votes.quorum``.
    """
    if not rule.quorums:
        implied = quorum(rule, turnout)
        return Meter(needs=(Need(ways=(_way("人", implied),), article=implied.finding.article, decides=True),))
    return Meter(needs=tuple(_needs(rule, turnout)))


def _needs(rule: Procedure, turnout: Turnout) -> Iterator[Need]:
    for any_of in rule.quorums:
        ways = [way for one in any_of if (way := _counted(rule, one, turnout)) is not None]
        if ways:
            yield Need(ways=tuple(ways), article=any_of[0].article, decides=rule.quorum_decides(any_of))


def _counted(rule: Procedure, threshold: Threshold, turnout: Turnout) -> Way | None:
    alone = quorum(replace(rule, quorums=((threshold,),)), turnout)
    if any(one.code == _NOT_COUNTED for one in alone.findings):
        return None
    return _way(threshold.unit.title, alone)


def _way(unit: str, found: Quorum) -> Way:
    return Way(unit=unit, entitled=found.entitled, present=found.present, needed=found.needed)
