import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.site.leaks import is_suspect, leaks_in_json, leaks_in_text
from portal.kernel.privacy import holds_private_number

FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}
PIECES = st.one_of(
    st.text(max_size=3),
    st.from_regex(r"1[3-9][0-9]{1,9}|[0-9]{1,7}[xX]?", fullmatch=True),
    st.text("0123456789\uff10\uff11\uff19\u2462\u2075", min_size=1, max_size=6),
    st.sampled_from((*' \u3000\u00a0\u200b-－\u2013_=.\\"\n', "+86", "19900101", "tel", "第")),
    st.sampled_from(
        ("csrf", "_TOKEN", "eJ", "session", "SESSION", "\uff33ession", "remember_token", "set-cookie:", "a" * 20)
    ),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("身份证 110101199003078515。", "身份证"),
        ("身份证 11010119900307851X", "身份证"),
        ("110101199003078515".translate(FULL_WIDTH), "身份证"),
        ("电话 13912345678", "手机"),
        ("电话+8613912345678", "手机"),
        ("电话 139 1234 5678", "手机"),
        ("电话139-1234-5678。", "手机"),
        ("卡号 6222021234567890123", "银行卡"),
        ("卡号 6222021234567890", "银行卡"),
        ("卡号 4111 1111 1111 1111", "银行卡"),
        ('<input name="csrf_token">', "表单令牌"),
        ("session=eyJfZnJlc2giOmZhbHNlfQ.Zx1a2b.4Kq3m5n6o7p8q9r0s1t2u3v4", "登录令牌"),
        (".eJwlzjEOwzAIAMC_MHcAjG3IZyJjg9o1aaaqf2-k7jfZx.aBcDeF.zyxwvutsrqponmlkjihgfedc", "登录令牌"),
    ],
)
def test_private_numbers_and_tokens_are_found(text: str, what: str) -> None:
    assert is_suspect(text)
    assert any(what in found for found in leaks_in_text(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("138\u30001234\u30005678", id="full-width spaces"),
        pytest.param("138\u00a01234\u00a05678", id="no-break spaces"),
        pytest.param("138\u200b1234\u200b5678", id="spaces of no width"),
        pytest.param("138－1234－5678", id="full-width hyphens"),
        pytest.param("138\u20131234\u20135678", id="dashes"),
        pytest.param("138 - 1234 - 5678", id="hyphens in spaces"),
        pytest.param("1381 234 5678", id="four, three, four"),
        pytest.param("+86 138 1234 5678", id="country code"),
        pytest.param("2026-10-08 13812345678", id="mobile after a day"),
        pytest.param("tel13812345678", id="letters before it"),
        pytest.param("110101900307001", id="old identity card"),
        pytest.param("110101 900307 001", id="old identity card in groups"),
        pytest.param("110101 19900101 1234", id="identity card in groups"),
        pytest.param("110101-1990-01-01-123X", id="identity card with its day"),
        pytest.param("1101 0119 9001 0112 34", id="identity card in fours"),
        pytest.param("622202 0000000000000", id="bank card in two"),
    ],
)
def test_the_site_publishes_no_number_the_portal_refuses(text: str) -> None:
    assert holds_private_number(text)
    assert is_suspect(text)
    assert list(leaks_in_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "1,234,567.89 元",
        "2010 2011 2012 2013",
        "2026-11-05T08:00:00.123456Z",
        "0123456789abcdef" * 4,
        "统一社会信用代码 91110000MA0012345X",
        "发票 24112000000012345678",
        "合计 13000000.00 元",
        "第 12345678901 号",
        "1234 5678 9012 3456",
        "2026-10-08 2026-10-09",
        "16 2026-10-08 3",
        "合同 13-2026-00123",
        "1 5 2 3 4 5 1 2 3 4 5",
        "a138 1234 5678 90bc",
        "发票代码 013001900104",
        "注册号 330100000012345",
        "session 会议",
        "2026年10月3日",
    ],
)
def test_amounts_days_digests_and_codes_are_no_leaks(text: str) -> None:
    assert list(leaks_in_text(text)) == []
    assert not holds_private_number(text)


def test_digits_that_follow_each_other_in_a_printed_fingerprint_are_no_card() -> None:
    card = "6222 0212 3456 7894"
    assert [*leaks_in_text(card)]
    assert not [*leaks_in_text(f"文件指纹\n{card} 0a1b 2c3d 4e5f 6071\n8293 a4b5 c6d7 e8f9 0a1b 2c3d 4e5f 6071")]
    assert [*leaks_in_text(f"{card} {card}")]
    assert [*leaks_in_text(f"{card} 0a1b 2c3d")]


@given(TEXTS)
def test_a_text_that_is_not_suspect_gives_nothing_away(text: str) -> None:
    found = list(leaks_in_text(text))
    assert is_suspect(text) or not found
    assert found or not holds_private_number(text)


@given(st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)))
def test_a_json_text_that_is_not_suspect_gives_nothing_away(value: Any) -> None:
    for inner in (value, {"envelope": json.dumps({"v": value}, ensure_ascii=False)}):
        for ascii_only in (False, True):
            text = json.dumps(inner, ensure_ascii=ascii_only)
            assert is_suspect(text) or not list(leaks_in_json(text))


def test_the_end_of_a_private_number_is_not_repeated() -> None:
    assert "5678" not in " ".join(leaks_in_text("13912345678"))


def test_json_is_searched_in_its_strings_also_in_json_within_json_but_not_in_numbers() -> None:
    inner = json.dumps({"phone": "13912345678"})
    assert len(list(leaks_in_json(json.dumps({"envelope": inner})))) == 1
    assert len(list(leaks_in_json(json.dumps(["{broken 13912345678"])))) == 1
    assert len(list(leaks_in_json(json.dumps({"13912345678": "{}"})))) == 1
    assert list(leaks_in_json(json.dumps({"amount_fen": 13912345678}))) == []
