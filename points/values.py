"""The words claims, reviews and objections are told apart by; their values are stored."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """How a claim came in."""

    DECLARED = "declared"
    RECORDED = "recorded"
    BATCH = "batch"
    IMPORTED = "imported"
    DRAFTED = "drafted"

    @property
    def chinese(self) -> str:
        """The way as people say it."""
        return _ORIGINS[self]


_ORIGINS = {
    Origin.DECLARED: "本人申报",
    Origin.RECORDED: "支委登记",
    Origin.BATCH: "整批登记",
    Origin.IMPORTED: "表格导入",
    Origin.DRAFTED: "由记录起草",
}


class Source(StrEnum):
    """Records from which claims are drafted; a scheme says by its name which item each makes (来源)."""

    MEMBERS_MEETING = "members_meeting"
    COMMITTEE_MEETING = "committee_meeting"
    GROUP_MEETING = "group_meeting"
    LECTURE = "lecture"
    THEME_DAY = "theme_day"
    ABSENCE = "absence"
    VISIT = "visit"
    DUES = "dues"
    STUDY = "study"
    REPORT = "report"
    VOTE = "vote"

    @property
    def chinese(self) -> str:
        """The record as a scheme names it."""
        return _SOURCES[self]

    @property
    def is_of_meetings(self) -> bool:
        """Whether it tells of meetings: being there, being away or voting, which counts once a day for a member."""
        return self not in {Source.VISIT, Source.DUES, Source.STUDY, Source.REPORT}

    @classmethod
    def named(cls, text: str) -> Source | None:
        """Return the source a scheme calls ``text``, if there is one."""
        return next((one for one in cls if one.chinese == text), None)


_SOURCES = {
    Source.MEMBERS_MEETING: "党员大会签到",
    Source.COMMITTEE_MEETING: "支委会签到",
    Source.GROUP_MEETING: "党小组会签到",
    Source.LECTURE: "党课签到",
    Source.THEME_DAY: "主题党日签到",
    Source.ABSENCE: "无故缺席",
    Source.VISIT: "走访记录",
    Source.DUES: "党费收缴记录",
    Source.STUDY: "学时记录",
    Source.REPORT: "流动党员汇报",
    Source.VOTE: "参加表决",
}


class Verdict(StrEnum):
    """What a review says of a claim."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


class Finding(StrEnum):
    """What an examination says of an objection."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Mending(StrEnum):
    """What came of the talk after a card."""

    MENDED = "mended"
    NOT_MENDED = "not_mended"

    @property
    def chinese(self) -> str:
        """The outcome as people say it."""
        return "已整改" if self is Mending.MENDED else "没有整改"
