"""The kinds of documents a matter's page is made of."""

from __future__ import annotations

STAGE = "stage"
RECORD = "step"
OPINION = "opinion"
RESOLUTION = "resolution"
WITHDRAWAL = "withdrawal"
OBJECTION = "objection"
PLAN = "implementation"
PROGRESS = "progress"
ACCEPTANCE = "acceptance"
RESULT = "result"
CONSULTATION = "consultation"
REMARK = "remark"
STALLED = "stalled"

KINDS = (
    STAGE,
    RECORD,
    OPINION,
    CONSULTATION,
    RESOLUTION,
    WITHDRAWAL,
    OBJECTION,
    PLAN,
    PROGRESS,
    ACCEPTANCE,
    RESULT,
    REMARK,
    STALLED,
)

CORRECTABLE = (RESOLUTION, RESULT)  # an objection is published again with its answer, which corrects nothing

# Beside them, and no part of any matter's course:
POLL = "poll"
POLL_RESULT = "poll-result"
RATING_REPLY = "rating-reply"
