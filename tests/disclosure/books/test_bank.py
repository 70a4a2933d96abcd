"""Bank statements in the books: kept once, matched without doubt, explained, and part of the close."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from peewee import PeeweeException

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import CloseStoppedError, MonthClosedError, RefusedFileError
from disclosure.books.errors.bank import (
    BankRuleDayError,
    BankRuleTakenError,
    CountConfirmedError,
    MatchDiffersError,
    MatchTakenBackError,
    MatchTakenError,
    NothingExplainedError,
    NotLastStatementError,
    PeriodGapError,
    SameCounterError,
    StatementBalanceError,
    StatementClosedError,
    StatementKnownError,
    StatementOverlapError,
    StatementWithdrawnError,
)
from disclosure.books.models import BankLine, BankMatchLine, BankStatement, CashCounting
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.reconciliation import Reconciliation
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.services import RuleMaking
from disclosure.books.sheets.bank import Asked
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import database as db
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.sheets.test_bank_statements import RURAL, as_csv, changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
TODAY = date(2026, 11, 3)
PERIOD = (date(2026, 10, 1), date(2026, 10, 31))

Import = Callable[..., Any]


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(TODAY)


@pytest.fixture
def booked(book: Import, journal_rows: Rows) -> None:
    """October: the bank account holds 9,000 and gets 2,000 from the cash box and 3.75 of interest."""
    book(journal_rows)


@pytest.fixture
def take(bookkeeper: Actor, village: Place) -> Import:
    """Import a statement of an account ending in 6789."""

    def import_rows(rows: Sequence[Sequence[str]] = RURAL, first: date = PERIOD[0], last: date = PERIOD[1]) -> Any:
        asked = Asked(first_on=first, last_on=last, ending="6789")
        reading = services.read_bank_statement(village, as_csv(rows), asked=asked)
        return services.import_statement(bookkeeper, village, reading)

    return import_rows


@pytest.fixture
def pay(bookkeeper: Actor, village: Place) -> Callable[..., int]:
    """Pay from the bank account and return the voucher's id."""

    def record(fen: int, *, on: date = date(2026, 10, 29), summary: str = "付清淤工钱") -> int:
        entry = Entry(
            kind=VoucherKind.PAYMENT,
            happened_on=on,
            amount_fen=fen,
            money=MoneyAccount.BANK,
            category=Category(account="513"),
            summary=summary,
            party="清淤队",
        )
        return services.record_voucher(bookkeeper, village, entry).id

    return record


def reconciled(village: Place, month: Month = OCTOBER) -> Reconciliation:
    found = queries.bank_month_page(village, month, today=date(2026, 12, 20)).reconciliation
    assert found is not None
    return found


