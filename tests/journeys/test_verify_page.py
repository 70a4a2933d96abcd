"""A reader presses 核对本页 on honest and on tampered pages, in browsers with and without ``crypto.subtle``."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from disclosure.site.sealing import MARK, named_documents, read_seal, seal_page
from disclosure.site.serving import site_server
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.notes import Checkpoint, SigningKey, sign_checkpoint, sign_note
from tests.disclosure.site.hand_made import World, world
from tests.disclosure.site.sealed import DISGUISES, build_sealed, checkpoint, sealed_documents
from tests.journeys.accounts import accounts_part
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser

SCREEN: ViewportSize = {"width": PHONE[0], "height": PHONE[1]}
ENTRIES = 700  # two full tiles and a part of one
NEWEST = 690  # the entry of the newest page
PAGE = "liuxi/accounts/2026-9/"
LOG = "liuxi/log/"
GREEN, OPEN = ".note-good", ".note-warn"
WITH, WITHOUT = "with crypto.subtle", "without crypto.subtle"
NO_SUBTLE = "Object.defineProperty(window, 'crypto', { value: undefined })"
PLAIN_HTTP = "http://qinghe.example/"  # no secure context: browsers withhold crypto.subtle there


@pytest.fixture(scope="module")
def made() -> World:
    made = world()
    made.liuxi.earlier = (2, 5, 300)
    while len(made.liuxi.leaves) < NEWEST:
        made.liuxi.append()
    made.liuxi.publish("2026-12")
    while len(made.liuxi.leaves) < ENTRIES:
        made.liuxi.append()
    return made


@pytest.fixture(scope="module")
def honest(made: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest")
    build_sealed(made, folder, part=accounts_part)
    return folder


@dataclass(frozen=True)
class Reader:
    """A phone before a site in a folder."""

    folder: Path
    page: Page
    root: str
    subtle: bool

    def verify(self, path: str = PAGE) -> list[str]:
        """Open a page, press the button and return the sentences in red."""
        self.page.goto(f"{self.root}{path}index.html#files")
        assert self.page.evaluate("Boolean(window.crypto && window.crypto.subtle)") == self.subtle
        self.page.get_by_role("button", name="核对本页").click()
        self.page.locator(".verdict").wait_for()
        return self.page.locator(".verified .stop span:last-child").all_inner_texts()

    def shows(self, colour: str) -> bool:
        """Tell whether the verdict has this colour."""
        return self.page.locator(f".verified > {colour}").count() == 1


@pytest.fixture(params=[WITH, WITHOUT])
def online(request: pytest.FixtureRequest, honest: Path, tmp_path: Path, browser: Browser) -> Iterator[Reader]:
    """A reader of a copy of the site, over http from this machine, where browsers trust it, or from plain http."""
    folder = tmp_path / "site"
    shutil.copytree(honest, folder, ignore=shutil.ignore_patterns("*.gz"))  # the plain files are tampered with
    with site_server(folder, port=0) as server, browser.new_context(viewport=SCREEN) as context:
        address = f"http://127.0.0.1:{server.server_port}/"

        def pass_on(route: Route) -> None:
            route.fulfill(response=route.fetch(url=route.request.url.replace(PLAIN_HTTP, address)))

        threading.Thread(target=server.serve_forever, daemon=True).start()
        subtle = request.param == WITH
        context.route(f"{PLAIN_HTTP}**", pass_on)
        yield Reader(folder, context.new_page(), address if subtle else PLAIN_HTTP, subtle=subtle)
        server.shutdown()


@pytest.fixture(params=[WITH, WITHOUT])
def on_a_stick(request: pytest.FixtureRequest, honest: Path, tmp_path: Path, browser: Browser) -> Iterator[Reader]:
    """A reader of a copy of the site on the disk."""
    folder = tmp_path / "stick" / "copied here"
    shutil.copytree(honest, folder)
    with browser.new_context(viewport=SCREEN) as context:
        if request.param != WITH:
            context.add_init_script(NO_SUBTLE)
        yield Reader(folder, context.new_page(), folder.as_uri() + "/", subtle=request.param == WITH)


WORDS = "这一页的文字、链接或图表被改动过，和公布时签名的不一样。"
ROW = '<tr id="v-2"><th scope="row">路灯</th><td class="num">60.00</td><td class="num">3.00</td></tr>'
PAGE_EDITS = {
    "figure changed": ("400.00", "500.00"),
    "row removed": (ROW, ""),
    "row hidden": ('<tr id="v-2">', '<tr id="v-2" hidden>'),
    "digit moved into the next cell": ('60.00</td><td class="num">3.00', '60.003</td><td class="num">.00'),
    "link bent": ('href="../../index.html#top"', 'href="../../accounts/2026-10/index.html"'),
    "bar of the chart cut": ('height="40"', 'height="20"'),
    "title changed": ("<title>2026-9", "<title>2026-8"),
    "description changed": ('name="description" content="', 'name="description" content="已核实。'),
    "not to be found by a search": ('<meta name="theme', '<meta name="robots" content="noindex"><meta name="theme'),
    "too wide for a phone": ("width=device-width", "width=4000"),
    "another look of it all": ("<body>", '<body class="sheet">'),
    "sentence added": ("<h1>", "<p>已经核实。</p><h1>"),
}


def edit(file: Path, old: str, new: str) -> None:
    """Change what a file says."""
    content = file.read_bytes()
    assert old.encode() in content
    file.write_bytes(content.replace(old.encode(), new.encode()))


def counted(folder: Path, form: str) -> tuple[str, str]:
    """Return how many entries the document's checkpoint counts, as it stands in its file, and one less."""
    size = json.loads((folder / BULLETIN).read_text())["inclusion"]["size"]
    return form.format(size), form.format(size - 1)


