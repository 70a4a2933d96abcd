"""The public pages of a month: totals, items, anchors, downloads that start no formula, revisions side by side."""

from __future__ import annotations

import copy
import csv
import io
from typing import Any

import pytest

from disclosure.books.public import finance_page, headline, public_part
from portal.kernel.errors import NotFoundError
from tests.disclosure.books.published_months import CONTENT, client_of, month_document, published_of


@pytest.fixture
def page() -> str:
    answer = client_of(month_document("2026-10", CONTENT)).get("/liuxi/finance/2026-10/")
    assert answer.status_code == 200
    return answer.text


def test_result_stands_before_the_detail(page: str) -> None:
    plain = [page.index(text) for text in ("上月结余", "10,000.00 元", "2,504.25 元", "860.25 元", "11,644.00 元")]
    assert plain == sorted(plain)
    assert plain[-1] < page.index("收入从哪里来") < page.index("逐笔明细")


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
    withheld = month_document("2026-10", CONTENT)
    withheld = type(withheld)(
        **{name: getattr(withheld, name) for name in withheld.__dataclass_fields__}
        | {"names": None, "names_salt": None}
    )
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
    assert rows[0] == ["日期", "凭证号", "摘要", "类别", "收到", "付出", "存取或转账"]
    assert rows[1] == ["2026-10-08", "100001", "'=收租金", "经营收入/租金收入", "2504.25", "", ""]
    assert rows[3][4:] == ["", "", "2000.00"]
    assert rows[-1] == ["合计", "", "", "", "2504.25", "860.25", ""]


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
    month = {"village": "liuxi", "month": "2026-10"}
    assert list(part.pages("liuxi")) == [
        ("finance.index", {"village": "liuxi"}),
        ("finance.month", month),
        ("finance.statement_csv", month),
        ("finance.statement_xlsx", month),
    ]


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
    return content


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


def test_month_published_before_there_were_reversals_is_read_as_it_is() -> None:
    page = finance_page(published_of(month_document(OCTOBER, CONTENT)), "liuxi", OCTOBER)
    assert (page.corrections, page.findings, page.explanation) == ((), (), "")
    assert all(one.reverses is None and one.receipts == () for one in page.vouchers)
