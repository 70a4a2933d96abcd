"""How entries stand, as pure decisions; and whatever happens, caps, sums and states hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.errors import ChangedValueError
from points.rules import (
    Cap,
    Display,
    Item,
    MonthFacts,
    Past,
    Period,
    Standing,
    State,
    award,
    changed_points,
    counted_before,
    counting_day,
    entry_state,
    first_display,
    lock_problems,
    may_object,
)
from portal.kernel.months import Month

FIRST = date(2026, 10, 5)
SHOWN = Display(period="2026-09", revision=1, published_on=FIRST, until=FIRST + timedelta(days=7), through_entry=10)
LATER = Display(
    period="2026-09", revision=2, published_on=date(2026, 10, 20), until=date(2026, 10, 27), through_entry=20
)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        pytest.param(FIRST, State.ON_DISPLAY, id="公示当日不计入"),
        pytest.param(date(2026, 10, 12), State.ON_DISPLAY, id="最后一日"),
        pytest.param(date(2026, 10, 13), State.IN_FORCE, id="期满次日生效"),
    ],
)
def test_an_entry_is_in_force_from_the_day_after_its_display(day: date, state: State) -> None:
    assert entry_state(Standing(display=SHOWN), today=day) == state


def test_an_open_objection_holds_and_a_reversal_ends() -> None:
    assert entry_state(Standing(display=SHOWN, open_objections=1), today=date(2027, 1, 1)) == State.OBJECTED
    assert entry_state(Standing(display=SHOWN, reversed=True), today=FIRST) == State.REVERSED
    assert entry_state(Standing(display=None), today=FIRST) == State.AWAITING


def test_the_first_revision_that_shows_an_entry_counts() -> None:
    both = [LATER, SHOWN]
    assert first_display(both, 7, recorded_on=FIRST) == SHOWN
    assert first_display(both, 11, recorded_on=FIRST) == LATER
    assert first_display(both, 21, recorded_on=FIRST) is None


def test_a_list_of_the_time_before_months_covers_what_was_recorded_by_then() -> None:
    old = Display(period="2026-Q3", revision=1, published_on=FIRST, until=date(2026, 10, 12), through_entry=None)
    assert first_display([old], 99, recorded_on=FIRST) == old
    assert first_display([old], 1, recorded_on=FIRST + timedelta(days=1)) is None


def test_objections_are_open_from_the_first_to_the_last_day() -> None:
    days = [FIRST - timedelta(days=1), FIRST, SHOWN.until, SHOWN.until + timedelta(days=1)]
    assert [may_object(SHOWN, today=day) for day in days] == [False, True, True, False]
    assert not may_object(None, today=FIRST)


def test_a_month_with_nothing_open_can_be_locked() -> None:
    facts = MonthFacts(
        month=Month(2026, 9), pending=0, awaiting=0, until=date(2026, 10, 12), open_objections=0, locked=False
    )
    assert lock_problems(facts, today=date(2026, 10, 13)) == []
    assert lock_problems(facts, today=date(2026, 10, 12)) == ["公示要到 2026-10-12 才满"]
    assert "2026年9月还没有结束" in lock_problems(facts, today=date(2026, 9, 30))


def test_what_belongs_to_a_locked_month_counts_today() -> None:
    locked = [Month(2026, 9)]
    assert counting_day(date(2026, 9, 5), locked=locked, today=FIRST) == FIRST
    assert counting_day(date(2026, 8, 5), locked=locked, today=FIRST) == date(2026, 8, 5)


FIXED = Item(code="A", category="甲", name="到会", points_x100=150, unit="次")
ABSENT = Item(code="C", category="乙", name="缺席", points_x100=-300, unit="次")
DOUBLED = Item(code="D", category="甲", name="半倍", points_x100=100, unit="次", repeat_x100=50)
RANGE = Item(code="B", category="甲", name="重点工作", points_x100=500, unit="项", highest_x100=1000)


@pytest.mark.parametrize(
    ("item", "points_x100", "fits"),
    [
        *((FIXED, points, 1) for points in (50, 150, 200, 300)),
        *((FIXED, points, 0) for points in (350, 25, 0, -150, 15_150)),
        *((ABSENT, points, 1) for points in (-50, -300, -600)),
        *((ABSENT, points, 0) for points in (-650, 0, 300, -30_000)),
        *((DOUBLED, points, 1) for points in (100, 200)),
        (DOUBLED, 50, 0),
        *((RANGE, points, 1) for points in (500, 750, 1000)),
        *((RANGE, points, 0) for points in (1050, 725, 450)),
    ],
)
def test_a_changed_value_fits_its_item(item: Item, points_x100: int, fits: int) -> None:
    times = 1 if item is RANGE else 2
    if fits:
        assert changed_points(item, points_x100, times=times) == points_x100
    else:
        with pytest.raises(ChangedValueError):
            changed_points(item, points_x100, times=times)


# Whatever happens

ITEMS = (
    Item(
        code="A01",
        category="甲",
        name="到会",
        points_x100=100,
        unit="次",
        caps=(Cap(period=Period.MONTH, limit_x100=250), Cap(period=Period.YEAR, limit_x100=700, whole_category=True)),
    ),
    Item(
        code="A02",
        category="甲",
        name="志愿",
        points_x100=150,
        unit="次",
        caps=(Cap(period=Period.QUARTER, limit_x100=400), Cap(period=Period.YEAR, limit_x100=700, whole_category=True)),
    ),
    Item(
        code="E01",
        category="扣分",
        name="缺席",
        points_x100=-200,
        unit="次",
        caps=(Cap(period=Period.YEAR, limit_x100=500),),
    ),
)


@dataclass
class Ledger:
    """Entries and reversals as the services make them; locked months push what comes later into the open one."""

    entries: list[Past] = field(default_factory=list)
    locked: list[Month] = field(default_factory=list)
    today: date = date(2026, 1, 1)

    def act(self, kind: str, number: int, times: int, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), date(2026, 12, 31))
        if kind == "lock":
            self.locked += [month for month in [Month.of(self.today).plus(-1)] if month not in self.locked]
        elif kind == "award":
            self._award(ITEMS[number % len(ITEMS)], times, self.today - timedelta(days=number))
        else:
            self._reverse(number)

    def _award(self, item: Item, times: int, happened_on: date) -> None:
        day = counting_day(max(happened_on, date(2026, 1, 1)), locked=self.locked, today=self.today)
        counted = counted_before(item, happened_on=day, past=self.entries)
        earned = award(item, requested_x100=item.points_x100 * times, counted=counted).awarded_x100
        self._add(
            Past(
                id=len(self.entries),
                reverses=None,
                code=item.code,
                category=item.category,
                happened_on=day,
                awarded_x100=earned,
            )
        )

    def _reverse(self, number: int) -> None:
        gone = {one.reverses for one in self.entries}
        standing = [one for one in self.entries if one.reverses is None and one.id not in gone]
        if standing:
            first = standing[number % len(standing)]
            day = counting_day(first.happened_on, locked=self.locked, today=self.today)
            self._add(
                Past(
                    id=len(self.entries),
                    reverses=first.id,
                    code=first.code,
                    category=first.category,
                    happened_on=day,
                    awarded_x100=-first.awarded_x100,
                )
            )

    def _add(self, one: Past) -> None:
        assert Month.of(one.happened_on) not in self.locked
        self.entries.append(one)

    @property
    def standing(self) -> list[Past]:
        gone = {one.reverses for one in self.entries}
        return [one for one in self.entries if one.reverses is None and one.id not in gone]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["award", "award", "award", "reverse", "lock"]),
        st.integers(0, 40),
        st.integers(1, 4),
        st.integers(0, 20),
    ),
    max_size=40,
)


def played(acts: list[tuple[str, int, int, int]]) -> Ledger:
    ledger = Ledger()
    for act in acts:
        ledger.act(*act)
    return ledger


@given(acts=ACTS)
def test_any_sequence_of_awards_and_reversals_keeps_caps_and_sums(acts: list[tuple[str, int, int, int]]) -> None:
    ledger = played(acts)
    assert sum(one.awarded_x100 for one in ledger.entries) == sum(one.awarded_x100 for one in ledger.standing)
    for item in ITEMS:
        for one in ledger.standing:
            counted = counted_before(item, happened_on=one.happened_on, past=ledger.entries)
            assert all(used <= cap.limit_x100 for cap, used in counted.items())


@given(acts=ACTS, day=st.dates(date(2026, 1, 1), date(2027, 1, 31)))
def test_the_same_history_replays_to_the_same_states(acts: list[tuple[str, int, int, int]], day: date) -> None:
    once, again = played(acts), played(acts)

    def states(ledger: Ledger) -> list[State]:
        gone = {one.reverses for one in ledger.entries}
        return [
            entry_state(
                Standing(
                    display=first_display([SHOWN, LATER], one.id, recorded_on=one.happened_on),
                    reversed=one.id in gone,
                ),
                today=day,
            )
            for one in ledger.entries
        ]

    assert once.entries == again.entries
    assert states(once) == states(again)
    assert (State.REVERSED in states(once)) == any(one.reverses is not None for one in once.entries)
