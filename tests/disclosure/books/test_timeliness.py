"""The township sees how promptly each of its villages keeps its books."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.periodic import Answer, AnswerState
from disclosure.books.rules.periods import Period
from disclosure.books.rules.vouchers import VoucherKind
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

OCTOBER, QUARTER = Month(2026, 10), Period(2026, 4)


def test_township_sees_all_its_villages_and_a_village_its_own(
    township: Township,
    bookkeeper: Actor,
    supervisor: Actor,
    book: Callable[..., Any],
    journal_rows: list[list[str]],
    clock: SettableClock,
    count_queries: Callable[[], Any],
) -> None:
    clock.set_day(date(2026, 11, 3))
    book(journal_rows)
    services.close_month(bookkeeper, township.village, OCTOBER)
    services.sign_off_month(supervisor, township.village, OCTOBER)
    day = date(2027, 1, 20)

    auditor = township.actor(Office.AUDITOR)
    with count_queries() as few:
        queries.timeliness_page(auditor, township.village, number=1, today=day)
    clock.set_day(date(2027, 1, 12))
    for month in (OCTOBER.plus(1), OCTOBER.plus(2)):
        entry = Entry(
            kind=VoucherKind.RECEIPT,
            happened_on=month.last_day,
            amount_fen=100,
            money=MoneyAccount.BANK,
            category=Category(account="501"),
            summary="收租金",
            party="清河水产合作社",
        )
        services.record_voucher(bookkeeper, township.village, entry)
        services.close_month(bookkeeper, township.village, month)
        services.sign_off_month(supervisor, township.village, month)
    answers = {item.key: Answer(state=AnswerState.NONE) for item in disclosure_form().worded}
    services.prepare_period(bookkeeper, township.village, QUARTER, services.Preparing(answers=answers))
    services.sign_period(supervisor, township.village, QUARTER, revision=1)

    def seen(actor: Actor) -> dict[str, tuple[object, ...]]:
        page = queries.timeliness_page(actor, township.village, number=1, today=day)
        return {
            row.village.slug: (
                row.figures.words,
                row.figures.period_words,
                row.figures.entry_days,
                row.figures.publish_days,
                row.figures.period_days,
            )
            for row in page.rows
        }

    own = ("按时 2/3", "按时 1/2", 14, 12, 12)
    none = ("还没有到期的月份", "还没有到期的季度", None, None, None)
    with count_queries() as more:
        queries.timeliness_page(auditor, township.village, number=1, today=day)
    assert few.count == more.count  # however many months and quarters there are
    assert seen(auditor) == {"qingshan": own, "hexi": none}
    assert seen(bookkeeper) == {"qingshan": own}
