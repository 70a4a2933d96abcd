"""A representative signs in and votes by keyboard alone; every stop has a name a screen reader can say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.deliberation.assemblies import assemble, login_of
from tests.factories import PASSWORD
from tests.journeys.conftest import PHONE
from tests.journeys.test_course import behind

if TYPE_CHECKING:
    from tests.factories import SettableClock
    from tests.journeys.conftest import Installation

pytestmark = pytest.mark.browser

#: Strokes of the tab key on one screen before it is given up.
_MOST_STOPS = 60
#: Where the focus stands, as a screen reader is told: its name with what describes it, and whether it can be seen.
_FOCUSED = """() => {
  const at = document.activeElement;
  const labels = [...(at.labels || [])].map((one) => one.textContent);
  const name = at.getAttribute("aria-label") || labels.join(" ") || at.textContent || at.value || "";
  const about = document.getElementById(at.getAttribute("aria-describedby") || "");
  const box = at.getBoundingClientRect();
  const said = {name: name.trim().replace(/\\s+/g, " "), about: about ? about.textContent : ""};
  return {...said, tag: at.tagName, seen: box.width > 0 && box.height > 0};
}"""


def test_a_vote_is_cast_by_keyboard_alone(installation: Installation, clock: SettableClock) -> None:
    with behind(installation, clock) as township:
        assembly = assemble(township, clock)
        assembly.open()
        login = login_of(assembly, 1)
    installation.set_clock(clock.moment + timedelta(minutes=1))
    page = installation.page(PHONE)
    page.goto("/sign-in")
    assert _stops_until(page, "账号")[-1]["tag"] == "INPUT"
    page.keyboard.type(login)
    _stops_until(page, "密码")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    _stops_until(page, "请您投票")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="是否同意？")).to_be_visible()
    order = _stops_until(page, "弃权")
    assert [one["name"] for one in order[-3:]] == ["赞成", "反对", "弃权"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(_FOCUSED)["name"] == "赞成"
    page.keyboard.press("Enter")
    assert _stops_until(page, "确认赞成")[-1]["tag"] == "BUTTON"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="您已投票")).to_be_visible()


def _stops_until(page: Page, name: str) -> list[dict[str, Any]]:
    """Press the tab key until the focus stands on something with this in its name or description; return all."""
    stops: list[dict[str, Any]] = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop["tag"] == "BODY":
            continue
        stops.append(stop)
        assert stop["name"], f"a stop without a name: {stop}"
        assert stop["seen"], f"a stop nobody sees: {stop}"
        if name in stop["name"] + stop["about"]:
            return stops
    pytest.fail(f"{name} is not reached: {[one['name'] for one in stops]}")
