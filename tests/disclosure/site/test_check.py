import gzip
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosure.site.building import build_site
from disclosure.site.check import Problem, check_site
from disclosure.site.errors import NotBuiltError
from portal.kernel.published import Published
from tests.disclosure.site.hand_made import SITE_URL, notes_part, sign, world

PAGE = "liuxi/notes/2026-10/index.html"
BULLETIN = "liuxi/bulletins/note/2026-10.r1.json"


@pytest.fixture(scope="module")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("build")
    build_site(world().published, [notes_part], directory, sign=sign)
    return directory


@pytest.fixture
def site(built_site: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_site, tmp_path / "build"))


@pytest.fixture
def copied_site(site: Path) -> Path:
    """A site on a USB stick: without the record of its build, and without packed files."""
    (site / ".staging" / "built.json").unlink()
    for packed in site.rglob("*.gz"):
        packed.unlink()
    return site


def problems(site: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for problem in check_site(site, site_url=SITE_URL):
        found[problem.path] = found.get(problem.path, "") + problem.what + "\n"
    return found


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_site_as_built_has_no_problem(site: Path) -> None:
    assert check_site(site, site_url=SITE_URL) == ()


def test_a_copy_of_a_site_has_no_problem(copied_site: Path) -> None:
    assert check_site(copied_site, site_url=SITE_URL) == ()


def test_a_site_below_an_address_with_a_path_has_no_problem(tmp_path: Path) -> None:
    made = world().published
    published = Published(site_url="https://example.org/cunshi", places=made.places, load=made.record)
    build_site(published, [notes_part], tmp_path, sign=sign)
    assert check_site(tmp_path, site_url=published.site_url) == ()


PLANTED: dict[str, tuple[str, str]] = {
    "dead link": ('<p><a href="gone.html">x</a></p>', "指向的文件不存在"),
    "dead picture": ('<img src="gone.png" alt="">', "指向的文件不存在"),
    "dead fragment": ('<a href="index.html#nowhere">x</a>', "指向的位置不存在"),
    "dead own fragment": ('<a href="#nowhere">x</a>', "指向的位置不存在"),
    "link from the root": ('<a href="/liuxi/index.html">x</a>', "以斜杠开头"),
    "link out of the tree": ('<a href="../../../../x.html">x</a>', "指向的文件不存在"),
    "link to a folder": ('<a href="../">x</a>', "指向的文件不存在"),
    "script address": ('<a href="javascript:alert(1)">x</a>', "不是网址"),
    "staff page": ('<a href="https://portal.example/login">x</a>', "需要登录"),
    "wrong digest": (f'<a href="../../bulletins/note/2026-10.r1.json" data-digest="{"0" * 64}">x</a>', "指纹不符"),
    "identity number": ("<td>110101199003078515</td>", "身份证"),
    "mobile number in an attribute": ('<td title="13912345678">x</td>', "手机"),
    "card number": ("<td>6222021234567890123</td>", "银行卡"),
    "form": ('<form action="x"></form>', "表单"),
    "token": ('<input type="hidden" name="csrf_token" value="x">', "表单令牌"),
    "inline script": ("<script>alert(1)</script>", "内嵌"),
    "data that cannot be read": ('<script type="application/ld+json">{</script>', "数据块读不出来"),
    "leak in data": ('<script type="application/json">["13912345678"]</script>', "手机"),
    "script that says it is data": ('<script type="text/json">{}</script>', "内嵌"),
    "style in a drawing": ('<svg><path style="fill:red"/></svg>', "内嵌"),
    "inline style": ('<p style="color:red">x</p>', "内嵌"),
    "handler": ('<p onclick="x()">x</p>', "事件属性"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_in_a_page_is_found(copied_site: Path, planted: str) -> None:
    html, what = PLANTED[planted]
    edit(copied_site / PAGE, "</main>", f"{html}</main>")
    found = problems(copied_site)
    assert set(found) == {PAGE}
    assert what in found[PAGE]


TAMPERED: dict[str, tuple[str, Callable[[str], str]]] = {
    "envelope": (BULLETIN, lambda text: text.replace("1,234.50", "1,234.51")),
    "names": (BULLETIN, lambda text: text.replace("张三丰", "张五丰")),
    "digest": (BULLETIN, lambda text: text.replace('"digest": "', '"digest": "0', 1)),
    "proof": (BULLETIN, lambda text: text.replace('"size": 8', '"size": 9')),
    "no json": (BULLETIN, lambda _: "nothing"),
    "checkpoint": ("liuxi/log/checkpoint", lambda text: text.replace("\n8\n", "\n9\n")),
}


@pytest.mark.parametrize("tampered", TAMPERED)
def test_a_changed_document_or_log_is_found_also_in_a_copy(copied_site: Path, tampered: str) -> None:
    path, change = TAMPERED[tampered]
    file = copied_site / path
    file.write_text(change(file.read_text()))
    found = problems(copied_site)
    assert BULLETIN in found


LOG_FILES = {
    "checkpoint": "格式不对",
    "tile/entries/000.p/8": "缺少日志",
    "tile/0/000.p/8": "缺少日志",
}


@pytest.mark.parametrize("path", LOG_FILES)
def test_a_log_that_misses_a_file_is_found_also_in_a_copy(copied_site: Path, path: str) -> None:
    (copied_site / "liuxi/log" / path).unlink()
    assert LOG_FILES[path] in problems(copied_site)[f"liuxi/log/{path}"]


@pytest.mark.parametrize("path", ["tile/entries/000.p/8", "tile/0/000.p/8"])
def test_a_changed_tile_is_found_also_in_a_copy(copied_site: Path, path: str) -> None:
    file = copied_site / "liuxi/log" / path
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert {"liuxi/log/checkpoint", f"liuxi/log/{path}"} & set(problems(copied_site))


def test_a_cut_bundle_and_a_foreign_tile_are_found(copied_site: Path) -> None:
    bundle = copied_site / "liuxi/log/tile/entries/000.p/8"
    bundle.write_bytes(bundle.read_bytes()[:-1])
    (copied_site / "shiqiao/log/tile/0/000.p/7").write_bytes(b"")
    (copied_site / "shiqiao/log/tile/note").write_bytes(b"")
    found = problems(copied_site)
    assert "读不出来" in found["liuxi/log/checkpoint"]
    assert {"shiqiao/log/tile/0/000.p/7", "shiqiao/log/tile/note"} <= set(found)


@pytest.mark.parametrize("path", [PAGE, BULLETIN, "liuxi/log/tile/0/000.p/8", "static", "robots.txt"])
def test_one_changed_byte_anywhere_is_found_beside_the_record_of_the_build(site: Path, path: str) -> None:
    file = next((site / path).rglob("*.css")) if path == "static" else site / path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert file.relative_to(site).as_posix() in problems(site)


def test_a_missing_file_and_a_foreign_one_are_found(site: Path) -> None:
    (site / "shiqiao/log/checkpoint").unlink()
    (site / "shiqiao/extra.txt").write_text("x")
    found = problems(site)
    assert "缺少" in found["shiqiao/log/checkpoint"]
    assert "不是本次生成的" in found["shiqiao/extra.txt"]


def test_leaks_in_downloads_are_found(copied_site: Path) -> None:
    (copied_site / "liuxi/notes/2026-10/note.csv").write_text("姓名,电话\r\n张三,13912345678\r\n")
    (copied_site / "liuxi/list.json").write_text(json.dumps({"id": "110101199003078515"}))
    with zipfile.ZipFile(copied_site / "liuxi/list.xlsx", "w") as workbook:
        workbook.writestr("xl/sharedStrings.xml", "<sst><si><t>6222021234567890123</t></si></sst>")
    (copied_site / "liuxi/broken.xlsx").write_bytes(b"not a workbook")
    found = problems(copied_site)
    assert "手机" in found["liuxi/notes/2026-10/note.csv"]
    assert "身份证" in found["liuxi/list.json"]
    assert "银行卡" in found["liuxi/list.xlsx"]
    assert "读不出来" in found["liuxi/broken.xlsx"]


@pytest.mark.parametrize(
    "harmless",
    [
        '<script type="application/ld+json">{"@type": "Thing"}</script>',
        '<script type="application/json">[1]</script>',
        '<svg viewBox="0 0 1 1"><title>x</title><path d="M0 0h1"/></svg>',
        '<input type="checkbox" id="more">',
    ],
)
def test_data_drawings_and_boxes_break_nothing_but_the_seal(copied_site: Path, harmless: str) -> None:
    edit(copied_site / PAGE, "</main>", f"{harmless}</main>")
    assert [what for what in problems(copied_site).values() if "封签不符" not in what or what.count("\n") > 1] == []


@pytest.mark.parametrize(
    "path",
    [
        "feed.atom",
        "sitemap.xml",
        "robots.txt",
        "liuxi/feed.atom",
        "liuxi/sitemap.xml",
        "liuxi/timeliness/index.html",
        "shiqiao/corrections/index.html",
    ],
)
def test_what_every_site_has_is_missed_also_in_a_copy(copied_site: Path, path: str) -> None:
    (copied_site / path).unlink()
    assert "缺少这个文件" in problems(copied_site)[path]


@pytest.mark.parametrize(
    ("path", "before"), [("liuxi/feed.atom", 'href="'), ("liuxi/sitemap.xml", "<loc>"), ("sitemap.xml", "<loc>")]
)
def test_an_address_in_a_feed_or_map_that_leads_nowhere_is_found(copied_site: Path, path: str, before: str) -> None:
    edit(copied_site / path, f"{before}{SITE_URL}/liuxi/", f"{before}{SITE_URL}/gone/")
    assert f"{SITE_URL}/gone/" in problems(copied_site)[path]


def test_an_address_of_another_site_in_a_map_is_found(copied_site: Path) -> None:
    edit(copied_site / "liuxi/sitemap.xml", SITE_URL, "https://evil.example")
    assert "不是本网站的网址" in problems(copied_site)["liuxi/sitemap.xml"]


def test_a_page_that_says_it_stands_elsewhere_is_found(copied_site: Path) -> None:
    edit(copied_site / PAGE, f'rel="canonical" href="{SITE_URL}', 'rel="canonical" href="https://evil.example')
    assert "不是本网站的网址" in problems(copied_site)[PAGE]


BROKEN_FEEDS: dict[str, tuple[Callable[[str], str], str]] = {
    "cut": (lambda text: text[: len(text) // 2], "读不出来"),
    "without a day": (lambda text: text.replace("<updated>", "<!--").replace("</updated>", "-->"), "缺少 updated"),
    "one identity twice": (lambda text: text.replace("</feed>", f"{entry_of(text)}</feed>"), "同一个 id"),
    "with definitions": (
        lambda text: text.replace("<feed", '<!DOCTYPE feed [<!ENTITY a "aaaa">]><feed', 1),
        "读不出来",
    ),
}


def entry_of(feed: str) -> str:
    return "<entry>" + feed.partition("<entry>")[2].partition("</entry>")[0] + "</entry>"


@pytest.mark.parametrize("broken", BROKEN_FEEDS)
def test_a_broken_feed_is_found(copied_site: Path, broken: str) -> None:
    change, what = BROKEN_FEEDS[broken]
    feed = copied_site / "liuxi/feed.atom"
    feed.write_text(change(feed.read_text()))
    assert what in problems(copied_site)["liuxi/feed.atom"]


def test_a_month_and_a_resolution_without_their_print_sheets_are_found(copied_site: Path) -> None:
    page = (copied_site / PAGE).read_text()
    for made in ("finance/2026-10", "finance/2026-10/a4", "finance/2026", "matters/7", "matters/8"):
        (copied_site / "liuxi" / made).mkdir(parents=True)
        (copied_site / "liuxi" / made / "index.html").write_text(page)
    shutil.copytree(copied_site / "liuxi/bulletins/memo", copied_site / "liuxi/bulletins/resolution")
    missing = {path for path, what in problems(copied_site).items() if "打印版" in what}
    assert missing == {
        "liuxi/finance/2026-10/a3/index.html",
        "liuxi/matters/7/a4/index.html",
        "liuxi/matters/7/a3/index.html",
    }


def test_pictures_that_cannot_be_opened_are_found(copied_site: Path) -> None:
    (icon,) = copied_site.glob("static/*/icon.png")
    (copied_site / "liuxi/cut.png").write_bytes(icon.read_bytes()[:-100])
    (copied_site / "liuxi/none.jpg").write_bytes(b"no picture")
    (copied_site / "liuxi/drawing.svg").write_text("<svg>")
    found = problems(copied_site)
    assert "图片打不开" in found["liuxi/cut.png"]
    assert "图片打不开" in found["liuxi/none.jpg"]
    assert "读不出来" in found["liuxi/drawing.svg"]
    assert icon.relative_to(copied_site).as_posix() not in found


def test_a_packed_file_is_the_file_beside_it(copied_site: Path) -> None:
    content = (copied_site / PAGE).read_bytes()
    (copied_site / f"{PAGE}.gz").write_bytes(gzip.compress(content))
    assert problems(copied_site) == {}
    for wrong in (gzip.compress(content + b"!"), gzip.compress(content)[:-9], b"not packed"):
        (copied_site / f"{PAGE}.gz").write_bytes(wrong)
        assert "不是同一份" in problems(copied_site)[f"{PAGE}.gz"]
    (copied_site / "liuxi/alone.html.gz").write_bytes(gzip.compress(b"x"))
    assert "不是同一份" in problems(copied_site)["liuxi/alone.html.gz"]


def test_without_a_site_there_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(NotBuiltError):
        check_site(tmp_path)


def test_a_problem_reads_as_file_and_what() -> None:
    assert str(Problem(path="a.html", what="缺少这个文件")) == "a.html：缺少这个文件"
