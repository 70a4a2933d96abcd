"""The statements of a published month: what its document says every account stands at, and nothing without it."""

from __future__ import annotations

import copy
import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from disclosure.books.errors import TotalsDifferError, UnreadableMonthError
from disclosure.books.public import public_part
from disclosure.books.public.statements import statements_page
from disclosure.books.sheets.statements import BALANCE_COLUMNS
from disclosure.site.app import create_public_app
from portal.kernel.errors import NotFoundError
from tests.disclosure.books.published_months import CONTENT, client_of, month_document, published_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

FOLDER = "/liuxi/finance/2026-10/"


def balance(
    code: str, opening: int, debit: int = 0, credit: int = 0, *, detail: str = "", **year: int
) -> dict[str, Any]:
    return {
        "code": code,
        "detail": detail,
        "opening_fen": opening,
        "debit_fen": debit,
        "credit_fen": credit,
        "year_debit_fen": year.get("year_debit", debit),
        "year_credit_fen": year.get("year_credit", credit),
        "closing_fen": opening + debit - credit,
    }


#: The month of ``CONTENT``, before which 2,500.00 was earned and 1,000.00 spent, all of it in the bank.
BALANCES = [
    balance("101", 100_000, 250_425, 286_025),
    balance("102", 900_000, 200_000, 0, year_debit=450_000, year_credit=100_000),
    balance("113", 30_000, detail="某*"),
    balance("113", -30_000, detail="某*"),
    balance("301", -850_000),
    balance("501", -250_000, 0, 250_425, detail="租金收入", year_credit=500_425),
    balance("513", 100_000, 86_025, 0, detail="办公费", year_debit=186_025),
]
STATED = {**CONTENT, "balances": BALANCES}


def changed(place: int, **figures: int) -> dict[str, Any]:
    content = copy.deepcopy(STATED)
    content["balances"][place] |= figures
    return content


@pytest.fixture
def client() -> FlaskClient:
    return client_of(month_document("2026-10", STATED))


def test_the_page_states_what_the_document_says(client: FlaskClient) -> None:
    page = client.get(f"{FOLDER}statements/").text
    assert "资产总计 11,944.00 元，与负债和所有者权益总计相等" in page  # 11,644.00 of money and 300.00 owed
    assert "五、可分配收益" in page
    assert "待核" in page
    assert 'href="../../2026/501/index.html"' in page
    assert "2026/301/" not in page  # nothing was booked on it: it has no page


def test_two_whose_masked_names_read_the_same_keep_their_sides(client: FlaskClient) -> None:
    published = published_of(month_document("2026-10", STATED))
    page = statements_page(published, "liuxi", "2026-10")
    assert page.sheet is not None
    assert (page.sheet.fen_of("receivables"), page.sheet.fen_of("payables")) == (30_000, 30_000)


def test_an_older_document_has_no_statements() -> None:
    client = client_of(month_document("2026-10", CONTENT))
    for name in ("statements/", "balances.csv"):
        with pytest.raises(NotFoundError):
            client.get(FOLDER + name)
    assert "这个月的报表" not in client.get(FOLDER).text
    package = json.loads(client.get(f"{FOLDER}datapackage.json").data)
    assert [one["name"] for one in package["resources"]] == ["statement", "accounts"]


def test_addresses_name_the_statements_of_the_months_that_have_some() -> None:
    older = {**CONTENT, "month": "2026-09"}
    published = published_of(month_document("2026-09", older), month_document("2026-10", STATED))
    found = [values["month"] for name, values in public_part(published).pages("liuxi") if name == "finance.statements"]
    assert found == ["2026-10"]
    app = create_public_app(published, [public_part]).test_client()
    assert "statements" in app.get(FOLDER).text


def test_half_a_balance_sheet_is_not_published() -> None:
    content = copy.deepcopy(STATED)
    del content["balances"][4]  # nobody stated the capital
    page = client_of(month_document("2026-10", content)).get(f"{FOLDER}statements/").text
    assert "货币资金" not in page
    assert "借贷相差 8,500.00 元，所以这个月没有资产负债表" in page
    assert "科目余额表" in page


def test_the_balances_are_a_table_of_the_package_and_sheets_of_the_workbook(client: FlaskClient) -> None:
    package = json.loads(client.get(f"{FOLDER}datapackage.json").data)
    resource = package["resources"][2]
    content = client.get(FOLDER + resource["path"]).data
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [one["name"] for one in resource["schema"]["fields"]] == list(BALANCE_COLUMNS) == list(rows[0])
    assert rows[1]["期末借方"] == "11000.00"
    assert rows[4] == {**rows[4], "科目编号": "301", "明细": "", "期初贷方": "8500.00"}
    workbook = client.get(f"{FOLDER}statement.xlsx").data
    names = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).sheet_names
    assert names == [
        "合计",
        "逐笔",
        "账户和类别",
        "资产负债表",
        "收益及收益分配表",
        "科目余额表",
        "明细余额",
        "收支分类",
    ]


@pytest.mark.parametrize(
    ("place", "figures", "what"),
    [
        (0, {"debit_fen": 250_426, "credit_fen": 286_026}, "科目 101 本期借方"),
        (6, {"credit_fen": 5, "closing_fen": 186_020}, "科目 513 本期贷方"),
        (1, {"opening_fen": 900_001, "closing_fen": 1_100_001}, "科目 102 期末"),
    ],
)
def test_a_balance_that_its_vouchers_do_not_bear_out_stops_the_build(
    place: int, figures: dict[str, int], what: str
) -> None:
    client = client_of(month_document("2026-10", changed(place, **figures)))
    with pytest.raises(TotalsDifferError, match=what):
        client.get(f"{FOLDER}balances.csv")


def test_a_balance_that_does_not_add_up_cannot_be_read() -> None:
    with pytest.raises(UnreadableMonthError):
        client_of(month_document("2026-10", changed(2, closing_fen=1))).get(f"{FOLDER}statements/")
