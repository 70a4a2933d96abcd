"""Between several options at most one is carried, by the same thresholds as any plan; what is chosen again is fewer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import OptionsError, OptionsNarrowedError
from deliberation.procedures import option_rule_on, stage_rule
from deliberation.rules import (
    Base,
    Choice,
    Confidence,
    Option,
    OptionCount,
    OptionVotes,
    Outcome,
    Procedure,
    Share,
    Threshold,
    Turnout,
    Unit,
    outcome,
    picks,
)
from deliberation.rules.options import MOST_OPTIONS, MOST_PICKS, first_options, narrowed, options_verdict
from portal.kernel import boxes

DAY = date(2026, 10, 19)
RULE = option_rule_on(DAY)
REPRESENTATIVES = stage_rule("s4_resolve", "villager_reps_meeting", None, on=DAY)
SHARES = [
    Share(num=1, den=2, inclusive=False),
    Share(num=1, den=2, inclusive=True),
    Share(num=2, den=3, inclusive=True),
    Share(num=3, den=4, inclusive=True),
    Share(num=1, den=3, inclusive=True),
]
MAJORITIES = SHARES[:1] + SHARES[2:4]


def rule_of(share: Share, of: Base) -> Procedure:
    passing = Threshold(
        share=share, of=of, unit=Unit.PERSONS, counted="全体", article="第1条", confidence=Confidence.QUOTED
    )
    return replace(REPRESENTATIVES, quorums=(), passing=(passing,))


def counted(*votes: int) -> OptionCount:
    titles = (OptionVotes(number=number, title=f"{number}队", votes=one) for number, one in enumerate(votes, start=1))
    return OptionCount(options=tuple(titles), rule=RULE)


def judged(rule: Procedure, votes: tuple[int, ...], *, none: int = 0, abstain: int = 0, present: int = 27) -> Outcome:
    among = counted(*votes)
    most = max(votes)
    against = none + among.total - most
    turnout = Turnout(entitled=max(40, present), present=present)
    return outcome(rule, turnout, approve=most, against=against, abstain=abstain, among=among)


MORE_THAN_HALF = rule_of(SHARES[0], Base.PRESENT)
HALF = rule_of(SHARES[1], Base.PRESENT)
THIRD = rule_of(SHARES[4], Base.PRESENT)


@pytest.mark.parametrize(
    ("rule", "votes", "none", "present", "carried", "split"),
    [
        pytest.param(MORE_THAN_HALF, (14, 8, 5), 0, 27, True, False, id="one more than half of 27"),
        pytest.param(MORE_THAN_HALF, (13, 9, 5), 0, 27, False, True, id="one short"),
        pytest.param(MORE_THAN_HALF, (13, 13), 0, 26, False, True, id="half each"),
        pytest.param(HALF, (13, 13), 0, 26, False, True, id="half each where half suffices"),
        pytest.param(HALF, (13, 12), 1, 26, True, False, id="half and less"),
        pytest.param(THIRD, (10, 9, 8), 0, 27, True, False, id="the most of two above a third"),
        pytest.param(THIRD, (10, 10, 7), 0, 27, False, True, id="two level above a third"),
        pytest.param(MORE_THAN_HALF, (7, 6), 14, 27, False, False, id="more than half want none"),
        pytest.param(MORE_THAN_HALF, (7, 7), 13, 27, False, True, id="not yet more than half want none"),
        pytest.param(MORE_THAN_HALF, (13,), 13, 27, False, False, id="the only one left, as any plan"),
        pytest.param(MORE_THAN_HALF, (14,), 13, 27, True, False, id="the only one left carried"),
        pytest.param(MORE_THAN_HALF, (0, 0), 0, 27, False, True, id="nobody voted"),
    ],
)
def test_what_a_choice_comes_to(
    rule: Procedure, votes: tuple[int, ...], none: int, present: int, *, carried: bool, split: bool
) -> None:
    found = judged(rule, votes, none=none, present=present)
    assert (found.carried, found.split, found.none_of_them) == (carried, split, none)
    assert found.approve + found.against == sum(votes) + none
    assert (found.resolved is not None) is carried


@pytest.mark.parametrize("of", list(Base))
@pytest.mark.parametrize("share", MAJORITIES, ids=lambda one: one.words)
def test_at_most_one_option_reaches_a_majority(share: Share, of: Base) -> None:
    rule = rule_of(share, of)
    for present in range(1, 121):
        least = judged(rule, (0,), present=present).needed_approve
        base = present if of is Base.PRESENT else max(40, present)
        assert 2 * least > base, "two options that both reach it would be more votes than there are people"
        for most in {max(0, least - 1), least, present} & set(range(present + 1)):
            found = judged(rule, (most, present - most), present=present)
            reached = [one for one in (most, present - most) if one >= least]
            assert found.carried is (len(reached) == 1)


@given(
    votes=st.lists(st.integers(0, 40), min_size=1, max_size=8).map(tuple),
    none=st.integers(0, 40),
    abstain=st.integers(0, 40),
    silent=st.integers(0, 40),
    share=st.sampled_from(SHARES),
    of=st.sampled_from(list(Base)),
)
def test_every_option_is_judged_as_any_plan(
    votes: tuple[int, ...], none: int, abstain: int, silent: int, share: Share, of: Base
) -> None:
    present = sum(votes) + none + abstain + silent
    rule = rule_of(share, of)
    found = judged(rule, votes, none=none, abstain=abstain, present=present)
    plain = outcome(
        rule,
        found.turnout,
        approve=max(votes),
        against=sum(votes) - max(votes) + none,
        abstain=abstain,
    )
    alone = votes.count(max(votes)) == 1
    assert found.carried is (plain.carried and alone)
    assert (found.needed_approve, found.margin, found.not_voted) == (plain.needed_approve, plain.margin, silent)
    assert [one for one in found.reasons if not one.code.startswith("options_")] == list(plain.reasons)
    assert not (found.split and found.carried)


def test_the_words_name_what_was_resolved_or_the_two_strongest() -> None:
    three = counted(9, 10, 9)
    assert options_verdict(three.options, carried=True) == "通过“乙、2队”"
    lost = options_verdict(three.options, carried=False)
    assert lost == "没有方案通过，人数最多的是“乙、2队”（10 人）和“甲、1队”（9 人）"
    assert options_verdict(counted(5).options, carried=False) == "没有通过“甲、1队”（5 人）"
    level = judged(MORE_THAN_HALF, (9, 9, 8))
    assert "“甲”、“乙”的人数相同，谁都不算通过" in " ".join(one.text for one in level.reasons)


def test_what_may_be_picked() -> None:
    assert [one.word for one in picks(())] == [one.value for one in Choice]
    offered = picks((Option(number=1, title="甲队"), Option(number=3, title="丙队")))
    assert [(one.word, one.title) for one in offered] == [
        ("1", "甲、甲队"),
        ("3", "丙、丙队"),
        ("against", "都不赞成"),
        ("abstain", "弃权"),
    ]


def test_the_limits_fit_the_letters_and_the_box() -> None:
    assert RULE.most == MOST_OPTIONS
    assert boxes.length(MOST_PICKS) == 136, "as the migration has it"
    with pytest.raises(OptionsError):
        first_options(RULE, [str(number) for number in range(MOST_OPTIONS + 1)])


@given(votes=st.lists(st.integers(0, 9), min_size=2, max_size=8), kept=st.sets(st.integers(1, 8)))
def test_nobody_is_left_out_for_a_weaker_one(votes: list[int], kept: set[int]) -> None:
    before = counted(*votes)
    titles = [one.title for one in before.options if one.number in kept]
    left = [one for one in before.options if one.number not in kept]
    stays = [one for one in before.options if one.number in kept]
    lawful = bool(stays and left) and max(one.votes for one in left) <= min(one.votes for one in stays)
    if not lawful:
        with pytest.raises(OptionsNarrowedError):
            narrowed(before, titles)
        return
    assert [one.number for one in narrowed(before, titles)] == [one.number for one in stays]


@given(votes=st.lists(st.integers(0, 9), min_size=2, max_size=8))
def test_what_is_offered_for_the_next_ballot_may_be_put_to_the_vote(votes: list[int]) -> None:
    before = counted(*votes)
    assert 0 < len(narrowed(before, [one.title for one in before.runoff])) <= 2
