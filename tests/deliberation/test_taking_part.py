"""Who voted is told once their votes are counted, once a meeting, and never how."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import queries, services
from deliberation.procedures import S1_PROPOSE, S3_PARTY_REVIEW, S4_RESOLVE
from deliberation.rules import BallotManner
from portal.kernel import clock as kernel_clock
from portal.org.models import Person
from tests.deliberation.assemblies import assemble
from tests.deliberation.courses import confirm, enter, figures

if TYPE_CHECKING:
    from tests.deliberation.assemblies import Assembly
    from tests.factories import SettableClock, Township


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    return assemble(township, clock)


def lines_that_voted(assembly: Assembly) -> list[int]:
    """Return the lines of the assembly's roster of whom it is told that they voted there today."""
    today = kernel_clock.today()
    told = queries.voters(assembly.township.village, today, today)
    numbers = {line.person_id: line.number for line in assembly.lines}
    return sorted(numbers[one.person_id] for one in told if one.meeting_id == assembly.meeting_id)


@pytest.mark.parametrize("manner", list(BallotManner))
def test_who_voted_is_told_once_the_ballot_is_counted(
    assembly: Assembly, clock: SettableClock, manner: BallotManner
) -> None:
    deadline = assembly.open(manner=manner)
    for line in range(1, 23):
        assembly.vote(line, "against" if line % 2 else "approve")
    assert lines_that_voted(assembly) == []
    clock.moment = deadline + timedelta(seconds=1)
    assembly.close()
    assert lines_that_voted(assembly) == list(range(1, 23))
    day = kernel_clock.today()
    assert queries.voters(assembly.township.other_village, day, day) == []
    later = day + timedelta(days=1)
    assert queries.voters(assembly.township.village, later, later) == []


def test_a_show_of_hands_counts_who_was_there_and_did_not_stand_back(assembly: Assembly) -> None:
    village, secretary = assembly.township.village, assembly.secretary
    code = Person.get_by_id(assembly.lines[2].person_id).code
    recusing = services.Recusing(kind="near_relative", reason="工程由弟弟家承包")
    services.record_recusal(secretary, village, assembly.number, recusing, person=code)
    counted = figures(26)  # 27 are there
    enter(assembly.township, assembly.number, S4_RESOLVE, assembly.meeting_id, counted)
    assert lines_that_voted(assembly) == []
    confirm(assembly.township, assembly.number, S4_RESOLVE, counted)
    assert lines_that_voted(assembly) == [line for line in range(1, 28) if line != 3]


def test_the_party_members_vote_is_told_with_its_meeting(assembly: Assembly) -> None:
    today = kernel_clock.today()
    (rounds,) = queries.rounds(assembly.township.village).values()
    held = {one.meeting_id: one.stage for one in rounds}
    told = queries.voters(assembly.township.village, today - timedelta(days=60), today)
    assert {held[one.meeting_id] for one in told} >= {S1_PROPOSE, S3_PARTY_REVIEW}
    assert len({(one.meeting_id, one.person_id) for one in told}) == len(told)
