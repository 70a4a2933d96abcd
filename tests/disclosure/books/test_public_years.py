"""Lists that lead to every line without a search, what others show of the books, and what was corrected or late."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from disclosure.books.chart import MoneyAccount
from disclosure.books.public import public_part
from disclosure.books.public.overview import corrections, dues, glance, headline, headlines_about
from disclosure.books.public.years import category_anchor, finance_list, fund_code, kind_codes, kind_page, year_page
from disclosure.books.search import records
from portal.kernel.errors import NotFoundError
from portal.kernel.published import Envelope, read_bulletin
from tests.disclosure.books.published_months import CONTENT, SEAL, client_of, month_document, published_of

if TYPE_CHECKING:
    from portal.kernel.published import Published, PublishedBulletin


def _month(key: str, **changes: Any) -> PublishedBulletin:
    return month_document(key, copy.deepcopy(CONTENT) | {"month": key} | changes)


def _overdue(key: str) -> PublishedBulletin:
    envelope = Envelope(
        origin="cunshi.example/liuxi",
        kind="overdue",
        key=key,
        revision=1,
        reason="",
        published_on=date(2026, 12, 20),
        about=[("month", key)],
        content={"month": key, "due_on": "2026-12-15", "state": "还没有记账", "article": "某条", "quoted": False},
    ).text
    return read_bulletin(envelope, place_slug="liuxi", seal=SEAL)


def _corrected() -> tuple[PublishedBulletin, PublishedBulletin]:
    content = copy.deepcopy(CONTENT)
    content["vouchers"][1]["reversed_by"] = {"month": "2026-11", "number": 4, "reason": "多写了"}
    return _month("2026-10"), month_document("2026-10", content, revision=2, reason="第100002号红字冲销")


@pytest.fixture
def published() -> Published:
    with_fund = copy.deepcopy(CONTENT)["vouchers"]
    with_fund[1] |= {"fund": "一事一议奖补", "matter": 7, "party": "清淤队"}
    return published_of(_month("2025-12"), _month("2026-10", vouchers=with_fund), _overdue("2026-11"))


def test_years_hold_their_months_and_what_is_late(published: Published) -> None:
    newest, before = finance_list(published, "liuxi")
    assert [(one.year, len(one.months)) for one in (newest, before)] == [(2026, 2), (2025, 1)]
    late, october = newest.months
    assert late.published_on is None
    assert late.overdue == "应在2026年12月15日前公开，到2026年12月20日还没有记账"
    assert october.late_days == 0
    assert newest.income_fen == 250_425


def test_a_payment_is_found_under_the_fund_it_was_really_paid_from(published: Published) -> None:
    assert [one.fund for one in records(published, "liuxi") if one.title == "<b>买纸</b>"] == ["一事一议奖补", ""]


def test_what_came_for_a_fund_does_not_lessen_what_was_paid_from_it() -> None:
    vouchers = [one | {"fund": "一事一议奖补"} for one in copy.deepcopy(CONTENT)["vouchers"][:2]]
    page = client_of(_month("2026-10", vouchers=vouchers)).get("/liuxi/finance/2026/").text
    row = page.partition('id="funds"')[2].partition("</table>")[0]
    assert "2,504.25" in row
    assert "860.25" in row


def test_the_year_adds_up_and_leads_to_its_kinds(published: Published) -> None:
    page = year_page(published, "liuxi", 2026)
    assert [(one.name, one.in_fen - one.out_fen) for one in page.income] == [("经营收入", 250_425)]
    assert [(one.name, one.out_fen - one.in_fen) for one in page.expense] == [("管理费用", 86_025)]
    assert [(one.code, one.name) for one in page.funds] == [(fund_code("一事一议奖补"), "一事一议奖补")]
    assert (page.earlier, page.later) == (2025, None)
    assert [one.in_fen for one in page.graph.months] == [None] * 9 + [250_425, None, None]
    assert [one.month.number for one in page.graph.months] == list(range(1, 13))


def test_a_kind_holds_every_line_with_its_place(published: Published) -> None:
    page = kind_page(published, "liuxi", 2026, "513")
    (group,) = page.groups
    (line,) = group.lines
    assert (line.key, line.voucher.anchor, line.out_fen) == ("2026-10", "v-100002", 86_025)
    assert group.anchor == category_anchor("管理费用/办公费")
    assert kind_page(published, "liuxi", 2026, fund_code("一事一议奖补")).kind.count == 1


def test_a_year_is_indexed_once_for_all_its_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    published = published_of(_month("2026-10", explanation="只为这一次。"))
    asked = Mock(wraps=MoneyAccount.of)
    monkeypatch.setattr(MoneyAccount, "of", asked)
    for code in kind_codes(published, "liuxi", 2026):
        kind_page(published, "liuxi", 2026, code)
    assert asked.call_count == sum(len(one["lines"]) for one in CONTENT["vouchers"])


@pytest.mark.parametrize("address", ["2024/", "2026/999/", "2026/a4/", "2026-11/", "2026-11/statement.csv"])
def test_what_was_not_published_is_not_there(published: Published, address: str) -> None:
    client = client_of(*published.documents("liuxi"))
    with pytest.raises(NotFoundError):
        client.get(f"/liuxi/finance/{address}")


def test_pages_of_years_lead_to_months_and_escape_what_they_show(published: Published) -> None:
    client = client_of(*published.documents("liuxi"))
    year = client.get("/liuxi/finance/2026/").text
    assert 'id="m-2026-11"' in year
    assert "没有按时公开" in year
    assert 'href="../2026-10/index.html"' in year
    kind = client.get("/liuxi/finance/2026/513/").text
    assert "&lt;b&gt;买纸&lt;/b&gt;" in kind
    assert "付给：<b>清淤队</b>" in kind


def test_the_village_at_a_glance_is_its_newest_month(published: Published) -> None:
    found = glance(published, "liuxi")
    assert found is not None
    assert found.figures[0] == ("收入", "2,504.25 元")
    assert [(one.mark, one.text, one.anchor) for one in found.points] == [
        ("stop", "2026年11月收支没有按时公开", "m-2026-11"),
        ("done", "2026年10月收支，2026年11月5日公开，按时", ""),
        ("off", "最大一笔收入：=收租金，2,504.25 元", "v-100001"),
        ("off", "最大一笔支出：<b>买纸</b>，付给清淤队 860.25 元", "v-100002"),
    ]
    assert glance(published, "shiqiao") is None


def test_every_month_is_due_by_its_day(published: Published) -> None:
    found = {one.title: (one.due_on, one.published_on, one.in_time) for one in dues(published, "liuxi")}
    assert found == {
        "2025年12月收支": (date(2026, 1, 15), date(2026, 11, 5), False),
        "2026年10月收支": (date(2026, 11, 15), date(2026, 11, 5), True),
        "2026年11月收支": (date(2026, 12, 15), None, False),
    }


def test_a_late_month_that_was_published_is_late_and_not_missing() -> None:
    published = published_of(
        _month("2026-11", due={"on": "2026-11-01", "article": "某条", "quoted": True}), _overdue("2026-11")
    )
    (due,) = dues(published, "liuxi")
    assert due.published_on == date(2026, 11, 5)
    assert finance_list(published, "liuxi")[0].months[0].late_days == 4
    assert glance(published, "liuxi").points[0].mark == "warn"  # type: ignore[union-attr]


def test_a_correction_shows_what_stood_beside_what_stands() -> None:
    (found,) = corrections(published_of(*_corrected()), "liuxi")
    assert found.reason == "第100002号红字冲销"
    assert found.anchor == "v-100002"
    assert found.changes == (("第100002号凭证：<b>买纸</b>", "860.25 元", "由2026年11月第4号红字冲销"),)


def test_a_total_that_changed_is_a_change_too() -> None:
    later = month_document("2026-10", copy.deepcopy(CONTENT) | {"income_fen": 250_525}, revision=2, reason="漏记")
    (found,) = corrections(published_of(_month("2026-10"), later), "liuxi")
    assert found.changes == (("本月收入", "2,504.25 元", "2,505.25 元"),)


def test_a_matter_leads_to_the_vouchers_that_rest_on_it(published: Published) -> None:
    (bulletin,) = (one for one in published.documents("liuxi") if one.key == "2026-10")
    (line,) = headlines_about(bulletin, "matter", "7")
    assert line.anchor == "v-100002"
    assert line.detail == "<b>买纸</b>，付给清淤队 860.25 元"
    assert list(headlines_about(bulletin, "matter", "8")) == []
    assert list(headlines_about(bulletin, "month", "2026-10")) == []


def test_a_late_month_has_a_headline_that_leads_to_its_year() -> None:
    found = headline(_overdue("2026-11"))
    assert found is not None
    assert found.title == "2026年11月收支没有按时公开"
    assert (found.endpoint, found.values["year"], found.anchor) == ("finance.year", "2026", "m-2026-11")


def test_a_village_with_only_a_late_month_has_pages_all_the_same() -> None:
    part = public_part(published_of(_overdue("2026-11")))
    assert [endpoint for endpoint, _ in part.pages("liuxi")] == ["finance.index", "finance.year"]
    client = client_of(_overdue("2026-11"))
    assert "没有按时公开" in client.get("/liuxi/finance/").text
    assert list(part.pages("shiqiao")) == []
