"""A vote cast by a written proxy: the one vote of the principal's line, whoever was first."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import queries, services
from deliberation.errors import (
    BallotClosedError,
    DelegateRecusedError,
    MalformedChoiceError,
    NotYourPrincipalError,
    PaperCountedFirstError,
    ProxiesInSecretBallotError,
    ProxyInSecretBallotError,
    ProxyOverError,
    ProxyVotedError,
    RepresentedError,
    VotedOtherwiseError,
    VoterRecusedError,
)
from deliberation.models import Ballot, BallotClose, VoidVote, Vote, VoteManner
from deliberation.queries.checkup import checkup
from deliberation.queries.proxies import principals
from deliberation.rules import BallotManner, Choice
from portal.cli import packages
from portal.kernel import clock as kernel_clock
from portal.kernel.journal import JournalEntry
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from tests.deliberation.collectives import NEIGHBOUR, collective, give, online, person, vote_for
from tests.uploads import upload

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.deliberation.assemblies import Assembly
    from tests.factories import SettableClock, Township

ARTICLE = "农村集体经济组织法第27条"


@pytest.fixture
def held(township: Township) -> Assembly:
    """24 at the meeting itself, one online, and line 1 through the neighbour."""
    found = collective(township)
    online(found, 3)
    give(found, 1, NEIGHBOUR)
    return found


@pytest.fixture
def neighbour(held: Assembly) -> Actor:
    return person(held, NEIGHBOUR)


def seen(held: Assembly, who: Actor) -> Any:
    ballot = queries.ballot_of(held.township.village, held.number)
    assert ballot is not None
    return principals(ballot, who.person_id)


def vote_on_paper(held: Assembly, line: int, choice: str = "approve") -> bool:
    """Let two officers enter the slip of a line."""
    village, first, second = held.township.village, *(held.township.actor(Office.SUPERVISOR, number=n) for n in (1, 2))
    services.record_paper_vote(first, village, held.number, line=line, choice=choice, photo=upload())
    return services.confirm_paper_vote(second, village, held.number, line=line, choice=choice)


def test_the_delegate_casts_the_principals_one_vote(held: Assembly, neighbour: Actor, config: Config) -> None:
    held.open()
    assert [(one.line, one.may_vote, one.receipt) for one in seen(held, neighbour)] == [(1, True, None)]
    receipt = vote_for(held, neighbour, 1)
    again = vote_for(held, neighbour, 1)
    assert (again.code, again.repeated) == (receipt.code, True)
    with pytest.raises(VotedOtherwiseError):
        vote_for(held, neighbour, 1, "against")
    vote = Vote.get()
    assert (vote.line_id, vote.manner, vote.choice) == (held.lines[0].id, VoteManner.BY_PROXY, Choice.APPROVE)
    entry = json.loads(JournalEntry.get(JournalEntry.log == Ballot.get().log_id).content)
    assert entry["facts"] == {"line": 1, "choice": "approve", "manner": "by_proxy"}
    assert entry["actor"] == {"proxy_of": 1}
    assert [(one.receipt, one.may_vote) for one in seen(held, neighbour)] == [(receipt.code, False)]
    assert verify_all(packages(config)) == []


def test_whoever_is_represented_does_not_vote_beside_it(held: Assembly, neighbour: Actor) -> None:
    held.open()
    with pytest.raises(RepresentedError, match=f"请先到会场签到，或者在会议页确认线上参加（{ARTICLE}）"):
        held.vote(1)
    vote_for(held, neighbour, 1)
    for choice in ("approve", "against"):
        with pytest.raises(ProxyVotedError, match="这一票有效"):
            held.vote(1, choice)
    assert Vote.select().count() == 1


def test_whoever_comes_before_votes_themselves(held: Assembly, neighbour: Actor) -> None:
    held.open()
    online(held, 1)
    with pytest.raises(ProxyOverError, match=ARTICLE):
        vote_for(held, neighbour, 1)
    held.vote(1, "against")
    with pytest.raises(ProxyOverError):
        vote_for(held, neighbour, 1, "against")
    assert [one.receipt for one in seen(held, neighbour)] == [None]  # their receipt is nobody else's
    assert (Vote.get().manner, Vote.get().choice) == (VoteManner.ONLINE, Choice.AGAINST)


def test_whoever_comes_after_finds_the_vote_that_was_cast(held: Assembly, neighbour: Actor) -> None:
    held.open()
    receipt = vote_for(held, neighbour, 1)
    held.sign_in(1, 1)
    with pytest.raises(ProxyVotedError):
        held.vote(1, "against")
    ballot = queries.ballot_of(held.township.village, held.number)
    own, today = held.lines[0].person_id, kernel_clock.today()
    page = queries.vote_page(held.township.village, held.number, person_id=own, today=today)
    assert ballot is not None
    assert page.standing is not None
    assert (page.standing.receipt, page.standing.by_proxy, page.standing.may_vote) == (receipt.code, True, False)
    assert vote_for(held, neighbour, 1).repeated


def test_nobody_votes_for_whoever_gave_them_no_proxy(held: Assembly, neighbour: Actor) -> None:
    held.open()
    for who, line in ((neighbour, 2), (neighbour, 5), (held.voter(2), 1), (held.secretary, 1), (neighbour, 99)):
        with pytest.raises(NotYourPrincipalError, match=ARTICLE):
            vote_for(held, who, line)
    with pytest.raises(MalformedChoiceError):
        vote_for(held, neighbour, 1, "maybe")
    assert Vote.select().count() == 0
    assert vote_for(held, neighbour, 1).code


def test_a_vote_by_proxy_is_late_like_any_other(held: Assembly, neighbour: Actor, clock: SettableClock) -> None:
    clock.set(held.open())
    with pytest.raises(BallotClosedError):
        vote_for(held, neighbour, 1)


@pytest.mark.parametrize("paper_first", [True, False])
def test_paper_and_proxy_are_one_vote(held: Assembly, neighbour: Actor, *, paper_first: bool) -> None:
    held.open()
    if paper_first:
        assert vote_on_paper(held, 1) is True
        for _ in range(2):
            with pytest.raises(PaperCountedFirstError):
                vote_for(held, neighbour, 1, "against")
    else:
        vote_for(held, neighbour, 1, "against")
        assert vote_on_paper(held, 1) is False
    void = VoidVote.get()
    assert (Vote.get().manner, void.manner) == (
        (VoteManner.PAPER, VoteManner.BY_PROXY) if paper_first else (VoteManner.BY_PROXY, VoteManner.PAPER)
    )
    assert void.reason == (
        "纸质票先生效，后由受托人代投的票作废" if paper_first else "受书面委托代投的票先生效，后复核的纸质票作废"
    )
    assert Vote.select().count() == VoidVote.select().count() == 1


def test_who_stands_back_neither_has_a_vote_cast_nor_casts_another(held: Assembly) -> None:
    give(held, 2, NEIGHBOUR)
    kin = services.Recusing(kind="near_relative", reason="补偿的地是自家的")
    village = held.township.village
    services.record_recusal(held.secretary, village, held.number, kin, person="0007")
    held.open()
    neighbour = person(held, NEIGHBOUR)
    with pytest.raises(VoterRecusedError):
        vote_for(held, neighbour, 1)
    assert vote_for(held, neighbour, 2).code


def test_a_delegate_who_stands_back_leaves_the_principal_their_vote(held: Assembly) -> None:
    kin = services.Recusing(kind="benefits", reason="补偿的地是自家的")
    services.record_recusal(held.secretary, held.township.village, held.number, kin, person=NEIGHBOUR)
    held.open()
    with pytest.raises(DelegateRecusedError, match="或者交纸质票由两名工作人员代录"):
        vote_for(held, person(held, NEIGHBOUR), 1)
    assert vote_on_paper(held, 1) is True


def test_a_secret_ballot_takes_no_vote_by_proxy(township: Township) -> None:
    held = collective(township)
    give(held, 1, NEIGHBOUR)
    with pytest.raises(ProxiesInSecretBallotError, match=f"有 1 人由家人书面委托代为参加（{ARTICLE}）"):
        held.open(manner=BallotManner.SECRET)
    held.sign_in(1, 1)
    held.open(manner=BallotManner.SECRET)
    give(held, 2, NEIGHBOUR)
    with pytest.raises(ProxyInSecretBallotError, match=ARTICLE):
        vote_for(held, person(held, NEIGHBOUR), 2)
    with pytest.raises(RepresentedError):
        held.vote(2)
    online(held, 2)
    held.vote(2)
    assert held.voted_lines() == [2]


def test_those_from_afar_count_towards_quorum_and_decision(township: Township, clock: SettableClock) -> None:
    """35 entitled: 24 must be there, and 24 approve; 21 are at the meeting, two online, one through the neighbour."""
    held = collective(township, first=5, last=25)
    online(held, 2)
    online(held, 3)
    give(held, 1, NEIGHBOUR)
    closes_at = held.open()
    for line in (2, 3, *range(5, 26)):
        held.vote(line)
    vote_for(held, person(held, NEIGHBOUR), 1)
    clock.set(closes_at)
    held.close()
    close = BallotClose.get()
    assert (close.entitled, close.present, close.approve) == (35, 24, 24)
    row = queries.matter(township.village, held.number)
    assert row.outcome is not None
    assert row.outcome.carried
    assert row.decision is not None
    assert row.decision.attended == "24 人，其中线上 2 人、书面委托 1 人"
    checks = {one.code: one for one in checkup(township.village, held.number, today=kernel_clock.today()).checks}
    assert "线上 2 人、书面委托 1 人" in checks["from_afar"].text
    assert checks["from_afar"].basis.article == ARTICLE


def test_who_was_there_how_is_told_as_it_was_at_the_deadline(held: Assembly, clock: SettableClock) -> None:
    closes_at = held.open(minutes=10)
    clock.set(closes_at - timedelta(seconds=1))
    online(held, 1)
    clock.set(closes_at)
    held.sign_in(2, 2)
    held.close()
    (row,) = [one for one in queries.matter(held.township.village, held.number).rounds if one.ballot]
    assert row.attended == "26 人，其中线上 2 人"
