"""A village is asked: opened at a desk, answered on phones in three taps, closed by the clock, read in public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from deliberation.models import Poll
from deliberation.rules.polls import NOTICE
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.deliberation.polling import Polling
from tests.factories import SettableClock
from tests.journeys.conftest import DESK, PHONE, Installation
from tests.journeys.test_follow_up import seen_by
from tests.journeys.test_look import _faults_at_all_sizes

pytestmark = pytest.mark.browser

QUESTION, OPTIONS = "村口的空地做什么用好？", ("建停车场", "种果树", "先放着不动")
AFTER = datetime(2026, 10, 20, 16, tzinfo=UTC)  # the first moment of the day after the last


def test_a_poll_from_its_question_to_the_published_counts(
    installation: Installation, visit_site: Callable[[str], Page], clock: SettableClock
) -> None:
    faults = _ask(installation)
    for number, option in enumerate(OPTIONS[:2]):
        faults += _answer_in_three_taps(installation, number, option)
    _others_answer(installation)
    assert "8" not in _shown(installation, "matters/polls/1/")
    installation.set_clock(AFTER)
    faults += _late(installation)
    for command in (("site", "build", "--no-search"), ("site", "check")):
        done = installation.cunshi(*command)
        assert done.returncode == 0, done.stdout + done.stderr

    home = visit_site("qingshan/index.html")
    expect(home.locator("main")).to_contain_text(f"意向征询 1 次（{NOTICE}）")
    home.get_by_role("link", name="意向征询 1 次").click()
    home.get_by_role("link", name=QUESTION).click()
    main = home.locator("main")
    for words in (NOTICE, "能参加的人", "网上 5 人，纸质 0 人", "2026年10月20日"):
        expect(main).to_contain_text(words)
    counts = main.locator(".shares dd strong")
    assert [one.split()[0] for one in counts.all_inner_texts()] == ["1", "4", "0"]
    bars = main.locator(".share-part")
    assert [one.get_attribute("width") for one in bars.all()] == ["72", "288", "0"]
    home.get_by_role("link", name="打印上墙").click()
    expect(home.locator("main")).to_contain_text(NOTICE)
    assert faults == []
    assert _public_faults(installation) == []


def _ask(installation: Installation) -> list[str]:
    page = seen_by(installation, Office.SECRETARY, size=DESK)
    page.goto("/qingshan/matters/")
    page.get_by_role("link", name="意向征询").click()
    page.get_by_role("link", name="发起意向征询").click()
    page.get_by_label("问什么").fill(QUESTION)
    page.get_by_label("说明").fill("先听听大家的意思，再商量方案。")
    page.get_by_label("选项", exact=True).fill("\n".join(OPTIONS))
    page.get_by_label("征询到哪天").fill("2026-10-20")
    faults = list(_faults_at_all_sizes(page))
    page.get_by_role("button", name="开始征询").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    return faults


def _answer_in_three_taps(installation: Installation, number: int, option: str) -> list[str]:
    page = seen_by(installation, Office.REPRESENTATIVE, number=number, size=PHONE)
    task = page.get_by_role("listitem").filter(has_text=f"{NOTICE}：{QUESTION}")
    task.get_by_role("link", name="去办理").click()
    expect(page.locator("main")).to_contain_text(NOTICE)
    faults = list(_faults_at_all_sizes(page))
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for one in page.locator(".choice").all():
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    if number:  # with the keyboard
        page.get_by_label(OPTIONS[0]).focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label(option)).to_be_checked()
        page.keyboard.press("Enter")
    else:
        page.get_by_text(option).click()
        page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="您已经填了")).to_be_visible()
    expect(page.locator("main li strong")).to_have_text(option)
    page.goto("/qingshan/")
    expect(page.locator("main")).not_to_contain_text(QUESTION)
    return faults


def _others_answer(installation: Installation) -> None:
    township = installation.people()
    with connection():
        polling = Polling(township=township, poll=Poll.get())
        for number in range(2, 5):
            polling.answer(number, 2)


def _shown(installation: Installation, path: str) -> str:
    page = seen_by(installation, Office.SUPERVISOR)
    page.goto(f"/qingshan/{path}")
    return page.locator("main fieldset").inner_text()


def _late(installation: Installation) -> list[str]:
    page = seen_by(installation, Office.REPRESENTATIVE, number=6, size=PHONE)
    expect(page.locator("main")).not_to_contain_text(QUESTION)
    page.goto("/qingshan/matters/polls/1/")
    expect(page.get_by_role("button", name="提交")).to_have_count(0)
    expect(page.get_by_role("row", name="种果树")).to_contain_text("4")
    return list(_faults_at_all_sizes(page))


def _public_faults(installation: Installation) -> list[str]:
    page = installation.page(PHONE)
    faults = []
    for path in ("polls", "polls/1"):
        page.goto((installation.site / "qingshan" / path / "index.html").as_uri())
        faults += [f"{path}: {fault}" for fault in _faults_at_all_sizes(page)]
    return faults
