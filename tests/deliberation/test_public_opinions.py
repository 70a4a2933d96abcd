"""What the public page of a matter tells of opinions, amendments and questions, from its documents alone."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.public import headline
from deliberation.public.pages import matter_page
from deliberation.rules.opinions import OpinionReply
from tests.deliberation.hearings import STEEL, WHY, Hearing
from tests.deliberation.test_public import client_of, published_now
from tests.disclosure.site.hand_made import with_bulletins

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


@pytest.fixture
def hearing(township: Township, clock: SettableClock) -> Hearing:
    return Hearing(township, clock).open()


def page(hearing: Hearing) -> str:
    answer = client_of(published_now()).get(f"/qingshan/matters/{hearing.number}/")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_while_it_waits_the_page_tells_that_there_is_one_and_nothing_more(hearing: Hearing) -> None:
    hearing.amend()
    hearing.ask("谁来验收？<script>")
    text = page(hearing)
    for said in (
        "意见和提问（2 条，2 条待答复）",
        "第 1 号修改建议（改方案第 2 段）",
        "第 2 号提问",
        "2 条还没有答复",
        "一位村民网上提出",
    ):
        assert said in text, said
    assert "钢护栏" not in text
    assert "验收？" not in text
    assert [headline(one) for one in published_now().of("qingshan", "opinion")] == [None, None]


def test_answered_it_tells_the_words_the_answer_and_the_version_that_takes_it_up(hearing: Hearing) -> None:
    hearing.amend()
    hearing.ask("谁来验收？<script>")
    hearing.say("取消这件事。")
    hearing.answer(1, OpinionReply.ADOPTED, taken_up_in=hearing.revise(hearing.row.plan.replace("木护栏", "钢护栏")))
    hearing.answer(2, OpinionReply.ANSWERED)
    hearing.answer(3)
    hearing.talk_over_again()
    hearing.resolve()
    text = page(hearing)
    for said in (
        "<del>桥两边装木护栏。</del>",
        f"<ins>{STEEL}</ins>",
        WHY,
        "写进方案第 2 版，修改原因：采纳第 1 号修改建议",
        "谁来验收？&lt;script&gt;",
        "按规范，桥宽够用。",
        "不采纳",
        "答复第 1 号修改建议：采纳，写进方案第 2 版。",
        "表决以前收到意见、修改建议和提问 3 条，全部答复了。",
        "意见和提问（3 条）",
    ):
        assert said in text, said
    assert text.index('id="opinion-1"') < text.index('id="opinion-2"') < text.index('id="opinion-3"')
    found = [headline(one) for one in published_now().of("qingshan", "opinion")]
    assert sorted(one.detail for one in found if one) == [
        "答复第 1 号修改建议：采纳，写进方案第 2 版。",
        "答复第 2 号提问：已答复。",
        "答复第 3 号意见：不采纳。",
    ]


def test_words_kept_back_stay_back_on_every_page(hearing: Hearing) -> None:
    hearing.say("某某家占了路。")
    hearing.answer(1, withheld=True)
    for address in (f"/qingshan/matters/{hearing.number}/", "/qingshan/", "/qingshan/matters/"):
        assert "某某家" not in client_of(published_now()).get(address).text, address
    assert "原文不公布" in page(hearing)
    assert "按规范，桥宽够用。" in page(hearing)


def test_what_is_unanswered_when_the_vote_begins_is_told_beside_the_decision(hearing: Hearing) -> None:
    hearing.ask()
    hearing.resolve()
    text = page(hearing)
    assert "表决以前收到意见、修改建议和提问 1 条，第 1 号提问还没有答复。" in text
    assert "1 条待答复" in text
    hearing.answer(1, OpinionReply.ANSWERED)
    assert "待答复）" not in page(hearing)


def test_of_a_matter_taken_back_no_answer_is_due(hearing: Hearing) -> None:
    hearing.ask()
    services.withdraw_matter(hearing.secretary, hearing.village, hearing.number, reason="另作安排")
    text = page(hearing)
    assert "不再答复" in text
    assert "条待答复" not in text


def test_its_documents_belong_to_the_matter_and_one_of_another_form_is_only_counted(hearing: Hearing) -> None:
    hearing.ask()
    hearing.resolve()
    published = published_now()
    shown = matter_page(published, "qingshan", str(hearing.number))
    assert shown.bundled
    assert "opinion" in {one.kind for one in shown.documents}
    (document,) = published.of("qingshan", "opinion")
    strange = replace(document, content={**document.content, "kind": "rumour"})
    others = [one for one in published.about("qingshan", "matter", str(hearing.number)) if one is not document]
    text = client_of(with_bulletins(published, strange, *others)).get(f"/qingshan/matters/{hearing.number}/").text
    assert "关于这件事还有 1 份文件，格式是本页读不懂的" in text
