"""A choice between options where some take part by a written proxy: one vote of a line, for the option it was for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.errors import MalformedPickError, PaperCountedFirstError, VotedOtherwiseError
from deliberation.models import Ballot, VoidVote, Vote, VoteManner
from deliberation.public.shapes import sound
from deliberation.queries import matter
from deliberation.rules import Choice
from deliberation.rules.course import Mark
from disclosure.site.stranger import check_document
from portal.kernel.journal import JournalEntry
from portal.kernel.verify import verify_all
from portal.terminal import packages
from tests.deliberation.choosing import BIDDERS, choose
from tests.deliberation.collectives import NEIGHBOUR, collective, give, person, vote_for
from tests.deliberation.test_public import client_of, published_now
from tests.deliberation.test_services_proxies import vote_on_paper
from tests.disclosure.site.test_stranger_recount import file_of

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.deliberation.assemblies import Assembly
    from tests.factories import Township


@pytest.fixture
def held(township: Township) -> Assembly:
    """24 at the meeting itself, and line 1 through the neighbour."""
    found = collective(township)
    give(found, 1, NEIGHBOUR)
    choose(found)
    return found


@pytest.fixture
def neighbour(held: Assembly) -> Actor:
    return person(held, NEIGHBOUR)


def test_the_delegate_picks_one_option_for_the_line(held: Assembly, neighbour: Actor, config: Config) -> None:
    for word in ("approve", "4"):
        with pytest.raises(MalformedPickError):
            vote_for(held, neighbour, 1, word)
    receipt = vote_for(held, neighbour, 1, "2")
    again = vote_for(held, neighbour, 1, "2")
    assert (again.code, again.repeated) == (receipt.code, True)
    for other in ("1", "against"):
        with pytest.raises(VotedOtherwiseError):
            vote_for(held, neighbour, 1, other)
    vote = Vote.get()
    assert (vote.manner, vote.choice, vote.option) == (VoteManner.BY_PROXY, Choice.APPROVE, 2)
    entry = json.loads(JournalEntry.get(JournalEntry.log == Ballot.get().log_id).content)
    assert entry["facts"] == {"line": 1, "choice": "approve", "option": 2, "manner": "by_proxy"}
    assert entry["actor"] == {"proxy_of": 1}
    assert verify_all(packages(config)) == []


def test_what_the_delegate_picks_after_the_paper_is_void_with_its_option(held: Assembly, neighbour: Actor) -> None:
    assert vote_on_paper(held, 1, "2") is True
    with pytest.raises(PaperCountedFirstError):
        vote_for(held, neighbour, 1, "3")
    assert (VoidVote.get().manner, VoidVote.get().option) == (VoteManner.BY_PROXY, 3)
    assert Vote.get().option == 2


def test_a_split_and_a_resolution_ended_early_are_told_and_recounted(
    held: Assembly, neighbour: Actor, config: Config
) -> None:
    vote_all_there(held, neighbour, ("1", "2", "3"))
    split = matter(held.township.village, held.number).rounds[-1]
    assert split.mark is Mark.SPLIT
    stage = [one.split("：", 1)[-1] for one in check_document(file_of("stage"))]
    assert "甲、宏达施工队 8 人，乙、顺安施工队 8 人，丙、村民自建组 9 人，都不赞成 0，弃权 0；" in " ".join(stage)
    assert told(file_of("stage"))["ballot"]["deadline"]
    choose(held, (BIDDERS[0], BIDDERS[2]))
    vote_all_there(held, neighbour, ("3",))
    said = " ".join(check_document(file_of("resolution")))
    for words in ("受书面委托代投 1 票", "丙、村民自建组 25 人", "提前结束，到会没有回避的人都投了票"):
        assert words in said, words
    (by_proxy,) = [one for one in told(file_of("resolution"))["votes"] if one["manner"] == "by_proxy"]
    assert (by_proxy["line"], by_proxy["choice"], by_proxy["option"]) == (1, "approve", 3)
    published = published_now()
    assert all(sound(one) for kind in ("stage", "resolution") for one in published.of("qingshan", kind))
    page = client_of(published).get("/qingshan/matters/1/").text
    for words in ("没有方案通过", "通过“丙、村民自建组”", "实到 25 人，其中书面委托 1 人", "提前结束"):
        assert words in page, words
    assert verify_all(packages(config)) == []


def vote_all_there(held: Assembly, neighbour: Actor, words: tuple[str, ...]) -> None:
    """Let all 25 pick in turn, line 1 through the neighbour, and end the ballot early."""
    vote_for(held, neighbour, 1, words[-1])
    for place, line in enumerate(range(5, 29)):
        held.vote(line, words[place % len(words)])
    services.close_early(held.secretary, held.township.village, held.number)


def told(document: Any) -> Any:
    """Return what a document says."""
    return json.loads(document["envelope"])["content"]