def spoil(file: Path, place: int = 40) -> None:
    """Change one byte."""
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("path", ["", "liuxi/", LOG, PAGE, "liuxi/accounts/2026-8/", "liuxi/accounts/2026-12/"])
def test_every_honest_page_is_green(online: Reader, path: str) -> None:
    assert online.verify(path) == []
    assert online.shows(GREEN)


def test_an_honest_page_on_a_stick_says_what_was_not_looked_at(on_a_stick: Reader) -> None:
    assert on_a_stick.verify() == []
    assert on_a_stick.shows(OPEN)
    assert "从文件打开的，网上的日志和可以下载的文件没有核对" in on_a_stick.page.locator(".verified").inner_text()


@pytest.mark.parametrize(("old", "new"), PAGE_EDITS.values(), ids=PAGE_EDITS.keys())
def test_a_page_that_was_changed_is_red(online: Reader, old: str, new: str) -> None:
    edit(online.folder / PAGE / "index.html", old, new)
    assert online.verify() == [WORDS]


@pytest.mark.parametrize(("old", "new"), PAGE_EDITS.values(), ids=PAGE_EDITS.keys())
def test_a_page_on_a_stick_that_was_changed_is_red(on_a_stick: Reader, old: str, new: str) -> None:
    edit(on_a_stick.folder / PAGE / "index.html", old, new)
    assert on_a_stick.verify() == [WORDS]


DISGUISE = (
    "这一页里多了公布时没有的样式、脚本或遮盖的内容，看到的不一定是公布的样子。"
    "也可能是浏览器的插件加的：换一个浏览器再看一次。"
)


@pytest.mark.parametrize(("old", "new"), DISGUISES.values(), ids=DISGUISES.keys())
def test_what_could_show_something_else_than_the_words_is_red(on_a_stick: Reader, old: str, new: str) -> None:
    edit(on_a_stick.folder / PAGE / "index.html", old, new)
    assert DISGUISE in on_a_stick.verify()


def test_a_style_that_was_changed_is_red(online: Reader) -> None:
    (style,) = online.folder.glob("static/*/public.css")
    style.write_text(style.read_text() + "td:nth-child(2){letter-spacing:9em}")
    for packed in online.folder.glob("static/*/public.css.gz"):
        packed.unlink()
    assert online.verify() == ["样式 public.css 被改动过。"]


def test_a_page_that_lies_where_another_belongs_is_red_on_a_stick_too(on_a_stick: Reader) -> None:
    other = on_a_stick.folder / "liuxi/accounts/2026-11/index.html"
    (on_a_stick.folder / PAGE / "index.html").write_bytes(other.read_bytes())
    assert "这一页放错了地方，签名的是 /liuxi/accounts/2026-11/ 这一页。" in on_a_stick.verify()


