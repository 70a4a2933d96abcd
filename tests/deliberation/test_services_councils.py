"""A council from its rhythm to what came of its agenda: what is due, missed, written down and told."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.errors import (
    CollectionMonthError,
    CorrectionReasonError,
    CouncilNotBegunError,
    CouncilNotSetError,
    CouncilTakenError,
    KeptBackWordsError,
    NoSidesError,
    NotMissedError,
    NotOnAgendaError,
    OwnSuggestionError,
    SameReasonError,
)
from deliberation.models import CouncilItem, CouncilMiss, CouncilRhythm, CouncilSides, FeeCollection
from deliberation.queries import tasks, unsettled
from deliberation.queries.collections import collections
from deliberation.queries.councils import council
from deliberation.rules.councils import Hall, Kept, Outcome, Rhythm, Setting
from deliberation.rules.suggestions import Reply
from deliberation.services import settle, suggestions
from deliberation.services.collections import Collecting, record_collection
from deliberation.services.council_meetings import Minuting, Seated, record_item, record_sides
from deliberation.services.councils import Missing, record_reason, set_rhythm
from deliberation.services.suggestions import Replying
from portal.cli import packages
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError
from portal.kernel.months import Month
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.courses import begin, convene
from tests.deliberation.test_services_suggestions import TEXT, Council

if TYPE_CHECKING:
    from deliberation.queries.councils import CouncilRow
    from portal.config import Config
    from tests.factories import SettableClock, Township

MONDAY = date(2026, 10, 19)  # the first whole week after 2026-10-15
SAID = "电工看过现场，杆子用现成的，月底前装好。"


@dataclass(slots=True)
class Table(Council):
    """The village with its councils."""

    def set_weekly(self, hall: Hall = Hall.COUNCIL) -> Setting:
        setting = Setting(since=date(2026, 10, 16), rhythm=Rhythm.WEEKLY, day=3)
        return set_rhythm(self.secretary, self.village, hall, setting)

    def set_monthly(self) -> Setting:
        setting = Setting(since=date(2026, 10, 16), rhythm=Rhythm.MONTHLY, day=10)
        return set_rhythm(self.secretary, self.village, Hall.RED_HALL, setting)

    def row(self, hall: Hall = Hall.COUNCIL) -> CouncilRow:
        return council(self.village, hall, today=self.clock.moment.date())

    def meet(self, day: date, *numbers: int, body: Body = Body.COUNCIL, present: int | None = None) -> int:
        """Hold a meeting with these suggestions on its agenda."""
        self.clock.set_day(day)
        meeting = convene(self.township, body)
        for number in numbers:
            suggestions.list_suggestion(self.secretary, self.village, number, meeting_id=meeting)
        self.clock.set_day(day, hour=10)
        begin(self.township, meeting, present=present)
        return meeting

    def minute(self, meeting: int, outcome: Outcome = Outcome.PUT_OFF, said: str = SAID, **more: Any) -> CouncilItem:
        minuting = Minuting(outcome=outcome, said=said, **more)
        return record_item(self.secretary, self.village, 1, meeting_id=meeting, minuting=minuting)

    def documents(self, kind: str) -> list[dict[str, Any]]:
        rows = Bulletin.select().where(Bulletin.kind == kind).order_by(Bulletin.id)
        return [json.loads(one.envelope)["content"] for one in rows]

    def titles(self, office: Office = Office.SECRETARY) -> list[str]:
        return [one.title for one in tasks(self.township.actor(office), self.village, self.clock.moment.date())]


@pytest.fixture
def table(township: Township, clock: SettableClock) -> Table:
    return Table(township, clock)


def test_a_rhythm_is_set_once_for_a_day_and_a_townships_holds_where_none_is_set(table: Table) -> None:
    setting = table.set_weekly()
    assert table.set_weekly() == setting
    assert CouncilRhythm.select().count() == 1
    other = Setting(since=setting.since, rhythm=Rhythm.MONTHLY, day=3)
    with pytest.raises(CouncilTakenError, match="每周一次，星期三开"):
        set_rhythm(table.secretary, table.village, Hall.COUNCIL, other)
    with pytest.raises(NotAllowedError):
        set_rhythm(table.villager(), table.village, Hall.COUNCIL, other)
    set_rhythm(table.township.actor(Office.TOWNSHIP_ADMIN), table.township.place, Hall.COUNCIL, other)
    assert council(table.township.other_village, Hall.COUNCIL, today=date(2026, 11, 2)).setting == other
    assert council(table.village, Hall.COUNCIL, today=date(2026, 11, 2)).setting == setting
    never = Setting(since=date(2026, 10, 16), rhythm=Rhythm.STOPPED, day=0)
    with pytest.raises(CouncilNotSetError):
        set_rhythm(table.secretary, table.village, Hall.RED_HALL, never)


def test_what_is_due_is_asked_for_and_what_passed_is_missed_told_and_explained(table: Table) -> None:
    table.set_weekly()
    assert "召集议事会" not in table.titles()
    table.clock.set_day(MONDAY)
    assert "召集议事会" in table.titles()
    convene(table.township, Body.COUNCIL)
    assert "召集议事会" not in table.titles()
    table.clock.set_day(MONDAY + timedelta(days=7))
    assert [one.kept for one in table.row().periods] == [Kept.DUE, Kept.MISSED]
    told = "议事会有 1 次未按期召开，还没有写明原因"
    assert told in table.titles()
    assert told in table.titles(Office.TOWNSHIP_ADMIN)
    assert unsettled(date(2026, 10, 26)) == {table.village.id}
    assert settle(table.village) == 1
    assert settle(table.village) == 0
    assert unsettled(date(2026, 10, 26)) == set()
    missing = Missing(hall=Hall.COUNCIL, due_on=date(2026, 10, 21), reason="抢收水稻，人到不齐。")
    record_reason(table.secretary, table.village, missing)
    assert told not in table.titles()
    assert [one["why"] for one in table.documents("council-miss")] == [None, "抢收水稻，人到不齐。"]
    assert [(one.revision, one.reason) for one in CouncilMiss.select()] == [(1, ""), (2, "抢收水稻，人到不齐。")]
    with pytest.raises(SameReasonError):
        record_reason(table.secretary, table.village, missing)
    with pytest.raises(NotMissedError):
        record_reason(
            table.secretary, table.village, Missing(hall=Hall.COUNCIL, due_on=date(2026, 10, 28), reason="忙")
        )
    with pytest.raises(PrivateNumberError):
        private = Missing(hall=Hall.COUNCIL, due_on=missing.due_on, reason="请打 13812345678")
        record_reason(table.secretary, table.village, private)


def test_sign_in_entered_late_still_keeps_the_week_and_is_not_told_as_missed(table: Table) -> None:
    table.set_weekly()
    table.clock.set_day(MONDAY)
    meeting = convene(table.township, Body.COUNCIL)
    table.clock.set_day(MONDAY + timedelta(days=8))
    begin(table.township, meeting)
    assert table.row().missed == ()
    assert settle(table.village) == 1
    assert [one["meeting"]["held_on"] for one in table.documents("council-meeting")] == ["2026-10-19"]
    assert settle(table.village) == 0


def test_what_came_of_an_item_stands_with_the_suggestion_and_with_the_meeting(table: Table, config: Config) -> None:
    table.set_weekly()
    table.file()
    table.clock.set_day(MONDAY)
    early = convene(table.township, Body.COUNCIL)
    with pytest.raises(NotOnAgendaError):
        table.minute(early)
    suggestions.list_suggestion(table.secretary, table.village, 1, meeting_id=early)
    with pytest.raises(CouncilNotBegunError):
        table.minute(early)
    table.clock.set_day(MONDAY, hour=10)
    begin(table.township, early)
    waiting = "填写议事结果：第 1 号 校门口装路灯"
    assert waiting in table.titles()
    with pytest.raises(KeptBackWordsError):
        table.minute(early, said=TEXT)
    table.minute(early, Outcome.HANDED, handed_to="村电工", due_on=date(2026, 10, 25))
    assert waiting not in table.titles()
    assert table.shown(early, "群众建议")[1] == "交办"
    told = table.documents("suggestion")[-1]["agenda"][0]["item"]
    assert (told["outcome"], told["handed_to"], told["due_on"]) == ("handed", "村电工", "2026-10-25")
    assert table.documents("council-meeting")[-1]["items"] == [{"suggestion": 1, "item": told}]
    table.clock.set_day(date(2026, 10, 25))
    assert "交给村电工的事到期：第 1 号 校门口装路灯" in table.titles()
    assert verify_all(packages(config)) == []


def test_an_item_is_written_anew_with_a_reason_and_by_nobody_who_suggested_it(table: Table) -> None:
    table.set_weekly()
    table.file(by=table.director)
    meeting = table.meet(MONDAY, 1)
    table.minute(meeting)
    table.minute(meeting)
    assert CouncilItem.select().count() == 1
    with pytest.raises(CorrectionReasonError):
        table.minute(meeting, said="下次再议。")
    table.minute(meeting, said="下次再议。", reason="漏记了结论")
    assert [one.revision for one in CouncilItem.select()] == [1, 2]
    minuting = Minuting(outcome=Outcome.PUT_OFF, said="不办。", reason="改")
    with pytest.raises(OwnSuggestionError):
        record_item(table.director, table.village, 1, meeting_id=meeting, minuting=minuting)
    with pytest.raises(NotAllowedError):
        record_item(table.villager(), table.village, 1, meeting_id=meeting, minuting=minuting)


def test_a_meeting_counts_what_came_in_what_was_listed_and_what_was_answered_in_time(table: Table) -> None:
    table.set_weekly()
    for number in range(3):
        table.file(f"第{number}件事", by=table.villager(number), title=f"事{number}")
    table.meet(MONDAY, 1)
    second = table.meet(MONDAY + timedelta(days=7), 1, 2)
    suggestions.answer_suggestion(table.secretary, table.village, 1, Replying(reply=Reply.ADOPTED, text="装好了。"))
    table.clock.set_day(date(2026, 11, 20))
    suggestions.answer_suggestion(table.secretary, table.village, 2, Replying(reply=Reply.ADOPTED, text="也装。"))
    newest, first = table.row().meetings
    assert newest.meeting.id == second
    assert (first.received, len(first.items), first.answered, first.in_time) == (3, 1, 1, 1)
    assert (newest.received, len(newest.items), newest.answered, newest.in_time) == (0, 2, 2, 1)


def test_a_red_hall_has_three_sides_and_says_when_one_is_missing(table: Table) -> None:
    table.set_monthly()
    meeting = table.meet(date(2026, 11, 10), body=Body.RED_HALL)
    task = "登记三方到会：red_hall的会议"
    assert task in table.titles()
    record_sides(table.secretary, table.village, meeting, Seated(firm=0, owners=2))
    record_sides(table.secretary, table.village, meeting, Seated(firm=0, owners=2))
    assert task not in table.titles()
    assert table.documents("council-meeting")[-1]["sides"]["complete"] is False
    with pytest.raises(CorrectionReasonError):
        record_sides(table.secretary, table.village, meeting, Seated(firm=1, owners=2))
    record_sides(table.secretary, table.village, meeting, Seated(firm=1, owners=2, reason="物业经理晚到"))
    assert table.documents("council-meeting")[-1]["sides"]["complete"] is True
    assert [one.revision for one in CouncilSides.select()] == [1, 2]
    assert "物业公司 1 人" in table.shown(meeting, "三方到会")
    other = table.meet(date(2026, 11, 11))
    with pytest.raises(NoSidesError):
        record_sides(table.secretary, table.village, other, Seated(firm=1, owners=1))


def test_fees_are_entered_once_a_month_and_corrected_with_a_reason(table: Table) -> None:
    november = Collecting(
        month=Month(2026, 11), households_due=200, households_paid=140, due_fen=300_00, collected_fen=210_01
    )
    table.clock.set_day(date(2026, 12, 1))
    with pytest.raises(CouncilNotSetError):
        record_collection(table.secretary, table.village, november)
    table.clock.set_day(date(2026, 10, 15))
    table.set_monthly()
    table.clock.set_day(date(2026, 11, 30))
    with pytest.raises(CollectionMonthError):
        record_collection(table.secretary, table.village, november)
    table.clock.set_day(date(2026, 12, 1))
    missing = "登记2026年11月的物业费收缴数"
    assert missing in table.titles()
    record_collection(table.secretary, table.village, november)
    record_collection(table.secretary, table.village, november)
    assert missing not in table.titles()
    more = Collecting(
        month=Month(2026, 11), households_due=200, households_paid=150, due_fen=300_00, collected_fen=299_99
    )
    with pytest.raises(CorrectionReasonError):
        record_collection(table.secretary, table.village, more)
    record_collection(table.secretary, table.village, replace(more, reason="漏了一本收据"))
    assert [(one.revision, one.reason) for one in FeeCollection.select()] == [(1, ""), (2, "漏了一本收据")]
    assert [one["rate_x100"] for one in table.documents("fee-collection")] == [70_00, 99_99]
    assert [one.rate_x100 for one in collections(table.village)] == [99_99]
