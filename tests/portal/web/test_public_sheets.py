import re

import pytest
from flask.testing import FlaskClient

from portal.kernel.errors import NotFoundError
from portal.kernel.fingerprints import grouped
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.published import PublicLog, Published
from portal.web.public_sheets import log_head, qr_svg
from tests.disclosure.site.hand_made import SITE_URL, World, client_of, world


@pytest.fixture
def made() -> World:
    made = world()
    made.liuxi.earlier = (3, 5)
    return made


@pytest.fixture
def client(made: World) -> FlaskClient:
    return client_of(made.published)


def test_the_head_is_that_of_the_first_checkpoint_that_holds_the_document(made: World) -> None:
    head = log_head(made.published, "liuxi", 2)
    root = root_of([leaf_hash(leaf) for leaf in made.liuxi.leaves[:3]]).hex()
    assert (head.origin, head.size, head.day.isoformat()) == ("qinghe.example/liuxi", 3, "2026-11-03")
    assert "".join(head.root).replace(" ", "") == root
    assert log_head(made.published, "liuxi", 3).size == 5


def test_the_head_stays_as_it_was_printed_when_the_log_grows(made: World) -> None:
    before = log_head(made.published, "liuxi", 4)
    made.liuxi.earlier = (3, 5, 8)
    made.liuxi.append()
    assert log_head(made.published, "liuxi", 4) == before


def test_what_no_checkpoint_holds_has_no_head(made: World) -> None:
    record = made.liuxi.record()
    published = Published(
        site_url=SITE_URL,
        places=[made.liuxi.place()],
        load=lambda _slug: type(record)(log=PublicLog(leaves=record.log.leaves)),
    )
    with pytest.raises(NotFoundError):
        log_head(published, "liuxi", 0)


def test_a_code_is_drawn_without_any_style_of_its_own_and_says_where_it_leads() -> None:
    drawn = str(qr_svg("https://a.example/?a=1&b=<2>"))
    assert drawn.startswith("<svg")
    assert "<title>https://a.example/?a=1&amp;b=&lt;2&gt;</title>" in drawn
    assert "style=" not in drawn
    assert "<title>名字</title>" in qr_svg("https://a.example/", title="名字")


@pytest.mark.parametrize(("paper", "other"), [("a4", "a3"), ("a3", "a4")])
def test_a_sheet_leads_to_its_page_and_to_the_other_paper(client: FlaskClient, paper: str, other: str) -> None:
    text = client.get(f"/liuxi/notes/2026-10/{paper}/").text
    assert f"<title>{SITE_URL}/liuxi/notes/2026-10/</title>" in text
    assert 'href="../index.html"' in text
    assert f'href="../{other}/index.html"' in text
    assert ("sheet-a3.css" in text) == (paper == "a3")


def test_a_sheet_carries_what_is_needed_to_check_it_and_room_to_sign(client: FlaskClient, made: World) -> None:
    text = client.get("/liuxi/notes/2026-10/a4/").text
    bulletin = made.published.latest("liuxi", "note", "2026-10")
    head = log_head(made.published, "liuxi", bulletin.seal.seq)
    for line in (*grouped(bulletin.digest), *head.root, head.origin, made.published.place("liuxi").vkey):
        assert line in text
    for role in ("报账员", "村务监督委员会", "盖章", "张贴人", "张贴日期", "撤下日期"):
        assert role in text
    assert re.search(r"<h1>2026-10</h1>", text)


def test_a_sheet_of_a_corrected_document_says_so(client: FlaskClient) -> None:
    assert "第 2 版，更正理由：金额有误" in client.get("/liuxi/notes/2026-9/a4/").text
    assert "更正" not in client.get("/liuxi/notes/2026-10/a4/").text
