"""What several documents say in the same words: for how long they are public, and texts without villagers' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.procedures import I_IMPLEMENT, P2_PUBLISH_RESULT, USUAL
from deliberation.queries.ballots import cast_by_proxy
from deliberation.queries.standing import workflow_of
from deliberation.queries.ways import adoption_of
from portal.kernel.holidays import last_day
from portal.kernel.names import mask_name, masking
from portal.meetings.models import AttendanceManner
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from deliberation.queries import MatterRow, RoundRow
    from deliberation.rules.periods import PeriodRule
    from portal.kernel.canonical import Json
    from portal.org.models import Place

#: The manners of taking part that are told apart.
AFAR = (AttendanceManner.ONLINE, AttendanceManner.BY_PROXY)


def masked_in(village: Place) -> Callable[[str], str]:
    """Return what masks the name of every registered villager in a text."""
    return masking(registered_names(village))


def publication(rule: PeriodRule, *, on: date) -> dict[str, Json]:
    """Say for how long what is published on a day stays up, and where that is from."""
    until = last_day(on, rule.days)
    return {
        "days": rule.days,
        "until": until.day.isoformat(),
        "until_certain": until.certain,
        "article": rule.article,
        "confidence": rule.confidence.value,
    }


def beginning(rule: PeriodRule, *, by: date) -> dict[str, Json]:
    """Say by when it had to be public, and where that is from."""
    return {
        "by": by.isoformat(),
        "article": rule.start_article,
        "confidence": rule.start_confidence.value,
    }


def attendance(row: RoundRow) -> dict[str, Json]:
    """Say how many of those present took part from afar; nothing where nobody did."""
    found = row.from_afar
    return {"attendance": {one.value: found.get(one, 0) for one in AFAR}} if found else {}


def proxies_told(row: RoundRow, *, first: int) -> tuple[dict[str, Json], list[str]]:
    """Say whose written proxies count, and return the delegates' names, which stand in the names part from ``first``.

    A proxy counts where the person took part by it, or a vote was cast by it before they came themselves. A delegate
    is of the household and need not be on the roster.
    """
    cast = cast_by_proxy(row.ballot) if row.ballot else frozenset()
    until = row.present_until
    given = [one for one in row.remote if one.line in cast or one.manner_at(until) is AttendanceManner.BY_PROXY]
    told: list[Json] = [
        {"line": one.line, "delegate": {"name": index, "masked": mask_name(one.delegate)}}
        for index, one in enumerate(given, start=first)
    ]
    return ({"proxies": told} if told else {}), [one.delegate for one in given]


def way_taken(village: Place, matter: MatterRow) -> dict[str, Json]:
    """Say which procedure a matter goes through and who adopted it; nothing where it is the usual one, not adopted."""
    if matter.way.id == USUAL and not matter.way.adopted:
        return {}
    workflow, adopted = workflow_of(village, matter), adoption_of(matter.id)
    told: dict[str, Json] = {
        "id": workflow.id,
        "title": workflow.title,
        "words": workflow.words,
        "article": workflow.article,
        "confidence": workflow.confidence.value,
        "adopted": None
        if adopted is None
        else {
            "place": adopted.place,
            "body": adopted.body_name,
            "met_on": adopted.met_on.isoformat(),
            "since": adopted.since.isoformat(),
            "evidence_digest": adopted.evidence_digest,
        },
        "later": [
            {"id": one.id, "name": one.name, "before": one.before}
            for before in (I_IMPLEMENT, P2_PUBLISH_RESULT)
            for one in workflow.recorded_before(before)
        ],
    }
    return {"procedure": told}
