"""Money as integer fen. A yuan text has at most two decimals; there is no float anywhere."""

from __future__ import annotations

import re
import unicodedata

from portal.kernel.errors import BadValueError

_YUAN = re.compile(r"(?P<sign>[-+]?)(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d*))?")
_LARGEST_FEN = 10**15
_DECIMALS = 2


class MoneyError(BadValueError):
    """A text that is not an amount of money in yuan."""


def parse_yuan(text: str) -> int:
    """Return the fen of ``text``, an amount in yuan such as ``1,234.5`` or ``１２．５０``.

    Full-width digits, a leading ¥ and thousands separators are read; more than two decimals are refused.

    :raise MoneyError: the text is no amount, is too exact, or is larger than ten thousand billion yuan.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元").strip()
    match = _YUAN.fullmatch(plain)
    if match is None:
        msg = f"“{text}”不是金额，请填写数字，例如 1234.50。"
        raise MoneyError(msg)
    decimals = match["decimals"] or ""
    if len(decimals.rstrip("0")) > _DECIMALS:
        msg = f"金额“{text}”的小数超过两位，请精确到分，例如 1234.50。"
        raise MoneyError(msg)
    fen = int(match["yuan"].replace(",", "")) * 100 + int(decimals[:_DECIMALS].ljust(_DECIMALS, "0"))
    if fen > _LARGEST_FEN:
        msg = f"金额“{text}”太大，请核对。"
        raise MoneyError(msg)
    return -fen if match["sign"] == "-" else fen


def plain_yuan(fen: int) -> str:
    """Return ``fen`` as yuan for machines: ``-1234.50``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def format_yuan(fen: int) -> str:
    """Return ``fen`` as yuan for people: ``-1,234.50``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
