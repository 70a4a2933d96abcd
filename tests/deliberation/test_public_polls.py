"""The public pages of indicative polls: what was asked and came of it, and on every one what it is not."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.public import public_part
from deliberation.public.glances import glance
from deliberation.public.polls import poll_headline, sound_poll
from deliberation.public.search import records
from deliberation.rules.polls import NOTICE
from disclosure.site.app import create_public_app
from portal.kernel.errors import NotFoundError
from portal.org.models import Person
from portal.web.charts import share_bar
from tests.deliberation.assemblies import propose
from tests.deliberation.courses import pass_stage
from tests.deliberation.polling import OPTIONS, start
from tests.deliberation.test_public import client_of, published_now
from tests.disclosure.site.hand_made import addresses_of, with_bulletins

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

PAGES = ("polls/", "polls/1/", "polls/1/a4/", "polls/1/a3/")


def page(path: str) -> str:
    answer = client_of(published_now()).get(f"/qingshan/{path}")
    assert answer.status_code == HTTPStatus.OK, path
    return answer.text


def shown(text: str) -> str:
    """Return the text of a page without what proves it, which tells of the log and its documents."""
    return re.sub(r"\s+", " ", text)


def test_an_open_poll_is_announced_without_a_word_of_who_answered(township: Township) -> None:
    polling = start(township)
    before = [page(path) for path in PAGES]
    for number in range(6):
        polling.answer(number, 1)
    assert [page(path) for path in PAGES] == before
    assert all(option in before[1] for option in OPTIONS)
    assert "征询到2026年10月25日" in before[1]
    assert "结果在截止以后公布" in before[1]
    assert "大家的意向" not in before[1]


def test_a_closed_poll_shows_totals_with_bars_and_both_denominators(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(4):
        polling.answer(number, 1)
    polling.answer(4, 2)
    polling.hand_in("0020")
    polling.count_alike(clock, 0, 0, 1)
    polling.close(clock)
    text = page("polls/1/")
    assert re.findall(r'<strong class="tabular">(\d+) 人</strong>', text) == ["4", "1", "1"]
    assert re.findall(r'class="share-part" x="0" y="0" width="(\d+)"', text) == ["240", "60", "60"]
    everybody = Person.select().where(Person.village == township.village.id).count()
    for said in (
        "6 人参加",
        f"<dd>{everybody} 人</dd>",
        "网上和纸质各多少人不分开公布",
        "由两名工作人员各清点一遍、代为录入",
    ):
        assert said in text, said
    assert "<script src" in text
    assert "6 人参加" in page("polls/")


def test_of_too_few_only_that_is_shown(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(4):
        polling.answer(number, 3)
    polling.close(clock)
    text = page("polls/1/")
    assert "参加的人太少，不公布结果" in text
    assert "少于 5 人" in text
    assert "share-part" not in text
    assert "4 人" not in text


def test_sheets_nobody_counted_are_said_where_too_few_took_part(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.answer(0, 1)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
    clock.set(polling.closes_at)
    assert "有纸质问卷的先由两名工作人员清点" in page("polls/1/")
    polling.give_up(clock)
    for path in PAGES[1:]:
        assert "参加的人太少，不公布结果" in page(path)
        assert "有 4 张交来的纸质问卷没有由两人清点一致，不计入" in page(path)


def test_few_answers_beside_counted_sheets_are_not_told(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.answer(0, 2)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
    polling.count_alike(clock, 4, 0, 0)
    polling.close(clock)
    text = page("polls/1/")
    assert "网上参加的人太少，不公布结果" in text
    assert "推算出网上的人选了什么" in text
    assert "share-part" not in text
    assert "网上参加的人太少" in page("polls/")


@pytest.mark.parametrize("uncounted", [None, 0, 2])
def test_results_of_older_form_are_still_shown(township: Township, clock: SettableClock, uncounted: int | None) -> None:
    polling = start(township)
    for villager in range(5):
        polling.answer(villager, 1)
    polling.close(clock)
    published = published_now()
    (result,), (asked,) = (published.of("qingshan", kind) for kind in ("poll-result", "poll"))
    older = {name: value for name, value in result.content["result"].items() if name != "too_few_online"}
    split = {**older, "online": 3, "on_paper": 2, "uncounted": uncounted or 0}
    hidden = {**dict.fromkeys(older), "entitled": 9, "fewest": 5, "too_few": True, "uncounted": uncounted}
    for one, said in ((split, "网上 3 人，纸质 2 人"), (hidden, "参加的人太少，不公布结果")):
        bent = replace(result, content={**result.content, "result": one})
        assert sound_poll(bent)
        text = client_of(with_bulletins(published, asked, bent)).get("/qingshan/polls/1/").text
        assert said in text
        assert ("2 张交来的纸质问卷" in text) is (uncounted == 2)


def test_every_place_that_shows_a_poll_says_what_it_is_not(township: Township, clock: SettableClock) -> None:
    number = propose(township)
    pass_stage(township, number, "s1_propose")
    polling = start(township, matter=number)
    for villager in range(5):
        polling.answer(villager, 1)
    polling.close(clock)
    for path in (*PAGES, "", "matters/", f"matters/{number}/", "feed.atom", "search/", "log/"):
        text = page(path)
        if polling.poll.question in text or "意向征询" in text:
            assert NOTICE in text or path == "log/", path
    assert NOTICE in page("feed.atom")
    assert NOTICE in page("")
    assert all(
        NOTICE in (one.detail if one else "") for one in map(poll_headline, published_now().of("qingshan", "poll"))
    )
    found = [one for one in records(published_now(), "qingshan") if one.kind == "意向征询"]
    assert [NOTICE in one.text for one in found] == [True]


def test_full_approval_changes_nothing_on_the_page_of_the_matter_but_the_link(
    township: Township, clock: SettableClock
) -> None:
    number = propose(township)
    pass_stage(township, number, "s1_propose")
    before = page(f"matters/{number}/")
    polling = start(township, matter=number)
    for villager in range(35):
        polling.answer(villager, 1)
    polling.close(clock)
    link = re.compile(r'<p id="polls">.*?</p>\s*', re.DOTALL)
    after = page(f"matters/{number}/")
    assert len(link.findall(after)) == 1
    assert 'href="../../polls/1/index.html"' in link.findall(after)[0]
    assert NOTICE in link.findall(after)[0]
    assert shown(link.sub("", after)) == shown(before)
    assert f'href="../../matters/{number}/index.html"' in page("polls/1/")


def test_a_village_that_only_asks_has_its_polls_on_its_home(township: Township) -> None:
    start(township)
    said = glance(published_now(), "qingshan")
    assert said is not None
    assert [(one.endpoint, one.text) for one in said.points] == [("matters.polls.index", f"意向征询 1 次（{NOTICE}）")]
    assert "还没有公开过议题" in page("matters/")
    assert glance(published_now(), "hexi") is None
    for nothing in ("/hexi/polls/", "/qingshan/polls/2/"):
        with pytest.raises(NotFoundError):
            client_of(published_now()).get(nothing)


def test_every_address_of_a_poll_is_frozen_and_answers(township: Township) -> None:
    start(township)
    app, published = create_public_app(published_now(), [public_part]), published_now()
    listed = {one.path for one in addresses_of(app, published)}
    assert {f"/qingshan/{path}" for path in PAGES} <= listed
    assert not any(path.startswith("/hexi/polls") for path in listed)
    assert all(app.test_client().get(f"/qingshan/{path}").status_code == HTTPStatus.OK for path in PAGES)


@pytest.mark.parametrize(
    "broken", [{"counts": [1]}, {"counts": None}, {"took_part": None}, {"online": None}, {"too_few": True}]
)
def test_a_result_that_does_not_add_up_is_left_out(
    township: Township, clock: SettableClock, broken: dict[str, object]
) -> None:
    polling = start(township)
    for villager in range(5):
        polling.answer(villager, 1)
    polling.close(clock)
    published = published_now()
    (result,), (asked,) = (published.of("qingshan", kind) for kind in ("poll-result", "poll"))
    assert sound_poll(result)
    bent = replace(result, content={**result.content, "result": {**result.content["result"], **broken}})
    assert not sound_poll(bent)
    text = client_of(with_bulletins(published, asked, bent)).get("/qingshan/polls/1/").text
    assert "大家的意向" not in text


def test_a_bar_is_as_long_as_its_part() -> None:
    assert [re.findall(r'width="(\d+)"', share_bar(count, of=4))[1] for count in (0, 1, 4, 9)] == [
        "0",
        "90",
        "360",
        "360",
    ]
    assert 'width="0"' in share_bar(0, of=0)