def _resealed(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    page = folder / PAGE / "index.html"
    html = page.read_text()
    seal = read_seal(html)
    start = html.index('id="seal">') + len('id="seal">')
    change(seal)
    page.write_text(html[:start] + json.dumps(seal) + html[html.index("</script>", start) :])


def _entry(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    return lambda folder: _resealed(folder, lambda seal: change(seal["entries"][0]))  # type: ignore[index]


def _seal_removed(folder: Path) -> None:
    edit(folder / PAGE / "index.html", 'id="seal"', 'id="none"')


def _seal_of_another_page(folder: Path) -> None:
    other = read_seal((folder / "liuxi/accounts/2026-11/index.html").read_text())
    _resealed(folder, lambda seal: seal.update(other))


def _signature_bent(folder: Path) -> None:
    note = read_seal((folder / PAGE / "index.html").read_text())["note"]
    signature = note.split()[-1]
    edit(
        folder / PAGE / "index.html",
        signature,
        signature[:40] + ("A" if signature[40] != "A" else "B") + signature[41:],
    )


def _note_bent(folder: Path) -> None:
    edit(folder / PAGE / "index.html", "\\nwords ", "\\nwords 0")


SEALS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "removed": (_seal_removed, ["这一页没有公布时的签名，不能证明它就是公布的那一页。"]),
    "of another page": (
        _seal_of_another_page,
        [
            "这一页放错了地方，签名的是 /liuxi/accounts/2026-11/ 这一页。",
            WORDS,
            "表格 statement.csv 被改动过。表格 statement.xlsx 被改动过。",
        ],
    ),
    "signature bent": (_signature_bent, ["这一页的签名是假的。"]),
    "note bent": (_note_bent, ["这一页的签名是假的。"]),
    "another signed note": (
        lambda folder: _resealed(folder, lambda seal: seal.update(note=seal["checkpoints"][0])),  # type: ignore[index]
        ["这一页的签名是假的。"],
    ),
    "unreadable": (lambda folder: _resealed(folder, dict.clear), ["这一页的签名读不出来，被改动过。"]),
    "entry changed": (
        _entry(lambda entry: entry.update(content=str(entry["content"]).replace("demo", "demu"))),
        ["日志第 1 条记录被改动过，和它的指纹不一样。"],
    ),
    "leaf changed": (
        _entry(lambda entry: entry.update(leaf=str(entry["leaf"]).replace("2026-11-02", "2026-11-01"))),
        ["从日志第 1 条记录算不到签名的检查点。", "日志第 1 条记录和这一页的不一样。"],
    ),
    "proof changed": (_entry(lambda entry: entry.update(hashes=["0" * 64])), ["从日志第 1 条记录算不到签名的检查点。"]),
    "proof removed": (_entry(lambda entry: entry.update(hashes=[])), ["从日志第 1 条记录算不到签名的检查点。"]),
    "checkpoint of another size": (
        lambda folder: _resealed(folder, lambda seal: seal.update(checkpoints=seal["checkpoints"][::-1])),  # type: ignore[index]
        ["从日志第 1 条记录算不到签名的检查点。"],
    ),
}


@pytest.mark.parametrize(("tamper", "sentences"), SEALS.values(), ids=SEALS.keys())
def test_a_seal_that_was_changed_is_red(online: Reader, tamper: Callable[[Path], None], sentences: list[str]) -> None:
    tamper(online.folder)
    assert online.verify() == sentences


def test_an_entry_that_was_left_out_is_missed(online: Reader, made: World) -> None:
    digest = made.published.revisions("liuxi", "note", "2026-9")[0].digest
    _resealed(online.folder, lambda seal: seal.update(entries=seal["entries"][1:]))  # type: ignore[index]
    assert online.verify() == [f"这一页依据的文件没有记进日志，指纹 {digest[:12]}。"]


def sign_anew(folder: Path, made: World, key: SigningKey, *, own_log: bool = False) -> None:
    """Change a figure on the page and sign it with ``key``, its documents' proofs too where the log is its own."""
    page = folder / PAGE / "index.html"
    html = page.read_text().replace("400.00", "500.00")
    documents = sealed_documents(made.liuxi, named_documents(html), sizes=(ENTRIES,))
    if own_log:
        note = documents[0].checkpoint.partition("\n\n")[0] + "\n"
        documents = [replace(one, checkpoint=sign_note(note, key)) for one in documents]
    start, end = html.index("<script type"), html.index("</script>", html.index("<script type")) + len("</script>")
    page.write_text(
        seal_page(
            html[:start] + MARK + html[end:],
            address=f"/{PAGE}",
            origin=made.liuxi.origin,
            vkey=key.vkey,
            log="../../log/",
            files={},
            documents=documents,
            sign=lambda text: sign_note(text, key),
        )
    )


@pytest.mark.parametrize("own_log", [False, True])
def test_a_page_signed_anew_by_another_key_does_not_fit_the_log(online: Reader, made: World, *, own_log: bool) -> None:
    sign_anew(online.folder, made, SigningKey(name=made.liuxi.origin, seed=b"x" * 32), own_log=own_log)
    embedded = [] if own_log else ["这一页带的检查点签名是假的。"]
    originals = "原始文件 2026-9.r2.json 被改动过。原始文件 2026-9.r1.json 被改动过。"
    assert online.verify() == [*embedded, "日志的检查点签名是假的。", originals]


BULLETIN = "liuxi/bulletins/note/2026-9.r2.json"
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "csv changed": (
        lambda folder: edit(folder / PAGE / "statement.csv", "1,243.50", "1,143.50"),
        "表格 statement.csv 被改动过。",
    ),
    "csv cut": (
        lambda folder: edit(folder / PAGE / "statement.csv", "csv\r\n", ""),
        "表格 statement.csv 被改动过。",
    ),
    "csv missing": (lambda folder: (folder / PAGE / "statement.csv").unlink(), "表格 statement.csv 不见了。"),
    "xlsx changed": (lambda folder: spoil(folder / PAGE / "statement.xlsx", 3), "表格 statement.xlsx 被改动过。"),
    "both": (
        lambda folder: [spoil(folder / PAGE / name, 3) for name in ("statement.csv", "statement.xlsx")],  # type: ignore[dict-item,func-returns-value]
        "表格 statement.csv 被改动过。表格 statement.xlsx 被改动过。",
    ),
    "document changed": (
        lambda folder: edit(folder / BULLETIN, "1,243.50", "1,143.50"),
        "原始文件 2026-9.r2.json 被改动过。",
    ),
    "name changed": (lambda folder: edit(folder / BULLETIN, "张三丰", "李四"), "原始文件 2026-9.r2.json 被改动过。"),
    "proof changed": (
        lambda folder: edit(folder / BULLETIN, *counted(folder, '"size": {}')),
        "原始文件 2026-9.r2.json 被改动过。",
    ),
    "checkpoint changed": (
        lambda folder: edit(folder / BULLETIN, *counted(folder, "\\n{}\\n")),
        "原始文件 2026-9.r2.json 被改动过。",
    ),
    "older document missing": (
        lambda folder: (folder / "liuxi/bulletins/note/2026-9.r1.json").unlink(),
        "原始文件 2026-9.r1.json 不见了。",
    ),
}


