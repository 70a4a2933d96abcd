"""How villagers rate finished work (群众评议): a poll with fixed options, and what too many who are not satisfied mean.

It is asked and counted as every poll (``deliberation.rules.polls``), decides nothing and opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.errors import RatingReasonError
from deliberation.rules.votes import needed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.rules.polls import PollCounts, Telling
    from deliberation.rules.terms import Confidence, Share

RATING_NAME = "群众评议"

#: Stands on every page and in every document that shows a rating.
RATING_NOTICE = "群众评议，不是表决，不产生决议"

RATING_OPTIONS = ("满意", "基本满意", "不满意")

_DISSATISFIED = len(RATING_OPTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRule:
    """For how many days work is rated; which share of those who took part, once not satisfied, are to be visited.

    What came of the visit is published within ``reply_days`` of the count.
    """

    open_days: int
    dissatisfied: Share
    reply_days: int
    article: str
    confidence: Confidence


def require_reason_fits(reason: str, chosen: Sequence[int], *, rating: bool) -> None:
    """Refuse a reason beside another answer than 不满意.

    :raise RatingReasonError: there is one.
    Source: product decision D-81.
    """
    if reason and not (rating and tuple(chosen) == (_DISSATISFIED,)):
        raise RatingReasonError


def revisit_due(counts: PollCounts, told: Telling, *, rule: RatingRule, closed_on: date) -> date | None:
    """Return by when it is published what came of visiting those who are not satisfied; None where nobody has to.

    Counts that may not be told have no consequence anybody could see, or it would tell them.
    Source: product decision D-81.
    """
    dissatisfied = counts.counts[_DISSATISFIED - 1]
    if not told.counts or dissatisfied < needed(rule.dissatisfied, counts.took_part):
        return None
    return closed_on + timedelta(days=rule.reply_days)
