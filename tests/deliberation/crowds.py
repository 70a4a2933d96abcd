"""Many voters, and many processes that vote at once: forked, each with its own connection."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from deliberation import services
from deliberation.rules import BallotManner
from portal.kernel import clock
from portal.kernel.db import close_database, connection, database, open_database
from portal.meetings.bodies import Body
from portal.meetings.models import Attendance, AttendanceManner, Meeting, Roster, RosterLine
from portal.org.actors import Actor
from portal.org.models import Account, Person
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise, propose
from tests.deliberation.courses import pass_before

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portal.org.models import Place
    from tests.factories import Township

FORK = multiprocessing.get_context("fork")
_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """An open ballot whose roster is a whole crowd, everybody signed in."""

    village: Place
    number: int
    voters: tuple[Actor, ...]
    closes_at: datetime


def crowd(township: Township, size: int, *, manner: BallotManner = BallotManner.RECORDED) -> Crowd:
    """Open a ballot for ``size`` people; rows that are not under test are inserted without ceremony."""
    village, secretary, now = township.village, township.actor(Office.SECRETARY), clock.now()
    authorise(township)
    number = propose(township)
    pass_before(township, number)
    with database.atomic():
        people = _fill(Person, [{"village": village.id, "code": f"c{n:05d}", "name": "众人"} for n in range(size)])
        accounts = _fill(Account, [{"person": person, "login": f"crowd-{person}"} for person in people])
        meeting = Meeting.create(
            village=village,
            body=Body.VILLAGER_REPS_MEETING,
            title="大会",
            place="广场",
            starts_at=now,
            notice="。",
            chair=secretary.person_id,
            recorder=secretary.person_id,
            convened_at=now,
        )
        roster = Roster.create(meeting=meeting, entitled=size, salt="0" * 32, fingerprint="0" * 64, frozen_at=now)
        lines = _fill(
            RosterLine,
            [
                {"roster": roster.id, "number": n, "person": person, "name": "众人", "capacity": "村民代表"}
                for n, person in enumerate(people, start=1)
            ],
        )
        signed_in = {"roster": roster.id, "manner": AttendanceManner.IN_PERSON, "recorded_at": now, "recorded_by": 1}
        _fill(Attendance, [{"line": line, **signed_in} for line in lines])
    closes_at = now + timedelta(hours=1)
    opening = services.Opening(meeting_id=meeting.id, question="是否同意？", closes_at=closes_at, manner=manner)
    services.open_ballot(secretary, village, number, opening)
    return Crowd(
        village=village,
        number=number,
        closes_at=closes_at,
        voters=tuple(
            Actor(account_id=account, person_id=person, name="众人", home_id=village.id)
            for account, person in zip(accounts, people, strict=True)
        ),
    )


def _fill(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows and return their ids."""
    before = model.select().count()
    for start in range(0, len(rows), _BATCH):
        model.insert_many(rows[start : start + _BATCH]).execute()
    ids = [row.id for row in model.select(model.id).order_by(model.id)]
    return ids[before:]


def in_processes(url: str, count: int, work: Callable[[int, Any], Any]) -> list[Any]:
    """Run ``work(process, barrier)`` in ``count`` forked processes at once; return what each returned.

    The test's own connection is given up before the fork and opened again after.
    """
    close_database()
    barrier = FORK.Barrier(count, timeout=60)
    pipes = [FORK.Pipe(duplex=False) for _ in range(count)]
    children = [
        FORK.Process(target=_child, args=(url, number, barrier, pipes[number][1], work)) for number in range(count)
    ]
    for child in children:
        child.start()
    for _, sender in pipes:
        sender.close()
    found = [receiver.recv() for receiver, _ in pipes]
    for child in children:
        child.join()
    open_database(url)
    database.connect()
    return found


def _child(url: str, number: int, barrier: Any, sender: Any, work: Callable[[int, Any], Any]) -> None:
    open_database(url)
    with connection():
        sender.send(work(number, barrier))
    close_database()
