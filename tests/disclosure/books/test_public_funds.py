"""The funds of a published month: what each held, took in, paid and has left; older documents show nothing of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from disclosure.books.public.funds import read_funds
from disclosure.books.public.years import fund_code
from tests.disclosure.books.published_months import CONTENT, client_of, month_document

OCTOBER = "2026-10"
FUND: dict[str, Any] = {
    "name": "道路<b>奖补",
    "kind": "一事一议资金",
    "opening_fen": 500_000,
    "in_fen": 0,
    "out_fen": 6_025,
    "closing_fen": 493_975,
}


def test_a_month_shows_the_funds_that_moved_and_leads_to_their_vouchers() -> None:
    content = copy.deepcopy(CONTENT)
    content["vouchers"][1] |= {"fund": FUND["name"]}
    text = client_of(month_document(OCTOBER, {**content, "funds": [FUND]})).get("/liuxi/finance/2026-10/").text
    section = text[text.index('id="funds"') :].partition("</table>")[0]
    for words in ("道路&lt;b&gt;奖补", "5,000.00", "60.25", "4,939.75", fund_code(FUND["name"])):
        assert words in section, words


def test_an_older_document_says_nothing_of_funds() -> None:
    text = client_of(month_document(OCTOBER, CONTENT)).get("/liuxi/finance/2026-10/").text
    assert 'id="funds"' not in text


def test_a_fund_that_does_not_add_up_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="道路"):
        read_funds([{**FUND, "closing_fen": 1}])
