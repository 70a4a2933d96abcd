"""Bodies that meet, and who belongs to each (应到). How they decide is a question for ``deliberation``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.org.offices import ASSEMBLY_OFFICES, Office


class Body(StrEnum):
    """A body that meets; the value is the id used in the rule tables."""

    VILLAGER_REPS_MEETING = "villager_reps_meeting"
    PARTY_BRANCH_COMMITTEE = "party_branch_committee"
    TWO_COMMITTEES = "two_committees"
    PARTY_MEMBERS_MEETING = "party_members_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Who belongs to a body; an office earlier in the list names the capacity of someone who holds several."""

    name: str
    offices: tuple[Office, ...]
    article: str


COMPOSITIONS = {
    Body.VILLAGER_REPS_MEETING: Composition(
        name="村民代表会议",
        offices=ASSEMBLY_OFFICES,
        article="村民委员会组织法（2025修正）第29条：由村民委员会成员和村民代表组成",
    ),
    Body.PARTY_BRANCH_COMMITTEE: Composition(
        name="党支部委员会会议",
        offices=(Office.SECRETARY, Office.BRANCH_COMMITTEE),
        article="中国共产党支部工作条例（试行）第12条",
    ),
    Body.TWO_COMMITTEES: Composition(
        name="村“两委”会议",
        offices=(Office.SECRETARY, Office.BRANCH_COMMITTEE, Office.DIRECTOR, Office.COMMITTEE),
        article="地方通行做法，待核",
    ),
    Body.PARTY_MEMBERS_MEETING: Composition(
        name="党支部党员大会",
        offices=(Office.MEMBER, Office.FLOATING),
        article="中国共产党支部工作条例（试行）第11条：有表决权的正式党员",
    ),
}
