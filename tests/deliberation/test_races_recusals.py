"""Somebody stands back at the very moment the ballot is opened: before it, or refused; never in its midst."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.errors import RecusalFixedError, RecusedError
from deliberation.models import Recusal
from deliberation.services import recusals as acts
from portal.cli import packages
from portal.kernel.journal import JournalEntry
from portal.kernel.verify import verify_all
from portal.org.models import Person
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.crowds import in_processes

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

PROCESSES = 8
KIN = services.Recusing(kind="near_relative", reason="工程由弟弟家承包")


def open_or_recuse(held: Assembly, process: int, barrier: Any, *, first: bool) -> str:
    """Open the ballot in one process and let lines 1 to 7 stand back in the others; ``first``: the ballot before."""
    code = Person.get_by_id(held.lines[process - 1].person_id).code if process else ""
    barrier.wait()
    if not process:
        held.open()
    if first:
        barrier.wait()
    if process:
        try:
            services.record_recusal(held.secretary, held.township.village, held.number, KIN, person=code)
        except RecusalFixedError:
            return "refused"
        return "recused"
    return "opened"


def actions(held: Assembly) -> list[str]:
    """Return what was sealed in the village's log, in order."""
    entries = JournalEntry.select().where(JournalEntry.log == held.township.village.log_id)
    return [json.loads(one.content)["action"] for one in entries.order_by(JournalEntry.seq)]


def at_once(database: str, held: Assembly, *, first: bool) -> list[str]:
    return in_processes(
        database, PROCESSES, lambda process, barrier: open_or_recuse(held, process, barrier, first=first)
    )


def test_who_stands_back_did_so_before_the_ballot_or_was_refused(
    database: str, township: Township, clock: SettableClock, config: Config
) -> None:
    held = assemble(township, clock)
    found = at_once(database, held, first=False)
    assert found[0] == "opened"
    told = actions(held)
    assert "deliberation.recusal.recorded" not in told[told.index("deliberation.ballot.opened") :]
    assert Recusal.select().count() == found.count("recused")
    for line, answer in enumerate(found[1:], start=1):
        if answer == "recused":
            with pytest.raises(RecusedError):
                held.vote(line)
        else:
            held.vote(line)
    assert held.voted_lines() == [line for line in range(1, PROCESSES) if found[line] == "refused"]
    assert verify_all(packages(config)) == []


def test_once_the_ballot_is_open_all_are_refused(database: str, township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock)
    found = at_once(database, held, first=True)
    assert found == ["opened", *["refused"] * (PROCESSES - 1)]
    assert Recusal.select().count() == 0


def test_the_race_has_teeth(
    database: str, township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = assemble(township, clock)
    monkeypatch.setattr(acts, "require_recusable", lambda _course: None)
    found = at_once(database, held, first=True)
    assert found == ["opened", *["recused"] * (PROCESSES - 1)]
