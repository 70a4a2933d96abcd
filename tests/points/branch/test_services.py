"""Branch life on both databases: from the notice to what is public."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from points.branch import queries, services
from points.branch.errors import (
    ContactDayError,
    GroupNeededError,
    GroupUnknownError,
    KindUnknownError,
    MinutesNeededError,
    NotBranchMeetingError,
    NotEnteredLateError,
    NotLateError,
    NotOfBranchError,
    NotRecordedError,
    NotRegisteredError,
    OddityAnsweredError,
    OwnContactError,
    OwnOddityError,
    PracticeIndoorError,
    PracticeNeededError,
    RecordedError,
    TieKeyError,
    TooFarAheadError,
    VerdictReasonError,
    WhyLateError,
)
from points.branch.life import Form
from points.branch.models import BranchMeeting, BranchRecord, BranchTold
from points.branch.queries import attended_meetings, branch_year, meeting_fact, oddities_of, township_life
from points.branch.queries import oddities as oddity_queries
from points.branch.rules.attendance import turnout_of
from points.branch.rules.calendar import State
from points.branch.rules.checks import oddities
from points.branch.rules.explaining import OddityState
from points.branch.services import Contacting, Recording
from portal.kernel.bulletins import Bulletin
from portal.kernel.clock import LOCAL
from portal.kernel.errors import BadValueError, DomainError, NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body, Circle
from portal.meetings.errors import MinutesTooEarlyError
from portal.meetings.models import AttendanceManner
from portal.meetings.queries import is_invited, meeting
from portal.meetings.queries.notices import invited
from portal.meetings.services import Convening, convene_meeting, write_minutes
from portal.org.errors import BeforeBranchError
from portal.org.models import Group, Household, OfficeTerm, Person
from portal.org.offices import Office
from portal.org.queries import branches
from portal.terminal import packages
from tests.points.branch.branch_year import MEMBERS, BranchLife
from tests.uploads import upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

DAY = date(2026, 10, 16)


@pytest.fixture
def life(township: Township, clock: SettableClock) -> BranchLife:
    return BranchLife(township, clock)


def entries() -> int:
    return JournalEntry.select().count()


def test_a_theme_day_from_its_notice_to_its_record(life: BranchLife, config: Config) -> None:
    life.born(life.member.person_id, date(1950, 3, 2))
    meeting_id = life.convene("theme_day", DAY)
    held = meeting(life.village, meeting_id)
    assert held.circle == Circle(branch_id=life.branch.id)
    assert len(invited(life.village, held)) == MEMBERS
    assert is_invited(life.village, held, life.floating.person_id)
    with pytest.raises(MinutesTooEarlyError):
        life.record(meeting_id, "太早")
    life.clock.set_day(DAY)
    life.sign(meeting_id, absent=(life.floating.person_id, life.second.person_id))
    life.record(meeting_id, "清理河岸。", form=Form.PRACTICE, practice="labour", tie="matter", tie_key="3")
    fact = meeting_fact(life.village, meeting_id)
    assert (fact.form, fact.practice, fact.photos, fact.late_days) == (Form.PRACTICE, "labour", 1, 0)
    came = turnout_of(fact, life.branch.id)
    assert (came.all, came.present) == (MEMBERS, MEMBERS - 2)
    assert (came.due, came.due_present) == (MEMBERS - 2, MEMBERS - 3)  # 75 and floating are not due, who is 76 came
    assert {one.exempt for one in fact.lines} == {"", "流动党员", "年老体弱"}
    rows = attended_meetings(life.village, DAY, DAY)
    assert len(rows) == MEMBERS - 2
    assert {(row.kind, row.day, row.manner, row.branch_id) for row in rows} == {
        ("theme_day", DAY, AttendanceManner.IN_PERSON, life.branch.id)
    }
    assert attended_meetings(life.village, DAY + timedelta(days=1), DAY + timedelta(days=9)) == []
    (panel,) = queries.panels(life.village, "matter", 3)
    assert panel.lines == ("2026年10月16日 10月theme_day",)
    (panel,) = queries.panels(life.village, "meeting", meeting_id)
    assert "应到会 10 人，到 9 人；全体 12 人，到 10 人" in panel.lines
    assert queries.panels(life.village, "matter", 4) == queries.panels(life.village, "convening", 1) == []
    assert verify_all(packages(config)) == []


def test_what_was_sealed_stays_and_is_put_right_beside_it(life: BranchLife) -> None:
    meeting_id = life.hold("theme_day", DAY)
    with pytest.raises(RecordedError):
        life.record(meeting_id, "再写一遍")
    life.clock.set_day(DAY + timedelta(days=5))
    more = Recording(text="漏记：还清了沟。", form=Form.PRACTICE, practice="labour")
    services.add_addendum(life.recorder, life.village, meeting_id, more, reason="漏记")
    before = entries()
    services.add_addendum(life.recorder, life.village, meeting_id, more, reason="漏记")
    assert entries() == before  # sent twice is said once
    first, second = queries.records_of(meeting_id)
    assert (first.form, second.form, second.late_days) == (Form.INDOOR, Form.PRACTICE, 5)
    assert services.add_photos(life.recorder, life.village, meeting_id, [upload(b"one more")]) == 1
    assert services.add_photos(life.recorder, life.village, meeting_id, [upload(b"one more")]) == 0
    assert meeting_fact(life.village, meeting_id).text.endswith("讨论了本月的安排。")


def test_a_meeting_that_is_over_says_how_late_it_was_entered(life: BranchLife) -> None:
    past, before = life.convening("theme_day", date(2026, 10, 5)), entries()
    for refusal, convening in (
        (WhyLateError, past),
        (NotEnteredLateError, life.convening("committee_meeting", date(2026, 10, 5), why_late="忘了")),
        (NotLateError, life.convening("theme_day", date(2026, 11, 5), why_late="忘了")),
        (KindUnknownError, life.convening("party", date(2026, 11, 5))),
        (GroupNeededError, life.convening("group_meeting", date(2026, 11, 5))),
        (GroupNeededError, life.convening("theme_day", date(2026, 11, 5), group="第1组")),
        (GroupUnknownError, life.convening("group_meeting", date(2026, 11, 5), group="第9组")),
        (PrivateNumberError, life.convening("theme_day", date(2026, 11, 5), title="找 13812345678")),
    ):
        with pytest.raises(refusal):
            services.convene(life.secretary, life.village, life.branch.id, convening)
    with pytest.raises(NotAllowedError):
        services.convene(life.member, life.village, life.branch.id, life.convening("theme_day", DAY))
    assert entries() == before
    late = life.convening("theme_day", date(2026, 10, 5), why_late="在群里通知的")
    made = services.convene(life.secretary, life.village, life.branch.id, late)
    assert services.convene(life.secretary, life.village, life.branch.id, late).id == made.id
    life.sign(made.meeting_id)
    life.record(made.meeting_id, "补录的记录。")
    fact = meeting_fact(life.village, made.meeting_id)
    assert (fact.entered_late, fact.minutes_late, fact.late_days) == (10, 10, 10)
    year = branch_year(life.village, life.branch, 2026, today=date(2026, 10, 15))
    (cell,) = [one for one in year.calendar if one.kind.id == "theme_day"]
    assert (cell.state, cell.late_days) == (State.LATE, 10)


def test_a_late_entry_never_moves_the_beginning(life: BranchLife) -> None:
    life.convene("theme_day", DAY)
    life.clock.set_day(date(2026, 12, 1))
    for month in (3, 9):
        late = life.convening("theme_day", date(2026, month, 5), why_late="补旧账")
        services.convene(life.secretary, life.village, life.branch.id, late)
    late = life.convening("members_meeting", date(2025, 5, 6), why_late="补旧账")
    services.convene(life.secretary, life.village, life.branch.id, late)
    year = branch_year(life.village, life.branch, 2026, today=date(2026, 12, 1))
    assert year.asked is not None
    assert year.asked.since == DAY
    assert min(cell.period.first for cell in year.calendar if cell.state is State.MISSED) == date(2026, 10, 1)
    assert min(year.empty_months).first_day == date(2026, 10, 1)
    assert year.years == (2026, 2025)  # what was entered of a year before is still found


def test_a_day_on_which_the_branch_cannot_have_met_is_refused_in_words(life: BranchLife) -> None:
    before = entries()
    joined = OfficeTerm.update(since=date(2026, 10, 10)).where(OfficeTerm.person == life.recorder.person_id)
    joined.execute()
    for refusal, words, convening in (
        (BeforeBranchError, "从 2025-01-01 起才有人", life.convening("theme_day", date(1900, 1, 1), why_late="忘了")),
        (TooFarAheadError, "最多提前 12 个月", life.convening("theme_day", date(2028, 1, 3))),
        (NotRegisteredError, "2026-10-05", life.convening("theme_day", date(2026, 10, 5), why_late="忘了")),
    ):
        with pytest.raises(refusal, match=words):
            services.convene(life.secretary, life.village, life.branch.id, convening)
    OfficeTerm.update(since=date(1990, 1, 1)).execute()
    with pytest.raises(KindUnknownError, match="核对日期") as refused:  # a form shows it with what was typed
        early = life.convening("theme_day", date(2015, 1, 1), why_late="忘了")
        services.convene(life.secretary, life.village, life.branch.id, early)
    assert isinstance(refused.value, BadValueError)
    assert entries() == before


def test_only_a_groups_people_are_invited_to_it(life: BranchLife) -> None:
    group = Group.create(village=life.village, name="第1组")
    household = Household.create(village=life.village, number="001", group=group)
    Person.update(household=household).where(Person.id.in_([life.member.person_id, life.second.person_id])).execute()
    meeting_id = life.convene("group_meeting", DAY, group="第1组")
    held = meeting(life.village, meeting_id)
    assert held.body is Body.PARTY_GROUP
    assert {one.person_id for one in invited(life.village, held)} == {life.member.person_id, life.second.person_id}
    assert not is_invited(life.village, held, life.secretary.person_id)


@pytest.mark.parametrize(
    ("refusal", "recording"),
    [
        (MinutesNeededError, Recording(text=" ", form=Form.INDOOR)),
        (PracticeNeededError, Recording(text="做了", form=Form.PRACTICE)),
        (PracticeNeededError, Recording(text="做了", form=Form.PRACTICE, practice="喝茶")),
        (PracticeIndoorError, Recording(text="学了", form=Form.INDOOR, practice="labour")),
        (TieKeyError, Recording(text="学了", form=Form.INDOOR, tie="matter")),
        (TieKeyError, Recording(text="学了", form=Form.INDOOR, tie="matter", tie_key="第3号")),
        (TieKeyError, Recording(text="学了", form=Form.INDOOR, tie_key="修路")),
        (PrivateNumberError, Recording(text="电话 13812345678", form=Form.INDOOR)),
    ],
)
def test_what_does_not_fit_together_is_refused_and_nothing_written(
    life: BranchLife, refusal: type[DomainError], recording: Recording
) -> None:
    meeting_id = life.convene("theme_day", DAY)
    life.clock.set_day(DAY)
    life.sign(meeting_id)
    before = entries()
    with pytest.raises(refusal):
        services.record_meeting(life.recorder, life.village, meeting_id, recording)
    with pytest.raises(NotRecordedError):
        services.add_addendum(
            life.recorder, life.village, meeting_id, Recording(text="补", form=Form.INDOOR), reason="补"
        )
    with pytest.raises(NotBranchMeetingError):
        services.record_meeting(life.recorder, life.village, 999_999, recording)
    assert entries() == before
    assert not BranchRecord.select().exists()


def test_something_odd_is_answered_and_judged_by_somebody_else(
    life: BranchLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting_id = life.convene("theme_day", DAY)
    life.clock.set_day(DAY)
    life.sign(meeting_id)
    services.record_meeting(life.recorder, life.village, meeting_id, Recording(text="学习。", form=Form.INDOOR))
    life.clock.set_day(DAY + timedelta(days=8))
    today = DAY + timedelta(days=8)
    (found,) = [one for one in oddities_of(life.village, today=today) if one.check.id == "no_photo"]
    looked_for: list[object] = []
    monkeypatch.setattr(oddity_queries, "oddities", lambda seen: looked_for.append(seen) or oddities(seen))
    answered = services.answer_oddity(life.second, life.village, found.key, text="下雨没有拍，签到册可证。")
    assert (answered.state, len(looked_for)) == (OddityState.ANSWERED, 1)  # under the lock they are looked for once
    again = services.answer_oddity(life.second, life.village, found.key, text="下雨没有拍，签到册可证。")
    assert len(again.answers) == 1
    with pytest.raises(OddityAnsweredError):
        services.answer_oddity(life.secretary, life.village, found.key, text="别的话")
    for own in (life.second, life.secretary, life.recorder):  # who answered, chaired, recorded
        with pytest.raises(OwnOddityError):
            services.judge_oddity(own, life.village, found.key, accepted=True)
    with pytest.raises(VerdictReasonError):
        services.judge_oddity(life.judge, life.village, found.key, accepted=False)
    back = services.judge_oddity(life.judge, life.village, found.key, accepted=False, reason="附上签到册")
    assert back.state is OddityState.OPEN
    services.answer_oddity(life.second, life.village, found.key, text="签到册已附在村委会档案。")
    assert services.judge_oddity(life.judge, life.village, found.key, accepted=True).state is OddityState.CLOSED
    services.add_photos(life.recorder, life.village, meeting_id, [upload(b"found at last")])
    (kept,) = [one for one in oddities_of(life.village, today=today) if one.key == found.key]
    assert (kept.state, kept.text, len(kept.answers)) == (OddityState.CLOSED, found.text, 2)


def test_whoever_came_to_nothing_is_listed_and_contacted(life: BranchLife) -> None:
    for month in (7, 8, 9):
        life.hold("theme_day", date(2026, month, 5), absent=(life.member.person_id, life.floating.person_id))
    today = date(2026, 10, 1)
    life.clock.set_day(today)
    year = branch_year(life.village, life.branch, 2026, today=today)
    found = queries.branch_attendance(life.village, life.branch.id, year.meetings, today=today)
    paper = {one.person_id: one.exempt for one in found.paper}
    assert paper == {life.member.person_id: "", life.floating.person_id: "流动党员"}
    assert not found.paper_known  # not a whole year yet
    contacting = Contacting(person_id=life.member.person_id, contacted_on=today, manner="电话", said="在外务工")
    services.log_contact(life.secretary, life.village, life.branch.id, contacting)
    services.log_contact(life.secretary, life.village, life.branch.id, contacting)
    (logged,) = queries.contacts_of(life.village, life.branch.id)[life.member.person_id]
    assert logged.said == "在外务工"
    for refusal, more in (
        (ContactDayError, {"contacted_on": today + timedelta(days=1)}),
        (OwnContactError, {"person_id": life.secretary.person_id}),
        (NotOfBranchError, {"person_id": 999_999}),
    ):
        fields = {"person_id": life.member.person_id, "contacted_on": today, "manner": "电话", "said": "话", **more}
        with pytest.raises(refusal):
            services.log_contact(life.secretary, life.village, life.branch.id, Contacting(**fields))


def test_a_month_that_is_over_is_public_by_itself(life: BranchLife) -> None:
    assert services.settle(life.village) == 0
    life.hold("theme_day", date(2026, 8, 5))
    life.clock.set_day(date(2026, 8, 31))
    assert queries.unsettled(date(2026, 8, 31)) == set()
    life.clock.set_day(date(2026, 10, 1))
    assert queries.unsettled(date(2026, 10, 1)) == {life.village.id}
    assert services.settle(life.village) == 1
    assert services.settle(life.village) == 0
    assert [str(row.through) for row in BranchTold.select()] == ["2026-09"]
    assert queries.unsettled(date(2026, 10, 31)) == set()
    life.clock.set_day(date(2027, 2, 1))
    assert services.settle(life.village) == 2  # what was left of 2026, and January
    keys = [(row.key, row.revision) for row in Bulletin.select().where(Bulletin.kind == "branch").order_by(Bulletin.id)]
    assert keys == [(f"{life.branch.id}-2026", 1), (f"{life.branch.id}-2026", 2), (f"{life.branch.id}-2027", 1)]
    names = [row.name for row in Person.select().where(Person.village == life.village.id)]
    assert not any(name in row.envelope for row in Bulletin.select() for name in names)


def test_tasks_say_what_to_convene_explain_and_look_at(life: BranchLife, township: Township) -> None:
    today = date(2026, 10, 20)

    def titles(actor: Actor) -> list[str]:
        return [one.title for one in queries.tasks(actor, life.village, today)]

    assert titles(life.secretary) == []  # nothing began, nothing is owed
    life.hold("theme_day", date(2026, 1, 6))
    meeting_id = life.convene("lecture", DAY)
    life.clock.set_day(DAY)
    life.sign(meeting_id)
    write_minutes(life.recorder, life.village, meeting_id, "讲了条例。")
    life.clock.set_day(today)
    said = titles(life.secretary)
    for owed in ("主题党日（2026年10月）", "支部党员大会（2026年第四季度）", "组织生活会（2026年）"):
        assert owed in said[0]
    assert "党课" not in said[0]
    assert "说明是室内还是实践：10月lecture" in said
    assert any("要说明" in one for one in said)  # a quarter without an assembly
    odd = oddities_of(life.village, today=today)[0]
    services.answer_oddity(life.secretary, life.village, odd.key, text="说明")
    assert titles(life.judge) == ["组织生活有 1 条说明待核实"]
    assert titles(township.actor(Office.MEMBER, number=-1)) == []


def test_the_township_asks_as_often_for_many_villages_as_for_one(
    life: BranchLife, township: Township, count_queries: Callable
) -> None:
    life.hold("theme_day", date(2026, 8, 5))
    today = date(2026, 10, 15)
    with count_queries() as one:
        township_life(life.judge, number=1, today=today)
    other = township.other_village
    life.village, life.branch = other, branches(other)[0]
    life.secretary = township.actor(Office.SECRETARY, village=other)
    life.recorder = township.actor(Office.BRANCH_COMMITTEE, village=other)
    life.hold("theme_day", date(2026, 9, 5))
    with count_queries() as two:
        page = township_life(life.judge, number=1, today=today)
    assert one.count == two.count
    assert [(row.village.slug, row.missed[0], len(row.missed) > 2) for row in page.rows] == [
        ("qingshan", "2026年8月支部委员会会议", True),
        ("hexi", "2026年9月支部委员会会议", False),
    ]


def test_an_assembly_that_decides_counts_as_the_members_meeting(life: BranchLife) -> None:
    life.hold("theme_day", date(2026, 10, 5))
    life.clock.set_day(date(2026, 10, 6))
    convening = Convening(
        body=Body.PARTY_MEMBERS_MEETING,
        title="党员大会审议修路",
        place="会议室",
        starts_at=datetime(2026, 10, 7, 9, tzinfo=LOCAL),
        notice="审议修路",
        chair_id=life.secretary.person_id,
        recorder_id=life.recorder.person_id,
    )
    meeting_id = convene_meeting(life.secretary, life.village, convening).id
    life.clock.set_day(date(2026, 10, 7))
    life.sign(meeting_id)
    year = branch_year(life.village, life.branch, 2026, today=date(2026, 10, 7))
    (cell,) = [one for one in year.calendar if one.kind.id == "members_meeting"]
    assert cell.state is State.HELD
    assert meeting_id not in {row.meeting_id for row in BranchMeeting.select()}
