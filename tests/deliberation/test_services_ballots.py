"""Casting a vote: the fixed SQL says what the models say, and the deadline is one reading of the clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from peewee import JOIN

from deliberation import queries, services
from deliberation.errors import (
    BallotClosedError,
    BallotNotOpenError,
    MalformedChoiceError,
    NoBallotError,
    NotOnRosterError,
    NotPresentError,
    VotedOtherwiseError,
)
from deliberation.models import Ballot, Vote, VoteManner
from deliberation.rules import Choice, receipt_code
from deliberation.services import ballots as hot_path
from portal.kernel.canonical import sha256_hex
from portal.kernel.db import database as open_db
from portal.kernel.db import sql, tuples_of
from portal.kernel.fields import moment_text
from portal.kernel.journal import JournalEntry, JournalLog, row_digest
from portal.kernel.work import sealed_rows
from portal.meetings.models import Attendance, RosterLine
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

MILLISECOND = timedelta(milliseconds=1)


def test_the_fixed_sql_reads_what_the_models_read(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    assembly.vote(1)
    assembly.vote(2, "against")
    ballot = Ballot.get()
    row = open_db.execute_sql(sql(hot_path.BALLOT), (township.village.id, assembly.number)).fetchone()
    assert tuple(row) == (
        ballot.id,
        ballot.matter_id,
        ballot.log_id,
        ballot.roster_id,
        moment_text(ballot.opens_at),
        moment_text(ballot.closes_at),
        "recorded",
        "[]",
    )
    by_models = {
        person: facts
        for person, *facts in tuples_of(
            RosterLine.select(
                RosterLine.person,
                RosterLine.id,
                RosterLine.number,
                Attendance.id,
                Vote.choice,
                Vote.option,
                Vote.seq,
                Vote.manner,
            )
            .join_from(RosterLine, Attendance, JOIN.LEFT_OUTER)
            .join_from(RosterLine, Vote, JOIN.LEFT_OUTER)
            .where(RosterLine.roster == ballot.roster_id)
        )
    }
    assert len(by_models) == 40
    for person, facts in by_models.items():
        standing = open_db.execute_sql(
            sql(hot_path.STANDING), (ballot.matter_id, ballot.id, ballot.roster_id, person)
        ).fetchone()
        assert list(standing) == [*facts, None, None]


def test_the_fixed_sql_writes_what_the_models_would_write(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    clock.moment += timedelta(minutes=3)
    receipt = assembly.vote(7, "abstain")
    vote = Vote.get()
    as_model = Vote(
        id=vote.id,
        ballot=Ballot.get().id,
        line=assembly.lines[6].id,
        choice=Choice.ABSTAIN,
        option=None,
        manner=VoteManner.ONLINE,
        recorded_at=clock.moment,
        seq=0,
    )
    assert vote.__data__ == as_model.__data__
    entry = JournalEntry.get((JournalEntry.log == Ballot.get().log_id) & (JournalEntry.seq == 0))
    manifest = json.loads(entry.manifest)
    (stored,) = sealed_rows(Vote, [vote.id])
    assert manifest["columns"] == {"vote": sorted(stored.values)}
    assert manifest["rows"] == {"vote": {str(vote.id): row_digest(bytes.fromhex(manifest["salt"]), stored)}}
    content = json.loads(entry.content)
    assert content["rows"] == sha256_hex(entry.manifest.encode())
    assert content["facts"] == {"line": 7, "choice": "abstain", "manner": "online"}
    assert content["actor"] == {"line": 7}
    assert (receipt.code, receipt.repeated) == (receipt_code(entry.digest), False)


def test_a_vote_leaves_the_village_log_as_it_was(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    before = JournalLog.get_by_id(township.village.log_id).__data__
    clock.moment += timedelta(minutes=1)
    assembly.vote(1)
    assert JournalLog.get_by_id(township.village.log_id).__data__ == before


def test_the_same_choice_again_gives_the_same_receipt_and_another_is_refused(
    township: Township, clock: SettableClock
) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    first = assembly.vote(1)
    again = assembly.vote(1)
    assert (again.code, again.repeated) == (first.code, True)
    with pytest.raises(VotedOtherwiseError):
        assembly.vote(1, "against")
    assert Vote.get().choice is Choice.APPROVE
    assert Vote.select().count() == 1


@pytest.mark.parametrize(
    ("before_deadline", "accepted"),
    [
        pytest.param(MILLISECOND, True, id="one millisecond before"),
        pytest.param(timedelta(microseconds=1), True, id="one microsecond before"),
        pytest.param(timedelta(0), False, id="exactly at"),
        pytest.param(-MILLISECOND, False, id="one millisecond after"),
    ],
)
def test_vote_at_deadline(
    township: Township, clock: SettableClock, before_deadline: timedelta, *, accepted: bool
) -> None:
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    clock.set(closes_at - before_deadline)
    if accepted:
        assembly.vote(1)
    else:
        with pytest.raises(BallotClosedError, match="10:00截止"):
            assembly.vote(1)
    assert Vote.select().count() == int(accepted)


def test_the_clock_is_read_once_after_the_lock(
    township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    voter = assembly.voter(1)
    readings: list[datetime] = []

    def ticking() -> datetime:
        readings.append(closes_at - MILLISECOND if not readings else closes_at + MILLISECOND)
        return readings[-1]

    monkeypatch.setattr("portal.kernel.clock._source", ticking)
    services.cast_vote(voter, township.village, 1, choice="approve")
    assert len(readings) == 1
    assert Vote.get().recorded_at == closes_at - MILLISECOND


def test_a_vote_is_never_earlier_than_the_last_sealed_entry(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    clock.moment += timedelta(minutes=10)
    assembly.vote(1)
    clock.moment -= timedelta(minutes=5)
    assembly.vote(2)
    first, second = Vote.select().order_by(Vote.seq)
    assert second.recorded_at == first.recorded_at


def test_a_clock_before_the_opening_does_not_vote_before_it(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    opened_at = clock.moment
    assembly.open()
    clock.set(datetime(2020, 1, 1, tzinfo=UTC))
    assembly.vote(1)
    assert Vote.get().recorded_at == opened_at


def test_a_ballot_that_has_not_begun_is_told(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    ballot = hot_path._ballot(township.village.id, 1)
    with pytest.raises(BallotNotOpenError, match="起可以投票"):
        hot_path._require_open(ballot, moment_text(clock.moment - MILLISECOND))


def test_who_is_not_on_the_roster_or_not_present_cannot_vote(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    with pytest.raises(NotPresentError):
        assembly.vote(28)
    with pytest.raises(NotOnRosterError):
        services.cast_vote(township.actor(Office.BOOKKEEPER), township.village, 1, choice="approve")
    with pytest.raises(NoBallotError):
        services.cast_vote(assembly.voter(1), township.other_village, 1, choice="approve")
    assembly.sign_in(28, 28)
    assembly.vote(28)
    assert assembly.voted_lines() == [28]


@pytest.mark.parametrize("choice", ["", "yes", "-1", "1000000000", "NaN", "[]", "approve ", "approve,against", "\0"])
def test_malformed_ballot(township: Township, clock: SettableClock, choice: str) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    with pytest.raises(MalformedChoiceError):
        assembly.vote(1, choice)
    assert not assembly.vote(1).repeated


def test_nobody_reads_votes_or_the_ballot_log_before_the_deadline(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    assembly.vote(1)
    row = queries.ballot_of(township.village, 1)
    assert row is not None
    for reading in (queries.votes, queries.entries):
        with pytest.raises(RuntimeError, match="before the deadline"):
            reading(row)
