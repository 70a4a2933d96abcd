"""The end of months and years: snapshots, statements, boards, grades, cards, and what of it is public."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points import services
from points.appraisal import usual_vetoes
from points.bulletins import KIND_YEAR, ListContent
from points.duties.services import Visiting, enter_visit
from points.errors.year import (
    CardClosedError,
    DecisionDayError,
    MissingGradeError,
    NoAwardError,
    NoOccasionError,
    NoTalkError,
    NotSealedError,
    OpenObjectionsError,
    OverQuotaError,
    OwnCardError,
    OwnRecordError,
    PendingClaimsError,
    ProbationaryGradeError,
    SameCardError,
    SameFigureError,
    SameVetoError,
    StaleReckoningError,
    TalkDayError,
    UnexplainedGradeError,
    UnsettledYearError,
    YearNotOverError,
    YearPublishedError,
    YearSealedError,
)
from points.models import PointsAppraisal, PointsEntry, PointsSnapshot
from points.periods import Year
from points.public_years import sound_year, year_headline, year_records
from points.queries.cards import card, cards, dues, veto_items, vetoes
from points.queries.rankings import TOP, Ranked, Ranking, ranking
from points.queries.scorecards import scorecard
from points.queries.snapshots import replayed, snapshot, stored_lines
from points.queries.statements import statement
from points.queries.sums import sums_by_member
from points.queries.tasks import tasks
from points.queries.years import grade_of, is_stale, year_end
from points.rules.bands import Grade
from points.schemes import SchemeFile, example_scheme, read_scheme, shapes
from points.services.cards import (
    Talking,
    enter_figure,
    issue_card,
    recommend_award,
    record_mending,
    record_talk,
    record_veto,
)
from points.services.years import Deciding, decide_year, publish_year, reckon_year, seal_year
from points.values import Finding, Mending
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, Quarter
from portal.kernel.sheets import read_table
from portal.kernel.verify import verify_all
from portal.org.models import Branch, Household, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.points.branchwork import Branchwork
from tests.points.test_public import client as public_client
from tests.points.test_public import published

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from points.queries.years import YearEnd
    from portal.config import Config
    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

YEAR, SEPTEMBER = Year(2026), Month(2026, 9)
LOCK_DAY, LATER, JANUARY = date(2026, 10, 23), date(2026, 10, 30), date(2027, 1, 12)


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


@pytest.fixture
def locked(work: Branchwork, clock: SettableClock) -> Branchwork:
    """A branch whose September is locked: two additions, one cut by its cap, and a deduction."""
    work.record("A01", happened_on=date(2026, 9, 3), times=6)
    work.record("A02", happened_on=date(2026, 9, 4), person_id=work.member(1))
    work.record("E01", happened_on=date(2026, 9, 5))
    work.display(SEPTEMBER)
    clock.set_day(LOCK_DAY)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    return work


def corrected(work: Branchwork, clock: SettableClock) -> None:
    """Take back a September entry and enter another one late, both after the lock."""
    clock.set_day(LATER)
    first = PointsEntry.get((PointsEntry.item_code == "A02") & PointsEntry.reverses.is_null())
    services.reverse_entry(work.secretary, work.village, first.id, reason="重复登记")
    work.record("B03", happened_on=date(2026, 9, 8), person_id=work.member(1), belated=True)


def rule_changed_and_moved(work: Branchwork) -> None:
    """Adopt another scheme, and let two members move to another branch."""
    items = tuple(one for one in example_scheme().items if one.code != "A02")
    services.adopt_scheme(
        work.secretary, work.village, work.branch.id, SchemeFile(items=items), effective_from=date(2026, 12, 1)
    )
    other = Branch.create(village=work.village, name="青山村第二党支部")
    Person.update(branch=other).where(Person.id.in_([work.member(0), work.member(1)])).execute()


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


def ended(work: Branchwork) -> YearEnd:
    found = year_end(work.village, work.branch, YEAR)
    assert found is not None
    return found


def decide(work: Branchwork, changed: dict[int, Grade] | None = None, **more: object) -> object:
    grades = {one.person_id: one.suggested for one in ended(work).lines} | (changed or {})
    said = {"decided_on": JANUARY, "meeting": "民主评议会", "unsettled": "镇里要求月底前报", "grades": grades}
    deciding = Deciding(**{**said, **more})  # type: ignore[arg-type]
    return decide_year(work.secretary, work.village, work.branch.id, YEAR, deciding=deciding)


def reckoned(work: Branchwork, clock: SettableClock) -> None:
    """Reckon a year in which member 0 is the best and member 1 has a veto."""
    for month in range(1, 7):
        work.record("D03", happened_on=date(2026, month, 3))
        work.record("C07", happened_on=date(2026, month, 4), value_x100=1000)
    clock.set_day(JANUARY)
    bad = work.member(1)
    record_veto(work.secretary, work.village, work.branch.id, YEAR, person_id=bad, code="F01", paper="镇纪委3号")
    reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")


def test_what_decides_a_year_stands_in_its_first_scheme_that_says_so(work: Branchwork) -> None:
    def name(code: str, year: int = YEAR.year) -> str:
        return veto_items(work.village, work.branch.id, year)[code].name

    stated = {one.code: one.name for one in usual_vetoes()}
    assert name("F01", 2031) == stated["F01"]  # no scheme
    first = name("F01")
    local = read_scheme("华宁.csv", shapes()["huaning-60"].read_bytes())
    services.adopt_scheme(work.secretary, work.village, work.branch.id, local, effective_from=date(2026, 11, 1))
    assert {one.code: one.name for one in local.vetoes}["F01"] != first
    assert name("F01") == first


def test_a_year_is_reckoned_when_it_is_over_and_reviewed(work: Branchwork, clock: SettableClock) -> None:
    with pytest.raises(YearNotOverError):
        reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
    recording = services.Recording(person_id=work.member(2), item_code="A01", happened_on=date(2026, 9, 1))
    claim = services.record_claim(work.secretary, work.village, recording)
    with pytest.raises(PendingClaimsError):
        reckoned(work, clock)
    work.accept(claim)
    reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
    again = reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
    assert (again.revision, PointsAppraisal.select().count()) == (1, 1)
    now = ended(work)
    grades = {one.person_id: one.suggested for one in now.lines}
    assert (now.members, now.graded, now.quota) == (12, 11, 3)
    assert (grades[work.member(0)], grades[work.member(1)]) == (Grade.EXCELLENT, Grade.FAILED)
    assert grades[work.member(0, Office.PROBATIONARY)] == Grade.UNGRADED


def test_what_the_branch_decides_otherwise_is_explained(work: Branchwork, clock: SettableClock) -> None:
    reckoned(work, clock)
    best, probationary = work.member(0), work.member(0, Office.PROBATIONARY)
    for refusal, changed, more in (
        (DecisionDayError, {}, {"decided_on": JANUARY + timedelta(days=1)}),
        (DecisionDayError, {}, {"decided_on": date(2026, 11, 30)}),
        (MissingGradeError, {}, {"grades": {}}),
        (UnsettledYearError, {}, {"unsettled": " "}),
        (ProbationaryGradeError, {probationary: Grade.QUALIFIED}, {}),
        (UnexplainedGradeError, {best: Grade.QUALIFIED}, {}),
    ):
        with pytest.raises(refusal):
            decide(work, changed, **more)
    three = {work.member(number): Grade.EXCELLENT for number in (2, 3, 4)}
    because = dict.fromkeys(three, "票数高")
    with pytest.raises(OverQuotaError, match="取较小的 3 分之 1，只舍不入"):
        decide(work, three, reasons=because)
    decide(work, three, reasons=because, over_quota="镇党委同意增加一名")
    (excellent,) = (decided for grade, _, decided in ended(work).shares if grade == Grade.EXCELLENT)
    assert excellent == 4
    assert [one.reason for one in ended(work).lines if one.differs] == ["票数高"] * 3


def test_a_decision_stands_beside_what_the_points_suggest_now(work: Branchwork, clock: SettableClock) -> None:
    reckoned(work, clock)
    assert not is_stale(work.village, work.branch, ended(work))
    work.record("C07", happened_on=date(2026, 9, 4), person_id=work.member(2), value_x100=1000, belated=True)
    assert is_stale(work.village, work.branch, ended(work))
    with pytest.raises(StaleReckoningError, match="重新计算"):
        decide(work)
    reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
    assert not is_stale(work.village, work.branch, ended(work))
    bad = work.member(3)
    record_veto(work.secretary, work.village, work.branch.id, YEAR, person_id=bad, code="F01", paper="镇纪委4号")
    assert is_stale(work.village, work.branch, ended(work))  # no entry, and the suggestion is another all the same
    reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
    decide(work)
    assert not is_stale(work.village, work.branch, ended(work))


def test_what_counts_against_a_member_goes_with_them_to_another_branch(work: Branchwork, clock: SettableClock) -> None:
    reckoned(work, clock)
    bad = work.member(1)
    entry = work.record("E06", happened_on=date(2026, 10, 10), person_id=bad, belated=True)
    other = Branch.create(village=work.village, name="青山村第二党支部")
    Person.update(branch=other).where(Person.id == bad).execute()
    called_for = {one.occasion.key for one in dues(work.village, other, YEAR.year, today=JANUARY)}
    (veto,) = vetoes(work.village, year=YEAR.year, branch_id=other.id)
    assert {f"entry:{entry.id}", f"veto:{veto.id}"} <= called_for
    reckon_year(work.secretary, work.village, other.id, YEAR, bands="default")
    there = year_end(work.village, other, YEAR)
    assert there is not None
    assert [(one.person_id, one.suggested) for one in there.lines] == [(bad, Grade.FAILED)]
    with pytest.raises(SameVetoError):
        record_veto(work.secretary, work.village, other.id, YEAR, person_id=bad, code="F01", paper="镇纪委3号")
    with pytest.raises(NoAwardError):
        recommend_award(work.secretary, work.village, other.id, YEAR, person_id=bad, title="优秀党员", reason="好")


def test_a_year_is_decided_and_sealed_only_when_objections_are_answered(work: Branchwork, clock: SettableClock) -> None:
    entry = work.record("A01", happened_on=date(2026, 9, 3), person_id=work.member(2))
    work.display(SEPTEMBER)
    reader = work.township.actor(Office.REPRESENTATIVE)
    objecting = services.Objecting(month=SEPTEMBER, entry_id=entry.id, text="那天没有来")
    filed = services.file_objection(reader, work.village, objecting)
    reckoned(work, clock)
    with pytest.raises(OpenObjectionsError, match="还有 1 件异议没有答复"):
        decide(work)
    services.examine_objection(work.third, work.village, filed.id, finding=Finding.DISMISSED, answer="签到表上有")
    work.display(Month(2026, 1))
    decide(work)
    decision = ended(work).decision
    assert decision is not None
    assert (decision.not_in_force, decision.unsettled) == (12, "镇里要求月底前报")
    omission = services.file_objection(reader, work.village, services.Objecting(month=Month(2026, 1), text="漏了我"))
    with pytest.raises(OpenObjectionsError):
        seal_year(work.colleague, work.village, work.branch.id, YEAR)
    services.examine_objection(work.third, work.village, omission.id, finding=Finding.DISMISSED, answer="没有申报")
    assert seal_year(work.colleague, work.village, work.branch.id, YEAR).decision_id == decision.id


def test_a_second_person_seals_and_only_the_best_are_named(
    work: Branchwork, clock: SettableClock, config: Config
) -> None:
    reckoned(work, clock)
    chosen = work.member(2)
    decide(work)
    decide(work, {chosen: Grade.EXCELLENT}, reasons={chosen: "票数高"}, reason="第一次登记漏了")
    with pytest.raises(NotSealedError):
        publish_year(work.secretary, work.village, work.branch.id, YEAR)
    with pytest.raises(OwnRecordError):
        seal_year(work.secretary, work.village, work.branch.id, YEAR)
    assert any("封存等次" in one.title for one in tasks(work.secretary, work.village, JANUARY))
    seal_year(work.colleague, work.village, work.branch.id, YEAR)
    with pytest.raises(YearSealedError):
        decide(work, reason="再改")
    with pytest.raises(YearSealedError):
        reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="tanghe")
    assert grade_of(work.village, YEAR, chosen) == Grade.EXCELLENT
    award = {"title": "优秀党员", "reason": "好"}
    with pytest.raises(NoAwardError):
        recommend_award(work.secretary, work.village, work.branch.id, YEAR, person_id=work.member(1), **award)
    bulletin = publish_year(work.secretary, work.village, work.branch.id, YEAR)
    with pytest.raises(YearPublishedError):
        publish_year(work.secretary, work.village, work.branch.id, YEAR)
    content = json.loads(bulletin.envelope)["content"]
    assert set(content) == {"year", "branch", "decided_on", "publicity", "excellent"}
    assert len(content["excellent"]) == 2
    assert (date.fromisoformat(content["publicity"]["until"]) - JANUARY).days >= 7
    assert verify_all(packages(config)) == []


def test_a_rule_calls_for_a_card_and_people_talk(work: Branchwork, clock: SettableClock) -> None:
    member = work.member(0)
    entry = work.record("E06", happened_on=date(2026, 10, 10), person_id=member)
    today = date(2026, 10, 15)
    (due,) = dues(work.village, work.branch, 2026, today=today)
    assert (due.person_id, due.occasion.key) == (member, f"entry:{entry.id}")

    def issue(person: int, occasion: str) -> object:
        return issue_card(work.secretary, work.village, work.branch.id, YEAR, person_id=person, occasion=occasion)

    with pytest.raises(OwnCardError):
        issue(work.secretary.person_id, due.occasion.key)
    with pytest.raises(NoOccasionError):
        issue(work.member(1), due.occasion.key)
    issue(member, due.occasion.key)
    with pytest.raises(SameCardError):
        issue(member, due.occasion.key)
    assert dues(work.village, work.branch, 2026, today=today) == []
    (row,) = (one for one in tasks(work.secretary, work.village, date(2026, 11, 1)) if "约谈" in one.title)
    assert row.urgent
    number = int(row.values["card"])
    talking = Talking(held_on=today, held_by=work.secretary.person_id, text="谈清了", mend_by=today)
    with pytest.raises(NoTalkError):
        record_mending(work.secretary, work.village, number, outcome=Mending.MENDED, text="好", seen_on=today)
    with pytest.raises(TalkDayError):
        early = Talking(held_on=date(2026, 10, 1), held_by=work.secretary.person_id, text="早", mend_by=today)
        record_talk(work.secretary, work.village, number, early)
    record_talk(work.secretary, work.village, number, talking)
    record_mending(work.colleague, work.village, number, outcome=Mending.MENDED, text="已清通", seen_on=today)
    with pytest.raises(CardClosedError):
        record_mending(work.colleague, work.village, number, outcome=Mending.MENDED, text="已清通", seen_on=today)
    assert card(work.village, number).stands(today) == ("done", "已整改")


def test_a_figure_of_the_scorecard_keeps_what_stood_before(work: Branchwork) -> None:
    work.record("A01", person_id=work.member(0))

    def enter(value: int, source: str = "台账") -> None:
        enter_figure(work.secretary, work.village, work.branch.id, YEAR, code="visits", value=value, source=source)

    enter(3)
    with pytest.raises(SameFigureError):
        enter(3)
    enter(4)
    shown = scorecard(work.village, work.branch, YEAR, today=date(2026, 10, 15))
    (visits,) = (one for one in shown.figures if one.code == "visits")
    assert (visits.value, visits.before, visits.recorded) == (4, (3,), None)
    assert shown.rates[0].title == "党员大会、支委会到会率"
    household = Household.create(village=work.village, number="001")
    visiting = Visiting(household_id=household.id, visited_on=date(2026, 10, 14))
    enter_visit(work.secretary, work.village, work.member(0), visiting)
    (visits, *_) = scorecard(work.village, work.branch, YEAR, today=date(2026, 10, 15)).figures
    assert (visits.value, visits.recorded) == (4, 1)
    assert [(one.count, one.of, one.rate_x100) for one in shown.rates] == [(0, 0, None), (1, 12, 8_33)]


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


# Screens


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: SignIn) -> Callable[[Office], FlaskClient]:
    return lambda office: sign_in(app.test_client(), township.login(office, number=-1))


def ask(client: FlaskClient, path: str) -> str:
    answer = client.get(f"/qingshan/points/{path}")
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert answer.text.count("<h1") == 1
    return answer.text


def test_the_board_shows_the_top_and_oneself_and_is_handed_out_as_it_is_shown(
    locked: Branchwork, enter: Callable[[Office], FlaskClient]
) -> None:
    member, secretary = enter(Office.PROBATIONARY), enter(Office.SECRETARY)
    seen = ask(member, "board/?everybody=y")
    assert "（我）" in seen
    assert "扣分" not in seen
    assert "扣分" in ask(secretary, "board/?everybody=y")
    address = f"board/table.xlsx?period=2026&q={locked.name(0)}"
    table = read_table("榜.xlsx", secretary.get(f"/qingshan/points/{address}").data)
    assert len(table.records(required=("姓名", "合计")).rows) == 1
    csv = member.get("/qingshan/points/board/table.csv?period=2026").data.decode("utf-8-sig")
    assert "姓名" in csv.splitlines()[0]
    assert io.StringIO(csv).readline().count(",") == 5
    for path in ("charts/", "charts/?year=2025"):
        assert ask(secretary, path).count("<svg") >= 2
    assert "我的2026年积分图" in ask(member, "charts/")


def test_a_rule_change_and_a_move_leave_statement_and_snapshot_the_same_letter_for_letter(
    locked: Branchwork, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    secretary = enter(Office.SECRETARY)
    paths = [f"members/{locked.member(number)}/why/2026/" for number in (0, 1)] + ["snapshots/2026-09/"]
    before = [ask(secretary, path) for path in paths]
    assert "为什么是 62 分" in before[0]
    assert "应记 6 分，上限去掉 2 分" in before[0]
    rule_changed_and_moved(locked)
    assert [ask(secretary, path) for path in paths] == before


def test_what_is_entered_belatedly_shows_when_it_was_done_and_when_it_counts(
    work: Branchwork, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    work.record("A01", happened_on=date(2026, 9, 3))
    work.display(SEPTEMBER)
    clock.set_day(LOCK_DAY)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    recording = services.Recording(
        person_id=work.member(1), item_code="B02", happened_on=date(2026, 9, 2), belated=True
    )
    claim = services.record_claim(work.secretary, work.village, recording)
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    told = re.compile(r"2026年9月2日(</time>)?做的，补记在(<time [^>]*>)?2026年10月23日")
    assert told.search(ask(colleague, "review/"))
    assert told.search(ask(secretary, "?period=2026-10"))
    work.accept(claim)
    assert told.search(ask(secretary, "?period=2026-10"))
    assert told.search(ask(secretary, f"members/{work.member(1)}/?period=2026-10"))
    table = secretary.get("/qingshan/points/table.csv?period=2026-10").get_data(as_text=True)
    assert any(line.startswith("2026-10-23") and line.endswith("2026-09-02") for line in table.splitlines())


def test_the_year_is_ended_on_screen(
    work: Branchwork, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    work.record("E06", happened_on=date(2026, 10, 14), person_id=work.member(0))
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    base = "/qingshan/points"
    key = dues(work.village, work.branch, 2026, today=date(2026, 10, 15))[0].occasion.key
    assert "发提醒卡" in ask(secretary, "cards/")
    sent = {"person": str(work.member(0)), "occasion": key, "year": "2026"}
    shown = secretary.post(f"{base}/cards/new", data=sent, follow_redirects=True).text
    assert "第 1 号黄牌" in shown
    assert secretary.post(f"{base}/cards/new", data=sent).status_code == HTTPStatus.CONFLICT
    (issued,) = cards(work.village)
    number = issued.id
    talk = {"held_on": "2026-10-15", "held_by": str(work.secretary.person_id), "text": "谈了", "mend_by": "2026-11-15"}
    assert "限期整改中" in secretary.post(f"{base}/cards/{number}/talk", data=talk, follow_redirects=True).text
    mended = {"outcome": "mended", "seen_on": "2026-10-15", "text": "好了"}
    assert "已整改" in colleague.post(f"{base}/cards/{number}/mending", data=mended, follow_redirects=True).text
    clock.set_day(JANUARY)
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    assert "计算等次建议" in ask(secretary, "years/2026/")
    secretary.post(f"{base}/years/2026/reckon", data={"bands": "huaning"})
    form = ask(secretary, "years/2026/decide")
    data = {"decided_on": "2027-01-12", "meeting": "民主评议会"}
    assert "还有 1 笔积分没有生效" in form
    data["unsettled"] = "镇里要求月底前报"
    lines = ended(work).lines
    data |= {f"grade_{one.person_id}": one.suggested.value for one in lines}
    assert all(f"grade_{one.person_id}" in form for one in lines)
    changed = {f"grade_{work.member(1)}": "excellent"}
    refused = secretary.post(f"{base}/years/2026/decide", data=data | changed)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写明为什么不同" in refused.text
    because = {f"reason_{work.member(1)}": "票数最高"}
    shown = secretary.post(f"{base}/years/2026/decide", data=data | changed | because, follow_redirects=True).text
    assert "票数最高" in shown
    assert "还有 1 笔积分没有生效，理由：镇里要求月底前报" in shown
    assert secretary.post(f"{base}/years/2026/seal").status_code == HTTPStatus.FORBIDDEN
    assert "已封存" in colleague.post(f"{base}/years/2026/seal", follow_redirects=True).text
    assert secretary.get(f"{base}/years/2026/decide").status_code == HTTPStatus.FOUND
    assert "已公开优秀名单" in secretary.post(f"{base}/years/2026/publish", follow_redirects=True).text
    award = {"person": str(work.member(1)), "title": "镇优秀共产党员", "reason": "调解多"}
    assert "请选择党员" in secretary.post(f"{base}/years/2026/awards/new", data=award | {"person": ""}).text
    assert "镇优秀共产党员" in secretary.post(f"{base}/years/2026/awards/new", data=award, follow_redirects=True).text
    figure = {"code": "visits", "value": "12", "source": "走访簿"}
    shown = secretary.post(f"{base}/years/2026/scorecard/new", data=figure, follow_redirects=True).text
    assert "12 户次" in shown
    table = read_table("等次.xlsx", secretary.get(f"{base}/years/2026/table.xlsx").data)
    assert len(table.records(required=("姓名", "支部决定")).rows) == 12


def test_posters_and_the_years_list_are_public_without_points(work: Branchwork, clock: SettableClock) -> None:
    work.record("A01", happened_on=date(2026, 9, 3))
    work.display(SEPTEMBER)
    poster = public_client().get("/qingshan/points/2026-09/a3/").text
    assert work.name(0) in poster
    assert "写在纸上" in poster
    clock.set_day(JANUARY)
    reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
    decide(work, {work.member(1): Grade.EXCELLENT}, reasons={work.member(1): "票数最高"})
    seal_year(work.colleague, work.village, work.branch.id, YEAR)
    publish_year(work.secretary, work.village, work.branch.id, YEAR)
    key = f"2026-{work.branch.id}"
    site = public_client()
    for path in (f"years/{key}/", f"years/{key}/a4/"):
        page = site.get(f"/qingshan/points/{path}").text
        assert work.name(1) in page
        assert work.name(0) not in page
        assert "基本合格" not in page
    (found,) = year_records(published(), "qingshan")
    headline = year_headline(published().latest("qingshan", KIND_YEAR, key))
    assert headline is not None
    assert work.name(1) not in f"{found.title}{found.text}{headline.title}{headline.detail}"
    (document,) = published().of("qingshan", KIND_YEAR)
    broken = replace(document, content={**document.content, "excellent": "nobody"})
    assert (sound_year(document), sound_year(broken), year_headline(broken)) == (True, False, None)
    assert f"years/{key}/" in site.get("/qingshan/points/").text
    with pytest.raises(NotFoundError):
        site.get("/qingshan/points/years/2025-1/")
    assert [one.kind for one in published().of("qingshan", KIND_YEAR)] == [KIND_YEAR]
