"""What can be found of published lists: what was done, and never who did it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from points import services
from points.search import records
from tests.points.branchwork import Branchwork
from tests.points.test_public import SEPTEMBER, THIRD, published

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


def test_a_list_is_found_by_what_was_done_without_any_name(township: Township) -> None:
    work = Branchwork(township)
    work.record("A01", happened_on=date(2026, 9, 3))
    work.record("E01", happened_on=date(2026, 9, 5))
    services.publish_list(work.secretary, work.village, SEPTEMBER)
    (found,) = records(published(), "qingshan")
    assert (found.kind, found.title, found.month) == ("积分", "2026年9月党员积分", "2026-09")
    assert "1 名党员有加分" in found.text
    names = [name for one in published().of("qingshan", "points") for name in one.names or ()]
    assert names
    assert not any(name in found.text or name in found.title for name in names)


def test_a_list_that_is_down_says_so_and_a_quarter_stands_in_its_last_month(
    township: Township, clock: SettableClock
) -> None:
    work = Branchwork(township)
    work.record("A01", happened_on=date(2026, 9, 3))
    services.publish_list(work.secretary, work.village, SEPTEMBER)
    clock.set_day(date(2026, 11, 20))
    services.publish_list(work.secretary, work.village, THIRD)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    services.take_down_list(work.secretary, work.village, SEPTEMBER, reason="公示期满")
    found = list(records(published(), "qingshan"))
    assert [(one.title, one.month) for one in found] == [
        ("2026年第三季度党员积分", "2026-09"),
        ("2026年9月党员积分", "2026-09"),
        ("更正：2026年9月党员积分", "2026-09"),
    ]
    assert found[1].text == "公示期满，已经撤下。"
