"""Finished work is rated once, which decides nothing; where many are dissatisfied an answer is asked for."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import queries, services
from deliberation.errors import (
    MalformedPollAnswerError,
    PollNotFoundError,
    RatingReasonError,
    RatingRepliedError,
    RevisitNotNeededError,
    UnknownProcedureError,
)
from deliberation.models import Rating, RatingReason
from deliberation.procedures.ratings import rating_rule_on
from deliberation.queries.poll_screens import PollPage, poll_page, polls_page
from deliberation.rules.follow_up import Verdict
from deliberation.rules.polls import NOTICE, PollFigures
from deliberation.rules.ratings import RATING_NOTICE
from deliberation.rules.terms import Confidence
from deliberation.services.objections import Answering, answer_objection, file_objection
from deliberation.services.polls import answer_poll, count_sheets, record_sheet
from deliberation.services.publicity import publish_result
from deliberation.services.ratings import reply_to_rating
from portal.kernel.bulletins import Bulletin
from portal.kernel.migrate import GROUND
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.decisions import Decision, decide
from tests.deliberation.polling import start
from tests.deliberation.test_public import client_of, published_now
from tests.deliberation.test_public_course import page
from tests.deliberation.test_services_follow_up import accepted

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

GOOD, FAIR, BAD = 1, 2, 3


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    """A matter whose result is published today."""
    made = decide(township, clock)
    accepted(made)
    publish_result(made.secretary, made.village, made.number, text="桥已通行。")
    return made


def villager(decision: Decision, number: int) -> Actor:
    return decision.township.actor(Office.REPRESENTATIVE, number=number)


def rate(decision: Decision, *chosen: int, first: int = 0) -> None:
    for place, one in enumerate(chosen, start=first):
        answer_poll(villager(decision, place), decision.village, 1, chosen=[str(one)])


def close(decision: Decision) -> None:
    decision.clock.moment += timedelta(days=16)
    services.settle(decision.village)


def polls_shown() -> str:
    return client_of(published_now()).get("/qingshan/polls/").text


def content(kind: str) -> dict[str, dict[str, object]]:
    return json.loads(Bulletin.get(Bulletin.kind == kind).envelope)["content"]  # type: ignore[no-any-return]


def seen_by(actor: Actor, decision: Decision) -> PollPage:
    today = decision.clock.moment.date()
    who = queries.looking(actor, decision.village, today=today)
    return poll_page(decision.village, 1, actor, who, today=today, sees_matters=True)


def titles(actor: Actor, decision: Decision) -> list[str]:
    return [one.title for one in queries.tasks(actor, decision.village, decision.clock.moment.date())]


def test_the_limits_are_a_design_and_not_a_law() -> None:
    rule = rating_rule_on(date(2026, 10, 15))
    assert (rule.confidence, rule.open_days, rule.reply_days) == (Confidence.DESIGN, 15, 30)
    assert rule.dissatisfied.words == "超过五分之一"
    with pytest.raises(UnknownProcedureError):
        rating_rule_on(date(2018, 1, 1))


def test_the_published_result_asks_everybody_and_decides_nothing(decision: Decision) -> None:
    state = decision.state
    assert f"{RATING_NOTICE}：“修缮村口便民桥”办得怎么样？" in titles(decision.villager, decision)
    rate(decision, *([BAD] * 8))
    close(decision)
    assert decision.state is not None
    assert state.value == "result_in_publicity"
    row = queries.matter(decision.village, decision.number)
    assert (row.outcome is not None and row.outcome.carried, len(row.rounds)) == (True, 1)
    assert content("poll")["notice"] == RATING_NOTICE  # type: ignore[comparison-overlap]
    assert verify_all((*GROUND, "deliberation")) == []


def test_a_list_keeps_ratings_apart_from_what_people_were_asked_each_with_its_own_notice(decision: Decision) -> None:
    assert (NOTICE in polls_shown(), RATING_NOTICE in polls_shown()) == (False, True)
    start(decision.township)
    shown = polls_shown()
    order = [shown.index(f">{said}<") for said in ("意向征询", "群众评议")]
    assert order[0] < shown.rindex(NOTICE) < order[1] < shown.rindex(RATING_NOTICE)
    groups = polls_page(decision.village, may_edit=False).groups
    assert [(one.name, one.notice, len(one.open)) for one in groups] == [
        ("意向征询", NOTICE, 1),
        ("群众评议", RATING_NOTICE, 1),
    ]
    assert [one.named for group in groups for one in group.open] == ["意向征询，第 2 次", "群众评议：“修缮村口便民桥”"]


def test_both_denominators_are_published_and_nobody_is_named(decision: Decision) -> None:
    rate(decision, GOOD, GOOD, FAIR, GOOD, GOOD, FAIR)
    answer_poll(villager(decision, 9), decision.village, 1, chosen=["3"], reason="护栏还是晃。")
    before = page()
    assert "护栏还是晃" not in before
    assert "6 人" not in before
    close(decision)
    result = content("poll-result")["result"]
    people = Person.select().where(Person.village == decision.village.id).count()
    assert (result["entitled"], result["took_part"], result["counts"]) == (people, 7, [4, 2, 1])
    assert result["revisit"]["due_on"] is None  # type: ignore[index]  # 1 of 7 is no more than a fifth
    text = page()
    assert f"能参加的 {people} 人，参加的 7 人" in text
    assert "护栏还是晃" not in text
    assert villager(decision, 9).name not in json.dumps(content("poll-result"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("bad", "good", "needed"),
    [pytest.param(2, 8, False, id="a fifth is not more"), pytest.param(3, 8, True, id="more than a fifth")],
)
def test_more_than_a_fifth_dissatisfied_are_visited(decision: Decision, bad: int, good: int, *, needed: bool) -> None:
    rate(decision, *([BAD] * bad), *([GOOD] * good))
    close(decision)
    waiting = [one for one in titles(decision.secretary, decision) if one.startswith("回访整改")]
    assert bool(waiting) is needed
    if not needed:
        with pytest.raises(RevisitNotNeededError):
            reply_to_rating(decision.secretary, decision.village, 1, text="已回访。")
        return
    assert "须回访整改" in page()
    reply_to_rating(decision.secretary, decision.village, 1, text="回访三户，护栏已加固。")
    reply_to_rating(decision.secretary, decision.village, 1, text="回访三户，护栏已加固。")
    with pytest.raises(RatingRepliedError):
        reply_to_rating(decision.secretary, decision.village, 1, text="另一种说法。")
    assert "回访三户，护栏已加固。" in page()
    assert not [one for one in titles(decision.secretary, decision) if one.startswith("回访整改")]


def test_too_few_are_not_told_and_nobody_is_visited(decision: Decision) -> None:
    rate(decision, BAD, BAD, BAD)
    answer_poll(villager(decision, 5), decision.village, 1, chosen=["3"], reason="路面不平。")
    close(decision)
    result = content("poll-result")["result"]
    assert (result["too_few"], result["counts"], result["revisit"]["due_on"]) == (True, None, None)  # type: ignore[index]
    assert seen_by(decision.secretary, decision).reasons == ()
    with pytest.raises(RevisitNotNeededError):
        reply_to_rating(decision.secretary, decision.village, 1, text="已回访。")


def test_reasons_are_read_by_who_answers_them_once_it_is_counted(decision: Decision) -> None:
    rate(decision, GOOD, GOOD, FAIR, GOOD)
    answer_poll(villager(decision, 8), decision.village, 1, chosen=["3"], reason="乙")
    answer_poll(villager(decision, 9), decision.village, 1, chosen=["3"], reason="丙")
    answer_poll(villager(decision, 9), decision.village, 1, chosen=["3"], reason="甲")  # the newest stands
    answer_poll(villager(decision, 9), decision.village, 1, chosen=["3"], reason="甲")
    assert RatingReason.select().count() == 3
    assert seen_by(decision.secretary, decision).reasons == ()
    assert seen_by(villager(decision, 9), decision).own_reason == "甲"
    close(decision)
    assert set(seen_by(decision.secretary, decision).reasons) == {"甲", "乙"}
    assert seen_by(decision.supervisor(), decision).reasons == ()


def test_a_reason_stands_only_beside_dissatisfaction(decision: Decision) -> None:
    with pytest.raises(RatingReasonError):
        answer_poll(decision.villager, decision.village, 1, chosen=["1"], reason="很好。")
    with pytest.raises(PrivateNumberError):
        answer_poll(decision.villager, decision.village, 1, chosen=["3"], reason="找我 13812345678。")
    with pytest.raises(MalformedPollAnswerError):
        answer_poll(decision.villager, decision.village, 1, chosen=["4"])
    answer_poll(decision.villager, decision.village, 1, chosen=["3"])


def test_sheets_of_paper_are_counted_as_those_of_polls(decision: Decision) -> None:
    rate(decision, *([GOOD] * 6))
    codes = [
        one.code for one in Person.select().where(Person.village == decision.village.id).order_by(Person.code.desc())
    ]
    for code in codes[:6]:
        record_sheet(decision.secretary, decision.village, 1, typed=code)
    decision.clock.moment += timedelta(days=16)
    for officer in (decision.secretary, decision.director):
        count_sheets(officer, decision.village, 1, figures=PollFigures(counts=(1, 1, 4), blank=0))
    services.settle(decision.village)
    assert content("poll-result")["result"]["counts"] == [7, 1, 4]


def test_work_is_rated_once_whatever_becomes_of_its_result(decision: Decision) -> None:
    file_objection(decision.villager, decision.village, decision.number, text="花的钱没有写。")
    answering = Answering(objection=1, verdict=Verdict.UPHELD, text="属实，更正。")
    answer_objection(decision.supervisor(), decision.village, decision.number, answering)
    publish_result(decision.secretary, decision.village, decision.number, text="桥已通行，花了八万元。")
    assert Rating.select().count() == 1
    with pytest.raises(PollNotFoundError):
        reply_to_rating(decision.secretary, decision.village, 2, text="已回访。")
