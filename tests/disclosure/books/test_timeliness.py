"""The township sees how promptly each of its villages keeps its books."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books import queries, services
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

OCTOBER = Month(2026, 10)


def test_township_sees_all_its_villages_and_a_village_its_own(
    township: Township,
    bookkeeper: Actor,
    supervisor: Actor,
    book: Callable[..., Any],
    journal_rows: list[list[str]],
    clock: SettableClock,
) -> None:
    clock.set_day(date(2026, 11, 3))
    book(journal_rows)
    services.close_month(bookkeeper, township.village, OCTOBER)
    services.sign_off_month(supervisor, township.village, OCTOBER)
    day = date(2027, 1, 20)

    def seen(actor: Actor) -> dict[str, tuple[str, int | None, int | None]]:
        page = queries.timeliness_page(actor, township.village, number=1, today=day)
        return {
            row.village.slug: (row.figures.words, row.figures.entry_days, row.figures.publish_days) for row in page.rows
        }

    own = ("按时 1/3", 14, 3)
    assert seen(township.actor(Office.AUDITOR)) == {"qingshan": own, "hexi": ("还没有到期的月份", None, None)}
    assert seen(bookkeeper) == {"qingshan": own}
