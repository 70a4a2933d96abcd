import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosure.site.assets import ASSETS, asset_bytes
from disclosure.site.seal_check import form_problems, seal_problems
from disclosure.site.sealing import (
    MARK,
    PageNote,
    SealedDocument,
    SealError,
    named_documents,
    own_files,
    page_words,
    read_seal,
    seal_page,
    words_digest,
)
from portal.kernel.notes import SigningKey, open_note, sign_note
from tests.disclosure.site.hand_made import Log, World, world
from tests.disclosure.site.sealed import DISGUISES, build_sealed, checkpoint, sealed_documents

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "/liuxi/notes/2026-9/"
NACL_SHA256 = "3ec535c004aeeb225785d8e93fb33bf99f52e399bd7dfc01969b5629baea5131"


def words(body: str) -> str:
    return page_words(f"<head><title>x</title></head>\n<body>{body}</body>")


@pytest.fixture
def made() -> World:
    made = world()
    made.liuxi.earlier = (2, 5)
    return made


@pytest.fixture
def site(made: World, tmp_path: Path) -> Path:
    build_sealed(made, tmp_path)
    return tmp_path


ALIKE = {
    "white space": ("<p>一  二\n\t三</p>", "<p>一 二 三</p>"),
    "references": ("<p>&lt;b&gt; &amp; &#39;&#34;</p>", "<p>&#60;b&#62; &#38; &#x27;&quot;</p>"),
    "scripts": ("<p>一<script>1 < 2</script> 二</p>", "<p>一 二</p>"),
    "an element closed at once": ('<svg><rect x="1" /></svg>', '<svg><rect x="1"></rect></svg>'),
    "space within a tag": ('<td  class="num"\n id="a" >1</td>', '<td class="num" id="a">1</td>'),
    "an empty value": ('<img alt="" src="a.png">', '<img alt src="a.png">'),
    "details opened": ('<details class="a" open><p>1</p></details>', '<details class="a"><p>1</p></details>'),
    "white space at the end": ("<p>1</p>\n", "<p>1</p>"),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE.keys())
def test_what_a_browser_shows_alike_has_the_same_words(one: str, other: str) -> None:
    assert words(one) == words(other)


HONEST = '<tr id="v-1"><td>1</td><td>23</td></tr><a href="a">x</a><svg><rect height="9"/></svg>'
UNLIKE = {
    "figure": ("23", "24"),
    "figure moved into the next cell": ("1</td><td>23", "12</td><td>3"),
    "row hidden": ('id="v-1"', 'id="v-1" hidden'),
    "row removed": ('<tr id="v-1"><td>1</td><td>23</td></tr>', ""),
    "link bent": ('href="a"', 'href="b"'),
    "bar made longer": ('height="9"', 'height="10"'),
    "space": ("23", "2 3"),
    "wide space": ("23", "2\u30003"),
    "markup shown as text": ('<a href="a">x</a>', "&lt;a href=&#34;a&#34;&gt;x&lt;/a&gt;"),
    "two values made one": ('<rect height="9"/>', '<rect height="9&#34; x=&#34;1"/>'),
    "end of a box moved": ('x</a><svg><rect height="9"/></svg>', 'x<svg><rect height="9"/></svg></a>'),
}


@pytest.mark.parametrize(("old", "new"), UNLIKE.values(), ids=UNLIKE.keys())
def test_what_a_reader_sees_differently_has_other_words(old: str, new: str) -> None:
    assert old in HONEST
    assert words(HONEST.replace(old, new)) != words(HONEST)


@pytest.mark.parametrize(
    "line",
    [
        "<title>a</title>",
        '<meta name="description" content="a">',
        '<meta name="robots" content="noindex">',
        '<link rel="a" href="b">',
    ],
)
def test_what_is_shown_of_a_head_counts_and_what_browsers_add_to_it_does_not(line: str) -> None:
    head = '<title>x</title><link rel="canonical" href="c">{}</head>\n<body><p>1</p></body>'
    assert page_words(head.format(line)) != page_words(head.format(""))
    assert page_words(head.replace("<body>", '<body class="only-print">')) != page_words(head)
    assert page_words(head.format('<script src="a"></script>')) == page_words(head.format(""))
    data = '<script type="application/ld+json">{{"a": {}}}</script></head><body></body>'
    assert page_words(data.format(1)) != page_words(data.format(2))


