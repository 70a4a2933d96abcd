"""The public pages of a month: totals, items, anchors, downloads that start no formula, revisions side by side."""

from __future__ import annotations

import copy
import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from disclosure.books.errors import UnreadableMonthError
from disclosure.books.public import finance_month, finance_page, headline, public_part
from disclosure.books.public.overview import glance
from disclosure.books.public.reading import read_month
from disclosure.books.public.share import righted
from portal.kernel.errors import NotFoundError
from tests.disclosure.books.published_months import CONTENT, client_of, month_document, published_of, signed_world


@pytest.fixture
def page() -> str:
    answer = client_of(month_document("2026-10", CONTENT)).get("/liuxi/finance/2026-10/")
    assert answer.status_code == 200
    return answer.text


def test_result_stands_before_the_detail(page: str) -> None:
    body = page[page.index("<h1>") :]
    plain = [
        body.index(text)
        for text in ("10月村里收了 2,504.25 元，花了 860.25 元，月底还剩 11,644.00 元。", "上月结余", "10,000.00 元")
    ]
    assert plain == sorted(plain)
    assert plain[-1] < body.index("最大一笔收入") < body.index("逐笔明细") < body.index("收入从哪里来")


def test_every_voucher_has_its_anchor(page: str) -> None:
    assert all(f'id="v-{number}"' in page for number in (100_001, 100_002, 100_003))


def test_categories_show_the_year_to_date(page: str) -> None:
    assert "经营收入/租金收入" in page
    assert "5,004.25" in page


def test_transfer_is_said_to_be_neither_income_nor_expense(page: str) -> None:
    assert "存取 2,000.00，不算收支" in page


def test_income_that_moved_no_money_is_not_called_a_transfer() -> None:
    paid = copy.deepcopy(CONTENT)
    paid["vouchers"][2]["kind"] = "other"
    text = client_of(month_document("2026-10", paid)).get("/liuxi/finance/2026-10/").text
    assert "转账 2,000.00，没有动钱" in text


def test_late_entry_is_marked(page: str) -> None:
    assert "补录 7 天" in page


def test_text_of_a_file_is_shown_and_not_run(page: str) -> None:
    assert "&lt;b&gt;买纸&lt;/b&gt;" in page
    assert "<b>买纸" not in page


def test_signers_are_named(page: str) -> None:
    assert "甲一" in page
    assert "乙二" in page


def test_names_that_are_withheld_are_masked() -> None:
    withheld = replace(month_document("2026-10", CONTENT), names=None, names_salt=None)
    text = client_of(withheld).get("/liuxi/finance/2026-10/").text
    assert "甲*" in text
    assert "甲一" not in text


def test_voucher_that_was_not_booked_is_shown(page: str) -> None:
    assert "收补助直接还欠款" in page
    assert "没有记账" in page


def test_table_of_names_that_is_only_a_proposal_is_marked(page: str) -> None:
    assert "待核" in page


def test_later_revision_shows_its_reason_and_the_older_figures() -> None:
    corrected = copy.deepcopy(CONTENT)
    corrected["income_fen"] = 250_525
    client = client_of(
        month_document("2026-10", CONTENT), month_document("2026-10", corrected, revision=2, reason="漏记利息一元")
    )
    text = client.get("/liuxi/finance/2026-10/").text
    assert "漏记利息一元" in text
    assert "2,505.25 元" in text
    assert "2,504.25 元" in text
    assert "有更正" in client.get("/liuxi/finance/").text


def test_money_that_is_neither_income_nor_expense_is_named() -> None:
    borrowed = copy.deepcopy(CONTENT) | {"other_fen": 500_000}
    assert (
        "5,000.00 元</span>，改变了结余"
        in client_of(month_document("2026-10", borrowed)).get("/liuxi/finance/2026-10/").text
    )


