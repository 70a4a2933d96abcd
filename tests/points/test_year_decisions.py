"""The end of a year: what the points suggest, what the branch decides, cards and figures."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from points import services
from points.appraisal import usual_vetoes
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
from points.models import PointsAppraisal
from points.queries.cards import card, dues, veto_items, vetoes
from points.queries.scorecards import scorecard
from points.queries.tasks import tasks
from points.queries.years import grade_of, is_stale, year_end
from points.rules.bands import Grade
from points.schemes import read_scheme, shapes
from points.services.cards import (
    Talking,
    enter_figure,
    issue_card,
    recommend_award,
    record_mending,
    record_talk,
    record_veto,
)
from points.services.years import publish_year, reckon_year, seal_year
from points.values import Finding, Mending
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.models import Branch, Household, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.points.branchwork import Branchwork
from tests.points.yearwork import JANUARY, SEPTEMBER, YEAR, decide, ended, reckoned

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


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
