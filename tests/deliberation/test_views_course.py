"""The screens of stages and papers: what is typed badly is told in one sentence, and nothing is written."""

from __future__ import annotations

import io
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.models import HandCount, PaperVote, PlanRevision
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE
from deliberation.queries import matter, votes
from portal.kernel.sheets import read_table
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble, propose
from tests.deliberation.courses import hold, pass_before
from tests.uploads import photo

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

MATTERS = "/qingshan/matters/"
FIGURES = {"approve": "3", "against": "0", "abstain": "0"}


@pytest.fixture
def enter(
    app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> Callable[[Office], FlaskClient]:
    """Sign in as the holder of an office, at the hour the clock then shows."""
    return lambda office: sign_in(app.test_client(), township.login(office))


@pytest.fixture
def secretary(app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> FlaskClient:
    return sign_in(app.test_client(), township.login(Office.SECRETARY))


@pytest.fixture
def supervisor(app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> FlaskClient:
    return sign_in(app.test_client(), township.login(Office.SUPERVISOR))


@pytest.mark.parametrize("typed", ["-1", "NaN", "3.5", "1000000000", "", "三", "1e3"])
def test_a_figure_that_is_none_is_refused(township: Township, secretary: FlaskClient, typed: str) -> None:
    number = propose(township)
    hold(township, Body.PARTY_BRANCH_COMMITTEE)
    answer = secretary.post(f"{MATTERS}{number}/hold/{S1_PROPOSE}", data={**FIGURES, "approve": typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert HandCount.select().count() == 0


def test_a_later_stage_posted_first_is_refused_with_rule_and_article(
    township: Township, secretary: FlaskClient
) -> None:
    number = propose(township)
    hold(township, Body.TWO_COMMITTEES)
    answer = secretary.post(f"{MATTERS}{number}/hold/{S2_DISCUSS}", data=FIGURES)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请先完成“村党组织提议”" in answer.text
    assert "支部工作条例（试行）第12条" in answer.text
    assert secretary.get(f"{MATTERS}{number}/hold/s9_nothing").status_code == HTTPStatus.NOT_FOUND


def test_a_show_of_hands_is_entered_and_confirmed_on_two_screens(
    township: Township, secretary: FlaskClient, supervisor: FlaskClient
) -> None:
    number = propose(township)
    hold(township, Body.PARTY_BRANCH_COMMITTEE)
    here = f"{MATTERS}{number}/hold/{S1_PROPOSE}"
    assert secretary.post(here, data=FIGURES).status_code == HTTPStatus.FOUND
    assert "须由另一名工作人员用自己的账号复核" in secretary.get(f"{here}/confirm").text
    assert secretary.post(f"{here}/confirm", data=FIGURES).status_code == HTTPStatus.FORBIDDEN
    differing = supervisor.post(f"{here}/confirm", data={**FIGURES, "approve": "2"})
    assert differing.status_code == HTTPStatus.CONFLICT
    assert "两次录入的数字不一致" in differing.text
    assert supervisor.post(f"{here}/confirm", data=FIGURES).status_code == HTTPStatus.FOUND
    assert "赞成 3 人" in supervisor.get(f"{MATTERS}{number}/").text
    assert supervisor.get(f"{here}/confirm").status_code == HTTPStatus.NOT_FOUND


def test_figures_nobody_confirmed_are_taken_back_on_the_screen(
    township: Township, secretary: FlaskClient, supervisor: FlaskClient
) -> None:
    number = propose(township)
    hold(township, Body.PARTY_BRANCH_COMMITTEE)
    here = f"{MATTERS}{number}/hold/{S1_PROPOSE}"
    secretary.post(here, data=FIGURES)
    for officer in (secretary, supervisor):
        assert "收回录入" in officer.get(f"{MATTERS}{number}/").text
    unsaid = supervisor.post(f"{here}/take-back", data={"reason": ""})
    assert unsaid.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    taken = supervisor.post(f"{here}/take-back", data={"reason": "录错了会议"})
    assert taken.status_code == HTTPStatus.FOUND
    assert "收回录入" not in supervisor.get(f"{MATTERS}{number}/").text
    assert supervisor.get(f"{here}/take-back").status_code == HTTPStatus.NOT_FOUND


def test_how_a_member_voted_at_the_review_is_told_without_the_name(
    township: Township, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    number = propose(township)
    pass_before(township, number, S3_PARTY_REVIEW)
    meeting_id = hold(township, Body.PARTY_MEMBERS_MEETING)
    closes_at = clock.moment + timedelta(hours=1)
    opening = services.Opening(meeting_id=meeting_id, question="同意吗？", closes_at=closes_at, stage=S3_PARTY_REVIEW)
    services.open_ballot(township.actor(Office.SECRETARY), township.village, number, opening)
    member = township.actor(Office.MEMBER)
    services.cast_vote(member, township.village, number, choice="against")
    clock.set(closes_at)
    services.close_ballot(township.actor(Office.SECRETARY), township.village, number)
    row = matter(township.village, number)
    told = row.ballot and votes(row.ballot)
    assert told
    shown = enter(Office.REPRESENTATIVE).get(f"{MATTERS}{number}/").text
    line = shown.partition(f'id="line-{told[0].line}"')[2].partition("</tr>")[0]
    assert "反对" in line
    assert "（不公布姓名）" in line
    assert member.name not in shown


def test_too_few_are_shown_and_recorded_as_that(
    township: Township, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    assembly = assemble(township, clock, present=26)
    secretary = enter(Office.SECRETARY)
    here = f"{MATTERS}{assembly.number}/hold/{S4_RESOLVE}"
    assert "还差 1 人" in secretary.get(here).text
    assert "第30条" in secretary.post(here, data=FIGURES).text
    assert secretary.post(f"{here}/adjourn").status_code == HTTPStatus.FOUND
    assert "流会，应到 40 人，实到 26 人" in secretary.get(f"{MATTERS}{assembly.number}/").text


def test_a_revision_is_written_and_says_why(township: Township, secretary: FlaskClient) -> None:
    number = propose(township)
    changed = {
        "title": "修缮村口便民桥",
        "plan": "改用钢护栏。",
        "budget_fen": "90000",
        "fund": "村集体经营收入",
        "reason": "代表建议",
    }
    unsaid = secretary.post(f"{MATTERS}{number}/revise", data={**changed, "reason": ""})
    assert unsaid.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    unfunded = secretary.post(f"{MATTERS}{number}/revise", data={**changed, "budget_fen": ""})
    assert "请写明预算金额" in unfunded.text
    assert PlanRevision.select().count() == 1
    assert secretary.post(f"{MATTERS}{number}/revise", data=changed).status_code == HTTPStatus.FOUND
    assert "第 2 版" in secretary.get(f"{MATTERS}{number}/").text


@pytest.mark.parametrize(
    "sent", [{"line": "20"}, {"line": "20", "choice": "yes"}, {"line": "999", "choice": "approve"}]
)
def test_a_paper_of_nothing_is_refused(
    township: Township, enter: Callable[[Office], FlaskClient], clock: SettableClock, sent: dict[str, str]
) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    told = {**sent, "photo": (io.BytesIO(photo()), "票.jpg")}
    answer = enter(Office.SUPERVISOR).post(f"{MATTERS}{assembly.number}/papers/", data=told)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert PaperVote.select().count() == 0


def test_the_table_holds_what_the_screen_lists(township: Township, secretary: FlaskClient) -> None:
    propose(township)
    for asked, rows in (("", 1), ("?q=便民桥", 1), ("?q=没有", 0), ("?state=proposed", 1), ("?state=done", 0)):
        answer = secretary.get(f"{MATTERS}table.xlsx{asked}")
        assert answer.status_code == HTTPStatus.OK
        assert len(read_table("议题.xlsx", answer.data).rows) == 1 + rows
    assert secretary.get(f"{MATTERS}table.xlsx?state=anything").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
