"""A stranger checks that a ballot that ended early left out nobody who was there and could vote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.rules import BallotManner
from disclosure.site.stranger import FalseDocumentError, check_document, recount
from tests.disclosure.site.test_stranger_recount import file_of
from tests.disclosure.site.test_stranger_recusals import recused_assembly

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


def ended_early(township: Township, clock: SettableClock, manner: BallotManner) -> Any:
    """All 27 who are there vote but line 3, which stands back."""
    held = recused_assembly(township, clock)
    held.open(manner=manner)
    for line in (1, 2, *range(4, 28)):
        held.vote(line)
    services.close_early(held.secretary, township.village, held.number)
    return file_of("resolution")


@pytest.mark.parametrize("manner", list(BallotManner))
def test_everybody_there_voted_but_who_stood_back(
    township: Township, clock: SettableClock, manner: BallotManner
) -> None:
    document = ended_early(township, clock, manner)
    content = json.loads(document["envelope"])["content"]
    assert content["outcome"]["not_voted"] == 1
    assert any("提前结束，到会没有回避的人都投了票" in one for one in check_document(document))
    content["ballot"]["deadline"] = content["ballot"]["closes_at"]
    with pytest.raises(FalseDocumentError, match="没有提前"):
        recount(content)


def test_somebody_left_out_is_found_out(township: Township, clock: SettableClock) -> None:
    content = json.loads(ended_early(township, clock, BallotManner.RECORDED)["envelope"])["content"]
    content["recused"] = [one for one in content["recused"] if not one["present"]]
    with pytest.raises(FalseDocumentError, match="还有到会没有回避的人没有投票"):
        recount(content)
