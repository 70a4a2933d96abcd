"""What several documents say in the same words: for how long they are public, and texts without villagers' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.procedures import I_IMPLEMENT, P2_PUBLISH_RESULT, USUAL
from deliberation.queries.standing import workflow_of
from deliberation.queries.ways import adoption_of
from portal.kernel.holidays import last_day
from portal.kernel.names import masking
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from deliberation.queries import MatterRow
    from deliberation.rules.periods import PeriodRule
    from portal.kernel.canonical import Json
    from portal.org.models import Place


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
