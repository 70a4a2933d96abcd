from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.money import MoneyError, format_yuan, parse_yuan, plain_yuan


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("12.5", 1250),
        ("1,234.50", 123450),
        ("１２．５０", 1250),
        ("¥3", 300),
        ("88元", 8800),
        ("-0.01", -1),
        ("12.500", 1250),
        (" 7. ", 700),
    ],
)
def test_what_people_write_is_read_exactly(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text", ["", "abc", "1.005", "1,23.4", "1e3", "NaN", "--1", "1 2", "九十", "99999999999999999"]
)
def test_what_is_no_exact_amount_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        parse_yuan(text)
    assert refusal.value.sentence.endswith("。")


@given(st.integers(-(10**14), 10**14))
def test_every_amount_survives_being_written_and_read(fen: int) -> None:
    assert parse_yuan(plain_yuan(fen)) == fen
    assert parse_yuan(format_yuan(fen)) == fen
