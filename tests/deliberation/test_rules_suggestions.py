"""How suggestions stand among each other, and what may be done with them."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import (
    AgendaPastError,
    HasFollowersError,
    MergedAlreadyError,
    MergedIntoItselfError,
    SuggestionClosedError,
    TooManyWaitingError,
)
from deliberation.procedures import categories_on, category_name, suggestion_rule_on
from deliberation.rules import Confidence
from deliberation.rules.suggestions import (
    Handled,
    SuggestionStanding,
    SuggestionState,
    answer_due,
    late_days,
    require_agenda_day,
    require_alone,
    require_mergeable,
    require_open,
    require_room,
    standings,
)

S = SuggestionState
DAY = date(2026, 10, 15)


def stand(*handled: Handled) -> dict[int, SuggestionStanding]:
    return standings(handled)


@pytest.mark.parametrize(
    ("one", "state", "ended"),
    [
        pytest.param(Handled(number=1), S.WAITING, False, id="nothing done"),
        pytest.param(Handled(number=1, listed=True), S.LISTED, False, id="on an agenda"),
        pytest.param(Handled(number=1, listed=True, proposed=True), S.PROPOSED, True, id="a matter came of it"),
        pytest.param(Handled(number=1, answered=True), S.ANSWERED, True, id="answered"),
        pytest.param(Handled(number=1, listed=True, withdrawn=True), S.WITHDRAWN, True, id="taken back"),
    ],
)
def test_a_suggestion_stands_by_what_was_done_last(one: Handled, state: S, *, ended: bool) -> None:
    found = stand(one)[1]
    assert (found.state, found.ended) == (state, ended)


@pytest.mark.parametrize(
    ("leader", "state", "ended"),
    [
        pytest.param(Handled(number=1), S.MERGED, False, id="leader waits"),
        pytest.param(Handled(number=1, answered=True), S.MERGED, True, id="leader answered"),
        pytest.param(Handled(number=1, proposed=True), S.MERGED, True, id="a matter came of the leader"),
        pytest.param(Handled(number=1, withdrawn=True), S.WAITING, False, id="leader taken back: it waits again"),
    ],
)
def test_a_merged_suggestion_ends_with_the_one_it_was_merged_into(leader: Handled, state: S, *, ended: bool) -> None:
    found = stand(leader, Handled(number=2, into=1))
    assert (found[2].state, found[2].ended) == (state, ended)
    assert found[1].followers == ((2,) if state is S.MERGED else ())


def test_its_own_answer_goes_before_the_merge() -> None:
    found = stand(Handled(number=1), Handled(number=2, into=1, answered=True))
    assert (found[2].state, found[2].into, found[1].followers) == (S.ANSWERED, None, ())


@st.composite
def villages(draw: st.DrawFn) -> list[Handled]:
    """Suggestions as the services leave them: nothing is merged into what is itself merged."""
    leaders = draw(st.integers(1, 5))
    found = []
    for number in range(1, leaders + draw(st.integers(0, 5)) + 1):
        done = draw(st.sampled_from(["withdrawn", "answered", "proposed", "listed", ""]))
        into = draw(st.integers(1, leaders)) if number > leaders else None
        found.append(Handled(number=number, into=into, **({done: True} if done else {})))
    return found


@given(villages(), st.integers())
def test_order_never_matters_and_every_follower_has_its_leader(handled: list[Handled], seed: int) -> None:
    shuffled = list(handled)
    Random(seed).shuffle(shuffled)  # noqa: S311 - an order, no secret
    found = standings(handled)
    assert standings(shuffled) == found
    for number, one in found.items():
        assert (one.into is not None) == (one.state is S.MERGED)
        if one.into is not None:
            assert number in found[one.into].followers
            assert one.ended == (found[one.into].state in {S.ANSWERED, S.PROPOSED})
        assert all(found[other].into == number for other in one.followers)


def test_what_is_ended_takes_no_step() -> None:
    closed = stand(Handled(number=1, answered=True))[1]
    with pytest.raises(SuggestionClosedError, match="第 1 号建议已答复"):
        require_open(closed)
    with pytest.raises(SuggestionClosedError):
        require_alone(closed)


def test_a_merged_one_is_handled_where_it_was_merged() -> None:
    found = stand(Handled(number=1), Handled(number=2, into=1))
    require_open(found[2])
    with pytest.raises(MergedAlreadyError, match="请到第 1 号办理"):
        require_alone(found[2])


@pytest.mark.parametrize(
    ("number", "target", "refusal"),
    [
        (1, 1, MergedIntoItselfError),
        (1, 3, HasFollowersError),
        (3, 2, MergedAlreadyError),
        (3, 4, SuggestionClosedError),
        (4, 3, SuggestionClosedError),
    ],
)
def test_merging_is_one_step_deep_and_among_open_ones(number: int, target: int, refusal: type[Exception]) -> None:
    found = stand(Handled(number=1), Handled(number=2, into=1), Handled(number=3), Handled(number=4, answered=True))
    with pytest.raises(refusal):
        require_mergeable(found[number], found[target])
    require_mergeable(found[2], found[3])  # merged by mistake, it is merged elsewhere


def test_the_limit_says_its_rule() -> None:
    rule = suggestion_rule_on(DAY)
    require_room(rule.most_waiting - 1, rule)
    with pytest.raises(TooManyWaitingError, match="一人同时待办不超过五件"):
        require_room(rule.most_waiting, rule)


def test_the_period_is_practice_and_ends_on_a_working_day() -> None:
    rule = suggestion_rule_on(DAY)
    assert (rule.answer_days, rule.confidence) == (15, Confidence.DESIGN)
    assert answer_due(DAY, rule) == date(2026, 10, 30)
    assert answer_due(date(2026, 10, 16), rule) == date(2026, 11, 2)  # 10 月 31 日是星期六


@pytest.mark.parametrize(
    ("ended_on", "today", "days"),
    [(None, date(2026, 10, 30), 0), (None, date(2026, 11, 2), 3), (date(2026, 10, 31), date(2026, 12, 1), 1)],
)
def test_late_is_counted_to_the_answer_or_to_today(ended_on: date | None, today: date, days: int) -> None:
    assert late_days(date(2026, 10, 30), ended_on=ended_on, today=today) == days


def test_an_agenda_is_for_a_meeting_to_come() -> None:
    require_agenda_day(DAY, today=DAY)
    with pytest.raises(AgendaPastError, match="2026年10月14日已经开过"):
        require_agenda_day(date(2026, 10, 14), today=DAY)


def test_categories_are_named_also_when_no_longer_offered() -> None:
    offered = categories_on(DAY)
    assert [one.name for one in offered] == ["道路水利", "环境卫生", "集体收入", "公益福利", "村务管理", "其他"]
    assert len({one.id for one in offered}) == len(offered)
    assert category_name("sanitation") == "环境卫生"
    assert categories_on(date(2018, 12, 31)) == ()
