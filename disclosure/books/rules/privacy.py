"""What may not stand in a voucher's text, because every voucher is published item by item."""

from __future__ import annotations

import re
import unicodedata

#: Identity cards (15 or 18), bank cards (16 to 19), mobile phones (11), standing alone.
_PRIVATE_NUMBER = re.compile(r"(?<!\d)(?:\d{15,19}|\d{17}[Xx]|1[3-9]\d{9})(?!\d)")
_WITHIN_NUMBERS = re.compile(r"(?<=\d)[ -](?=\d)")


def holds_private_number(text: str) -> bool:
    """Tell whether ``text`` has what looks like an identity card, bank card or mobile phone number.

    Source: 个人信息保护法第6、25条; privacy defaults ``never_publish``.
    """
    plain = _WITHIN_NUMBERS.sub("", unicodedata.normalize("NFKC", text))
    return _PRIVATE_NUMBER.search(plain) is not None
