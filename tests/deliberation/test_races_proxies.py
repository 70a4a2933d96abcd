"""Principal and delegate vote at the very same moment, each on their own phone: one vote of the line, once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from deliberation.errors import ProxyOverError, ProxyVotedError, RepresentedError
from deliberation.models import Vote
from deliberation.services import ballots as hot_path
from portal.cli import packages
from portal.kernel.verify import verify_all
from portal.meetings.models import ProxyEnd
from tests.deliberation.collectives import NEIGHBOUR, collective, give, online, person, vote_for
from tests.deliberation.crowds import in_processes

if TYPE_CHECKING:
    from portal.config import Config
    from tests.deliberation.assemblies import Assembly
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

PROCESSES = 8
ONCE = ("voted", "repeated")
REFUSED = (ProxyOverError, ProxyVotedError, RepresentedError)


def prepare(township: Township) -> Assembly:
    held = collective(township)
    give(held, 1, NEIGHBOUR)
    held.open()
    return held


def come_or_vote(held: Assembly, process: int, barrier: Any, *, come: bool) -> str:
    """Let the person come online and vote against in even processes, the delegate vote for them in odd ones."""
    delegate = person(held, NEIGHBOUR)
    barrier.wait()
    try:
        if process % 2:
            receipt = vote_for(held, delegate, 1, "approve")
        else:
            if come:
                online(held, 1)
            receipt = held.vote(1, "against")
    except REFUSED as refusal:
        return type(refusal).__name__
    except (sqlite3.IntegrityError, psycopg.IntegrityError):  # fixed SQL goes straight to the driver
        return "broken"
    return "repeated" if receipt.repeated else "voted"


def test_one_vote_of_the_line_whoever_is_first(
    database: str, township: Township, clock: SettableClock, config: Config
) -> None:
    held = prepare(township)
    found = in_processes(database, PROCESSES, lambda number, barrier: come_or_vote(held, number, barrier, come=True))
    (vote,) = Vote.select()
    told = Counter(found)
    assert told["voted"] == 1
    assert told["broken"] == 0
    winners = {number % 2 for number, answer in enumerate(found) if answer in ONCE}
    assert winners == {1 if vote.manner == "by_proxy" else 0}
    assert ProxyEnd.select().count() == 1
    assert verify_all(packages(config)) == []


def test_the_race_has_teeth(
    database: str, township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody looks whether the line has voted, nor whether the proxy is over, votes run into the constraint."""
    held = prepare(township)
    blind = {
        name: getattr(hot_path, name).replace("v.line_id = l.id", "v.id = -1") for name in ("STANDING", "PRINCIPAL")
    }
    for name, statement in blind.items():
        monkeypatch.setattr(hot_path, name, statement.replace("e.proxy_id = x.id", "e.id = -1"))
    monkeypatch.setattr(hot_path, "STANDING", hot_path.STANDING.replace("x.line_id = l.id", "x.id = -1"))
    found = in_processes(database, PROCESSES, lambda number, barrier: come_or_vote(held, number, barrier, come=False))
    assert Counter(found)["broken"] == PROCESSES - 1
    assert Vote.select().count() == 1
