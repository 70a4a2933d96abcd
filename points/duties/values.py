"""The words visits, dues and confirmations are told apart by; their values are stored."""

from __future__ import annotations

from enum import StrEnum

#: How people write that a household needs nothing; compared without spaces and full stops.
_NONE = frozenset(("无", "没", "没有", "暂无", "无需求", "没需求", "没有需求", "暂无需求", "暂时没有", "暂时没有需求"))


def says_none(need: str) -> bool:
    """Tell whether what was written as a need says that there is none.

    >>> says_none("暂无。"), says_none("无人照看")
    (True, False)
    """
    return need.replace(" ", "").strip("。.，,！!、") in _NONE


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
