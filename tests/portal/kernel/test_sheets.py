from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel import sheets, workbook_reader
from portal.kernel.sheets import (
    BadCellsError,
    Bounds,
    CellError,
    EmptySheetError,
    InexactNumberError,
    MissingColumnsError,
    NotWhatItSaysError,
    ProtectedSheetError,
    RepeatedColumnError,
    SheetError,
    Table,
    TooLargeSheetError,
    UnknownKindError,
    UnreadableSheetError,
    WideTextError,
    clean,
    disarm,
    read_table,
    write_csv,
    write_xlsx,
    yuan_cell,
)
from tests.portal.kernel.legacy_workbook import compound_file, legacy_workbook, record, workbook_stream

if TYPE_CHECKING:
    from portal.kernel.sheet_output import Cell

SMALL = Bounds(unzipped_bytes=200_000, rows=20, columns=5, cells=60, cell_length=30)
FORMULAS = ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "'=1", "''=1"]

OPEN_DOCUMENT = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": "<manifest/>",
    "content.xml": (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    ),
}

cells = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12),
    st.sampled_from([*FORMULAS, "-12.50", "张三", "1980.10", "0123", "a,b", '"', "a\nb", "_x0041_"]),
)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


def texts(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def workbook(*rows: list[object], merge: str = "", hidden: bool = False) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        if hidden:
            first = book.add_worksheet("底稿")
            first.write_string(0, 0, "不读")
            book.add_worksheet("名册").activate()
            first.hide()
        sheet = book.get_worksheet_by_name("名册") or book.add_worksheet("名册")
        formats = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}),
            time: book.add_format({"num_format": "hh:mm:ss"}),
            timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
        }
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value, formats.get(type(value)))
        if merge:
            sheet.merge_range(merge, "任期")
    return stream.getvalue()


def rezipped(data: bytes, replace: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replace.get(name, source.read(name)))
    return stream.getvalue()


def sheet_xml(cells_xml: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells_xml}</sheetData></worksheet>"
    ).encode()


# Reading cells


def test_excel_cells_become_the_text_a_person_sees() -> None:
    day, moment = date(1980, 5, 3), datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - Excel has no time zones
    data = workbook(
        ["张三", 42, 1234.5, 0.1 + 0.2, -0.01, 1e-7, True],
        [day, moment, time(8, 30), timedelta(hours=30), 100, 123456789012345, " 　空格\u200b "],
    )
    assert texts(read_table("a.xlsx", data)) == [
        ("张三", "42", "1234.5", "0.3", "-0.01", "0.0000001", "TRUE"),
        ("1980-05-03", "2026-01-02 03:04:05", "08:30:00", "30:00:00", "100", "123456789012345", "空格"),
    ]


def test_row_numbers_are_those_of_the_file_and_trailing_blank_rows_go() -> None:
    table = read_table("a.xlsx", workbook([], ["姓名"], [], ["张三"], [" "], ["", None]))
    assert [(row.number, row.cells) for row in table.rows] == [(1, ("",)), (2, ("姓名",)), (3, ("",)), (4, ("张三",))]


def test_the_first_visible_sheet_that_holds_something_is_read() -> None:
    table = read_table("a.xlsx", workbook(["姓名"], hidden=True))
    assert (table.sheet, texts(table)) == ("名册", [("姓名",)])


def test_an_error_cell_is_seen_and_not_read_as_blank() -> None:
    cells_xml = '<row r="1"><c r="A1" s="0" t="e"><v>#N/A</v></c><c r="B1"><v>1</v></c></row>'
    data = rezipped(workbook(["x"]), {"xl/worksheets/sheet1.xml": sheet_xml(cells_xml)})
    assert texts(read_table("a.xlsx", data)) == [("#N/A", "1")]


def test_a_number_longer_than_excel_keeps_is_refused_with_its_place() -> None:
    with pytest.raises(InexactNumberError, match="第 2 行第 1 列"):
        read_table("a.xlsx", workbook(["账号"], [6222020200112233445]))


