"""A ballot ends before its deadline once everybody there has voted, by an officer's act, and nothing opens it again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import queries, services
from deliberation.errors import BallotClosedError, PapersWaitingError, VotersMissingError
from deliberation.models import BallotClose
from deliberation.rules import BallotManner
from portal.kernel import boxes
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.verify import verify_all
from portal.org.models import Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.deliberation.assemblies import Assembly, assemble
from tests.uploads import upload

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township

PRESENT = 27
BOTH = pytest.mark.parametrize("manner", list(BallotManner))


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    return assemble(township, clock)


def everybody(assembly: Assembly, *, but: int = 0) -> None:
    """Let all who are there vote, but one."""
    for line in range(1, PRESENT + 1):
        if line != but:
            assembly.vote(line, ("approve", "against", "abstain")[line % 3])


def end_early(assembly: Assembly) -> BallotClose:
    return services.close_early(assembly.secretary, assembly.township.village, assembly.number)


def row_of(assembly: Assembly) -> queries.BallotRow:
    row = queries.ballot_of(assembly.township.village, assembly.number)
    assert row is not None
    return row


@BOTH
def test_the_last_vote_lets_an_officer_end_it(assembly: Assembly, config: Config, manner: BallotManner) -> None:
    deadline = assembly.open(manner=manner)
    everybody(assembly, but=9)
    with pytest.raises(VotersMissingError) as refusal:
        end_early(assembly)
    assert "还有到会的人没有投票" in refusal.value.sentence
    assert not row_of(assembly).closed
    assembly.vote(9)
    close = end_early(assembly)
    row = row_of(assembly)
    assert (row.closed, row.counted, row.ended_early, row.deadline) == (True, True, True, deadline)
    assert (close.approve + close.against + close.abstain, close.present, close.size) == (PRESENT, PRESENT, PRESENT)
    assert close.closed_at == row.closes_at < deadline
    assert not boxes.has_key(row.log_origin)
    assert end_early(assembly) == close == assembly.close()
    assert services.settle(assembly.township.village) == 0
    assert verify_all(packages(config)) == []


@BOTH
def test_whoever_comes_after_the_end_does_not_vote_whatever_the_clock_says(
    assembly: Assembly, clock: SettableClock, manner: BallotManner
) -> None:
    assembly.open(manner=manner)
    everybody(assembly)
    end_early(assembly)
    ended = row_of(assembly).closes_at
    assembly.sign_in(PRESENT + 1, PRESENT + 1)
    for moment in (clock.moment, clock.moment - timedelta(minutes=10), clock.moment + timedelta(minutes=5)):
        clock.set(moment)
        with pytest.raises(BallotClosedError):
            assembly.vote(PRESENT + 1)
        with pytest.raises(BallotClosedError):
            assembly.vote(1)
    assert assembly.voted_lines() == list(range(1, PRESENT + 1))
    held = queries.matter(assembly.township.village, assembly.number).decision
    assert held is not None
    assert held.present == PRESENT  # the one who came after is not among them
    assert held.counted_at == ended


def test_a_vote_of_the_same_moment_is_before_the_end(assembly: Assembly) -> None:
    """The clock of a test stands still: the end still comes strictly after everything it counts."""
    assembly.open()
    everybody(assembly)
    end_early(assembly)
    counts = queries.tally(row_of(assembly))
    assert (counts.present, counts.approve + counts.against + counts.abstain) == (PRESENT, PRESENT)


def test_nobody_waits_for_whoever_stands_back(assembly: Assembly) -> None:
    village, secretary = assembly.township.village, assembly.secretary
    code = Person.get_by_id(assembly.lines[8].person_id).code
    recusing = services.Recusing(kind="near_relative", reason="工程由弟弟家承包")
    services.record_recusal(secretary, village, assembly.number, recusing, person=code)
    assembly.open()
    everybody(assembly, but=9)
    close = end_early(assembly)
    assert (close.present, close.size) == (PRESENT, PRESENT - 1)


def test_a_paper_that_waits_for_its_second_officer_blocks_the_end(assembly: Assembly, clock: SettableClock) -> None:
    village, director = assembly.township.village, assembly.township.actor(Office.DIRECTOR)
    assembly.open()
    everybody(assembly, but=9)
    services.record_paper_vote(assembly.secretary, village, assembly.number, line=9, choice="approve", photo=upload())
    with pytest.raises(VotersMissingError):
        end_early(assembly)
    assembly.vote(9)
    with pytest.raises(PapersWaitingError):
        end_early(assembly)
    services.confirm_paper_vote(director, village, assembly.number, line=9, choice="approve")
    assert end_early(assembly).size == PRESENT
    with pytest.raises(BallotClosedError):
        services.record_paper_vote(
            assembly.secretary, village, assembly.number, line=30, choice="approve", photo=upload()
        )


def test_what_is_published_says_that_it_ended_early(assembly: Assembly) -> None:
    deadline = assembly.open()
    everybody(assembly)
    end_early(assembly)
    ballot = json.loads(Bulletin.select().order_by(Bulletin.id.desc()).get().envelope)["content"]["ballot"]
    assert ballot["closes_at"] < ballot["deadline"]
    assert ballot["deadline"][:19] == deadline.isoformat()[:19]
    newest = JournalEntry.select().where(JournalEntry.log == assembly.township.village.log_id)
    entry = json.loads(newest.order_by(JournalEntry.seq.desc()).get().content)
    assert (entry["action"], entry["facts"]["deadline"]) == ("deliberation.ballot.ended_early", ballot["deadline"])
    assert entry["at"] == ballot["closes_at"]


def test_after_the_deadline_it_is_an_ordinary_count(assembly: Assembly, clock: SettableClock) -> None:
    clock.set(assembly.open())
    end_early(assembly)
    assert not row_of(assembly).ended_early


def test_only_who_counts_ballots_ends_one(assembly: Assembly) -> None:
    assembly.open()
    everybody(assembly)
    with pytest.raises(NotAllowedError):
        services.close_early(assembly.voter(20), assembly.township.village, assembly.number)
