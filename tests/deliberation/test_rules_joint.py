"""Which share must join where, and what may be done with a joint proposal as it stands."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation.errors import (
    JointClosedError,
    JointGatheringError,
    JointMustBeListedError,
    JointReachedError,
    NoJointShareError,
)
from deliberation.procedures import direct_initiators, initiator_name, initiators_on, joint_limit_on, joint_rule_on
from deliberation.rules import Confidence
from deliberation.rules.joint import (
    JointRule,
    JointState,
    Signatories,
    gathered,
    joint_state,
    require_answerable,
    require_gathering,
    require_proposable,
)

DAY = date(2026, 10, 15)
VILLAGERS, REPRESENTATIVES = Signatories.VILLAGERS, Signatories.REPRESENTATIVES
S = JointState


@pytest.mark.parametrize(
    ("side", "base", "needed"),
    [
        pytest.param(VILLAGERS, 928, 93, id="河南 art. 54: 十分之一以上"),
        pytest.param(VILLAGERS, 920, 92, id="民法典 1259: 以上包括本数"),
        pytest.param(REPRESENTATIVES, 35, 7, id="河南 art. 54: 五分之一以上"),
        pytest.param(REPRESENTATIVES, 36, 8, id="rounded up"),
        pytest.param(REPRESENTATIVES, 0, 1, id="never nobody"),
    ],
)
def test_the_share_is_the_least_whole_number(side: Signatories, base: int, needed: int) -> None:
    rule = joint_rule_on(DAY, side, "village_planning", jurisdiction="河南省邓州市")
    assert (rule.confidence, rule.binds) == (Confidence.QUOTED, True)
    count = gathered(rule, supporters=needed - 1, base=base)
    assert (count.needed, count.missing) == (needed, 1)
    assert gathered(rule, supporters=needed, base=base).missing == 0


@pytest.mark.parametrize(
    ("jurisdiction", "adopted", "confidence", "binds"),
    [
        ("河南省", False, "quoted", True),
        ("", False, "design", False),
        ("浙江省", False, "design", False),
        ("", True, "design", True),  # by its own rule
    ],
)
def test_it_binds_where_it_was_read_or_adopted(
    jurisdiction: str, *, adopted: bool, confidence: str, binds: bool
) -> None:
    rule = joint_rule_on(DAY, VILLAGERS, "village_planning", jurisdiction=jurisdiction, adopted=adopted)
    assert (rule.confidence, rule.binds) == (confidence, binds)


def test_the_law_of_a_kind_goes_before_the_place() -> None:
    assert "一事一议" in joint_rule_on(DAY, VILLAGERS, "yishiyiyi", jurisdiction="河南省").article
    for side in Signatories:
        with pytest.raises(NoJointShareError):
            joint_rule_on(DAY, side, "recall_member", jurisdiction="河南省")


def test_who_may_propose_is_data_of_place_and_day() -> None:
    assert [one.asking.id for one in initiators_on(DAY)] == [
        "party",
        "committee",
        "supervision",
        "collective",
        "villagers",
        "representatives",
    ]
    assert [one.asking.id for one in direct_initiators(DAY, "河南省")] == [
        "party",
        "committee",
        "supervision",
        "collective",
    ]
    assert initiators_on(date(2000, 1, 1)) == ()
    assert [initiator_name(one) for one in ("party", "suggestion", "villagers", "")] == [
        "村党组织",
        "群众建议",
        "村民联名",
        "没有登记",
    ]
    assert joint_limit_on(DAY).most_open == 2


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, S.GATHERING),
        ({"reached": True}, S.REACHED),
        ({"reached": True, "proposed": True}, S.PROPOSED),
        ({"answered": True}, S.ANSWERED),
        ({"withdrawn": True, "reached": True}, S.WITHDRAWN),
    ],
)
def test_how_it_stands_follows_from_what_is_recorded(facts: dict[str, bool], state: JointState) -> None:
    nothing = {"reached": False, "proposed": False, "answered": False, "withdrawn": False}
    assert joint_state(**{**nothing, **facts}) is state


def rule(*, binds: bool) -> JointRule:
    return joint_rule_on(DAY, VILLAGERS, "village_planning", adopted=binds)


@pytest.mark.parametrize("state", [S.PROPOSED, S.ANSWERED, S.WITHDRAWN])
@pytest.mark.parametrize("binds", [True, False])
def test_what_is_done_with_is_done_with(state: JointState, *, binds: bool) -> None:
    for require in (require_proposable, require_answerable):
        with pytest.raises(JointClosedError):
            require(1, state, rule(binds=binds))
    with pytest.raises(JointClosedError):
        require_gathering(1, state)


def test_a_share_that_binds_is_waited_for_and_cannot_be_answered_away() -> None:
    for require in (require_proposable, require_answerable):
        with pytest.raises(JointGatheringError):
            require(1, S.GATHERING, rule(binds=True))
        require(1, S.GATHERING, rule(binds=False))
    require_proposable(1, S.REACHED, rule(binds=True))
    with pytest.raises(JointMustBeListedError):
        require_answerable(1, S.REACHED, rule(binds=True))
    require_answerable(1, S.REACHED, rule(binds=False))
    with pytest.raises(JointReachedError):
        require_gathering(1, S.REACHED)
