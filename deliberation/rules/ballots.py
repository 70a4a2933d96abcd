"""What a ballot is bound to: the text it is about, the code a voter takes home, whether time is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.canonical import Json, canonical_json, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_GROUP = 4
_CODE = 12


def plan_digest(
    *,
    number: int,
    matter_type: str,
    title: str,
    plan: str,
    budget_fen: int | None,
    fund: str,
    attachments: Sequence[str] = (),
) -> str:
    """Return the digest of everything that is put to the vote; ``attachments`` are the digests of its files.

    The text voted on is the text published: both carry this digest (``DECISIONS.md``, D-26). A plan without files has
    the digest it had before files could be attached.
    """
    text: dict[str, Json] = {
        "number": number,
        "matter_type": matter_type,
        "title": title,
        "plan": plan,
        "budget_fen": budget_fen,
        "fund": fund,
    }
    if attachments:
        text["attachments"] = list[Json](sorted(attachments))
    return sha256_hex(canonical_json(text))


def receipt_code(digest: str) -> str:
    """Return the code of a vote: the first twelve hex digits of its leaf's digest, in groups of four.

    Whoever has the code finds the leaf in the published ballot log; the code says nothing about the choice.
    """
    return "-".join(digest[start : start + _GROUP] for start in range(0, _CODE, _GROUP))


def ends_at(*, deadline: datetime, counted_at: datetime | None) -> datetime:
    """Return when a ballot ends: at its deadline, or at its count where everybody present had voted before."""
    return deadline if counted_at is None else min(deadline, counted_at)


def is_closed(*, closes_at: datetime, now: datetime) -> bool:
    """Tell whether the deadline has come: exactly at it, a ballot is closed."""
    return now >= closes_at
