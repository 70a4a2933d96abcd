"""What a month's document says of alerts: how they stood that day, in every revision; later answers a month later."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from portal.kernel.bulletins import Bulletin
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.disclosure.books.published_months import CONTENT, client_of, month_document
from tests.disclosure.books.suspicious import CASH, OCTOBER, bookkeeper_of, october

if TYPE_CHECKING:
    from tests.disclosure.books.suspicious import Bookkeeper
    from tests.factories import SettableClock, Township

NOVEMBER = Month(2026, 11)


@pytest.fixture
def clerk(township: Township, clock: SettableClock) -> Bookkeeper:
    """A bookkeeper whose October is public with an alert closed and one that nobody answered."""
    clerk = bookkeeper_of(township, clock)
    clock.set_day(date(2026, 10, 2))
    clerk.opens(OCTOBER, cash=200_000, bank=50_000_000)
    clerk.pays(october(8), 100_001, "付清淤工钱", party="欧阳修文", money=CASH)
    clerk.pays(october(9), 60_000, "买办公用品", party="镇上文具店")
    clock.set_day(date(2026, 11, 3))
    _answer(clerk, "large_cash", "欧阳修文没有银行卡，已请开户银行审核")
    _accept(clerk, "large_cash", township)
    services.close_month(clerk.actor, clerk.village, OCTOBER)
    clock.set_day(date(2026, 11, 5))
    services.sign_off_month(township.actor(Office.SUPERVISOR), clerk.village, OCTOBER)
    return clerk


def _key(clerk: Bookkeeper, check: str) -> str:
    known = queries.alerts_of(clerk.village, today=clerk.clock.moment.date())
    return next(one.key for one in known if one.check.id == check)


def _answer(clerk: Bookkeeper, check: str, text: str) -> None:
    services.answer_alert(clerk.actor, clerk.village, _key(clerk, check), text=text)


def _accept(clerk: Bookkeeper, check: str, township: Township) -> None:
    judge = township.actor(Office.AUDITOR)
    services.judge_alert(judge, clerk.village, _key(clerk, check), accepted=True, text="属实")


def _said(key: str, *, revision: int = 1) -> dict[str, Any]:
    asked = (Bulletin.kind == "month") & (Bulletin.key == key) & (Bulletin.revision == revision)
    found: dict[str, Any] = json.loads(Bulletin.get(asked).envelope)["content"]["alerts"]
    return found


def test_document_counts_the_alerts_and_carries_masked_answers(clerk: Bookkeeper) -> None:
    assert clerk
    said = _said("2026-10")
    counts = {one["title"]: (one["found"], one["answered"], one["closed"]) for one in said["checks"]}
    assert counts == {"大额现金支出": (1, 1, 1), "没有明细清单": (1, 0, 0)}
    assert said["answers"] == [
        {
            "title": "大额现金支出",
            "month": "2026-10",
            "numbers": [1],
            "text": "欧**文没有银行卡，已请开户银行审核",
            "state": "closed",
            "remark": "属实",
        }
    ]
    assert said["earlier"] == []


def test_later_answer_stands_in_the_next_month_and_no_revision_changes_what_was_signed(
    clerk: Bookkeeper, township: Township, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 6))
    _answer(clerk, "missing_items", "清单在档案袋里")
    services.reverse_voucher(clerk.actor, clerk.village, OCTOBER, 2, reason="应由学校支付")
    assert _said("2026-10", revision=2) == _said("2026-10")
    clerk.pays(date(2026, 11, 6), 100, "付电费")
    clock.set_day(date(2026, 12, 3))
    _accept(clerk, "missing_items", township)
    services.close_month(clerk.actor, clerk.village, NOVEMBER)
    services.sign_off_month(township.actor(Office.SUPERVISOR), clerk.village, NOVEMBER)
    said = _said("2026-11")
    assert (said["checks"], said["answers"]) == ([], [])
    assert [(one["title"], one["month"], one["state"]) for one in said["earlier"]] == [
        ("没有明细清单", "2026-10", "closed")
    ]


ALERTS = {
    "checks": [
        {"title": "白条入账", "article": "某办法", "quoted": False, "found": 3, "answered": 2, "closed": 1},
        {"title": "坐支", "article": "现金管理暂行条例第11条", "quoted": True, "found": 2, "answered": 2, "closed": 2},
    ],
    "answers": [
        {
            "title": "坐支",
            "month": "2026-10",
            "numbers": [100_002],
            "text": "<b>已补存</b>",
            "state": "closed",
            "remark": "属实",
        }
    ],
    "earlier": [
        {"title": "白条入账", "month": "2026-09", "numbers": [3], "text": "已换发票", "state": "answered", "remark": ""}
    ],
}


@pytest.fixture
def page() -> str:
    content = {**copy.deepcopy(CONTENT), "alerts": ALERTS}
    return client_of(month_document("2026-10", content)).get("/liuxi/finance/2026-10/").text


def test_page_says_how_many_in_a_sentence_and_each_check_with_its_article(page: str) -> None:
    assert "本月提醒 5 条，已答复 4 条，核销 3 条。" in page
    assert page.index("现金管理暂行条例第11条") > page.index("白条入账")
    assert "待核" in page[page.index("某办法") :][:120]


def test_answers_lead_to_their_vouchers_and_are_escaped(page: str) -> None:
    assert '<a href="#v-100002">第100002号</a>' in page
    assert "&lt;b&gt;已补存&lt;/b&gt;" in page
    assert "2026年9月第3号" in page
    assert "以前月份的答复" in page


def test_older_documents_say_nothing_of_alerts() -> None:
    text = client_of(month_document("2026-10", CONTENT)).get("/liuxi/finance/2026-10/").text
    assert "疑点" not in text


def test_month_without_alerts_says_so() -> None:
    content = {**copy.deepcopy(CONTENT), "alerts": {"checks": [], "answers": [], "earlier": []}}
    text = client_of(month_document("2026-10", content)).get("/liuxi/finance/2026-10/").text
    assert "按规定核查，本月没有疑点。" in text
