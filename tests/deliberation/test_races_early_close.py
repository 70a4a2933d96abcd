"""An early close against votes and late comers: what it counts is everybody who was there, or it is refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.errors import BallotClosedError, VotersMissingError
from deliberation.models import Ballot, BallotClose, Vote
from deliberation.services import assembly as acts
from deliberation.services import ballots as hot_path
from portal.cli import packages
from portal.kernel.verify import verify_all, verify_log
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.crowds import Crowd, crowd, in_processes
from tests.deliberation.test_races import BOTH, CAST, CHOICES

if TYPE_CHECKING:
    from deliberation.rules import BallotManner
    from portal.config import Config
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

VOTERS = 50
PRESENT, PROCESSES = 27, 8


def vote_or_end(them: Crowd, township: Township, process: int, barrier: Any) -> list[Any]:
    """Ten rounds: even processes vote, odd ones try to end the ballot early."""
    secretary, answers = township.actor(Office.SECRETARY), list[Any]()
    for turn in range(10):
        barrier.wait()
        try:
            if process % 2 == 0:
                voter = them.voters[process // 2 * 10 + turn]
                services.cast_vote(voter, them.village, them.number, choice=CHOICES[turn % 3])
                answers.append("accepted")
            else:
                close = services.close_early(secretary, them.village, them.number)
                answers.append((close.approve + close.against + close.abstain, close.size, close.root))
        except VotersMissingError:
            answers.append("missing")
        except BallotClosedError:
            answers.append("closed")
    return answers


def ended(database: str, them: Crowd, township: Township) -> tuple[Counter[Any], Counter[Any]]:
    found = in_processes(database, 10, lambda process, barrier: vote_or_end(them, township, process, barrier))
    votes, closes = (Counter(answer for answers in found[first::2] for answer in answers) for first in (0, 1))
    return votes, closes


@BOTH
def test_early_close_vs_vote(database: str, township: Township, config: Config, manner: BallotManner) -> None:
    them = crowd(township, VOTERS, manner=manner)
    votes, closes = ended(database, them, township)
    assert votes == {"accepted": VOTERS}
    assert closes.pop("missing") >= 45  # until the last round somebody was missing
    close = services.close_early(township.actor(Office.SECRETARY), them.village, them.number)
    assert set(closes) <= {(VOTERS, VOTERS, close.root)}
    assert (close.present, close.size, CAST[manner].select().count()) == (VOTERS, VOTERS, VOTERS)
    assert verify_log(Ballot.get().log.origin, packages(config)) == []


@BOTH
def test_without_the_check_votes_are_cut_off(
    database: str, township: Township, monkeypatch: pytest.MonkeyPatch, manner: BallotManner
) -> None:
    monkeypatch.setattr(acts, "_require_may_end", lambda *_args, **_early: None)
    monkeypatch.setattr(acts, "void_by_rule", lambda *_: None)
    votes, _ = ended(database, crowd(township, VOTERS, manner=manner), township)
    assert votes["closed"] >= 45


def come_or_end(held: Assembly, process: int, barrier: Any, *, first: bool) -> tuple[str, str]:
    """One process ends the ballot; the others sign in one more each and let them vote; ``first``: they come before."""
    line = PRESENT + process
    barrier.wait()
    if process and first:
        held.sign_in(line, line)
    if first:
        barrier.wait()
    try:
        if not process:
            services.close_early(held.secretary, held.township.village, held.number)
            return "end", "ended"
        if not first:
            held.sign_in(line, line)
        else:
            barrier.wait()
        held.vote(line)
    except VotersMissingError:
        return "end", "missing"
    except BallotClosedError:
        return "vote", "closed"
    finally:
        if first and not process:
            barrier.wait()
    return "vote", "counted"


def all_votes() -> int:
    return Vote.select().count()


def late_comers(database: str, township: Township, clock: SettableClock, *, first: bool) -> Counter[tuple[str, str]]:
    held = assemble(township, clock, present=PRESENT)
    held.open()
    for line in range(1, PRESENT + 1):
        held.vote(line)
    found = in_processes(database, PROCESSES, lambda process, barrier: come_or_end(held, process, barrier, first=first))
    if ("end", "missing") in found:
        services.close_early(held.secretary, held.township.village, held.number)
    return Counter(found)


def test_a_late_comer_voted_before_the_end_or_came_too_late(
    database: str, township: Township, clock: SettableClock, config: Config
) -> None:
    found = late_comers(database, township, clock, first=False)
    close = BallotClose.get()
    assert close.present == close.size == all_votes() == PRESENT + found[("vote", "counted")]
    assert found[("vote", "counted")] + found[("vote", "closed")] == PROCESSES - 1
    assert verify_all(packages(config)) == []


def test_who_is_there_before_the_end_is_waited_for(database: str, township: Township, clock: SettableClock) -> None:
    found = late_comers(database, township, clock, first=True)
    assert found == {("end", "missing"): 1, ("vote", "counted"): PROCESSES - 1}
    assert BallotClose.get().present == PRESENT + PROCESSES - 1


def test_without_the_check_who_is_there_is_not_waited_for(
    database: str, township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "_require_may_end", lambda *_args, **_early: None)
    found = late_comers(database, township, clock, first=True)
    assert found == {("end", "ended"): 1, ("vote", "closed"): PROCESSES - 1}


def test_without_the_count_being_read_a_vote_comes_after_it(
    database: str, township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "_require_may_end", lambda *_args, **_early: None)
    monkeypatch.setattr(hot_path, "require_not_counted", lambda _ballot_id: None)
    found = late_comers(database, township, clock, first=True)
    assert found == {("end", "ended"): 1, ("vote", "counted"): PROCESSES - 1}
    assert all_votes() == BallotClose.get().size + PROCESSES - 1
