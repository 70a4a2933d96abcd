"""A whole assembly votes through the real server, beside the same people reading the ballot paper in the same run.

Sessions are signed in beforehand; signing in is measured apart, because checking a password is slow on purpose. The
crowd counts what it was answered, the database what it holds: both are printed, and they must agree.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import psycopg
import pytest
from flask import session
from psycopg import sql

from deliberation import services
from deliberation.models import Vote
from deliberation.procedures import S4_RESOLVE
from deliberation.services.matters import Proposal
from portal.app import create_app
from portal.config import AREAS, Config
from portal.kernel import clock, migrate
from portal.kernel.db import close_database, connection, open_database
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.org.accounts import hash_password
from portal.org.models import Account, OfficeTerm, Person, Place
from portal.org.offices import Office
from portal.web.session import begin
from tests.bench.crowd import AT_ONCE, Rush, Voter, read_in_a_rush, sign_in_in_a_rush, vote_as_they_come, vote_in_a_rush
from tests.deliberation.assemblies import authorise
from tests.deliberation.courses import pass_before
from tests.factories import FOUNDED, PASSWORD, SECRET_KEY, SettableClock, known_township, make_township

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

#: What was asked for. All figures are printed before one that is missed fails.
_P95, _OF_READING, _COUNTING, _GROWN = 0.3, 0.5, 1.0, 1.5
_CHOICES = ("approve", "against", "abstain")
_BEGIN = datetime(2026, 10, 15, 1, tzinfo=UTC)
_ROUNDS = 5
#: The first half of the people come within this share of the time, the others all at once; so many send it again.
_COMING, _AGAIN = 0.5, 200
#: One account whose password is hashed as the program does it, and how often it signs in.
_SLOW, _SIGN_INS = "qingshan-0001", 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """An assembly in session: its people, the seconds all of them may take, the body and the type of matter."""

    people: int
    seconds: float
    body: Body
    office: Office
    kind: str


REPRESENTED = Day(
    people=2_000,
    seconds=60,
    body=Body.VILLAGER_REPS_MEETING,
    office=Office.REPRESENTATIVE,
    kind="collective_income_use",
)
COLLECTIVE = Day(
    people=20_000,
    seconds=300,
    body=Body.COOP_MEMBERS_ASSEMBLY,
    office=Office.COOP_MEMBER,
    kind="coop_investment",
)


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Return what makes a fresh database and returns its address; PostgreSQL writes to the disk as it would."""
    if request.param == "SQLite":
        folder = tmp_path_factory.mktemp("voting")
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    address = request.getfixturevalue("postgres")

    def created(name: str) -> str:
        with psycopg.connect(address("postgres"), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = on")
            admin.execute("ALTER SYSTEM SET synchronous_commit = on")
            admin.execute("SELECT pg_reload_conf()")
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return str(address(name))

    yield created


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a day of voting came to. Seconds, but for the rushes and the counts."""

    signing_in: Rush
    reading: Rush
    coming: Rush
    rushing: Rush
    again: Rush
    page_before: float
    page_after: float
    counting: float
    stored: int  # votes in the database
    people: int  # who have one there
    published: int  # votes in the count

    @property
    def seconds(self) -> float:
        """Return how long it took until everybody had voted."""
        return self.coming.seconds + self.rushing.seconds

    @property
    def share(self) -> float:
        """Return how many voted in the time in which one read the ballot paper."""
        return self.rushing.rate / self.reading.rate

    @property
    def answers(self) -> Counter[int]:
        """Return how many votes were answered how."""
        return Counter((*self.coming.statuses, *self.rushing.statuses))


@pytest.mark.parametrize("day", [REPRESENTED, COLLECTIVE], ids=lambda day: str(day.people))
def test_everybody_votes(day: Day, fresh: Callable[[str], str], tmp_path: Path) -> None:
    address = fresh(f"voting{day.people}")
    found = _measured(day, address, tmp_path)
    print(f"\n{day.people} people, {address.partition(':')[0]}, 2 workers")
    _print(f"signs in, {AT_ONCE} at once", found.signing_in)
    _print(f"reads the ballot paper, {AT_ONCE} at once", found.reading)
    _print("votes, as people come", found.coming)
    _print(f"votes, {AT_ONCE} at once", found.rushing)
    print(f"  all have voted after {found.seconds:.1f} s of {day.seconds:.0f} s; voting ×{found.share:.2f} of reading")
    print(f"  answered {dict(found.answers)}, again {dict(Counter(found.again.statuses))}")
    print(f"  in the database {found.stored} votes of {found.people} people, {found.published} in the published count")
    print(f"  closed, counted and published in {found.counting:.2f} s")
    before, after = found.page_before * 1000, found.page_after * 1000
    print(f"  the matter's page {before:.0f} ms before, {after:.0f} ms after the votes")
    assert found.answers == {HTTPStatus.OK: day.people}
    assert set(found.again.statuses) == {HTTPStatus.OK}
    assert set(found.signing_in.statuses) == {HTTPStatus.FOUND}
    assert found.stored == found.people == found.published == day.people
    assert found.seconds <= day.seconds
    assert found.coming.p95 <= _P95
    assert found.share >= _OF_READING
    assert found.counting <= _COUNTING
    assert found.page_after <= _GROWN * found.page_before


def _measured(day: Day, address: str, folder: Path) -> Figures:
    source = SettableClock(_BEGIN)
    clock.install(source)
    with opened(address):
        migrate.upgrade(migrate.GROUND + AREAS)
        number = _in_session(day, source)
        voters = _signed_in(create_app(Config.from_env(_environ(address, folder)), clock=source), day)
        Account.update(password_hash=hash_password(PASSWORD)).where(Account.login == _SLOW).execute()
    (folder / "clock").write_text(source.moment.isoformat())
    with serving(address, folder) as server:
        matter, paper = f"{server}/qingshan/matters/{number}/", f"{server}/qingshan/matters/{number}/vote"
        signing_in = sign_in_in_a_rush(f"{server}/sign-in", _SLOW, PASSWORD, times=_SIGN_INS)
        page_before = _shown(matter, voters[0])
        reading = read_in_a_rush(paper, voters)
        half = len(voters) // 2
        coming = vote_as_they_come(paper, voters[:half], seconds=day.seconds * _COMING)
        rushing = vote_in_a_rush(paper, voters[half:])
        page_after = _shown(matter, voters[0])
        again = vote_in_a_rush(paper, voters[:_AGAIN])
    with opened(address):
        stored, people = Vote.select().count(), Vote.select(Vote.line).distinct().count()
        source.moment += timedelta(hours=2)
        secretary, village = known_township().actor(Office.SECRETARY), known_township().village
        began = time.perf_counter()
        close = services.close_ballot(secretary, village, number)
        counting = time.perf_counter() - began
    return Figures(
        signing_in=signing_in,
        reading=reading,
        coming=coming,
        rushing=rushing,
        again=again,
        page_before=page_before,
        page_after=page_after,
        counting=counting,
        stored=stored,
        people=people,
        published=close.approve + close.against + close.abstain,
    )


def _print(what: str, rush: Rush) -> None:
    waits = sorted(rush.waits)
    median, slowest = statistics.median(waits) * 1000, waits[-1] * 1000
    wait = f"wait {median:.0f} ms, p95 {rush.p95 * 1000:.0f} ms, longest {slowest:.0f} ms"
    print(f"  {what:<36}{rush.rate:5.0f} a second   {wait}")


@contextmanager
def opened(address: str) -> Iterator[None]:
    """Keep the database open."""
    open_database(address)
    with connection():
        yield
    close_database()


def _environ(address: str, folder: Path) -> dict[str, str]:
    return {
        "CUNSHI_DATABASE_URL": address,
        "CUNSHI_SECRET_KEY": SECRET_KEY,
        "CUNSHI_KEY_DIR": str(folder / "keys"),
        "CUNSHI_UPLOAD_DIR": str(folder / "uploads"),
    }


def _in_session(day: Day, source: SettableClock) -> int:
    """Bring a matter before an assembly in which everybody is present, open the ballot, and return its number."""
    township = make_township()
    _people(township.village, day)
    secretary = township.actor(Office.SECRETARY)
    authorise(township, "collective_income_use")
    proposal = Proposal(
        matter_type=day.kind, title="修缮村口便民桥", plan="重做护栏。", budget_fen=8_600_000, fund="村集体经营收入"
    )
    number = services.propose_matter(secretary, township.village, proposal).number
    pass_before(township, number)
    source.moment += timedelta(days=1)
    held = convene_meeting(
        secretary,
        township.village,
        Convening(
            body=day.body,
            title="年度大会",
            place="村委会前",
            starts_at=source.moment + timedelta(days=11),
            notice="请到会。",
            chair_id=township.actor(Office.DIRECTOR).person_id,
            recorder_id=secretary.person_id,
        ),
    )
    source.moment += timedelta(days=11)
    roster = freeze_roster(secretary, township.village, held.id)
    lines = [line.id for line in RosterLine.select(RosterLine.id).where(RosterLine.roster == roster.id)]
    assert len(lines) == day.people
    record_attendance(secretary, township.village, held.id, lines)
    closes_at = source.moment + timedelta(hours=1)
    opening = services.Opening(meeting_id=held.id, question="是否同意？", closes_at=closes_at, stage=S4_RESOLVE)
    services.open_ballot(secretary, township.village, number, opening)
    return number


def _people(village: Place, day: Day) -> None:
    """Register so many people in the office that the assembly has as many as the day asks for."""
    known = _entitled(village, day)
    shared = Account.select().first().password_hash
    codes = [f"r{n:05d}" for n in range(day.people - known)]
    for start in range(0, len(codes), 100):
        part = codes[start : start + 100]
        Person.insert_many([{"village": village, "code": code, "name": f"村民{code}"} for code in part]).execute()
        people = list(Person.select().where((Person.village == village) & Person.code.in_(part)))
        Account.insert_many(
            [{"person": p, "login": f"{village.slug}-{p.code}", "password_hash": shared} for p in people]
        ).execute()
        OfficeTerm.insert_many(
            [{"place": village, "person": p, "office": day.office, "since": FOUNDED} for p in people]
        ).execute()


def _entitled(village: Place, day: Day) -> int:
    offices = [day.office]
    if day.body is Body.VILLAGER_REPS_MEETING:
        offices += [Office.DIRECTOR, Office.COMMITTEE]
    terms = OfficeTerm.select().where((OfficeTerm.place == village) & OfficeTerm.office.in_(offices))
    return int(terms.count())


def _signed_in(app: Flask, day: Day) -> list[Voter]:
    """Return a browser for everybody entitled, with a session as signing in begins it."""
    newest = RosterLine.select(RosterLine.roster).order_by(RosterLine.roster.desc()).limit(1).scalar()
    accounts = Account.select().where(
        Account.person.in_(RosterLine.select(RosterLine.person).where(RosterLine.roster == newest))
    )
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    voters = []
    for turn, account in enumerate(accounts.order_by(Account.id)):
        with app.test_request_context():
            begin(account)
            voters.append(Voter(cookie=f"cunshi={signer.dumps(dict(session))}", typed={"choice": _CHOICES[turn % 3]}))
    assert len(voters) == day.people
    return voters


@contextmanager
def serving(address: str, folder: Path) -> Iterator[str]:
    """Serve the portal with two real workers, as it is run, on the clock in ``folder``; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        **_environ(address, folder),
        "JOURNEY_CLOCK": str(folder / "clock"),
        "WEB_CONCURRENCY": "2",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "docs/deploy/gunicorn.conf.py", "--log-level", "warning"]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}", "tests.journeys.server:app()"], env=environ)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _shown(address: str, voter: Voter) -> float:
    """Return the median seconds that a page takes."""
    return statistics.median(read_in_a_rush(address, [voter]).seconds for _ in range(_ROUNDS))