def test_wide_and_unbreakable_spaces_are_kept() -> None:
    assert "一\u3000二\u00a0三" in words("<p>一\u3000二&nbsp;三</p>")


def test_a_page_without_a_body_or_a_place_for_the_seal_is_refused() -> None:
    with pytest.raises(SealError):
        page_words("<p>1</p>")
    with pytest.raises(SealError, match="/a/"):
        seal_page("<body></body>", address="/a/", origin="o", vkey="v", log="", files={}, documents=(), sign=str)


def test_every_sealed_page_of_a_site_is_what_its_seal_says(site: Path) -> None:
    pages = sorted(site.rglob("index.html"))
    assert len(pages) > 10
    for page in pages:
        address = "/" + page.parent.relative_to(site).as_posix().removeprefix(".") + "/"
        found = list(seal_problems(page.read_text(), address=address.replace("//", "/"), folder=page.parent))
        assert found == [], page


def test_the_note_says_what_is_signed_line_by_line(site: Path, made: World) -> None:
    html = (site / "liuxi/notes/2026-9/index.html").read_text()
    oldest, newest = (one.digest for one in made.published.revisions("liuxi", "note", "2026-9"))
    seal = read_seal(html)
    assert open_note(seal["note"], made.liuxi.key.vkey).split("\n") == [
        "qinghe.example/liuxi/page",
        ADDRESS,
        f"words {words_digest(html)}",
        "log ../../log/",
        f"document {newest}",
        f"document {oldest}",
        "",
    ]
    assert seal["vkey"] == made.liuxi.key.vkey
    assert [one.split("\n")[1] for one in seal["checkpoints"]] == ["5", "2"]
    assert [one["checkpoint"] for one in seal["entries"]] == [1, 0]


def test_the_seal_takes_the_place_of_the_mark_and_leaves_the_page_as_it_is(site: Path) -> None:
    html = (site / "index.html").read_text()
    assert MARK not in html
    assert html.count('id="seal"') == 1
    assert html.index('id="seal"') < html.index("</head>")


def test_a_page_stays_as_it_is_when_the_log_grows(site: Path, made: World, tmp_path: Path) -> None:
    before = (site / "liuxi/notes/2026-9/index.html").read_bytes()
    made.liuxi.append()
    build_sealed(made, tmp_path / "later")
    assert (tmp_path / "later/liuxi/notes/2026-9/index.html").read_bytes() == before


def test_no_text_can_end_the_seal() -> None:
    log = Log("liuxi", "柳溪村")
    bulletin = log.publish("2026-9")
    seal = sealed_documents(log, (bulletin.digest,), sizes=(1,))[0]
    html = seal_page(
        f"<head>{MARK}</head><body></body>",
        address="/</script><b>/",
        origin=log.origin,
        vkey=log.key.vkey,
        log="log/",
        files={},
        documents=[seal],
        sign=lambda text: sign_note(text, log.key),
    )
    assert html.count("</script>") == 1
    assert read_seal(html)["note"].split("\n")[1] == "/</script><b>/"


def test_documents_of_one_entry_and_one_checkpoint_are_told_once() -> None:
    log = Log("liuxi", "柳溪村")
    seal = log.append("a" * 64, "b" * 64)
    documents = [
        SealedDocument(digest=digest, seal=seal, checkpoint=checkpoint(log, 1), hashes=())
        for digest in ("a" * 64, "b" * 64, "a" * 64)
    ]
    html = seal_page(
        f"<head>{MARK}</head><body></body>",
        address="/liuxi/",
        origin=log.origin,
        vkey=log.key.vkey,
        log="log/",
        files={},
        documents=documents,
        sign=lambda text: sign_note(text, log.key),
    )
    told = read_seal(html)
    assert (len(told["entries"]), len(told["checkpoints"])) == (1, 1)
    assert PageNote.from_text(open_note(told["note"], log.key.vkey)).documents == ("a" * 64, "b" * 64)


