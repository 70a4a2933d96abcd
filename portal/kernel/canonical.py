"""Canonical JSON: one text for one value, so that a digest says something.

The form is that of RFC 8785 for the values we allow: objects with sorted ASCII keys, arrays,
strings, integers, booleans and null. There are no floats; moments, days, months and amounts are
written as strings or integers by whoever owns them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_LARGEST_EXACT = 2**53 - 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Json) -> bytes:
    """Return the one UTF-8 text of ``value``.

    :raise TypeError: the value holds a float, a key that is not ASCII, or a type JSON does not have.
    :raise ValueError: an integer that not every JSON reader keeps exactly.
    """
    _require_plain(value)
    return encoded(value)


def encoded(value: Json) -> bytes:
    """Return the one UTF-8 text of a value known to be plain: read from a database or built from such."""
    return _ENCODER.encode(value).encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def _require_plain(value: object) -> None:
    if isinstance(value, str) or value is None:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                msg = "a key is not an ASCII string"
                raise TypeError(msg)
            _require_plain(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _require_plain(item)
    else:
        _require_exact(value)


def _require_exact(value: object) -> None:
    if not isinstance(value, int):
        msg = f"{type(value).__name__} has no canonical form"
        raise TypeError(msg)
    if abs(value) > _LARGEST_EXACT:
        msg = f"integer {value} is not exact in every JSON reader"
        raise ValueError(msg)