@pytest.mark.parametrize(("tamper", "sentence"), FILES.values(), ids=FILES.keys())
def test_a_table_or_document_that_was_changed_is_red(
    online: Reader, tamper: Callable[[Path], None], sentence: str
) -> None:
    tamper(online.folder)
    assert online.verify() == [sentence]


FALSE = "日志的检查点签名是假的。"
OTHER = "日志文件和公布的检查点对不上，有人改过过去的记录。"
BUNDLE = "日志的记录文件被改动过，和检查点对不上。"
LOGS: dict[str, tuple[Callable[[Path], None], str]] = {
    "size changed": (lambda log: edit(log / "checkpoint", "\n700\n", "\n699\n"), FALSE),
    "root changed": (lambda log: spoil(log / "checkpoint", 30), FALSE),
    "signature cut": (
        lambda log: edit(log / "checkpoint", "— qinghe.example/liuxi ", "— qinghe.example/other "),
        FALSE,
    ),
    "checkpoint missing": (lambda log: (log / "checkpoint").unlink(), "日志的检查点不见了，记录被删过。"),
    "first tile": (lambda log: spoil(log / "tile/0/000"), OTHER),
    "last tile": (lambda log: spoil(log / "tile/0/002.p/188"), OTHER),
    "tile above": (lambda log: spoil(log / "tile/1/000.p/2"), OTHER),
    "tile cut": (
        lambda log: (log / "tile/0/002.p/188").write_bytes((log / "tile/0/002.p/188").read_bytes()[:-1]),  # type: ignore[dict-item,func-returns-value]
        "日志文件 tile/0/002.p/188 被改动过。",
    ),
    "tile missing": (
        lambda log: (log / "tile/0/002.p/188").unlink(),
        "日志缺少文件 tile/0/002.p/188，记录被删过。",
    ),
    "first entries": (lambda log: spoil(log / "tile/entries/000"), BUNDLE),
    "last entries": (lambda log: spoil(log / "tile/entries/002.p/188"), BUNDLE),
    "entry appended": (
        lambda log: (log / "tile/entries/000").write_bytes((log / "tile/entries/000").read_bytes() + b"\x00\x01a"),  # type: ignore[dict-item,func-returns-value]
        BUNDLE,
    ),
}


