"""What each requirement of a check-up comes to, day by day; and that what would have changed a vote really would."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.procedures import stage_rule
from deliberation.rules import Confidence, Finding, Light, Turnout, outcome
from deliberation.rules.checkup import (
    Check,
    CheckLight,
    answered,
    begun,
    carried_out,
    entered,
    found,
    in_order,
    lasted,
    percent,
    sway,
    talked_over,
    text_kept,
    worst,
)
from deliberation.rules.follow_up import FollowUp, Milestone, Objected, Target, Verdict
from deliberation.rules.periods import PeriodRule, ReplyRule, publicity

DAY = date(2026, 10, 19)
RULE = PeriodRule(
    days=15,
    article="村民委员会组织法（2025修正）第35条第四款",
    confidence=Confidence.QUOTED,
    start_within_days=3,
    start_article="决议公开环节",
    start_confidence=Confidence.DESIGN,
)
REPLY = ReplyRule(days=5, article="异议答复", confidence=Confidence.DESIGN)
AHEAD, MET, NOTE, BROKEN = CheckLight


def checks(*lights: CheckLight) -> list[Check]:
    return [Check(code="one", light=light, text="") for light in lights]


@pytest.mark.parametrize(
    ("lights", "gravest"),
    [
        ((), AHEAD),
        ((AHEAD,), AHEAD),
        ((MET, AHEAD), MET),
        ((MET, NOTE, MET), NOTE),
        ((NOTE, BROKEN, MET), BROKEN),
    ],
)
def test_the_gravest_light_is_told(lights: tuple[CheckLight, ...], gravest: CheckLight) -> None:
    assert worst(checks(*lights)) is gravest


@pytest.mark.parametrize(
    ("code", "light", "confidence", "told"),
    [
        ("quorum_met", Light.AMBER, Confidence.DESIGN, MET),
        ("quorum_missing", Light.AMBER, Confidence.DESIGN, NOTE),
        ("quorum_missing", Light.RED, Confidence.QUOTED, BROKEN),
        ("notice_short", Light.AMBER, Confidence.QUOTED, NOTE),
        ("authorisation_missing", Light.RED, Confidence.QUOTED, BROKEN),
    ],
)
def test_what_is_met_is_met_and_its_source_is_told_beside_it(
    code: str, light: Light, confidence: Confidence, told: CheckLight
) -> None:
    check = found(Finding(code=code, text="某条", article="第30条", light=light, confidence=confidence))
    assert (check.light, check.basis.article) == (told, "第30条")
    assert check.basis.quoted is (confidence is Confidence.QUOTED)


@pytest.mark.parametrize(
    ("earlier_on", "light"),
    [(DAY - timedelta(days=1), MET), (DAY, MET), (DAY + timedelta(days=1), BROKEN), (None, NOTE)],
)
def test_a_stage_follows_the_one_before_it(earlier_on: date | None, light: CheckLight) -> None:
    assert in_order(name="商议", held_on=DAY, earlier="提议", earlier_on=earlier_on).light is light


def test_only_a_proposal_may_be_worded_anew() -> None:
    assert text_kept(voted="a", now="a", lasting=False).light is MET
    assert text_kept(voted="a", now="b", lasting=True).light is MET
    assert text_kept(voted="a", now="b", lasting=False).light is NOTE


def test_what_was_entered_late_says_by_how_many_days() -> None:
    assert entered(late_days=0).light is MET
    late = entered(late_days=4)
    assert (late.light, "晚了 4 天" in late.text) == (NOTE, True)


@pytest.mark.parametrize(("days", "light"), [(0, MET), (20, MET), (21, NOTE)])
def test_a_long_way_only_warns(days: int, light: CheckLight) -> None:
    assert talked_over(days=days, advised=20, article="", confidence=Confidence.SECONDARY).light is light


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(2, 3, "66.6%"), (27, 40, "67.5%"), (0, 7, "0.0%"), (7, 7, "100.0%"), (0, 0, "—")]
)
def test_a_share_is_never_rounded_up(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


@pytest.mark.parametrize(
    ("begun_on", "today", "code"),
    [
        (date(2026, 10, 22), date(2026, 10, 30), "started_in_time"),
        (date(2026, 10, 23), date(2026, 10, 30), "late_start"),
        (None, date(2026, 10, 22), "start_ahead"),
        (None, date(2026, 10, 23), "start_overdue"),
    ],
)
def test_a_publication_begins_by_its_day(begun_on: date | None, today: date, code: str) -> None:
    check = begun(RULE, due_on=date(2026, 10, 22), begun_on=begun_on, today=today)
    assert check.code == code
    assert check.light in {AHEAD, MET, NOTE}, "how soon is no text of the law: it never blocks"


@pytest.mark.parametrize(
    ("today", "ended_on", "codes"),
    [
        pytest.param(date(2026, 11, 3), None, ["publicity_running"], id="第35条第四款 最后一日"),
        pytest.param(date(2026, 11, 4), None, ["publicity_passed"], id="第35条第四款 期满次日"),
        pytest.param(date(2026, 11, 9), date(2026, 11, 3), ["publicity_cut_short"], id="第35条第四款 提前撤下"),
        pytest.param(date(2026, 11, 9), date(2026, 11, 4), ["publicity_passed"], id="第35条第四款 期满撤下"),
    ],
)
def test_what_was_put_up_stays_its_lawful_days(today: date, ended_on: date | None, codes: list[str]) -> None:
    found = lasted(publicity([DAY], rule=RULE, ended_on=ended_on), today=today)
    assert [one.code for one in found] == codes
    assert (worst(found) is BROKEN) is (codes == ["publicity_cut_short"])


def test_an_interruption_is_told() -> None:
    found = lasted(publicity([DAY, DAY + timedelta(days=2)], rule=RULE), today=date(2026, 12, 1))
    assert [one.code for one in found] == ["publicity_restarted", "publicity_passed"]


@pytest.mark.parametrize(
    ("answered_on", "today", "code", "light"),
    [
        (None, date(2026, 10, 26), "objection_waiting", AHEAD),
        (None, date(2026, 10, 27), "objection_waiting", NOTE),
        (date(2026, 10, 26), date(2026, 12, 1), "objection_answered", MET),
        (date(2026, 10, 27), date(2026, 12, 1), "objection_late", NOTE),
    ],
)
def test_an_objection_is_answered_by_its_day(
    answered_on: date | None, today: date, code: str, light: CheckLight
) -> None:
    filed = Objected(
        number=1,
        target=Target.RESOLUTION,
        filed_on=DAY,
        due_on=date(2026, 10, 26),
        verdict=Verdict.DISMISSED if answered_on else None,
        answered_on=answered_on,
    )
    facts = FollowUp(resolution=publicity([DAY], rule=RULE), objections=(filed,))
    (check,) = answered(facts, Target.RESOLUTION, rule=REPLY, today=today)
    assert (check.code, check.light) == (code, light)
    (none,) = answered(facts, Target.RESULT, rule=REPLY, today=today)
    assert none.code == "no_objection"


def test_the_work_waits_for_publicity_and_its_steps_have_days() -> None:
    step = Milestone(number=1, title="基础完工", due_on=date(2026, 11, 20))
    facts = FollowUp(resolution=publicity([DAY], rule=RULE), milestones=(step,))
    told = {"article": "组织实施环节", "confidence": Confidence.SECONDARY}
    assert [one.code for one in carried_out(facts, today=date(2026, 11, 3), **told)] == ["work_ahead"]  # type: ignore[arg-type]
    in_time = [one.code for one in carried_out(facts, today=date(2026, 11, 20), **told)]  # type: ignore[arg-type]
    assert in_time == ["work_planned", "acceptance_ahead"]
    late = [one.code for one in carried_out(facts, today=date(2026, 11, 21), **told)]  # type: ignore[arg-type]
    assert late == ["work_planned", "milestone_late", "acceptance_ahead"]


REPS = stage_rule("s4_resolve", "villager_reps_meeting", "collective_income_use", on=DAY)
PARTY = stage_rule("s3_party_review", "party_members_meeting", None, on=DAY)


@given(data=st.data(), rule=st.sampled_from([REPS, PARTY]))
def test_what_would_have_changed_the_vote_really_would(data: st.DataObject, rule: object) -> None:
    entitled = data.draw(st.integers(1, 200))
    present = data.draw(st.integers(0, entitled))
    approve = data.draw(st.integers(0, present))
    turnout = Turnout(entitled=entitled, present=present)

    def voted(count: int) -> object:
        return outcome(rule, turnout, approve=count, against=present - count, abstain=0)  # type: ignore[arg-type]

    result = outcome(rule, turnout, approve=approve, against=present - approve, abstain=0)  # type: ignore[arg-type]
    said = sway(result).text.rpartition("。")[0].rpartition("。")[2]
    number = int("".join(one for one in said if one.isdigit()) or 0)
    if result.carried:
        assert number >= 1
        assert not voted(approve - number).carried  # type: ignore[attr-defined]
        assert voted(approve - number + 1).carried  # type: ignore[attr-defined]
    elif "到会，才够" in said:
        assert present < result.needed_present
    elif "全部赞成也不够" in said:
        assert not voted(present).carried  # type: ignore[attr-defined]
    else:
        assert voted(approve + number).carried  # type: ignore[attr-defined]
        assert not voted(approve + number - 1).carried  # type: ignore[attr-defined]
