import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from disclosure.site.app import create_public_app, site_of
from portal.kernel.errors import NotFoundError
from tests.disclosure.site.hand_made import SITE_URL, World, addresses_of, client_of, notes_part, world


def test_every_address_that_is_listed_answers(made: World) -> None:
    app = create_public_app(made.published, [notes_part])
    client = app.test_client()
    for one in addresses_of(app, made.published):
        assert client.get(one.path).status_code == 200, one.path


def test_every_file_of_the_record_answers_with_its_bytes(made: World) -> None:
    app = create_public_app(made.published, [notes_part])
    record, client = site_of(app).record, app.test_client()
    for place in made.published.places:
        for path in record.paths(place.slug):
            assert client.get(f"/{place.slug}/{path}").data == record.file(place.slug, path), path


def test_the_township_page_lists_every_village_with_its_newest_document(client: FlaskClient) -> None:
    text = client.get("/").text
    assert "柳溪村" in text
    assert "石桥村" in text
    assert 'href="liuxi/notes/2026-8/index.html"' in text
    assert "还没有公开的内容" not in text


def test_a_village_page_lists_documents_newest_first_with_corrections_in_their_old_place(client: FlaskClient) -> None:
    text = client.get("/liuxi/").text.partition("最近公开的")[2]
    assert re.findall(r'href="notes/([0-9-]+)/index.html"', text) == ["2026-8", "2026-11", "2026-10", "2026-9"]
    assert text.count("有更正") == 1


def test_only_the_latest_revision_is_shown_and_the_older_one_stays_to_be_had(client: FlaskClient) -> None:
    text = client.get("/liuxi/notes/2026-9/").text
    assert "1,243.50" in text
    assert "1,234.50" not in text
    assert "金额有误" in text
    assert "../../bulletins/note/2026-9.r1.json" in text
    assert "1,234.50" in client.get("/liuxi/bulletins/note/2026-9.r1.json").text


def test_a_page_shows_its_digest_and_leads_to_its_file(client: FlaskClient, made: World) -> None:
    text = client.get("/liuxi/notes/2026-10/").text
    assert made.published.latest("liuxi", "note", "2026-10").digest in text
    assert 'href="../../bulletins/note/2026-10.r1.json"' in text


def test_withheld_names_are_neither_on_the_page_nor_in_the_file(client: FlaskClient) -> None:
    assert "不再显示" in client.get("/liuxi/notes/2026-8/").text
    document = client.get("/liuxi/bulletins/note/2026-8.r1.json").json
    assert document is not None
    assert document["names"] is None
    assert document["names_withheld"] is True
    assert "张三丰" not in client.get("/liuxi/bulletins/note/2026-8.r1.json").text


def test_a_page_leads_to_what_else_is_about_the_same_thing_but_not_to_itself(client: FlaskClient) -> None:
    assert client.get("/liuxi/notes/2026-10/").text.count('class="also"') == 1
    assert client.get("/liuxi/notes/2026-9/").text.count('class="also"') == 0


def test_a_township_page_has_no_backlinks(made: World) -> None:
    app = create_public_app(made.published, [notes_part])
    with app.test_request_context("/"), pytest.raises(NotFoundError):
        site_of(app).backlinks("matter", 7)


def test_the_menu_marks_the_section_of_the_page(client: FlaskClient) -> None:
    assert 'href="notes/index.html">记录' in client.get("/liuxi/").text
    assert 'href="../index.html" aria-current="true">记录' in client.get("/liuxi/notes/2026-10/").text
    assert "记录</a>" not in client.get("/qinghe/log/").text


def test_the_log_page_shows_checkpoint_key_and_every_revision(client: FlaskClient, made: World) -> None:
    text = client.get("/liuxi/log/").text
    place = made.published.place("liuxi")
    assert place.checkpoint is not None
    assert place.checkpoint.split("\n")[2] in text
    assert place.vkey in text
    assert text.count("bulletins/note/2026-9.r") == 2
    assert "8 条" in text


def test_the_checkpoint_and_the_tiles_are_the_logs_own_bytes(client: FlaskClient, made: World) -> None:
    assert client.get("/liuxi/log/checkpoint").text == made.published.place("liuxi").checkpoint
    bundle = client.get("/liuxi/log/tile/entries/000.p/8").data
    assert bundle == b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in made.liuxi.leaves)


def test_tiles_of_earlier_checkpoints_stay_to_be_had() -> None:
    made = world()
    made.liuxi.earlier = (3, 5)
    app = create_public_app(made.published, [notes_part])
    tiles = set(site_of(app).record.paths("liuxi"))
    assert {"log/tile/0/000.p/3", "log/tile/0/000.p/5", "log/tile/0/000.p/8"} <= tiles