def november(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [RURAL[2], *rows]


PAID_LATE = ("20261102", "004", "转账", "90.00", "", "10,413.75", "张山")


def test_import_matches_what_fits_and_leaves_the_rest(booked: None, take: Import, village: Place) -> None:
    made = take()
    assert (made.number, made.lines, made.matched) == (1, 3, 2)
    found = reconciled(village)
    assert (found.book_fen, found.bank_fen, found.difference_fen) == (1_100_375, 1_050_375, 0)
    assert [(one.side, one.amount_fen) for one in found.items] == [("line", -50_000)]
    assert found.adjusted_book_fen == found.adjusted_bank_fen == 1_050_375


def test_what_is_booked_later_is_matched_on_demand(
    booked: None, take: Import, pay: Callable[..., int], bookkeeper: Actor, village: Place, config: Config
) -> None:
    take()
    pay(50_000)
    assert services.match_automatically(bookkeeper, village) == 1
    assert services.match_automatically(bookkeeper, village) == 0
    assert reconciled(village).items == ()
    assert verify_all(packages(config)) == []


def test_statement_twice_or_overlapping_keeps_nothing_twice(booked: None, take: Import, village: Place) -> None:
    take()
    with pytest.raises(StatementKnownError):
        take()
    whole = [*RURAL[:7], PAID_LATE]
    assert take(whole, last=date(2026, 11, 2)).lines == 1
    assert BankLine.select().count() == 4


@pytest.mark.parametrize(
    ("rows", "first", "last", "refusal"),
    [
        pytest.param(november(PAID_LATE), date(2026, 11, 2), date(2026, 11, 2), PeriodGapError, id="a day left out"),
        pytest.param(
            november((*PAID_LATE[:5], "10,413.76", "")), date(2026, 11, 1), date(2026, 11, 2), StatementBalanceError,
            id="opens with another balance",
        ),
        pytest.param(
            [*RURAL[:5], RURAL[6], PAID_LATE], PERIOD[0], date(2026, 11, 2), RefusedFileError, id="a row fell out"
        ),
        pytest.param(
            changed([*RURAL[:7], PAID_LATE], 6, 1, "999"), PERIOD[0], date(2026, 11, 2), StatementOverlapError,
            id="another serial number in the same days",
        ),
    ],
)  # fmt: skip
def test_statement_that_does_not_join_keeps_nothing(
    booked: None, take: Import, rows: Any, first: date, last: date, refusal: type[Exception]
) -> None:
    take()
    with pytest.raises(refusal):
        take(rows, first=first, last=last)
    assert (BankStatement.select().count(), BankLine.select().count()) == (1, 3)


def test_by_hand_two_vouchers_for_one_line_and_back_again(
    booked: None, take: Import, pay: Callable[..., int], bookkeeper: Actor, village: Place
) -> None:
    take()
    paid = [pay(20_000, on=date(2026, 10, 8)), pay(30_000, on=date(2026, 10, 9))]  # beyond the window of sums
    line = reconciled(village).items[-1].id
    assert services.match_automatically(bookkeeper, village) == 0
    with pytest.raises(MatchDiffersError):
        services.match_by_hand(bookkeeper, village, lines=[line], vouchers=paid[:1])
    number = services.match_by_hand(bookkeeper, village, lines=[line], vouchers=paid)
    assert reconciled(village).items == ()
    with pytest.raises(MatchTakenError):
        services.match_by_hand(bookkeeper, village, lines=[line], vouchers=paid)
    services.unmatch(bookkeeper, village, number, reason="勾错了")
    with pytest.raises(MatchTakenBackError):
        services.unmatch(bookkeeper, village, number, reason="勾错了")
    assert len(reconciled(village).items) == 3
    services.match_by_hand(bookkeeper, village, lines=[line], vouchers=paid)


def test_database_keeps_a_line_once_and_in_one_match(
    booked: None, take: Import, pay: Callable[..., int], bookkeeper: Actor, village: Place
) -> None:
    take()
    first, second = BankMatchLine.select().order_by(BankMatchLine.id)
    with pytest.raises(PeeweeException, match="line_matched"), db.atomic():
        BankMatchLine.create(match=second.match_id, line=first.line_id)
    kept = {name: getattr(BankLine.get(), name) for name in BankLine._meta.sorted_field_names if name != "id"}
    with pytest.raises(PeeweeException, match="line_known"), db.atomic():
        BankLine.create(**{**kept, "line_no": 99})


def test_what_the_bank_pays_next_month_is_outstanding_until_then(
    booked: None, take: Import, pay: Callable[..., int], village: Place
) -> None:
    take()
    pay(50_000)
    pay(9_000, on=date(2026, 10, 31), summary="付电费")
    take(november(PAID_LATE), first=date(2026, 11, 1), last=date(2026, 11, 2))
    (cheque,) = reconciled(village).items
    assert (cheque.side, cheque.amount_fen, cheque.settled_on) == ("voucher", -9_000, date(2026, 11, 2))
    assert (reconciled(village).bank_fen, reconciled(village).book_fen) == (1_050_375, 1_041_375)
    page = queries.bank_month_page(village, NOVEMBER, today=TODAY)
    assert page.open_count == 0
    assert page.state.covered_to == date(2026, 11, 2)


def test_unmatched_blocks_the_close_until_it_is_explained(
    booked: None, take: Import, bookkeeper: Actor, supervisor: Actor, village: Place, config: Config
) -> None:
    take()
    with pytest.raises(CloseStoppedError, match="1 笔对不上"):
        services.close_month(bookkeeper, village, OCTOBER)
    (line,) = reconciled(village).items
    with pytest.raises(NothingExplainedError):
        services.explain(bookkeeper, village, OCTOBER, {line.key: ""})
    assert services.explain(bookkeeper, village, OCTOBER, {line.key: "付款单据还没有拿到"}) == 1
    assert services.explain(bookkeeper, village, OCTOBER, {line.key: "付款单据还没有拿到"}) == 0
    services.close_month(bookkeeper, village, OCTOBER)
    with pytest.raises(MonthClosedError):
        services.explain(bookkeeper, village, OCTOBER, {line.key: "另一个原因"})
    page = queries.month_page(village, OCTOBER, today=TODAY)
    assert page.bank is not None
    assert page.bank.reconciliation == reconciled(village)
    assert page.bank.reconciliation.items[0].explanation == "付款单据还没有拿到"
    services.sign_off_month(supervisor, village, OCTOBER)
    told = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)["content"]["bank"]
    assert told == {
        "statement_fen": 1_050_375, "book_fen": 1_100_375, "adjusted_fen": 1_050_375, "difference_fen": 0,
        "outstanding": [["银行已付、村里未付", 1, -50_000]], "explained": 1, "difference_explained": False,
    }  # fmt: skip
    assert verify_all(packages(config)) == []


