"""Paper and online: two officers who have no interest, one vote each, the other kept as void and published."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from peewee import IntegrityError

from deliberation import queries, services
from deliberation.errors import (
    BallotClosedError,
    MalformedChoiceError,
    NoPaperError,
    NoPaperOfMineError,
    OwnPaperError,
    PaperConfirmedError,
    PaperCountedFirstError,
    PaperDiffersError,
    PaperObjectedError,
    PaperObjectionLateError,
    SamePaperOfficerError,
    VotedOtherwiseError,
    VoterAbsentError,
    VoterUnknownError,
)
from deliberation.models import Ballot, PaperVote, VoidVote, Vote, VoteManner
from deliberation.queries.papers import paper_photo
from deliberation.rules import picks
from deliberation.services import paper as papers
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import database as open_db
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.names import mask_name
from portal.kernel.verify import verify_all
from portal.org.models import Household, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.crowds import in_processes
from tests.uploads import upload

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

LINE = 10  # a representative


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    found = assemble(township, clock)
    found.open()
    return found


def officers(township: Township) -> tuple[Actor, Actor]:
    return township.actor(Office.SUPERVISOR), township.actor(Office.SUPERVISOR, number=1)


def enter(assembly: Assembly, choice: str = "approve", *, line: int = LINE) -> None:
    first, _ = officers(assembly.township)
    services.record_paper_vote(
        first, assembly.township.village, assembly.number, line=line, choice=choice, photo=upload()
    )


def confirm(assembly: Assembly, choice: str = "approve", *, line: int = LINE) -> bool:
    _, second = officers(assembly.township)
    return services.confirm_paper_vote(second, assembly.township.village, assembly.number, line=line, choice=choice)


def published() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Bulletin.get(Bulletin.kind == "resolution").envelope)["content"]
    return content


def test_a_paper_counts_when_two_officers_have_read_the_same(
    assembly: Assembly, clock: SettableClock, config: Config
) -> None:
    enter(assembly)
    assert Vote.select().count() == 0
    assert confirm(assembly) is True
    assembly.vote(1, "against")
    clock.set(Ballot.get().closes_at)
    close = assembly.close()
    assert (close.approve, close.against, close.size) == (1, 1, 2)
    content = published()
    assert {"line": LINE, "choice": "approve", "manner": "paper"}.items() <= content["votes"][1].items()
    assert content["paper"]["void"] == []
    assert VoteManner.PAPER.title == "纸质票，由两名工作人员代录"
    assert "account" not in json.dumps(content["entries"])
    assert verify_all(packages(config)) == []


def test_the_photo_is_sealed_with_the_entry_and_shown_to_officers_after_the_count(
    assembly: Assembly, clock: SettableClock, config: Config
) -> None:
    enter(assembly)

    def seen(person_id: int, *, officer: bool) -> str:
        row = queries.ballot_of(assembly.township.village, assembly.number)
        assert row is not None
        photo = paper_photo(row, LINE, person_id=person_id, may_enter=officer)
        return photo.digest if photo else ""

    voter, taken = assembly.voter(LINE).person_id, upload().digest
    assert (seen(voter, officer=False), seen(0, officer=True), seen(0, officer=False)) == (taken, "", "")
    confirm(assembly)
    clock.set(Ballot.get().closes_at)
    assert seen(0, officer=True) == "", "over, and not counted"
    assembly.close()
    assert (seen(voter, officer=False), seen(0, officer=True), seen(0, officer=False)) == (taken, taken, "")
    assert taken not in json.dumps(published())
    assert verify_all(packages(config)) == []


def test_online_first_makes_the_paper_void(assembly: Assembly, clock: SettableClock, config: Config) -> None:
    enter(assembly)
    receipt = assembly.vote(LINE, "against")
    assert confirm(assembly) is False
    assert assembly.vote(LINE, "against").code == receipt.code
    clock.set(Ballot.get().closes_at)
    close = assembly.close()
    assert (close.approve, close.against) == (0, 1)
    (void,) = published()["paper"]["void"]
    assert (void["line"], void["manner"], void["choice"]) == (LINE, "paper", "approve")
    assert "网上投票先生效" in void["reason"]
    assert verify_all(packages(config)) == []


@pytest.mark.parametrize("choice", ["approve", "against"])
def test_paper_first_makes_the_vote_online_void(
    assembly: Assembly, clock: SettableClock, config: Config, choice: str
) -> None:
    enter(assembly)
    confirm(assembly)
    for _ in range(2):
        with pytest.raises(PaperCountedFirstError):
            assembly.vote(LINE, choice)
    clock.set(Ballot.get().closes_at)
    assert assembly.close().approve == 1
    (void,) = published()["paper"]["void"]
    assert (void["line"], void["manner"], void["choice"]) == (LINE, "online", choice)
    assert verify_all(packages(config)) == []


def test_nothing_is_added_to_the_papers_once_the_count_is_published(assembly: Assembly, clock: SettableClock) -> None:
    enter(assembly)
    confirm(assembly)
    clock.set(Ballot.get().closes_at)
    assembly.close()
    voter, village = assembly.voter(LINE), assembly.township.village
    line_id = assembly.lines[LINE - 1].id
    with pytest.raises(BallotClosedError):  # the vote came in time, the keeping of it after the count
        papers.void_online(voter, village, ballot_id=Ballot.get().id, line_id=line_id, chosen=picks(())[1])
    assert VoidVote.select().count() == 0


def test_what_nobody_confirmed_does_not_count_and_is_told(assembly: Assembly, clock: SettableClock) -> None:
    enter(assembly)
    clock.set(Ballot.get().closes_at)
    with pytest.raises(BallotClosedError):
        confirm(assembly)
    with pytest.raises(BallotClosedError):
        enter(assembly, line=11)
    assert assembly.close().approve == 0
    assert published()["paper"]["unconfirmed"] == [LINE]


def test_for_someone_else(assembly: Assembly, township: Township) -> None:
    director = township.actor(Office.DIRECTOR)
    own = next(place for place, line in enumerate(assembly.lines, start=1) if line.person_id == director.person_id)
    village = township.village
    with pytest.raises(OwnPaperError):
        services.record_paper_vote(director, village, assembly.number, line=own, choice="approve", photo=upload())
    with pytest.raises(NotAllowedError):
        services.record_paper_vote(
            assembly.voter(20), village, assembly.number, line=LINE, choice="approve", photo=upload()
        )
    enter(assembly, line=own)
    with pytest.raises(OwnPaperError):
        services.confirm_paper_vote(director, village, assembly.number, line=own, choice="approve")
    enter(assembly)
    first, _ = officers(township)
    with pytest.raises(SamePaperOfficerError):
        services.confirm_paper_vote(first, village, assembly.number, line=LINE, choice="approve")
    assert Vote.select().count() == 0


def test_nobody_enters_the_paper_of_their_own_household(assembly: Assembly, township: Township) -> None:
    household = Household.create(village=township.village, number="900")
    first, second = officers(township)
    for person in (first.person_id, assembly.lines[LINE - 1].person_id):
        Person.update(household=household).where(Person.id == person).execute()
    with pytest.raises(OwnPaperError, match="本户家人"):
        enter(assembly)
    services.record_paper_vote(second, township.village, assembly.number, line=LINE, choice="approve", photo=upload())
    with pytest.raises(OwnPaperError):
        services.confirm_paper_vote(first, township.village, assembly.number, line=LINE, choice="approve")


def test_two_who_read_different_choices_enter_nothing(assembly: Assembly) -> None:
    enter(assembly)
    with pytest.raises(PaperDiffersError):
        confirm(assembly, "against")
    enter(assembly, "against")
    assert confirm(assembly, "against") is True
    with pytest.raises(PaperConfirmedError):
        confirm(assembly, "against")
    with pytest.raises(PaperConfirmedError):
        enter(assembly)
    assert [vote.choice.value for vote in Vote.select()] == ["against"]
    assert PaperVote.select().count() == 2


@pytest.mark.parametrize(
    ("line", "choice", "refusal"),
    [
        (30, "approve", VoterAbsentError),
        (99, "approve", VoterUnknownError),
        (-1, "approve", VoterUnknownError),
        (10**9, "approve", VoterUnknownError),
        (LINE, "yes", MalformedChoiceError),
        (LINE, "", MalformedChoiceError),
    ],
)
def test_a_paper_of_nobody_or_of_nothing_is_refused(
    assembly: Assembly, line: int, choice: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        enter(assembly, choice, line=line)
    with pytest.raises((refusal, NoPaperError)):
        confirm(assembly, choice, line=line)


def test_the_voter_may_object_and_it_is_published(assembly: Assembly, clock: SettableClock) -> None:
    enter(assembly)
    confirm(assembly)
    village, number = assembly.township.village, assembly.number
    with pytest.raises(NoPaperOfMineError):
        services.object_to_paper(assembly.voter(11), village, number, text="没有交过")
    name = Person.select().where(Person.village == village.id).first().name
    services.object_to_paper(assembly.voter(LINE), village, number, text=f"{name}作证，我投的是反对。")
    with pytest.raises(PaperObjectedError):
        services.object_to_paper(assembly.voter(LINE), village, number, text="再说一遍")
    clock.set(Ballot.get().closes_at)
    assembly.close()
    assert published()["paper"]["objections"] == [{"line": LINE, "text": f"{mask_name(name)}作证，我投的是反对。"}]
    with pytest.raises(PaperObjectionLateError):
        services.object_to_paper(assembly.voter(LINE), village, number, text="晚了")


def test_a_choice_from_paper_is_shown_to_nobody_before_the_count(assembly: Assembly) -> None:
    enter(assembly)
    confirm(assembly)
    ballot = queries.ballot_of(assembly.township.village, assembly.number)
    assert ballot is not None
    (shown,) = queries.papers(ballot)
    assert "approve" not in repr(shown)
    with pytest.raises(RuntimeError):
        queries.papers_of(ballot)


def test_reset_forbidden(assembly: Assembly, clock: SettableClock) -> None:
    enter(assembly)
    confirm(assembly)
    with pytest.raises(PaperCountedFirstError):
        assembly.vote(LINE)
    clock.set(Ballot.get().closes_at)
    assembly.close()
    for table in ("vote", "paper_vote", "paper_vote_confirmation", "void_vote", "paper_log", "hand_count"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            if table == "hand_count" or open_db.execute_sql(f"SELECT COUNT(*) FROM {table}").fetchone()[0]:
                with pytest.raises(IntegrityError), open_db.atomic():
                    open_db.execute_sql(statement)
    assert Vote.select().count() == 1


# At once: many processes, one voter each line, paper and online released together.

LINES = range(6, 16)


def vote_or_confirm(assembly: Assembly, process: int, barrier: Any) -> list[str]:
    """Even processes vote online, odd ones confirm the paper of the same voter at the same moment."""
    answers = []
    for line in LINES:
        barrier.wait()
        try:
            if process % 2:
                answers.append("paper" if confirm(assembly, line=line) else "void")
            else:
                assembly.vote(line, "against")
                answers.append("online")
        except PaperCountedFirstError:
            answers.append("void")
        except PaperConfirmedError:
            answers.append("again")
        except VotedOtherwiseError:
            answers.append("otherwise")
        except (IntegrityError, sqlite3.IntegrityError, psycopg.IntegrityError):
            answers.append("broken")
    return answers


def prepare(assembly: Assembly) -> None:
    for line in LINES:
        enter(assembly, line=line)


@pytest.mark.race
def test_paper_and_online(database: str, assembly: Assembly, clock: SettableClock, config: Config) -> None:
    prepare(assembly)
    found = in_processes(database, 4, lambda process, barrier: vote_or_confirm(assembly, process, barrier))
    kinds = Counter(answer for answers in found for answer in answers)
    assert (kinds["broken"], kinds["otherwise"]) == (0, 0)
    assert Vote.select().count() == len(LINES)
    assert JournalEntry.select().where(JournalEntry.log == Ballot.get().log_id).count() == len(LINES)
    assert VoidVote.select().count() == len(LINES)  # each voter's other vote, once
    clock.set(Ballot.get().closes_at)
    close = assembly.close()
    assert close.approve + close.against == len(LINES)
    assert close.approve == Vote.select().where(Vote.manner == VoteManner.PAPER).count()
    assert verify_all(packages(config)) == []


@pytest.mark.race
def test_paper_and_online_has_teeth(database: str, assembly: Assembly, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the confirmation no longer looks again under the lock, it runs into the constraint."""
    prepare(assembly)
    monkeypatch.setattr(papers, "_voted", lambda _ballot, _line: None)
    found = in_processes(database, 4, lambda process, barrier: vote_or_confirm(assembly, process, barrier))
    kinds = Counter(answer for answers in found for answer in answers)
    assert kinds["broken"]
    assert Vote.select().count() == len(LINES)


def test_a_paper_of_a_ballot_past_its_deadline_by_the_officers_clock_is_late(
    assembly: Assembly, clock: SettableClock
) -> None:
    enter(assembly)
    clock.set(Ballot.get().closes_at - timedelta(milliseconds=1))
    assert confirm(assembly) is True
