"""What some months have beside their vouchers: items, funds, the year's plan, as tables a reader adds up alone."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from disclosure.books.errors import UnreadableMonthError
from disclosure.books.public import public_part
from disclosure.books.public.detail_tables import detail_sheets
from disclosure.books.public.pages import finance_month
from portal.kernel.errors import NotFoundError
from portal.kernel.money import parse_yuan
from portal.kernel.sheet_output import rearm
from tests.disclosure.books.published_months import CONTENT, client_of, month_document, published_of, signed_world
from tests.disclosure.books.sheets.formulas import values

if TYPE_CHECKING:
    from flask.testing import FlaskClient

FOLDER = "/liuxi/finance/2026-10/"
FUND = "道路<b>奖补"


def item(name: str, fen: int, quantity: str = "", price: str = "") -> dict[str, Any]:
    of = {"unit": "箱" if quantity else "", "quantity": quantity, "price": price}
    return {"name": name, "amount_fen": fen, "code": "513", "category": "管理费用/办公费", **of}


def detailed() -> dict[str, Any]:
    content = copy.deepcopy(CONTENT)
    content["vouchers"][0] |= {"fund": FUND}
    content["vouchers"][1] |= {
        "fund": FUND,
        "items": [item("=打印纸", 45_250, "25", "18.1"), item("订书机<b>", 40_775)],
    }
    content["funds"] = [
        {
            "name": FUND,
            "kind": "一事一议资金",
            "opening_fen": 500_000,
            "in_fen": 250_425,
            "out_fen": 86_025,
            "closing_fen": 664_400,
        }
    ]
    content["budget"] = {
        "year": 2026,
        "version": 2,
        "source": "2026年1月12日<b>村民代表会议",
        "recorded_on": "2026-01-20",
        "papers": ["ab" * 32],
        "lines": [
            {"code": "501", "name": "经营收入", "planned_fen": 3_000_000},
            {"code": "513", "name": "管理费用/办公费", "planned_fen": 100_000},
            {"code": "514", "name": "公益支出", "planned_fen": 40_000},
        ],
    }
    return content


@pytest.fixture
def client() -> FlaskClient:
    return client_of(month_document("2026-10", detailed()))


def rows_of(client: FlaskClient, name: str) -> list[dict[str, str]]:
    text = client.get(f"{FOLDER}{name}.csv").data.decode("utf-8-sig")
    return [{key: rearm(value) for key, value in row.items()} for row in csv.DictReader(io.StringIO(text, newline=""))]


def fen_of(rows: list[dict[str, str]], title: str) -> int:
    return sum(parse_yuan(row[title]) for row in rows if row[title])


def test_a_reader_adds_a_fund_and_a_list_up_from_the_tables_alone(client: FlaskClient) -> None:
    statement, (fund,) = rows_of(client, "statement"), rows_of(client, "funds")
    own = [row for row in statement if row["资金来源"] == fund["资金"]]
    assert (fund["资金"], fund["种类"]) == (FUND, "一事一议资金")
    left = parse_yuan(fund["上月结余"]) + fen_of(own, "收到") - fen_of(own, "付出")
    assert left == parse_yuan(fund["还剩"]) == 664_400
    items = rows_of(client, "items")
    assert [(row["名称"], row["数量"], row["单价"], row["单位"]) for row in items] == [
        ("=打印纸", "25", "18.1", "箱"),
        ("订书机<b>", "", "", ""),
    ]
    paid = [row for row in statement if row["凭证号"] == items[0]["凭证号"]]
    assert fen_of(items, "金额") == fen_of(paid, "付出") == 86_025


def test_the_plan_stands_beside_what_came_of_it_and_is_never_added(client: FlaskClient) -> None:
    rows = rows_of(client, "budget")
    assert [tuple(row.values())[:6] for row in rows] == [
        ("收入", "501", "经营收入", "30000.00", "5004.25", "24995.75"),
        ("支出", "513", "管理费用/办公费", "1000.00", "1860.25", "-860.25"),
        ("支出", "514", "公益支出", "400.00", "0.00", "400.00"),
    ]
    assert {(row["预算第几版"], row["预算依据"]) for row in rows} == {("2", "2026年1月12日<b>村民代表会议")}
    page = client.get(f"{FOLDER}budget/").text
    for words in ("第 2 版", "&lt;b&gt;村民代表会议", "5,004.25", "-860.25", "1,400.00", "ab" * 32):
        assert words in page, words
    assert 'href="../../2026/513/index.html"' in page
    assert "2026/514/" not in page  # nothing was booked on it: it has no page
    assert "budget/index.html" in client.get("/liuxi/finance/2026/").text
    month = client.get(FOLDER).text
    for name in ("budget/index.html", "items.csv", "funds.csv", "budget.csv"):
        assert f'href="{name}"' in month, name


def test_the_package_describes_each_table_and_the_workbook_adds_up(client: FlaskClient) -> None:
    package = json.loads(client.get(f"{FOLDER}datapackage.json").data)
    resources = {one["name"]: one for one in package["resources"]}
    assert list(resources) == ["statement", "accounts", "items", "funds", "budget"]
    for name, one in resources.items():
        content = client.get(FOLDER + one["path"]).data
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", name
        assert [field["name"] for field in one["schema"]["fields"]] == list(rows_of(client, name)[0]), name
    names = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{FOLDER}statement.xlsx").data)).sheet_names
    assert names == ["合计", "逐笔", "账户和类别", "专项资金", "预算收入", "预算支出"]
    month = finance_month(published_of(month_document("2026-10", detailed())), "liuxi", "2026-10")
    found = values(detail_sheets(month))
    assert found
    assert [one for one in found if one[1] != one[2]] == []


def test_the_notice_board_has_funds_and_items() -> None:
    sheet = signed_world(detailed()).get(f"{FOLDER}a4/").text
    assert "专项资金（元）" in sheet
    assert "6,644.00" in sheet
    assert "=打印纸 25 箱 × 18.1 元 = 452.50 元；订书机&lt;b&gt; 407.75 元" in sheet


def test_a_month_without_them_has_no_such_pages() -> None:
    published = published_of(month_document("2026-10", CONTENT))
    client = client_of(month_document("2026-10", CONTENT))
    for name in ("budget/", "budget.csv", "funds.csv", "items.csv"):
        with pytest.raises(NotFoundError):
            client.get(FOLDER + name)
    kinds = {name for name, _ in public_part(published).pages("liuxi")}
    assert not kinds & {"finance.budget", "finance.budget_csv", "finance.funds_csv", "finance.items_csv"}
    with_them = public_part(published_of(month_document("2026-10", detailed())))
    assert {name for name, _ in with_them.pages("liuxi")} - kinds == {
        "finance.budget",
        "finance.budget_csv",
        "finance.funds_csv",
        "finance.items_csv",
    }


def test_a_plan_of_an_unknown_account_cannot_be_read() -> None:
    content = detailed()
    content["budget"]["lines"][0]["code"] = "999"
    with pytest.raises(UnreadableMonthError, match="999"):
        client_of(month_document("2026-10", content)).get(f"{FOLDER}budget/")
