"""Each check at its boundary: one fen, one day to either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.checks import Severity, all_checks, check_named
from disclosure.books.rules.checks import CHECKS, CheckedBooks, CheckedItem, Receipt, Together, findings, first_digits
from disclosure.books.rules.papers import PaperKind
from disclosure.books.rules.vouchers import VoucherOrigin
from portal.kernel.months import Month
from tests.disclosure.books.rules.checked import (
    AUGUST,
    BANK,
    CASH,
    OCTOBER,
    SEPTEMBER,
    TODAY,
    fired,
    found,
    moved,
    paid,
    received,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.rules.checks import CheckedVoucher


@pytest.mark.parametrize(
    ("kind", "summary", "title", "fires"),
    [
        (PaperKind.INVOICE, "买纸", "小票", False),
        (PaperKind.FISCAL, "买纸", "小票", False),
        (PaperKind.OWN, "付工钱", "白条", False),
        (PaperKind.SLIP, "买纸", "小票", True),
        (PaperKind.WHITE, "买纸", "小票", True),
        (None, "买纸", "小票", False),
        (None, "凭白条付工钱", "小票", True),
        (None, "付工钱", "收条.jpg", True),
    ],
)
def test_white_slip(kind: PaperKind | None, summary: str, title: str, *, fires: bool) -> None:
    receipts = (Receipt(title=title, digest="b" * 64),)
    assert fired("white_slip", paid(1, 8, 100, paper_kind=kind, summary=summary, receipts=receipts)) is fires


@pytest.mark.parametrize(
    ("fen", "said", "fires"),
    [
        (49_999, {}, False),
        (50_000, {}, True),
        (50_000, {"items": (CheckedItem(name="纸", unit="包", price_fen=2_500),)}, False),
        (50_000, {"receipts": (Receipt(title="销售清单.jpg", digest="c" * 64),)}, False),
        (50_000, {"paper_kind": PaperKind.OWN}, False),
        (50_000, {"summary": "付电费", "name": "管理费用/水电费"}, False),
        (50_000, {"summary": "付款", "name": "公益支出/材料"}, True),
    ],
)
def test_missing_items(fen: int, said: dict[str, Any], *, fires: bool) -> None:
    assert fired("missing_items", paid(1, 8, fen, **{"summary": "买办公用品", **said})) is fires


@pytest.mark.parametrize(
    ("fen", "said", "fires"),
    [
        (75_000, {"summary": "误工补贴 5 天"}, False),
        (75_001, {"summary": "误工补贴 5 天"}, True),
        (75_001, {"summary": "误工补贴"}, False),
        (15_001, {"summary": "误工补贴 5 米"}, False),
        (99_999, {"summary": "误工补贴", "items": (CheckedItem(name="误工", unit="天", price_fen=15_000),)}, False),
        (99_999, {"summary": "误工补贴", "items": (CheckedItem(name="误工", unit="天", price_fen=15_001),)}, True),
        (99_999, {"summary": "付电费 1 天"}, False),
    ],
)
def test_over_standard(fen: int, said: dict[str, Any], *, fires: bool) -> None:
    assert fired("over_standard", paid(1, 8, fen, **said)) is fires


@pytest.mark.parametrize(
    ("amounts", "days", "fires"),
    [
        ((50_000, 49_999), (8, 8), False),
        ((50_000, 50_000), (8, 8), True),
        ((50_000, 50_000), (8, 15), True),
        ((50_000, 50_000), (8, 16), False),
        ((100_000, 100_000), (8, 9), False),
        ((250_000, 250_000), (8, 9), True),
        ((100_000,), (8,), False),
    ],
    ids=["below", "at", "seven-days", "eight-days", "band-reached-by-each", "next-band", "alone"],
)
def test_split_invoice(amounts: Sequence[int], days: Sequence[int], *, fires: bool) -> None:
    bought = [
        paid(number, day, fen, party="建材店")
        for number, (fen, day) in enumerate(zip(amounts, days, strict=True), start=1)
    ]
    assert fired("split_invoice", *bought) is fires


@pytest.mark.parametrize(("bands", "fires"), [((200_000,), False), ((120_000,), True), ((120_001,), False)])
def test_split_invoice_goes_by_the_ladder_that_was_adopted(bands: tuple[int, ...], *, fires: bool) -> None:
    bought = [paid(number, 8, 60_000, party="建材店") for number in (1, 2)]
    assert fired("split_invoice", *bought, bands_fen=bands) is fires


def test_split_invoice_is_one_alert_for_one_run_and_belongs_to_its_last_month() -> None:
    early = paid(1, 28, 60_000, party="建材店", month=SEPTEMBER)
    late = [paid(number, day, 60_000, party="建材店") for number, day in ((1, 1), (2, 4))]
    (one,) = found("split_invoice", early, *late)
    assert [two.name for two in one.vouchers] == ["2026-09-1", "2026-10-1", "2026-10-2"]
    assert not fired("split_invoice", early, *late, month=SEPTEMBER)
    assert not fired("split_invoice", paid(1, 1, 60_000, party=""), paid(2, 1, 60_000, party=""))


def test_same_invoice_and_same_photo_name_all_of_them_with_the_last() -> None:
    first, last = paid(1, 8, 100), paid(2, 9, 100)
    pair = {
        shared: (
            Together(voucher=first.id, shared="X", others=(last,)),
            Together(voucher=last.id, shared="X", others=(first,)),
        )
        for shared in ("same_invoice", "same_photo")
    }
    for check in pair:
        (one,) = found(check, first, last, **pair)
        assert [two.number for two in one.vouchers] == [1, 2]


def test_photo_of_another_village_is_counted_and_not_named() -> None:
    one = paid(1, 8, 100)
    shared = (Together(voucher=one.id, shared="X", elsewhere=2),)
    assert [two.text for two in found("same_photo", one, same_photo=shared)] == [
        "同一张票据照片用在不止一张凭证上：2026年10月第1号，还有本镇其他村的 2 张凭证"
    ]


@pytest.mark.parametrize(
    ("said", "funds", "fires"),
    [
        ({"matter_number": 3, "fund": "办公经费"}, {3: "一事一议资金"}, True),
        ({"matter_number": 3, "fund": "一事一议资金"}, {3: "一事一议资金"}, False),
        ({"matter_number": 3, "fund": ""}, {3: "一事一议资金"}, False),
        ({"account": "241", "summary": "付招待餐费"}, {}, True),
        ({"account": "241", "summary": "付修路工程款"}, {}, False),
        ({"account": "513", "summary": "付招待餐费"}, {}, False),
    ],
)
def test_wrong_fund(said: dict[str, Any], funds: dict[int, str], *, fires: bool) -> None:
    assert fired("wrong_fund", paid(1, 8, 100, **said), funds=funds) is fires


def test_late_entries_of_one_day_are_one_alert() -> None:
    late = [paid(n, 8, 100, late_days=n, recorded_on=date(2026, 11, 15 + n)) for n in (1, 2)]
    same_day = paid(3, 8, 100, late_days=2, recorded_on=date(2026, 11, 17))
    alerts = found("late_entry", *late, same_day, paid(4, 8, 100))
    assert [one.text for one in alerts] == [
        "2026年11月16日补录 1 张凭证，最多晚了 1 天",
        "2026年11月17日补录 2 张凭证，最多晚了 2 天",
    ]


@pytest.mark.parametrize(
    ("party", "summary", "fires"),
    [
        ("李大力", "买砂石", True),
        ("建材店、李大力", "买砂石", True),
        ("李大力", "付误工补贴", False),
        ("王五四", "买砂石", False),
        ("李大力建材店", "买砂石", False),
    ],
)
def test_related_payee(party: str, summary: str, *, fires: bool) -> None:
    one = paid(1, 8, 100, party=party, summary=summary, name="公益支出")
    assert fired("related_payee", one, related={"李大力": "与支部书记同名"}) is fires


@pytest.mark.parametrize(
    ("other", "total", "today", "fires"),
    [
        (20_000, 100_000, TODAY, False),
        (20_001, 100_000, TODAY, True),
        (20_001, 100_000, date(2026, 10, 31), False),
        (20_001, 100_000, date(2026, 11, 1), True),
    ],
)
def test_other_share(other: int, total: int, today: date, *, fires: bool) -> None:
    spent = [
        paid(1, 8, other, account="515", name="其他支出"),
        paid(2, 8, total - other, name="管理费用/水电费"),
    ]
    assert fired("other_share", *spent, today=today) is fires


def test_other_share_looks_at_names_too() -> None:
    assert fired("other_share", paid(1, 8, 100, name="管理费用/其他"))
    assert not fired("other_share", received(1, 8, 100))


@pytest.mark.parametrize(
    ("month", "day", "today", "fires"),
    [
        (AUGUST, 8, date(2026, 10, 8), False),
        (AUGUST, 8, date(2026, 10, 9), True),
        (AUGUST, 31, date(2026, 10, 31), False),
        (AUGUST, 31, date(2026, 11, 1), True),
        (SEPTEMBER, 1, date(2026, 11, 10), False),
    ],
)
def test_no_receipt(month: Month, day: int, today: date, *, fires: bool) -> None:
    assert fired("no_receipt", paid(1, day, 100, month=month, receipts=()), today=today) is fires


def test_no_receipt_asks_after_what_was_entered_by_hand() -> None:
    imported = paid(1, 8, 100, month=AUGUST, receipts=(), origin=VoucherOrigin.IMPORTED)
    assert not fired("no_receipt", imported)
    assert not fired("no_receipt", paid(1, 8, 100, month=AUGUST))


def _usual(count: int) -> list[int]:
    """Return amounts whose first digits are spread as usual."""
    rule = check_named("first_digits")
    assert rule is not None
    return [
        digit * 100
        for digit, share in enumerate(rule.limits["shares_x100000"], start=1)
        for _ in range(round(count * share / 100_000))
    ]


def test_first_digits_are_a_hint_from_three_hundred_on() -> None:
    rule = check_named("first_digits")
    assert rule is not None
    assert first_digits([900] * 299, OCTOBER, rule) is None
    hint = first_digits([900] * 300, OCTOBER, rule)
    assert hint is not None
    assert not hint.blocks
    assert "本年 300 笔支出" in hint.text
    assert first_digits(_usual(1_000), OCTOBER, rule) is None


def test_only_what_was_read_stops_a_close_and_nothing_imported() -> None:
    rules = {one.id: one for one in all_checks()}
    assert {one.id for one in rules.values() if one.severity is Severity.BLOCK} == {
        "large_cash",
        "private_account",
        "cash_from_income",
    }
    assert all(one.is_quoted for one in rules.values() if one.severity is Severity.BLOCK)
    assert rules.keys() == CHECKS.keys() | {"first_digits"}
    (typed,) = found("large_cash", paid(1, 8, 200_000, money=CASH))
    (imported,) = found("large_cash", paid(1, 8, 200_000, money=CASH, origin=VoucherOrigin.IMPORTED))
    assert (typed.blocks, imported.blocks) == (True, False)


def test_same_facts_are_the_same_alert_whatever_the_rule_is_now() -> None:
    (one,) = found("large_cash", paid(1, 8, 200_000, money=CASH))
    changed = replace(one, rule=replace(one.rule, effective_from=date(2027, 1, 1), says="现金 {amount} 元"))
    assert changed.key == one.key
    assert replace(one, facts={**one.facts, "amount": "2,000.01"}).key != one.key


_days = st.integers(min_value=1, max_value=28)
_fen = st.integers(min_value=1, max_value=10**9)
_texts = st.sampled_from(["付电费", "误工补贴 3 天", "{braces}", "个人账户", "收购粮食", "材料", "%s", ""])
_months = st.sampled_from([AUGUST, SEPTEMBER, OCTOBER])
_vouchers = st.builds(
    lambda make, number, day, fen, text, month, standing, money: make(
        number, day, fen, summary=text, month=month, standing=standing, **({} if make is moved else {"money": money})
    ),
    st.sampled_from([paid, received, moved]),
    st.integers(min_value=1, max_value=999),
    _days,
    _fen,
    _texts,
    _months,
    st.booleans(),
    st.sampled_from([CASH, BANK]),
)


@given(st.lists(_vouchers, max_size=12, unique_by=lambda one: one.place), st.integers(-(10**9), 10**9))
def test_no_books_make_a_check_fail_and_every_finding_says_a_sentence(
    vouchers: list[CheckedVoucher], opening: int
) -> None:
    ordered = tuple(sorted(vouchers, key=lambda one: (one.happened_on, one.place)))
    books = CheckedBooks(vouchers=ordered, today=TODAY + timedelta(days=1), cash_openings={OCTOBER: opening})
    alerts = findings(books, OCTOBER)
    assert all(one.text and one.month == OCTOBER for one in alerts)
    assert len({one.key for one in alerts}) == len(alerts)
    assert alerts == findings(books, OCTOBER)
