"""Importing a month: all or nothing, in order, each month opening with what the one before left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from peewee import IntegrityError

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    LaterMonthBookedError,
    MonthBookedError,
    NextOpeningDiffersError,
    OpeningDiffersError,
    OpeningUnknownError,
    RefusedFileError,
)
from disclosure.books.models import (
    BooksImport,
    MonthClose,
    MonthSignOff,
    OpeningBalance,
    Voucher,
    VoucherLine,
)
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import database as db
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.models import Place
from portal.org.offices import Office
from portal.terminal import packages

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.sheets.reading import Reading
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]
    Book = Callable[..., BooksImport]
    Later = Callable[..., Rows]
    Read = Callable[..., Reading]

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


def test_import_books_every_voucher_and_opens_the_accounts(book: Book, village: Place, journal_rows: Rows) -> None:
    book(journal_rows)
    assert _count() == {
        "BooksImport": 1,
        "OpeningBalance": 2,
        "Voucher": 5,
        "VoucherLine": 10,
        "MonthClose": 0,
        "MonthSignOff": 0,
    }
    figures = queries.statement_of(village, OCTOBER)
    assert [(one.opening_fen, one.in_fen, one.out_fen, one.closing_fen) for one in figures.money] == [
        (100_000, 250_050, 286_025, 64_025),
        (900_000, 200_375, 0, 1_100_375),
    ]
    assert (figures.income_fen, figures.expense_fen, figures.other_fen) == (250_425, 86_025, 0)


def test_import_is_one_journal_entry_that_seals_every_row(
    book: Book, journal_rows: Rows, item_rows: Rows, config: Config
) -> None:
    before = JournalEntry.select().count()
    book(journal_rows, item_rows)
    assert JournalEntry.select().count() == before + 1
    assert verify_all(packages(config)) == []


def test_voucher_changed_in_the_database_is_named(
    book: Book, journal_rows: Rows, config: Config, database_kind: str
) -> None:
    book(journal_rows)
    if database_kind == "sqlite":
        db.execute_sql('DROP TRIGGER "voucher_line_no_update"')
    else:
        db.execute_sql("DROP TRIGGER voucher_line_insert_only ON voucher_line")
    db.execute_sql("UPDATE voucher_line SET debit_fen = debit_fen + 1 WHERE debit_fen = 80000")
    assert any("voucher_line" in problem.record for problem in verify_all(packages(config)))


def test_file_with_errors_books_nothing(book: Book, journal_rows: Rows) -> None:
    journal_rows[5][6] = "招待费"
    before = _count()
    with pytest.raises(RefusedFileError) as refused:
        book(journal_rows)
    assert _count() == before
    assert [(error.row, error.column) for error in refused.value.errors] == [(6, "对方科目")]


def test_import_that_breaks_off_halfway_books_nothing(
    book: Book, journal_rows: Rows, monkeypatch: pytest.MonkeyPatch, config: Config
) -> None:
    before, entries = _count(), JournalEntry.select().count()
    monkeypatch.setattr(VoucherLine, "create_all", Mock(side_effect=ValueError))  # the vouchers stand by then
    with pytest.raises(ValueError):  # noqa: PT011 - ours, whatever it says
        book(journal_rows)
    assert (_count(), JournalEntry.select().count()) == (before, entries)
    assert verify_all(packages(config)) == []


@pytest.mark.usefixtures("in_december")
def test_months_kept_under_older_names_stay_so_when_the_chart_changes(
    book: Book, read: Read, bookkeeper: Actor, supervisor: Actor, village: Place, journal_rows: Rows, next_month: Later
) -> None:
    journal_rows[2][6] = "发包及上交收入"  # the names of 2004; booked under 501
    services.import_books(bookkeeper, village, read(journal_rows, key="2004"))
    services.close_month(bookkeeper, village, OCTOBER, explanation="已核对")
    services.sign_off_month(supervisor, village, OCTOBER)
    models = (BooksImport, Voucher, VoucherLine, MonthClose, Bulletin)
    stood = {model: list(model.select().order_by(model.id).dicts()) for model in models}
    journal_rows[2][6] = "经营收入"
    book(next_month(journal_rows), month=NOVEMBER)
    services.close_month(bookkeeper, village, NOVEMBER, explanation="已核对")
    services.sign_off_month(supervisor, village, NOVEMBER)
    now = {model: list(model.select().order_by(model.id).dicts()) for model in models}
    assert {model: rows[: len(stood[model])] for model, rows in now.items()} == stood
    assert [one.chart for one in BooksImport.select().order_by(BooksImport.id)] == ["2004", "2023"]
    names = [
        {one.name for one in queries.statement_of(village, month).income if one.month_fen}
        for month in (OCTOBER, NOVEMBER)
    ]
    assert names == [{"发包及上交收入", "其他收入"}, {"经营收入", "其他收入"}]


def test_refinement_is_booked_with_detail_and_printed_name(
    book: Book, village: Place, journal_rows: Rows, item_rows: Rows
) -> None:
    book(journal_rows, item_rows)
    expense = {one.name: one.month_fen for one in queries.statement_of(village, OCTOBER).expense}
    assert expense == {"管理费用/人员工资": 80_000, "管理费用/办公费": 6_025}
    assert {line.detail for line in VoucherLine.select() if line.account == "513"} == {"人员工资", "办公费"}


def test_voucher_only_the_list_has_is_kept_as_a_difference(
    book: Book, village: Place, journal_rows: Rows, item_rows: Rows
) -> None:
    item_rows.insert(4, ["2026-10-20", "9", "收补助直接还欠款", "补助收入/其他", "700.00", ""])
    book(journal_rows, item_rows[:-1])
    page = queries.month_page(village, OCTOBER, today=TODAY)
    assert [(one.number, one.booked) for one in page.differences] == [(9, False)]
    assert page.statement.income_fen == 250_425
    assert 9 not in {one.number for one in page.vouchers}


def test_month_is_imported_once(book: Book, journal_rows: Rows, item_rows: Rows) -> None:
    book(journal_rows)
    with pytest.raises(MonthBookedError):
        book(item_rows, money=MoneyAccount.CASH)


def test_two_clicks_book_once(book: Book, journal_rows: Rows) -> None:
    book(journal_rows)
    before = _count()
    with pytest.raises(MonthBookedError):
        book(journal_rows)
    assert _count() == before


@pytest.mark.usefixtures("in_december")
def test_later_month_must_open_with_what_the_books_have(book: Book, journal_rows: Rows, next_month: Later) -> None:
    book(journal_rows)
    with pytest.raises(OpeningDiffersError) as refused:
        book(next_month(journal_rows, cash="640.26")[:3], month=NOVEMBER)
    assert "640.26" in refused.value.sentence
    assert "640.25" in refused.value.sentence


@pytest.mark.usefixtures("in_december")
def test_closing_of_a_month_is_the_opening_of_the_next(
    book: Book, village: Place, journal_rows: Rows, next_month: Later
) -> None:
    book(journal_rows)
    book(next_month(journal_rows), month=NOVEMBER)
    before, after = (queries.statement_of(village, month) for month in (OCTOBER, NOVEMBER))
    assert [one.opening_fen for one in after.money] == [one.closing_fen for one in before.money]
    assert after.year_income_fen == before.income_fen + after.income_fen
    assert OpeningBalance.select().count() == 2


@pytest.mark.usefixtures("in_december")
def test_months_are_booked_in_order(book: Book, journal_rows: Rows, next_month: Later) -> None:
    book(next_month(journal_rows), month=NOVEMBER)
    with pytest.raises(LaterMonthBookedError):
        book(journal_rows)


@pytest.fixture
def later_year(book: Book, journal_rows: Rows, next_month: Later, clock: SettableClock) -> Month:
    """Books that begin in January 2027 with 640.25 in cash and 11003.75 in the bank."""
    clock.set_day(date(2027, 2, 3))
    book(next_month(journal_rows, month="01"), month=Month(2027, 1))
    return Month(2027, 1)


def test_history_of_an_earlier_year_is_booked_with_its_own_opening(
    later_year: Month, book: Book, village: Place, journal_rows: Rows
) -> None:
    before = queries.statement_of(village, later_year)
    book(journal_rows)
    assert [one.opening_fen for one in queries.statement_of(village, OCTOBER).money] == [100_000, 900_000]
    assert queries.statement_of(village, later_year) == before
    assert OpeningBalance.select().count() == 4


def test_history_that_ends_otherwise_than_the_books_began_is_refused(
    later_year: Month, book: Book, village: Place, journal_rows: Rows
) -> None:
    december = [[row[0], "12" if row[1] == "10" else row[1], *row[2:]] for row in journal_rows[:-2]]
    with pytest.raises(NextOpeningDiffersError, match=r"11,000\.00.*11,003\.75"):
        book(december, month=DECEMBER)
    assert queries.booked_months(village) == (later_year,)


def test_history_that_ends_as_the_books_began_is_booked(
    later_year: Month, book: Book, village: Place, journal_rows: Rows
) -> None:
    december = [[row[0], "12" if row[1] == "10" else row[1], *row[2:]] for row in journal_rows]
    book(december, month=DECEMBER)
    assert queries.booked_months(village) == (DECEMBER, later_year)
    assert not queries.close_state(village, DECEMBER, today=DECEMBER.last_day).next_openings_differ


@pytest.mark.usefixtures("in_december")
def test_january_begins_the_year_to_date_anew(
    book: Book, village: Place, journal_rows: Rows, next_month: Later, clock: SettableClock
) -> None:
    clock.set_day(date(2027, 2, 3))
    december = [[row[0], "12" if row[1] == "10" else row[1], *row[2:]] for row in journal_rows]
    book(december, month=DECEMBER)
    january = Month(2027, 1)
    book(next_month(journal_rows, month="01"), month=january)
    assert queries.statement_of(village, DECEMBER).year_income_fen == 250_425
    assert queries.statement_of(village, january).year_income_fen == 250_425


def test_recorded_late_is_marked_by_days(book: Book, journal_rows: Rows, clock: SettableClock) -> None:
    clock.set_day(date(2026, 11, 20))
    book(journal_rows)
    assert {voucher.late_days for voucher in Voucher.select()} == {5}


def test_only_the_bookkeeper_imports(
    reading_of: Callable[..., Reading], supervisor: Actor, village: Place, journal_rows: Rows
) -> None:
    with pytest.raises(NotAllowedError):
        services.import_books(supervisor, village, reading_of(journal_rows))


def test_bookkeeper_of_another_village_is_refused(
    township: Township, reading_of: Callable[..., Reading], journal_rows: Rows
) -> None:
    foreign = township.actor(Office.BOOKKEEPER, village=township.other_village)
    with pytest.raises(NotAllowedError):
        services.import_books(foreign, township.village, reading_of(journal_rows))


def test_other_village_sees_nothing(township: Township, book: Book, journal_rows: Rows) -> None:
    book(journal_rows)
    assert queries.months(township.other_village) == ()
    with pytest.raises(NotFoundError):
        queries.month_page(township.other_village, OCTOBER, today=TODAY)


@pytest.mark.usefixtures("in_december")
def test_balance_brought_forward_into_books_without_an_opening_is_refused(
    book: Book, item_rows: Rows, journal_rows: Rows, next_month: Later
) -> None:
    book(item_rows, money=MoneyAccount.BANK)
    with pytest.raises(OpeningUnknownError, match="现金"):
        book(next_month(journal_rows)[:3], month=NOVEMBER)


LINE = {"line_no": 9, "account": "101", "detail": "", "printed_name": "现金"}


@pytest.mark.parametrize(
    "amounts",
    [
        pytest.param({"debit_fen": 5, "credit_fen": 5}, id="both sides"),
        pytest.param({"debit_fen": 0, "credit_fen": 0}, id="no side"),
        pytest.param({"debit_fen": -5, "credit_fen": 0}, id="negative"),
    ],
)
def test_database_refuses_a_line_that_is_not_on_one_side(
    book: Book, journal_rows: Rows, amounts: dict[str, int]
) -> None:
    book(journal_rows)
    with pytest.raises(IntegrityError), db.atomic():
        VoucherLine.create(voucher=Voucher.select().first(), **LINE, **amounts)


def test_database_refuses_a_number_twice_in_a_month(book: Book, journal_rows: Rows) -> None:
    book(journal_rows)
    first = Voucher.select().first()
    copied = {name: getattr(first, name) for name in Voucher._meta.sorted_field_names if name != "id"}
    with pytest.raises(IntegrityError), db.atomic():
        Voucher.create(**copied)


def test_debits_equal_credits_in_the_database(book: Book, journal_rows: Rows, item_rows: Rows) -> None:
    book(journal_rows, item_rows)
    totals: dict[int, int] = {}
    for line in VoucherLine.select():
        totals[line.voucher_id] = totals.get(line.voucher_id, 0) + line.debit_fen - line.credit_fen
    assert set(totals.values()) == {0}
    assert len(totals) == 5


def test_screens_ask_as_much_of_many_vouchers_as_of_few(
    book: Book,
    village: Place,
    journal_rows: Rows,
    next_month: Later,
    count_queries: Callable[[], Any],
    clock: SettableClock,
) -> None:
    clock.set_day(date(2026, 12, 3))
    book(journal_rows)
    with count_queries() as few:
        queries.month_page(village, OCTOBER, today=TODAY)
        queries.months(village)
    many = [journal_rows[0], *next_month(journal_rows)[1:2]]
    many += [
        ["现金", "11", "08", "记", str(number), "收租金", "经营收入", "1.00", "", "", ""] for number in range(1, 60)
    ]
    book(many, month=NOVEMBER)
    with count_queries() as more:
        queries.month_page(village, NOVEMBER, today=date(2026, 12, 3))
        queries.months(village)
    assert more.count == few.count
