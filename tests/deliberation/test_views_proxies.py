"""The screens on which a delegate votes for whoever gave them a written proxy, and what the others read."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation.models import Vote
from portal.org.models import Account, Person
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, login_of
from tests.deliberation.collectives import NEIGHBOUR, collective, give, online
from tests.deliberation.test_views import MATTERS, ask, enter

if TYPE_CHECKING:
    from tests.deliberation.test_views import Enter
    from tests.factories import SettableClock, Township

__all__ = ["enter"]

VOTE = f"{MATTERS}1/vote"


@pytest.fixture
def held(township: Township) -> Assembly:
    """The neighbour votes for line 1, and line 4 for line 3."""
    found = collective(township, first=4)
    give(found, 1, NEIGHBOUR)
    give(found, 3, "0010")
    found.open()
    return found


def neighbour(held: Assembly) -> str:
    found = Person.get((Person.village == held.township.village.id) & (Person.code == NEIGHBOUR))
    return str(Account.get(Account.person == found.id).login)


def test_a_delegate_who_is_no_member_votes_from_the_first_screen(held: Assembly, enter: Enter) -> None:
    client, name = enter(neighbour(held)), held.lines[0].name
    assert f"代{name}投票" in ask(client, "/qingshan/")
    page = ask(client, VOTE)
    assert f"代 {name} 投票" in page
    assert "确认赞成" not in page
    assert f"这是 <strong>{name}</strong>（名册第 1 号）的一票" in ask(client, f"{VOTE}/1")
    for _ in range(2):
        assert f"已代 {name} 投票" in client.post(f"{VOTE}/1", data={"choice": "approve"}).text
    assert client.post(f"{VOTE}/1", data={"choice": "against"}).status_code == HTTPStatus.CONFLICT
    assert client.post(f"{VOTE}/1", data={}).status_code == HTTPStatus.BAD_REQUEST
    assert client.post(f"{VOTE}/3", data={"choice": "approve"}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{VOTE}/3").status_code == HTTPStatus.FORBIDDEN
    assert Vote.select().count() == 1
    assert f"代{name}投票" not in ask(client, "/qingshan/")


def test_a_member_votes_for_themselves_and_for_another_apart(held: Assembly, enter: Enter) -> None:
    client, name = enter(login_of(held, 4)), held.lines[2].name
    page = ask(client, VOTE)
    assert page.index("确认弃权") < page.index(f"代 {name} 投票") < page.index("<h2>方案</h2>")
    client.post(VOTE, data={"choice": "against"})
    assert f"代{name}投票" in ask(client, f"{MATTERS}1/")
    client.post(f"{VOTE}/3", data={"choice": "approve"})
    page = ask(client, VOTE)
    assert "您已投票" in page
    assert "您已代投" in page
    assert sorted((one.line_id, str(one.choice)) for one in Vote.select()) == sorted(
        [(held.lines[3].id, "against"), (held.lines[2].id, "approve")]
    )


def test_whoever_gave_a_proxy_is_told_and_finds_no_ballot_paper(held: Assembly, enter: Enter) -> None:
    client = enter(login_of(held, 1))
    page = ask(client, VOTE)
    assert "您已书面委托" in page
    assert "确认赞成" not in page
    assert "在会议页确认线上参加" in client.post(VOTE, data={"choice": "approve"}).text
    enter(neighbour(held)).post(f"{VOTE}/1", data={"choice": "approve"})
    page = ask(client, VOTE)
    assert "受托人已代您投票" in page
    assert "这一票有效，您不用再投" in page


def test_whoever_comes_after_all_votes_and_the_delegate_reads_why_not(held: Assembly, enter: Enter) -> None:
    online(held, 1)
    assert "确认赞成" in ask(enter(login_of(held, 1)), VOTE)
    client = enter(neighbour(held))
    assert "已经本人参加会议，由本人投票" in ask(client, VOTE)
    page = ask(client, f"{VOTE}/1")
    assert "确认赞成" not in page
    assert client.post(f"{VOTE}/1", data={"choice": "approve"}).status_code == HTTPStatus.CONFLICT


def test_a_member_who_is_not_there_is_shown_the_way_online(held: Assembly, enter: Enter) -> None:
    assert "在会议页确认线上参加" in ask(enter(login_of(held, 30)), VOTE)


def test_officers_may_not_choose_secrecy_where_some_are_represented(township: Township, enter: Enter) -> None:
    held = collective(township)
    give(held, 1, NEIGHBOUR)
    page = ask(enter(township.login(Office.SECRETARY)), f"{MATTERS}{held.number}/ballot")
    assert "无记名投票不能代投" in page
    assert 'value="secret"' not in page


def test_the_screen_after_the_count_says_who_voted_for_whom(held: Assembly, enter: Enter, clock: SettableClock) -> None:
    enter(neighbour(held)).post(f"{VOTE}/1", data={"choice": "approve"})
    clock.moment += timedelta(hours=2)
    held.close()
    page = ask(enter(held.township.login(Office.SECRETARY)), f"{MATTERS}1/")
    assert "受书面委托代投" in page
    assert "27 人，其中书面委托 2 人" in page
