"""The public pages of quarters and years: the table, its file and sheets, corrections, and what does not fit."""

from __future__ import annotations

import copy
import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.errors import PeriodDiffersError, UnreadablePeriodError
from disclosure.books.public import public_part
from disclosure.books.rules.period_tables import table_content
from disclosure.books.rules.periodic import Answer, AnswerState, Figures, PeriodSum, item_figures
from disclosure.books.rules.periods import Period
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.published import Envelope, read_bulletin
from tests.disclosure.books.published_months import CONTENT, SEAL, client_of, month_document, published_of, signed_world

if TYPE_CHECKING:
    from portal.kernel.published import PublishedBulletin

QUARTER, YEAR = Period(2026, 4), Period.of_year(2026)
FOLDERS = {"2026-Q4": "/liuxi/finance/2026-Q4/", "2026": "/liuxi/finance/2026/whole-year/"}
SUMS = (
    PeriodSum(account="501", detail="租金收入", closing_fen=0, debit_fen=0, credit_fen=250_425),
    PeriodSum(account="513", detail="办公费", closing_fen=0, debit_fen=86_025, credit_fen=0),
    PeriodSum(account="102", detail="", closing_fen=1_164_400, debit_fen=0, credit_fen=0),
)


def content_of(period: Period, **said: Answer) -> dict[str, Any]:
    form = disclosure_form()
    table = table_content(
        period,
        [Month(2026, 10)],
        form=form,
        figures=Figures(opening_fen=1_000_000, income_fen=250_425, expense_fen=86_025, closing_fen=1_164_400),
        items=item_figures(form, SUMS),
        answers=said,
        explanation="",
    )
    return {
        **table,
        "due": {"on": "2027-01-15", "article": "重庆市实施村组法办法第30条", "quoted": True},
        "prepared": {"who": {"name": 0, "masked": "甲*"}, "on": "2027-01-16"},
        "signed_off": {"who": {"name": 1, "masked": "乙*"}, "on": "2027-01-18"},
    }


def document(content: dict[str, Any], *, revision: int = 1, reason: str = "") -> PublishedBulletin:
    envelope = Envelope(
        origin="cunshi.example/liuxi",
        kind="period",
        key=content["period"],
        revision=revision,
        reason=reason,
        published_on=date(2027, 1, 17 + revision),
        about=[("period", content["period"])],
        content=content,
    ).text
    return read_bulletin(envelope, place_slug="liuxi", seal=SEAL, names=["甲一", "乙二"], names_salt="00")


MONTH = month_document("2026-10", CONTENT)


@pytest.mark.parametrize("period", [QUARTER, YEAR], ids=str)
def test_the_page_says_what_the_document_says_and_is_found_from_the_lists(period: Period) -> None:
    client = client_of(MONTH, document(content_of(period)))
    page = client.get(FOLDERS[str(period)]).text
    for text in ("2,504.25", "860.25", "11,644.00", "发包及上交收入", "待补", "待核", "晚了 3 天公开", "甲一", "乙二"):
        assert text in page
    assert "501/index.html" in page  # the account leads to its lines
    for address in ("/liuxi/finance/", "/liuxi/finance/2026/"):
        listed = client.get(address).text
        assert f"{period.chinese}财务公开" in listed


def test_months_and_kinds_keep_their_pages_beside_it() -> None:
    client = client_of(MONTH, document(content_of(QUARTER)))
    for address in ("2026-10/", "2026/501/", "2026/"):
        assert client.get(f"/liuxi/finance/{address}").status_code == 200
    for address in ("2026-Q3/", "2026-Q9/", "2026/whole-year/"):
        with pytest.raises(NotFoundError):
            client.get(f"/liuxi/finance/{address}")


def test_the_file_holds_every_item_and_adds_up() -> None:
    client = client_of(MONTH, document(content_of(QUARTER)))
    rows = list(csv.DictReader(io.StringIO(client.get(f"{FOLDERS['2026-Q4']}items.csv").data.decode("utf-8-sig"))))
    numbered = [row for row in rows if row["序号"]]
    assert len(numbered) == 46
    amounts = {row["项目"]: row["金额（元）"] for row in rows}
    assert (amounts["期初结余"], amounts["期末结余"], amounts["收益总额"]) == ("10000.00", "11644.00", "1644.00")
    assert [row["说明"] for row in numbered if row["类别"] == "各类资源"] == ["待补"]


def test_a_correction_shows_what_stood_there() -> None:
    said = Answer(state=AnswerState.SAID, text="耕地 1200 亩")
    series = (
        document(content_of(QUARTER)),
        document(content_of(QUARTER, resources=said), revision=2, reason="补填资源"),
    )
    page = client_of(MONTH, *series).get(FOLDERS["2026-Q4"]).text
    assert "更正理由：补填资源" in page
    assert "<del>待补</del>，现在是 耕地 1200 亩" in page
    part = public_part(published_of(MONTH, *series))
    assert part.corrections is not None
    (found,) = [one for one in part.corrections("liuxi") if one.reason == "补填资源"]
    assert [(old, new) for _, old, new in found.changes] == [("待补", "耕地 1200 亩")]
    assert part.records is not None
    assert any("耕地 1200 亩" in one.text for one in part.records("liuxi"))


