"""What is understood of a bookkeeper's files, and what they add up to."""

from __future__ import annotations

import io
import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from disclosure.books.chart import MoneyAccount
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.sheets.table import NamedFile
from tests.portal.kernel.legacy_workbook import legacy_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.sheets.reading import Reading

    Rows = list[list[str]]
    MakeCsv = Callable[..., NamedFile]
    ReadFiles = Callable[..., Reading]

CASH, BANK = MoneyAccount.CASH, MoneyAccount.BANK
FULL_WIDTH = {half: half + 0xFEE0 for half in map(ord, "0123456789-.")}


def _figures(reading: Reading) -> dict[MoneyAccount, tuple[int | None, int, int, int | None, int]]:
    return {
        account: (one.opening_fen, one.in_fen, one.out_fen, one.closing_fen, one.rows)
        for account, one in reading.money.items()
    }


EXPECTED_MONEY = {
    CASH: (100_000, 250_050, 286_025, 64_025, 4),
    BANK: (900_000, 200_375, 0, 1_100_375, 2),
}


def _same_books(reading: Reading) -> None:
    assert reading.errors == ()
    assert reading.rows == 6
    assert reading.printed_totals_agree is True
    assert _figures(reading) == EXPECTED_MONEY
    assert (reading.income_fen, reading.expense_fen) == (250_425, 86_025)
    assert [voucher.number for voucher in reading.vouchers] == [1, 2, 3, 4, 5]


def test_cash_journal_gives_vouchers_money_and_totals(read: ReadFiles, journal_rows: Rows) -> None:
    reading = read(journal_rows)
    _same_books(reading)
    assert reading.income == {"经营收入": 250_050, "其他收入": 375}
    assert reading.expense == {"管理费用": 86_025}


def test_printed_totals_and_carried_forward_rows_are_never_booked(read: ReadFiles, journal_rows: Rows) -> None:
    summaries = [voucher.summary for voucher in read(journal_rows).vouchers]
    assert summaries == ["收鱼塘租金", "存款", "付保洁工资", "买办公用品", "收利息"]


def test_itemised_list_refines_the_categories_and_is_not_booked_twice(
    read: ReadFiles, journal_rows: Rows, item_rows: Rows
) -> None:
    reading = read(journal_rows, item_rows)
    _same_books(reading)
    assert reading.differences == ()
    assert reading.income == {"经营收入/租金收入": 250_050, "其他收入/利息收入": 375}
    assert reading.expense == {"管理费用/人员工资": 80_000, "管理费用/办公费": 6_025}
    rent = reading.vouchers[0].lines[1]
    assert (rent.account, rent.detail, rent.printed_name, rent.credit_fen) == (
        "501",
        "租金收入",
        "经营收入/租金收入",
        250_050,
    )


def test_order_of_the_two_files_does_not_matter(read: ReadFiles, journal_rows: Rows, item_rows: Rows) -> None:
    assert read(item_rows, journal_rows).vouchers == read(journal_rows, item_rows).vouchers


def test_itemised_list_alone_is_booked_on_the_money_account_named(read: ReadFiles, item_rows: Rows) -> None:
    reading = read(item_rows, money=BANK)
    assert reading.errors == ()
    assert reading.rows == 4
    assert _figures(reading) == {BANK: (None, 250_425, 86_025, None, 4)}
    assert reading.expense == {"管理费用/人员工资": 80_000, "管理费用/办公费": 6_025}


def test_itemised_list_alone_needs_a_money_account_but_still_shows_its_totals(read: ReadFiles, item_rows: Rows) -> None:
    reading = read(item_rows)
    assert ["--money" in error.problem for error in reading.errors] == [True]
    assert (reading.income_fen, reading.expense_fen) == (250_425, 86_025)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_encoding_is_recognised(read: ReadFiles, make_csv: MakeCsv, journal_rows: Rows, encoding: str) -> None:
    _same_books(read(make_csv(journal_rows, encoding=encoding)))


def test_columns_may_stand_in_any_order_below_a_title(read: ReadFiles, journal_rows: Rows) -> None:
    places = list(range(len(journal_rows[0])))
    random.Random(7).shuffle(places)  # noqa: S311 - an order, not a secret
    shuffled = [[row[place] for place in places] for row in journal_rows]
    _same_books(read([["某某村现金日记账"], [], *shuffled]))


def test_header_of_two_merged_lines_is_read(read: ReadFiles, journal_rows: Rows) -> None:
    upper = ["账户", "日期", "", "凭证", "", "摘要", "对方科目", "借方", "贷方", "方向", "余额"]
    lower = ["", "月", "日", "字", "号", "", "", "(收入)", "(支出)", "", ""]
    _same_books(read([upper, lower, *journal_rows[1:]]))


