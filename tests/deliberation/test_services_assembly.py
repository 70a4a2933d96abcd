"""Opening before a quorum, closing by the clock, and the resolution a stranger can recount."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError

from deliberation import queries, services
from deliberation.errors import (
    BadDeadlineError,
    BallotClosedError,
    BallotOpenAlreadyError,
    BallotStillOpenError,
    MeetingNotTodayError,
    NoBallotError,
    NotAuthorisedError,
    NotOnRosterError,
    QuorumMissingError,
    RosterMissingError,
)
from deliberation.models import Ballot, BallotClose, Vote
from portal.cli import packages
from portal.config import Config
from portal.kernel.bulletins import Bulletin, BulletinNames
from portal.kernel.canonical import canonical_json
from portal.kernel.db import database as open_db
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry, JournalLog
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.migrate import schema_differences
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.meetings.models import Roster
from portal.meetings.services import Convening, convene_meeting
from portal.org import services as org
from portal.org.models import Account
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble, authorise

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


def content_of(number: int = 1) -> dict[str, object]:
    bulletin = Bulletin.get((Bulletin.kind == "resolution") & (Bulletin.key == str(number)))
    content: dict[str, object] = json.loads(bulletin.envelope)["content"]
    return content


def decided(township: Township, clock: SettableClock, *, approve: int, against: int = 0) -> Assembly:
    """Hold the vote and let its deadline come."""
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    for number in range(1, approve + 1):
        assembly.vote(number)
    for number in range(approve + 1, approve + against + 1):
        assembly.vote(number, "against")
    clock.set(closes_at)
    return assembly


def test_the_schema_of_the_migration_is_that_of_the_models(database: str) -> None:
    assert database
    assert schema_differences(["deliberation"]) == []


@pytest.mark.parametrize(
    ("present", "missing"),
    [
        pytest.param(26, 1, id="村民委员会组织法（2025修正）第30条 差1人"),
        pytest.param(0, 27, id="村民委员会组织法（2025修正）第30条 无人"),
    ],
)
def test_without_a_quorum_signed_in_nothing_is_opened(
    township: Township, clock: SettableClock, present: int, missing: int
) -> None:
    assembly = assemble(township, clock, present=present)
    with pytest.raises(QuorumMissingError, match=f"还差 {missing} 人"):
        assembly.open()
    assert (Ballot.select().count(), JournalLog.select().count()) == (0, 3)


def test_the_27th_of_40_lets_the_ballot_open(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock, present=27)
    assembly.open()
    with pytest.raises(BallotOpenAlreadyError):
        assembly.open()


def test_without_an_authorisation_nothing_is_opened(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock, authorised=False)
    with pytest.raises(NotAuthorisedError, match="第29条"):
        assembly.open()
    authorise(township, "village_planning")
    with pytest.raises(NotAuthorisedError, match="没有登记"):
        assembly.open()
    authorise(township, until=date(2026, 10, 18))
    with pytest.raises(NotAuthorisedError, match="2026年10月18日到期"):
        assembly.open()


def test_before_sign_in_nothing_is_opened(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title="下一次会议",
        place="村委会",
        starts_at=clock.moment + timedelta(hours=3),
        notice="另行通知。",
        chair_id=assembly.secretary.person_id,
        recorder_id=assembly.secretary.person_id,
    )
    later = convene_meeting(assembly.secretary, township.village, convening)
    opening = services.Opening(meeting_id=later.id, question="是否同意？", closes_at=clock.moment + timedelta(hours=1))
    with pytest.raises(RosterMissingError):
        services.open_ballot(assembly.secretary, township.village, assembly.number, opening)


def test_who_was_there_on_another_day_is_no_quorum_today(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    clock.moment += timedelta(days=1)
    with pytest.raises(MeetingNotTodayError, match="2026年10月19日"):
        assembly.open()
    page = queries.stage_page(
        township.village, assembly.number, None, meeting_id=None, today=date(2026, 10, 20), today_only=True
    )
    assert (page.meetings, page.meeting, page.ready) == ((), None, False)
    asked = queries.stage_page(
        township.village, assembly.number, None, meeting_id=assembly.meeting_id, today=date(2026, 10, 20)
    )
    assert (asked.today, asked.votable) == (False, False)
    clock.moment -= timedelta(days=1)
    assembly.open()


@pytest.mark.parametrize("after", [timedelta(0), -timedelta(minutes=1), timedelta(hours=72, microseconds=1)])
def test_a_deadline_lies_after_now_and_within_three_days(
    township: Township, clock: SettableClock, after: timedelta
) -> None:
    assembly = assemble(township, clock)
    opening = services.Opening(meeting_id=assembly.meeting_id, question="是否同意？", closes_at=clock.moment + after)
    with pytest.raises(BadDeadlineError, match="72 小时"):
        services.open_ballot(assembly.secretary, township.village, assembly.number, opening)


def test_a_question_holds_no_number_of_a_person(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    opening = services.Opening(
        meeting_id=assembly.meeting_id,
        question="是否同意把款项付到 6222 0200 0000 0000 000？",
        closes_at=clock.moment + timedelta(hours=1),
    )
    with pytest.raises(PrivateNumberError):
        services.open_ballot(assembly.secretary, township.village, assembly.number, opening)


def test_a_meeting_of_another_village_is_not_found(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    stranger = township.actor(Office.SECRETARY, village=township.other_village)
    opening = services.Opening(
        meeting_id=assembly.meeting_id, question="是否同意？", closes_at=clock.moment + timedelta(hours=1)
    )
    with pytest.raises(NotFoundError):
        services.open_ballot(stranger, township.other_village, assembly.number, opening)
    with pytest.raises(NotAllowedError):
        services.open_ballot(stranger, township.village, assembly.number, opening)


def test_the_ballot_log_is_named_in_the_village_log_at_opening(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    entry = JournalEntry.select().where(JournalEntry.log == township.village.log_id).order_by(JournalEntry.seq.desc())
    content = json.loads(entry.get().content)
    ballot = Ballot.get()
    assert content["action"] == "deliberation.ballot.opened"
    assert content["facts"]["log"] == ballot.log.origin == "cunshi.example/qingshan/matters/1/ballots/1"
    assert content["facts"]["plan_digest"] == queries.matter(township.village, 1).plan_digest


def test_before_the_deadline_nobody_closes(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    clock.set(closes_at - timedelta(microseconds=1))
    with pytest.raises(BallotStillOpenError):
        assembly.close()
    assert services.settle(township.village) == 0
    assert queries.outcomes(queries.ballots(township.village)) == {}


def test_what_was_never_put_to_the_vote_cannot_be_closed(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    with pytest.raises(NoBallotError):
        assembly.close()


@pytest.mark.parametrize(
    ("approve", "carried"),
    [
        pytest.param(13, False, id="村民委员会组织法（2025修正）第30条 13人未过半数"),
        pytest.param(14, True, id="村民委员会组织法（2025修正）第30条 14人过半数"),
    ],
)
def test_13_of_27_fail_and_14_carry(township: Township, clock: SettableClock, approve: int, *, carried: bool) -> None:
    assembly = decided(township, clock, approve=approve, against=27 - approve)
    assembly.close()
    outcome = content_of()["outcome"]
    assert isinstance(outcome, dict)
    assert (outcome["carried"], outcome["entitled"], outcome["present"]) == (carried, 40, 27)
    assert (outcome["needed_present"], outcome["needed_approve"]) == (27, 14)


def test_every_close_returns_the_same_count_and_publishes_once(township: Township, clock: SettableClock) -> None:
    assembly = decided(township, clock, approve=14)
    first = assembly.close()
    clock.moment += timedelta(days=1)
    assert assembly.close() == first
    assert services.settle(township.village) == 0
    assert Bulletin.select().where(Bulletin.kind == "resolution").count() == 1


def test_no_scheduler(township: Township, clock: SettableClock) -> None:
    assembly = decided(township, clock, approve=14, against=1)
    clock.moment += timedelta(days=7)
    assert not BallotClose.select().exists()
    row = queries.matter(township.village, 1)
    assert row.state is queries.MatterState.UNDECIDED
    assert row.outcome is not None
    assert (row.outcome.approve, row.outcome.against) == (14, 1)
    with pytest.raises(BallotClosedError):
        assembly.vote(20)
    assert services.settle(township.village) == 1
    assert queries.matter(township.village, 1).outcome == row.outcome
    assert services.settle(township.village) == 0


def test_someone_signed_in_after_the_deadline_is_not_counted_as_present(
    township: Township, clock: SettableClock
) -> None:
    assembly = decided(township, clock, approve=14)
    assembly.sign_in(28, 40)
    assembly.close()
    assert BallotClose.get().present == 27


def test_a_clock_set_back_does_not_reopen_what_was_counted(township: Township, clock: SettableClock) -> None:
    assembly = decided(township, clock, approve=14)
    assembly.close()
    clock.moment -= timedelta(hours=2)
    with pytest.raises(BallotClosedError):
        assembly.vote(20)
    assert queries.matter(township.village, 1).state is queries.MatterState.IN_PUBLICITY


def test_a_clock_set_back_does_not_reopen_what_a_later_entry_has_passed(
    township: Township, clock: SettableClock
) -> None:
    assembly = decided(township, clock, approve=14)
    # any act sealed at or after the deadline
    org.register_person(assembly.secretary, township.village, code="9001", name="新来者")
    clock.moment -= timedelta(hours=2)
    with pytest.raises(BallotClosedError):
        assembly.vote(20)
    assert queries.matter(township.village, 1).state is queries.MatterState.UNDECIDED


def test_roster_frozen(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    leaving, suspended = assembly.voter(10), assembly.voter(11)
    today = date(2026, 10, 19)
    office = Office.REPRESENTATIVE
    org.end_term(assembly.secretary, township.village, leaving.person_id, office=office, until=date(2026, 10, 1))
    added = org.register_person(assembly.secretary, township.village, code="9001", name="新来者")
    org.appoint(assembly.secretary, township.village, added.id, office=office, since=today)
    Account.create(person=added, login="qingshan-9001", password_hash="")
    newcomer = township.actor(office, number=-1)
    assert newcomer.person_id == added.id
    Account.update(active=False).where(Account.id == suspended.account_id).execute()

    assembly.vote(10)
    with pytest.raises(NotAllowedError):
        services.cast_vote(suspended, township.village, 1, choice="approve")
    with pytest.raises(NotOnRosterError):
        services.cast_vote(newcomer, township.village, 1, choice="approve")
    clock.set(closes_at)
    assembly.close()
    content = content_of()
    assert content["outcome"]["entitled"] == 40  # type: ignore[index]
    assert content["roster"]["fingerprint"] == Roster.get_by_id(Ballot.get().roster_id).fingerprint  # type: ignore[index]


def test_the_published_entries_give_the_root_and_the_counts(township: Township, clock: SettableClock) -> None:
    assembly = decided(township, clock, approve=14, against=3)
    assembly.vote_refused(18)
    close = assembly.close()
    content = content_of()
    leaves, choices = [], {}
    for entry in content["entries"]:  # type: ignore[attr-defined]
        digest = hashlib.sha256(bytes.fromhex(entry["salt"]) + entry["content"].encode()).hexdigest()
        leaves.append(canonical_json({"day": entry["day"], "digest": digest, "seq": entry["seq"]}))
        facts = json.loads(entry["content"])["facts"]
        choices[facts["line"]] = facts["choice"]
    log = content["ballot"]["log"]  # type: ignore[index]
    assert root_of([leaf_hash(leaf) for leaf in leaves]).hex() == log["root"] == close.root
    assert len(leaves) == log["size"] == close.size == 17
    assert {vote["line"]: vote["choice"] for vote in content["votes"]} == choices  # type: ignore[attr-defined]
    assert sorted(choices.values()).count("approve") == close.approve == 14
    receipts = {vote["seq"]: vote["receipt"].replace("-", "") for vote in content["votes"]}  # type: ignore[attr-defined]
    assert all(json.loads(leaf)["digest"].startswith(receipts[seq]) for seq, leaf in enumerate(leaves))


def test_no_name_stands_in_what_is_published_but_in_the_names_part(township: Township, clock: SettableClock) -> None:
    decided(township, clock, approve=14).close()
    bulletin = Bulletin.get(Bulletin.kind == "resolution")
    names = BulletinNames.get().names
    assert len(names) == 40
    assert not [name for name in names if name in bulletin.envelope]
    assert bulletin.names_until == date(2026, 11, 3)


def test_the_publication_period_does_not_end_on_a_holiday(township: Township, clock: SettableClock) -> None:
    """民法典第203条: published on Friday 16 October, the fifteenth day after is a Saturday."""
    clock.moment -= timedelta(days=3)
    decided(township, clock, approve=14).close()
    assert (clock.moment.date(), Bulletin.get(Bulletin.kind == "resolution").names_until) == (
        date(2026, 10, 16),
        date(2026, 11, 2),
    )


def test_the_record_of_a_whole_ballot_is_whole(township: Township, clock: SettableClock, config: Config) -> None:
    decided(township, clock, approve=14, against=2).close()
    assert verify_all(packages(config)) == []


def test_votes_and_closes_can_be_neither_changed_nor_deleted(township: Township, clock: SettableClock) -> None:
    decided(township, clock, approve=14).close()
    for table, column in (("vote", "choice"), ("ballot", "closes_at"), ("ballot_close", "approve"), ("matter", "plan")):
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError), open_db.atomic():
                open_db.execute_sql(statement)
    assert Vote.select().count() == 14
