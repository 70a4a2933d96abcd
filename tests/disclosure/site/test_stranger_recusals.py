"""A stranger checks who stood back: none of their lines voted, and no more votes than the others present."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.procedures import S4_RESOLVE
from deliberation.rules import BallotManner
from disclosure.site.stranger import FalseDocumentError, check_document, recount
from portal.org.models import Person
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.courses import decide, figures
from tests.disclosure.site.test_stranger_recount import _set, file_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import SettableClock, Township


def recused_assembly(township: Township, clock: SettableClock) -> Assembly:
    """Lines 3 and 40 stand back; 3 of them is there."""
    held = assemble(township, clock)
    kin = services.Recusing(kind="near_relative", reason="工程由弟弟家承包")
    for line in (3, 40):
        code = Person.get_by_id(held.lines[line - 1].person_id).code
        services.record_recusal(held.secretary, township.village, held.number, kin, person=code)
    return held


def by_ballot(held: Assembly, clock: SettableClock, manner: BallotManner) -> Any:
    closes_at = held.open(manner=manner)
    for line in (1, 2, *range(4, 18)):
        held.vote(line)
    clock.set(closes_at)
    services.settle(held.township.village)
    return file_of("resolution")


@pytest.mark.parametrize("manner", list(BallotManner))
def test_who_stood_back_is_told_by_line_and_did_not_vote(
    township: Township, clock: SettableClock, manner: BallotManner
) -> None:
    document = by_ballot(recused_assembly(township, clock), clock, manner)
    content = json.loads(document["envelope"])["content"]
    assert content["recused"] == [{"line": 3, "present": True}, {"line": 40, "present": False}]
    assert "弟弟" not in json.dumps(document, ensure_ascii=False)
    assert "回避 2 人，都没有投票" in check_document(document)


def _no_longer_there(content: Any) -> None:
    content["recused"][0]["present"] = False


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(_set("recused.0.line", 4), "名册第 4 号已经回避，却投了票", id="a line that voted"),
        pytest.param(_no_longer_there, "是否到会和名册不符", id="somebody who was there"),
        pytest.param(_set("recused.1.line", 41), "不在名册上", id="a line the roster does not have"),
        pytest.param(_set("recused.1.line", 3), "重复", id="the same line twice"),
    ],
)
def test_a_recused_line_that_voted_is_named(
    township: Township, clock: SettableClock, change: Callable[[Any], None], said: str
) -> None:
    document = by_ballot(recused_assembly(township, clock), clock, BallotManner.RECORDED)
    content = json.loads(document["envelope"])["content"]
    change(content)
    with pytest.raises(FalseDocumentError, match=said):
        recount(content)


def test_hands_are_no_more_than_those_who_are_left(township: Township, clock: SettableClock) -> None:
    held = recused_assembly(township, clock)
    decide(township, held.number, S4_RESOLVE, held.meeting_id, figures(20, 6))
    content = json.loads(file_of("resolution")["envelope"])["content"]
    assert "回避 2 人，都没有投票" in recount(content)
    content["recused"][1]["present"] = True
    with pytest.raises(FalseDocumentError, match="实到 27，回避 2，投票 26"):
        recount(content)


def test_where_nobody_stands_back_nothing_is_said(township: Township, clock: SettableClock) -> None:
    content = json.loads(by_ballot(assemble(township, clock), clock, BallotManner.RECORDED)["envelope"])["content"]
    assert "recused" not in content
