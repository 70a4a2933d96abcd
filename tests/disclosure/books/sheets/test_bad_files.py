"""Every complaint names row and column, and with any complaint nothing is fit to be booked."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from disclosure.books.chart import MoneyAccount
from disclosure.books.sheets.table import NamedFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.sheets.reading import Reading

    Rows = list[list[str]]
    MakeCsv = Callable[..., NamedFile]
    ReadFiles = Callable[..., Reading]


def _complaints(reading: Reading) -> list[tuple[int | None, str | None, str]]:
    return [(error.row, error.column, error.problem) for error in reading.errors]


def _one(reading: Reading, row: int | None, column: str | None, word: str) -> None:
    found = _complaints(reading)
    assert [(place, name) for place, name, _ in found] == [(row, column)], found
    assert word in found[0][2]


JOURNAL_CELLS = [
    pytest.param(3, 0, "应收款", "账户", "不是资金账户", id="account that holds no money"),
    pytest.param(3, 0, "支付宝", "账户", "不是资金账户", id="unknown account"),
    pytest.param(3, 1, "9", "月", "不是2026年10月", id="another month"),
    pytest.param(3, 2, "32", "日", "不是日期", id="no such day"),
    pytest.param(3, 2, "", "日", "不是日期", id="no day"),
    pytest.param(3, 3, "银", "字", "凭证字", id="unknown word"),
    pytest.param(3, 4, "一", "号", "不是凭证号", id="no number"),
    pytest.param(3, 4, "0", "号", "不是凭证号", id="number nought"),
    pytest.param(3, 5, "", "摘要", "没有填写", id="no summary"),
    pytest.param(3, 5, "长" * 201, "摘要", "200", id="endless summary"),
    pytest.param(3, 5, "付护理费11010119900307001X", "摘要", "身份证号", id="private number"),
    pytest.param(3, 6, "招待费", "对方科目", "没有“招待费”", id="name unknown to the chart"),
    pytest.param(3, 6, "", "对方科目", "没有填写", id="no counter account"),
    pytest.param(3, 6, "现金", "对方科目", "自己", id="money against itself"),
]


@pytest.mark.parametrize(("row", "place", "cell", "column", "word"), JOURNAL_CELLS)
def test_bad_cell_of_a_journal_is_named(
    read: ReadFiles, journal_rows: Rows, row: int, place: int, cell: str, column: str, word: str
) -> None:
    del journal_rows[6]  # its total would rightly disagree as well
    journal_rows[row - 1][place] = cell
    found = _complaints(read(journal_rows))
    assert (row, column) in [(at, name) for at, name, _ in found]
    assert any(word in problem for _, _, problem in found)


AMOUNTS = [
    pytest.param("2500.505", "小数超过两位", id="third decimal"),
    pytest.param("两千五", "不是金额", id="words"),
    pytest.param("25,00.50", "不是金额", id="misplaced separator"),
    pytest.param("1e5", "不是金额", id="exponent"),
    pytest.param("NaN", "不是金额", id="not a number"),
    pytest.param("-2500.50", "负数", id="negative"),
    pytest.param("99999999999999999", "太大", id="absurd"),
]


@pytest.mark.parametrize(("cell", "word"), AMOUNTS)
def test_bad_amount_is_named_in_both_layouts(
    read: ReadFiles, journal_rows: Rows, item_rows: Rows, cell: str, word: str
) -> None:
    journal_rows[2][7] = cell
    first = _complaints(read(journal_rows))[0]
    assert first[:2] == (3, "借方(收入)")
    assert word in first[2]
    item_rows[1][4] = cell
    first = _complaints(read(item_rows, money=MoneyAccount.CASH))[0]
    assert first[:2] == (2, "收入")
    assert word in first[2]


def test_third_decimal_typed_into_excel_is_refused(read: ReadFiles, item_rows: Rows) -> None:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(item_rows[:-1]):
            sheet.write_row(number, 0, row)
        sheet.write_number(1, 4, 2500.505)
    reading = read(NamedFile(name="明细.xlsx", data=stream.getvalue()), money=MoneyAccount.CASH)
    _one(reading, 2, "收入", "小数超过两位")


def test_both_sides_filled_is_refused(read: ReadFiles, journal_rows: Rows, item_rows: Rows) -> None:
    journal_rows[2][8] = "1"
    assert _complaints(read(journal_rows))[0][:2] == (3, "贷方(支出)")
    item_rows[1][5] = "1"
    assert _complaints(read(item_rows, money=MoneyAccount.CASH))[0][:2] == (2, "支出")


def test_no_amount_is_refused(read: ReadFiles, item_rows: Rows) -> None:
    item_rows[1][4] = ""
    item_rows[5][4] = "3.75"
    _one(read(item_rows, money=MoneyAccount.CASH), 2, "收入", "没有金额")


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        pytest.param("2026-09-30", "不是2026年10月", id="another month"),
        pytest.param("2025-10-08", "不是2026年10月", id="another year"),
        pytest.param("2026-02-30", "不是日期", id="no such day"),
        pytest.param("十月八日", "不是日期", id="words"),
        pytest.param("", "不是日期", id="blank"),
    ],
)
def test_bad_date_is_named(read: ReadFiles, item_rows: Rows, cell: str, word: str) -> None:
    item_rows[1][0] = cell
    _one(read(item_rows, money=MoneyAccount.CASH), 2, "日期", word)


def test_future_date_is_refused(read: ReadFiles, item_rows: Rows) -> None:
    for row in item_rows[1:-1]:
        row[0] = "2026-11-03"
    item_rows[3][0] = "2026-11-04"
    _one(read(item_rows, month="2026-11", money=MoneyAccount.CASH), 4, "日期", "还没有到")


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        pytest.param("招待费/烟酒", "没有“招待费”", id="unknown"),
        pytest.param("", "没有填写", id="blank"),
        pytest.param("/租金", "没有“”", id="only a detail"),
        pytest.param("经营收入/13800000000", "手机号", id="private number"),
        pytest.param("管理费用/办公费", "不是收入类科目", id="expense among income"),
        pytest.param("银行存款", "不是收入类科目", id="money is no income"),
        pytest.param("应付款/某户", "不是收入类科目", id="debt is no income"),
        pytest.param("经营收入/" + "长" * 80, "80", id="endless"),
    ],
)
def test_bad_category_is_named(read: ReadFiles, item_rows: Rows, cell: str, word: str) -> None:
    item_rows[1][3] = cell
    _one(read(item_rows, money=MoneyAccount.CASH), 2, "类别", word)


def test_name_of_another_chart_is_refused(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[2][6] = "发包及上交收入"
    _one(read(journal_rows, key="2023"), 3, "对方科目", "没有“发包及上交收入”")


def test_same_row_twice_is_refused(read: ReadFiles, journal_rows: Rows, item_rows: Rows) -> None:
    del journal_rows[6]
    journal_rows.insert(6, [*journal_rows[5][:9], "", ""])
    found = [one for one in _complaints(read(journal_rows)) if "完全相同" in one[2]]
    assert [(row, column) for row, column, _ in found] == [(7, "号")]
    item_rows.insert(5, item_rows[4])
    item_rows[-1][4] = "2508.00"
    _one(read(item_rows, money=MoneyAccount.CASH), 6, "凭证号", "与第5行完全相同")


TRANSFERS = [
    pytest.param(7, "2000.01", id="another amount"),
    pytest.param(8, "2000.00", id="the same direction"),
]


@pytest.mark.parametrize(("place", "amount"), TRANSFERS)
def test_transfer_that_differs_between_the_books_is_refused(
    read: ReadFiles, journal_rows: Rows, place: int, amount: str
) -> None:
    journal_rows[8][7:9] = ["", ""]
    journal_rows[8][place] = amount
    rows = [[*row[:9], "", ""] if "结转" not in row[5] else row for row in journal_rows if row[5] != "本月合计"]
    rows[0] = journal_rows[0]
    _one(read(rows), 4, "贷方(支出)", "对不上")


def test_transfer_missing_in_the_other_book_is_refused(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[8] = ["银行存款", "10", "12", "记", "6", "收租金", "经营收入", "2000.00", "", "借", "11000.00"]
    _one(read(journal_rows), 4, "贷方(支出)", "对不上")


def test_number_used_on_two_days_is_refused(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[5][2], journal_rows[5][4] = "21", "3"
    _one(read(journal_rows), 6, "日", "只能有一个日期")


PRINTED = [
    pytest.param(6, 7, "2500.51", 7, "借方(收入)", id="money in"),
    pytest.param(6, 8, "2860.52", 7, "贷方(支出)", id="money out"),
    pytest.param(6, 10, "640.52", 7, "余额", id="closing balance"),
    pytest.param(3, 10, "1500.05", 4, "余额", id="running balance"),
    pytest.param(3, 9, "贷", 4, "余额", id="direction"),
    pytest.param(10, 8, "1", 11, "贷方(支出)", id="total where there was nothing"),
]


@pytest.mark.parametrize(("row", "place", "cell", "at", "column"), PRINTED)
def test_printed_figure_that_disagrees_is_named(
    read: ReadFiles, journal_rows: Rows, row: int, place: int, cell: str, at: int, column: str
) -> None:
    journal_rows[row][place] = cell
    reading = read(journal_rows)
    assert reading.printed_totals_agree is False
    _one(reading, at, column, "请核对")


def test_total_of_a_list_that_disagrees_is_named(read: ReadFiles, item_rows: Rows) -> None:
    item_rows[-1][5] = "860.52"
    reading = read(item_rows, money=MoneyAccount.CASH)
    assert reading.printed_totals_agree is False
    _one(reading, 6, "支出", "逐笔相加是 860.25")


def test_direction_that_is_none_is_refused(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows[3][9] = "收"
    _one(read(journal_rows), 4, "方向", "借、贷或平")


def test_second_opening_is_refused(read: ReadFiles, journal_rows: Rows) -> None:
    journal_rows.insert(4, journal_rows[1])
    _one(read(journal_rows), 5, "摘要", "只能有一行")


LISTED = [
    pytest.param(5, "800.10", "支出", "不一致", id="amount"),
    pytest.param(3, "其他支出/保洁", "支出", "不一致", id="account"),
    pytest.param(0, "2026-10-19", "日期", "2026-10-20", id="day"),
]


@pytest.mark.parametrize(("place", "cell", "column", "word"), LISTED)
def test_list_that_contradicts_the_journal_is_refused(
    read: ReadFiles, journal_rows: Rows, item_rows: Rows, place: int, cell: str, column: str, word: str
) -> None:
    item_rows[2][place] = cell
    _one(read(journal_rows, item_rows[:-1]), 3, column, word)


def test_list_that_calls_a_transfer_income_is_refused(read: ReadFiles, journal_rows: Rows, item_rows: Rows) -> None:
    item_rows.insert(2, ["2026-10-12", "2", "存款", "其他收入/存款", "2000.00", ""])
    _one(read(journal_rows, item_rows[:-1]), 3, "收入", "没有收入和支出")


def test_amounts_no_village_has_are_refused(read: ReadFiles, item_rows: Rows) -> None:
    for row in item_rows[1:3]:
        row[4:] = ["60000000000.00", ""]
        row[3] = "经营收入/租金收入"
    _one(read(item_rows[:3], money=MoneyAccount.CASH), None, None, "一千亿元")


def test_all_complaints_are_shown_at_once(read: ReadFiles, item_rows: Rows) -> None:
    item_rows[1][3], item_rows[2][0], item_rows[3][5] = "招待费", "2026-09-20", "60.255"
    found = _complaints(read(item_rows[:-1], money=MoneyAccount.CASH))
    assert [(row, column) for row, column, _ in found] == [(2, "类别"), (3, "日期"), (4, "支出")]


def test_two_journals_at_once_are_refused(read: ReadFiles, journal_rows: Rows) -> None:
    _one(read(journal_rows, journal_rows), None, None, "两个文件都是现金日记账")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("十月.xlsx", b"not a workbook", id="xlsx that is text"),
        pytest.param("十月.xls", "日期,凭证号\n".encode(), id="xls that is csv"),
        pytest.param("十月.csv", b"PK\x03\x04" + bytes(40), id="csv that is a zip"),
        pytest.param("十月.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), id="csv that is an old workbook"),
        pytest.param("十月.csv", b"\x00\x01\x02", id="csv that is binary"),
        pytest.param("十月.pdf", b"%PDF-1.7", id="something else"),
        pytest.param("十月", b"a,b", id="no kind"),
        pytest.param("十月.csv", b"", id="nothing"),
        pytest.param("十月.csv", b" \r\n,,,\r\n", id="blank rows"),
        pytest.param("十月.csv", "姓名,年龄\n甲,1\n".encode(), id="other headings"),
    ],
)
def test_file_that_is_not_what_it_should_be_is_refused_as_a_whole(read: ReadFiles, name: str, data: bytes) -> None:
    (complaint,) = _complaints(read(NamedFile(name=name, data=data)))
    assert complaint[:2] == (None, None)
    assert complaint[2]


def test_zip_bomb_is_refused(read: ReadFiles) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * (200 << 20))
    assert len(stream.getvalue()) < 1 << 20
    (complaint,) = _complaints(read(NamedFile(name="十月.xlsx", data=stream.getvalue())))
    assert "太大" in complaint[2]


def test_more_than_fifty_thousand_rows_are_refused(read: ReadFiles, item_rows: Rows) -> None:
    rows = [item_rows[0], *([item_rows[1]] * 50_101)]
    _one(read(rows, money=MoneyAccount.CASH), None, None, "50000")


@pytest.mark.parametrize("missing", ["号", "摘要", "借方(收入)", "贷方(支出)"])
def test_journal_that_lacks_a_column_is_told_which_it_needs(read: ReadFiles, journal_rows: Rows, missing: str) -> None:
    place = journal_rows[0].index(missing)
    _one(read([row[:place] + row[place + 1 :] for row in journal_rows]), None, None, missing)


def test_journal_without_dates_is_refused(read: ReadFiles, journal_rows: Rows) -> None:
    _one(read([[row[0], *row[3:]] for row in journal_rows]), None, None, "没有日期")


def test_table_without_a_row_is_refused(read: ReadFiles, journal_rows: Rows) -> None:
    _one(read(journal_rows[:2]), None, None, "没有一行账")


def test_two_columns_of_one_name_are_refused(read: ReadFiles, item_rows: Rows) -> None:
    item_rows[0].append("收入")
    _one(read(item_rows, money=MoneyAccount.CASH), None, None, "收入")
