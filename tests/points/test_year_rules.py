"""A year's reckoning, bands, cards and snapshots as pure decisions; thresholds are rows with what says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.appraisal import band_set, band_sets, basis_on, cards_on, excellent_on, figures, talk_on, usual_vetoes
from points.rules.bands import Candidate, Grade, band_of, excellent_quota, suggestions
from points.rules.cards import CardKind, Conduct, occasions
from points.rules.items import VetoEffect
from points.rules.scores import Basis, Posting, Sum, mean_x100, score, summed
from points.rules.snapshots import snapshot_lines
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, Quarter

LAST_DAY = date(2026, 12, 31)
BANDS = band_set(2026, "default").rows
SIXTY = Basis(base_x100=60_00)
THIRD = Fraction(1, 3)

halves = st.integers(-40, 40).map(lambda halves: halves * 50)
posted = st.builds(
    lambda number, person, day, awarded, reversal: Posting(
        id=number,
        person_id=person,
        counts_on=date(2026, 1, 1) + timedelta(days=day),
        awarded_x100=awarded,
        is_addition=(awarded > 0) != reversal,
    ),
    st.integers(1, 90),
    st.integers(1, 4),
    st.integers(0, 364),
    halves,
    st.booleans(),
)


@pytest.mark.parametrize(
    ("members", "graded", "quota"),
    [
        pytest.param(43, 43, 14, id="优秀名额43人"),
        pytest.param(43, 41, 13, id="取较小的41人"),
        pytest.param(41, 43, 13, id="取较小的党员总数"),
        pytest.param(2, 2, 0, id="2人"),
        pytest.param(3, 3, 1, id="3人"),
        pytest.param(0, 0, 0, id="没有党员"),
    ],
)
def test_excellent_is_a_third_of_the_smaller_number_rounded_down(members: int, graded: int, quota: int) -> None:
    assert excellent_quota(excellent_on(LAST_DAY).share, members=members, graded=graded) == quota


@pytest.mark.parametrize(
    ("bands", "score_x100", "name", "grade"),
    [
        pytest.param("default", 90_00, "优秀", Grade.EXCELLENT, id="默认90"),
        pytest.param("default", 89_50, "合格", Grade.QUALIFIED, id="默认89.5"),
        pytest.param("default", 60_00, "基本合格", Grade.BASIC, id="100减40等于60不算不足60"),
        pytest.param("default", 59_00, "不合格", Grade.FAILED, id="59"),
        pytest.param("tanghe", 80_00, "良好", Grade.QUALIFIED, id="唐河80"),
        pytest.param("tanghe", 79_50, "合格", Grade.BASIC, id="唐河79.5"),
        pytest.param("huaning", 96_00, "五星", Grade.EXCELLENT, id="华宁96"),
        pytest.param("huaning", 95_50, "四星", Grade.QUALIFIED, id="华宁95.5"),
        pytest.param("huaning", 69_50, "一星", Grade.BASIC, id="华宁69.5"),
        pytest.param("huaning", 0, "不合格（免挂）", Grade.FAILED, id="华宁0"),
    ],
)
def test_a_score_lies_in_one_band(bands: str, score_x100: int, name: str, grade: Grade) -> None:
    found = band_of(score_x100, band_set(2026, bands).rows)
    assert (found.name, found.grade) == (name, grade)


def test_what_stands_in_the_data_can_be_used() -> None:
    assert [one.id for one in band_sets(2026)] == ["default", "tanghe", "huaning"]
    assert [one.id for one in band_sets(2019)] == ["huaning"]
    with pytest.raises(NotFoundError):
        band_set(2026, "nowhere")
    for one in band_sets(2026):
        assert sorted(one.rows, key=lambda band: -band.least_x100) == list(one.rows)
        assert one.rows[-1].least_x100 == 0
    assert (basis_on(LAST_DAY).base_x100, talk_on(LAST_DAY).mend_days) == (60_00, 30)
    assert {one.effect for one in usual_vetoes()} == set(VetoEffect)
    assert len({one.code for one in figures()}) == len(figures())


def suggested(*candidates: Candidate, members: int | None = None) -> list[Grade]:
    count = len(candidates) if members is None else members
    return [one.grade for one in suggestions(candidates, bands=BANDS, share=THIRD, members=count)]


def candidate(person: int, points: float, **more: object) -> Candidate:
    return replace(Candidate(person_id=person, score_x100=int(points * 100)), **more)  # type: ignore[arg-type]


def test_a_suggestion_takes_what_stands_against_it_into_account() -> None:
    others = [candidate(10 + number, 70) for number in range(9)]
    found = suggested(
        candidate(1, 95),
        candidate(2, 94, probationary=True),
        candidate(3, 93, red_card=True),
        candidate(4, 92, veto=VetoEffect.UNQUALIFIED),
        *others,
    )
    assert found[:5] == [Grade.EXCELLENT, Grade.UNGRADED, Grade.QUALIFIED, Grade.FAILED, Grade.BASIC]
    (zeroed,) = suggestions([candidate(1, 95, veto=VetoEffect.ZERO)], bands=BANDS, share=THIRD, members=1)
    assert (zeroed.score_x100, zeroed.band, zeroed.grade) == (0, "不合格", Grade.FAILED)
    assert "年度积分清零" in zeroed.why


def test_who_ties_across_the_last_place_is_left_to_the_branch() -> None:
    rest = [candidate(10 + number, 70) for number in range(3)]
    assert suggested(candidate(1, 95), candidate(2, 92), candidate(3, 92), *rest)[:3] == [
        Grade.EXCELLENT,
        Grade.QUALIFIED,
        Grade.QUALIFIED,
    ]
    assert suggested(candidate(1, 95), candidate(2, 93), candidate(3, 92), *rest)[:3] == [
        Grade.EXCELLENT,
        Grade.EXCELLENT,
        Grade.QUALIFIED,
    ]


@given(
    people=st.lists(
        st.tuples(st.integers(0, 120), st.booleans(), st.sampled_from([None, *VetoEffect]), st.booleans()), max_size=30
    ),
    seed=st.randoms(use_true_random=False),
)
def test_never_more_than_the_quota_and_order_never_matters(
    people: list[tuple[int, bool, VetoEffect | None, bool]], seed: object
) -> None:
    candidates = [
        candidate(number, points, probationary=new, veto=veto, red_card=red)
        for number, (points, new, veto, red) in enumerate(people)
    ]
    members = len(candidates)
    found = suggestions(candidates, bands=BANDS, share=THIRD, members=members)
    graded = sum(one.grade != Grade.UNGRADED for one in found)
    assert sum(one.grade == Grade.EXCELLENT for one in found) <= excellent_quota(THIRD, members=members, graded=graded)
    shuffled = list(candidates)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    again = suggestions(shuffled, bands=BANDS, share=THIRD, members=members)
    assert {one.person_id: one.grade for one in again} == {one.person_id: one.grade for one in found}


@given(st.lists(posted, max_size=40), st.integers(0, 100).map(lambda points: points * 100))
def test_base_and_both_sides_add_up_to_the_total(postings: list[Posting], base_x100: int) -> None:
    found = score(Basis(base_x100=base_x100, lowest_x100=0, highest_x100=120_00), summed(postings))
    together = base_x100 + sum(one.awarded_x100 for one in postings)
    assert found.reckoned_x100 == together
    assert found.total_x100 == min(max(0, together), 120_00) == found.reckoned_x100 + found.held_x100


def test_a_year_of_four_quarters_is_their_mean_and_halves_go_up() -> None:
    assert mean_x100([60_00, 61_00, 62_50, 60_00]) == 60_88
    assert mean_x100([]) == 0


@given(st.lists(posted, max_size=40, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_a_snapshot_replays_from_what_was_known_then(postings: list[Posting], seed: object) -> None:
    through, month = 45, Month(2026, 6)
    people = (1, 2, 3)

    def taken(known: list[Posting]) -> object:
        return snapshot_lines(known, people=people, month=month, through=through, basis=SIXTY)

    known = [one for one in postings if one.id <= through]
    shuffled = list(postings)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert taken(known) == taken(postings) == taken(shuffled)
    for line in snapshot_lines(postings, people=people, month=month, through=through, basis=SIXTY):
        own = [one for one in known if one.person_id == line.person_id and one.counts_on <= month.last_day]
        in_month = [one for one in own if one.counts_on >= month.first_day]
        assert line.additions_x100 + line.deductions_x100 == sum(one.awarded_x100 for one in in_month)
        assert line.score_x100 == max(0, 60_00 + sum(one.awarded_x100 for one in own))


def conduct(**more: object) -> Conduct:
    return replace(Conduct(year=2026, quarters={}, deductions={}, scores={}), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "keys"),
    [
        pytest.param({"quarters": {Quarter(2026, 3): 59_50}}, ["quarter:2026-Q3"], id="唐河：季度不足60分约谈"),
        pytest.param({"quarters": {Quarter(2026, 3): 60_00}}, [], id="60分不算不足"),
        pytest.param({"deductions": {12: ("拒不执行", 10_00)}}, ["entry:12"], id="单次扣10分"),
        pytest.param({"deductions": {12: ("迟到", 9_50)}}, [], id="单次扣9.5分"),
        pytest.param({"yellow_cards": 2}, ["cards:2026"], id="同一年度两次黄牌"),
        pytest.param({"yellow_cards": 1}, [], id="一次黄牌"),
        pytest.param({"scores": {2025: 59_00, 2026: 59_50}}, ["years:2026"], id="唐河：连续两年不足60分"),
        pytest.param({"scores": {2026: 59_00}}, [], id="只知道一年"),
        pytest.param({"scores": {2025: 60_00, 2026: 59_00}}, [], id="上一年60分"),
        pytest.param({"vetoes": {7: "受党纪处分"}}, ["veto:7"], id="一票否决"),
    ],
)
def test_what_calls_for_a_card(known: dict[str, object], keys: list[str]) -> None:
    rules = cards_on(LAST_DAY)
    found = occasions(conduct(**known), yellow=rules.yellow, red=rules.red)
    assert [one.key for one in found] == keys
    for one in found:
        red = one.key.split(":")[0] in {"cards", "years", "veto"}
        assert one.kind == (CardKind.RED if red else CardKind.YELLOW)


def test_a_reversal_makes_the_side_it_takes_back_smaller() -> None:
    first = Posting(id=1, person_id=1, counts_on=LAST_DAY, awarded_x100=-200, is_addition=False)
    assert summed([first, replace(first, id=2, awarded_x100=200)]) == Sum()
