"""Who paid or was paid, as the public may read it: organisations and groups by name, everybody else masked.

What counts as an organisation is a list of endings in ``parties.toml``; whatever ends otherwise is a private person.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel.names import mask_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: What stands between several parties, or around what is said of one.
_BETWEEN = re.compile(r"([、，,；;／/|（）()\[\]【】\s]+|以及|及|和)")
_HAN = re.compile(r"[\u3400-\u9fff·]+")
#: Names of people are at most this long; a compound surname makes one longer.
_LONGEST_NAME, _LONGEST_COMPOUND = 3, 4
_SHORTEST_NAME = 2


def public_party(party: str, masked: Callable[[str], str] = str) -> str:
    """Return ``party`` as it may be published; ``masked`` hides the registered people an organisation's name holds.

    Source: product decision D-58.
    """
    parts = _BETWEEN.split(party.strip())
    return "".join(
        part if place % 2 else masked(part) if is_organisation(part) else mask_name(part) if part else ""
        for place, part in enumerate(parts)
    )


def private_names(party: str) -> tuple[str, ...]:
    """Return the parts of ``party`` that are taken for names of private persons, and hidden wherever they stand."""
    return tuple(
        part for part in _BETWEEN.split(party.strip())[::2] if len(part) >= _SHORTEST_NAME and not is_organisation(part)
    )


def is_organisation(text: str) -> bool:
    """Tell whether ``text`` is recognisably an organisation or a group of people, and not the name of one person."""
    return text.endswith(_endings()) and not _like_a_name(text)


def _like_a_name(text: str) -> bool:
    """Tell whether a text could be somebody's name although it ends like an organisation: 王建村, 欧阳文社."""
    ends_like_a_name = text[-1:] in _words()["also_in_names"] and not text.endswith(_plain_words())
    if not ends_like_a_name or not _HAN.fullmatch(text):
        return False
    compound = text.startswith(tuple(_words()["compound_surnames"]))
    if compound:
        return len(text) <= _LONGEST_COMPOUND
    return len(text) <= _LONGEST_NAME and text[:1] in _words()["surnames"]


@cache
def _plain_words() -> tuple[str, ...]:
    """Return the endings of more than one character, which end nobody's name."""
    return tuple(word for word in _endings() if len(word) > 1)


@cache
def _endings() -> tuple[str, ...]:
    words = _words()
    return (*words["organisations"], *words["groups"])


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("parties.toml").read_text(encoding="utf-8"))
