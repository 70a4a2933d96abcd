"""Canonical JSON: one text for one value, so that a digest says something.

The form is that of RFC 8785 for the values we allow: objects with sorted ASCII keys, arrays,
strings, integers, booleans and null. There are no floats; moments, days, months and amounts are
written as strings or integers by whoever owns them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import orjson

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_LARGEST_EXACT = 2**53 - 1


def canonical_json(value: Json) -> bytes:
    """Return the one UTF-8 text of ``value``.

    :raise TypeError: the value holds a float, a key that is not ASCII, or a type JSON does not have.
    :raise ValueError: an integer that not every JSON reader keeps exactly.
    """
    _require_plain(value)
    return encoded(value)


def encoded(value: Json) -> bytes:
    """Return the one UTF-8 text of a value known to be plain: read from a database or built from such."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def _require_plain(value: object) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, int):
            if not -_LARGEST_EXACT <= one <= _LARGEST_EXACT:
                msg = f"integer {one} is not exact in every JSON reader"
                raise ValueError(msg)
        elif isinstance(one, dict):
            if not "".join(one).isascii():  # a key that is no string cannot be joined
                msg = "a key is not an ASCII string"
                raise TypeError(msg)
            waiting += [item for item in one.values() if item.__class__ is not str]  # most are texts
        elif isinstance(one, (list, tuple)):
            waiting += [item for item in one if item.__class__ is not str]
        elif one is not None and not isinstance(one, str):
            msg = f"{type(one).__name__} has no canonical form"
            raise TypeError(msg)
