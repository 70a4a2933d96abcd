"""Closing and signing off: by two people, once, and for good."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError, PeeweeException

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    CloseStoppedError,
    CloseTextError,
    MonthClosedError,
    MonthNotClosedError,
    MonthRefusedError,
    MonthSignedOffError,
    OpeningKnownError,
    OwnWorkError,
    RefusalReasonError,
)
from disclosure.books.models import (
    BooksImport,
    MonthClose,
    MonthRefusal,
    MonthSignOff,
    OpeningBalance,
    Voucher,
    VoucherLine,
)
from disclosure.books.rules.closing import MonthState
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import database as db
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import Account, OfficeTerm, Place
from portal.org.offices import Office
from portal.terminal import packages

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]
    Book = Callable[..., BooksImport]
    Later = Callable[..., Rows]

OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (10, 11, 12))
TODAY = date(2026, 11, 3)
TABLES = (BooksImport, OpeningBalance, Voucher, VoucherLine, MonthClose, MonthSignOff)


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(TODAY)


@pytest.fixture
def in_december(in_november: None, clock: SettableClock) -> None:
    clock.set_day(date(2026, 12, 3))


def _count() -> dict[str, int]:
    return {model.__name__: model.select().count() for model in TABLES}


def test_close_fixes_the_figures(book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows) -> None:
    book(journal_rows)
    close = services.close_month(bookkeeper, village, OCTOBER)
    assert close.totals["income_fen"] == 250_425
    assert [one["closing_fen"] for one in close.totals["money"]] == [64_025, 1_100_375]
    assert queries.month_page(village, OCTOBER, today=TODAY).state is MonthState.CLOSED


def test_closed_month_refuses_entries(book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows) -> None:
    book(journal_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    before = _count()
    with pytest.raises(MonthClosedError):
        book(journal_rows)
    assert _count() == before


def test_month_closes_once(book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows) -> None:
    book(journal_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(CloseStoppedError, match="已经结账"):
        services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(IntegrityError), db.atomic():
        MonthClose.create(
            village=village,
            month=OCTOBER,
            totals={},
            totals_digest="",
            closed_at=MonthClose.get().closed_at,
            closed_by=bookkeeper.account_id,
        )


@pytest.mark.usefixtures("in_december")
def test_earlier_month_with_entries_is_closed_first(
    book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows, next_month: Later
) -> None:
    book(journal_rows)
    book(next_month(journal_rows), month=NOVEMBER)
    with pytest.raises(CloseStoppedError, match="2026年10月"):
        services.close_month(bookkeeper, village, NOVEMBER)
    services.close_month(bookkeeper, village, OCTOBER)
    services.close_month(bookkeeper, village, NOVEMBER)


@pytest.mark.usefixtures("in_december")
def test_who_disagrees_says_why_and_the_month_stays_unsigned(
    book: Book,
    bookkeeper: Actor,
    supervisor: Actor,
    village: Place,
    journal_rows: Rows,
    next_month: Later,
    config: Config,
) -> None:
    book(journal_rows)
    with pytest.raises(MonthNotClosedError):
        services.refuse_month(supervisor, village, OCTOBER, reason="没有名单")
    services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(RefusalReasonError):
        services.refuse_month(supervisor, village, OCTOBER, reason=" ")
    services.refuse_month(supervisor, village, OCTOBER, reason="3号凭证的误工补贴没有名单")
    entries = JournalEntry.select().count()
    services.refuse_month(supervisor, village, OCTOBER, reason="3号凭证的误工补贴没有名单 ")  # sent twice
    with pytest.raises(MonthRefusedError, match="已经退回过2026年10月"):
        services.refuse_month(supervisor, village, OCTOBER, reason="还有一处")
    assert (MonthRefusal.select().count(), JournalEntry.select().count()) == (1, entries)
    page = queries.month_page(village, OCTOBER, today=TODAY, may_follow=True)
    assert (page.state, [one.reason for one in page.refusals]) == (MonthState.CLOSED, ["3号凭证的误工补贴没有名单"])
    assert queries.month_page(village, OCTOBER, today=TODAY).refusals == ()  # not signed: those who follow the books
    assert "2026年10月的账：监督委员会退回，请看理由" in [
        one.title for one in queries.tasks(bookkeeper, village, TODAY)
    ]
    book(next_month(journal_rows), month=NOVEMBER)
    services.close_month(bookkeeper, village, NOVEMBER, explanation="名单已补")
    findings = queries.month_page(village, NOVEMBER, today=date(2026, 12, 3)).findings
    assert "2026年10月的账被村务监督委员会退回，还没有签字" in findings
    assert not any("没有名单" in one for one in findings)  # the reason is public with its own month alone
    services.sign_off_month(supervisor, village, OCTOBER)
    assert [one.reason for one in queries.month_page(village, OCTOBER, today=TODAY).refusals] == [
        "3号凭证的误工补贴没有名单"
    ]
    content = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)["content"]
    assert [(one["reason"], one["on"]) for one in content["refusals"]] == [("3号凭证的误工补贴没有名单", "2026-12-03")]
    assert not any("退回" in one.title for one in queries.tasks(bookkeeper, village, TODAY))
    with pytest.raises(MonthSignedOffError):
        services.refuse_month(supervisor, village, OCTOBER, reason="又看到一处")
    assert verify_all(packages(config)) == []


def test_future_month_does_not_close(book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows) -> None:
    book(journal_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(CloseStoppedError, match="还没有到"):
        services.close_month(bookkeeper, village, DECEMBER)


def test_empty_month_closes_where_it_follows_on(
    book: Book, bookkeeper: Actor, supervisor: Actor, village: Place, journal_rows: Rows, clock: SettableClock
) -> None:
    clock.set_day(date(2027, 2, 3))
    book(journal_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(CloseStoppedError, match="前一个月都没有账"):
        services.close_month(bookkeeper, village, DECEMBER)
    services.close_month(bookkeeper, village, NOVEMBER)
    services.sign_off_month(supervisor, village, NOVEMBER)
    assert queries.statement_of(village, NOVEMBER).closing_fen == 64_025 + 1_100_375
    services.close_month(bookkeeper, village, DECEMBER)


def test_close_needs_openings_and_they_are_stated_once(
    book: Book, bookkeeper: Actor, village: Place, item_rows: Rows, config: Config
) -> None:
    book(item_rows, money=MoneyAccount.BANK)
    with pytest.raises(CloseStoppedError) as stopped:
        services.close_month(bookkeeper, village, OCTOBER)
    assert len(stopped.value.sentences) == 2
    services.state_opening(bookkeeper, village, OCTOBER, money=MoneyAccount.CASH, amount_fen=0)
    services.state_opening(bookkeeper, village, OCTOBER, money=MoneyAccount.BANK, amount_fen=500_000)
    with pytest.raises(OpeningKnownError):
        services.state_opening(bookkeeper, village, OCTOBER, money=MoneyAccount.BANK, amount_fen=1)
    close = services.close_month(bookkeeper, village, OCTOBER)
    assert [one["closing_fen"] for one in close.totals["money"]] == [0, 500_000 + 250_425 - 86_025]
    assert verify_all(packages(config)) == []


def test_opening_is_not_stated_after_a_close(book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows) -> None:
    book(journal_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(OpeningKnownError):
        services.state_opening(bookkeeper, village, NOVEMBER, money=MoneyAccount.CASH, amount_fen=1)


def test_cash_below_zero_is_flagged_and_does_not_stop_the_close(
    book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows
) -> None:
    for row in journal_rows[1:]:
        row[9:] = ["", ""]
    journal_rows[1][9:] = ["借", "0.00"]
    journal_rows[7][9:] = ["借", "9000.00"]
    journal_rows[6] = ["现金", "", "", "", "", "本月合计", "", "2500.50", "2860.25", "", ""]
    book(journal_rows)
    found = queries.problems_of(village, OCTOBER, today=TODAY)
    expected = [("negative", False), ("alerts", False), ("no_statement", False)]
    assert [(one.code, one.blocking) for one in found] == expected
    services.close_month(bookkeeper, village, OCTOBER)


@pytest.fixture
def closed(book: Book, bookkeeper: Actor, village: Place, journal_rows: Rows, item_rows: Rows) -> Month:
    book(journal_rows, item_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    return OCTOBER


def test_sign_off_publishes_the_month_in_the_same_unit_of_work(
    closed: Month, supervisor: Actor, village: Place, config: Config
) -> None:
    before = JournalEntry.select().count()
    with pytest.raises(PrivateNumberError):
        services.sign_off_month(supervisor, village, closed, opinion="问13812345678")
    services.sign_off_month(supervisor, village, closed, opinion="误工补贴要附名单 ")
    assert JournalEntry.select().count() == before + 1
    bulletin = Bulletin.get((Bulletin.log == village.log_id) & (Bulletin.kind == "month"))
    assert (bulletin.key, bulletin.revision) == ("2026-10", 1)
    page = queries.month_page(village, closed, today=TODAY)
    assert (page.state, page.opinion) == (MonthState.SIGNED_OFF, "误工补贴要附名单")
    assert json.loads(bulletin.envelope)["content"]["opinion"] == "误工补贴要附名单"
    assert verify_all(packages(config)) == []


def test_what_is_said_of_a_month_has_an_end(
    book: Book, bookkeeper: Actor, supervisor: Actor, village: Place, journal_rows: Rows
) -> None:
    book(journal_rows)
    with pytest.raises(CloseTextError, match="说明最多 500 个字"):
        services.close_month(bookkeeper, village, OCTOBER, explanation="长" * 501)
    services.close_month(bookkeeper, village, OCTOBER, explanation="长" * 500)
    with pytest.raises(CloseTextError, match="审查意见最多 500 个字"):
        services.sign_off_month(supervisor, village, OCTOBER, opinion="长" * 501)
    services.sign_off_month(supervisor, village, OCTOBER, opinion="长" * 500)


def test_open_month_is_not_signed_off(book: Book, supervisor: Actor, village: Place, journal_rows: Rows) -> None:
    book(journal_rows)
    with pytest.raises(MonthNotClosedError):
        services.sign_off_month(supervisor, village, OCTOBER)


def test_month_is_signed_off_once(closed: Month, township: Township, supervisor: Actor, village: Place) -> None:
    services.sign_off_month(supervisor, village, closed)
    with pytest.raises(MonthSignedOffError):
        services.sign_off_month(township.actor(Office.SUPERVISOR, number=1), village, closed)
    assert Bulletin.select().where(Bulletin.kind == "month").count() == 1


def test_bookkeeper_does_not_sign_off(closed: Month, bookkeeper: Actor, village: Place) -> None:
    with pytest.raises(NotAllowedError):
        services.sign_off_month(bookkeeper, village, closed)


def test_who_did_the_work_does_not_sign_it_off_even_with_the_office(
    closed: Month, bookkeeper: Actor, village: Place
) -> None:
    OfficeTerm.create(place=village, person=bookkeeper.person_id, office=Office.SUPERVISOR, since=date(2026, 1, 1))
    with pytest.raises(OwnWorkError):
        services.sign_off_month(bookkeeper, village, closed)
    assert MonthSignOff.select().count() == 0


def test_closed_account_does_not_sign_off(closed: Month, supervisor: Actor, village: Place) -> None:
    Account.update(active=False).where(Account.id == supervisor.account_id).execute()
    with pytest.raises(NotAllowedError):
        services.sign_off_month(supervisor, village, closed)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_posted_is_posted(closed: Month, supervisor: Actor, village: Place, model: type[Voucher], verb: str) -> None:
    services.sign_off_month(supervisor, village, closed)
    row = model.select().first()
    with pytest.raises(PeeweeException, match="insert-only"), db.atomic():
        if verb == "update":
            model.update(id=row.id).where(model.id == row.id).execute()
        else:
            row.delete_instance()
