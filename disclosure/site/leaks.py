"""What may never stand in public: private numbers, in the forms the portal refuses, and anything of the signed-in side.

Pure.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from portal.kernel.privacy import as_read, holds_long_number, private_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 4
_TOKENS = (
    ("表单令牌", re.compile(r"csrf[_-]?token", re.IGNORECASE | re.ASCII)),
    (
        "登录令牌",
        re.compile(r"(?<![\w.-])\.?eJ[\w-]{10,}\.[\w-]{6,}\.[\w-]{20,}|(?:set-cookie|remember_token)\s*[:=]"),
    ),
    ("登录令牌", re.compile(r"(?<![\w-])session\s*=\s*[\w.-]{16,}", re.IGNORECASE | re.ASCII)),
)
#: A line of a fingerprint as sheets print it, eight groups of four; sixteen digits may well follow each other there.
_PRINT = re.compile(r"^(?=.*[a-f])(?:[0-9a-f]{4} ){7}[0-9a-f]{4}$", re.MULTILINE)
#: What each token has some of in small letters, and how JSON could hide letters and digits.
_WORDS = ("csrf", "ej", "remember_token", "set-cookie", "session", "\\u")


def is_suspect(text: str) -> bool:
    """Tell whether a closer look at a text is worth it: what every pattern needs some of is there.

    A text in which this finds nothing holds nothing that ``leaks_in_text`` or ``leaks_in_json`` would find.
    """
    plain = as_read(text)
    small = plain.lower()
    return any(word in small for word in _WORDS) or holds_long_number(plain)


def leaks_in_text(text: str) -> Iterator[str]:
    """Yield what a text gives away, with the number's end hidden."""
    plain = as_read(text)
    for found in private_numbers(_PRINT.sub("", plain)):
        yield f"{found.what}：{found.number[:_SHOWN]}…"
    for what, form in _TOKENS:
        for match in form.finditer(plain):
            yield f"{what}：{match[0][:_SHOWN]}…"


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
