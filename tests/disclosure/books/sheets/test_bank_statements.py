"""Bank statements of two kinds: header found, columns told, order found out, balances compared, all or nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import bank
from disclosure.books.errors.bank import SameColumnTwiceError, StatementColumnsError
from disclosure.books.sheets.bank import Asked, StatementReading, chosen_columns, read_statement
from disclosure.books.sheets.bank_rows import without_private_numbers
from disclosure.books.sheets.table import NamedFile
from portal.kernel.sheets import write_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 11, 3)
ASKED = Asked(first_on=date(2026, 10, 1), last_on=date(2026, 10, 31), ending="6789")

#: As rural commercial banks print it: the bank's credit is the village's income; titles, totals and a note around.
RURAL = (
    ("云岭农村商业银行对账单", "", "", "", "", "", ""),
    ("户名：青山村股份经济合作社", "", "", "账号：6222 0210 0112 3456 789", "", "", ""),
    ("交易日期", "流水号", "摘要", "借方发生额", "贷方发生额", "余额", "对方户名"),
    ("", "", "上月余额", "", "", "9000.00", ""),
    ("20261012", "001", "现金存入", "", "2,000.00", "11,000.00", ""),
    ("20261021", "002", "结息", "", "3.75", "11,003.75", ""),
    ("20261030", "003", "转账 13912345678", "500.00", "", "10,503.75", "张山"),
    ("合计", "", "", "500.00", "2,003.75", "", ""),
    ("打印日期：2026-11-02", "", "", "", "", "", ""),
)
#: As large banks export it: one signed amount, with the time, the newest first.
SIGNED = (
    ("交易时间", "金额", "余额", "对方户名", "摘要"),
    ("2026-10-30 09:12:33", "-500.00", "10503.75", "张山", "转账"),
    ("2026-10-21 00:00:01", "+3.75", "11003.75", "", "结息"),
    ("2026-10-12 15:40:00", "2000.00", "11000.00", "", "现金存入"),
)
MOVED = [(date(2026, 10, 12), 200_000), (date(2026, 10, 21), 375), (date(2026, 10, 30), -50_000)]


def as_csv(rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", name: str = "十月.csv") -> NamedFile:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return NamedFile(name=name, data=text.getvalue().encode(encoding))


def read(rows: Sequence[Sequence[str]], *, asked: Asked = ASKED, **options: Any) -> StatementReading:
    return read_statement(as_csv(rows), asked=asked, today=TODAY, **options)


def changed(rows: Sequence[Sequence[str]], row: int, column: int, text: str) -> list[list[str]]:
    made = [list(one) for one in rows]
    made[row][column] = text
    return made


def said(reading: StatementReading) -> list[tuple[int | None, str | None]]:
    return [(one.row, one.column) for one in reading.errors]


@pytest.mark.parametrize("rows", [RURAL, SIGNED], ids=["two columns", "one signed column"])
def test_both_layouts_say_the_same(rows: Sequence[Sequence[str]]) -> None:
    found = read(rows)
    assert found.errors == ()
    assert [(one.happened_on, one.amount_fen) for one in found.rows] == MOVED
    assert [one.balance_fen for one in found.rows] == [1_100_000, 1_100_375, 1_050_375]
    assert (found.opening_fen, found.closing_fen) == (900_000, 1_050_375)
    assert (found.in_fen, found.out_fen) == (200_375, 50_000)


def test_numbers_of_people_and_accounts_are_not_kept() -> None:
    found = read(RURAL)
    assert found.ending == "6789"
    assert found.rows[2].summary == "转账 *5678"
    assert "6222" not in repr(found)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("转 101234567890123", "转 *0123"),
        ("付 4111 1111 1111 1111 货款", "付 *1111 货款"),
        ("租金（十月），120.50", "租金（十月），120.50"),
        ("20261031 批", "20261031 批"),
    ],
)
def test_of_long_numbers_four_digits_are_kept(text: str, kept: str) -> None:
    assert without_private_numbers(text) == kept


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_encodings_of_banks_are_read(encoding: str) -> None:
    file = as_csv(RURAL, encoding=encoding)
    assert read_statement(file, asked=ASKED, today=TODAY).closing_fen == 1_050_375


def test_excel_with_full_width_digits_and_a_two_line_header() -> None:
    rows = [
        ["日期", "发生额", "", "余额"],
        ["", "借方", "贷方", ""],
        ["2026－10－12", "", "２０００．００", "１１０００．００"],
        ["2026年10月30日", "500", "", "10500"],
    ]
    file = NamedFile(name="十月.xlsx", data=write_xlsx(rows[0], rows[1:]))
    found = read_statement(file, asked=ASKED, today=TODAY)
    assert found.errors == ()
    assert [one.amount_fen for one in found.rows] == [200_000, -50_000]


def test_direction_in_a_column_of_its_own() -> None:
    rows = [
        ("日期", "借贷标志", "交易金额", "余额"),
        ("20261012", "贷", "20.00", "30.00"),
        ("20261013", "借", "5", "25"),
    ]
    assert [one.amount_fen for one in read(rows).rows] == [2_000, -500]
    assert said(read(changed(rows, 2, 1, "？"))) == [(3, "借贷标志")]


def test_without_a_balance_column_the_last_balance_is_asked() -> None:
    rows = [row[:2] for row in SIGNED]
    assert "没有余额" in read(rows).errors[0].problem
    typed = Asked(first_on=ASKED.first_on, last_on=ASKED.last_on, ending="6789", closing_fen=1_050_375)
    assert [one.balance_fen for one in read(rows, asked=typed).rows] == [1_100_000, 1_100_375, 1_050_375]
    assert "期末余额" in read(SIGNED, asked=Asked(**{**_plain(typed), "closing_fen": 1})).errors[0].problem


def test_a_month_without_movements_has_its_balance() -> None:
    typed = Asked(first_on=ASKED.first_on, last_on=ASKED.last_on, ending="6789", closing_fen=77)
    found = read(SIGNED[:1], asked=typed)
    assert (found.errors, found.rows, found.opening_fen, found.closing_fen) == ((), (), 77, 77)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(changed(RURAL, 4, 0, "2026-13-01"), (5, "交易日期"), id="no day"),
        pytest.param(changed(RURAL, 4, 0, ""), (5, "交易日期"), id="amount without a day"),
        pytest.param(changed(RURAL, 4, 0, "20260930"), (5, "交易日期"), id="outside the period"),
        pytest.param(changed(RURAL, 4, 4, "2000.005"), (5, "贷方发生额"), id="third decimal"),
        pytest.param(changed(RURAL, 4, 4, "两千"), (5, "贷方发生额"), id="no amount"),
        pytest.param(changed(RURAL, 4, 4, ""), (5, "贷方发生额"), id="nothing moved"),
        pytest.param(changed(RURAL, 4, 3, "1.00"), (5, "借方发生额"), id="both sides"),
        pytest.param(changed(RURAL, 5, 5, "11,003.76"), (6, "余额"), id="running balance"),
        pytest.param(changed(RURAL, 7, 4, "2,003.70"), (8, "贷方发生额"), id="printed total"),
        pytest.param(changed(RURAL, 3, 5, "8000.00"), (5, "余额"), id="opening"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(rows: Sequence[Sequence[str]], expected: tuple[int, str]) -> None:
    assert expected in said(read(rows))


@pytest.mark.parametrize(
    ("file", "asked", "words"),
    [
        pytest.param(NamedFile(name="a.xlsx", data=b"MZ\x00"), ASKED, "内容与文件名不符", id="a renamed program"),
        pytest.param(NamedFile(name="a.exe", data=b"MZ"), ASKED, "不是表格文件", id="another kind"),
        pytest.param(as_csv([("你好", "世界")]), ASKED, "没有找到表头", id="no header"),
        pytest.param(as_csv(RURAL), Asked(first_on=date(2026, 11, 1), last_on=TODAY), "最晚是昨天", id="today"),
        pytest.param(as_csv(RURAL), Asked(first_on=TODAY, last_on=date(2026, 10, 1)), "起止日期", id="backwards"),
        pytest.param(
            as_csv(SIGNED), Asked(first_on=ASKED.first_on, last_on=ASKED.last_on), "最后四位", id="no account"
        ),
        pytest.param(
            as_csv(RURAL), Asked(first_on=ASKED.first_on, last_on=ASKED.last_on, ending="1111"), "6789", id="another"
        ),
    ],
)
def test_a_file_that_is_none_is_a_sentence(file: NamedFile, asked: Asked, words: str) -> None:
    found = read_statement(file, asked=asked, today=TODAY)
    assert words in found.errors[0].problem
    assert found.rows == ()


def test_columns_nobody_knows_are_asked_and_then_used() -> None:
    rows = changed(SIGNED, 0, 1, "动账")
    asked = read(rows)
    assert asked.needs_columns
    assert (asked.headings[1], asked.errors) == ("动账", ())
    found = read(rows, columns={**asked.columns, bank.AMOUNT: 1})
    assert [(one.happened_on, one.amount_fen) for one in found.rows] == MOVED
    again = read(rows, remembered={found.fingerprint: dict(found.columns)})
    assert again.rows == found.rows


def test_columns_the_wrong_way_round_are_said_to_be() -> None:
    guessed = read(RURAL).columns
    found = read(RURAL, columns={**guessed, bank.INCOME: 3, bank.EXPENSE: 4})
    assert any("反了" in one.problem for one in found.errors)


@pytest.mark.parametrize(
    ("places", "refusal"),
    [
        ({bank.DAY: 0, bank.AMOUNT: 0}, SameColumnTwiceError),
        ({bank.DAY: 0, bank.INCOME: 1}, StatementColumnsError),
        ({bank.AMOUNT: 1}, StatementColumnsError),
        ({bank.DAY: 0, bank.AMOUNT: 9}, StatementColumnsError),
    ],
)
def test_columns_that_say_too_little_are_refused(places: dict[str, int], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        chosen_columns(places, ["日期", "金额"])


def test_equal_movements_of_one_day_are_two_and_the_same_in_another_export() -> None:
    rows = [("日期", "金额", "余额"), ("20261012", "5", "5"), ("20261013", "-5", "0"), ("20261013", "5", "5")]
    found = [one.identity for one in read(rows).rows]
    assert len(set(found)) == 3
    later = read(rows[2:] and [rows[0], *rows[2:]])
    assert [one.identity for one in later.rows] == found[1:]


def _plain(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in Asked.__slots__}
