"""Votes that happen at once: one each, one count, both records or neither."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from deliberation import services
from deliberation.errors import BallotClosedError, BallotStillOpenError, VotedOtherwiseError, VotedSecretlyError
from deliberation.models import Ballot, Participation, Vote
from deliberation.rules import BallotManner
from deliberation.services import ballots as hot_path
from deliberation.services import secret_ballots
from portal.cli import packages
from portal.kernel import clock as kernel_clock
from portal.kernel.db import close_database, connection, open_database
from portal.kernel.db import database as open_db
from portal.kernel.journal import JournalEntry
from portal.kernel.verify import verify_all, verify_log
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.crowds import FORK, Crowd, crowd, in_processes

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

PROCESSES = 8
VOTERS = 2_000
CHOICES = ("approve", "against", "abstain")
BOTH = pytest.mark.parametrize("manner", list(BallotManner))
CAST: dict[BallotManner, Any] = {BallotManner.RECORDED: Vote, BallotManner.SECRET: Participation}


def submit_everybody(them: Crowd, process: int, barrier: Any) -> list[str]:
    """Release every voter's ballot together with the other processes; return what each was answered."""
    answers = []
    for place, voter in enumerate(them.voters):
        barrier.wait()
        choice = CHOICES[(process // 3 + place) % len(CHOICES)]
        try:
            receipt = services.cast_vote(voter, them.village, them.number, choice=choice)
        except (VotedOtherwiseError, VotedSecretlyError):
            answers.append("otherwise")
        except (sqlite3.IntegrityError, psycopg.IntegrityError):  # fixed SQL goes straight to the driver
            answers.append("broken")
        else:
            answers.append(f"{'again' if receipt.repeated else 'counted'} {receipt.code}")
    return answers


def counted_once_each(found: list[list[str]]) -> bool:
    """Tell whether every voter was counted once, and every other answer was that receipt or a refusal."""
    for answers in zip(*found, strict=True):
        kinds = Counter(answer.split()[0] for answer in answers)
        receipts = {answer.split()[1] for answer in answers if " " in answer}
        if kinds["counted"] != 1 or kinds["broken"] or len(receipts) != 1:
            return False
    return True


@BOTH
def test_double_submit_parallel(
    database: str, township: Township, clock: SettableClock, config: Config, manner: BallotManner
) -> None:
    them = crowd(township, VOTERS, manner=manner)
    found = in_processes(database, PROCESSES, lambda process, barrier: submit_everybody(them, process, barrier))
    assert counted_once_each(found)
    assert CAST[manner].select().count() == VOTERS
    assert JournalEntry.select().where(JournalEntry.log == Ballot.get().log_id).count() == VOTERS
    clock.set(them.closes_at)
    close = services.close_ballot(township.actor(Office.SECRETARY), them.village, them.number)
    assert close.approve + close.against + close.abstain == VOTERS
    assert verify_log(Ballot.get().log.origin, packages(config)) == []


def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hot path no longer see that somebody has voted."""
    monkeypatch.setattr(hot_path, "STANDING", hot_path.STANDING.replace("v.line_id = l.id", "v.id = -1"))
    monkeypatch.setattr(secret_ballots, "STANDING", secret_ballots.STANDING.replace("p.line_id = l.id", "p.id = -1"))


def drop_constraint(manner: BallotManner) -> None:
    """Let the database accept a second vote of the same person."""
    table = CAST[manner]._meta.table_name
    (index,) = [one for one in open_db.get_indexes(table) if one.unique and one.columns == ["ballot_id", "line_id"]]
    open_db.execute_sql(f'DROP INDEX "{index.name}"')


@BOTH
def test_race_test_has_teeth(
    database: str, township: Township, monkeypatch: pytest.MonkeyPatch, manner: BallotManner
) -> None:
    them = crowd(township, 20, manner=manner)
    blind(monkeypatch)
    drop_constraint(manner)
    found = in_processes(database, PROCESSES, lambda process, barrier: submit_everybody(them, process, barrier))
    assert not counted_once_each(found)
    assert CAST[manner].select().count() == 20 * PROCESSES


@BOTH
def test_the_constraint_holds_alone_when_the_check_is_gone(
    database: str, township: Township, monkeypatch: pytest.MonkeyPatch, manner: BallotManner
) -> None:
    them = crowd(township, 20, manner=manner)
    blind(monkeypatch)
    found = in_processes(database, PROCESSES, lambda process, barrier: submit_everybody(them, process, barrier))
    kinds = Counter(answer.split()[0] for answers in found for answer in answers)
    assert kinds == {"counted": 20, "broken": 20 * (PROCESSES - 1)}
    assert CAST[manner].select().count() == 20


def vote_or_close(them: Crowd, township: Township, process: int, barrier: Any) -> list[Any]:
    """Ten rounds: even processes vote just before the deadline; odd ones close, from the sixth round on at it."""
    source: Any = kernel_clock._source
    secretary = township.actor(Office.SECRETARY)
    answers: list[Any] = []
    for turn in range(10):
        voting = process % 2 == 0
        early = voting or turn < 5
        source.moment = them.closes_at - (timedelta(milliseconds=1) if early else timedelta(0))
        barrier.wait()
        try:
            if voting:
                voter = them.voters[process // 2 * 10 + turn]
                services.cast_vote(voter, them.village, them.number, choice=CHOICES[turn % 2])
                answers.append("accepted")
            else:
                close = services.close_ballot(secretary, them.village, them.number)
                answers.append((close.approve, close.against, close.abstain, close.size, close.root))
        except BallotClosedError:
            answers.append("closed")
        except BallotStillOpenError:
            answers.append("open")
    return answers


@BOTH
def test_close_vs_vote(database: str, township: Township, config: Config, manner: BallotManner) -> None:
    them = crowd(township, 50, manner=manner)
    found = in_processes(database, 10, lambda process, barrier: vote_or_close(them, township, process, barrier))
    votes = Counter(answer for answers in found[0::2] for answer in answers)
    closes = Counter(answer for answers in found[1::2] for answer in answers)
    assert closes.pop("open") == 25
    ((counts, times),) = closes.items()
    assert times == 25
    assert sum(counts[:3]) == counts[3] == votes["accepted"] >= 25
    assert votes["accepted"] + votes["closed"] == 50
    assert CAST[manner].select().count() == votes["accepted"]
    assert verify_log(Ballot.get().log.origin, packages(config)) == []


class Traced:
    """A cursor or a connection that tells of each statement before it is sent."""

    def __init__(self, plain: Any, before: Any) -> None:
        self._plain, self._before = plain, before

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        self._before(statement)
        return self._plain.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)


def trace(before: Any) -> None:
    """Let the open database call ``before`` with every statement about to be sent."""
    cursor, driver = open_db.obj.cursor, open_db.obj.connection
    open_db.obj.cursor = lambda *args, **kwargs: Traced(cursor(*args, **kwargs), before)
    open_db.obj.connection = lambda: Traced(driver(), before)  # the hot path's fixed SQL


def kill_points(assembly: Assembly, url: str) -> list[str]:
    """Return the statements of one whole vote, in order: a process can die before each, and after the last."""
    statements: list[str] = []
    voter = assembly.voter(1)
    trace(lambda statement: statements.append(" ".join(statement.split()[:3])))
    services.cast_vote(voter, assembly.township.village, assembly.number, choice="approve")
    close_database()
    open_database(url)
    return [*statements, "the end"]


def vote_and_die(assembly: Assembly, voter: Any, url: str, point: int) -> None:
    """Vote, and kill this process before its statement number ``point``."""
    open_database(url)
    sent = 0

    def die_in_time(_statement: str) -> None:
        nonlocal sent
        if sent == point:
            os.kill(os.getpid(), signal.SIGKILL)
        sent += 1

    trace(die_in_time)
    services.cast_vote(voter, assembly.township.village, assembly.number, choice="approve")
    die_in_time("the end")


#: What one vote writes, in order.
WRITES = {
    BallotManner.RECORDED: ["INSERT INTO vote", "INSERT INTO journal_entry", "COMMIT"],
    BallotManner.SECRET: ["INSERT INTO participation", "UPDATE ballot_box SET", "INSERT INTO journal_entry", "COMMIT"],
}


@BOTH
def test_kill_between(
    database: str, township: Township, clock: SettableClock, config: Config, manner: BallotManner
) -> None:
    assembly = assemble(township, clock)
    closes_at = assembly.open(manner=manner)
    points = kill_points(assembly, database)
    assert {"BEGIN IMMEDIATE", "BEGIN"} & set(points)
    assert [point for point in points if point in WRITES[manner]] == WRITES[manner]
    hit = []
    for number, point in enumerate(points):
        voter = assembly.voter(2 + number)
        close_database()
        child = FORK.Process(target=vote_and_die, args=(assembly, voter, database, number))
        child.start()
        child.join(30)
        open_database(database)
        if child.exitcode == -signal.SIGKILL:
            hit.append(point)
        survived = number > points.index("COMMIT")
        with connection():
            assert_both_or_neither(assembly, line=2 + number, there=survived)
            assert repeated(assembly, 2 + number) is survived, point
    assert hit == points
    clock.set(closes_at)
    assert assembly.close().approve == 1 + len(points)
    assert verify_all(packages(config)) == []


def repeated(assembly: Assembly, number: int) -> bool:
    """Vote again and tell whether the vote was there already."""
    try:
        return assembly.vote(number).repeated
    except VotedSecretlyError:
        return True


def assert_both_or_neither(assembly: Assembly, *, line: int, there: bool) -> None:
    """The row and its entry are both there or both absent."""
    rows = assembly.voted_lines()
    entries = JournalEntry.select().where(JournalEntry.log == Ballot.get().log_id).count()
    assert (line in rows) is there
    assert len(rows) == entries
