from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.errors import (
    FutureDateError,
    NotForThisMemberError,
    NotPointsError,
    StepError,
    TimesError,
    ValueFixedError,
    ValueNeededError,
)
from points.rules import (
    MOST_TIMES,
    STEP_X100,
    Award,
    Cap,
    Item,
    MemberClass,
    Past,
    Period,
    average_x100,
    award,
    counted_before,
    earn,
    late_days,
    parse_points,
    plain_points,
    requested_points,
    require_applies,
)

TODAY = date(2026, 10, 3)
MEETING = Item(
    code="A01",
    category="组织生活",
    name="参加支部党员大会",
    points_x100=200,
    unit="次",
    caps=(
        Cap(period=Period.YEAR, limit_x100=600),
        Cap(period=Period.YEAR, limit_x100=1000, whole_category=True),
    ),
)
KEY_WORK = Item(code="C07", category="中心工作", name="重点工作", points_x100=500, unit="项", highest_x100=1000)
ABSENCE = Item(
    code="E01",
    category="扣分",
    name="无故缺席",
    points_x100=-200,
    unit="次",
    caps=(Cap(period=Period.YEAR, limit_x100=500),),
    until_exhausted=True,
)
YEAR, CATEGORY = MEETING.caps


# One award


def test_an_award_tells_the_cap_and_what_is_used_of_it() -> None:
    counted = {YEAR: 200, CATEGORY: 200}
    assert award(MEETING, requested_x100=400, counted=counted) == Award(
        awarded_x100=400, explanation="记 4 分，本年上限 6 分，已计 2 分", cap=None
    )


def test_a_cap_cuts_the_award_and_is_named() -> None:
    given_award = award(MEETING, requested_x100=600, counted={YEAR: 250, CATEGORY: 250})
    assert (given_award.awarded_x100, given_award.cap) == (350, YEAR)
    assert given_award.explanation == "应记 6 分，实记 3.5 分：本年上限 6 分，已计 2.5 分"


def test_overlapping_caps_are_all_named_the_tightest_first() -> None:
    given_award = award(MEETING, requested_x100=600, counted={YEAR: 100, CATEGORY: 900})
    assert (given_award.awarded_x100, given_award.cap) == (100, CATEGORY)
    assert given_award.explanation == (
        "应记 6 分，实记 1 分：“组织生活”类本年上限 10 分，已计 9 分；本年上限 6 分，已计 1 分"
    )


def test_a_cap_that_is_used_up_awards_nothing_and_says_so() -> None:
    given_award = award(MEETING, requested_x100=200, counted={YEAR: 600, CATEGORY: 600})
    assert (given_award.awarded_x100, given_award.cap) == (0, YEAR)
    assert given_award.explanation.startswith("应记 2 分，实记 0 分：")


def test_an_item_without_caps_awards_what_is_asked() -> None:
    assert award(KEY_WORK, requested_x100=650, counted={}).explanation == "记 6.5 分"


def test_a_deduction_stops_at_its_cap() -> None:
    (cap,) = ABSENCE.caps
    given_award = award(ABSENCE, requested_x100=-200, counted={cap: 400})
    assert given_award.awarded_x100 == -100
    assert given_award.explanation == "应扣 2 分，实扣 1 分：本年上限 5 分，已扣 4 分"


def test_an_item_describes_itself() -> None:
    assert (MEETING.worth, MEETING.limits) == ("2 分/次", "本年上限 6 分；“组织生活”类本年上限 10 分")
    assert (KEY_WORK.worth, KEY_WORK.limits) == ("5～10 分/项", "")


# What counts before


