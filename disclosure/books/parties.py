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
    from collections.abc import Callable, Iterator, Mapping

#: A longer list is shown as its first and how many they are.
_LONGEST_SHOWN = 80

_SEPARATOR = r"等 \d+ 方$|[、，,；;／/|（）()\[\]【】\s]+"
#: A word that joins two parties, or belongs to the name of one: 李永和, 欧阳和平.
_AND = re.compile(r"(?<=\w\w)(?:以及|及|和|与)")
#: What stands between several parties, or around what is said of one.
_BETWEEN = re.compile(rf"({_SEPARATOR}|{_AND.pattern}(?![及和与])(?=\w\w))")
_HAN = re.compile(r"[\u3400-\u9fff·]+")
#: Names of people are at most this long; a compound surname makes one longer.
_LONGEST_NAME, _LONGEST_COMPOUND = 3, 4
_SHORTEST_NAME = 2


def public_party(party: str, masked: Callable[[str], str] = str) -> str:
    """Return ``party`` as it may be published; ``masked`` hides the registered people an organisation's name holds.

    Source: product decision D-58.
    """
    parts = _BETWEEN.split(party.strip())
    return "".join(part if place % 2 else _public(part, masked) for place, part in enumerate(parts))


def private_names(party: str) -> tuple[str, ...]:
    """Return what is taken for names of private persons in ``party``, and hidden wherever it stands.

    Where a word may join two names or belong to one, every way to read it counts: it hides too much, never too little.
    """
    listed = re.split(_SEPARATOR, party.strip())
    return tuple(dict.fromkeys(name for one in listed for name in _names_within(one)))


def shortened(party: str) -> str:
    """Return a long list, masked already, as its first and how many they are: 清淤队等 21 方."""
    if len(party) <= _LONGEST_SHOWN:
        return party
    first, *others = party.split("、")
    return f"{first}等 {len(others) + 1} 方" if others else party


def _public(part: str, masked: Callable[[str], str]) -> str:
    if not part:
        return ""
    return masked(part) if is_organisation(part) and not any(_names_within(part)) else mask_name(part)


def _names_within(text: str) -> Iterator[str]:
    """Yield every stretch from one word that may join names to another that may be a person's name."""
    parts = _BETWEEN.split(text)[::2]
    words = [found.span() for found in _AND.finditer(text)]
    for start in (0, *(end for _, end in words)):
        for end in (*(start for start, _ in words), len(text)):
            name = text[start:end]
            long_for_a_name = len(name) > _LONGEST_COMPOUND and name not in parts
            if len(name) >= _SHORTEST_NAME and not long_for_a_name and not is_organisation(name):
                yield name


def is_organisation(text: str) -> bool:
    """Tell whether ``text`` is recognisably an organisation or a group of people, and not the name of one person."""
    return text.endswith(_endings()) and not _like_a_name(text)


def begins_like_a_name(text: str) -> bool:
    """Tell whether a text has the surname and the length of a Chinese name."""
    if not _HAN.fullmatch(text):
        return False
    compound = text.startswith(tuple(_words()["compound_surnames"]))
    if compound:
        return len(text) <= _LONGEST_COMPOUND
    return len(text) <= _LONGEST_NAME and text[:1] in _words()["surnames"]


def _like_a_name(text: str) -> bool:
    """Tell whether a text could be somebody's name although it ends like an organisation: 王建村, 欧阳文社."""
    ends_like_a_name = text[-1:] in _words()["also_in_names"] and not text.endswith(_plain_words())
    return ends_like_a_name and begins_like_a_name(text)


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
