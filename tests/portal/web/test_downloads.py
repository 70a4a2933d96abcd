from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Literal

import pytest
from python_calamine import CalamineWorkbook

from portal.web.downloads import table_response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Response


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    from flask import Flask

    with Flask(__name__).test_request_context():
        yield


def handed_out(title: str, *rows: tuple[str, int], kind: Literal["xlsx", "csv"] = "xlsx") -> Response:
    answer = table_response(title, ["名称", "数"], rows, kind=kind)
    answer.direct_passthrough = False
    return answer


def test_a_table_comes_as_a_workbook_called_what_it_is() -> None:
    answer = handed_out("人员", ("甲", 3))
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "filename*=UTF-8''%E4%BA%BA%E5%91%98.xlsx" in answer.headers["Content-Disposition"]
    workbook = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    assert workbook.sheet_names == ["人员"]
    assert workbook.get_sheet_by_index(0).to_python() == [["名称", "数"], ["甲", 3.0]]


def test_a_csv_file_opens_in_chinese_excel() -> None:
    assert handed_out("人员", ("甲", 3), kind="csv").data == "\ufeff名称,数\r\n甲,3\r\n".encode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_cell_starts_a_formula(kind: Literal["xlsx", "csv"]) -> None:
    data = handed_out("人员", ("=1+2", 3), kind=kind).data
    if kind == "xlsx":
        assert CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()[1][0] == "'=1+2"
    else:
        assert b"'=1+2" in data


@pytest.mark.parametrize("title", ["青山村/2026:账*", "长" * 200, "[]", "'引号'\r\nX-Evil: 1"])
def test_any_title_names_a_file(title: str) -> None:
    answer = handed_out(title, ("甲", 3))
    assert CalamineWorkbook.from_filelike(BytesIO(answer.data)).sheet_names
    assert "X-Evil" not in answer.headers


def test_days_and_amounts_stay_days_and_amounts() -> None:
    answer = table_response("账", ["日期", "金额"], [(date(2026, 10, 3), Decimal("1234.50"))])
    answer.direct_passthrough = False
    (_, row) = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert row == [date(2026, 10, 3), 1234.5]
