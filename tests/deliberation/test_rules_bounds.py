"""Three-valued counting against every completion of what was not recorded, tried one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.rules import Base, Confidence, Share, Threshold, Unit
from deliberation.rules.bounds import (
    Pool,
    Tally,
    Votes,
    all_enough,
    carried,
    conjunction,
    disjunction,
    enough,
    least_approving,
    reached,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHARES = [
    Share(num=1, den=2, inclusive=False),
    Share(num=1, den=2, inclusive=True),
    Share(num=2, den=3, inclusive=True),
    Share(num=3, den=4, inclusive=True),
]
LARGE = 34  # beyond it, nothing changes for counts of at most 3


def threshold(share: Share, of: Base, unit: Unit = Unit.PERSONS) -> Threshold:
    return Threshold(of=of, unit=unit, counted="", share=share, article="", confidence=Confidence.QUOTED)


@dataclass(frozen=True)
class Full:
    entitled: int
    present: int
    approve: int


@dataclass(frozen=True)
class Known:
    entitled: int | None
    present: int | None
    approve: int | None
    against: int | None
    abstain: int | None

    @property
    def pool(self) -> Pool:
        return Pool(entitled=self.entitled, present=self.present, least=self.votes.known)

    @property
    def votes(self) -> Votes:
        return Votes(approve=self.approve, against=self.against, abstain=self.abstain)

    def tally(self) -> Tally:
        empty = Pool(entitled=None, present=None)
        pools = dict.fromkeys(Unit, empty) | {Unit.PERSONS: self.pool}
        return Tally(pools=pools, votes=self.votes, unit=Unit.PERSONS)

    def completions(self) -> Iterator[Full]:
        """Yield every way to fill in what is missing: votes ≤ present ≤ entitled."""
        others = (self.against or 0) + (self.abstain or 0)
        for entitled in range(LARGE + 1) if self.entitled is None else (self.entitled,):
            for present in range(entitled + 1) if self.present is None else (self.present,):
                if present > entitled:
                    continue
                for approve in range(present + 1) if self.approve is None else (self.approve,):
                    if approve + others <= present:
                        yield Full(entitled, present, approve)


def satisfies(share: Share, count: int, base: int) -> bool:
    """Cross-multiply, as the law reads; a body of nobody decides nothing."""
    if share.inclusive:
        return count * share.den >= share.num * base and count > 0
    return count * share.den > share.num * base and count > 0


def verdict_by_trying(known: Known, holds: Callable[[Full], bool]) -> bool | None:
    found = {holds(full) for full in known.completions()}
    assert found, "the record was possible"
    return found.pop() if len(found) == 1 else None


@st.composite
def records(draw: st.DrawFn) -> Known:
    """A possible record of a small body with some numbers left out; without the roll, the others are smaller."""
    most = draw(st.sampled_from([3, 14]))
    approve = draw(st.integers(0, most))
    against = draw(st.integers(0, min(3, most)))
    abstain = draw(st.integers(0, 2)) if most > 3 else 0
    present = approve + against + abstain + draw(st.integers(0, 3))
    entitled = present + draw(st.integers(0, 6))
    keep = [draw(st.booleans()) for _ in range(5)]
    if most > 3:
        keep[0] = True
    numbers = [entitled, present, approve, against, abstain]
    return Known(*(number if kept else None for number, kept in zip(numbers, keep, strict=True)))


@settings(max_examples=150)
@given(
    known=records(),
    quorum=st.sampled_from(SHARES),
    general=st.sampled_from(SHARES),
    special=st.sampled_from([None, *SHARES]),
    of=st.sampled_from(list(Base)),
)
def test_a_verdict_is_what_every_completion_says_and_none_where_they_differ(
    known: Known, quorum: Share, general: Share, special: Share | None, of: Base
) -> None:
    passing = [threshold(general, of)] + ([threshold(special, Base.ENTITLED)] if special else [])
    asked = threshold(quorum, Base.ENTITLED)

    def there(full: Full) -> bool:
        return satisfies(quorum, full.present, full.entitled)

    def agreed(full: Full) -> bool:
        base = full.entitled if of is Base.ENTITLED else full.present
        also = special is None or satisfies(special, full.approve, full.entitled)
        return satisfies(general, full.approve, base) and also

    tally = known.tally()
    assert enough(asked, known.pool) == verdict_by_trying(known, there)
    assert all_enough(((asked,),), tally.pools) == verdict_by_trying(known, there)
    assert carried((), passing, tally) == verdict_by_trying(known, agreed)
    assert carried(((asked,),), passing, tally) == verdict_by_trying(known, lambda full: there(full) and agreed(full))


@settings(max_examples=80)
@given(known=records(), share=st.sampled_from(SHARES), of=st.sampled_from(list(Base)))
def test_the_number_needed_is_known_only_when_every_completion_needs_it(known: Known, share: Share, of: Base) -> None:
    def needed(full: Full) -> int:
        base = full.entitled if of is Base.ENTITLED else full.present
        return next(count for count in range(1, base + 2) if satisfies(share, count, base) or count > base)

    found = {needed(full) for full in known.completions()}
    expected = found.pop() if len(found) == 1 else None
    assert least_approving([threshold(share, of)], known.pool) == expected


def test_sixty_five_present_and_forty_one_against_is_lost_whatever_the_rest() -> None:
    known = Known(None, 65, None, 41, None)
    assert reached(threshold(SHARES[0], Base.PRESENT), known.pool, known.votes) is False
    assert carried((), [threshold(SHARES[0], Base.PRESENT)], known.tally()) is False


def test_thirty_two_against_of_sixty_five_cannot_be_told() -> None:
    known = Known(None, 65, None, 32, None)
    assert carried((), [threshold(SHARES[0], Base.PRESENT)], known.tally()) is None


def test_quorum_and_majority_that_exclude_each_other_are_lost() -> None:
    """13 approvals are a majority of at most 25 present, and 27 of 40 must be there."""
    known = Known(40, None, 13, None, None)
    quorums, passing = ((threshold(SHARES[2], Base.ENTITLED),),), [threshold(SHARES[0], Base.PRESENT)]
    assert enough(quorums[0][0], known.pool) is None
    assert reached(passing[0], known.pool, known.votes) is None
    assert carried(quorums, passing, known.tally()) is False


def test_one_of_two_quorums_suffices_and_an_unknown_one_leaves_it_open() -> None:
    persons, households = threshold(SHARES[0], Base.ENTITLED), threshold(SHARES[2], Base.ENTITLED, Unit.HOUSEHOLDS)
    pools = dict.fromkeys(Unit, Pool(entitled=None, present=None)) | {Unit.PERSONS: Pool(entitled=1200, present=300)}
    assert all_enough(((persons, households),), pools) is None
    pools[Unit.HOUSEHOLDS] = Pool(entitled=400, present=267)
    assert all_enough(((persons, households),), pools) is True
    pools[Unit.HOUSEHOLDS] = Pool(entitled=400, present=266)
    assert all_enough(((persons, households),), pools) is False


@pytest.mark.parametrize(
    ("verdicts", "every", "some"),
    [
        ((), True, False),
        ((True, True), True, True),
        ((True, None), None, True),
        ((True, False), False, True),
        ((None, False), False, None),
        ((None, None), None, None),
        ((False, False), False, False),
        ((True, None, False), False, True),
    ],
)
def test_unknown_gives_way_to_what_decides(
    verdicts: tuple[bool | None, ...],
    every: bool | None,  # noqa: FBT001 - a row of a truth table
    some: bool | None,  # noqa: FBT001 - likewise
) -> None:
    assert conjunction(verdicts) is every
    assert disjunction(verdicts) is some
