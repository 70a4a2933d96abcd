"""The screens of a choice between options: typed one a line, picked in two touches, shown with every option."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.models import Ballot, Vote
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble, login_of
from tests.deliberation.choosing import BIDDERS, choose, vote_all
from tests.deliberation.test_views import MATTERS, ask, enter, until

if TYPE_CHECKING:
    from tests.deliberation.test_views import Enter
    from tests.factories import SettableClock, Township

__all__ = ["enter"]

PAGE = f"{MATTERS}1/"


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    return assemble(township, clock)


def test_options_are_typed_one_a_line_and_fixed(assembly: Assembly, enter: Enter) -> None:
    secretary = enter(assembly.township.login(Office.SECRETARY))
    assert "一行一个，2 到 8 个" in ask(secretary, f"{PAGE}ballot")
    data = {"meeting": str(assembly.meeting_id), "question": "由谁施工？", "closes_at": until(30), "manner": "recorded"}
    refused = secretary.post(f"{PAGE}ballot", data=data | {"options": "宏达施工队"})
    assert (refused.status_code, "2 到 8 个" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    done = secretary.post(f"{PAGE}ballot", data=data | {"options": " 宏达施工队 \r\n\r\n顺安施工队\r\n"})
    assert done.status_code == HTTPStatus.FOUND
    assert [one["title"] for one in Ballot.get().options] == ["宏达施工队", "顺安施工队"]
    assert "甲、宏达施工队；乙、顺安施工队" in ask(secretary, PAGE)


def test_a_voter_picks_one_and_nonsense_uses_up_nothing(assembly: Assembly, enter: Enter) -> None:
    choose(assembly)
    voter = enter(login_of(assembly, 20))
    page = ask(voter, f"{PAGE}vote")
    for said in ("甲、宏达施工队", "丙、村民自建组", "都不赞成", "弃权", "确认选“乙”"):
        assert said in page, said
    for wrong in ({"choice": "9"}, {"choice": "approve"}, {"choice": ["1", "2"]}, {}):
        assert voter.post(f"{PAGE}vote", data=wrong).status_code == HTTPStatus.BAD_REQUEST
    assert not Vote.select().exists()
    assert "您已投票" in voter.post(f"{PAGE}vote", data={"choice": "2"}).text
    assert voter.post(f"{PAGE}vote", data={"choice": "1"}).status_code == HTTPStatus.CONFLICT


def test_papers_offer_the_options(assembly: Assembly, enter: Enter) -> None:
    choose(assembly)
    page = ask(enter(assembly.township.login(Office.SUPERVISOR)), f"{PAGE}papers/")
    assert "票上只能选一个方案" in page
    assert "丙、村民自建组" in page


def test_slips_have_a_box_for_every_option(assembly: Assembly, enter: Enter) -> None:
    choose(assembly)
    page = ask(enter(assembly.township.login(Office.SUPERVISOR)), f"{PAGE}papers/slips")
    for said in ("□ 甲、宏达施工队", "□ 丙、村民自建组", "□ 都不赞成", "□ 弃权"):
        assert page.count(said) == page.count('class="ticket"') > 0, said
    assert "□ 赞成" not in page


def test_the_hall_sees_what_it_is_chosen_between_and_which_it_was(assembly: Assembly, enter: Enter) -> None:
    secretary = enter(assembly.township.login(Office.SECRETARY))
    screen = f"{MATTERS}screen/{assembly.meeting_id}"
    choose(assembly)
    silent = ask(secretary, screen)
    assert "<li>乙、顺安施工队</li>" in silent
    vote_all(assembly, ("1", 9), ("2", 10), ("3", 5), ("against", 2))
    assert ask(secretary, screen) == silent
    assembly.vote(27, "abstain")
    secretary.post(f"{PAGE}close-early")
    shown = ask(secretary, screen)
    for said in ("✕ 没有方案通过", "<dt>乙、顺安施工队</dt><dd>10</dd>", "<dt>都不赞成</dt><dd>2</dd>", "再次表决"):
        assert said in shown, said
    choose(assembly, BIDDERS[:2])
    vote_all(assembly, ("1", 15), ("2", 12))
    secretary.post(f"{PAGE}close-early")
    shown = ask(secretary, screen)
    for said in ("✓ 通过“甲、宏达施工队”", "<dt>乙、顺安施工队</dt><dd>12</dd>", "人选同一个方案"):
        assert said in shown, said
    assert "再次表决" not in shown


def test_what_none_passed_is_shown_and_checked(assembly: Assembly, clock: SettableClock, enter: Enter) -> None:
    closes_at = choose(assembly)
    vote_all(assembly, ("1", 9), ("2", 10), ("3", 5))
    clock.set(closes_at)
    assembly.close()
    secretary = enter(assembly.township.login(Office.SECRETARY))
    lost = "没有方案通过，人数最多的是“乙、顺安施工队”（10 人）和“甲、宏达施工队”（9 人）"
    assert lost in ask(secretary, PAGE)
    assert "须在票多的方案里再次表决" in ask(secretary, f"{PAGE}checkup")
    assert lost in ask(secretary, f"{PAGE}dossier")
    assert "宏达施工队\n顺安施工队" in ask(secretary, f"{PAGE}ballot").replace("\r\n", "\n")
    clock.set(choose(assembly, BIDDERS[:2]))
    assembly.close()
    page = ask(enter(assembly.township.login(Office.SECRETARY)), f"{PAGE}checkup")
    assert "没有方案通过" in page
