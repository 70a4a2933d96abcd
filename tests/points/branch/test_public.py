"""The public pages of branch life, made from their documents alone."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from disclosure.site.app import create_public_app
from points.branch import services
from points.branch.life import Form
from points.branch.public import glance, headline, public_part, records
from points.branch.public_shapes import KIND
from portal.org.models import Person
from tests.deliberation.test_public import published_now
from tests.points.branch.branch_year import BranchLife

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


@pytest.fixture
def life(township: Township, clock: SettableClock) -> BranchLife:
    return BranchLife(township, clock)


def page(path: str) -> str:
    answer = create_public_app(published_now(), [public_part]).test_client().get(f"/qingshan/{path}")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_a_year_is_told_with_its_formula_and_without_names(life: BranchLife) -> None:
    name = Person.get_by_id(life.member.person_id).name
    for month in (1, 2, 3, 5, 6, 7, 8):
        form = {"form": Form.PRACTICE, "practice": "mediation"} if month > 5 else {}
        absent = (life.member.person_id, life.second.person_id) if month < 4 else ()
        life.hold("theme_day", date(2026, month, 5), absent=absent, text=f"{name}发言，{month}月的事。", **form)
    life.convene("theme_day", date(2026, 9, 1))
    life.clock.set_day(date(2026, 9, 1))
    services.settle(life.village)
    text = page(f"branch/{life.branch.id}-2026/")
    assert name not in text
    for said in (
        "2026年4月",
        "调解纠纷",
        "出勤率＝到会人次÷应到会人次",
        "参与率＝至少来过一次的党员÷应邀的全部党员",
        "2026年1月1日至2026年3月31日",
        "2026年6月1日至2026年8月31日",
        "27÷33",  # eleven due, two of them away, three times
        "33÷33",
        "10÷12",
        "12÷12",
        "待核",
    ):
        assert said in text, said
    assert "1 个月一次会都没有开" in text
    assert "9月" not in text.partition("核对本页")[0].partition("<h1")[2]  # it is not over
    index = page("branch/")
    assert "2026年8月" in index
    published = published_now()
    (one,) = published.of("qingshan", KIND)
    told = headline(one)
    assert told is not None
    assert "应到会出勤率" in told.detail
    seen = glance(published, "qingshan")
    assert seen is not None
    assert seen.points[0].mark == "warn"
    assert glance(published, "hexi") is None
    year, *meetings = records(published, "qingshan")
    assert ("应开没有开：" in year.text, year.month, len(meetings)) == (True, "2026-08", 7)
    assert meetings[0].title.startswith("2026年8月5日主题党日：")
    assert "调解纠纷" in meetings[0].text
    assert name not in "".join(one.title + one.text for one in meetings)
    assert list(records(published, "hexi")) == []
