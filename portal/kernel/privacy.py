"""What may not stand in a text that is published or sealed for ever: the numbers of people.

The portal refuses a text by these forms and the public site refuses a document by the same ones. Texts are looked
at as people read them: full-width digits and spaces count, and so does a number written in groups. What is set in
groups counts only where the groups, or the number's days and check digit, are those of such a number: years, days
and amounts in a row are none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What people put between two groups of one number: spaces, hyphens and dashes, and what has no width.
_GAP = "[ \u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff-]{0,3}"
_BEGIN, _END = r"(?<![\dA-Za-z_])", r"(?![\dA-Za-z_])"

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"

_LEAST_DIGITS = 11
_SHOWN = 4
_LUHN_BASE = 10
_LARGEST_SINGLE = 9


class PrivateNumberError(BadValueError):
    """A text has what looks like the number of a person; ``ending`` is how it ends."""

    def __init__(self, ending: str) -> None:
        super().__init__(
            f"末尾是“{ending}”的数字像身份证号、银行卡号或手机号，这里的内容保存后不能删除，请去掉号码再提交。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNumber:
    """What looks like the number of a person, as it is written."""

    what: str
    number: str


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = (digit * 2 for digit in digits[1::2])
    total = sum(digits[::2]) + sum(d - _LARGEST_SINGLE if d > _LARGEST_SINGLE else d for d in doubled)
    return total % _LUHN_BASE == 0


@dataclass(frozen=True, slots=True)
class _Form:
    what: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool]

    def found_in(self, plain: str) -> Iterator[str]:
        for match in self.pattern.finditer(plain):
            if match["whole"] or self.holds(match["groups"]):
                yield match["whole"] or match["groups"]


def _form(what: str, whole: str, *groups: str, holds: Callable[[str], bool] = bool) -> _Form:
    """Return the form of a number that stands ``whole``, where letters beside it do not hide it, or in ``groups``.

    A space in ``groups`` stands for a gap that may be there; ``holds`` asks more of what is written so.
    """
    gapped = "|".join(groups).replace(" ", _GAP)
    return _Form(
        what,
        re.compile(f"{_BEGIN}(?:[A-Za-z_]*(?P<whole>{whole})[A-Za-z_]*|(?P<groups>{gapped})){_END}"),
        holds,
    )


_FORMS = (
    _form(
        "18 位身份证号",
        r"[1-9]\d{16}[\dXx]",
        rf"{_PROVINCE}\d \d{{3}} (?:19|20)\d\d {_MONTH} {_DAY} \d{{3}} [\dXx]",
        rf"{_PROVINCE}\d\d \d\d(?:19|20) \d\d{_MONTH} {_DAY}\d\d \d[\dXx]",
    ),
    _form(
        "15 位身份证号",
        rf"{_PROVINCE}\d{{6}}{_MONTH}{_DAY}\d{{3}}",
        rf"{_PROVINCE}\d \d{{3}} \d\d {_MONTH} {_DAY} \d{{3}}",
    ),
    _form(
        "11 位手机号",
        r"(?:(?:00)?86)?1[3-9]\d{9}",
        r"(?:(?:00)?86 )?1[3-9]\d \d{4} \d{4}",
        r"(?:(?:00)?86 )?1[3-9]\d\d \d{3} \d{4}",
        r"(?:(?:00)?86 )?1[3-9]\d\d \d{4} \d{3}",
        r"(?:(?:00)?86 )?1[3-9]\d{3} \d{3} \d{3}",
    ),
    _form(
        "16—19 位银行卡号",
        r"\d{16,19}",
        r"[34569]\d{3} \d{4} \d{4} \d{4}(?: \d{1,3})?",
        r"[34569]\d{5} \d{10,13}",
        holds=_luhn,
    ),
)

_LONG = re.compile(rf"{_BEGIN}[A-Za-z_]*\d(?:{_GAP}\d){{{_LEAST_DIGITS - 1}}}")


def as_read(text: str) -> str:
    """Return ``text`` with every letter, digit and space in its plain form, as these forms look at it."""
    return unicodedata.normalize("NFKC", text)


def holds_long_number(plain: str) -> bool:
    """Tell whether a text has digits enough in a row; where it has not, ``private_numbers`` finds nothing. Quick."""
    return _LONG.search(plain) is not None


def private_numbers(plain: str) -> Iterator[PrivateNumber]:
    """Yield what in a text, given :func:`as_read`, looks like an identity card, bank card or mobile phone number.

    Source: 个人信息保护法第6、25条; privacy defaults ``never_publish``.
    """
    for form in _FORMS:
        for number in form.found_in(plain):
            yield PrivateNumber(what=form.what, number=number)


def holds_private_number(text: str) -> bool:
    """Tell whether ``text`` has what looks like the number of a person."""
    return any(True for _ in private_numbers(as_read(text)))


def refuse_private_numbers(*texts: str) -> None:
    """Let only texts pass that may be kept for ever.

    :raise PrivateNumberError: one of them has what looks like the number of a person.
    """
    for plain in map(as_read, texts):
        if holds_long_number(plain):
            for found in private_numbers(plain):
                raise PrivateNumberError(found.number[-_SHOWN:])