@pytest.mark.parametrize(
    "text", ["", "a", "a/page\n/\n", "a/page\n/\nwords 1\nlog 2\nmore 3\n", "a/page\n/\nlog 2\nwords 1\n"]
)
def test_a_text_that_is_no_page_note_is_refused(text: str) -> None:
    with pytest.raises(SealError):
        PageNote.from_text(text)


@pytest.mark.parametrize("html", ["<head></head>", '<script type="application/json" id="seal">[1]</script>'])
def test_a_page_without_a_readable_seal_is_refused(html: str) -> None:
    with pytest.raises(SealError):
        read_seal(html)


def test_the_files_beside_a_page_and_the_documents_it_names_are_found() -> None:
    html = (
        '<a href="a.csv">1</a><a href="a.csv">1</a><img src="p%20q.png"><a href="index.html">2</a>'
        '<a href="../b.csv">3</a><rect x="1.5"/><a href="https://a.b">4</a>'
        f'<a href="c.json" data-digest="{"a" * 64}">5</a>'
    )
    assert own_files(html) == ("a.csv", "p%20q.png", "c.json")
    assert named_documents(html) == ("a" * 64,)


def _seal(change: Callable[[dict[str, list[dict[str, str]]]], None]) -> Callable[[str], str]:
    def tampered(html: str) -> str:
        seal = read_seal(html)
        old = html[html.index('id="seal">') + len('id="seal">') : html.index("</script>", html.index('id="seal">'))]
        change(seal)
        return html.replace(old, json.dumps(seal))

    return tampered


def _to_another_root(seal: dict[str, list[dict[str, str]]]) -> None:
    seal["entries"][0]["hashes"] = ["00" * 32, *seal["entries"][0]["hashes"][1:]]  # type: ignore[assignment]


WRONG: dict[str, tuple[Callable[[str], str], str]] = {
    "figure": (lambda html: html.replace("1,243.50", "1,143.50"), "页面的文字、链接或图表和封签不符"),
    "no seal": (lambda html: html.replace('id="seal"', 'id="x"'), "页面没有封签，或封签的签名是假的"),
    "signature": (lambda html: html.replace("— qinghe", "— qingha", 1), "页面没有封签，或封签的签名是假的"),
    "salt": (_seal(lambda seal: seal["entries"][0].update(salt="00")), "封签里的日志证明不成立"),
    "hash": (_seal(_to_another_root), "封签里的日志证明不成立"),
    "checkpoint": (_seal(lambda seal: seal["checkpoints"].append({})), "封签里的检查点读不出来"),
    "no entry": (_seal(lambda seal: seal["entries"].pop()), "封签没有证明文件"),
    "file": (
        lambda html: html.replace("<p>收入", '<a href="x.csv">x</a><p>收入'),
        "封签里没有页面提供的文件 x.csv",
    ),
    "form": (lambda html: html.replace("<p>收入", "<p>1 > 0 收入"), "页面里有封签管不到的写法"),
}