def test_other_headings_that_mean_the_same_are_read(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[0] = ["账户", "月", "日", "字", "凭证号", "摘要", "对方科目", "借方（收入）", "支出", "方向", "余额"]
    _same_books(read(journal_rows))


def test_one_date_column_may_stand_for_month_and_day(read: ReadFiles, journal_rows: Rows) -> None:
    rows = [[row[0], *row[3:], ""] for row in journal_rows]
    rows[0][-1] = "日期"
    for row, printed in zip(rows, journal_rows, strict=True):
        if printed[2].isdigit():
            row[-1] = f"2026年10月{int(printed[2])}日"
    _same_books(read(rows))


def test_amounts_with_separators_full_width_digits_and_yuan_signs_are_read(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[2][7] = "２，５００．５０"
    journal_rows[3][8] = "¥2,000"
    journal_rows[8][7] = "2,000.00 元"
    journal_rows[4][2] = "２０日"
    journal_rows[4][4] = "3".translate(FULL_WIDTH)
    journal_rows[7][10] = "9,000.0"
    _same_books(read(journal_rows))


def test_blank_rows_and_cells_at_the_end_do_not_matter(read: ReadFiles, journal_rows: Rows) -> None:
    padded = [[*(f" {cell} " for cell in row), "", " "] for row in journal_rows]
    _same_books(read([*padded, [], ["", "", ""], [" "]]))


@pytest.mark.parametrize("number", ["记-3", "记字第3号", "记字3号", "第3号", "3号", "0003"])
def test_voucher_number_is_read_as_people_write_it(
    read: ReadFiles, journal_rows: Rows, item_rows: Rows, number: str
) -> None:
    item_rows[2][1] = number
    assert read(journal_rows, item_rows).errors == ()


@pytest.mark.parametrize(
    "day",
    ["2026-10-8", "2026/10/08", "2026.10.8", "2026年10月8日", "20261008", "2026-10-08".translate(FULL_WIDTH)],
)
def test_day_is_read_as_people_write_it(read: ReadFiles, item_rows: Rows, day: str) -> None:
    item_rows[1][0] = day
    reading = read(item_rows, money=CASH)
    assert reading.errors == ()
    assert reading.vouchers[0].happened_on == date(2026, 10, 8)


def _workbook(rows: list[list[Any]], *, name: str = "十月.xlsx") -> NamedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        dated = workbook.add_format({"num_format": "yyyy/m/d"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, dated)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell)
    return NamedFile(name=name, data=stream.getvalue())


def _number(text: str) -> float | str:
    return float(text) if text.replace(".", "").isdigit() else text


def test_excel_numbers_and_dates_are_read_exactly(read: ReadFiles, journal_rows: Rows, item_rows: Rows) -> None:
    journal = _workbook([[_number(cell) for cell in row] for row in journal_rows], name="日记账.xlsx")
    listed: list[list[Any]] = [[_number(cell) for cell in row] for row in item_rows]
    for row in listed[1:-1]:
        row[0] = date.fromisoformat(row[0])
    reading = read(journal, _workbook(listed))
    _same_books(reading)
    assert reading.expense == {"管理费用/人员工资": 80_000, "管理费用/办公费": 6_025}


def test_old_excel_is_read(read: ReadFiles, journal_rows: Rows) -> None:
    _same_books(read(NamedFile(name="日记账.xls", data=legacy_workbook(journal_rows))))


def test_excel_day_that_lost_its_format_is_still_a_day(read: ReadFiles, item_rows: Rows) -> None:
    listed: list[list[Any]] = [list(row) for row in item_rows]
    listed[1][0] = 46303
    reading = read(_workbook(listed), money=CASH)
    assert reading.errors == ()
    assert reading.vouchers[0].happened_on == date(2026, 10, 8)


def test_sum_that_excel_keeps_in_binary_is_what_excel_shows(read: ReadFiles, item_rows: Rows) -> None:
    listed: list[list[Any]] = [list(row) for row in item_rows]
    listed[4][4] = 0.1 + 0.2
    listed[5][4] = 2500.50 + 0.1 + 0.2
    reading = read(_workbook(listed), money=CASH)
    assert reading.errors == ()
    assert reading.income_fen == 250_080


def test_transfer_in_both_books_is_one_voucher(read: ReadFiles, journal_rows: Rows) -> None:
    transfers = [one for one in read(journal_rows).vouchers if one.kind is VoucherKind.TRANSFER]
    assert [(one.number, len(one.lines)) for one in transfers] == [(2, 2)]


def test_one_book_alone_is_enough_for_a_transfer(read: ReadFiles, journal_rows: Rows) -> None:
    reading = read(journal_rows[:7])
    assert reading.errors == ()
    assert set(reading.money) == {CASH}
    assert [one.number for one in reading.vouchers if one.kind is VoucherKind.TRANSFER] == [2]


def test_several_rows_under_one_number_are_one_voucher(read: ReadFiles, journal_rows: Rows, item_rows: Rows) -> None:
    journal_rows[5][4] = "3"
    item_rows[3][1] = "3"
    reading = read(journal_rows, item_rows)
    assert reading.errors == ()
    wages = reading.vouchers[2]
    assert (wages.number, wages.summary) == (3, "付保洁工资；买办公用品")
    assert {line.printed_name for line in wages.lines} == {"现金", "管理费用/人员工资", "管理费用/办公费"}


def test_one_journal_row_may_be_several_lines_of_the_list(read: ReadFiles, journal_rows: Rows, item_rows: Rows) -> None:
    item_rows[2][5] = "500.00"
    item_rows.insert(3, ["2026-10-20", "3", "付保洁工资", "管理费用/其他", "", "300.00"])
    reading = read(journal_rows, item_rows)
    assert reading.errors == ()
    assert reading.expense == {"管理费用/人员工资": 50_000, "管理费用/其他": 30_000, "管理费用/办公费": 6_025}


def test_asset_bought_is_not_expense_and_not_missing_from_the_list(
    read: ReadFiles, journal_rows: Rows, item_rows: Rows
) -> None:
    journal_rows[5][6] = "固定资产"
    del item_rows[3]
    item_rows[-1][5] = "800.00"
    reading = read(journal_rows, item_rows)
    assert reading.errors == ()
    assert reading.differences == ()
    assert reading.expense == {"管理费用/人员工资": 80_000}


def test_voucher_only_the_list_has_is_listed_and_not_booked(
    read: ReadFiles, journal_rows: Rows, item_rows: Rows
) -> None:
    item_rows.insert(4, ["2026-10-20", "9", "收补助直接还欠款", "补助收入/其他", "700.00", ""])
    item_rows[-1][4] = "3204.25"
    reading = read(journal_rows, item_rows)
    _same_books(reading)
    assert [(one.number, one.booked, one.income_fen) for one in reading.differences] == [(9, False, 70_000)]


def test_voucher_only_the_journal_has_is_listed_and_booked(
    read: ReadFiles, journal_rows: Rows, item_rows: Rows
) -> None:
    del item_rows[4]
    item_rows[-1][4] = "2500.50"
    reading = read(journal_rows, item_rows)
    _same_books(reading)
    assert [(one.number, one.booked, one.income_fen) for one in reading.differences] == [(5, True, 375)]


def test_cash_below_zero_is_warned_about_and_not_refused(read: ReadFiles, journal_rows: Rows) -> None:
    for place, balance in ((1, "100.00"), (2, "2600.50"), (3, "600.50")):
        journal_rows[place][10] = balance
    journal_rows[4][9:] = ["贷", "199.50"]
    journal_rows[5][9:] = ["贷", "259.75"]
    journal_rows[6][9:] = ["贷", "259.75"]
    reading = read(journal_rows)
    assert reading.errors == ()
    assert reading.warnings == ("第4号凭证之后现金余额为 -259.75 元，低于零",)


def test_balance_of_zero_is_printed_as_level(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[1][9:] = ["平", ""]
    for place, balance in ((2, "2500.50"), (3, "500.50")):
        journal_rows[place][10] = balance
    for place, balance in ((4, "299.50"), (5, "359.75"), (6, "359.75")):
        journal_rows[place][9:] = ["贷", balance]
    reading = read(journal_rows)
    assert reading.errors == ()
    assert reading.openings[CASH] == 0


def test_without_anything_printed_there_is_nothing_to_agree_with(read: ReadFiles, item_rows: Rows) -> None:
    assert read(item_rows[:-1], money=CASH).printed_totals_agree is None


def test_totals_over_the_year_are_known_and_not_booked(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows.insert(7, ["现金", "", "", "", "", "本年累计", "", "99999.00", "88888.00", "借", "640.25"])
    _same_books(read(journal_rows))


def test_total_of_both_books_is_compared(read: ReadFiles, journal_rows: Rows) -> None:
    total = ["合计", "", "", "", "", "", "", "4504.25", "2860.25", "", ""]
    _same_books(read([*journal_rows, total]))
    total[7] = "4504.26"
    assert read([*journal_rows, total]).printed_totals_agree is False


def test_names_of_the_2004_chart_are_booked_and_kept_as_printed(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[2][6] = "发包及上交收入"
    reading = read(journal_rows, key="2004")
    assert reading.errors == ()
    line = reading.vouchers[0].lines[1]
    assert (line.account, line.printed_name) == ("501", "发包及上交收入")


def test_fifty_thousand_rows_are_read(read: ReadFiles) -> None:
    header = ["日期", "凭证号", "摘要", "类别", "收入", "支出"]
    rows = [["2026-10-08", str(number), "收租金", "经营收入/租金收入", "1.00", ""] for number in range(1, 50_001)]
    reading = read([header, *rows, ["合计", "", "", "", "50000.00", ""]], money=BANK)
    assert reading.errors == ()
    assert (reading.rows, reading.income_fen, len(reading.vouchers)) == (50_000, 5_000_000, 50_000)
