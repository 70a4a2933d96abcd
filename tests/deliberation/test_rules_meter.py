"""The meter says how many more must come, in every way that suffices."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation.procedures import stage_rule
from deliberation.rules import Turnout, quorum
from deliberation.rules.meter import meter
from portal.meetings.bodies import COMPOSITIONS, Body

DAY = date(2026, 10, 15)


def rule(body: Body):  # noqa: ANN201
    return stage_rule(None, body, None, on=DAY)


@pytest.mark.parametrize(
    ("present", "missing", "title"), [(25, 3, "还差 3 人"), (27, 1, "还差 1 人"), (28, 0, "到会人数已够")]
)
def test_representatives_need_two_thirds(present: int, missing: int, title: str) -> None:
    found = meter(rule(Body.VILLAGER_REPS_MEETING), Turnout(entitled=41, present=present))
    assert [[way.missing for way in need.ways] for need in found.needs] == [[missing]]
    assert (found.title, found.met) == (title, not missing)


def test_a_villagers_meeting_is_told_both_ways() -> None:
    turnout = Turnout(entitled=100, present=40, households_entitled=30, households_present=16)
    found = meter(rule(Body.VILLAGERS_MEETING), turnout)
    assert found.title == "还差 11 人，或者还差 4 户"
    assert not found.met
    by_households = Turnout(entitled=100, present=40, households_entitled=30, households_present=20)
    assert meter(rule(Body.VILLAGERS_MEETING), by_households).title == "到会人数已够"


def test_what_nobody_counted_is_left_out() -> None:
    found = meter(rule(Body.VILLAGERS_MEETING), Turnout(entitled=100, present=40))
    assert [way.unit for need in found.needs for way in need.ways] == ["人"]


@pytest.mark.parametrize("body", [body for body, composition in COMPOSITIONS.items() if not composition.local])
@pytest.mark.parametrize("present", range(0, 31, 3))
def test_it_says_what_the_quorum_says(body: Body, present: int) -> None:
    turnout = Turnout(entitled=30, present=present, households_entitled=12, households_present=present // 3)
    assert meter(rule(body), turnout).met is quorum(rule(body), turnout).met
