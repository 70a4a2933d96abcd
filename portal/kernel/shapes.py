"""Forms of documents: what a reader may count on, said as data, so that a document of another form is left alone.

A form is a type, a question to the value, a mapping of names to forms, or a list with the form of each part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

#: See the module.
Shape = type | Callable[[Any], bool] | Mapping[str, Any] | list[Any]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def fits(value: Any, shape: Shape) -> bool:
    """Tell whether ``value`` has ``shape``; what more it has does not matter."""
    if isinstance(shape, Mapping):
        return isinstance(value, Mapping) and all(fits(value.get(name), part) for name, part in shape.items())
    if isinstance(shape, list):
        return isinstance(value, Sequence) and not isinstance(value, str) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, type):
        return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    return shape(value)


def perhaps(shape: Shape) -> Callable[[Any], bool]:
    """Return what lets a missing part or ``null`` pass as well."""
    return lambda value: value is None or fits(value, shape)


def one_of(*values: str) -> Callable[[Any], bool]:
    """Return what lets these texts pass."""
    return lambda value: isinstance(value, str) and value in values


def is_day(value: Any) -> bool:
    """Tell whether it is a day as documents write it: ``2026-10-03``."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_moment(value: Any) -> bool:
    """Tell whether it is a moment as documents write it: ``2026-10-03T01:30:00.000000Z``."""
    if not isinstance(value, str):
        return False
    try:
        datetime.strptime(value, _MOMENT)  # noqa: DTZ007 - only asked whether it can be read
    except ValueError:
        return False
    return True


def is_digest(value: Any) -> bool:
    """Tell whether it is a SHA-256 digest in hex."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None
