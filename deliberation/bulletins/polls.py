"""The published poll: that it is asked and until when, and after its last day what it came to.

Who answered what is in no document, nor who took part. Where too few did, not even the counts are; how many sheets
were not counted is always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.parts import masked_in
from deliberation.procedures.ratings import rating_rule_on
from deliberation.queries.polls import told
from deliberation.rules.polls import Telling
from deliberation.rules.ratings import revisit_due
from portal.kernel import bulletins

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.polls import PollRow
    from deliberation.rules.polls import PollCounts
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.models import Place

POLL = "poll"
RESULT = "poll-result"


def publish_poll(work: Work, village: Place, row: PollRow) -> Bulletin:
    """Publish that the village's people are asked."""
    return _publish(work, row, POLL, _asked(village, row))


def publish_poll_result(work: Work, village: Place, row: PollRow, counts: PollCounts) -> Bulletin:
    """Publish what a closed poll came to."""
    told_so = told(row, counts)
    shown, split = told_so.counts, told_so is Telling.ALL
    result: dict[str, Json] = {
        "entitled": counts.entitled,
        "fewest": row.rule.fewest_answers,
        "article": row.rule.article,
        "confidence": row.rule.confidence.value,
        "too_few": not shown,
        "too_few_online": told_so is Telling.TOO_FEW_ONLINE,
        "took_part": counts.took_part if shown else None,
        "online": counts.online if split else None,
        "on_paper": counts.on_paper if split else None,
        "blank": counts.blank if shown else None,
        "uncounted": counts.uncounted,
        "counts": list(counts.counts) if shown else None,
    }
    if row.rating:
        result["revisit"] = _revisit(row, counts, told_so, on=work.today)
    return _publish(work, row, RESULT, {**_asked(village, row), "result": result})


def _revisit(row: PollRow, counts: PollCounts, told_so: Telling, *, on: date) -> dict[str, Json]:
    """Say from how many on who is not satisfied is visited, and by when it is published what came of it."""
    rule = rating_rule_on(row.opens_on)
    due_on = revisit_due(counts, told_so, rule=rule, closed_on=on)
    return {
        "share": rule.dissatisfied.words,
        "due_on": due_on.isoformat() if due_on else None,
        "article": rule.article,
        "confidence": rule.confidence.value,
    }


def _asked(village: Place, row: PollRow) -> dict[str, Json]:
    masked = masked_in(village)
    matter: dict[str, Json] | None = None
    if row.matter_number is not None:
        matter = {"number": row.matter_number, "title": masked(row.matter_title)}
    return {
        "notice": row.notice,
        "rating": row.rating,
        "poll": {
            "number": row.number,
            "question": masked(row.question),
            "explanation": masked(row.explanation),
            "options": [masked(one) for one in row.options],
            "most_choices": row.most_choices,
            "opens_on": row.opens_on.isoformat(),
            "last_on": row.last_on.isoformat(),
        },
        "matter": matter,
    }


def _publish(work: Work, row: PollRow, kind: str, content: dict[str, Json]) -> Bulletin:
    # not about the matter: a matter's page is made of what belongs to its course
    return bulletins.publish(work, kind=kind, key=str(row.number), content=content, about=[("poll", row.number)])
