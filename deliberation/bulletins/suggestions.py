"""The published course of a suggestion: one document for each step taken with it, each telling how it then stands.

Nobody who suggests is named. What a suggestion says becomes public with its answer or with the matter that comes of
it, unless it is kept back; until then only that there is one, what it is about, and by when it is answered. Names of
registered villagers are masked in every text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.parts import masked_in
from deliberation.procedures import category_name, suggestion_rule_on
from portal.kernel import bulletins
from portal.kernel.bulletins import Bulletin

if TYPE_CHECKING:
    from collections.abc import Callable

    from deliberation.queries.suggestion_steps import AnswerRow, ItemRow
    from deliberation.queries.suggestions import SuggestionRow
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.models import Place

SUGGESTION = "suggestion"

#: Under this a suggestion's document is about the matter that came of it; it is no step of that matter's course.
CAME_OF = "came-of"


def publish_suggestion(work: Work, village: Place, row: SuggestionRow) -> Bulletin:
    """Publish how a suggestion stands now."""
    rule = suggestion_rule_on(row.filed_on)
    masked = masked_in(village)
    content: dict[str, Json] = {
        "number": row.number,
        "state": row.state.value,
        "category": {"id": row.category, "name": row.category_name},
        "channel": row.channel.value,
        "filed_on": row.filed_on.isoformat(),
        "recorded_on": row.recorded_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "reply_within": {"days": rule.answer_days, "article": rule.article, "confidence": rule.confidence.value},
        "title": masked(row.title) if row.told else None,
        "text": masked(row.text) if row.told else None,
        "withheld": row.withheld,
        "overdue": row.overdue_told,
        "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        "answer": _answer(row.answer, masked, late_days=row.late_days(work.today)),
        **_steps(row, masked),
    }
    return bulletins.publish(
        work,
        kind=SUGGESTION,
        key=f"{row.number}-{_next_step(work, row.number)}",
        content=content,
        about=[(SUGGESTION, row.number), *((CAME_OF, one.number) for one in row.matters)],
    )


def _answer(answer: AnswerRow | None, masked: Callable[[str], str], *, late_days: int) -> Json:
    if answer is None:
        return None
    return {
        "reply": answer.reply.value,
        "text": masked(answer.text),
        "on": answer.on.isoformat(),
        "late_days": late_days,
    }


def told_item(item: ItemRow | None, masked: Callable[[str], str]) -> Json:
    """Say what came of a suggestion at a meeting; nothing before that is written down."""
    if item is None:
        return None
    return {
        "outcome": item.outcome.value,
        "said": masked(item.said),
        "handed_to": masked(item.handed_to),
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "on": item.on.isoformat(),
    }


def _steps(row: SuggestionRow, masked: Callable[[str], str]) -> dict[str, Json]:
    return {
        "sorted": [
            {
                "before": category_name(one.before),
                "after": category_name(one.after),
                "reason": masked(one.reason),
                "on": one.on.isoformat(),
            }
            for one in row.sortings
        ],
        "agenda": [
            {
                "body": one.body,
                "title": masked(one.meeting),
                "meets_on": one.meets_on.isoformat(),
                "on": one.on.isoformat(),
                "item": told_item(one.item, masked),
            }
            for one in row.listings
        ],
        "merged": {"into": row.merge.into, "on": row.merge.on.isoformat()} if row.merge else None,
        "followers": list(row.standing.followers),
        "matters": [
            {
                "number": one.number,
                "on": one.on.isoformat(),
                "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
            }
            for one in row.matters
        ],
    }


def _next_step(work: Work, number: int) -> int:
    """Return the number of the next document about a suggestion."""
    here = (Bulletin.log == work.head.log_id) & (Bulletin.kind == SUGGESTION)
    return 1 + Bulletin.select().where(here & Bulletin.key.startswith(f"{number}-")).count()
