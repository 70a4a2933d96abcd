"""What the bank takes by itself: booked once, from its line, by the month on whose screen it stands open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors.bank import ChargeBookedError, ChargeStandsError, ChargeTooLargeError
from disclosure.books.models import BankMatch
from disclosure.books.queries.bank_screens import next_statement_day
from disclosure.books.queries.months import close_state
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.sheets.bank import Asked
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.terminal import packages
from tests.disclosure.books.asking import adopt
from tests.disclosure.books.sheets.test_bank_statements import RURAL, as_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]
    Import = Callable[..., Any]

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
TODAY = date(2026, 11, 3)
KEPT = ("20261030", "004", "账户管理费", "30.00", "", "10,473.75", "")
LARGE = ("20261031", "005", "手续费", "1,000.00", "", "9,473.75", "")
HEAD = RURAL[2]


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(TODAY)


@pytest.fixture
def booked(book: Import, journal_rows: Rows) -> None:
    """October: the bank account holds 9,000 and gets 2,000 from the cash box and 3.75 of interest."""
    book(journal_rows)


@pytest.fixture
def take(bookkeeper: Actor, village: Place) -> Import:
    """Import a statement of an account, from the first of October to the end of a month."""

    def import_rows(
        rows: Sequence[Sequence[str]], *, ending: str = "6789", last: date = date(2026, 10, 31), **said: bool
    ) -> Any:
        asked = Asked(first_on=date(2026, 10, 1), last_on=last, ending=ending)
        reading = services.read_bank_statement(village, as_csv(rows), asked=asked)
        return services.import_statement(bookkeeper, village, reading, **said)

    return import_rows


def open_lines(village: Place, month: Month = OCTOBER) -> dict[str, int]:
    page = queries.bank_month_page(village, month, today=TODAY, may_record=True)
    return {one.words: one.id for one in page.open_lines}


def offered(village: Place, month: Month = OCTOBER) -> dict[str, str]:
    """Return by title, empty where it may not be booked, why not."""
    page = queries.bank_month_page(village, month, today=TODAY, may_record=True)
    return {one.title: one.refused for one in page.charges.values()}


def test_what_the_bank_took_is_booked_from_its_line_and_named(
    township: Township,
    booked: None,
    take: Import,
    bookkeeper: Actor,
    village: Place,
    clock: SettableClock,
    config: Config,
) -> None:
    adopt(township, clock, on=date(2026, 10, 9))
    clock.set_day(TODAY)
    take([*RURAL[2:7], KEPT, LARGE])
    lines, found = open_lines(village), offered(village)
    assert found.keys() == {"", "账户管理费"}
    assert "超过 999.99 元的，不能直接记作银行自行扣收，请先报付款申请" in found[""]
    made = services.book_bank_charge(bookkeeper, village, OCTOBER, lines["账户管理费"])
    assert (made.happened_on, made.amount_fen, made.summary) == (date(2026, 10, 30), 3_000, "账户管理费")
    assert made.party == "开户银行"
    for words, refusal in (("账户管理费", ChargeBookedError), ("手续费", ChargeTooLargeError)):
        with pytest.raises(refusal):
            services.book_bank_charge(bookkeeper, village, OCTOBER, lines[words])
    state = close_state(village, OCTOBER, today=TODAY)
    assert (state.bank_charges, made.number in state.without_approval) == ((made.number,), False)
    assert verify_all(packages(config)) == []


def test_a_line_is_no_second_charge_as_long_as_its_voucher_stands(
    booked: None, take: Import, bookkeeper: Actor, village: Place, config: Config
) -> None:
    take([*RURAL[2:7], KEPT])
    line = open_lines(village)["账户管理费"]
    made = services.book_bank_charge(bookkeeper, village, OCTOBER, line)
    last = BankMatch.select().order_by(BankMatch.number.desc()).get()
    services.unmatch(bookkeeper, village, last.number, reason="勾错了")
    with pytest.raises(ChargeStandsError, match=f"第{made.number}号"):
        services.book_bank_charge(bookkeeper, village, OCTOBER, line)
    assert "已经记作2026年10月第" in offered(village)[""]
    services.reverse_voucher(bookkeeper, village, OCTOBER, made.number, reason="记错了")
    assert services.book_bank_charge(bookkeeper, village, OCTOBER, line).number != made.number
    assert verify_all(packages(config)) == []


def test_the_same_movement_imported_again_is_no_second_charge(
    booked: None, take: Import, bookkeeper: Actor, village: Place
) -> None:
    rows = [*RURAL[2:7], KEPT]
    taken = take(rows)
    services.book_bank_charge(bookkeeper, village, OCTOBER, open_lines(village)["账户管理费"])
    services.withdraw_statement(bookkeeper, village, taken.number, reason="导错了")
    take(rows)
    assert "账户管理费" not in open_lines(village)  # matched with its voucher
    last = BankMatch.select().order_by(BankMatch.number.desc()).get()
    services.unmatch(bookkeeper, village, last.number, reason="勾错了")
    again = open_lines(village)["账户管理费"]
    with pytest.raises(ChargeStandsError):
        services.book_bank_charge(bookkeeper, village, OCTOBER, again)


def test_a_charge_is_booked_on_the_screen_where_it_stands_open(
    booked: None, take: Import, bookkeeper: Actor, village: Place
) -> None:
    late = ("20261102", "005", "账户管理费", "30.00", "", "10,473.75", "")
    take([*RURAL[2:7], late], last=date(2026, 11, 2))
    line = open_lines(village, NOVEMBER)["账户管理费"]
    with pytest.raises(NotFoundError):
        services.book_bank_charge(bookkeeper, village, OCTOBER, line)
    assert services.book_bank_charge(bookkeeper, village, NOVEMBER, line).month == NOVEMBER


def test_what_a_later_voucher_settled_is_not_offered(
    booked: None, take: Import, bookkeeper: Actor, village: Place
) -> None:
    take([*RURAL[2:7], KEPT])
    assert offered(village).keys() == {"账户管理费"}
    line = open_lines(village)["账户管理费"]
    entry = Entry(
        kind=VoucherKind.PAYMENT,
        happened_on=TODAY,
        amount_fen=3_000,
        money=MoneyAccount.BANK,
        category=Category(account="513"),
        summary="账户管理费",
        party="云岭农村商业银行",
    )
    paid = services.record_voucher(bookkeeper, village, entry)
    services.match_by_hand(bookkeeper, village, lines=[line], vouchers=[paid.id])
    assert open_lines(village)["账户管理费"] == line  # what was outstanding when the month ended
    assert offered(village) == {}


def test_what_stands_open_since_a_closed_month_is_not_offered(
    booked: None, take: Import, bookkeeper: Actor, village: Place
) -> None:
    take([*RURAL[2:7], KEPT])
    page = queries.bank_month_page(village, OCTOBER, today=TODAY)
    texts = {one.key: "下月入账" for one in (*page.open_lines, *page.open_vouchers)}
    services.explain(bookkeeper, village, OCTOBER, texts)
    services.close_month(bookkeeper, village, OCTOBER)
    assert "账户管理费" in open_lines(village, NOVEMBER)
    assert offered(village, NOVEMBER) == {}


def test_the_next_statement_is_of_the_account_that_is_furthest_behind(
    booked: None, take: Import, village: Place
) -> None:
    assert next_statement_day(village) is None
    take(RURAL[2:7], last=date(2026, 11, 2))
    take([HEAD, ("20261012", "001", "现金存入", "", "1.00", "1.00", "")], ending="1111", new_account=True)
    assert next_statement_day(village) == date(2026, 11, 1)
