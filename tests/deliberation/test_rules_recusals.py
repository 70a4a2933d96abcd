"""When somebody may stand back from a matter, and how many votes are left."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import (
    MatterWithdrawnError,
    RecusalFixedError,
    RecusalLateError,
    RecusedCountError,
    UnknownProcedureError,
)
from deliberation.procedures import recusal_kind_name, recusal_rule_on
from deliberation.rules.course import Attempt, Course, Gate, Mark, course
from deliberation.rules.recusals import require_countable, require_recusable, votes_left
from deliberation.rules.terms import Confidence
from portal.kernel.errors import DomainError

GATES = [Gate(id=name, name=name, text="", article="") for name in ("discuss", "resolve")]
TEXT = "text"
CARRIED, FAILED, OPEN, ADJOURNED, VOID = Mark.CARRIED, Mark.FAILED, Mark.OPEN, Mark.ADJOURNED, Mark.VOID


def held(*marks: tuple[str, Mark]) -> list[Attempt]:
    rounds: dict[str, int] = {}
    made = []
    for stage, mark in marks:
        rounds[stage] = rounds.get(stage, 0) + 1
        made.append(Attempt(stage=stage, round=rounds[stage], mark=mark, digest=TEXT))
    return made


def refusal_of(found: Course) -> type[Exception] | None:
    """Return what standing back is refused with now, None where it is not."""
    try:
        require_recusable(found)
    except DomainError as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(
    ("marks", "upheld"),
    [
        pytest.param([], False, id="nothing held"),
        pytest.param([("discuss", CARRIED)], False, id="between two stages"),
        pytest.param([("discuss", FAILED)], False, id="an earlier stage failed"),
        pytest.param([("discuss", CARRIED), ("resolve", ADJOURNED)], False, id="too few came"),
        pytest.param([("discuss", CARRIED), ("resolve", VOID)], False, id="a ballot was void"),
        pytest.param([("discuss", CARRIED), ("resolve", CARRIED)], True, id="an objection was upheld"),
    ],
)
def test_before_the_decision_somebody_may_stand_back(marks: list[tuple[str, Mark]], *, upheld: bool) -> None:
    assert refusal_of(course(GATES, digest=TEXT, attempts=held(*marks), upheld=upheld)) is None


@pytest.mark.parametrize(
    ("marks", "withdrawn", "refusal"),
    [
        pytest.param([("discuss", OPEN)], False, RecusalFixedError, id="figures wait"),
        pytest.param([("discuss", CARRIED), ("resolve", OPEN)], False, RecusalFixedError, id="a ballot is open"),
        pytest.param([("discuss", CARRIED), ("resolve", CARRIED)], False, RecusalLateError, id="carried"),
        pytest.param([("discuss", CARRIED), ("resolve", FAILED)], False, RecusalLateError, id="lost"),
        pytest.param([("discuss", CARRIED)], True, MatterWithdrawnError, id="withdrawn"),
    ],
)
def test_while_it_is_decided_and_after_nobody_may(
    marks: list[tuple[str, Mark]], refusal: type[Exception], *, withdrawn: bool
) -> None:
    assert refusal_of(course(GATES, digest=TEXT, attempts=held(*marks), withdrawn=withdrawn)) is refusal


@given(present=st.integers(0, 500), recused=st.integers(0, 500), votes=st.integers(0, 500))
def test_no_more_votes_than_present_who_do_not_stand_back(present: int, recused: int, votes: int) -> None:
    if votes + recused <= present or votes == 0:
        require_countable(present=present, recused=recused, votes=votes)
        return
    with pytest.raises(
        RecusedCountError, match=f"其中回避 {recused} 人，最多 {votes_left(present=present, recused=recused)} 票"
    ):
        require_countable(present=present, recused=recused, votes=votes)


def test_the_effect_is_our_own_design_and_no_law() -> None:
    rule = recusal_rule_on(date(2026, 10, 1))
    assert (rule.confidence, rule.article) == (Confidence.DESIGN, "村事表决办法（回避）")
    assert [one.id for one in rule.kinds] == ["near_relative", "benefits", "other"]
    assert (recusal_kind_name("benefits"), recusal_kind_name("gone")) == ("本人受益", "gone")
    with pytest.raises(UnknownProcedureError):
        recusal_rule_on(date(2010, 1, 1))