@pytest.mark.parametrize(("tamper", "sentence"), LOGS.values(), ids=LOGS.keys())
def test_a_log_that_was_changed_is_red(online: Reader, tamper: Callable[[Path], None], sentence: str) -> None:
    tamper(online.folder / LOG)
    assert online.verify() == [sentence]


def test_a_log_cut_back_to_an_older_honest_checkpoint_is_red(online: Reader, made: World) -> None:
    (online.folder / LOG / "checkpoint").write_text(checkpoint(made.liuxi, 300))
    assert online.verify("liuxi/accounts/2026-12/") == ["日志比这一页公布时还短，记录被删过。"]


def test_another_log_with_its_own_key_is_red(online: Reader, made: World) -> None:
    root = root_of([leaf_hash(leaf) for leaf in made.liuxi.leaves])
    key = SigningKey(name=made.liuxi.origin, seed=b"x" * 32)
    other = sign_checkpoint(Checkpoint(origin=made.liuxi.origin, size=ENTRIES, root=root), key)
    (online.folder / LOG / "checkpoint").write_text(other)
    assert online.verify() == [FALSE]


def test_another_past_under_the_same_key_is_red(online: Reader, made: World, tmp_path: Path) -> None:
    other = world()
    while len(other.liuxi.leaves) < ENTRIES:
        other.liuxi.append()
    other.liuxi.leaves[0] = other.liuxi.leaves[0].replace(b"2026", b"2025")
    build_sealed(other, tmp_path / "other", part=accounts_part)
    shutil.rmtree(online.folder / LOG)
    shutil.copytree(tmp_path / "other" / LOG, online.folder / LOG, ignore=shutil.ignore_patterns("*.gz"))
    assert online.verify() == ["现在的日志不是这一页公布时的那一本，有人换过过去的记录。"]


@pytest.mark.parametrize("answer", ["bent", "another key", "not a page"])
def test_no_other_answer_of_the_site_excuses_a_table_that_was_changed(online: Reader, made: World, answer: str) -> None:
    online.page.goto(f"{online.root}{PAGE}index.html")
    edit(online.folder / PAGE / "statement.csv", "1,243.50", "1,300.00")
    if answer == "bent":
        _signature_bent(online.folder)
    elif answer == "another key":
        sign_anew(online.folder, made, SigningKey(name=made.liuxi.origin, seed=b"x" * 32))
    else:
        (online.folder / PAGE / "index.html").write_text("没有这一页")
    online.page.get_by_role("button", name="核对本页").click()
    online.page.locator(".verdict").wait_for()
    assert "表格 statement.csv 被改动过。" in online.page.locator(".verified").inner_text()


def test_a_site_that_moved_on_asks_to_open_the_page_again(online: Reader, made: World) -> None:
    online.page.goto(f"{online.root}{PAGE}index.html")
    edit(online.folder / PAGE / "statement.csv", "1,243.50", "1,300.00")
    sign_anew(online.folder, made, made.liuxi.key)
    online.page.get_by_role("button", name="核对本页").click()
    online.page.locator(".verdict").wait_for()
    assert online.shows(OPEN)
    assert "您打开这一页以后网站又更新过，请重新打开这一页再核对。" in online.page.locator(".verified").inner_text()


@pytest.mark.parametrize("cut_off", ["log", "statement", "bulletins"])
def test_what_cannot_be_read_is_called_unchecked_and_not_false(online: Reader, cut_off: str) -> None:
    online.page.route(f"**/{cut_off}*/**" if cut_off != "statement" else "**/statement.*", lambda route: route.abort())
    assert online.verify() == []
    assert online.shows(OPEN)
    assert online.page.locator(".verified .open").count() == 1


def test_without_scripts_there_is_no_button(honest: Path, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((honest / PAGE / "index.html").as_uri())
        assert page.get_by_role("button").count() == 0
        assert page.get_by_text("下载原始文件和证明").is_visible()
