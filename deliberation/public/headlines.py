"""How each document of a matter stands in a list: what it is about, and the one thing it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.public.attendance import attended
from deliberation.public.course import happened, matter_number, named
from deliberation.public.kinds import OPINION, RESOLUTION
from deliberation.public.options import in_short, verdict
from deliberation.public.shapes import sound
from portal.areas import Headline

if TYPE_CHECKING:
    from portal.kernel.published import PublishedBulletin


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a document about a matter stands in a list; what is not ours, cannot be shown, or waits, has none."""
    if not sound(bulletin) or (bulletin.kind == OPINION and bulletin.content.get("answer") is None):
        return None
    return Headline(
        title=named(matter_number(bulletin), bulletin.content["matter"]["title"]),
        detail=_detail(bulletin),
        endpoint="matters.matter",
        values={"village": bulletin.place_slug, "number": str(matter_number(bulletin))},
    )


def _detail(bulletin: PublishedBulletin) -> str:
    if bulletin.kind == RESOLUTION and not bulletin.content["publication"].get("interrupted"):
        result = bulletin.content["outcome"]
        came = f"应到 {result['entitled']} 人，实到 {attended(bulletin.content)}"
        return f"{verdict(result)}：{came}，{in_short(result)}。"
    return list(happened(bulletin))[-1].text