def test_an_old_workbook_is_read() -> None:
    assert texts(read_table("a.xls", legacy_workbook([["姓名", "数"], ["张三", 42]]))) == [
        ("姓名", "数"),
        ("张三", "42"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_csv_is_read_in_the_encodings_villages_have(encoding: str) -> None:
    data = '姓名,备注\r\n张三,"二组，\r\n退伍"\r\n\r\n,\r\n'.encode(encoding)
    assert texts(read_table("名册.csv", data)) == [("姓名", "备注"), ("张三", "二组，\n退伍")]


def test_a_tab_separated_csv_is_read_and_ragged_rows_are_filled() -> None:
    assert texts(read_table("a.CSV", "姓名\t性别\n张三\n".encode())) == [("姓名", "性别"), ("张三", "")]


# Refusing files


@pytest.mark.parametrize(
    ("filename", "data", "refusal"),
    [
        ("名册.docx", b"PK\x03\x04", UnknownKindError),
        ("名册", b"x", UnknownKindError),
        ("名册.csv", b"", EmptySheetError),
        ("名册.csv", b"\r\n,,\r\n", EmptySheetError),
        ("名册.csv", b"PK\x03\x04", NotWhatItSaysError),
        ("名册.csv", b"\xff\xd8\xff\xe0JFIF\0", NotWhatItSaysError),
        ("名册.csv", b"\xff\xfe\x80\x81\xff", NotWhatItSaysError),
        ("名册.csv", "姓名\t村民小组\n".encode("utf-16"), WideTextError),
        ("名册.csv", "姓名\n“张三".encode() + b'\n"never closed', UnreadableSheetError),
        ("名册.xlsx", "姓名\n张三".encode(), NotWhatItSaysError),
        ("名册.xls", b"<html><table></table></html>", NotWhatItSaysError),
        ("名册.xls", b"PK\x03\x04", NotWhatItSaysError),
        ("名册.xlsx", b"PK\x03\x04 and nothing more", UnreadableSheetError),
        ("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableSheetError),
        (
            "名册.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ProtectedSheetError,
        ),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(filename: str, data: bytes, refusal: type[SheetError]) -> None:
    with pytest.raises(refusal) as caught:
        read_table(filename, data)
    assert caught.value.sentence.endswith("。")


def test_an_xls_named_xlsx_and_the_other_way_round_are_refused() -> None:
    with pytest.raises(NotWhatItSaysError):
        read_table("a.xlsx", legacy_workbook([["姓名"]]))
    with pytest.raises(NotWhatItSaysError):
        read_table("a.xls", workbook(["姓名"]))


def test_an_empty_workbook_and_another_kind_of_zip_are_refused() -> None:
    with pytest.raises(EmptySheetError):
        read_table("a.xlsx", workbook([]))
    for parts in ({"a.txt": "x"}, OPEN_DOCUMENT, {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        with pytest.raises(UnreadableSheetError):
            read_table("a.xlsx", stream.getvalue())


def test_a_zip_bomb_is_stopped_by_what_really_comes_out() -> None:
    data = rezipped(workbook(["x"]), {"xl/sharedStrings.xml": b" " * 50_000_000})
    assert len(data) < 100_000
    with pytest.raises(TooLargeSheetError):
        read_table("a.xlsx", data, bounds=SMALL)
    lying = bytearray(data)
    entry = lying.find(b"xl/sharedStrings.xml", lying.find(b"PK\x01\x02")) - 46
    lying[entry + 24 : entry + 28] = struct.pack("<I", 100)
    with pytest.raises(UnreadableSheetError):
        read_table("a.xlsx", bytes(lying), bounds=SMALL)


@pytest.mark.parametrize("place", ["XFD1048576", "A99999999999"])
def test_a_cell_at_the_end_of_the_world_costs_one_child_process(place: str) -> None:
    cells_xml = f'<row r="1"><c r="A1"><v>1</v></c><c r="{place}"><v>1</v></c></row>'
    with pytest.raises(UnreadableSheetError):
        read_table("a.xlsx", rezipped(workbook(["x"]), {"xl/worksheets/sheet1.xml": sheet_xml(cells_xml)}))


def test_an_old_workbook_that_asks_for_all_memory_is_refused() -> None:
    far = record(0x203, struct.pack("<HHHd", 65535, 65535, 0, 1.0))
    with pytest.raises(UnreadableSheetError):
        read_table("a.xls", compound_file(workbook_stream([["姓名"]], extra=far)))


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
@pytest.mark.parametrize(
    "rows",
    [[["x"]] * 20, [["x"] * 6], [["x"] * 5] * 12, [["x" * 31]]],
    ids=["rows", "columns", "cells", "cell length"],
)
def test_a_table_beyond_its_bounds_is_refused(write: type, rows: list[list[str]]) -> None:
    filename = "a.csv" if write is write_csv else "a.xlsx"
    with pytest.raises(TooLargeSheetError):
        read_table(filename, write(["列"], rows), bounds=SMALL)


def test_a_file_of_too_many_bytes_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_FILE", 3)
    with pytest.raises(TooLargeSheetError):
        read_table("a.csv", b"abcd")


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(30, 6_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_damaged_workbook_is_refused_or_read_but_never_breaks_us(damage: list[tuple[int, int]]) -> None:
    whole = bytearray(workbook(["姓名", "数"], ["张三", 42]))
    for place, byte in damage:
        whole[place % len(whole)] = byte
    with suppress(SheetError):
        assert read_table("a.xlsx", bytes(whole), bounds=SMALL).rows


# Finding columns

HEADER = ["姓名", "性别", "任期起", "任期止"]


def csv_table(*lines: str) -> Table:
    return read_table("名册.csv", "\n".join(lines).encode())


@pytest.mark.parametrize(
    "lines",
    [
        ["姓名,性别,任期起,任期止", "张三,男,2021,2026"],
        ["李家村名册,,,", "填报人：王五,,,", "姓 名,*性别,任期起,任期止", ",,,", "张三,男,2021,2026"],
        ["姓名,性别,任期,", ",,起,止", "张三,男,2021,2026"],
        ["李家村名册,,,", "姓名,性别,任期,", ",,起,止", "张三,男,2021,2026"],
        ["基本情况,,任期,", "姓名,性别,起,止", "张三,男,2021,2026"],
    ],
    ids=["one line", "titles above", "two merged lines", "titles and two lines", "groups above"],
)
def test_the_header_is_found_under_titles_and_over_two_lines(lines: list[str]) -> None:
    records = csv_table(*lines).records(required=["姓名", "性别"], optional=["任期起", "任期止", "备注"])
    assert records.columns == ("姓名", "性别", "任期起", "任期止")
    assert [dict(record.values) for record in records] == [
        {"姓名": "张三", "性别": "男", "任期起": "2021", "任期止": "2026", "备注": ""}
    ]
    assert [record.number for record in records] == [len(lines)]


def test_a_merged_header_of_a_workbook_is_found() -> None:
    data = workbook(["姓名", "性别"], ["", "", "起", "止"], ["张三", "男", 2021, 2026], merge="C1:D1")
    (record,) = read_table("a.xlsx", data).records(required=HEADER)
    assert (record.number, record["任期起"], record["任期止"]) == (3, "2021", "2026")


def test_a_first_row_with_blanks_is_not_taken_for_a_header_line() -> None:
    (record,) = csv_table("姓名,备注", ",村民").records(required=["姓名"], optional=["备注"])
    assert (record["姓名"], record["备注"]) == ("", "村民")


def test_missing_repeated_and_unknown_columns_are_named() -> None:
    table = csv_table("姓名,性别,性别,电话", "张三,男,男,1")
    with pytest.raises(MissingColumnsError, match="“户号”“组别”"):
        table.records(required=["姓名", "户号", "组别"])
    with pytest.raises(RepeatedColumnError, match="“性别”"):
        table.records(required=["姓名", "性别"])
    assert table.records(required=["姓名"]).unknown_columns == ("性别", "性别", "电话")


def test_bad_cells_are_counted_and_the_first_are_named() -> None:
    refusal = BadCellsError("a.csv", [CellError(row=n, column="性别", problem="请填写男或女") for n in range(2, 7)])
    assert "有 5 处需要改正" in refusal.sentence
    assert "第 4 行“性别”：请填写男或女 等" in refusal.sentence


# Writing


@settings(max_examples=40)
@given(tables)
def test_what_is_written_reads_back_as_the_cleaned_text(rows: list[list[str]]) -> None:
    columns = [f"列{number}" for number in range(len(rows[0]))]
    expected = [tuple(columns), *(tuple(map(clean, map(disarm, row))) for row in rows)]
    while not any(expected[-1]):
        expected.pop()
    assert texts(read_table("a.csv", write_csv(columns, rows))) == expected
    xlsx = workbook_reader.read_workbook(write_xlsx(columns, rows), sheets.BOUNDS)[1]
    assert [tuple(map(clean, row)) for row in xlsx] == expected


@given(cells)
def test_cleaning_undoes_disarming(text: str) -> None:
    assert clean(disarm(text)) == clean(disarm(clean(disarm(text))))
    if text == text.strip() and not text.startswith("'"):
        assert clean(disarm(text)) == clean(text)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_ours_starts_a_formula(text: str) -> None:
    data = write_csv([text], [[text]])
    assert all(line.lstrip('"').startswith("'") for line in data.decode("utf-8-sig").split("\r\n") if line)
    shown = zipfile.ZipFile(io.BytesIO(write_xlsx([text], [[text]])))
    assert b"<f>" not in shown.read("xl/worksheets/sheet1.xml")
    assert "<t>='" not in shown.read("xl/sharedStrings.xml").decode()
    assert disarm(text).startswith("'")


@pytest.mark.parametrize("text", ["-12.50", "+8", "-1,234.50", "张三", "", "a=b"])
def test_plain_numbers_and_words_are_written_as_they_are(text: str) -> None:
    assert disarm(text) == text


def test_amounts_numbers_and_days_stay_what_they_are() -> None:
    row: list[Cell] = [yuan_cell(-123450), 7, date(2026, 10, 3), None, "x"]
    assert write_csv(["金额"], [row]).endswith(b"\r\n-1234.50,7,2026-10-03,,x\r\n")
    assert texts(read_table("a.xlsx", write_xlsx(list("甲乙丙丁戊"), [row])))[1] == (
        "-1234.5",
        "7",
        "2026-10-03",
        "",
        "x",
    )
    assert yuan_cell(5) == Decimal("0.05")


def test_the_same_cells_give_the_same_bytes() -> None:
    assert write_xlsx(["姓名"], [["张三"]]) == write_xlsx(["姓名"], [["张三"]])
    assert write_csv(["姓名"], [["张三"]]).startswith(b"\xef\xbb\xbf")
