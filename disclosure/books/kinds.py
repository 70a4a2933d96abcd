"""The kinds of documents the books publish."""

from __future__ import annotations

MONTH = "month"
OVERDUE = "overdue"
PERIOD = "period"
PERIOD_OVERDUE = "period-overdue"
SPECIAL = "special"
