"""A workbook written part by part: another program reads what was put in, and the same cells give the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from portal.kernel.workbooks import Formula, Sheet, column_letter, write_workbook


def _read(data: bytes, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()


def test_every_kind_of_cell_is_read_back() -> None:
    rows = [
        ("买纸 <&>", 3, Decimal("-12.50"), date(2026, 2, 28), None),
        ("合计", 3, Formula("SUM(C2:C2)", Decimal("-12.50")), None, None),
    ]
    data = write_workbook([Sheet(name="逐笔", columns=("摘要", "号", "元", "日期", "空"), rows=rows, totals=1)])
    read = _read(data, "逐笔")
    assert read[0][:4] == ["摘要", "号", "元", "日期"]
    assert read[1][:4] == ["买纸 <&>", 3.0, -12.5, date(2026, 2, 28)]
    assert read[2][:3] == ["合计", 3.0, -12.5]


def test_no_text_starts_a_formula() -> None:
    data = write_workbook([Sheet(name="a", columns=("=1+1",), rows=[("@SUM(A1)",), ("-12.5",)])])
    assert _read(data, "a") == [["'=1+1"], ["'@SUM(A1)"], ["-12.5"]]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_same_cells_give_the_same_bytes() -> None:
    first, second = (write_workbook([Sheet(name="a", columns=("甲",), rows=[(1,)])]) for _ in range(2))
    assert first == second


@given(text=st.text(max_size=40))
def test_any_text_makes_parts_that_are_whole(text: str) -> None:
    data = write_workbook([Sheet(name="a", columns=("甲",), rows=[(text.encode("utf-8", "ignore").decode(),)])])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert ET.fromstring(archive.read(name)) is not None  # noqa: S314 - made a line above


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")])
def test_columns_are_lettered_as_spreadsheets_do(number: int, letters: str) -> None:
    assert column_letter(number) == letters