@pytest.mark.parametrize(("tamper", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_the_check_names_what_is_wrong(site: Path, tamper: Callable[[str], str], sentence: str) -> None:
    page = site / "liuxi/notes/2026-9/index.html"
    assert not list(seal_problems(page.read_text(), address=ADDRESS, folder=page.parent))
    found = list(seal_problems(tamper(page.read_text()), address=ADDRESS, folder=page.parent))
    assert any(one.startswith(sentence) for one in found), found


def test_a_page_in_another_place_a_changed_file_and_another_log_are_noticed(made: World, site: Path) -> None:
    page = site / "liuxi/notes/2026-9/index.html"
    html = page.read_text()
    assert list(seal_problems(html, address="/liuxi/", folder=page.parent)) == [f"封签是 {ADDRESS} 的，不是这一页的"]
    log = site / "liuxi/log/checkpoint"
    log.write_text(checkpoint(made.liuxi, 3))
    assert list(seal_problems(html, address=ADDRESS, folder=page.parent)) == ["日志比封签里的检查点还短"]
    other = SigningKey(name=made.liuxi.origin, seed=b"x" * 32)
    log.write_text(sign_note(checkpoint(made.liuxi, 8).partition("\n\n")[0] + "\n", other))
    assert list(seal_problems(html, address=ADDRESS, folder=page.parent)) == ["封签的公钥没有签网站公开的检查点"]


@pytest.mark.parametrize(
    "body",
    ["<template>1</template>", "<pre>\n1</pre>", "<br/>", "<td class=num>1</td>", '<a href="a>b">1</a>', "<!-- 1 -->"],
)
def test_forms_in_which_a_browser_could_find_other_words_are_named(body: str) -> None:
    assert list(form_problems(f"<body><p>1</p>{body}</body>"))
    assert not list(form_problems('<body><p>1</p><details class="a" open><br><path d="M1 2"/></details></body>'))


@pytest.mark.parametrize(("old", "new"), DISGUISES.values(), ids=DISGUISES.keys())
def test_the_check_names_what_could_show_something_else_than_the_words(site: Path, old: str, new: str) -> None:
    html = (site / "liuxi/notes/2026-9/index.html").read_text()
    assert old in html
    assert not list(form_problems(html))
    assert list(form_problems(html.replace(old, new, 1)))


STRAYED = {
    "after the body": ("</body>", "</body>本页作废"),
    "after the end": ("</html>", "</html>本页作废"),
    "between head and body": ("</head>", "</head>本页作废"),
    "in the head": ("<head>", "<head>本页作废"),
    "a picture after the body": ("</body>", '</body><img src="https://x.example/void.png">'),
    "a heading in the head": ("</head>", "<h1>本页作废</h1></head>"),
    "a title after the body": ("</body>", "</body><title>本页作废</title>"),
    "a style in capitals": ("</head>", "<STYLE>td{font-size:0}</STYLE></head>"),
    "a style sheet on two lines": ("</head>", '<link\nrel="stylesheet" href="https://x.example/x.css"></head>'),
    "another page soon, in capitals": ("</head>", '<meta name="a" HTTP-EQUIV="refresh" content="9;url=x"></head>'),
}


@pytest.mark.parametrize(("old", "new"), STRAYED.values(), ids=STRAYED.keys())
def test_nothing_stands_around_the_body_that_a_browser_would_show_in_it(site: Path, old: str, new: str) -> None:
    html = (site / "liuxi/notes/2026-9/index.html").read_text()
    assert old in html
    assert list(form_problems(html.replace(old, new, 1)))


def test_a_page_without_a_body_is_named(site: Path) -> None:
    page = site / "liuxi/notes/2026-9/index.html"
    html = page.read_text().replace("<body", "<main").replace("</body>", "</main>")
    assert "页面没有正文" in list(seal_problems(html, address=ADDRESS, folder=page.parent))


def test_a_page_sealed_for_another_past_of_the_log_is_noticed(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    forked = world()
    forked.liuxi.earlier = (2, 5)
    forked.liuxi.leaves[0] = forked.liuxi.leaves[0].replace(b'"digest":"', b'"digest":"0')
    other = tmp_path_factory.mktemp("forked")
    build_sealed(forked, other)
    html = (other / "liuxi/notes/2026-9/index.html").read_text()
    folder = site / "liuxi/notes/2026-9"
    assert list(seal_problems(html, address=ADDRESS, folder=folder)) == ["封签里的检查点不是网站公开的日志的"]


def test_the_script_by_others_is_the_published_one() -> None:
    found = asset_bytes("vendor/nacl-fast.min.js")
    assert hashlib.sha256(found).hexdigest() == NACL_SHA256
    assert NACL_SHA256 in (ROOT / "portal/static/vendor/README.md").read_text()
    assert "public domain" in (ROOT / "portal/static/vendor/LICENSE.tweetnacl").read_text()


def test_the_site_ships_every_script_that_verifies() -> None:
    scripts = {path.name for path in (ROOT / "portal/static").glob("verify*.js")}
    assert scripts == {"verify.js", "verify-proofs.js", "verify-steps.js"}
    assert scripts < set(ASSETS)
