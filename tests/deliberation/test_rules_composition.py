"""How a body of representatives should be composed: each share at its edge, and what the register does not say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.procedures import body_on
from deliberation.rules.composition import Composed, composed_words, composition_findings
from deliberation.rules.terms import MET, Confidence, Light

TODAY, BEFORE = date(2026, 10, 15), date(2025, 10, 15)
REPS, COOP = "villager_reps_meeting", "coop_reps_assembly"


def composed(
    members: int = 40, representatives: int = 35, women: int | None = 14, households: int | None = 400
) -> Composed:
    return Composed(members=members, representatives=representatives, women=women, households=households)


def codes(counted: Composed, *, body: str = REPS, on: date = TODAY) -> set[str]:
    return {one.code for one in composition_findings(body_on(body, on), counted)}


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        pytest.param(composed(), "representatives_enough", id="第29条 五分之四"),
        pytest.param(composed(representatives=32), "representatives_enough", id="第29条 正好五分之四"),
        pytest.param(composed(representatives=31), "representatives_too_few", id="第29条 不足五分之四"),
        pytest.param(composed(women=14), "women_enough", id="第29条 三分之一以上，40人须14人"),
        pytest.param(composed(women=13), "women_too_few", id="第29条 不足三分之一"),
        pytest.param(composed(women=None), "women_unknown", id="名册没有性别"),
        pytest.param(composed(households=175), "households_fit", id="第29条 每五户"),
        pytest.param(composed(households=174), "households_off", id="第29条 不足五户"),
        pytest.param(composed(households=525), "households_fit", id="第29条 每十五户"),
        pytest.param(composed(households=526), "households_off", id="第29条 多于十五户"),
        pytest.param(composed(households=None), "households_unknown", id="名册没有户"),
    ],
)
def test_each_requirement_at_its_edge(counted: Composed, code: str) -> None:
    assert code in codes(counted)


def test_what_is_off_warns_and_never_blocks() -> None:
    counted = composed(representatives=20, women=0, households=1)
    for body in (REPS, COOP):
        for one in composition_findings(body_on(body, TODAY), counted):
            assert one.light is Light.AMBER
            assert one.confidence is Confidence.QUOTED


def test_the_collectives_representatives_want_a_suitable_number_of_women_without_a_share() -> None:
    assert codes(composed(women=1), body=COOP) == {"women_enough", "households_fit"}
    assert "women_too_few" in codes(composed(women=0), body=COOP)
    assert "women_unknown" in codes(composed(women=None), body=COOP)


def test_the_articles_are_those_of_the_day() -> None:
    assert {one.article for one in composition_findings(body_on(REPS, TODAY), composed())} == {
        "村民委员会组织法（2025修正）第29条"
    }
    assert {one.article for one in composition_findings(body_on(REPS, BEFORE), composed())} == {
        "村民委员会组织法（2018修正）第25条"
    }


def test_of_other_bodies_nothing_is_said() -> None:
    assert composition_findings(body_on("villagers_meeting", TODAY), composed()) == ()


def test_groups_may_choose_so_the_households_are_only_to_be_looked_at() -> None:
    (off,) = [one for one in composition_findings(body_on(REPS, TODAY), composed(households=100)) if "off" in one.code]
    assert "按小组推选的不受限制" in off.text
    assert "平均每 2.8 户一人" in off.text


def test_the_figures_are_told_and_nobodys_sex() -> None:
    body = body_on(REPS, TODAY)
    assert composed_words(body, composed()) == "组成人员 40 人，其中村民代表 35 人，妇女村民代表 14 人。"
    assert "妇女村民代表人数无法核对" in composed_words(body, composed(women=None))


@given(members=st.integers(1, 500), women=st.integers(0, 500))
def test_a_third_is_a_third_of_every_number(members: int, women: int) -> None:
    found = codes(composed(members=members, representatives=members, women=min(women, members)))
    assert ("women_enough" in found) is (Fraction(min(women, members), members) >= Fraction(1, 3))


def test_met_is_told_by_code() -> None:
    assert {"representatives_enough", "women_enough", "households_fit"} <= MET
