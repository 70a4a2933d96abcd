"""Objections to the list until the meeting begins, their answers, and what a frozen roster keeps of its body."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings import queries
from portal.meetings.bodies import Body
from portal.meetings.errors import (
    ListClosedError,
    ListFixedError,
    OwnRosterObjectionError,
    RosterObjectionAnsweredError,
    TooManyRosterObjectionsError,
)
from portal.meetings.models import QuestionChannel, RosterLine, RosterObjection, RosterQuestion
from portal.meetings.queries.rosters import (
    Membership,
    memberships_of,
    memberships_on,
    objection_counts,
    roster_objections,
)
from portal.meetings.services import freeze_roster
from portal.meetings.services.rosters import (
    Brought,
    Objecting,
    RosterVerdict,
    answer_roster_objection,
    file_roster_objection,
    record_roster_objection,
)
from portal.org.models import Household, OfficeTerm, Person, Sex
from portal.org.offices import Office
from portal.terminal import packages
from tests.factories import NOW
from tests.portal.meetings.test_services_notices import convened

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township

LEFT_OUT = Objecting(question=RosterQuestion.MISSING, about="王秀兰", text="三组选的代表，名单上没有。")
MENDED = RosterVerdict(upheld=True, reason="查了推选记录，名册已经更正。")


def test_anybody_of_the_village_objects_and_an_officer_answers(township: Township, config: Config) -> None:
    held, village = convened(township), township.village
    member = township.actor(Office.MEMBER, number=3)
    assert file_roster_objection(member, village, held.id, LEFT_OUT).number == 1
    assert file_roster_objection(member, village, held.id, LEFT_OUT).number == 1  # the same again
    brought = Brought(channel=QuestionChannel.PHONE, filer_name="不在名册上的人")
    secretary, director = township.actor(Office.SECRETARY), township.actor(Office.DIRECTOR)
    second = replace(LEFT_OUT, question=RosterQuestion.SURPLUS, text="去年迁走了。")
    assert record_roster_objection(secretary, village, held.id, second, brought=brought).number == 2
    answer_roster_objection(director, village, held.id, MENDED, number=1)
    answer_roster_objection(director, village, held.id, MENDED, number=1)
    told = roster_objections(held.id)
    assert [(one.number, one.channel, one.filer_id, one.upheld) for one in told] == [
        (1, QuestionChannel.ONLINE, member.person_id, True),
        (2, QuestionChannel.PHONE, None, None),
    ]
    with pytest.raises(RosterObjectionAnsweredError):
        answer_roster_objection(director, village, held.id, replace(MENDED, upheld=False), number=1)
    assert verify_all(packages(config)) == []


def test_nobody_answers_their_own_also_when_another_entered_it(township: Township) -> None:
    held, village, director = convened(township), township.village, township.actor(Office.DIRECTOR)
    brought = Brought(channel=QuestionChannel.PAPER, filer_name=director.name)
    record_roster_objection(township.actor(Office.SECRETARY), village, held.id, LEFT_OUT, brought=brought)
    with pytest.raises(OwnRosterObjectionError):
        answer_roster_objection(director, village, held.id, MENDED, number=1)
    with pytest.raises(NotAllowedError):
        answer_roster_objection(township.actor(Office.COMMITTEE), village, held.id, MENDED, number=1)
    with pytest.raises(NotFoundError):
        answer_roster_objection(township.actor(Office.SECRETARY), village, held.id, MENDED, number=2)


def test_until_the_meeting_begins_and_no_longer(township: Township, clock: SettableClock) -> None:
    held, village, voter = convened(township, days=1), township.village, township.actor(Office.REPRESENTATIVE)
    clock.set(held.starts_at - timedelta(microseconds=1))
    file_roster_objection(voter, village, held.id, LEFT_OUT)
    clock.set(held.starts_at)
    with pytest.raises(ListFixedError):
        file_roster_objection(voter, village, held.id, replace(LEFT_OUT, about="李建国"))
    assert RosterObjection.select().count() == 1


def test_once_the_list_is_fixed_it_is_not_changed_and_the_answer_comes_late(
    township: Township, clock: SettableClock
) -> None:
    held, village, secretary = convened(township, days=1), township.village, township.actor(Office.SECRETARY)
    for number, about in enumerate(("王秀兰", "李建国")):
        voter = township.actor(Office.REPRESENTATIVE, number=number)
        file_roster_objection(voter, village, held.id, replace(LEFT_OUT, about=about))
    answer_roster_objection(secretary, village, held.id, MENDED, number=1)
    clock.moment += timedelta(days=1, hours=-1)
    frozen = freeze_roster(secretary, village, held.id)
    with pytest.raises(ListFixedError):
        file_roster_objection(secretary, village, held.id, LEFT_OUT)
    before = [(line.number, line.person_id) for line in RosterLine.select().where(RosterLine.roster == frozen.id)]
    clock.moment += timedelta(minutes=1)
    answer_roster_objection(secretary, village, held.id, MENDED, number=2)
    after = [(line.number, line.person_id) for line in RosterLine.select().where(RosterLine.roster == frozen.id)]
    assert before == after
    assert (objection_counts([held.id])[held.id].filed, objection_counts([held.id])[held.id].waiting) == (2, (2,))


def test_one_person_has_five_waiting_and_no_more(township: Township) -> None:
    held, village, voter = convened(township), township.village, township.actor(Office.REPRESENTATIVE)
    secretary = township.actor(Office.SECRETARY)
    for number in range(5):
        file_roster_objection(voter, village, held.id, replace(LEFT_OUT, about=f"第{number}人"))
    file_roster_objection(voter, village, held.id, replace(LEFT_OUT, about="第0人"))  # the same again
    more = replace(LEFT_OUT, about="又一人")
    with pytest.raises(TooManyRosterObjectionsError, match=r"已有 5 条异议等着答复.*村事会议办法（应到名单"):
        file_roster_objection(voter, village, held.id, more)
    with pytest.raises(TooManyRosterObjectionsError):
        brought = Brought(channel=QuestionChannel.PAPER, filer_name=voter.name)
        record_roster_objection(secretary, village, held.id, more, brought=brought)
    file_roster_objection(township.actor(Office.REPRESENTATIVE, number=1), village, held.id, more)
    file_roster_objection(voter, village, convened(township).id, more)
    answer_roster_objection(secretary, village, held.id, MENDED, number=1)
    assert file_roster_objection(voter, village, held.id, more).number == 7


def test_a_committees_list_is_for_its_members(township: Township) -> None:
    held, village = convened(township, body=Body.PARTY_BRANCH_COMMITTEE), township.village
    file_roster_objection(township.actor(Office.SECRETARY), village, held.id, LEFT_OUT)
    with pytest.raises(ListClosedError):
        file_roster_objection(township.actor(Office.REPRESENTATIVE), village, held.id, LEFT_OUT)
    with pytest.raises(ListClosedError):
        file_roster_objection(township.actor(Office.AUDITOR), village, convened(township).id, LEFT_OUT)


def test_no_private_number_and_no_name_of_an_objector_in_the_journal(township: Township) -> None:
    held, village, voter = convened(township), township.village, township.actor(Office.REPRESENTATIVE)
    with pytest.raises(PrivateNumberError):
        file_roster_objection(voter, village, held.id, replace(LEFT_OUT, text="电话 13812345678"))
    file_roster_objection(voter, village, held.id, LEFT_OUT)
    entry = JournalEntry.select().where(JournalEntry.log == village.log_id).order_by(JournalEntry.seq.desc()).get()
    assert json.loads(entry.content)["facts"] == {"channel": "online", "objection": 1, "question": "missing"}


def counted(township: Township, body: Body) -> Membership:
    return memberships_on(township.village, on=NOW.date())[body]


def house(township: Township, *, women: int) -> None:
    """Let so many representatives be women, and everybody of the register live alone."""
    village = township.village
    holders = OfficeTerm.select(OfficeTerm.person).where(OfficeTerm.office == Office.REPRESENTATIVE)
    chosen = [one.person_id for one in holders.where(OfficeTerm.place == village.id).order_by(OfficeTerm.id)]
    Person.update(sex=Sex.MALE).where(Person.village == village.id).execute()
    Person.update(sex=Sex.FEMALE).where(Person.id.in_(chosen[:women])).execute()
    for person in Person.select().where(Person.village == village.id):
        home = Household.create(village=village, number=person.code)
        Person.update(household=home).where(Person.id == person.id).execute()


def test_what_the_register_does_not_say_is_not_known(township: Township) -> None:
    found = counted(township, Body.VILLAGER_REPS_MEETING)
    assert (found.members, found.representatives, found.women, found.households) == (40, 35, None, None)


def test_a_roster_keeps_what_the_register_said_on_its_day(township: Township, clock: SettableClock) -> None:
    house(township, women=12)
    held = convened(township, days=1)
    clock.moment += timedelta(days=1)
    freeze_roster(township.actor(Office.SECRETARY), township.village, held.id)
    everybody = Person.select().where(Person.village == township.village.id).count()
    kept = Membership(members=40, representatives=35, women=12, households=everybody)
    assert counted(township, Body.VILLAGER_REPS_MEETING) == kept
    Person.update(sex=None, household=None).where(Person.village == township.village.id).execute()
    assert counted(township, Body.VILLAGER_REPS_MEETING).women is None
    assert memberships_of([queries.meeting(township.village, held.id)]) == {held.id: kept}


def test_the_collectives_households_are_those_of_its_members(township: Township) -> None:
    house(township, women=12)
    found = counted(township, Body.COOP_REPS_ASSEMBLY)
    assert (found.representatives, found.women, found.households) == (21, 12, 35)


def test_where_the_law_counts_no_women_nobodys_sex_is_kept(township: Township, clock: SettableClock) -> None:
    house(township, women=12)
    held = convened(township, days=1, body=Body.VILLAGERS_MEETING)
    clock.moment += timedelta(days=1)
    roster = freeze_roster(township.actor(Office.SECRETARY), township.village, held.id)
    assert roster.households is None
    assert {line.sex for line in RosterLine.select().where(RosterLine.roster == roster.id)} == {None}
    assert memberships_of([queries.meeting(township.village, held.id)]) == {}
