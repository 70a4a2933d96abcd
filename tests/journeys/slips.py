"""How every journey begins: a paper slip, printed by the township, becomes a password of one's own."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from portal.kernel.db import connection
from portal.org.models import Account, Person
from portal.org.offices import Office
from tests.journeys.conftest import DESK, Installation

CHOSEN = "青山不改-2026 年"


def activated(installation: Installation, office: Office, *, size: tuple[int, int] = DESK) -> Page:
    """Let the administrator print a slip for the holder of ``office``, who chooses a password with it."""
    township = installation.people()
    with connection():
        admin, login = township.login(Office.TOWNSHIP_ADMIN), township.login(office)
        person = Person.select().join(Account).where(Account.login == login).get()
    desk = installation.signed_in(admin)
    desk.goto(f"/qingshan/people/{person.id}/")
    desk.locator("summary", has_text="打印激活单").click()
    desk.get_by_role("button", name="打印激活单").click()
    code = desk.locator(".slip-code").nth(1).inner_text()
    page = installation.page(size)
    page.goto(f"/activate/{login}")
    page.get_by_label("激活码").fill(code.lower())
    page.get_by_label("设一个密码").fill(CHOSEN)
    page.get_by_label("再填一遍密码").fill(CHOSEN)
    page.get_by_role("button", name="设好密码并登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("等我办的事")
    return page


def again(installation: Installation, office: Office, *, size: tuple[int, int] = DESK) -> Page:
    """Sign the holder of ``office`` in with the password chosen before."""
    township = installation.people()
    with connection():
        login = township.login(office)
    return installation.signed_in(login, size, password=CHOSEN)