def test_download_opens_in_chinese_excel_and_starts_no_formula() -> None:
    answer = client_of(month_document("2026-10", CONTENT)).get("/liuxi/finance/2026-10/statement.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows[0][:7] == ["凭证号", "日期", "摘要", "对方", "收到", "付出", "存取或转账"]
    assert rows[1][:7] == ["100001", "2026-10-08", "'=收租金", "", "2504.25", "", ""]
    assert rows[3][4:7] == ["", "", "2000.00"]
    assert rows[1][-1] == "https://cunshi.example/liuxi/finance/2026-10/#v-100001"


def test_download_as_workbook_is_the_same_every_time() -> None:
    client = client_of(month_document("2026-10", CONTENT))
    first, second = (client.get("/liuxi/finance/2026-10/statement.xlsx").data for _ in range(2))
    assert first == second
    assert first.startswith(b"PK")


def test_list_has_the_latest_month_first() -> None:
    november = copy.deepcopy(CONTENT) | {"month": "2026-11"}
    text = (
        client_of(month_document("2026-10", CONTENT), month_document("2026-11", november)).get("/liuxi/finance/").text
    )
    assert text.index("2026年11月") < text.index("2026年10月")


def test_every_page_is_listed_for_freezing() -> None:
    part = public_part(published_of(month_document("2026-10", CONTENT)))
    pages = list(part.pages("liuxi"))
    at, year = {"village": "liuxi"}, {"village": "liuxi", "year": "2026"}
    month = {**at, "month": "2026-10"}
    assert pages[:4] == [
        ("finance.index", at),
        ("finance.year", year),
        ("finance.kind", {**year, "code": "501"}),
        ("finance.kind", {**year, "code": "513"}),
    ]
    assert [endpoint.removeprefix("finance.") for endpoint, values in pages[4:] if values.items() >= month.items()] == [
        "month", "statement_csv", "accounts_csv", "statement_xlsx", "datapackage", "wechat", "sheet", "sheet",
    ]  # fmt: skip


def test_month_that_was_not_published_is_not_there() -> None:
    published = published_of(month_document("2026-10", CONTENT))
    for village, month in (("liuxi", "2026-09"), ("shiqiao", "2026-10"), ("nowhere", "2026-10"), ("liuxi", "x")):
        with pytest.raises(NotFoundError):
            finance_page(published, village, month)


def test_headline_says_what_the_month_was() -> None:
    found = headline(month_document("2026-10", CONTENT))
    assert found is not None
    assert found.title == "2026年10月收支"
    assert "收入 2,504.25 元" in found.detail
    assert found.values == {"village": "liuxi", "month": "2026-10"}


# --- what was taken back, what lies beside a voucher, what it rests on

OCTOBER = "2026-10"


def _corrected() -> dict[str, Any]:
    """Return October after its first voucher was taken back in November and a payment taken back at once."""
    content = copy.deepcopy(CONTENT)
    first, second, *_ = content["vouchers"]
    first["reversed_by"] = {"month": "2026-11", "number": 4, "reason": "租金属于下一年度"}
    first["receipts"] = [{"digest": "ab" * 32, "media_type": "image/jpeg", "size": 10}]
    second["matter"] = 7
    red = copy.deepcopy(second) | {"number": 100_004, "out_fen": -86_025, "matter": None}
    red["reverses"] = {"month": OCTOBER, "number": 100_002, "reason": "<i>多写了一个零</i>"}
    for line in red["lines"]:
        line["debit_fen"], line["credit_fen"] = -line["debit_fen"], -line["credit_fen"]
    content["vouchers"].append(red)
    content["corrections"] = [
        {
            "number": 100_001,
            "reason": "租金属于下一年度",
            "month": "2026-11",
            "by": 4,
            "on": "2026-11-12",
            "amount_fen": 250_425,
        }
    ]
    content["findings"] = ["第100002号支出没有附票据"]
    content["explanation"] = "票据遗失，两人证明"
    content["opinion"] = "票据要及时交"
    content["refusals"] = [{**content["signed_off"], "on": "2026-11-05", "reason": "没有名单"}]
    return content


def test_what_was_put_right_is_told_with_its_line_and_alarms_nobody() -> None:
    content = _corrected()
    again = copy.deepcopy(content["vouchers"][-1]) | {"number": 100_005, "out_fen": -10_728}
    again["reverses"] = {"month": "2026-09", "number": 14, "reason": "票据金额看错"}
    content["vouchers"].append(again)
    bulletin = month_document(OCTOBER, content)
    shown = glance(published_of(bulletin), "liuxi")
    assert shown is not None
    told = [
        ("有 1 笔改正以前的错账（第100005号，-107.28 元）", "v-100005"),
        ("有 1 笔改正本月的错账（第100004号，-860.25 元）", "v-100004"),
        ("有 1 笔由以后的月份改正（第100001号，-2,504.25 元）", "v-100001"),
    ]
    assert [(one.text, one.anchor) for one in shown.points if one.mark == "warn"] == told
    assert list(righted(read_month(bulletin, village="柳溪村"))) == told


def test_reversal_is_red_with_its_reason_and_its_voucher() -> None:
    text = client_of(month_document(OCTOBER, _corrected())).get("/liuxi/finance/2026-10/").text
    assert '<td class="num red" data-label="付出">-860.25</td>' in text
    assert "#v-100002" in text
    assert "&lt;i&gt;多写了一个零&lt;/i&gt;" in text


def test_correction_says_where_and_links_only_to_what_is_public() -> None:
    text = client_of(month_document(OCTOBER, _corrected())).get("/liuxi/finance/2026-10/").text
    assert "2026年11月第4号（随那个月的账公开）" in text
    november = copy.deepcopy(CONTENT) | {"month": "2026-11"}
    both = client_of(month_document(OCTOBER, _corrected()), month_document("2026-11", november))
    text = both.get("/liuxi/finance/2026-10/").text
    assert '2026-11/index.html#v-4">2026年11月第4号</a>' in text
    assert "-2,504.25" in text
    assert "本月的数字不改" in text


def test_receipts_are_counted_and_named_by_their_fingerprint_only() -> None:
    text = client_of(month_document(OCTOBER, _corrected())).get("/liuxi/finance/2026-10/").text
    assert "票据 1 张" in text
    assert "ab" * 32 in text
    assert "attachments" not in text


def test_what_the_close_found_stands_with_what_was_said_to_it() -> None:
    content = _corrected()
    text = client_of(month_document(OCTOBER, content)).get("/liuxi/finance/2026-10/").text
    assert "第100002号支出没有附票据" in text
    assert "票据遗失，两人证明" in text
    assert "村务监督委员会的审查意见：票据要及时交" in text
    assert "签字以前，村务监督委员会退回过 1 次：2026年11月5日" in text
    assert "理由：没有名单" in text
    text = client_of(month_document(OCTOBER, content | {"explanation": ""})).get("/liuxi/finance/2026-10/").text
    assert "没有说明" in text


def test_payment_names_its_resolution_whether_or_not_there_is_a_page_of_it() -> None:
    text = client_of(month_document(OCTOBER, _corrected())).get("/liuxi/finance/2026-10/").text
    assert "依据第7号议题的决议" in text


def test_corrected_month_keeps_the_day_it_was_first_public_in_the_list() -> None:
    first, second = (
        month_document(OCTOBER, CONTENT),
        month_document(OCTOBER, _corrected(), revision=2, reason="红字冲销"),
    )
    text = client_of(first, second).get("/liuxi/finance/").text
    assert "有更正" in text


@pytest.mark.parametrize(("first", "told"), [("2026-01", None), ("2026-09", "2026年9月"), (OCTOBER, "2026年10月")])
def test_sums_of_a_year_that_began_late_say_from_when_they_count(first: str, told: str | None) -> None:
    earlier = CONTENT | {"month": first}
    months = (
        [month_document(OCTOBER, CONTENT)]
        if first == OCTOBER
        else [
            month_document(first, earlier),
            month_document(OCTOBER, CONTENT),
        ]
    )
    text = client_of(*months).get(f"/liuxi/finance/{OCTOBER}/").text
    assert ("本年累计数从那个月算起" in text) == (told is not None)
    assert told is None or f"账从{told}起公开" in text


def test_month_published_before_there_were_reversals_is_read_as_it_is() -> None:
    page = finance_page(published_of(month_document(OCTOBER, CONTENT)), "liuxi", OCTOBER)
    assert (page.of.corrections, page.of.findings, page.of.explanation, page.of.resolutions) == ((), (), "", {})
    assert all(one.reverses is None and one.receipts == () for one in page.of.vouchers)
    assert all(one.party == one.recorded_by == one.fund == "" for one in page.of.vouchers)
    assert page.of.due.on == date(2026, 11, 15)


# --- who was paid, who answers for it, and where it leads


def _told() -> dict[str, Any]:
    """Return October as it is published now: with parties, recorders, a fund, a resolution, and its day."""
    content = copy.deepcopy(CONTENT)
    for one in content["vouchers"]:
        one["recorded_by"] = {"name": 0, "masked": "甲*"}
    content["vouchers"][1] |= {"party": "张*三<b>", "matter": 7, "fund": "一事一议<i>"}
    content["resolutions"] = [
        {
            "matter": 7,
            "title": "修水渠",
            "resolved_on": "2026-09-20",
            "decided_by": "村民代表会议",
            "present": 30,
            "approve": 28,
        }
    ]
    content["due"] = {"on": "2026-11-15", "article": "重庆市实施村组法办法第30条", "quoted": True}
    return content


def test_a_payment_says_to_whom_and_who_answers_for_it() -> None:
    text = client_of(month_document(OCTOBER, _told())).get("/liuxi/finance/2026-10/").text
    row = text[text.index('<tr id="v-100002">') :].partition("</tr>")[0]
    assert "付给：<b>张*三&lt;b&gt;</b>；记账：甲一；审核：乙二（监委会）" in row
    assert "依据第7号议题的决议：修水渠（2026年9月20日村民代表会议，到会 30 人，赞成 28 人）" in row
    assert "一事一议&lt;i&gt;" in row


def test_every_total_leads_to_its_table_and_every_category_to_its_vouchers() -> None:
    client = client_of(month_document(OCTOBER, _told()))
    text = client.get("/liuxi/finance/2026-10/").text
    for anchor in ("money", "income", "expense", "vouchers", "v-100001", "v-100002"):
        assert f'id="{anchor}"' in text
        assert f'href="#{anchor}"' in text or anchor == "vouchers"
    year = text[text.index("../2026/513/index.html#") :].partition('"')[0]
    kind = client.get("/liuxi/finance/2026/513/").text
    assert f'id="{year.partition("#")[2]}"' in kind
    assert 'href="../../2026-10/index.html#v-100002"' in kind


def test_in_time_or_late_is_said_with_the_article() -> None:
    content = _told()
    text = client_of(month_document(OCTOBER, content)).get("/liuxi/finance/2026-10/").text
    assert "按时公开" in text
    assert "重庆市实施村组法办法第30条" in text
    content["due"]["on"] = "2026-11-02"
    content["due"]["quoted"] = False
    text = client_of(month_document(OCTOBER, content)).get("/liuxi/finance/2026-10/").text
    assert "晚了 3 天公开" in text
    assert "待核" in text


def test_a_month_asks_for_no_month_after_it() -> None:
    published = published_of(
        month_document(OCTOBER, CONTENT), month_document("2026-11", CONTENT | {"month": "2026-11"})
    )
    with published.noted() as asked:
        finance_page(published, "liuxi", OCTOBER)
    assert {query[3] for query in asked if query[:1] == ("revisions",)} == {
        *(f"2025-{number:02d}" for number in (11, 12)),
        *(f"2026-{number:02d}" for number in range(1, 11)),
    }
    assert not any(query[0] in {"of", "keys", "record", "documents"} for query in asked)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"vouchers": [{"number": 1}]}, "happened_on"),
        ({"income": [{"name": "x", "code": "999", "month_fen": 0, "year_fen": 0}]}, "999"),
        ({"month": "十月"}, "形式不对"),
        ({"money": "很多"}, "形式不对"),
        ({"closed": None}, "形式不对"),
    ],
)
def test_a_document_that_cannot_be_read_is_named(broken: dict[str, Any], said: str) -> None:
    published = published_of(month_document(OCTOBER, CONTENT | broken))
    with pytest.raises(UnreadableMonthError, match=f"柳溪村的公开文件（2026-10 收支）读不懂.*{said}"):
        finance_month(published, "liuxi", OCTOBER)


def test_the_sheet_has_every_voucher_and_boxes_to_sign() -> None:
    world = signed_world(_told())
    text = world.get("/liuxi/finance/2026-10/a4/").text
    for said in ("收到的钱", "付出的钱", "付给张*三&lt;b&gt;", "存取和转账", "报账员", "村务监督委员会", "（盖章）"):
        assert said in text
    assert 'class="sheet paper-a3"' in world.get("/liuxi/finance/2026-10/a3/").text
