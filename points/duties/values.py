"""The words visits, dues and confirmations are told apart by; their values are stored."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What came of a need found on a visit."""

    SOLVED = "solved"
    REFERRED = "referred"
    EXPLAINED = "explained"

    @property
    def chinese(self) -> str:
        """The outcome as people say it."""
        return {"solved": "已经办好", "referred": "已转有关部门办理", "explained": "办不了，已向户里说明"}[self.value]


class Rhythm(StrEnum):
    """How often a branch takes dues."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def chinese(self) -> str:
        """The rhythm as people say it."""
        return {"monthly": "按月交", "quarterly": "按季交"}[self.value]


class Verdict(StrEnum):
    """What an officer says of study hours a member entered."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Record(StrEnum):
    """What can be taken back by a row with a reason; the value is the kind of thing it is about."""

    VISIT = "duty_visit"
    DUES = "duty_dues"
    STUDY = "duty_study"
    RESULT = "duty_result"
