"""People's rights as words: what no scheme of points, of members or of households, may take or give points for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """Words nothing may be named by that takes or gives points, and why."""

    takes: bool
    gives: bool
    why: str
    words: tuple[str, ...]
    spares: tuple[str, ...]  # phrases that hold a word and mean something else, such as a duty neglected
    article: str
    confidence: str

    def found_in(self, text: str) -> str | None:
        """Return the first word found in a text beside what is spared; ``None`` where there is none."""
        for spared in self.spares:
            text = text.replace(spared, "，")
        return next((word for word in self.words if word in text), None)


def refused_word(text: str, *, takes: bool) -> str | None:
    """Return why points for what ``text`` names are refused; ``takes``: they are taken away. ``None``: they are not.

    Source: ``rights.toml``.
    """
    plain = text.upper().replace(" ", "")
    for one in _refused():
        if one.takes if takes else one.gives:
            word = one.found_in(plain)
            if word is not None:
                return one.why.format(word=word)
    return None


@cache
def _refused() -> tuple[_Refused, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["refused"]
    return tuple(
        _Refused(**{**row, "words": tuple(row["words"]), "spares": tuple(row.get("spares", ()))}) for row in rows
    )
