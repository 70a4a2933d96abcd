"""What may never stand in public: private numbers and anything of the signed-in side. Pure.

Digits are looked at as people read them: full-width digits count, and a number set in groups of four
counts as one where it begins like a card and its check digit is right.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ALONE = r"(?<![0-9A-Za-z_])(?:{})(?![0-9A-Za-z_])"
_LUHN_BASE = 10
_LARGEST_SINGLE = 9
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class _Pattern:
    what: str
    form: re.Pattern[str]
    holds: Callable[[str], bool] = bool


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = (digit * 2 for digit in digits[1::2])
    total = sum(digits[::2]) + sum(d - _LARGEST_SINGLE if d > _LARGEST_SINGLE else d for d in doubled)
    return total % _LUHN_BASE == 0


_PATTERNS = (
    _Pattern("18 位身份证号", re.compile(_ALONE.format(r"[1-9]\d{16}[\dXx]"))),
    _Pattern("11 位手机号", re.compile(_ALONE.format(r"(?:\+?86[ -]?)?1[3-9]\d{9}|1[3-9]\d[ -]\d{4}[ -]\d{4}"))),
    _Pattern("16—19 位银行卡号", re.compile(_ALONE.format(r"\d{16,19}"))),
    _Pattern("16—19 位银行卡号", re.compile(_ALONE.format(r"[34569]\d{3}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?")), _luhn),
    _Pattern("表单令牌", re.compile(r"csrf[_-]?token", re.IGNORECASE)),
    _Pattern(
        "登录令牌",
        re.compile(r"(?<![\w.-])\.?eJ[\w-]{10,}\.[\w-]{6,}\.[\w-]{20,}|(?:set-cookie|remember_token)\s*[:=]"),
    ),
    _Pattern("登录令牌", re.compile(r"(?<![\w-])session\s*=\s*[\w.-]{16,}", re.IGNORECASE)),
)


#: Eleven digits in a row, however they are grouped and in whatever form they are written.
_LONG_NUMBER = re.compile(
    r"[\d\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u24ff\u2776-\u2793]"
    r"(?:[ -]?[\d\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u24ff\u2776-\u2793]){10}"
)
_WORDS = ("csrf", "ej", "remember_token", "set-cookie", "session")


def is_suspect(text: str) -> bool:
    """Tell whether a closer look at a text is worth it: what every pattern needs some of is there.

    A text in which this finds nothing holds nothing that ``leaks_in_text`` or ``leaks_in_json`` would find.
    """
    small = text.lower()
    return any(word in small for word in _WORDS) or _LONG_NUMBER.search(text) is not None


def leaks_in_text(text: str) -> Iterator[str]:
    """Yield what a text gives away, with the number's end hidden."""
    plain = unicodedata.normalize("NFKC", text)
    for pattern in _PATTERNS:
        for match in pattern.form.finditer(plain):
            if pattern.holds(match[0]):
                yield f"{pattern.what}：{match[0][:_SHOWN]}…"


def leaks_in_json(text: str) -> Iterator[str]:
    """Yield what the strings of a JSON document give away, also those that hold JSON themselves.

    Numbers are amounts and counts there; a private number would have to be a string.
    """
    yield from leaks_in_text("\n".join(_strings(json.loads(text))))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        inner = _inner(value)
        if inner is None:
            yield value
        else:
            yield from _strings(inner)


def _inner(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
