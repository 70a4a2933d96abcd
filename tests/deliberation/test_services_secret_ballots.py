"""A secret ballot: who took part is sealed once, the choices are only added up, and a broken box is never counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from peewee import JOIN, IntegrityError

from deliberation import queries, services
from deliberation.errors import (
    BallotClosedError,
    BallotStillOpenError,
    BallotVoidError,
    BoxSoundError,
    BoxUncountableError,
    MalformedChoiceError,
    NoBallotError,
    NotOnRosterError,
    NotPresentError,
    PaperInSecretBallotError,
    TooFewForSecrecyError,
    TooFewVotedError,
    VotedSecretlyError,
)
from deliberation.models import BY_RULE, Ballot, BallotBox, BallotClose, PaperLog, Participation, VoidBallot, Vote
from deliberation.rules import TOO_FEW_VOTED, BallotManner, Choice, MatterState, receipt_code
from deliberation.services import secret_ballots as hot_path
from portal.kernel import boxes
from portal.kernel.boxes import BoxKeyMissingError
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import database as open_db
from portal.kernel.db import sql, tuples_of
from portal.kernel.journal import JournalEntry
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.kernel.work import sealed_rows
from portal.meetings.bodies import Body
from portal.meetings.models import Attendance, RosterLine
from portal.org.offices import Office
from portal.terminal import packages
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.courses import hold
from tests.uploads import upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.config import Config
    from tests.factories import SettableClock, Township

SECRET = BallotManner.SECRET


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    found = assemble(township, clock)
    found.open(manner=SECRET)
    return found


def origin() -> str:
    return str(Ballot.get().log.origin)


def published(kind: str = "resolution") -> dict[str, Any]:
    newest = Bulletin.select().where(Bulletin.kind == kind).order_by(Bulletin.id.desc()).get()
    content: dict[str, Any] = json.loads(newest.envelope)["content"]
    return content


def close(assembly: Assembly, clock: SettableClock) -> BallotClose:
    clock.set(Ballot.get().closes_at)
    return assembly.close()


def unguarded(table: str) -> None:
    """Let rows of a table be changed: somebody has the database in their hands."""
    triggers = (
        [f"{table}_no_update", f"{table}_no_delete"]
        if sql("?") == "?"
        else [f'{table}_insert_only" ON "{table}', f'{table}_no_truncate" ON "{table}']
    )
    for trigger in triggers:
        open_db.execute_sql(f'DROP TRIGGER "{trigger}"')


def test_the_fixed_sql_reads_and_writes_what_the_models_do(assembly: Assembly, clock: SettableClock) -> None:
    clock.moment += timedelta(minutes=3)
    receipt = assembly.vote(7, "abstain")
    ballot, row = Ballot.get(), Participation.get()
    as_model = Participation(id=row.id, ballot=ballot.id, line=assembly.lines[6].id, recorded_at=clock.moment, seq=0)
    assert row.__data__ == as_model.__data__
    by_models = {
        person: facts
        for person, *facts in tuples_of(
            RosterLine.select(RosterLine.person, RosterLine.id, RosterLine.number, Attendance.id, Participation.seq)
            .join_from(RosterLine, Attendance, JOIN.LEFT_OUTER)
            .join_from(RosterLine, Participation, JOIN.LEFT_OUTER)
            .where(RosterLine.roster == ballot.roster_id)
        )
    }
    assert len(by_models) == 40
    for person, facts in by_models.items():
        standing = open_db.execute_sql(
            sql(hot_path.STANDING), (ballot.matter_id, ballot.id, ballot.roster_id, person)
        ).fetchone()
        assert list(standing) == [*facts, None, None]
    entry = JournalEntry.get((JournalEntry.log == ballot.log_id) & (JournalEntry.seq == 0))
    content, manifest = json.loads(entry.content), json.loads(entry.manifest)
    (stored,) = sealed_rows(Participation, [row.id])
    assert manifest["columns"] == {"participation": sorted(stored.values)}
    assert (content["facts"], content["actor"]) == ({"line": 7}, {"line": 7})
    assert (receipt.code, receipt.repeated) == (receipt_code(entry.digest), False)


def test_the_choices_are_counted_and_nobody_has_one(assembly: Assembly, clock: SettableClock, config: Config) -> None:
    for line, choice in enumerate(["approve"] * 14 + ["against"] * 3 + ["abstain"], start=1):
        assembly.vote(line, choice)
    counted = close(assembly, clock)
    assert (counted.approve, counted.against, counted.abstain, counted.size) == (14, 3, 1, 18)
    content = published()
    assert (content["ballot"]["secret"], content["outcome"]["carried"]) == (True, True)
    assert content["ballot"]["choices"] == {"approve": 14, "against": 3, "abstain": 1}
    assert [set(vote) for vote in content["votes"]] == [{"line", "manner", "seq", "receipt"}] * 18
    assert not any(choice.value in json.dumps(content["entries"]) for choice in Choice)
    entry = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert json.loads(entry.content)["facts"]["choices"] == content["ballot"]["choices"]
    assert (Vote.select().count(), BallotBox.select().count(), Participation.select().count()) == (0, 0, 18)
    assert verify_all(packages(config)) == []


@pytest.mark.parametrize("again", [choice.value for choice in Choice])
def test_the_first_act_counts_and_every_repetition_is_answered_alike(
    assembly: Assembly, clock: SettableClock, again: str
) -> None:
    assembly.vote(1, "against")
    before = (BallotBox.get().content, JournalEntry.select().count())
    with pytest.raises(VotedSecretlyError, match="已经投过票") as refusal:
        assembly.vote(1, again)
    assert refusal.value.status == 409
    assert (BallotBox.get().content, JournalEntry.select().count()) == before
    for line in (2, 3):
        assembly.vote(line)
    counted = close(assembly, clock)
    assert (counted.approve, counted.against, counted.abstain) == (2, 1, 0)


def test_before_the_deadline_the_box_tells_nothing_and_is_as_long_as_ever(assembly: Assembly) -> None:
    seen = {BallotBox.get().content}
    for line, choice in enumerate(["approve", "against", "approve", "abstain"], start=1):
        assembly.vote(line, choice)
        seen.add(BallotBox.get().content)
    assert len(seen) == 5
    assert {len(one) for one in seen} == {boxes.length(len(Choice))}
    row = queries.ballot_of(assembly.township.village, 1)
    assert row is not None
    for reading in (queries.votes, queries.entries):
        with pytest.raises(RuntimeError, match="before the deadline"):
            reading(row)
    assert queries.outcomes([replace(row, closed=True)]) == {}


def test_vote_at_deadline(assembly: Assembly, clock: SettableClock) -> None:
    closes_at = Ballot.get().closes_at
    clock.set(closes_at - timedelta(microseconds=1))
    for line in (1, 2, 3):
        assembly.vote(line)
    clock.set(closes_at)
    with pytest.raises(BallotClosedError):
        assembly.vote(4)
    assert assembly.close().approve == 3


@pytest.mark.parametrize("choice", ["", "yes", "-1", "NaN", "approve ", "approve,against", "\0"])
def test_malformed_ballot(assembly: Assembly, choice: str) -> None:
    with pytest.raises(MalformedChoiceError):
        assembly.vote(1, choice)
    assert not assembly.vote(1).repeated


def test_who_is_not_on_the_roster_or_not_present_cannot_vote(assembly: Assembly) -> None:
    with pytest.raises(NotPresentError):
        assembly.vote(28)
    with pytest.raises(NotOnRosterError):
        services.cast_vote(assembly.township.actor(Office.BOOKKEEPER), assembly.township.village, 1, choice="approve")
    assembly.sign_in(28, 28)
    assembly.vote(28)
    assert assembly.voted_lines() == [28]


@pytest.mark.parametrize(("present", "offered"), [(2, False), (3, True)])
def test_two_voters_would_know_each_others_choice(
    township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch, *, present: int, offered: bool
) -> None:
    found = assemble(township, clock)
    rule = services.assembly.secret_ballot_on(clock.moment.date())
    least = replace(rule, least_present=27 + rule.least_present - present)
    monkeypatch.setattr(services.assembly, "secret_ballot_on", lambda _day: least)
    if offered:
        found.open(manner=SECRET)
        return
    with pytest.raises(TooFewForSecrecyError, match="请改用记名投票"):
        found.open(manner=SECRET)
    assert not boxes.any_key()
    found.open()


def test_nobodys_paper_is_entered_in_a_secret_ballot(assembly: Assembly) -> None:
    officer, village = assembly.township.actor(Office.SUPERVISOR), assembly.township.village
    record = partial(services.record_paper_vote, photo=upload())
    for act in (record, services.confirm_paper_vote):
        with pytest.raises(PaperInSecretBallotError, match="整场改用纸质票"):
            act(officer, village, 1, line=5, choice="approve")
    with pytest.raises(PaperInSecretBallotError):
        services.object_to_paper(assembly.voter(5), village, 1, text="不是我投的")
    assert PaperLog.select().count() == 0


def test_the_key_is_gone_with_the_count_and_old_boxes_open_no_more(assembly: Assembly, clock: SettableClock) -> None:
    kept = [BallotBox.get().content]
    assembly.vote(1, "against")
    kept.append(BallotBox.get().content)
    assert boxes.opened(origin(), kept[1], size=1) == (0, 1, 0)
    for line in (2, 3):
        assembly.vote(line)
    first = close(assembly, clock)
    assert assembly.close() == first
    assert not boxes.has_key(origin())
    for size, box in enumerate(kept):
        with pytest.raises(BoxKeyMissingError):
            boxes.opened(origin(), box, size=size)


def test_a_key_that_outlived_its_count_is_destroyed_by_settle(
    assembly: Assembly, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in (1, 2, 3):
        assembly.vote(line)
    village = assembly.township.village
    with monkeypatch.context() as killed:
        killed.setattr(services.assembly, "destroy_key", lambda _ballot: None)
        close(assembly, clock)
    assert boxes.has_key(origin())
    assert queries.unsettled(clock.moment.date()) == {village.id}
    assert services.settle(village) == 0
    assert not boxes.has_key(origin())
    assert queries.unsettled(clock.moment.date()) == set()


def put_back(older: str) -> None:
    BallotBox.update(content=older).execute()


def put_another_box(_older: str) -> None:
    BallotBox.update(content=boxes.new_box("another", counts=len(Choice))).execute()


def put_rubbish(_older: str) -> None:
    BallotBox.update(content="zz").execute()


def take_the_box_away(_older: str) -> None:
    BallotBox.delete().execute()


def lose_the_key(_older: str) -> None:
    boxes.destroy_key(origin())


@pytest.mark.parametrize("damage", [put_back, put_another_box, put_rubbish, take_the_box_away, lose_the_key])
def test_a_damaged_box_takes_no_vote_and_is_not_counted(
    assembly: Assembly, clock: SettableClock, damage: Callable[[str], None]
) -> None:
    older = BallotBox.get().content
    for line in (1, 2, 3):
        assembly.vote(line)
    damage(older)
    with pytest.raises(BoxUncountableError, match="钥匙" if damage is lose_the_key else "不符"):
        assembly.vote(4)
    assert assembly.voted_lines() == [1, 2, 3]
    with pytest.raises(BoxUncountableError, match="请在截止以后"):
        close(assembly, clock)
    assert BallotClose.select().count() == 0
    assert services.settle(assembly.township.village) == 0


def test_a_participation_taken_out_is_named_and_stops_the_count(
    assembly: Assembly, clock: SettableClock, config: Config
) -> None:
    for line in (1, 2, 3):
        assembly.vote(line)
    unguarded("participation")
    Participation.delete().where(Participation.seq == 1).execute()
    with pytest.raises(BoxUncountableError, match="参加投票的有 2 人，封存的记录有 3 条"):
        close(assembly, clock)
    assert any("participation" in one.record for one in verify_all(packages(config)))


def test_a_participation_added_or_changed_is_named(assembly: Assembly, config: Config) -> None:
    assembly.vote(1)
    Participation.create(ballot=Ballot.get(), line=assembly.lines[4], recorded_at=Ballot.get().opens_at, seq=9)
    unguarded("participation")
    Participation.update(line=assembly.lines[1].id).where(Participation.seq == 0).execute()
    found = {(one.record, one.sentence.split()[-1]) for one in verify_all(packages(config))}
    assert {"participation 1", "participation 2"} == {record for record, _ in found if "participation" in record}


def test_one_line_takes_part_once_whatever_the_code_does(assembly: Assembly) -> None:
    assembly.vote(1)
    with pytest.raises(IntegrityError), open_db.atomic():
        Participation.create(ballot=Ballot.get(), line=assembly.lines[0], recorded_at=Ballot.get().opens_at, seq=5)


def test_a_broken_ballot_is_declared_void_and_another_meeting_votes_again(
    assembly: Assembly, township: Township, clock: SettableClock, config: Config
) -> None:
    secretary, village = assembly.secretary, township.village
    assembly.vote(1, "against")
    boxes.destroy_key(origin())
    with pytest.raises(BallotStillOpenError):
        services.void_ballot(secretary, village, 1, reason="服务器损坏")
    clock.set(Ballot.get().closes_at)
    with pytest.raises(PrivateNumberError):
        services.void_ballot(secretary, village, 1, reason="打电话13812345678")
    void = services.void_ballot(secretary, village, 1, reason="服务器损坏，从备份恢复以后票箱打不开")
    with pytest.raises(BallotVoidError):
        services.void_ballot(secretary, village, 1, reason="再来一次")
    with pytest.raises(BallotVoidError, match="重新表决"):
        assembly.close()
    assert (VoidBallot.get().id, BallotBox.select().count()) == (void.id, 0)
    row = queries.matter(village, 1)
    assert (row.state, row.outcome) == (MatterState.VOID, None)
    told = published("stage")
    assert told["void"] == {"reason": "服务器损坏，从备份恢复以后票箱打不开"}
    assert (told["adjourned"], told["entitled"], told["present"], "outcome" in told) == (False, 40, 27, False)
    assert (services.settle(village), queries.unsettled(clock.moment.date())) == (0, set())
    second = replace(assembly, meeting_id=hold(township, Body.VILLAGER_REPS_MEETING, present=27))
    closes_at = second.open(manner=SECRET)
    assert queries.matter(village, 1).state is MatterState.VOTING
    for line in range(1, 28):
        second.vote(line)
    clock.set(closes_at)
    assert second.close().approve == 27
    assert queries.matter(village, 1).state is MatterState.IN_PUBLICITY
    assert verify_all(packages(config)) == []


def test_a_sound_box_is_counted_and_never_declared_void(assembly: Assembly, clock: SettableClock) -> None:
    for line in (1, 2, 3):
        assembly.vote(line)
    secretary, village = assembly.secretary, assembly.township.village
    clock.set(Ballot.get().closes_at)
    with pytest.raises(BoxSoundError, match="请公布结果"):
        services.void_ballot(secretary, village, 1, reason="结果不好")
    assembly.close()
    with pytest.raises(BoxSoundError):
        services.void_ballot(secretary, village, 1, reason="结果不好")


def test_a_recorded_ballot_is_never_declared_void(township: Township, clock: SettableClock) -> None:
    found = assemble(township, clock)
    clock.set(found.open())
    with pytest.raises(NoBallotError):
        services.void_ballot(found.secretary, township.village, 1, reason="不想要了")


def test_settle_counts_a_secret_ballot_past_its_deadline(assembly: Assembly, clock: SettableClock) -> None:
    for line in (1, 2, 3):
        assembly.vote(line)
    clock.set(Ballot.get().closes_at + timedelta(days=7))
    row = queries.matter(assembly.township.village, 1)
    assert (row.state, row.outcome) == (MatterState.UNDECIDED, None)
    assert services.settle(assembly.township.village) == 1
    assert BallotClose.get().approve == 3
    assert not boxes.any_key()


@pytest.mark.parametrize("voted", [1, 2])
def test_a_ballot_in_which_too_few_took_part_is_void_and_no_choice_is_told(
    assembly: Assembly, clock: SettableClock, config: Config, voted: int
) -> None:
    for line in range(1, 1 + voted):
        assembly.vote(line, "against")
    with pytest.raises(TooFewVotedError, match="不计票"):
        close(assembly, clock)
    void = VoidBallot.get()
    assert (void.reason, void.voided_by) == (TOO_FEW_VOTED, BY_RULE)
    assert (BallotClose.select().count(), BallotBox.select().count(), boxes.any_key()) == (0, 0, False)
    row = queries.matter(assembly.township.village, 1)
    assert (row.state, row.outcome) == (MatterState.VOID, None)
    told = published("stage")
    assert (told["void"], "outcome" in told) == ({"reason": TOO_FEW_VOTED}, False)
    assert Bulletin.select().where(Bulletin.kind == "resolution").count() == 0
    every = "".join(one.envelope for one in Bulletin.select()) + "".join(one.content for one in JournalEntry.select())
    assert '"against"' not in every.partition("ballot.opened")[2]
    with pytest.raises(BallotVoidError):
        assembly.close()
    assert verify_all(packages(config)) == []


def test_settle_declares_it_void_once(assembly: Assembly, clock: SettableClock) -> None:
    assembly.vote(1)
    village = assembly.township.village
    clock.set(Ballot.get().closes_at + timedelta(days=1))
    assert [services.settle(village) for _ in range(2)] == [1, 0]
    assert (VoidBallot.select().count(), boxes.any_key()) == (1, False)


def test_where_nobody_took_part_there_is_no_choice_to_keep(assembly: Assembly, clock: SettableClock) -> None:
    assert close(assembly, clock).approve == 0
    assert queries.matter(assembly.township.village, 1).state is MatterState.FAILED
