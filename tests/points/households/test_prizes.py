"""Prizes: the shelf that is counted, deliveries and the taking back of a wrong one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from points.households import errors, services
from points.households.bulletins import month_content
from points.households.queries.prizes import budget, prize_page, reserved_of, stock_of
from points.households.queries.prizes import prize as prize_row
from points.households.services import Delivering
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from tests.points.households.homes import earn, prize, settled, wanting

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township
    from tests.points.households.homes import Homes

TODAY = date(2026, 10, 15)


@pytest.fixture
def homes(township: Township) -> Homes:
    return settled(township)


def test_what_is_counted_lies_on_the_shelf_with_what_is_set_aside(homes: Homes) -> None:
    village = homes.village
    earn(homes, homes.home, times=2)
    rice = prize(homes, "大米", price_x100=50, stock=38)
    held = services.reserve_prize(homes.villager, village, wanting(homes.home, rice, quantity=3))
    services.correct_stock(homes.recorder, village, rice, counted=40, reason="漏记两袋")
    assert (stock_of(held.prize_id), reserved_of(held.prize_id)) == (37, 3)
    with pytest.raises(errors.CountSameError):
        services.correct_stock(homes.recorder, village, rice, counted=40, reason="再数一次")
    with pytest.raises(errors.CountReservedError, match="已预留未领的有 3 块"):
        services.correct_stock(homes.recorder, village, rice, counted=2, reason="受潮")
    services.hand_over(homes.recorder, village, held.number)
    services.correct_stock(homes.recorder, village, rice, counted=36, reason="受潮")
    assert (stock_of(held.prize_id), reserved_of(held.prize_id)) == (36, 0)


def test_a_delivery_is_not_from_before_household_points_began(homes: Homes) -> None:
    rice = prize(homes, "大米")
    early = Delivering(quantity=5, cost_fen=100, delivered_on=date(1900, 1, 1))
    with pytest.raises(errors.EarlyDeliveryError, match="2026年9月1日"):
        services.receive_delivery(homes.recorder, homes.village, rice, early)
    services.receive_delivery(homes.recorder, homes.village, rice, replace(early, delivered_on=date(2026, 9, 1)))


def test_a_wrong_delivery_is_taken_back_whole_and_entered_anew(homes: Homes, clock: SettableClock) -> None:
    village = homes.village
    earn(homes, homes.home)
    rice = prize(homes, "大米", price_x100=100, stock=10)
    wrong = prize_page(village, rice).movements[0]
    with pytest.raises(errors.NoDeliveryError):
        services.take_back_delivery(homes.recorder, village, rice, wrong.id + 99, reason="多写一位")
    with pytest.raises(errors.NoDeliveryError):
        services.take_back_delivery(homes.recorder, village, prize(homes), wrong.id, reason="多写一位")
    services.reserve_prize(homes.villager, village, wanting(homes.home, rice))
    with pytest.raises(errors.DeliveryUsedError, match="可兑换的只有 9 块"):
        services.take_back_delivery(homes.recorder, village, rice, wrong.id, reason="多写一位")
    right = Delivering(quantity=12, cost_fen=100, delivered_on=TODAY)
    services.receive_delivery(homes.recorder, village, rice, right)
    clock.set_day(date(2026, 11, 3))
    services.take_back_delivery(homes.recorder, village, rice, wrong.id, reason="花费多写一位")
    with pytest.raises(errors.DeliveryTakenBackError, match="2026年11月3日"):
        services.take_back_delivery(homes.recorder, village, rice, wrong.id, reason="花费多写一位")
    assert prize_row(village, rice).stock == 11
    assert (budget(village, 2026).spent_fen, budget(village, 2026, until=date(2026, 10, 31)).spent_fen) == (400, 3400)
    newest, *_, oldest = prize_page(village, rice).movements
    assert (newest.title, newest.reason) == ("撤回2026年10月15日的进货", "花费多写一位")
    assert oldest.reversed_on == date(2026, 11, 3)
    again = Delivering(quantity=10, cost_fen=3000, delivered_on=TODAY, voucher="2026-10 第3号")
    services.receive_delivery(homes.recorder, village, rice, again)  # the same as what was taken back
    october, november = month_content(village, Month(2026, 10)), month_content(village, Month(2026, 11))
    assert "deliveries_taken_back" not in october
    assert november["deliveries_taken_back"] == [
        {"name": "大米", "unit": "块", "quantity": 10, "cost_fen": 3000, "delivered_on": "2026-10-15",
         "reason": "花费多写一位"}
    ]  # fmt: skip
    assert verify_all(["portal.kernel", "portal.org", "points.households"]) == []
