"""What homes answer at a glance, from one village without a document to a county of four hundred."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from disclosure.site.app import create_public_app, site_of
from disclosure.site.cards import Card
from disclosure.site.pages import log_page, township_home, village_home
from portal.areas import Glance, Point
from portal.kernel.published import Published
from portal.web.public_sheets import log_head
from tests.disclosure.site.hand_made import Log, World, client_of, notes_part, published_of


def main_of(client: FlaskClient, path: str) -> str:
    return client.get(path).text.partition("<main")[2].partition("</main>")[0]


def test_a_village_says_first_what_matters_then_what_is_new(client: FlaskClient) -> None:
    text = main_of(client, "/liuxi/")
    order = ["按时 3/4", "2026-11 的情况", "4 份", "最新：2026-11", "更正过 1 处", "最近公开的", "全部内容"]
    places = [text.index(said) for said in order]
    assert places == sorted(places)
    assert 'href="timeliness/index.html"' in text
    assert 'href="corrections/index.html"' in text
    assert '<li class="point-wait"><a href="notes/2026-11/index.html">' in text


def test_a_village_with_nothing_published_is_a_clear_calm_page() -> None:
    client = client_of(World().published)
    text = main_of(client, "/liuxi/")
    assert "还没有公开的内容" in text
    assert "最近公开的" not in text
    assert "按时 " not in text
    assert "还没有公开的内容" in client.get("/liuxi/wechat.txt").text


def test_a_document_of_an_unknown_kind_stands_on_the_log_page_with_its_file_and_nowhere_else(made: World) -> None:
    made.liuxi.publish("9", "天外来客。", kind="riddle")
    client = client_of(made.published)
    assert 'href="../bulletins/riddle/9.r1.json">riddle 9</a>' in client.get("/liuxi/log/").text
    assert "天外来客" in client.get("/liuxi/bulletins/riddle/9.r1.json").text
    for path in ("/", "/liuxi/", "/liuxi/corrections/", "/liuxi/timeliness/", "/liuxi/feed.atom", "/feed.atom"):
        assert "riddle" not in client.get(path).text, path
        assert "天外来客" not in client.get(path).text, path


def test_the_text_for_the_chat_says_the_same_and_leads_to_the_home(client: FlaskClient) -> None:
    text = client.get("/liuxi/wechat.txt").text
    assert text.startswith("【柳溪村村务公开】\n2026-11 的情况\n份数：4 份\n· 最新：2026-11\n")
    assert text.endswith("按时公开 3/4\n详情、下载、核对：https://qinghe.example/liuxi/")


def test_the_township_compares_villages_by_the_same_figures(client: FlaskClient) -> None:
    text = main_of(client, "/")
    assert re.findall(r'<th scope="col"[^>]*>(\w+)</th>', text) == ["村", "最近一期", "份数", "按时公开", "最近公开"]
    rows = re.findall(r"<tr>.*?</tr>", text, re.DOTALL)[1:]
    assert [re.findall(r"柳溪村|石桥村", row)[0] for row in rows] == ["柳溪村", "石桥村"]
    assert "4 份" in rows[0]
    assert "3/4" in rows[0]
    assert "1 份" in rows[1]
    assert "全镇到期应公开 5 项，按时 4 项" in text


def test_a_village_without_figures_has_its_row_too(made: World) -> None:
    published = published_of(made.township, made.liuxi, Log("shiqiao", "石桥村"))
    row = re.findall(r"<tr>.*?</tr>", main_of(client_of(published), "/"), re.DOTALL)[2]
    assert "还没有公开的内容" in row
    assert row.count("—") == 2


def test_a_township_page_asks_no_village_for_its_documents(made: World) -> None:
    published = made.published
    cards = {slug: site_of(create_public_app(published, [notes_part])).card(slug) for slug in ("liuxi", "shiqiao")}

    def never(slug: str) -> Any:
        raise AssertionError(slug)

    closed = Published(site_url=published.site_url, places=published.places, load=never)
    client = create_public_app(closed, [notes_part], cards=cards.get).test_client()
    for path in ("/", "/feed.atom", "/sitemap.xml", "/verify/", "/404.html", "/robots.txt"):
        assert client.get(path).data == client_of(published).get(path).data


def test_a_card_is_read_as_it_was_written(made: World) -> None:
    card = site_of(create_public_app(made.published, [notes_part])).card("liuxi")
    assert Card.from_text(card.to_text()) == card
    assert json.loads(card.to_text())["glances"][0]["points"][0]["path"] == "/liuxi/notes/2026-11/"
    assert (card.due, card.in_time) == (4, 3)
    assert card.entries[0].title == "2026-8 的记录"


def county(made: World, *, villages: int) -> list[Card]:
    card = site_of(create_public_app(made.published, [notes_part])).card("liuxi")
    return [
        replace(card, slug=f"{'abcdefgh'[number % 8]}-{number}", name=f"第{number}村") for number in range(villages)
    ]


@pytest.mark.parametrize(("villages", "many"), [(3, False), (20, False), (21, True), (400, True)])
def test_many_villages_have_an_index_of_initials(made: World, villages: int, many: bool) -> None:  # noqa: FBT001 - a column
    cards = {card.slug: card for card in county(made, villages=villages)}
    logs = [made.township, *(Log(slug, card.name) for slug, card in cards.items())]
    published = published_of(*logs)
    page = township_home(published, cards.__getitem__)
    assert page.many == many
    assert [group.initial for group in page.groups] == list("ABCDEFGH"[: min(8, villages)])
    assert [row.card.slug for group in page.groups for row in group.rows] == sorted(cards)
    text = create_public_app(published, [notes_part], cards=cards.get).test_client().get("/").text
    assert ('href="#A"' in text) == ('data-filter="找您的村"' in text) == many
    assert text.count('<th scope="row">') == villages


def test_the_log_page_names_every_head_that_was_printed(made: World) -> None:
    made.liuxi.earlier = (3, 5)
    published = made.published
    page = log_page(published, "liuxi", [notes_part(published)])
    assert [head.size for head in page.heads] == [8, 5, 3]
    for bulletin in published.documents("liuxi"):
        printed = log_head(published, "liuxi", bulletin.seal.seq)
        assert [head.root for head in page.heads if head.size == printed.size] == [printed.root]


def test_a_home_shows_as_many_lines_of_a_kind_as_one_screen_holds(made: World) -> None:
    marks = ("off", "stop", "warn", "off", "wait", "done")
    points = tuple(Point(mark=mark, text=f"事{mark}", endpoint="notes_public.index") for mark in marks)
    part = replace(notes_part(made.published), glance=lambda _slug: Glance(title="记录", points=points))
    (shown,) = village_home(made.published, "liuxi", [part]).glances
    assert [point.mark for point in shown.points] == ["stop", "warn", "wait"]
