"""What a published month says of its funds; older documents are silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_AMOUNTS = ("opening_fen", "in_fen", "out_fen")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFund:
    """A fund that moved in a month."""

    name: str
    kind: str
    opening_fen: int
    in_fen: int
    out_fen: int

    @property
    def closing_fen(self) -> int:
        """What was left of it."""
        return self.opening_fen + self.in_fen - self.out_fen


def read_funds(content: Sequence[Mapping[str, Any]]) -> tuple[PublicFund, ...]:
    """Return the funds of a document.

    :raise ValueError: what is left is not what it follows from.
    """
    return tuple(map(_fund, content))


def _fund(content: Mapping[str, Any]) -> PublicFund:
    found = PublicFund(name=content["name"], kind=content["kind"], **{name: int(content[name]) for name in _AMOUNTS})
    if found.closing_fen != content["closing_fen"]:
        raise ValueError(content["name"])
    return found
