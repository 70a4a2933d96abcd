"""The files beside a month: tables whose sums are the page's totals, a workbook that adds up, a described package."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from disclosure.books.chart import account
from disclosure.books.errors import TotalsDifferError
from disclosure.books.public import finance_month, tables
from disclosure.books.public.reading import FIGURES
from disclosure.books.public.tables import ACCOUNTS, STATEMENT, accounts_csv, statement_csv, statement_xlsx
from disclosure.books.public.totals import check_totals, printed_totals, totals_of
from tests.disclosure.books.published_months import (
    CONTENT,
    client_of,
    line_of,
    month_document,
    published_of,
    voucher_of,
)

if TYPE_CHECKING:
    from disclosure.books.public.reading import PublicMonth

ADDRESS = "https://cunshi.example/liuxi/finance/2026-10/"
FOLDER = "/liuxi/finance/2026-10/"
_KINDS = {"integer": int, "number": Decimal, "date": date.fromisoformat, "string": str}


def month_of(content: dict[str, Any]) -> PublicMonth:
    return finance_month(published_of(month_document("2026-10", content)), "liuxi", "2026-10")


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def check(content: dict[str, Any]) -> None:
    month = month_of(content)
    statement, accounts = statement_csv(month, address=ADDRESS), accounts_csv(month)
    check_totals(month, village="柳溪村", statement=statement, accounts=accounts)


def test_the_tables_of_a_month_are_made_once_for_all_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Mock(wraps=tables.statement_csv)
    monkeypatch.setattr(tables, "statement_csv", made)
    client = client_of(month_document("2026-10", {**CONTENT, "explanation": "只为这一次。"}))
    for name in ("statement.csv", "accounts.csv", "datapackage.json"):
        assert client.get(FOLDER + name).status_code == 200
    assert made.call_count == 1


def test_every_total_of_the_page_is_a_sum_over_the_tables_alone() -> None:
    month = month_of(CONTENT)
    found = totals_of(rows_of(statement_csv(month, address=ADDRESS)), rows_of(accounts_csv(month)))
    assert {what: found.get(what, 0) for what, _ in printed_totals(month)} == dict(printed_totals(month))
    assert found["本月结余"] == 1_164_400
    assert found["现金结余"] == 64_400
    assert found["收入 501 经营收入/租金收入 本年"] == 500_425


def test_a_category_of_several_in_one_voucher_has_a_row_of_its_own() -> None:
    content = copy.deepcopy(CONTENT)
    content["vouchers"][1]["lines"] = [
        line_of("513", "管理费用", "管理费用/办公费", 80_000, 0),
        line_of("513", "管理费用", "管理费用/水电费", 6_025, 0),
        line_of("101", "库存现金", "现金", 0, 86_025),
    ]
    content["expense"] = [
        {"name": name, "code": "513", "account": "管理费用", "month_fen": fen, "year_fen": fen + 1}
        for name, fen in (("管理费用/办公费", 80_000), ("管理费用/水电费", 6_025))
    ]
    content["year_expense_fen"] = 86_027
    check(content)
    rows = [row for row in rows_of(statement_csv(month_of(content), address=ADDRESS)) if row["凭证号"] == "100002"]
    assert [(row["付出"], row["计入支出"], row["现金付"]) for row in rows] == [
        ("860.25", "800.00", "860.25"),
        ("", "60.25", ""),
    ]


@pytest.mark.parametrize("name", FIGURES)
def test_a_total_that_is_not_the_sum_stops_the_build(name: str) -> None:
    wrong = copy.deepcopy(CONTENT)
    wrong[name] += 1
    with pytest.raises(TotalsDifferError, match=f"柳溪村2026年10月的公开账目对不上：{FIGURES[name]}写的是"):
        client_of(month_document("2026-10", wrong)).get(f"{FOLDER}statement.csv")


@pytest.mark.parametrize(
    ("where", "change"),
    [
        (("vouchers", 0, "in_fen"), "收到合计"),
        (("vouchers", 1, "out_fen"), "付出合计"),
        (("vouchers", 1, "lines", 0, "debit_fen"), "管理费用/办公费 本月"),
        (("vouchers", 1, "lines", 0, "name"), "管理费用/办公费 本月"),
        (("income", 0, "month_fen"), "租金收入 本月"),
        (("money", 0, "closing_fen"), "现金结余"),
        (("money", 1, "in_fen"), "银行存款收"),
        (("money", 1, "opening_fen"), "银行存款结余"),
    ],
)
def test_a_figure_changed_anywhere_stops_the_build(where: tuple[str | int, ...], change: str) -> None:
    wrong: Any = copy.deepcopy(CONTENT)
    place = wrong
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = "管理费用/招待费" if where[-1] == "name" else place[where[-1]] + 100
    with pytest.raises(TotalsDifferError, match=change):
        client_of(month_document("2026-10", wrong)).get(f"{FOLDER}datapackage.json")


_CODES = {
    "101": "现金",
    "102": "银行存款",
    "301": "=1+1",
    "501": "经营收入/租金收入",
    "504": "其他收入",
    "513": "管理费用/*?办公费",
}
_FEN = st.integers(min_value=-10_000_000, max_value=10_000_000).filter(bool)


@st.composite
def vouchers(draw: st.DrawFn) -> dict[str, Any]:
    """Make vouchers that balance, whatever they are of, some of them red."""
    parts = draw(st.lists(st.tuples(st.sampled_from(sorted(_CODES)), _FEN), min_size=1, max_size=3))
    balance = draw(st.sampled_from(sorted(_CODES)))
    total = sum(fen for _, fen in parts)
    lines = [line_of(code, account(code).name, _CODES[code], fen, 0) for code, fen in parts]
    if total:
        lines.append(line_of(balance, account(balance).name, _CODES[balance], 0, total))
    change = sum(line["debit_fen"] - line["credit_fen"] for line in lines if line["code"] in {"101", "102"})
    sides = {"in_fen": max(change, 0), "out_fen": max(-change, 0), "moved_fen": 0 if change else abs(total)}
    return voucher_of(1, "=摘要", *lines, **sides)


def _added_up(made: list[dict[str, Any]], openings: tuple[int, int]) -> dict[str, Any]:
    """Return the document of a month with these vouchers, its totals added up the long way."""
    lines = [line for one in made for line in one["lines"]]

    def net(code: str) -> int:
        return sum(line["debit_fen"] - line["credit_fen"] for line in lines if line["code"] == code)

    money = [
        {
            "account": name,
            "opening_fen": opening,
            "in_fen": sum(line["debit_fen"] for line in lines if line["code"] == code),
            "out_fen": sum(line["credit_fen"] for line in lines if line["code"] == code),
            "closing_fen": opening + net(code),
        }
        for (code, name), opening in zip((("101", "现金"), ("102", "银行存款")), openings, strict=True)
    ]
    rows = {
        code: {"name": _CODES[code], "code": code, "account": "", "month_fen": fen, "year_fen": fen + 7}
        for code, fen in (("501", -net("501")), ("504", -net("504")), ("513", net("513")))
    }
    income, expense = [rows["501"], rows["504"]], [rows["513"]]
    opening, closing = sum(openings), sum(one["closing_fen"] for one in money)
    came, went = (sum(one["month_fen"] for one in part) for part in (income, expense))
    return CONTENT | {
        "vouchers": [one | {"number": at} for at, one in enumerate(made, start=1)],
        "money": money,
        "income": income,
        "expense": expense,
        "opening_fen": opening,
        "closing_fen": closing,
        "income_fen": came,
        "expense_fen": went,
        "year_income_fen": came + 14,
        "year_expense_fen": went + 7,
        "other_fen": closing - opening - came + went,
        "received_fen": sum(one["in_fen"] for one in made),
        "paid_fen": sum(one["out_fen"] for one in made),
    }


@given(
    made=st.lists(vouchers(), max_size=6),
    openings=st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 10**9)),
    figure=st.sampled_from(sorted(FIGURES)),
)
def test_whatever_was_booked_its_totals_and_no_others_come_out_of_the_tables(
    made: list[dict[str, Any]], openings: tuple[int, int], figure: str
) -> None:
    content = _added_up(made, openings)
    check(content)
    with pytest.raises(TotalsDifferError, match=FIGURES[figure]):
        check(content | {figure: content[figure] + 1})


def test_the_workbook_adds_up_what_its_cells_hold() -> None:
    month = month_of(CONTENT)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(statement_xlsx(month, address=ADDRESS)))
    assert workbook.sheet_names == ["合计", "逐笔", "账户和类别"]
    totals = dict(workbook.get_sheet_by_name("合计").to_python()[1:])
    assert totals["本月收入"] == pytest.approx(2504.25)
    assert totals["本月结余"] == pytest.approx(11644.00)
    head, *rows, last = workbook.get_sheet_by_name("逐笔").to_python()
    assert [row[0] for row in rows] == [100_001, 100_002, 100_003]
    assert rows[0][1] == date(2026, 10, 8)
    for title in ("收到", "付出", "计入收入", "计入支出", "现金收", "银行存款付"):
        place = head.index(title)
        assert last[place] == pytest.approx(sum(row[place] or 0 for row in rows))


def test_every_sum_in_the_workbook_is_a_formula_over_its_cells() -> None:
    text = _part(statement_xlsx(month_of(CONTENT), address=ADDRESS), "sheet2")
    received = re.search(r'<c r="E5"[^>]*><f>SUM\(E2:E4\)</f><v>2504.25</v></c>', text)
    assert received is not None
    accounts = _part(statement_xlsx(month_of(CONTENT), address=ADDRESS), "sheet3")
    assert "<f>SUM(逐笔!L2:L4)</f><v>2504.25</v>" in accounts
    assert "<f>D2+E2-F2</f><v>644.00</v>" in accounts
    assert "<f>SUMPRODUCT((逐笔!H$2:H$4=B4)*(逐笔!I$2:I$4=C4)*逐笔!J$2:J$4)</f><v>2504.25</v>" in accounts


def test_a_month_without_vouchers_has_a_workbook_too() -> None:
    empty = _added_up([], (5, 6))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(statement_xlsx(month_of(empty), address=ADDRESS)))
    assert dict(workbook.get_sheet_by_name("合计").to_python()[1:])["本月结余"] == pytest.approx(0.11)


def test_no_text_starts_a_formula_or_a_tag() -> None:
    text = _part(statement_xlsx(month_of(CONTENT), address=ADDRESS), "sheet2")
    assert "&lt;b&gt;买纸&lt;/b&gt;" in text
    assert ">'=收租金<" in text


def test_the_package_describes_every_column_and_every_byte() -> None:
    client = client_of(month_document("2026-10", CONTENT))
    package = json.loads(client.get(f"{FOLDER}datapackage.json").data)
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    for resource, columns in zip(package["resources"], (STATEMENT, ACCOUNTS), strict=True):
        content = client.get(FOLDER + resource["path"]).data
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = resource["schema"]["fields"]
        assert [one["name"] for one in fields] == [one.title for one in columns] == list(rows_of(content)[0])
        for row in rows_of(content):
            for one in fields:
                assert row[one["name"]] == "" or _KINDS[one["type"]](row[one["name"]]) is not None


def test_the_text_for_the_group_is_plain() -> None:
    content = copy.deepcopy(CONTENT)
    content["vouchers"][1]["party"] = "镇上\n文具店"
    text = client_of(month_document("2026-10", content)).get(f"{FOLDER}wechat.txt").text
    assert text.splitlines()[0] == "【柳溪村】2026年10月收支公开"
    assert "本月支出 860.25 元" in text
    assert "最大一笔支出：<b>买纸</b>，付给镇上 文具店 860.25 元" in text
    assert ADDRESS in text
    assert re.search(r"指纹前 16 位：[0-9a-f]{4}( [0-9a-f]{4}){3}\n", text)


def _part(workbook: bytes, sheet: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(f"xl/worksheets/{sheet}.xml").decode()