def test_result_of_a_closed_month_does_not_move_with_later_matches(
    booked: None, take: Import, pay: Callable[..., int], bookkeeper: Actor, village: Place
) -> None:
    take()
    (line,) = reconciled(village).items
    services.explain(bookkeeper, village, OCTOBER, {line.key: "单据未到"})
    services.close_month(bookkeeper, village, OCTOBER)
    pay(50_000, on=date(2026, 11, 2))
    assert services.match_automatically(bookkeeper, village) == 1
    assert [one.id for one in reconciled(village).items] == [line.id]
    with pytest.raises(StatementClosedError):
        services.withdraw_statement(bookkeeper, village, 1, reason="导错了")


def test_difference_from_before_the_first_statement_is_named_and_explained(
    booked: None, take: Import, bookkeeper: Actor, village: Place
) -> None:
    rows = [RURAL[2], ("20261012", "001", "现金存入", "", "2000.00", "10999.00", ""), (*RURAL[5][:5], "11002.75", "")]
    take(rows)
    found = reconciled(village)
    assert (found.start_difference_fen, found.difference_fen) == (-100, -100)
    with pytest.raises(CloseStoppedError, match=r"还差 -1\.00 元"):
        services.close_month(bookkeeper, village, OCTOBER)
    services.explain(bookkeeper, village, OCTOBER, {"difference": "上年少记一笔手续费，11月补记"})
    services.close_month(bookkeeper, village, OCTOBER)


def test_cheque_from_before_the_first_statement_is_matched_by_hand(
    booked: None, take: Import, pay: Callable[..., int], bookkeeper: Actor, village: Place
) -> None:
    """Written on the 8th; statements begin on the 12th; the bank pays on the 30th."""
    cheque = pay(50_000, on=date(2026, 10, 8))
    take(first=date(2026, 10, 12))
    assert (reconciled(village).start_difference_fen, reconciled(village).difference_fen) == (50_000, 50_000)
    (line,) = reconciled(village).items
    services.match_by_hand(bookkeeper, village, lines=[line.id], vouchers=[cheque])
    assert (reconciled(village).items, reconciled(village).difference_fen) == ((), 0)


def test_statement_is_taken_back_with_its_matches_and_comes_again(
    booked: None, take: Import, bookkeeper: Actor, village: Place
) -> None:
    take()
    take(november(PAID_LATE), first=date(2026, 11, 1), last=date(2026, 11, 2))
    with pytest.raises(NotLastStatementError):
        services.withdraw_statement(bookkeeper, village, 1, reason="选错了文件")
    for number in (2, 1):
        services.withdraw_statement(bookkeeper, village, number, reason="选错了文件")
    with pytest.raises(StatementWithdrawnError):
        services.withdraw_statement(bookkeeper, village, 1, reason="选错了文件")
    page = queries.bank_month_page(village, OCTOBER, today=TODAY)
    assert (page.open_count, page.matches, page.state.covered_to) == (0, (), None)
    made = take()
    assert (made.number, made.lines, made.matched) == (3, 3, 2)


def rule(since: Month, *, required: bool = True, title: str = "按月对账") -> RuleMaking:
    return RuleMaking(required=required, since=since, met_on=date(2026, 11, 2), title=title, evidence="会议记录原文")


