"""The documents about councils: which can be shown, and the one of each meeting, period and month that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.suggestion_course import ITEM
from deliberation.rules.councils import COLLECTION_TOLD, MEETING_TOLD, MISS_TOLD, Hall
from portal.kernel.months import Month, MonthError
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, one_of, perhaps
from portal.kernel.shelves import natural_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from portal.kernel.published import Published, PublishedBulletin
    from portal.kernel.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The fees of one month as they were published last; ``corrected`` says why they were changed."""

    month: Month
    households_due: int
    households_paid: int
    due_fen: int
    collected_fen: int
    rate_x100: int
    goal_x100: int
    article: str
    quoted: bool
    corrected: str
    bulletin: PublishedBulletin


@once
def sound_council(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is about a council or its fees and can be shown."""
    shape = _SHAPES.get(bulletin.kind)
    return shape is not None and fits(bulletin.content, shape)


def council_names(published: Published, slug: str) -> Iterator[tuple[Hall, str]]:
    """Yield the councils of which a village has published anything, with their names."""
    for hall in Hall:
        found = meetings_told(published, slug, hall) or misses_told(published, slug, hall)
        if found:
            yield hall, found[0].content["name"]


def meetings_told(published: Published, slug: str, hall: Hall) -> list[PublishedBulletin]:
    """Return what tells of each meeting last."""
    return _newest(published, slug, hall, kind=MEETING_TOLD, key=lambda content: content["meeting"]["id"])


def misses_told(published: Published, slug: str, hall: Hall) -> list[PublishedBulletin]:
    """Return what tells of each period without a meeting last."""
    return _newest(published, slug, hall, kind=MISS_TOLD, key=lambda content: content["period"]["due_on"])


def counted_months(published: Published, slug: str) -> tuple[Counted, ...]:
    """Return the months whose fees are public, the newest first."""
    found = [_counted(one) for one in published.of(slug, COLLECTION_TOLD) if sound_council(one)]
    return tuple(sorted(found, key=lambda one: one.month, reverse=True))


def _newest(
    published: Published, slug: str, hall: Hall, *, kind: str, key: Callable[[Mapping[str, Any]], object]
) -> list[PublishedBulletin]:
    sound = (one for one in published.of(slug, kind) if sound_council(one) and one.content["hall"] == hall)
    ordered = sorted(sound, key=lambda one: (one.seal.seq, natural_order(one.key)))
    return list({key(one.content): one for one in ordered}.values())


def _counted(one: PublishedBulletin) -> Counted:
    told = one.content
    names = ("households_due", "households_paid", "due_fen", "collected_fen", "rate_x100", "goal_x100", "article")
    return Counted(
        **{name: told[name] for name in names},
        month=Month.parse(told["month"]),
        quoted=told["confidence"] == "quoted",
        corrected=one.reason,
        bulletin=one,
    )


def _is_month(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(Month.parse(value)) == value
    except MonthError:
        return False


_COUNCIL: Mapping[str, Shape] = {
    "hall": one_of(*(one.value for one in Hall)),
    "name": str,
    "words": str,
    "rhythm": perhaps(str),
    "article": str,
    "confidence": str,
}
_PERIOD: Shape = {"first": is_day, "last": is_day, "due_on": is_day}
_SHAPES: Mapping[str, Shape] = {
    MEETING_TOLD: {
        **_COUNCIL,
        "period": perhaps(_PERIOD),
        "meeting": {"id": int, "title": str, "held_on": is_day, "entitled": int, "present": int},
        "sides": perhaps({"present": [{"name": str, "people": int}], "complete": bool}),
        "items": [{"suggestion": int, "item": perhaps(ITEM)}],
    },
    MISS_TOLD: {**_COUNCIL, "period": _PERIOD, "why": perhaps(str)},
    COLLECTION_TOLD: {
        "month": _is_month,
        "households_due": int,
        "households_paid": int,
        "due_fen": int,
        "collected_fen": int,
        "rate_x100": int,
        "goal_x100": int,
        "article": str,
        "confidence": str,
    },
}
