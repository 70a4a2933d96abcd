"""Until the deadline nothing anybody can fetch depends on how people voted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.rules import BallotManner
from portal.app import create_app
from portal.kernel.db import close_database, connection, open_database
from portal.org.offices import Office
from tests import factories
from tests.deliberation.assemblies import assemble, login_of
from tests.deliberation.choosing import choose
from tests.deliberation.polling import start
from tests.deliberation.twins import even_salts, public_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient

    from portal.config import Config
    from tests.factories import SettableClock

Seen = dict[tuple[str, str], Any]

VOTES = {1: "approve", 2: "against", 3: "abstain", 4: "approve", 5: "approve"}
OTHER_VOTES = {1: "against", 2: "approve", 3: "approve", 4: "abstain", 5: "against"}
#: The option of a poll somebody else answers for each vote.
ANSWERS = {"approve": 1, "against": 2, "abstain": 3}

#: What is picked for each vote where it is chosen between options.
PICKS = {"approve": "1", "against": "3", "abstain": "against"}

#: What differs between any two answers: the form's token, and a voter's own receipt, which tells nothing unsalted.
_OWN = re.compile(r'(?<=name="csrf_token" value=")[^"]+|[0-9a-f]{4}(-[0-9a-f]{4}){2}')

PATHS = (
    "/qingshan/",
    "/qingshan/matters/",
    "/qingshan/matters/1/",
    "/qingshan/matters/1/ballot",
    "/qingshan/matters/1/vote",
    "/qingshan/matters/authorisations/",
    "/qingshan/matters/polls/",
    "/qingshan/matters/polls/1/",
    "/qingshan/matters/polls/1/sheets",
    "/qingshan/meetings/",
    "/qingshan/meetings/1/",
    "/qingshan/journal/",
)


@pytest.mark.parametrize("options", [False, True], ids=["a plan", "options"])
@pytest.mark.parametrize("manner", list(BallotManner))
def test_interim_silence(
    twins: tuple[str, str],
    config: Config,
    clock: SettableClock,
    sign_in: Callable[[FlaskClient, str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    manner: BallotManner,
    *,
    options: bool,
) -> None:
    started = clock.moment
    lives = []
    for url, votes in zip(twins, (VOTES, OTHER_VOTES), strict=True):
        clock.set(started)
        even_salts(monkeypatch)
        own = replace(config, database_url=url, key_dir=tmp_path / f"keys-{len(lives)}")
        lives.append(live(own, clock, sign_in, votes, manner, options=options))
    (before, results), (others_before, others_results) = lives
    assert before == others_before
    assert len(before) > len(PATHS)
    assert results != others_results


def live(
    config: Config,
    clock: SettableClock,
    sign_in: Callable[[FlaskClient, str], FlaskClient],
    votes: dict[int, str],
    manner: BallotManner,
    *,
    options: bool,
) -> tuple[Seen, Seen]:
    """Hold the vote; return everything fetched before the deadline, and the matter's page at it."""
    app = create_app(config, clock=clock)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    open_database(config.database_url)
    with connection():
        township = factories.known_township()
        assembly = assemble(township, clock)
        closes_at = choose(assembly, manner=manner) if options else assembly.open(manner=manner)
        polling = start(township)
        for number, choice in votes.items():
            clock.moment += timedelta(seconds=20)
            assembly.vote(number, PICKS[choice] if options else choice)
            polling.answer_as(assembly.voter(5 + number), ANSWERS[choice])
        logins = {
            "secretary": township.login(Office.SECRETARY),
            "auditor": township.login(Office.AUDITOR),
            "supervisor": township.login(Office.SUPERVISOR),
            "voter": login_of(assembly, 2),
            "silent": login_of(assembly, 20),
        }
        clock.set(closes_at - timedelta(milliseconds=1))
        clients = {who: sign_in(app.test_client(), login) for who, login in logins.items()}
        before = {(who, path): fetched(client, path) for who, client in clients.items() for path in PATHS}
        before["public", "site"] = public_site()
        clock.set(closes_at)
        assembly.close()
        results = {("secretary", "/"): fetched(clients["secretary"], "/qingshan/matters/1/")}
    close_database()
    return before, results


def fetched(client: FlaskClient, path: str) -> tuple[int, list[tuple[str, str]], str]:
    """Return status, headers with the length in bytes, and text of a page."""
    answer = client.get(path)
    headers = [(name, value) for name, value in answer.headers if name != "Set-Cookie"]
    return answer.status_code, headers, _OWN.sub("…", answer.text)
