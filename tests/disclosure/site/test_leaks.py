import json

import pytest

from disclosure.site.leaks import leaks_in_json, leaks_in_text

FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


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
    assert any(what in found for found in leaks_in_text(text))


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
        "session 会议",
        "2026年10月3日",
    ],
)
def test_amounts_days_digests_and_codes_are_no_leaks(text: str) -> None:
    assert list(leaks_in_text(text)) == []


def test_the_end_of_a_private_number_is_not_repeated() -> None:
    assert "5678" not in " ".join(leaks_in_text("13912345678"))


def test_json_is_searched_in_its_strings_also_in_json_within_json_but_not_in_numbers() -> None:
    inner = json.dumps({"phone": "13912345678"})
    assert len(list(leaks_in_json(json.dumps({"envelope": inner})))) == 1
    assert len(list(leaks_in_json(json.dumps(["{broken 13912345678"])))) == 1
    assert len(list(leaks_in_json(json.dumps({"13912345678": "{}"})))) == 1
    assert list(leaks_in_json(json.dumps({"amount_fen": 13912345678}))) == []
