"""The public pages of suggestions, made from their documents alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.procedures import S1_PROPOSE
from deliberation.public.glances import dues, glance
from deliberation.public.suggestions import suggestion_headline, suggestion_records
from deliberation.rules.suggestions import Reply
from deliberation.services import suggestions
from deliberation.services.suggestions import Origin, Replying
from portal.kernel.errors import NotFoundError
from portal.meetings.bodies import Body
from tests.deliberation.courses import convene, pass_stage
from tests.deliberation.test_public import client_of, published_now
from tests.deliberation.test_services_suggestions import Council, merge, record
from tests.disclosure.site.hand_made import with_bulletins

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township


@pytest.fixture
def council(township: Township, clock: SettableClock) -> Council:
    return Council(township, clock)


def site() -> FlaskClient:
    return client_of(published_now())


def page(number: int) -> str:
    answer = site().get(f"/qingshan/suggestions/{number}/")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_while_it_waits_the_page_tells_what_it_is_about_and_by_when_and_nothing_more(council: Council) -> None:
    council.file("护栏坏了。<script>", title="修护栏")
    text = page(1)
    for said in ("道路水利", "待答复", "最迟2026年10月30日答复", "一位村民网上提出", "内容和答复一起公布", "待核"):
        assert said in text, said
    assert "护栏" not in text
    listed = site().get("/qingshan/suggestions/").text
    assert "第1号 道路水利（内容答复时公开）" in listed
    assert "护栏" not in listed
    for nothing in ("/qingshan/suggestions/2/", "/hexi/suggestions/", "/hexi/suggestions/1/"):
        with pytest.raises(NotFoundError):
            site().get(nothing)


def test_answered_it_tells_everything_and_markup_is_only_text(council: Council) -> None:
    council.file("护栏坏了。<script>alert(1)</script>", title="修<b>护栏</b>")
    council.clock.set_day(date(2026, 11, 2))
    council.answer(1)
    text = page(1)
    for said in (
        "已答复",
        "采纳：本月装两盏。",
        "晚了 3 天",
        "比期限晚了 3 天",
        "修&lt;b&gt;护栏",
        "&lt;script&gt;alert(1)",
    ):
        assert said in text, said
    assert "<script>alert" not in text
    (record_,) = suggestion_records(published_now(), "qingshan")
    assert (record_.kind, record_.category) == ("群众建议", "道路水利")
    assert "答复：本月装两盏。" in record_.text


def test_what_is_looked_for_does_not_run_together(council: Council) -> None:
    council.file("校门口缺一盏")
    council.answer(1)
    (found,) = suggestion_records(published_now(), "qingshan")
    assert "校门口缺一盏。已答复。答复：" in found.text


def test_words_kept_back_stay_back_on_every_page(council: Council) -> None:
    council.file("某某家的私事。", title="某某家")
    council.answer(1, withheld=True)
    for address in ("/qingshan/suggestions/1/", "/qingshan/suggestions/", "/qingshan/", "/qingshan/matters/"):
        assert "某某家" not in site().get(address).text, address
    assert "不公布" in page(1)
    assert "本月装两盏。" in page(1)
    assert list(suggestion_records(published_now(), "qingshan")) == []


def test_a_matter_that_came_of_it_and_the_suggestion_tell_of_each_other(council: Council) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8), title="路灯坏了")
    merge(council, 2, into=1)
    council.propose(Origin(suggestion=1))
    assert "第1号议题</a>" not in page(1)  # of which nothing is public yet
    assert "刚提出，还没有开会" in page(1)
    pass_stage(council.township, 1, S1_PROPOSE)
    text = page(1)
    assert 'href="../../matters/1/index.html">第1号议题</a>：村党组织提议已通过' in text
    matter = site().get("/qingshan/matters/1/").text
    assert 'href="../../suggestions/1/index.html">第1号群众建议</a>：校门口装路灯' in matter
    assert "钱花在哪里" not in matter  # the suggestion is no payment
    follower = page(2)
    assert "与第1号合并办理" in follower
    assert "路灯坏了。" in follower
    assert "群众建议（2 件）" in site().get("/qingshan/matters/").text
    services.withdraw_matter(council.secretary, council.village, 1, reason="重做方案")
    assert "第1号议题撤回，建议继续办理。" in page(1)
    assert "待答复" in page(1)


def test_the_course_tells_each_step_once_in_its_order(council: Council) -> None:
    record(council, filer="0009")
    suggestions.sort_suggestion(council.secretary, council.village, 1, category="other", reason="不属于环境卫生")
    council.clock.set_day(date(2026, 10, 20))
    meeting_id = convene(council.township, Body.TWO_COMMITTEES)
    suggestions.list_suggestion(council.secretary, council.village, 1, meeting_id=meeting_id)
    text = page(1)
    assert "村干部代为登记（补录 3 天）" in text
    said = ["电话提出。", "分类由“环境卫生”调整为“其他”：不属于环境卫生。", "列入2026年10月20日村“两委”会议的议程。"]
    assert [text.count(one) for one in said] == [1, 1, 1]
    assert sorted(said, key=text.index) == said


def test_late_is_said_on_the_home_page_in_the_list_and_among_what_is_due(council: Council) -> None:
    council.file()
    council.file("修水渠。", by=council.villager(8))
    assert list(dues(published_now(), "qingshan")) == []
    council.answer(2)
    council.clock.set_day(date(2026, 11, 2))
    services.settle(council.village)
    first, second = sorted(dues(published_now(), "qingshan"), key=lambda one: one.title)
    assert (first.published_on, first.in_time, first.quoted) == (None, False, False)
    assert (second.published_on, second.in_time) == (date(2026, 10, 15), True)
    shown = glance(published_now(), "qingshan")
    assert shown is not None
    assert shown.points[0].text == "1 件群众建议逾期未答复"
    assert shown.figures[-1] == ("待答复的建议", "1 件")
    assert "逾期未答复" in site().get("/qingshan/suggestions/").text


def test_a_suggestion_taken_back_stays_listed_without_its_words(council: Council) -> None:
    council.file()
    suggestions.withdraw_suggestion(council.villager(), council.village, 1, reason="不提了")
    listed = site().get("/qingshan/suggestions/").text
    assert "提出人已撤回" in listed
    assert "第1号 道路水利（内容不公布）" in listed
    assert "不提了" not in page(1)
    assert list(dues(published_now(), "qingshan")) == []


def test_news_are_answers_and_no_step_on_the_way(council: Council) -> None:
    council.file()
    (filed,) = published_now().of("qingshan", "suggestion")
    assert suggestion_headline(filed) is None
    replying = Replying(reply=Reply.NOT_ADOPTED, text="与规划不符。")
    suggestions.answer_suggestion(council.secretary, council.village, 1, replying)
    told = suggestion_headline(published_now().of("qingshan", "suggestion")[-1])
    assert told is not None
    assert (told.title, told.detail) == ("第1号建议 校门口装路灯", "已答复：不采纳。")
    assert "第1号建议 校门口装路灯" in site().get("/qingshan/").text
    assert "有更正" not in site().get("/qingshan/").text


def test_a_document_in_another_form_is_left_out(council: Council) -> None:
    council.file()
    council.file("修水渠。", by=council.villager(8))
    published = published_now()
    first, second = published.of("qingshan", "suggestion")
    broken = replace(first, content={**first.content, "state": "lost"})
    client = client_of(with_bulletins(published, broken, second))
    with pytest.raises(NotFoundError):
        client.get("/qingshan/suggestions/1/")
    assert client.get("/qingshan/suggestions/2/").status_code == HTTPStatus.OK
