"""The public page of a choice between options: what was resolved, every ballot, nothing unread."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.public.headlines import headline
from deliberation.public.search import records
from deliberation.public.shapes import sound
from tests.deliberation.assemblies import assemble
from tests.deliberation.choosing import BIDDERS, choose, chosen, vote_all
from tests.deliberation.test_public import client_of, published_now

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

PAGE = "/qingshan/matters/1/"
RESOLVED = "通过“甲、宏达施工队”"


def test_a_page_says_first_that_none_was_resolved_then_which_one(township: Township, clock: SettableClock) -> None:
    assembly, _ = chosen(township, clock, ("1", 9), ("2", 10), ("3", 5), ("against", 1))
    text = client_of(published_now()).get(PAGE).text
    for said in (
        "没有方案通过，要再次表决",
        "人数最多的是“乙、顺安施工队”（10 人）和“甲、宏达施工队”（9 人）",
        "没有方案通过，等再次开会",
        "还差 4 人",
    ):
        assert said in text, said
    assert "未通过" not in text
    assert "正在议" in client_of(published_now()).get("/qingshan/matters/").text

    closes_at = choose(assembly, BIDDERS[:2])
    vote_all(assembly, ("1", 15), ("2", 8), ("against", 1), ("abstain", 1))
    clock.set(closes_at)
    assembly.close()
    published = published_now()
    text = client_of(published).get(PAGE).text
    for said in (RESOLVED, "通过须 14 人，多出 1 人", "选“甲、宏达施工队”15 人", "没有方案通过"):
        assert said in text, said
    rows = dict(re.findall(r'<tr id="line-(\d+)">.*?<td>(.*?)(?:<br>|</td>)', text, re.DOTALL))
    assert (rows["1"], rows["16"], rows["24"], rows["25"]) == ("甲、宏达施工队", "乙、顺安施工队", "都不赞成", "弃权")
    sheet = client_of(published).get(f"{PAGE}a4/").text
    assert "甲、宏达施工队 15 人，乙、顺安施工队 8 人" in sheet
    assert RESOLVED in client_of(published).get(f"{PAGE}wechat.txt").text
    (bulletin,) = published.of("qingshan", "resolution")
    found = headline(bulletin)
    assert found is not None
    assert found.detail == "通过“甲、宏达施工队”：应到 40 人，实到 27 人，选“甲、宏达施工队”15 人。"
    assert any(RESOLVED in one.text for one in records(published, "qingshan"))


def test_a_plan_put_to_the_vote_says_nothing_of_options(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    assembly.vote(1)
    clock.set(closes_at)
    assembly.close()
    (bulletin,) = published_now().of("qingshan", "resolution")
    assert not {"options", "split"} & set(bulletin.content["outcome"])
    assert "choosing" not in bulletin.content["outcome"]["rule"]
    assert "option" not in bulletin.content["votes"][0]
    assert '"option' not in bulletin.content["entries"][0]["content"]


def _with(part: str, value: Any) -> Any:
    return lambda content: {**content, "outcome": {**content["outcome"], part: value}}


def _voted(option: object) -> Any:
    return lambda content: {**content, "votes": [{**content["votes"][0], "option": option}, *content["votes"][1:]]}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_voted(9), id="a vote for what was not put to the vote"),
        pytest.param(_voted(None), id="a vote for none in particular"),
        pytest.param(_with("options", [{"number": 9, "title": "队", "votes": 1}]), id="more options than letters"),
        pytest.param(_with("options", [{"number": 0, "title": "队", "votes": 1}]), id="an option before the first"),
        pytest.param(_with("options", [{"number": 1, "title": "队"}]), id="an option without votes"),
        pytest.param(_with("options", []), id="no options"),
    ],
)
def test_a_document_that_does_not_hang_together_is_not_shown(
    township: Township, clock: SettableClock, change: Any
) -> None:
    chosen(township, clock, ("1", 14), ("2", 10))
    (bulletin,) = published_now().of("qingshan", "resolution")
    assert sound(bulletin)
    broken = change(bulletin.content)
    assert not sound(replace(bulletin, content=broken, revision=bulletin.revision + 1))
