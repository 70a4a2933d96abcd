"""The public pages of councils, made from their documents alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.public.councils import council_headline, council_points, council_records
from deliberation.rules.councils import Hall, Outcome
from deliberation.rules.suggestions import Reply
from deliberation.services import settle, suggestions
from deliberation.services.collections import Collecting, record_collection
from deliberation.services.council_meetings import Seated, record_sides
from deliberation.services.councils import Missing, record_reason
from deliberation.services.suggestions import Replying
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.meetings.bodies import Body
from portal.org.models import Person
from tests.deliberation.courses import begin, convene
from tests.deliberation.test_public import client_of, published_now
from tests.deliberation.test_services_councils import MONDAY, SAID, Table
from tests.disclosure.site.hand_made import with_bulletins

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


@pytest.fixture
def table(township: Township, clock: SettableClock) -> Table:
    return Table(township, clock)


def page(path: str) -> str:
    answer = client_of(published_now()).get(f"/qingshan/{path}")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_a_meeting_stands_with_its_items_and_a_missed_week_with_its_reason(table: Table) -> None:
    table.set_weekly()
    table.file()
    name = Person.get_by_id(table.villager().person_id).name
    meeting = table.meet(MONDAY, 1)
    table.minute(meeting, Outcome.HANDED, f"{name}家门口也黑，{SAID}", handed_to="村电工", due_on=date(2026, 10, 30))
    table.clock.set_day(date(2026, 11, 2))
    settle(table.village)
    text = page("council/")
    for said in (
        "2026年召开 1 次",
        "未按期召开 1 次",
        "还没有写明原因",
        "交给村电工，2026年10月30日前办好",
        "交办",
        "待核",
    ):
        assert said in text, said
    assert name not in text
    assert "校门口" not in text
    assert "列入议程 1 件，其中办结 0 件，按期 0 件" in text
    record_reason(
        table.secretary, table.village, Missing(hall=Hall.COUNCIL, due_on=date(2026, 10, 28), reason="抢收。")
    )
    suggestions.answer_suggestion(table.secretary, table.village, 1, Replying(reply=Reply.ADOPTED, text="装好了。"))
    text = page("council/2026/")
    assert "原因：抢收。" in text
    assert "第1号 校门口装路灯" in text
    assert "其中办结 1 件，按期 0 件" in text
    assert "会上怎么议的" in page("suggestions/1/")
    assert page("matters/").count("哪天开的、议了什么") == 1
    for nothing in ("council/2025/", "red_hall/"):
        with pytest.raises(NotFoundError):
            page(nothing)


def test_only_the_newest_three_stand_open_and_nothing_is_said_where_nothing_came_in(table: Table) -> None:
    table.set_weekly()
    for week in range(4):
        table.meet(MONDAY + timedelta(weeks=week))
    table.clock.moment += timedelta(days=1)
    settle(table.village)
    shown, _, folded = page("council/").partition('<details class="earlier">')
    assert (shown.count("已召开"), folded.count("已召开")) == (3, 1)
    assert "以前的 1 次" in folded
    assert "列入议程" not in shown + folded


def test_a_week_whose_sign_in_came_late_is_no_longer_shown_as_missed(table: Table) -> None:
    table.set_weekly()
    table.clock.set_day(MONDAY)
    meeting = convene(table.township, Body.COUNCIL)
    table.clock.set_day(date(2026, 10, 26))
    settle(table.village)
    assert "未按期召开 1 次" in page("council/")
    begin(table.township, meeting)
    settle(table.village)
    assert "未按期召开" not in page("council/").replace("未按期召开 0 次", "")


def test_three_sides_and_the_fees_with_their_goal(table: Table) -> None:
    table.set_monthly()
    meeting = table.meet(date(2026, 11, 10), body=Body.RED_HALL)
    record_sides(table.secretary, table.village, meeting, Seated(firm=0, owners=2))
    table.clock.set_day(date(2026, 12, 1))
    november = Collecting(
        month=Month(2026, 11), households_due=200, households_paid=140, due_fen=300_00, collected_fen=210_01
    )
    record_collection(table.secretary, table.village, november)
    corrected = replace(november, collected_fen=230_00, reason="漏了一本收据")
    record_collection(table.secretary, table.village, corrected)
    text = page("red_hall/")
    for said in ("三方没有到齐", "物业公司 0 人", "76.66%", "目标 95%", "更正：漏了一本收据", 'class="chart-goal"'):
        assert said in text, said
    assert "70%" not in text.partition("<table")[2]


def test_what_is_told_elsewhere_and_what_is_broken(table: Table) -> None:
    table.set_weekly()
    table.file()
    meeting = table.meet(MONDAY, 1)
    table.clock.set_day(MONDAY + timedelta(days=1))
    settle(table.village)
    published = published_now()
    (held,) = published.of("qingshan", "council-meeting")
    assert council_headline(held) is None
    table.minute(meeting)
    table.clock.set_day(date(2026, 11, 2))
    settle(table.village)
    published = published_now()
    told = [council_headline(one) for one in published.of("qingshan", "council-meeting")]
    assert [one.title for one in told if one] == ["2026年10月19日议事会"]
    (missed,) = published.of("qingshan", "council-miss")
    assert (line := council_headline(missed))
    assert line.detail == "应在2026年10月28日召开。还没有写明原因。"
    assert [one.text for one in council_points(published, "qingshan")] == ["议事会召开 1 次，未按期召开 1 次"]
    assert [one.title for one in council_records(published, "qingshan")] == [
        "2026年10月28日议事会未按期召开", "2026年10月19日议事会"
    ]  # fmt: skip
    broken = replace(missed, content={**missed.content, "period": None})
    assert council_headline(broken) is None
    others = [one for one in published.documents("qingshan") if one != missed]
    left = client_of(with_bulletins(published, *others, broken))
    assert "未按期召开 0 次" in left.get("/qingshan/council/").text
