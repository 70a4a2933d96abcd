"""Days of notice with and without special circumstances, who was told, and objections to the list."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation.errors import UnknownProcedureError
from deliberation.procedures import body_on, delivery_on, list_objection_on, notice_on
from deliberation.rules.notices import Given, Late, delivery_finding, list_finding, notice_finding
from deliberation.rules.terms import MET, Confidence, Finding, Light

NOW, BEFORE = date(2026, 10, 15), date(2025, 10, 15)
GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED


def noticed(body: str, days: int, *, urgent: bool = False, on: date = NOW, place: str = "") -> Finding:
    asked = notice_on(body, on, jurisdiction=place, stage="s4_resolve")
    assert asked is not None
    given = Given(days=days, urgent=urgent)
    return notice_finding(
        body_on(body, on), given, needed=asked.days, article=asked.article, confidence=asked.confidence
    )


@pytest.mark.parametrize(
    ("found", "light"),
    [
        pytest.param(noticed("villagers_meeting", 10), GREEN, id="第25条 满十日"),
        pytest.param(noticed("villagers_meeting", 9), RED, id="第25条 不满十日，没有理由"),
        pytest.param(noticed("villagers_meeting", 1, urgent=True), AMBER, id="第25条 特殊情况临时通知"),
        pytest.param(noticed("villagers_meeting", 1, urgent=True, on=BEFORE), RED, id="2018第21条 没有临时通知"),
        pytest.param(noticed("coop_members_assembly", 9, urgent=True), RED, id="集体经济组织法第27条 没有例外"),
        pytest.param(noticed("villager_reps_meeting", 2), AMBER, id="国家法没有规定，通行做法只提示"),
        pytest.param(noticed("villager_reps_meeting", 4, place="山东省"), RED, id="山东第24条 五日"),
        pytest.param(noticed("villager_reps_meeting", 5, place="山东省"), GREEN, id="山东第24条 满五日"),
    ],
)
def test_a_short_notice_is_red_only_by_a_text_that_was_read(found: Finding, light: Light) -> None:
    assert found.light is light


def test_a_reason_is_said_or_missed() -> None:
    assert "通知里写明了特殊情况" in noticed("villagers_meeting", 1, urgent=True).text
    assert "没有写明有什么特殊情况" in noticed("villagers_meeting", 1).text
    assert "请核对是否允许" in noticed("coop_members_assembly", 1, urgent=True).text


def test_who_was_told_is_counted_and_never_blocks() -> None:
    asked = delivery_on(NOW)
    some = delivery_finding(asked, entitled=45, told=43)
    assert (some.text, some.light) == ("应到 45 人，已送达 43 人，2 人没有送达记录。", AMBER)
    assert delivery_finding(asked, entitled=45, told=45).code in MET
    assert "无法核对" in delivery_finding(asked, entitled=45, told=0).text


def test_who_was_told_too_late_is_amber_by_the_rule_of_the_notice() -> None:
    late = Late(people=3, needed=10, article="村民委员会组织法第25条", confidence=Confidence.QUOTED)
    all_told = delivery_finding(delivery_on(NOW), entitled=45, told=45, late=late)
    assert all_told.text == "应到 45 人，已送达 45 人，其中 3 人告知时已不足 10 日。"
    assert (all_told.light, all_told.article, all_told.code in MET) == (AMBER, late.article, False)
    some = delivery_finding(delivery_on(NOW), entitled=45, told=43, late=late)
    assert some.text == "应到 45 人，已送达 43 人，2 人没有送达记录，其中 3 人告知时已不足 10 日。"


def test_objections_to_the_list_are_answered_before_it_is_fixed() -> None:
    asked = list_objection_on(NOW)
    assert list_finding(asked, filed=0, waiting=()) is None
    answered, waiting = list_finding(asked, filed=2, waiting=()), list_finding(asked, filed=2, waiting=(2,))
    assert answered is not None
    assert waiting is not None
    assert answered.code in MET
    assert (waiting.light, "第 2 号" in waiting.text) == (AMBER, True)


def test_before_the_earliest_text_nothing_is_asked() -> None:
    with pytest.raises(UnknownProcedureError):
        delivery_on(date(2018, 1, 1))
