"""The screens of what comes after the work: rating it, answering who is dissatisfied, remarks, standing still."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.models import PollAnswer, RatingReply, SupervisionRemark
from deliberation.rules.ratings import RATING_NOTICE
from deliberation.services.polls import answer_poll
from deliberation.services.publicity import publish_result
from portal.kernel.db import connection
from portal.org.models import Account, OfficeTerm
from portal.org.offices import Office
from tests.deliberation.decisions import LAST, Decision, decide
from tests.deliberation.test_services_follow_up import accepted
from tests.factories import known_township

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock

    SignIn = Callable[[FlaskClient, str], FlaskClient]

MATTERS = "/qingshan/matters"


@pytest.fixture
def decision(app: Flask, clock: SettableClock) -> Iterator[Decision]:
    with connection():
        yield decide(known_township(), clock)


@pytest.fixture
def enter(app: Flask, sign_in: SignIn, decision: Decision) -> Callable[..., FlaskClient]:
    def signed_in(office: Office, number: int = 0) -> FlaskClient:
        return sign_in(app.test_client(), decision.township.login(office, number=number))

    return signed_in


def test_who_is_dissatisfied_says_why_and_is_answered(decision: Decision, enter: Callable[..., FlaskClient]) -> None:
    accepted(decision)
    publish_result(decision.secretary, decision.village, decision.number, text="桥已通行。")
    at = f"{MATTERS}/polls/1/"
    villager = enter(Office.REPRESENTATIVE)
    text = villager.get(at).text
    assert RATING_NOTICE in text
    assert "为什么不满意" in text
    refused = villager.post(at, data={"chosen": "1", "reason": "护栏太矮。"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "只有选“不满意”的才写原因" in refused.text
    assert PollAnswer.select().count() == 0
    assert villager.post(at, data={"chosen": "3", "reason": "护栏太矮。"}).status_code == HTTPStatus.FOUND
    for number in range(1, 6):
        actor = decision.township.actor(Office.REPRESENTATIVE, number=number)
        answer_poll(actor, decision.village, 1, chosen=["3" if number < 3 else "1"])
    decision.clock.moment += timedelta(days=16)
    services.settle(decision.village)
    secretary = enter(Office.SECRETARY)
    text = secretary.get(at).text
    assert "护栏太矮。" in text
    assert "须回访整改" in text
    assert "护栏太矮。" not in enter(Office.SUPERVISOR).get(at).text
    assert secretary.post(f"{at}reply", data={"text": "已回访，加高护栏。"}).status_code == HTTPStatus.FOUND
    assert RatingReply.get().text == "已回访，加高护栏。"
    assert "已回访，加高护栏。" in enter(Office.REPRESENTATIVE).get(at).text
    assert "群众评议" in secretary.get(f"{MATTERS}/{decision.number}/").text


def test_a_remark_is_written_from_the_matter(decision: Decision, enter: Callable[..., FlaskClient]) -> None:
    at = f"{MATTERS}/{decision.number}/"
    supervisor = enter(Office.SUPERVISOR)
    assert "写监督意见" in supervisor.get(at).text
    assert "决议公示" in supervisor.get(f"{at}remarks/new").text
    assert supervisor.post(f"{at}remarks/new", data={"text": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert supervisor.post(f"{at}remarks/new", data={"text": "程序合规。"}).status_code == HTTPStatus.FOUND
    assert SupervisionRemark.get().text == "程序合规。"
    assert "程序合规。" in enter(Office.DIRECTOR).get(at).text


def test_what_stands_still_is_said_wherever_it_is_looked_for(
    app: Flask, sign_in: SignIn, decision: Decision, enter: Callable[..., FlaskClient]
) -> None:
    decision.on(LAST + timedelta(days=30 + 43))
    director = enter(Office.DIRECTOR)
    for path in ("/qingshan/", f"{MATTERS}/", f"{MATTERS}/{decision.number}/"):
        assert "停滞 43 天" in director.get(path).text, path
    assert "应由村民委员会安排实施进度" in director.get(f"{MATTERS}/stalled/").text
    services.settle(decision.village)
    overseer = OfficeTerm.get(OfficeTerm.office == Office.TOWNSHIP_ADMIN)
    township = sign_in(app.test_client(), Account.get(Account.person == overseer.person_id).login)
    text = township.get(f"/{decision.township.other_village.slug}/matters/stalled/").text
    assert "全镇各村" in text
    assert f'href="{MATTERS}/{decision.number}/"' in text
