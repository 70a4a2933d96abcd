"""Masked names: what stands in public where a private person's name does not."""

from __future__ import annotations

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
