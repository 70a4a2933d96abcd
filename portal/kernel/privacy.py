"""What may not stand in a text that is published or sealed for ever: the numbers of people."""

from __future__ import annotations

import re
import unicodedata

from portal.kernel.errors import BadValueError

#: Identity cards (15 or 18), bank cards (16 to 19), mobile phones (11), standing alone.
_PRIVATE_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[Xx]|\d{15,19}|1[3-9]\d{9})(?!\d)")
_WITHIN_NUMBERS = re.compile(r"(?<=\d)[ -](?=\d)")
_SHOWN = 4


class PrivateNumberError(BadValueError):
    """A text has what looks like the number of a person; ``ending`` is how it ends."""

    def __init__(self, ending: str) -> None:
        super().__init__(
            f"末尾是“{ending}”的数字像身份证号、银行卡号或手机号，这里的内容保存后不能删除，请去掉号码再提交。"
        )


def holds_private_number(text: str) -> bool:
    """Tell whether ``text`` has what looks like an identity card, bank card or mobile phone number.

    Source: 个人信息保护法第6、25条; privacy defaults ``never_publish``.
    """
    return _found(text) is not None


def refuse_private_numbers(*texts: str) -> None:
    """Let only texts pass that may be kept for ever.

    :raise PrivateNumberError: one of them has what looks like the number of a person.
    """
    for text in texts:
        number = _found(text)
        if number is not None:
            raise PrivateNumberError(number[-_SHOWN:])


def _found(text: str) -> str | None:
    plain = _WITHIN_NUMBERS.sub("", unicodedata.normalize("NFKC", text))
    match = _PRIVATE_NUMBER.search(plain)
    return match[0] if match else None