def past(entry_id: int, code: str = "A01", day: date = TODAY, points_x100: int = 100, **more: object) -> Past:
    fields: dict[str, object] = {"category": "组织生活", "reverses": None, **more}
    return Past(id=entry_id, code=code, happened_on=day, awarded_x100=points_x100, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "inside", "outside"),
    [
        (Period.DAY, date(2026, 10, 3), date(2026, 10, 4)),
        (Period.MONTH, date(2026, 10, 31), date(2026, 9, 30)),
        (Period.QUARTER, date(2026, 12, 31), date(2026, 9, 30)),
        (Period.YEAR, date(2026, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_cap_counts_only_entries_of_the_same_period(period: Period, inside: date, outside: date) -> None:
    cap = Cap(period=period, limit_x100=1000)
    item = replace(MEETING, caps=(cap,))
    entries = [past(1, day=inside), past(2, day=outside), past(3, code="A02", day=inside)]
    assert counted_before(item, happened_on=TODAY, past=entries) == {cap: 100}


def test_a_category_cap_counts_every_item_of_the_category_but_no_deduction() -> None:
    entries = [past(1), past(2, code="A02"), past(3, code="C07", category="中心工作"), past(4, points_x100=-300)]
    assert counted_before(MEETING, happened_on=TODAY, past=entries) == {YEAR: 100, CATEGORY: 200}


def test_what_was_reversed_uses_up_nothing() -> None:
    entries = [past(1), past(2), past(3, points_x100=-100, reverses=1)]
    assert counted_before(MEETING, happened_on=TODAY, past=entries)[YEAR] == 100
    deductions = [past(1, code="E01", category="扣分", points_x100=-200)]
    deductions += [past(2, code="E01", category="扣分", points_x100=200, reverses=1)]
    assert counted_before(ABSENCE, happened_on=TODAY, past=deductions) == dict.fromkeys(ABSENCE.caps, 0)


# Whole years of entries

halves = st.integers(1, 24).map(lambda number: number * STEP_X100)
days = st.integers(0, 364).map(lambda number: date(2026, 1, 1) + timedelta(days=number))


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    category_caps = {name: draw(st.none() | halves) for name in ("甲", "乙")}
    sign = {"甲": 1, "乙": -1}
    made = []
    for code in range(draw(st.integers(1, 4))):
        category, flavour = draw(st.sampled_from(["甲", "乙"])), draw(st.sampled_from(["", "group", "repeat"]))
        # What a scheme may not combine, its file refuses: a group has no caps of its own, a repeat only yearly ones.
        periods = {"": list(Period), "repeat": [Period.YEAR], "group": []}[flavour]
        drawn = draw(st.sets(st.sampled_from(periods))) if periods else ()
        caps = [Cap(period=period, limit_x100=draw(halves)) for period in drawn]
        limit = category_caps[category]
        if limit:
            caps.append(Cap(period=Period.YEAR, limit_x100=limit, whole_category=True))
        made.append(
            Item(
                code=str(code),
                category=category,
                name="x",
                points_x100=sign[category] * draw(halves),
                unit="次",
                caps=tuple(caps),
                group=category if flavour == "group" else "",
                repeat_x100=draw(st.sampled_from([50, 200, 300])) if flavour == "repeat" else None,
            )
        )
    groups = {one.group: tuple(other.code for other in made if other.group == one.group) for one in made if one.group}
    return [replace(one, group_codes=groups.get(one.group, ())) for one in made]


asked = items().flatmap(
    lambda scheme: st.tuples(
        st.lists(st.tuples(st.sampled_from(scheme), days, st.integers(1, 3)), max_size=12), st.randoms()
    )
)
Asked = list[tuple[Item, date, int]]


def recorded(entries: Asked) -> list[Past]:
    done: list[Past] = []
    for number, (item, day, times) in enumerate(entries):
        asked_x100 = requested_points(item, times=times if item.repeat_x100 is None else 1)
        earned = earn(item, asked_x100=asked_x100, happened_on=day, past=done).awarded_x100
        done.append(past(number, item.code, day, earned, category=item.category))
    return done


@given(asked)
def test_caps_are_never_exceeded(case: tuple[Asked, object]) -> None:
    entries, _ = case
    done = recorded(entries)
    used: dict[tuple[object, ...], int] = defaultdict(int)
    limits: dict[tuple[object, ...], int] = {}
    for (item, day, _), entry in zip(entries, done, strict=True):
        for cap in item.caps:
            of = item.category if cap.whole_category else item.code
            period = next(other for other, (_, first, _) in enumerate(entries) if cap.period.joins(first, day))
            used[of, cap, period] += abs(entry.awarded_x100)
            limits[of, cap, period] = cap.limit_x100
    assert all(used[key] <= limits[key] for key in used)


@given(asked)
def test_the_order_of_entries_never_changes_the_total(case: tuple[Asked, object]) -> None:
    entries, random = case
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sum(entry.awarded_x100 for entry in recorded(entries)) == sum(
        entry.awarded_x100 for entry in recorded(shuffled)
    )


@given(asked, st.data())
def test_an_entry_and_its_reversal_leave_nothing_behind(case: tuple[Asked, object], data: st.DataObject) -> None:
    entries, _ = case
    done = recorded(entries)
    if not done:
        return
    index = data.draw(st.integers(0, len(done) - 1))
    item, day, _ = entries[index]
    entry = done[index]
    reversal = replace(entry, id=len(done), reverses=entry.id, awarded_x100=-entry.awarded_x100)
    assert entry.awarded_x100 + reversal.awarded_x100 == 0
    without = [other for other in done if other is not entry]
    assert counted_before(item, happened_on=day, past=[*done, reversal]) == counted_before(
        item, happened_on=day, past=without
    )


# What is asked for


def test_fixed_points_are_multiplied_by_the_times() -> None:
    assert requested_points(MEETING, times=3) == 600
    assert requested_points(MEETING, value_x100=200) == 200
    assert requested_points(ABSENCE, times=2) == -400


@pytest.mark.parametrize("times", [0, -1, MOST_TIMES + 1])
def test_a_number_of_times_that_cannot_be_is_refused(times: int) -> None:
    with pytest.raises(TimesError):
        requested_points(MEETING, times=times)


def test_fixed_points_accept_no_other_value() -> None:
    with pytest.raises(ValueFixedError, match="每次固定为 2 分"):
        requested_points(MEETING, value_x100=250)


@pytest.mark.parametrize("value_x100", [None, 450, 1050, -500, 0])
def test_a_range_demands_a_value_within_it(value_x100: int | None) -> None:
    with pytest.raises(ValueNeededError, match="5 到 10 分之间"):
        requested_points(KEY_WORK, value_x100=value_x100)


def test_a_range_takes_half_points_and_nothing_finer_and_only_once() -> None:
    assert requested_points(KEY_WORK, value_x100=550) == 550
    with pytest.raises(StepError, match=r"5\.25"):
        requested_points(KEY_WORK, value_x100=525)
    with pytest.raises(TimesError):
        requested_points(KEY_WORK, value_x100=500, times=2)


def test_an_item_for_other_members_is_refused() -> None:
    item = replace(MEETING, applies_to=(MemberClass.FLOATING,))
    require_applies(item, frozenset({MemberClass.FLOATING}))
    require_applies(MEETING, frozenset({MemberClass.OFFICER}))
    with pytest.raises(NotForThisMemberError, match="只适用于流动党员"):
        require_applies(item, frozenset({MemberClass.RESIDENT}))


# Days and numbers


def test_a_late_entry_knows_how_many_days_late_it_is() -> None:
    assert late_days(TODAY, recorded_on=TODAY) == 0
    assert late_days(date(2026, 9, 28), recorded_on=TODAY) == 5


def test_a_future_date_is_refused() -> None:
    with pytest.raises(FutureDateError, match="2026-10-03"):
        late_days(date(2026, 10, 4), recorded_on=TODAY)


@pytest.mark.parametrize(
    ("text", "points_x100"),
    [
        ("4.5", 450),
        ("１．５", 150),
        ("-2", -200),
        ("－０．５", -50),
        ("3.50", 350),
        ("10.0", 1000),
        (" 1 分 ", 100),
        ("+7", 700),
    ],
)
def test_half_points_are_read_exactly(text: str, points_x100: int) -> None:
    assert parse_points(text) == points_x100


@pytest.mark.parametrize("text", ["4.25", "0.1", "4.55", "1.05"])
def test_anything_finer_than_half_a_point_is_refused(text: str) -> None:
    with pytest.raises(StepError):
        parse_points(text)


@pytest.mark.parametrize("text", ["", "五分", "1e3", "nan", "12345", "1,000", "4.", "--1", "1/2"])
def test_a_text_that_is_no_number_of_points_is_refused(text: str) -> None:
    with pytest.raises(NotPointsError):
        parse_points(text)


@given(st.integers(-19_999, 19_999))
def test_points_read_back_as_written(steps: int) -> None:
    assert parse_points(plain_points(steps * STEP_X100)) == steps * STEP_X100


def test_the_average_is_rounded_to_a_hundredth_halves_up() -> None:
    assert average_x100(1000, members=3) == 333
    assert average_x100(500, members=3) == 167
    assert average_x100(1, members=2) == 1
    assert average_x100(0, members=0) == 0
