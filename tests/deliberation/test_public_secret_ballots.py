"""The public page of a secret ballot: totals, who took part, and nobody's choice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.models import Ballot
from deliberation.procedures import S3_PARTY_REVIEW
from deliberation.public.shapes import sound
from deliberation.rules import BallotManner
from portal.kernel import boxes
from portal.kernel import clock as kernel_clock
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.org.actors import actor_of
from portal.org.models import Account
from tests.deliberation.assemblies import Assembly, assemble, authorise, propose
from tests.deliberation.courses import hold, pass_before
from tests.deliberation.test_public import client_of, published_now

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

PAGE = "/qingshan/matters/1/"


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    """A secret ballot carried by 14 against 2, one abstaining, 10 silent, past its deadline."""
    held = assemble(township, clock)
    closes_at = held.open(manner=BallotManner.SECRET)
    for number, choice in enumerate(["approve"] * 14 + ["against"] * 2 + ["abstain"], start=1):
        held.vote(number, choice)
    clock.set(closes_at)
    return held


def test_the_page_tells_who_took_part_and_how_many_chose_what(assembly: Assembly) -> None:
    assembly.close()
    text = client_of(published_now()).get(PAGE).text
    for said in (
        "谁参加了投票",
        "（无记名投票）",
        "赞成 14 人，反对 2 人，弃权 1 人",
        "全体投一样的除外",
        "选择不在里面",
    ):
        assert said in text, said
    assert "谁投了什么票" not in text
    assert "表决（无记名投票）：反对 2 人" in client_of(published_now()).get(f"{PAGE}a4/").text
    rows = dict(re.findall(r'<tr id="line-(\d+)">.*?<td>(.*?)(?:<br>|</td>)', text, re.DOTALL))
    assert {rows[str(number)] for number in range(1, 18)} == {"已投票"}
    assert (rows["18"], rows["40"]) == ("到会未投票", "未到会")
    assert assembly.lines[0].name in text


def test_members_in_their_own_meeting_are_only_numbers(township: Township, clock: SettableClock) -> None:
    authorise(township)
    number = propose(township)
    pass_before(township, number, S3_PARTY_REVIEW)
    meeting_id = hold(township, Body.PARTY_MEMBERS_MEETING)
    lines = list(RosterLine.select().where(RosterLine.roster.in_([one.roster_id for one in RosterLine.select()])))
    lines = tuple(line for line in lines if line.roster_id == max(one.roster_id for one in lines))
    held = Assembly(township=township, number=number, meeting_id=meeting_id, lines=lines)
    closes_at = held.open(manner=BallotManner.SECRET)
    for line in lines:
        services.cast_vote(
            actor_of(Account.get(Account.person == line.person_id)), township.village, number, choice="approve"
        )
    clock.set(closes_at)
    held.close()
    (bulletin,) = [one for one in published_now().of("qingshan", "stage") if one.content["ballot"]]
    assert bulletin.content["ballot"]["choices"] == {"approve": len(lines), "against": 0, "abstain": 0}
    assert bulletin.names is None
    assert sound(bulletin)


def test_a_ballot_declared_void_is_told_with_its_reason(assembly: Assembly, clock: SettableClock) -> None:
    boxes.destroy_key(Ballot.get().log.origin)
    services.void_ballot(assembly.secretary, assembly.township.village, 1, reason="服务器损坏，票箱打不开")
    published = published_now()
    text = client_of(published).get(PAGE).text
    for said in ("表决作废", "没有计票：服务器损坏，票箱打不开", "应到 40 人，实到 27 人", "再次开会"):
        assert said in text, said
    assert "表决作废，要重新表决" in text
    group = client_of(published).get(f"{PAGE}wechat.txt").text
    assert "决定：表决作废，要重新表决（下一步：村民会议或者村民代表会议决议）" in group
    for wrong in ("流会", "人数不够", "还没有表决"):
        assert wrong not in text
    assert all(sound(one) for one in published.of("qingshan", "stage"))
    assert kernel_clock.now() == clock.moment


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"choices": None}, id="no counts"),
        pytest.param({"secret": False}, id="choices missing in a recorded one"),
        pytest.param({"choices": {"approve": "14"}}, id="counts that are none"),
    ],
)
def test_a_document_that_does_not_hang_together_is_not_shown(assembly: Assembly, changes: dict[str, Any]) -> None:
    assembly.close()
    (bulletin,) = published_now().of("qingshan", "resolution")
    assert sound(bulletin)
    broken = {**bulletin.content, "ballot": {**bulletin.content["ballot"], **changes}}
    assert not sound(replace(bulletin, content=broken, revision=bulletin.revision + 1))
