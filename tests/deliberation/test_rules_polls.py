"""What an indicative poll is bound to; and that nothing which decides reads it."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import (
    MalformedPollAnswerError,
    PollFiguresError,
    PollLastDayError,
    PollMatterError,
    PollMostChoicesError,
    PollOptionsError,
    UnknownProcedureError,
)
from deliberation.procedures.polls import poll_rule_on
from deliberation.rules import Confidence, MatterState
from deliberation.rules.polls import (
    PollCounts,
    PollFigures,
    Telling,
    chosen_options,
    count_choices,
    require_askable,
    require_figures,
    require_linkable,
    telling,
)

TODAY = date(2026, 10, 15)
RULE = poll_rule_on(TODAY)
ASKING = {"polls", "ratings"}
RULES = Path(__file__).resolve().parents[2] / "deliberation" / "rules"


def test_the_limits_are_a_design_and_not_a_law() -> None:
    assert RULE.confidence is Confidence.DESIGN
    assert (RULE.age, RULE.longest_days, RULE.count_days, RULE.fewest_answers) == (18, 60, 3, 5)
    assert RULE.article == "意向征询的设计（D-71）"
    with pytest.raises(UnknownProcedureError):
        poll_rule_on(date(2018, 1, 1))


@pytest.mark.parametrize("name", sorted({path.stem for path in RULES.glob("*.py")} - ASKING))
def test_nothing_that_decides_knows_of_polls(name: str) -> None:
    tree = ast.parse((RULES / f"{name}.py").read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported
    assert not any(asking in module for module in imported for asking in ASKING)


@pytest.mark.parametrize(
    ("options", "accepted"),
    [
        (("甲", "乙"), True),
        (tuple("甲乙丙丁戊己庚辛壬癸"), True),
        (("甲",), False),
        (tuple("甲乙丙丁戊己庚辛壬癸子"), False),
        (("甲", "甲 "), False),
        (("甲", " "), False),
    ],
    ids=["two", "ten", "one", "eleven", "twice", "empty"],
)
def test_two_to_ten_different_options(options: tuple[str, ...], *, accepted: bool) -> None:
    if accepted:
        require_askable(RULE, options=options, most_choices=1, last_on=TODAY, today=TODAY)
        return
    with pytest.raises(PollOptionsError, match="2 到 10 个"):
        require_askable(RULE, options=options, most_choices=1, last_on=TODAY, today=TODAY)


@pytest.mark.parametrize("most", [0, -1, 3])
def test_at_least_one_and_at_most_all_may_be_chosen(most: int) -> None:
    with pytest.raises(PollMostChoicesError, match="1 到 2"):
        require_askable(RULE, options=("甲", "乙"), most_choices=most, last_on=TODAY, today=TODAY)


@pytest.mark.parametrize(("days", "accepted"), [(-1, False), (0, True), (60, True), (61, False)])
def test_the_last_day_is_today_or_at_most_sixty_days_ahead(days: int, *, accepted: bool) -> None:
    last_on = TODAY + timedelta(days=days)
    if accepted:
        require_askable(RULE, options=("甲", "乙"), most_choices=1, last_on=last_on, today=TODAY)
        return
    with pytest.raises(PollLastDayError, match="60 天"):
        require_askable(RULE, options=("甲", "乙"), most_choices=1, last_on=last_on, today=TODAY)


@pytest.mark.parametrize("state", list(MatterState))
def test_a_poll_may_be_about_a_matter_until_it_is_voted_on(state: MatterState) -> None:
    if state in {MatterState.PROPOSED, MatterState.STAGE_OPEN, MatterState.ADJOURNED}:
        require_linkable(state)
        return
    with pytest.raises(PollMatterError, match=state.title):
        require_linkable(state)


@pytest.mark.parametrize(
    "sent",
    [(), ("0",), ("4",), ("-1",), ("1", "1"), ("1", "2", "3"), ("1000000000",), ("NaN",), ("1 ",), ("[]",), ("",)],
)
def test_malformed_answer(sent: tuple[str, ...]) -> None:
    with pytest.raises(MalformedPollAnswerError):
        chosen_options(sent, options=3, most_choices=2)


def test_an_answer_is_read_in_the_order_of_the_options() -> None:
    assert chosen_options(("3", "1"), options=3, most_choices=2) == (1, 3)


@pytest.mark.parametrize(
    ("counts", "blank", "most", "fits"),
    [
        ((2, 1, 0), 1, 1, True),
        ((2, 1, 1), 1, 1, False),
        ((2, 0, 0), 1, 1, False),
        ((3, 2, 1), 1, 2, True),
        ((3, 3, 1), 1, 2, False),
        ((4, 1, 0), 1, 2, False),
        ((0, 0, 0), 4, 1, True),
        ((0, 0, 0), 5, 1, False),
        ((3, 0), 1, 1, False),
    ],
)
def test_figures_come_from_the_sheets_handed_in(counts: tuple[int, ...], blank: int, most: int, *, fits: bool) -> None:
    figures = PollFigures(counts=counts, blank=blank)
    if fits:
        require_figures(figures, sheets=4, options=3, most_choices=most)
        return
    with pytest.raises(PollFiguresError, match="4 张"):
        require_figures(figures, sheets=4, options=3, most_choices=most)


answers = st.integers(2, 10).flatmap(
    lambda options: st.tuples(
        st.just(options), st.lists(st.sets(st.integers(1, options), min_size=1).map(sorted).map(tuple), max_size=40)
    )
)


@given(answers)
def test_counts_hold_every_choice_once_in_any_order(drawn: tuple[int, list[tuple[int, ...]]]) -> None:
    options, given_ = drawn
    counts = count_choices(given_, options=options)
    assert len(counts) == options
    assert sum(counts) == sum(len(one) for one in given_)
    assert all(count <= len(given_) for count in counts)
    assert counts == count_choices(given_[::-1], options=options)


@given(answers)
def test_what_people_wrote_on_sheets_fits_and_one_sheet_less_does_not(drawn: tuple[int, list[tuple[int, ...]]]) -> None:
    options, sheets = drawn
    most = max((len(one) for one in sheets), default=1)
    counts = count_choices(sheets, options=options)
    figures = PollFigures(counts=counts, blank=2)
    require_figures(figures, sheets=len(sheets) + 2, options=options, most_choices=most)
    least = max(*counts, -(-sum(counts) // most)) + figures.blank  # sheets without which they cannot be
    with pytest.raises(PollFiguresError):
        require_figures(figures, sheets=least - 1, options=options, most_choices=most)


@pytest.mark.parametrize(
    ("online", "on_paper", "told"),
    [
        (0, 0, Telling.TOO_FEW),
        (4, 0, Telling.TOO_FEW),
        (1, 3, Telling.TOO_FEW),
        (5, 0, Telling.ALL),
        (0, 5, Telling.ALL),
        (5, 5, Telling.ALL),
        (1, 4, Telling.TOO_FEW_ONLINE),
        (4, 40, Telling.TOO_FEW_ONLINE),
        (5, 1, Telling.SUM),
        (40, 4, Telling.SUM),
    ],
)
def test_what_is_told_tells_nobody_who_chose_what(online: int, on_paper: int, told: Telling) -> None:
    counts = PollCounts(entitled=100, online=online, on_paper=on_paper, blank=1, uncounted=0, counts=(online, on_paper))
    assert telling(counts, fewest=RULE.fewest_answers) is told


@given(st.integers(0, 12), st.integers(0, 12))
def test_whoever_knows_the_sheets_never_learns_of_fewer_than_five(online: int, on_paper: int) -> None:
    counts = PollCounts(entitled=24, online=online, on_paper=on_paper, blank=0, uncounted=0, counts=(online, on_paper))
    told = telling(counts, fewest=5)
    assert not told.counts or online == 0 or online >= 5
    assert told is not Telling.ALL or on_paper == 0 or on_paper >= 5
