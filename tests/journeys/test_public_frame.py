"""The frame of the public pages on a phone: large print by keyboard, one screen that answers, a village among many."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from disclosure.site.app import create_public_app
from tests.disclosure.site.hand_made import Log, addresses_of, notes_part, published_of, world

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
LARGE, USUAL = "24px", "18px"

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township of many villages, as files on a disk."""
    made, directory = world(), tmp_path_factory.mktemp("site")
    others = [Log(f"{initial}cun", f"{initial}村") for initial in "abcdefghijkmnopqrtuvwx"]
    published = published_of(made.township, made.liuxi, made.shiqiao, *others)
    app = create_public_app(published, [notes_part])
    client = app.test_client()
    for one in addresses_of(app, published):
        file = directory / (one.path.removeprefix("/") + ("index.html" if one.path.endswith("/") else ""))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(client.get(one.path).data)
    return directory


@pytest.fixture
def visit(site: Path, browser: Browser) -> Iterator[Visit]:
    contexts = []

    def opened(path: str, *, scripts: bool = True) -> Page:
        context = browser.new_context(viewport=PHONE, java_script_enabled=scripts, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.goto((site / path).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_large_print_is_reached_and_switched_with_the_keyboard(visit: Visit, scripts: bool) -> None:  # noqa: FBT001 - a column
    page = visit("liuxi/index.html", scripts=scripts)
    box = page.get_by_role("checkbox", name="大字")
    for _ in range(4):  # past the way to the text and the names of village and township
        page.keyboard.press("Tab")
    expect(box).to_be_focused()
    expect(page.locator("html")).to_have_css("font-size", USUAL)
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page.locator("html")).to_have_css("font-size", LARGE)
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_css("font-size", USUAL)


def test_large_print_stays_from_page_to_page_until_it_is_switched_off(visit: Visit) -> None:
    page = visit("liuxi/index.html")
    page.get_by_role("checkbox", name="大字").check()
    page.get_by_role("link", name="最新：2026-11").click()
    expect(page.get_by_role("heading", name="2026-11")).to_be_visible()
    expect(page.locator("html")).to_have_css("font-size", LARGE)
    page.get_by_role("checkbox", name="大字").uncheck()
    page.reload()
    expect(page.locator("html")).to_have_css("font-size", USUAL)


def test_a_village_answers_within_one_screen_of_a_phone(visit: Visit) -> None:
    page = visit("liuxi/index.html", scripts=False)
    for said in ("按时 3/4", "2026-11 的情况", "4 份", "最新：2026-11", "更正过 1 处"):
        expect(page.get_by_text(said).first).to_be_in_viewport()


def test_one_village_among_many_is_found_by_its_initial_or_by_what_is_typed(visit: Visit) -> None:
    plain = visit("index.html", scripts=False)
    plain.get_by_role("link", name="L", exact=True).click()
    expect(plain.get_by_role("link", name="柳溪村", exact=True)).to_be_in_viewport()
    expect(plain.get_by_role("searchbox")).to_have_count(0)
    page = visit("index.html")
    page.get_by_role("searchbox", name="找您的村").fill("柳")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="找到 1 个")).to_be_visible()
    page.get_by_role("searchbox", name="找您的村").fill("没有的")
    expect(page.get_by_text("没有名字里带“没有的”的")).to_be_visible()
    page.get_by_role("searchbox", name="找您的村").fill("柳")
    page.get_by_role("link", name="柳溪村", exact=True).click()
    expect(page.get_by_role("heading", name="柳溪村村务公开")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["index.html", "liuxi/index.html", "liuxi/timeliness/index.html", "liuxi/log/index.html"]
)
@pytest.mark.parametrize("large", [False, True])
def test_no_page_is_wider_than_the_phone(visit: Visit, path: str, large: bool) -> None:  # noqa: FBT001 - a column
    page = visit(path)
    page.get_by_role("checkbox", name="大字").set_checked(large)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