def test_every_page_of_it_is_made() -> None:
    made = list(
        public_part(published_of(MONTH, document(content_of(QUARTER)), document(content_of(YEAR)))).pages("liuxi")
    )
    endpoints = [endpoint for endpoint, _ in made]
    for name in ("quarter", "quarter_csv", "whole_year", "whole_year_csv"):
        assert endpoints.count(f"finance.{name}") == 1
    assert endpoints.count("finance.quarter_sheet") == endpoints.count("finance.whole_year_sheet") == 2


@pytest.mark.parametrize("period", [QUARTER, YEAR], ids=str)
def test_its_sheet_for_the_notice_board_has_every_item(period: Period) -> None:
    world = signed_world(content_of(period), kind="period")
    for paper in ("a3", "a4"):
        page = world.get(f"{FOLDERS[str(period)]}{paper}/").text
        assert [item.name for one in disclosure_form().classes for item in one.items if item.name not in page] == []
        assert "11,644.00" in page


def test_a_table_that_is_not_what_its_months_come_to_stops_the_build() -> None:
    other = copy.deepcopy(content_of(QUARTER))
    other |= {"opening_fen": 999_999, "other_fen": 1}
    with pytest.raises(PeriodDiffersError, match="期初结余写的是"):
        client_of(MONTH, document(other)).get(FOLDERS["2026-Q4"])
    client_of(document(other)).get(FOLDERS["2026-Q4"])  # with no month to hold it against it stands


@pytest.mark.parametrize("name", ["classes", "due", "signed_off", "months"])
def test_a_document_that_says_less_stops_the_build(name: str) -> None:
    content = {key: value for key, value in content_of(QUARTER).items() if key != name}
    with pytest.raises(UnreadablePeriodError, match="2026-Q4"):
        client_of(MONTH, document(content)).get(FOLDERS["2026-Q4"])


@pytest.mark.parametrize("period", [QUARTER, YEAR], ids=str)
def test_the_notice_board_has_the_whole_table(period: Period) -> None:
    client = signed_world(content_of(period), kind="period")
    for paper in ("a4", "a3"):
        sheet = client.get(f"{FOLDERS[str(period)]}{paper}/").text
        for text in (
            f"{period.chinese}财务公开",
            "2,504.25",
            "发包及上交收入",
            "这张表只包括2026年10月到2026年10月",
            "待补",
        ):
            assert text in sheet, text


def test_a_quarter_that_is_late_says_so_until_it_is_public() -> None:
    content = {
        "period": "2026-Q4",
        "due_on": "2027-01-15",
        "state": "还没有编制",
        "article": "重庆市实施村组法办法第30条",
        "quoted": True,
    }
    envelope = Envelope(
        origin="cunshi.example/liuxi",
        kind="period-overdue",
        key="2026-Q4",
        revision=1,
        reason="",
        published_on=date(2027, 1, 16),
        about=[("period", "2026-Q4")],
        content=content,
    ).text
    late = read_bulletin(envelope, place_slug="liuxi", seal=SEAL)
    part = public_part(published_of(MONTH, late))
    assert part.glance is not None
    assert part.dues is not None
    point = next(one for one in part.glance("liuxi").points if one.mark == "stop")
    assert (point.text, point.anchor) == ("2026年第四季度财务公开没有按时公开", "p-2026-Q4")
    assert [(one.title, one.published_on) for one in part.dues("liuxi")][1:] == [("2026年第四季度财务公开", None)]
    assert part.headline is not None
    said = part.headline(late)
    assert said is not None
    words = "应在2027年1月15日前公开，到2027年1月16日还没有编制"
    assert (said.endpoint, said.detail) == ("finance.year", f"{words}。")
    client = client_of(MONTH, late)
    for address in ("/liuxi/finance/", "/liuxi/finance/2026/"):
        assert f"没有按时公开</span>：{words}" in client.get(address).text
    assert 'id="p-2026-Q4"' in client.get("/liuxi/finance/2026/").text
    only = client_of(late)
    assert words in only.get("/liuxi/finance/2026/").text
    done = public_part(published_of(MONTH, late, document(content_of(QUARTER))))
    assert done.glance is not None
    assert done.dues is not None
    assert [one.text for one in done.glance("liuxi").points if one.mark == "stop"] == []
    assert [(one.title, one.published_on, one.in_time) for one in done.dues("liuxi")][1:] == [
        ("2026年第四季度财务公开", date(2027, 1, 18), False)
    ]
