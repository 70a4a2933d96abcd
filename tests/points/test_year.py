"""The end of months: snapshots, statements, sums, boards, and what of it is public."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from points import services
from points.bulletins import ListContent
from points.models import PointsEntry, PointsSnapshot
from points.queries.rankings import TOP, Ranked, Ranking, ranking
from points.queries.snapshots import replayed, snapshot, stored_lines
from points.queries.statements import statement
from points.queries.sums import sums_by_member
from portal.kernel.bulletins import Bulletin
from portal.kernel.months import Month, Quarter
from portal.kernel.verify import verify_all
from portal.org.models import Branch
from portal.terminal import packages
from tests.points.branchwork import Branchwork
from tests.points.yearwork import LATER, SEPTEMBER, YEAR, corrected, lock, rule_changed_and_moved

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


@pytest.fixture
def locked(work: Branchwork, clock: SettableClock) -> Branchwork:
    return lock(work, clock)


def test_a_locked_month_keeps_how_it_was_and_shows_what_was_put_right_since(
    locked: Branchwork, clock: SettableClock, config: Config
) -> None:
    (before,) = PointsSnapshot.select()
    corrected(locked, clock)
    shown = snapshot(locked.village, locked.branch, SEPTEMBER, today=LATER)
    assert shown.replays
    lines = {one.line.person_id: one for one in shown.lines}
    first, second = lines[locked.member(0)], lines[locked.member(1)]
    assert (first.line.additions_x100, first.line.deductions_x100, first.line.score_x100) == (400, -200, 62_00)
    assert (second.line.score_x100, second.since_x100) == (60_50, 50)
    assert len(shown.lines) == 12  # everybody of the branch
    assert {(one.entry.item_code, one.entry.awarded_x100, str(one.counts_in)) for one in shown.corrections} == {
        ("A02", -50, "2026-10"),
        ("B03", 100, "2026-10"),
    }
    rule_changed_and_moved(locked)
    (after,) = PointsSnapshot.select()
    moved = ranking(locked.village, Branch.get(Branch.name == "青山村第二党支部"), YEAR, today=LATER)
    assert [one.total_x100 for one in moved.rows] == [60_00, 60_00]  # what they earned stays with their old branch
    assert (after.lines, after.digest) == (before.lines, before.digest)
    assert replayed(locked.village, after) == stored_lines(before)
    assert verify_all(packages(config)) == []


def test_a_statement_tells_every_step_and_adds_up(locked: Branchwork, clock: SettableClock) -> None:
    corrected(locked, clock)
    told = statement(locked.village, locked.member(0), YEAR, today=LATER)
    assert told.sum_text == "基础分 60 ＋ 加分 4 － 扣分 2 ＝ 62 分"
    added, taken = told.parts
    assert (added.asked_x100, added.cut_x100, added.cap_x100, added.total_x100) == (600, 200, 1500, 400)
    assert added.sentence == "应记 6 分，上限去掉 2 分，计 4 分"
    assert taken.sentence == "应扣 2 分，扣 2 分"
    moved = statement(locked.village, locked.member(1), YEAR, today=LATER)
    life, service = moved.parts
    assert (life.taken_back_x100, life.total_x100, service.total_x100) == (-50, 0, 100)
    assert [line.told for line in life.lines] == [
        f"已由第 {life.lines[1].entry.id} 号冲销，记在2026年10月；补录 41 天",
        f"冲销第 {life.lines[0].entry.id} 号，理由：重复登记",
    ]
    for one in (told, moved):
        entries = PointsEntry.select().where(PointsEntry.person == one.person_id)
        awarded = sum(row.awarded_x100 for row in entries)
        assert one.score.total_x100 == 60_00 + awarded == 60_00 + sum(part.total_x100 for part in one.parts)
        assert sum(quarter.score.sum.total_x100 for quarter in one.quarters) == awarded


def test_sums_in_the_database_are_those_of_the_entries(locked: Branchwork, clock: SettableClock) -> None:
    corrected(locked, clock)
    sums = sums_by_member(locked.village, YEAR)
    for number in (0, 1):
        told = statement(locked.village, locked.member(number), YEAR, today=LATER)
        assert sums[locked.branch.id, locked.member(number)] == told.score.sum
    board = ranking(locked.village, locked.branch, YEAR, today=LATER)
    assert [(one.place, one.total_x100) for one in board.rows[:4]] == [(1, 62_00), (2, 61_00), (3, 60_00), (3, 60_00)]
    (average,) = board.branches
    assert (average.members, average.total_x100, average.average_x100) == (12, 300, 25)
    oneself = board.rows[-1].person_id
    assert oneself in {one.person_id for one in board.first(oneself=oneself)}
    quarter = ranking(locked.village, locked.branch, Quarter(2026, 3), today=LATER)
    assert (quarter.rows[0].total_x100, quarter.base_x100) == (200, None)


def test_nothing_published_depends_on_a_deduction(locked: Branchwork, clock: SettableClock) -> None:
    """Whatever is deducted, taken back or not, every published list stays the same letter for letter."""
    clock.set_day(LATER)

    def said() -> list[object]:
        periods = (SEPTEMBER, Month(2026, 10), Quarter(2026, 3), Quarter(2026, 4))
        return [ListContent(locked.village, one, today=LATER).says for one in periods]

    before, documents = said(), [one.envelope for one in Bulletin.select()]
    deducted = [
        locked.record(code, happened_on=date(2026, 10, 2), person_id=locked.member(number))
        for number in range(3)
        for code in ("E01", "E06", "E11")
    ]
    services.reverse_entry(locked.secretary, locked.village, deducted[0].id, reason="扣错了")
    assert said() == before
    assert len(ranking(locked.village, locked.branch, YEAR, today=LATER).rows) == 12
    assert [one.envelope for one in Bulletin.select()] == documents
    numbers = {"additions_x100", "average_x100", "points_x100", "members", "late_days", "number", "days", "version"}
    assert _numbers_of(json.loads(documents[0])["content"]) <= numbers | {"name"}


def _numbers_of(value: object, key: str = "") -> set[str]:
    """Return under which keys a document has numbers."""
    if isinstance(value, dict):
        return set().union(*(_numbers_of(part, name) for name, part in value.items()))
    if isinstance(value, list):
        return set().union(*(_numbers_of(part, key) for part in value))
    return {key} if isinstance(value, int) and not isinstance(value, bool) else set()


def test_the_top_and_oneself_come_first() -> None:
    rows = tuple(
        Ranked(
            place=place,
            person_id=place,
            name="",
            group="",
            additions_x100=0,
            deductions_x100=0,
            total_x100=100 - place,
        )
        for place in range(1, 16)
    )
    board = Ranking(branch="", stretch=YEAR, base_x100=0, rows=rows, branches=(), groups=())
    assert [one.place for one in board.first(oneself=14)] == [*range(1, TOP + 1), 14]
    assert len(board.first(oneself=None)) == TOP
