"""Bodies that meet, and who belongs to each (应到). How they decide is a question for ``deliberation``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.org.offices import ASSEMBLY_OFFICES, Office

if TYPE_CHECKING:
    from collections.abc import Collection

#: The capacity of somebody who belongs to a body by age alone.
VILLAGER = "村民"


class Body(StrEnum):
    """A body that meets; the value is the id used in the rule tables."""

    VILLAGER_REPS_MEETING = "villager_reps_meeting"
    PARTY_BRANCH_COMMITTEE = "party_branch_committee"
    TWO_COMMITTEES = "two_committees"
    PARTY_MEMBERS_MEETING = "party_members_meeting"
    VILLAGERS_MEETING = "villagers_meeting"
    COOP_MEMBERS_ASSEMBLY = "coop_members_assembly"
    COOP_REPS_ASSEMBLY = "coop_reps_assembly"
    COOP_BOARD = "coop_board"
    COUNCIL = "council"
    RED_HALL = "red_hall"
    PARTY_BRANCH = "party_branch"
    PARTY_GROUP = "party_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Who belongs to a body; an office earlier in the list names the capacity of someone who holds several.

    Where ``grown_up`` is an age, everybody of that age in the register belongs, whatever office they hold, and
    their households are counted too: a villagers' meeting may be held by households. What is ``local`` only some
    places have; it is convened from where they set it up.

    ``representatives`` are those of them who stand for households: of the village, or, where ``chosen_by`` names a
    standing, of those who have it. ``open_list``: until sign-in anybody of the village may see who is entitled and
    object; other bodies know their few members.

    A body ``of_branch`` is that of one party branch, or of a group of it: which one, each of its meetings says
    (``Circle``). It is convened where the branch's life is kept.
    """

    name: str
    offices: tuple[Office, ...]
    article: str
    grown_up: int | None = None
    representatives: Office | None = None
    chosen_by: Office | None = None
    open_list: bool = False
    local: bool = False
    of_branch: bool = False

    def capacity(self, held: Collection[Office]) -> str:
        """Return as what somebody who holds these offices belongs to the body."""
        return next((office.title for office in self.offices if office in held), VILLAGER)

    @property
    def by_households(self) -> bool:
        """Whether the households of those entitled and present are counted."""
        return self.grown_up is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Which party branch a meeting is of, by its id, and which group of it; empty: the whole branch."""

    branch_id: int
    group: str = ""


COMPOSITIONS = {
    Body.VILLAGER_REPS_MEETING: Composition(
        name="村民代表会议",
        offices=ASSEMBLY_OFFICES,
        article="村民委员会组织法（2025修正）第29条：由村民委员会成员和村民代表组成",
        representatives=Office.REPRESENTATIVE,
        open_list=True,
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
    Body.VILLAGERS_MEETING: Composition(
        name="村民会议",
        offices=(),
        article="村民委员会组织法（2025修正）第25条：由本村十八周岁以上的村民组成",
        grown_up=18,
        open_list=True,
    ),
    Body.COOP_MEMBERS_ASSEMBLY: Composition(
        name="成员大会",
        offices=(Office.COOP_MEMBER,),
        article="农村集体经济组织法第26条：由具有完全民事行为能力的全体成员组成",
        open_list=True,
    ),
    Body.COOP_REPS_ASSEMBLY: Composition(
        name="成员代表大会",
        offices=(Office.COOP_REPRESENTATIVE,),
        article="农村集体经济组织法第28条",
        representatives=Office.COOP_REPRESENTATIVE,
        chosen_by=Office.COOP_MEMBER,
        open_list=True,
    ),
    Body.COOP_BOARD: Composition(
        name="理事会",
        offices=(Office.COOP_BOARD,),
        article="农村集体经济组织法第29、31条",
    ),
    Body.COUNCIL: Composition(
        name="议事会",
        offices=(Office.SECRETARY, Office.DIRECTOR, Office.COMMITTEE, Office.SUPERVISOR, Office.REPRESENTATIVE),
        article="地方通行做法，待核：由村干部、监委会成员和村民代表组成",
        local=True,
    ),
    Body.RED_HALL: Composition(
        name="红色议事厅",
        offices=(Office.SECRETARY, Office.BRANCH_COMMITTEE),
        article="地方通行做法，待核：党组织成员签到，物业公司和业委会到会的人数另行登记",
        local=True,
    ),
    Body.PARTY_BRANCH: Composition(
        name="支部全体党员",
        offices=(Office.FLOATING, Office.MEMBER, Office.PROBATIONARY),
        article="中国共产党支部工作条例（试行）第11、16条：由全体党员参加，预备党员没有表决权",
        local=True,
        of_branch=True,
    ),
    Body.PARTY_GROUP: Composition(
        name="党小组",
        offices=(Office.FLOATING, Office.MEMBER, Office.PROBATIONARY),
        article="中国共产党支部工作条例（试行）第13条",
        local=True,
        of_branch=True,
    ),
}