def test_recorded_rule_makes_the_statement_a_must(
    booked: None, township: Township, bookkeeper: Actor, village: Place, clock: SettableClock
) -> None:
    assert [one.code for one in queries.problems_of(village, OCTOBER, today=TODAY)] == ["alerts", "no_statement"]
    admin = township.actor(Office.TOWNSHIP_ADMIN)
    with pytest.raises(BankRuleDayError):
        services.make_bank_rule(admin, township.place, rule(OCTOBER))
    services.make_bank_rule(admin, township.place, rule(NOVEMBER))
    services.make_bank_rule(admin, township.place, rule(NOVEMBER))
    with pytest.raises(BankRuleTakenError):
        services.make_bank_rule(admin, township.place, rule(NOVEMBER, required=False))
    with pytest.raises(NotAllowedError):
        services.make_bank_rule(bookkeeper, village, rule(NOVEMBER))
    services.close_month(bookkeeper, village, OCTOBER)
    clock.set_day(date(2026, 12, 3))
    with pytest.raises(CloseStoppedError, match="没有导入银行对账单（云岭镇规定：按月对账）"):
        services.close_month(bookkeeper, village, NOVEMBER)


def test_cash_is_counted_by_two(
    booked: None, bookkeeper: Actor, supervisor: Actor, village: Place, config: Config
) -> None:
    made = services.count_cash(bookkeeper, village, OCTOBER, counted_on=PERIOD[1], counted_fen=64_000, text="少找零钱")
    assert made.book_fen == 64_025
    with pytest.raises(SameCounterError):
        services.confirm_cash_count(bookkeeper, village, OCTOBER, counting_id=made.id)
    with pytest.raises(CountConfirmedError):
        services.confirm_cash_count(supervisor, village, OCTOBER, counting_id=made.id + 1)
    assert "cash_count" not in [one.code for one in queries.problems_of(village, OCTOBER, today=TODAY)]
    services.confirm_cash_count(supervisor, village, OCTOBER, counting_id=made.id)
    found = {one.code: one for one in queries.problems_of(village, OCTOBER, today=TODAY)}
    assert found["cash_count"].text == "盘点现金比账上短少 0.25 元：少找零钱"
    assert not found["cash_count"].blocking
    services.close_month(bookkeeper, village, OCTOBER)
    outcome = queries.month_page(village, OCTOBER, today=TODAY).bank
    assert outcome is not None
    assert outcome.cash is not None
    assert outcome.cash.difference_fen == -25
    with pytest.raises(MonthClosedError):
        services.count_cash(bookkeeper, village, OCTOBER, counted_on=PERIOD[1], counted_fen=1)
    assert verify_all(packages(config)) == []


def test_only_who_records_imports_and_another_village_sees_nothing(
    booked: None, take: Import, township: Township, supervisor: Actor, village: Place
) -> None:
    take()
    with pytest.raises(NotAllowedError):
        services.match_automatically(supervisor, village)
    with pytest.raises(NotFoundError):
        queries.statement_named(township.other_village, 1)
    other = township.actor(Office.BOOKKEEPER, village=township.other_village)
    with pytest.raises(NotFoundError):
        services.unmatch(other, township.other_village, 1, reason="不是本村的")


@pytest.mark.parametrize("model", [BankLine, BankStatement, BankMatchLine, CashCounting], ids=lambda one: one.__name__)
def test_what_is_kept_is_kept(
    booked: None, take: Import, bookkeeper: Actor, village: Place, model: type[BankLine]
) -> None:
    take()
    services.count_cash(bookkeeper, village, OCTOBER, counted_on=PERIOD[1], counted_fen=1)
    row = model.select().first()
    for change in (model.update(id=row.id), model.delete()):
        with pytest.raises(PeeweeException, match="insert-only"), db.atomic():
            change.where(model.id == row.id).execute()


def test_month_asks_as_much_of_many_lines_as_of_few(
    booked: None, take: Import, village: Place, count_queries: Callable[[], Any]
) -> None:
    take([RURAL[2], *RURAL[4:5]])
    with count_queries() as few:
        queries.bank_month_page(village, OCTOBER, today=TODAY)
    day = ["20261102", "", "手续费", "1.00", "", "", ""]
    take(
        [RURAL[2], *([*day[:5], f"{10_999 - number}.00", ""] for number in range(60))],
        date(2026, 11, 1),
        date(2026, 11, 2),
    )
    with count_queries() as many:
        queries.bank_month_page(village, NOVEMBER, today=TODAY)
    assert many.count <= few.count
