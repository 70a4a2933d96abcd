"""Masked names: what stands in public where a private person's name does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SHORT_NAME = 2


def mask_name(name: str) -> str:
    """Return ``name`` with its middle hidden: 张三 becomes 张*, 张三丰 becomes 张*丰, 欧阳修文 becomes 欧**文.

    A name of one character is hidden altogether.
    """
    plain = name.strip()
    if len(plain) < _SHORT_NAME:
        return "*"
    if len(plain) == _SHORT_NAME:
        return plain[0] + "*"
    return plain[0] + "*" * (len(plain) - 2) + plain[-1]


def masking(names: Iterable[str]) -> Callable[[str], str]:
    """Return what masks every one of ``names`` wherever it stands in a text.

    A name of one character is an ordinary word as well, and left as it is.
    """
    wanted = sorted({name for name in names if len(name) >= _SHORT_NAME}, key=len, reverse=True)
    if not wanted:
        return str
    pattern = re.compile("|".join(re.escape(name) for name in wanted))
    return lambda text: pattern.sub(lambda found: mask_name(found[0]), text)
