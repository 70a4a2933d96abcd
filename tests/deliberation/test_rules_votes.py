"""Thresholds against an independent reference, worked examples by article, and properties of an outcome."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import ImpossibleCountsError
from deliberation.procedures import (
    S2_DISCUSS,
    S3_PARTY_REVIEW,
    Way,
    bodies,
    body_on,
    matter_type_on,
    matter_types_on,
    stage_rule,
)
from deliberation.rules import (
    Base,
    Body,
    Confidence,
    Light,
    MatterType,
    Procedure,
    Share,
    Turnout,
    may_open,
    needed,
    outcome,
    procedure,
    quorum,
)

Cast = tuple[int, int, int, int, int]

DAY = date(2026, 11, 21)
REPS = body_on("villager_reps_meeting", DAY)
VILLAGERS = body_on("villagers_meeting", DAY)
COOP = body_on("coop_members_assembly", DAY)
COOP_REPS = body_on("coop_reps_assembly", DAY)
PARTY = body_on("party_members_meeting", DAY)
OUTSIDERS = matter_type_on("coop_outsider_benefit", DAY)


def every_share() -> list[tuple[str, Share]]:
    found = {}
    for dated in bodies():
        for threshold in (*dated.rule.quorum, dated.rule.passing):
            found[f"{dated.rule.id} {threshold.of} {threshold.article}"] = threshold.share
    for day in (date(2020, 1, 1), DAY):
        for kind in matter_types_on(day):
            for special in kind.passing:
                found[f"{kind.id} {special.body} {special.threshold.article}"] = special.threshold.share
    return list(found.items())


def least_by_search(share: Share, base: int) -> int:
    """Try every count from one upwards with exact fractions."""
    goal = Fraction(share.num, share.den)
    for count in range(1, base + 1):
        part = Fraction(count, base)
        if part > goal or (share.inclusive and part == goal):
            return count
    raise AssertionError(base)


@pytest.mark.parametrize(("where", "share"), every_share(), ids=[name for name, _ in every_share()])
def test_needed_equals_a_search_with_exact_fractions_for_every_base_up_to_500(where: str, share: Share) -> None:
    assert where
    for base in range(1, 501):
        least = needed(share, base)
        assert type(least) is int
        assert least == least_by_search(share, base)


@pytest.mark.parametrize(
    ("num", "den", "inclusive", "words"),
    [
        pytest.param(1, 2, False, "过半数", id="过半数"),
        pytest.param(1, 2, True, "半数以上", id="半数以上"),
        pytest.param(2, 3, True, "三分之二以上", id="三分之二以上"),
        pytest.param(3, 4, True, "四分之三以上", id="四分之三以上"),
        pytest.param(2, 3, False, "超过三分之二", id="超过三分之二"),
        pytest.param(80, 100, True, "百分之80以上", id="百分之80以上"),
    ],
)
def test_a_share_reads_as_the_law_writes_it(num: int, den: int, words: str, *, inclusive: bool) -> None:
    assert Share(num=num, den=den, inclusive=inclusive).words == words


def test_the_number_itself_counts_for_yishang_and_not_for_guobanshu() -> None:
    assert needed(Share(num=2, den=3, inclusive=True), 9) == 6
    assert needed(Share(num=1, den=2, inclusive=False), 26) == 14
    assert needed(Share(num=1, den=2, inclusive=True), 26) == 13


@pytest.mark.parametrize("share", [share for _, share in every_share()])
def test_a_body_of_nobody_decides_nothing(share: Share) -> None:
    assert needed(share, 0) == 1


@pytest.mark.parametrize(
    ("body", "kind", "base", "least"),
    [
        pytest.param(REPS, None, 37, 25, id="村民委员会组织法（2025修正）第30条"),
        pytest.param(REPS, None, 40, 27, id="村民委员会组织法（2025修正）第30条 应到40人"),
        pytest.param(VILLAGERS, None, 1200, 601, id="村民委员会组织法（2025修正）第26条"),
        pytest.param(PARTY, None, 43, 22, id="中国共产党支部工作条例（试行）第11条"),
        pytest.param(COOP_REPS, None, 31, 21, id="农村集体经济组织法第28条"),
    ],
)
def test_needed_present_of_the_worked_examples(body: Body, kind: MatterType | None, base: int, least: int) -> None:
    rule = procedure(body, kind)
    short = quorum(rule, Turnout(entitled=base, present=least - 1))
    enough = quorum(rule, Turnout(entitled=base, present=least))
    assert (short.needed, short.met, short.missing) == (least, False, 1)
    assert (enough.needed, enough.met, enough.missing) == (least, True, 0)


@pytest.mark.parametrize(
    ("body", "kind", "entitled", "present", "least"),
    [
        pytest.param(REPS, None, 37, 25, 13, id="村民委员会组织法（2025修正）第30条"),
        pytest.param(REPS, None, 37, 26, 14, id="村民委员会组织法（2025修正）第30条 偶数"),
        pytest.param(REPS, None, 40, 27, 14, id="村民委员会组织法（2025修正）第30条 实到27人"),
        pytest.param(PARTY, None, 43, 30, 22, id="中国共产党支部工作条例（试行）第11条"),
        pytest.param(COOP_REPS, None, 31, 31, 21, id="农村集体经济组织法第28条"),
        pytest.param(COOP, None, 900, 900, 600, id="农村集体经济组织法第27条"),
        pytest.param(COOP, OUTSIDERS, 900, 900, 675, id="农村集体经济组织法第15条"),
    ],
)
def test_needed_approve_of_the_worked_examples(
    body: Body, kind: MatterType | None, entitled: int, present: int, least: int
) -> None:
    rule = procedure(body, kind)
    turnout = Turnout(entitled=entitled, present=present)
    failed = outcome(rule, turnout, approve=least - 1, against=0, abstain=0)
    carried = outcome(rule, turnout, approve=least, against=0, abstain=0)
    assert (failed.carried, failed.needed_approve, failed.margin) == (False, least, -1)
    assert (carried.carried, carried.needed_approve, carried.margin) == (True, least, 0)


def test_households_are_an_alternative_quorum_of_the_villagers_assembly() -> None:
    rule = procedure(VILLAGERS)
    persons_only = Turnout(entitled=1200, present=300)
    by_household = Turnout(entitled=1200, present=300, households_entitled=400, households_present=267)
    one_short = Turnout(entitled=1200, present=300, households_entitled=400, households_present=266)
    assert not quorum(rule, persons_only).met
    assert not quorum(rule, one_short).met
    verdict = quorum(rule, by_household)
    assert (verdict.met, verdict.needed, verdict.entitled) == (True, 267, 400)
    assert "267 户" in verdict.finding.text


def test_26_of_40_present_cannot_open_and_one_more_can() -> None:
    rule = procedure(REPS)
    refused = may_open(rule, Turnout(entitled=40, present=26))
    assert not refused.allowed
    assert "还差 1 人" in refused.quorum.finding.text
    assert refused.quorum.finding.article == "村民委员会组织法（2025修正）第30条"
    assert may_open(rule, Turnout(entitled=40, present=27)).allowed


def test_13_of_27_fail_and_14_carry_and_both_denominators_are_named() -> None:
    turnout = Turnout(entitled=40, present=27)
    failed = outcome(procedure(REPS), turnout, approve=13, against=10, abstain=2)
    carried = outcome(procedure(REPS), turnout, approve=14, against=13, abstain=0)
    assert (failed.carried, failed.not_voted, failed.margin) == (False, 2, -1)
    assert (carried.carried, carried.not_voted, carried.margin) == (True, 0, 0)
    text = "".join(reason.text for reason in carried.reasons)
    assert "应到 40 人" in text
    assert "实到 27 人" in text
    assert "至少 14 人" in text
    assert {reason.article for reason in carried.reasons} == {"村民委员会组织法（2025修正）第30条"}


def test_a_majority_without_a_quorum_carries_nothing() -> None:
    lost = outcome(procedure(REPS), Turnout(entitled=40, present=26), approve=26, against=0, abstain=0)
    assert (lost.carried, lost.quorum_met) == (False, False)
    assert lost.reasons[0].code == "quorum_missing"


def test_practice_warns_where_law_stands_beside_it() -> None:
    rule = stage_rule(S3_PARTY_REVIEW, "party_members_meeting", None, on=DAY)
    opening = may_open(rule, Turnout(entitled=43, present=28))
    assert opening.allowed
    assert (opening.quorum.met, opening.quorum.needed) == (True, 22)
    assert [(one.light, one.confidence) for one in opening.quorum.findings] == [
        (Light.GREEN, Confidence.QUOTED),
        (Light.AMBER, Confidence.SECONDARY),
    ]
    result = outcome(rule, Turnout(entitled=43, present=28), approve=22, against=6, abstain=0)
    assert (result.carried, result.needed_present, result.needed_approve) == (True, 22, 22)


def test_adopted_practice_decides_like_law() -> None:
    rule = stage_rule(S3_PARTY_REVIEW, "party_members_meeting", None, on=DAY, way=Way(adopted=True))
    opening = may_open(rule, Turnout(entitled=43, present=28))
    assert not opening.allowed
    assert (opening.quorum.met, opening.quorum.needed, opening.quorum.missing) == (False, 29, 1)
    assert opening.quorum.finding.light is Light.RED
    assert may_open(rule, Turnout(entitled=43, present=29)).allowed


def test_the_floor_blocks_whatever_the_practice() -> None:
    rule = stage_rule(S3_PARTY_REVIEW, "party_members_meeting", None, on=DAY)
    opening = may_open(rule, Turnout(entitled=43, present=21))
    assert not opening.allowed
    assert opening.quorum.finding.article == "中国共产党支部工作条例（试行）第11条"


def test_where_there_is_practice_only_its_quorum_warns_and_its_majority_decides() -> None:
    rule = stage_rule(S2_DISCUSS, "two_committees", None, on=DAY)
    few = outcome(rule, Turnout(entitled=9, present=5), approve=3, against=2, abstain=0)
    assert (few.carried, few.quorum_met, few.needed_present) == (True, True, 6)
    assert few.reasons[0].light is Light.AMBER
    assert not outcome(rule, Turnout(entitled=9, present=8), approve=4, against=4, abstain=0).carried


def test_where_the_law_sets_no_quorum_the_majority_implies_one() -> None:
    verdict = quorum(procedure(COOP_REPS), Turnout(entitled=31, present=20))
    assert (verdict.met, verdict.needed, verdict.finding.code) == (False, 21, "quorum_implied_missing")


def test_the_stricter_of_two_majorities_decides() -> None:
    land = matter_type_on("coop_construction_land", DAY)
    result = outcome(procedure(VILLAGERS, land), Turnout(entitled=900, present=500), approve=400, against=0, abstain=0)
    assert result.needed_approve == 600
    assert [reason.code for reason in result.reasons] == ["quorum_met", "majority_reached", "majority_missed"]


@pytest.mark.parametrize(
    ("entitled", "present", "votes"),
    [
        pytest.param(40, 41, (0, 0, 0), id="more present than entitled"),
        pytest.param(40, 27, (20, 7, 1), id="more votes than present"),
        pytest.param(40, 27, (-1, 2, 0), id="a negative count"),
        pytest.param(40, -1, (0, 0, 0), id="a negative presence"),
    ],
)
def test_counts_that_cannot_be_are_refused(entitled: int, present: int, votes: tuple[int, int, int]) -> None:
    approve, against, abstain = votes
    with pytest.raises(ImpossibleCountsError):
        outcome(
            procedure(REPS),
            Turnout(entitled=entitled, present=present),
            approve=approve,
            against=against,
            abstain=abstain,
        )


@st.composite
def votes_cast(draw: st.DrawFn) -> Cast:
    entitled = draw(st.integers(1, 500))
    present = draw(st.integers(0, entitled))
    approve = draw(st.integers(0, present))
    against = draw(st.integers(0, present - approve))
    abstain = draw(st.integers(0, present - approve - against))
    return entitled, present, approve, against, abstain


RULES = [procedure(dated.rule) for dated in bodies()] + [procedure(COOP, OUTSIDERS)]


@given(cast=votes_cast(), rule=st.sampled_from(RULES))
def test_the_tally_sums_to_those_present_and_silence_never_approves(cast: Cast, rule: Procedure) -> None:
    entitled, present, approve, against, abstain = cast
    turnout = Turnout(entitled=entitled, present=present)
    result = outcome(rule, turnout, approve=approve, against=against, abstain=abstain)
    assert result.approve + result.against + result.abstain + result.not_voted == present
    moved = outcome(rule, turnout, approve=approve, against=0, abstain=against + abstain)
    silent = outcome(rule, turnout, approve=approve, against=0, abstain=0)
    assert result.carried == moved.carried == silent.carried
    if result.carried:
        for threshold in rule.passing:
            base = entitled if threshold.of is Base.ENTITLED else present
            assert approve * threshold.share.den >= threshold.share.num * base


@given(cast=votes_cast(), rule=st.sampled_from(RULES))
def test_one_more_approval_never_loses_a_carried_vote(cast: Cast, rule: Procedure) -> None:
    entitled, present, approve, against, abstain = cast
    turnout = Turnout(entitled=entitled, present=present)
    before = outcome(rule, turnout, approve=approve, against=against, abstain=abstain)
    if before.not_voted:
        after = outcome(rule, turnout, approve=approve + 1, against=against, abstain=abstain)
        assert after.carried >= before.carried
