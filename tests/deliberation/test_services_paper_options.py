"""Papers in a choice between options: two officers read the same option, and what comes second is void with its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.errors import MalformedPickError, PaperCountedFirstError, PaperDiffersError
from deliberation.models import Ballot, PaperVote, VoidVote, Vote
from deliberation.queries import ballot_of
from deliberation.queries.papers import objections_to_papers, void_votes
from deliberation.rules import Choice
from portal.kernel.verify import verify_all
from portal.terminal import packages
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.choosing import choose
from tests.deliberation.test_services_paper import LINE, confirm, enter, published

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    found = assemble(township, clock)
    choose(found)
    return found


def test_a_paper_counts_for_the_option_two_officers_have_read(
    assembly: Assembly, clock: SettableClock, config: Config
) -> None:
    enter(assembly, "2")
    for other in ("1", "against"):
        with pytest.raises(PaperDiffersError):
            confirm(assembly, other)
    assert confirm(assembly, "2") is True
    (vote,) = Vote.select()
    assert (vote.choice, vote.option) == (Choice.APPROVE, 2)
    clock.set(Ballot.get().closes_at)
    assert assembly.close().options == [0, 1, 0]
    assert verify_all(packages(config)) == []


@pytest.mark.parametrize("word", ["approve", "4", "0", "", "甲"])
def test_what_does_not_stand_on_the_paper_is_not_entered(assembly: Assembly, word: str) -> None:
    with pytest.raises(MalformedPickError):
        enter(assembly, word)
    assert not PaperVote.select().exists()


def test_online_first_makes_the_paper_void(assembly: Assembly, clock: SettableClock, config: Config) -> None:
    enter(assembly, "2")
    assembly.vote(LINE, "3")
    assert confirm(assembly, "2") is False
    row = ballot_of(assembly.township.village, assembly.number)
    assert row is not None
    assert [(one.option, one.title) for one in void_votes(row)] == [(2, "乙、顺安施工队")]
    clock.set(row.closes_at)
    assert assembly.close().options == [0, 0, 1]
    assert verify_all(packages(config)) == []


def test_paper_first_makes_the_vote_online_void_and_its_voter_may_object(
    assembly: Assembly, clock: SettableClock
) -> None:
    enter(assembly, "2")
    confirm(assembly, "2")
    with pytest.raises(PaperCountedFirstError):
        assembly.vote(LINE, "1")
    assert VoidVote.get().option == 1
    text = "我选的是甲"
    services.object_to_paper(assembly.voter(LINE), assembly.township.village, assembly.number, text=text)
    clock.set(Ballot.get().closes_at)
    assert assembly.close().options == [0, 1, 0]
    row = ballot_of(assembly.township.village, assembly.number)
    assert row is not None
    assert [one.text for one in objections_to_papers(row)] == [text]


def test_a_resolution_tells_void_papers_by_option(assembly: Assembly, clock: SettableClock) -> None:
    for line in (*range(1, LINE), *range(LINE + 1, 16)):
        assembly.vote(line, "1")
    enter(assembly, "2")
    confirm(assembly, "2")
    with pytest.raises(PaperCountedFirstError):
        assembly.vote(LINE, "1")
    clock.set(Ballot.get().closes_at)
    assembly.close()
    content = published()
    (void,) = content["paper"]["void"]
    assert (void["line"], void["choice"], void["option"]) == (LINE, "approve", 1)
    assert {"line": LINE, "choice": "approve", "option": 2, "manner": "paper"}.items() <= content["votes"][9].items()
