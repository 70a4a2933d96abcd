"""The public pages of joint proposals and talks, made from their documents alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deliberation.public.glances import glance
from deliberation.public.joint import joint_headline, joint_records
from deliberation.services import settle
from deliberation.services.consultations import record_consultation
from portal.kernel.errors import NotFoundError
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import propose
from tests.deliberation.joining import PLAN, TITLE, Joining
from tests.deliberation.test_public import client_of, published_now
from tests.deliberation.test_services_consultations import LAND, TALK

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township


@pytest.fixture
def joining(township: Township, clock: SettableClock) -> Joining:
    return Joining(township, clock)


def site() -> FlaskClient:
    return client_of(published_now())


def test_while_people_join_only_the_numbers_are_public(joining: Joining) -> None:
    joining.start()
    joining.support(1)
    joining.clock.set_day(date(2026, 10, 16))
    settle(joining.village)
    text = site().get("/qingshan/joint/1/").text
    missing = joining.row().gathered.missing
    for said in (f"还差 {missing} 人", "2 人", "涉及村庄规划", "待核", "已有 1 人支持", "已有 2 人支持"):
        assert said in text, said
    assert TITLE not in text
    assert PLAN not in text
    assert "本村村民登录村事就能看内容，现任村民代表可以在网上表示支持" in text
    assert "<h1>第 1 件联名提议（内容办结时公布）</h1>" in text
    listed = site().get("/qingshan/joint/").text
    for said in ("第 1 件联名提议（内容办结时公布）</a>", '<p class="quiet">涉及村庄规划', "到村委会在签名表上签名"):
        assert said in listed, said
    published = published_now()
    assert list(joint_records(published, "qingshan")) == []
    shown = glance(published, "qingshan")
    assert shown is not None
    assert [one.text for one in shown.points] == ["联名提议 1 件没有办结"]
    for nothing in ("/qingshan/joint/2/", "/hexi/joint/", "/hexi/joint/1/"):
        with pytest.raises(NotFoundError):
            site().get(nothing)


def test_reached_it_is_news_and_its_words_follow_with_the_matter(joining: Joining) -> None:
    name = Person.get_by_id(joining.representative(0).person_id).name
    joining.in_henan().start(plan=f"{PLAN}<b>{name}</b>")
    joining.reach()
    published = published_now()
    news = [joint_headline(one) for one in published.of("qingshan", "joint")]
    assert [one.detail for one in news if one] == [
        "2026年10月15日发起，须 " + str(joining.row().gathered.needed) + " 人支持。",
        f"人数已够（{joining.row().gathered.supporters} 人）。",
    ]
    assert "应当列为议题" in site().get("/qingshan/joint/1/").text
    joining.propose(plan="村里写的方案。")
    text = site().get("/qingshan/joint/1/").text
    assert f"{PLAN}&lt;b&gt;" in text
    assert name not in text
    assert "列为第1号议题" in text
    (record,) = joint_records(published_now(), "qingshan")
    assert (record.kind, record.title) == ("联名提议", f"第1件 {TITLE}")


def test_a_matters_page_tells_who_proposed_it_and_what_was_talked_over(joining: Joining) -> None:
    propose(joining.township, kind=LAND)
    record_consultation(joining.township.actor(Office.SECRETARY), joining.village, 1, TALK)
    text = site().get("/qingshan/matters/1/").text
    for said in (
        "提议：村党组织",
        "会前协商",
        "谈成一致",
        "村集体 2 人、承包户代表 5 人",
        "12 户，同意 10 户",
        "会前协商：征求 12 户意见，10 户同意，谈成一致。",
        "补录 3 天",
    ):
        assert said in text, said
    assert TALK.attended not in text
