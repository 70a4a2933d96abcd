"""The stages of 四议两公开 and what each asks, with law, practice and province side by side."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation.errors import UnknownProcedureError
from deliberation.procedures import (
    S1_PROPOSE,
    S3_PARTY_REVIEW,
    S4_RESOLVE,
    matter_type_on,
    notice_on,
    objection_reply_on,
    procedure_on,
    publication_on,
    stage_rule,
)
from deliberation.rules import Confidence, Turnout, may_open, quorum

DAY = date(2026, 11, 21)
OLD = date(2025, 12, 31)


def test_the_stages_come_in_their_order() -> None:
    way = procedure_on(DAY)
    assert [one.id for one in way.stages] == ["s1_propose", "s2_discuss", "s3_party_review", "s4_resolve"]
    assert [one.id for one in way.publications] == ["p1_publish_resolution", "p2_publish_result"]
    assert way.implementation.id == "i_implement"
    assert [way.after(one.id) for one in way.stages] == [*way.stages[1:], None]
    assert all(one.gate_text for one in way.stages)


def test_before_the_rules_of_2019_there_was_no_such_procedure() -> None:
    with pytest.raises(UnknownProcedureError):
        procedure_on(date(2019, 1, 9))
    assert procedure_on(date(2019, 1, 10)).id == "siyi_lianggongkai"


def test_the_last_stage_is_decided_by_the_body_of_the_matter() -> None:
    stage = procedure_on(DAY).stage(S4_RESOLVE)
    assert stage.body is None
    assert stage.body_for(None) == "villager_reps_meeting"
    assert stage.body_for(matter_type_on("charter_rules", DAY)) == "villagers_meeting"
    assert stage.body_for(matter_type_on("coop_land_comp", DAY)) == "coop_members_assembly"
    assert procedure_on(DAY).stage(S1_PROPOSE).body_for(None) == "party_branch_committee"


def test_an_unknown_stage_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        procedure_on(DAY).stage("s9_nothing")
    with pytest.raises(KeyError):
        procedure_on(DAY).publication("s9_nothing")
    with pytest.raises(UnknownProcedureError):
        stage_rule("s9_nothing", "two_committees", None, on=DAY)


@pytest.mark.parametrize(
    ("day", "place", "days", "sure"),
    [
        pytest.param(DAY, "", 15, Confidence.QUOTED, id="村民委员会组织法（2025修正）第35条第四款"),
        pytest.param(DAY, "重庆", 15, Confidence.QUOTED, id="村民委员会组织法（2025修正）第35条第四款 地方短于国家"),
        pytest.param(OLD, "", 7, Confidence.SECONDARY, id="村民委员会组织法（2018修正）第30条 通行七日"),
        pytest.param(OLD, "重庆市", 10, Confidence.QUOTED, id="重庆市实施村民委员会组织法办法第30条"),
        pytest.param(OLD, "山东", 7, Confidence.SECONDARY, id="山东省村务公开条例第13条 短于通行七日"),
    ],
)
def test_publication_lasts_the_longer_of_nation_and_province(
    day: date, place: str, days: int, sure: Confidence
) -> None:
    found = publication_on(day, place)
    assert (found.days, found.confidence) == (days, sure)
    assert all(one.lasting == found for one in procedure_on(day, place).publications)


@pytest.mark.parametrize(
    ("body", "stage", "place", "days", "sure"),
    [
        pytest.param(
            "villagers_meeting", S4_RESOLVE, "", 10, Confidence.QUOTED, id="村民委员会组织法（2025修正）第25条"
        ),
        pytest.param("villager_reps_meeting", S4_RESOLVE, "", 3, Confidence.DESIGN, id="通行做法三日"),
        pytest.param("villager_reps_meeting", S4_RESOLVE, "浙江", 3, Confidence.QUOTED, id="浙江省实施办法第23条"),
        pytest.param("villager_reps_meeting", S4_RESOLVE, "北京", 3, Confidence.QUOTED, id="北京市若干规定第21条"),
        pytest.param("villager_reps_meeting", S4_RESOLVE, "重庆", 3, Confidence.QUOTED, id="重庆市实施办法第12条"),
        pytest.param("villager_reps_meeting", S4_RESOLVE, "山东省", 5, Confidence.QUOTED, id="山东省实施办法第24条"),
        pytest.param("villager_reps_meeting", S4_RESOLVE, "上海市", 10, Confidence.QUOTED, id="上海市实施办法第18条"),
        pytest.param("coop_members_assembly", S4_RESOLVE, "", 10, Confidence.QUOTED, id="农村集体经济组织法第27条"),
        pytest.param("coop_reps_assembly", S4_RESOLVE, "", 10, Confidence.DESIGN, id="农村集体经济组织法第46条"),
        pytest.param("party_members_meeting", S3_PARTY_REVIEW, "", 3, Confidence.SECONDARY, id="审议环节提前三日"),
    ],
)
def test_notice_is_the_longer_of_law_practice_and_province(
    body: str, stage: str, place: str, days: int, sure: Confidence
) -> None:
    found = notice_on(body, DAY, stage=stage, jurisdiction=place)
    assert found is not None
    assert (found.days, found.confidence) == (days, sure)


def test_no_notice_is_asked_where_nothing_says_so() -> None:
    assert notice_on("party_branch_committee", DAY, stage=S1_PROPOSE) is None


@pytest.mark.parametrize(
    ("place", "days"),
    [
        pytest.param("", 5, id="参照山东省村务公开条例第16条"),
        pytest.param("山东", 5, id="山东省村务公开条例第16条"),
        pytest.param("重庆", 3, id="重庆市实施办法第31条"),
        pytest.param("上海", 5, id="上海市实施办法第24条"),
        pytest.param("浙江", 5, id="浙江省实施办法第36条"),
    ],
)
def test_an_objection_is_answered_within_the_fewer_days(place: str, days: int) -> None:
    assert objection_reply_on(DAY, place).days == days


def test_the_levy_asks_representatives_to_stand_for_two_thirds_of_the_households() -> None:
    rule = stage_rule(S4_RESOLVE, "villager_reps_meeting", "yishiyiyi", on=DAY)
    turnout = Turnout(entitled=37, present=25, households_entitled=400, households_represented=266)
    assert [one.code for one in quorum(rule, turnout).findings] == ["quorum_met", "quorum_missing"]
    assert may_open(rule, turnout).allowed, "its text was not read: it warns"


def test_shandong_asks_for_two_thirds_of_the_women_among_the_representatives() -> None:
    rule = stage_rule(S4_RESOLVE, "villager_reps_meeting", None, on=DAY, jurisdiction="山东")
    short = Turnout(entitled=37, present=30, women_entitled=13, women_present=8)
    enough = Turnout(entitled=37, present=30, women_entitled=13, women_present=9)
    unknown = Turnout(entitled=37, present=30)
    assert not may_open(rule, short).allowed
    assert may_open(rule, enough).allowed
    assert may_open(rule, unknown).allowed
    assert quorum(rule, unknown).findings[-1].code == "quorum_not_counted"
    assert quorum(rule, unknown).met


def test_a_recall_is_not_held_by_households() -> None:
    rule = stage_rule(S4_RESOLVE, "villagers_meeting", "recall_member", on=DAY)
    turnout = Turnout(entitled=1000, present=500, households_entitled=300, households_present=300)
    assert not quorum(rule, turnout).met
