"""The public pages of household points: what was published, masked, with stock and budget beside each other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.site.app import create_public_app
from points.households import services
from points.households.public import corrections, glance, month_page, public_part, records
from points.households.queries.register import household
from points.households.services import Objecting
from points.households.values import Finding
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from tests.points.households.homes import earn, prize, settled, wanting
from tests.points.test_public import published

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

SEPTEMBER = Month(2026, 9)


def test_a_month_its_correction_and_a_years_notice(township: Township, clock: SettableClock) -> None:
    clock.set_day(date(2026, 9, 20))
    homes = settled(township)
    village = homes.village
    earn(homes, homes.home)
    earn(homes, homes.ids[1], "W1", times=3)
    made = services.reserve_prize(homes.villager, village, wanting(homes.home, prize(homes, stock=4)))
    services.hand_over(homes.recorder, village, made.number)
    services.set_budget(homes.director, village, 2026, amount_fen=500_00, document="第3号决议")
    clock.set_day(date(2026, 10, 5))
    services.publish_month(homes.director, village, SEPTEMBER)
    filed = services.file_objection(homes.villager, village, Objecting(month=SEPTEMBER, text="家里的事", entry_id=None))
    answer = f"{household(village, homes.home).head}家没有漏。"
    services.answer_objection(homes.supervisor, village, filed.number, finding=Finding.DISMISSED, answer=answer)
    services.publish_month(homes.director, village, SEPTEMBER, reason="答复一件异议")
    clock.set_day(date(2026, 12, 5))
    services.give_notice(homes.director, village, 2026)

    site = published()
    client = create_public_app(site, [public_part]).test_client()
    page = client.get("/qingshan/households/2026-09/").text
    head = household(village, homes.home).head
    assert head not in page
    assert household(village, homes.home).masked in page
    assert all(said in page for said in ("2 户得 8 分", "肥皂", "3 块", "500.00 元", "2026-10 第3号", "维持原来的分"))
    assert "家里的事" not in page
    index = client.get("/qingshan/households/").text
    assert "2026年余额怎么办" in index
    assert "第二年 3 月 31 日清零" in index
    assert [one.changes for one in corrections(site, "qingshan")] == [(("异议", "0 件已答复", "1 件已答复"),)]
    assert glance(site, "qingshan") is not None
    assert "发放奖品：肥皂 1 块" in next(iter(records(site, "qingshan"))).text
    with pytest.raises(NotFoundError):
        month_page(site, "hexi", "2026-09")


def test_a_month_whose_days_are_over_invites_no_objection(township: Township, clock: SettableClock) -> None:
    clock.set_day(date(2026, 9, 20))
    homes = settled(township)
    earn(homes, homes.home)
    clock.set_day(date(2026, 10, 5))
    services.publish_month(homes.director, homes.village, SEPTEMBER)
    address, invites = "/qingshan/households/2026-09/", "对哪一笔有不同意见"
    assert invites in create_public_app(published(), [public_part]).test_client().get(address).text
    clock.set_day(date(2026, 11, 2))
    services.publish_month(homes.director, homes.village, Month(2026, 10))
    page = create_public_app(published(), [public_part]).test_client().get(address).text
    assert (invites in page, "公示期满" in page.replace("过了这一天公示期满", "")) == (False, True)
