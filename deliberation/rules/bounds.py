"""Three-valued counting: what is certain, what is possible, when some numbers were not recorded.

A number that is missing may be anything that fits the others: votes ≤ present ≤ entitled. A verdict is True when
every such completion says so, False when none does, and None when it cannot be told from what is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from deliberation.rules.terms import Base, Unit
from deliberation.rules.votes import needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from deliberation.rules.terms import Threshold

Groups = tuple[tuple["Threshold", ...], ...]

_PLENTY = 1000  # an assembly of unknown size may be so many times larger than what is known of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """How many are entitled and how many there; None is not recorded. ``least``: at least so many are there.

    ``full``: everybody is there, whatever their number.
    """

    entitled: int | None
    present: int | None
    least: int = 0
    full: bool = False

    @property
    def fewest(self) -> int:
        """The fewest that may be there."""
        return self.least if self.present is None else self.present

    @property
    def most(self) -> int | None:
        """The most that may be there, None without limit."""
        return self.entitled if self.present is None else self.present

    @property
    def plenty(self) -> int:
        """The most that may be there, or so many that more would change nothing."""
        return (self.least + 1) * _PLENTY if self.most is None else self.most

    def settled(self, present: int) -> Pool:
        """Return the pool with ``present`` there and as few entitled as may be."""
        entitled = present if self.entitled is None else self.entitled
        return replace(self, entitled=entitled, present=present)


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What was counted; None is not recorded."""

    approve: int | None
    against: int | None
    abstain: int | None

    @property
    def known(self) -> int:
        """The votes that are recorded."""
        return sum(count or 0 for count in (self.approve, self.against, self.abstain))

    @property
    def others(self) -> int:
        """The recorded votes that do not approve."""
        return (self.against or 0) + (self.abstain or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Everything that is known of one vote; ``unit`` is what the votes are counted in."""

    pools: Mapping[Unit, Pool]
    votes: Votes
    unit: Unit

    @property
    def pool(self) -> Pool:
        """Those who vote."""
        return self.pools[self.unit]


def enough(threshold: Threshold, pool: Pool) -> bool | None:
    """Tell whether enough are there for one quorum."""
    if pool.full:
        return True
    best = pool.settled(pool.plenty)
    if best.fewest < needed(threshold.share, best.entitled or 0):
        return False
    return True if pool.entitled is not None and pool.fewest >= needed(threshold.share, pool.entitled) else None


def all_enough(quorums: Groups, pools: Mapping[Unit, Pool]) -> bool | None:
    """Tell whether every quorum is met, each by any one of its thresholds."""
    return conjunction(disjunction(enough(one, pools[one.unit]) for one in any_of) for any_of in quorums)


def reached(threshold: Threshold, pool: Pool, votes: Votes) -> bool | None:
    """Tell whether enough approve for one majority, the quorum left aside."""
    if not _can_carry((threshold,), pool, votes, present=_best_present(pool, votes)):
        return False
    return True if _must_reach(threshold, pool, votes) else None


def carried(quorums: Groups, passing: Sequence[Threshold], tally: Tally) -> bool | None:
    """Tell whether every quorum and every majority is reached at once.

    More may be there for the quorum only at the price of a larger number to reach, so the two are judged together.
    """
    if all_enough(quorums, tally.pools) is True and all(_must_reach(one, tally.pool, tally.votes) for one in passing):
        return True
    return None if any(_possible(ways, passing, tally) for ways in product(*quorums)) else False


def least_present(threshold: Threshold, pool: Pool) -> int | None:
    """Return how many must be there, None when the number of those entitled is not recorded."""
    return None if pool.entitled is None else needed(threshold.share, pool.entitled)


def least_approving(passing: Sequence[Threshold], pool: Pool) -> int | None:
    """Return how many must approve, None when that depends on a number that is not recorded."""
    lowest = max(needed(one.share, _lowest_base(one, pool)) for one in passing)
    tops = [_highest_base(one, pool) for one in passing]
    highest = [needed(one.share, top) for one, top in zip(passing, tops, strict=True) if top is not None]
    return lowest if len(highest) == len(passing) and max(highest) == lowest else None


def conjunction(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether all are so: False outweighs unknown, unknown outweighs True."""
    found = set(verdicts)
    return False if False in found else None if None in found else True


def disjunction(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether any is so: True outweighs unknown, unknown outweighs False."""
    found = set(verdicts)
    return True if True in found else None if None in found else False


def _possible(ways: Sequence[Threshold], passing: Sequence[Threshold], tally: Tally) -> bool:
    if any(enough(one, tally.pools[one.unit]) is False for one in ways):
        return False
    pool, votes = tally.pool, tally.votes
    present = _best_present(pool, votes)
    if votes.approve is not None:
        present = max([present, *(least_present(one, pool) or 0 for one in ways if one.unit is tally.unit)])
    return present <= pool.plenty and _can_carry(passing, pool, votes, present=present)


def _best_present(pool: Pool, votes: Votes) -> int:
    """Few there help a known number of approvals, many there leave room for an unknown one."""
    return pool.plenty if votes.approve is None else pool.fewest


def _can_carry(passing: Sequence[Threshold], pool: Pool, votes: Votes, *, present: int) -> bool:
    settled = pool.settled(present)
    approve = present - votes.others if votes.approve is None else votes.approve
    return all(approve >= needed(one.share, _lowest_base(one, settled)) for one in passing)


def _must_reach(threshold: Threshold, pool: Pool, votes: Votes) -> bool:
    top = _highest_base(threshold, pool)
    return votes.approve is not None and top is not None and votes.approve >= needed(threshold.share, top)


def _lowest_base(threshold: Threshold, pool: Pool) -> int:
    if threshold.of is Base.ENTITLED and pool.entitled is not None:
        return pool.entitled
    return pool.fewest


def _highest_base(threshold: Threshold, pool: Pool) -> int | None:
    return pool.entitled if threshold.of is Base.ENTITLED else pool.most