def test_pages_name_their_one_absolute_address(client: FlaskClient) -> None:
    assert f'<link rel="canonical" href="{SITE_URL}/liuxi/">' in client.get("/liuxi/").text


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        "/qinghe/",
        "/liuxi/notes/2020-1/",
        "/liuxi/bulletins/note/2020-1.r1.json",
        "/shiqiao/bulletins/note/2026-9.r1.json",
        "/liuxi/log/tile/0/000",
        "/static/000000000000/public.css",
    ],
)
def test_what_is_not_published_is_not_found(client: FlaskClient, path: str) -> None:
    with pytest.raises(NotFoundError):
        client.get(path)


def test_an_unknown_address_answers_404(client: FlaskClient) -> None:
    assert client.get("/liuxi/none/at/all").status_code == 404


EVERY_KIND = (
    "/",
    "/liuxi/",
    "/liuxi/timeliness/",
    "/liuxi/corrections/",
    "/liuxi/log/",
    "/verify/",
    "/404.html",
    "/liuxi/notes/2026-9/",
)


@pytest.mark.parametrize("path", EVERY_KIND)
def test_no_page_asks_for_input_or_carries_script_or_style(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    scripts = r'<script src="[./]*static/[0-9a-f]+/(?:public|verify)\.js"(?: defer)?></script>'
    text = re.sub(rf'<input id="large" type="checkbox">|{scripts}|<script type="application/ld\+json">', "", text)
    assert not re.search(r"<(?:form|input|button|script|style)\b|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize("path", EVERY_KIND)
def test_large_print_is_a_labelled_box_in_the_masthead(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    box = text.index('<input id="large" type="checkbox"><label for="large">大字</label>')
    assert text.index("<header") < box < text.index("</header>")


@pytest.mark.parametrize("path", EVERY_KIND)
def test_a_page_says_to_others_what_it_is(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', text))
    assert said["url"] == SITE_URL + path
    assert said["title"] == re.findall(r"<title>(.*?)</title>", text)[0]
    assert said["description"] == re.findall(r'<meta name="description" content="([^"]*)">', text)[0] != ""
    assert re.fullmatch(rf"{SITE_URL}/static/\w+/icon.png", said["image"])


def data_of(client: FlaskClient, path: str) -> list[Any]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_a_page_says_what_stands_above_it(client: FlaskClient) -> None:
    (trail,) = data_of(client, "/liuxi/notes/2026-9/")
    assert [(one["name"], one.get("item")) for one in trail["itemListElement"]] == [
        ("青禾镇", f"{SITE_URL}/"),
        ("柳溪村", f"{SITE_URL}/liuxi/"),
        ("记录", f"{SITE_URL}/liuxi/notes/"),
        ("2026-9", None),
    ]
    assert [one["position"] for one in trail["itemListElement"]] == [1, 2, 3, 4]
    assert client.get("/liuxi/notes/2026-9/").text.count('aria-label="所在位置"') == 1


def test_homes_say_who_publishes(client: FlaskClient) -> None:
    assert data_of(client, "/")[0]["@type"] == "WebSite"
    assert data_of(client, "/liuxi/")[-1]["name"] == "柳溪村村民委员会"


def test_a_page_that_asks_for_itself_does_not_change_when_another_is_published(made: World) -> None:
    published = made.published
    app = create_public_app(published, [notes_part])
    site_of(app).menu("liuxi")
    with published.noted() as notes:
        app.test_client().get("/liuxi/notes/2026-10/")
    assert {query[0] for query in notes} == {"revisions", "about", "named"}


def test_titles_and_texts_are_escaped(made: World) -> None:
    made.shiqiao.publish("2026-11", "<script>alert(1)</script>")
    client = client_of(made.published)
    for path in ("/", "/shiqiao/", "/shiqiao/notes/2026-11/"):
        assert "<script>" not in client.get(path).text
        assert "&lt;script&gt;" in client.get(path).text


def test_a_township_without_villages_and_a_village_without_documents_still_have_pages() -> None:
    made = World()
    made.township.append()
    assert "还没有公开的内容" in client_of(made.published).get("/").text
    assert "还没有公开的内容" in client_of(made.published).get("/liuxi/").text


def test_templates_cannot_reach_session_request_or_configuration(made: World) -> None:
    app = create_public_app(made.published, [notes_part])
    assert not {"session", "request", "g", "config", "url_for"} & set(app.jinja_env.globals)


def test_no_cookie_is_ever_set(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/liuxi/").headers
