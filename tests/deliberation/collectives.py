"""Arranging a members' assembly of the collective: 35 entitled, two households, some at the meeting itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deliberation import services
from portal.kernel.attachments import read_upload
from portal.meetings.bodies import Body
from portal.meetings.models import Proxy, RosterLine
from portal.meetings.services import Proxying, freeze_roster, join_online, record_proxy
from portal.org.actors import Actor, actor_of
from portal.org.models import Account, Household, Person
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, propose
from tests.deliberation.courses import convene, pass_before
from tests.uploads import picture

if TYPE_CHECKING:
    from tests.factories import Township

#: Who is of one household: the first two lines of the roster with a neighbour who is no member, and the next two.
KIN = {"001": ("0007", "0008", "0042"), "002": ("0009", "0010")}
#: The neighbour, and the secretary, who is of no household.
NEIGHBOUR, SECRETARY = "0042", "0001"


def found_households(township: Township) -> None:
    """Enter who lives with whom."""
    for number, codes in KIN.items():
        household = Household.create(village=township.village, number=number)
        asked = (Person.village == township.village.id) & Person.code.in_(codes)
        Person.update(household=household, born_on=date(1980, 5, 1)).where(asked).execute()


def collective(
    township: Township, *, first: int = 5, last: int = 28, body: Body = Body.COOP_MEMBERS_ASSEMBLY
) -> Assembly:
    """Bring a matter before the members' assembly, with the people on these lines at the meeting itself."""
    found_households(township)
    number = propose(township, kind="coop_land_comp", title="变电站占地补偿费分配办法")
    pass_before(township, number)
    meeting_id = convene(township, body)
    roster = freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    lines = tuple(RosterLine.select().where(RosterLine.roster == roster.id).order_by(RosterLine.number))
    held = Assembly(township=township, number=number, meeting_id=meeting_id, lines=lines)
    if last >= first:
        held.sign_in(first, last)
    return held


def give(held: Assembly, line: int, delegate: str, *, by: Office = Office.SECRETARY, paper: bool = True) -> Proxy:
    """Record the written proxy of the person on a line for somebody of the register, by name or code."""
    papers = [read_upload("委托书.png", picture())] if paper else []
    proxying = Proxying(line_id=held.lines[line - 1].id, delegate=delegate, paper=papers)
    return record_proxy(held.township.actor(by), held.township.village, held.meeting_id, proxying)


def online(held: Assembly, line: int) -> bool:
    """Let the person on a line confirm that they take part online."""
    return join_online(held.voter(line), held.township.village, held.meeting_id)


def person(held: Assembly, code: str) -> Actor:
    """Return somebody of the register by their code."""
    found = Person.get((Person.village == held.township.village.id) & (Person.code == code))
    return actor_of(Account.get(Account.person == found.id))


def born(code: str, day: date) -> None:
    """Enter somebody's birthday."""
    Person.update(born_on=day).where(Person.code == code).execute()


def vote_for(held: Assembly, delegate: Actor, line: int, choice: str = "approve") -> services.Receipt:
    """Let a delegate cast the vote of the person on a line."""
    return services.cast_vote_by_proxy(delegate, held.township.village, held.number, line=line, choice=choice)
