"""Who agreed to a payment, in the published month: by office and day, names apart, and older documents as they were."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.services.payments import Paying
from portal.kernel.bulletins import Bulletin, BulletinNames
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.disclosure.books.asking import TODAY, approve_all, ask
from tests.disclosure.books.published_months import CONTENT, client_of, month_document

if TYPE_CHECKING:
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

NOVEMBER = Month(2026, 11)
APPROVAL = {
    "request": "2026-1",
    "asked_on": "2026-10-05",
    "adopted": True,
    "steps": [
        {
            "step": "村委会主任",
            "office": "村委会委员",
            "deputy": True,
            "on": "2026-10-06",
            "who": {"name": 0, "masked": "甲*"},
        },
        {
            "step": "村务监督委员会",
            "office": "村务监督委员会成员",
            "deputy": False,
            "on": "2026-10-08",
            "who": {"name": 1, "masked": "<b>"},
        },
    ],
}


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The document is made of the same rows on every database."""
    return str(request.param)


def test_document_tells_each_step_and_keeps_names_apart(
    township: Township, village: Place, clock: SettableClock
) -> None:
    clock.set_day(TODAY)
    bookkeeper = township.actor(Office.BOOKKEEPER)
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, NOVEMBER, money=money, amount_fen=500_000)
    row = approve_all(township, ask(township))
    services.pay_request(bookkeeper, village, row.named, Paying(paid_on=TODAY, money=MoneyAccount.BANK))
    clock.set_day(date(2026, 12, 2))
    services.close_month(bookkeeper, village, NOVEMBER)
    services.sign_off_month(township.actor(Office.SUPERVISOR, number=1), village, NOVEMBER)
    content = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)["content"]
    approval, names = content["vouchers"][0]["approval"], BulletinNames.get().names
    assert [(one["step"], one["office"], one["on"]) for one in approval["steps"]] == [
        ("证明人", "村委会委员", "2026-11-05"),
        ("村委会主任", "村委会主任", "2026-11-05"),
        ("村党组织书记", "支部书记", "2026-11-05"),
        ("村务监督委员会", "村务监督委员会成员", "2026-11-05"),
    ]
    assert (approval["request"], approval["adopted"]) == ("2026-1", False)
    assert [names[one["who"]["name"]] for one in approval["steps"]] == [one.who for one in row.taken]
    assert not any(one.who in json.dumps(content, ensure_ascii=False) for one in row.taken)


def test_page_says_who_agreed_and_on_which_day() -> None:
    approved: dict[str, Any] = copy.deepcopy(CONTENT)
    approved["vouchers"][1]["approval"] = APPROVAL
    page = client_of(month_document("2026-10", approved)).get("/liuxi/finance/2026-10/").text
    assert "审批：村委会主任（村委会委员代）甲一、村务监督委员会乙二，10月8日批完" in page
    assert page.count("审批：") == 1


def test_names_that_are_withheld_stay_masked_and_are_escaped() -> None:
    approved: dict[str, Any] = copy.deepcopy(CONTENT)
    approved["vouchers"][1]["approval"] = APPROVAL
    withheld = replace(month_document("2026-10", approved), names=None)
    page = client_of(withheld).get("/liuxi/finance/2026-10/").text
    assert "村务监督委员会&lt;b&gt;" in page
    assert "甲一" not in page


def test_older_documents_say_nothing_of_it() -> None:
    assert "审批：" not in client_of(month_document("2026-10", CONTENT)).get("/liuxi/finance/2026-10/").text
