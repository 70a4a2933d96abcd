"""Whatever makes an entry adds to the sums beside it, boards read nothing else, and a check finds what was changed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from points import queries, services
from points.cli import points_group
from points.models import PointsBranchMonth, PointsClaim, PointsEntry, PointsMonthSum, PointsYearSum
from points.periods import Year
from points.queries.rankings import ranking
from points.queries.sum_check import differences
from points.schemes import example_scheme
from points.services import Judgement, Recording
from points.values import Verdict
from portal.cli import cunshi
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month, Quarter
from portal.kernel.verify import verify_all
from portal.org.models import Branch, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.deliberation.crowds import in_processes
from tests.factories import NOW
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.config import Config
    from tests.factories import SettableClock, Township

    Counting = Callable[[], AbstractContextManager[Any]]

TODAY = NOW.date()
OCTOBER, FOURTH, YEAR = Month(2026, 10), Quarter(2026, 4), Year(2026)


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


def test_boards_say_what_the_entries_say(work: Branchwork, clock: SettableClock) -> None:
    services.adopt_scheme(
        work.secretary, work.village, work.branch.id, example_scheme(), effective_from=date(2025, 6, 1)
    )
    for code, day in (("A01", (2026, 10, 1)), ("A01", (2026, 10, 2)), ("E02", (2026, 9, 30)), ("C01", (2025, 12, 31))):
        work.record(code, happened_on=date(*day), times=3)
    wrong = work.record("A04", happened_on=date(2026, 10, 3), person_id=work.member(1))
    services.reverse_entry(work.secretary, work.village, wrong.id, reason="记错了人")
    range_claim = services.record_claim(
        work.secretary,
        work.village,
        Recording(person_id=work.member(1), item_code="C07", happened_on=date(2026, 10, 4), value_x100=500),
    )
    services.review_claim(
        work.colleague,
        work.village,
        Judgement(claim_id=range_claim.id, verdict=Verdict.CHANGED, points_x100=650, reason="多人证明"),
    )
    for stretch in (OCTOBER, Month(2026, 9), FOURTH, Quarter(2026, 3), YEAR, Year(2025)):
        listed = queries.branch_list(work.village, work.branch, stretch, today=TODAY)
        board = queries.branch_board(work.branch, stretch, today=TODAY)
        assert {one.person_id: (one.totals.additions_x100, one.totals.deductions_x100) for one in board.lines} == {
            one.person_id: (one.additions_x100, one.deductions_x100) for one in listed.members
        }
        assert (board.average_x100, board.totals.entries) == (listed.average_x100, len(listed.entries))
        assert queries.member_totals(work.village, stretch) == {
            (work.branch.id, one.person_id): one.totals for one in board.lines if one.totals.entries
        }
        months = queries.totals_by_month(work.village, stretch, branch_id=work.branch.id)
        assert sum(one.total_x100 for one in months.values()) == sum(one.awarded_x100 for one in listed.entries)
    assert list(queries.totals_by_month(work.village, YEAR, person_id=work.member(1))) == [OCTOBER]
    assert board.lines[0].name == work.name(0)
    assert queries.yearly_totals(work.village)[2026].entries == PointsEntry.select().count() - 1
    assert queries.yearly_totals(work.other_village) == {}
    assert list(differences()) == []


def test_who_left_stands_on_the_board_and_is_no_head(work: Branchwork) -> None:
    work.record("A01", times=2)
    members = queries.branch_board(work.branch, YEAR, today=TODAY).members
    other = Branch.create(village=work.village, name="第二支部")
    Person.update(branch=other).where(Person.id == work.member()).execute()
    board = queries.branch_board(work.branch, YEAR, today=TODAY)
    assert (board.members, [one.name for one in board.lines if not one.is_member]) == (members - 1, [work.name(0)])
    listed = queries.branch_list(work.village, work.branch, YEAR, today=TODAY)
    ranked = ranking(work.village, work.branch, YEAR, today=TODAY)
    (own,) = (one for one in ranked.branches if one.name == work.branch.name)
    assert {listed.heads, own.members, sum(one.members for one in ranked.groups) or own.members} == {board.members}
    assert {listed.average_x100, own.average_x100} == {board.average_x100}
    assert len(listed.members) == len(ranked.rows) == members
    work.record("E02", person_id=work.member(1))
    board = queries.branch_board(work.branch, YEAR, today=TODAY)
    first, second = queries.standings(work.village, YEAR)
    assert (first.branch, first.totals, first.members) == (work.branch.name, board.totals, board.members)
    assert (first.average_x100, second.members, second.totals.entries) == (board.average_x100, None, 0)
    month = queries.standings(work.village, OCTOBER)[0]
    assert (month.totals, month.members) == (first.totals, first.members)


@pytest.mark.parametrize("branches", [2, 20])
def test_boards_ask_as_often_for_many_branches_as_for_few(
    work: Branchwork, branches: int, count_queries: Counting
) -> None:
    for number in range(Branch.select().count(), branches):
        Branch.create(village=work.village, name=f"第{number}支部")
    work.record("A01")
    for place, expected in ((work.village, branches - 1), (work.township.place, branches), (None, branches)):
        with count_queries() as counted:
            found = queries.standings(place, YEAR)
            queries.yearly_totals(place)
            queries.standings(place, FOURTH)
        assert (counted.count, len(found)) == (6, expected)
        assert sum(one.totals.total_x100 for one in found) == 100
    with count_queries() as counted:
        queries.branch_board(work.branch, YEAR, today=TODAY)
    assert counted.count == 2


def test_the_check_names_where_sums_and_entries_differ(
    work: Branchwork, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUNSHI_DATABASE_URL", database_url)
    work.record("A01", times=2)
    work.record("A04", person_id=work.member(1))
    assert list(differences()) == []
    PointsMonthSum.update(additions_x100=900).where(PointsMonthSum.person == work.member()).execute()
    PointsYearSum.delete().where(PointsYearSum.person == work.member(1)).execute()
    PointsBranchMonth.update(entries=PointsBranchMonth.entries + 1).execute()
    told = list(differences())
    branch = work.branch.name
    assert told[0].startswith(f"{branch} {work.name(0)} 2026年10月的积分合计与逐笔记录不符：")
    assert told[0].endswith("：合计 1 笔加 9 分扣 0 分，逐笔相加 1 笔加 2 分扣 0 分。")
    assert told[1].startswith(f"{branch} {work.name(1)} 2026年的积分合计与逐笔记录不符：合计 0 笔")
    assert told[2].startswith(f"{branch} 2026年10月的积分合计")
    assert len(told) == 3
    ran = CliRunner().invoke(cunshi, ["db", "check"])
    assert (ran.exit_code, told[0] in ran.stderr, "发现 3 处问题" in ran.stdout) == (1, True, True)
    login = work.township.login(Office.SECRETARY)
    recounted = CliRunner().invoke(points_group, ["recount", "qingshan", "--as", login])
    assert (recounted.exit_code, recounted.stdout) == (0, "已按逐笔记录重新合计。\n"), recounted.output
    ran = CliRunner().invoke(cunshi, ["db", "check"])
    assert ran.exit_code == 0, ran.output


PROCESSES, ROUNDS = 8, 3


@pytest.mark.race
def test_eight_at_once_leave_no_sum_behind(database: str, work: Branchwork) -> None:
    claims = [
        services.record_claim(
            work.secretary,
            work.village,
            Recording(
                person_id=work.member(number % 2), item_code="B03", happened_on=date(2026, 10, 1), note=str(number)
            ),
        ).id
        for number in range(PROCESSES * ROUNDS)
    ]

    def judge(process: int, barrier: Any) -> int:
        earned = 0
        for turn in range(ROUNDS):
            barrier.wait()
            review = services.review_claim(
                work.colleague, work.village, Judgement(claim_id=claims[process * ROUNDS + turn])
            )
            entry = PointsEntry.get_by_id(review.entry_id)
            earned += entry.awarded_x100
            if turn == 1:
                earned += services.reverse_entry(work.secretary, work.village, entry.id, reason="记错了").awarded_x100
        return earned

    found = in_processes(database, PROCESSES, judge)
    assert list(differences()) == []
    (total,) = queries.yearly_totals(work.village).values()
    assert (total.total_x100, total.entries) == (sum(found), PROCESSES * (ROUNDS + 1))


def test_a_table_is_one_act_and_asks_as_often_for_many_rows_as_for_few(
    work: Branchwork, config: Config, count_queries: Counting
) -> None:
    few, many = (
        [
            Recording(
                person_id=work.member(number % 3),
                item_code=("A01", "A04", "C01")[number % 2],
                happened_on=date(2026, 1, 1) + timedelta(days=since + number % 250),
                note=f"{rows}-{number}",
            )
            for number in range(rows)
        ]
        for since, rows in ((0, 20), (20, 300))
    )
    counts, acts = [], JournalEntry.select().count()
    for table in (few, many):
        with count_queries() as counted:
            made = services.import_claims(work.secretary, work.village, table)
        counts.append(counted.count)
        rows = PointsClaim.select().where(PointsClaim.id.in_(made)).order_by(PointsClaim.id)
        assert [(one.person_id, one.item_code, one.happened_on, one.note) for one in rows] == [
            (one.person_id, one.item_code, one.happened_on, one.note) for one in table
        ]
    assert counts[0] == counts[1]
    assert JournalEntry.select().count() == acts + 2
    assert verify_all(packages(config)) == []
    services.review_claims(work.colleague, work.village, [Judgement(claim_id=one) for one in made])
    assert list(differences()) == []
