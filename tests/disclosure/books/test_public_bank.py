"""What a month's page says of bank and cash box: one sentence each, and nothing where a document says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from disclosure.books.public.bank import money_checked

EVEN: dict[str, Any] = {
    "statement_fen": 1000, "book_fen": 1000, "adjusted_fen": 1000, "difference_fen": 0, "difference_explained": False,
    "outstanding": [], "explained": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param({}, [], id="an older document"),
        pytest.param(
            {"bank": EVEN},
            ["银行对账：月底对账单余额 10.00 元，账上 10.00 元，没有未达账项，调节以后两边都是 10.00 元。"],
            id="even",
        ),
        pytest.param(
            {"bank": {**EVEN, "outstanding": [["村里已付、银行未付", 2, -300]], "explained": 1}},
            ["未达账项 2 笔（村里已付、银行未付 2 笔 3.00 元），1 笔已说明"],
            id="outstanding",
        ),
        pytest.param(
            {"bank": {**EVEN, "difference_fen": -100, "difference_explained": True}},
            ["还差 1.00 元，已说明。"],
            id="off",
        ),
        pytest.param(
            {"cash_count": {"counted_on": "2026-10-31", "counted_fen": 640, "book_fen": 665}},
            ["现金盘点：2026年10月31日两人盘点，有现金 6.40 元，比账上少 0.25 元。"],
            id="cash short",
        ),
        pytest.param(
            {"cash_count": {"counted_on": "2026-10-31", "counted_fen": 0, "book_fen": 0}},
            ["和账上一样。"],
            id="cash even",
        ),
    ],
)
def test_sentences(content: dict[str, Any], said: list[str]) -> None:
    found = money_checked(content)
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))
