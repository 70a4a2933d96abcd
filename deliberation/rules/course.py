"""How far a matter has come: the six steps from proposal to the published result, replayed from its facts."""

from __future__ import annotations

from enum import StrEnum


class MatterState(StrEnum):
    """How a matter stands, told by what is recorded and by the day."""

    PROPOSED = "proposed"
    STAGE_OPEN = "stage_open"
    ADJOURNED = "adjourned"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    VOTING = "voting"
    UNDECIDED = "undecided"
    IN_PUBLICITY = "in_publicity"
    OBJECTED = "objected"
    UPHELD = "upheld"
    IMPLEMENTING = "implementing"
    OVERDUE = "overdue"
    ACCEPTED = "accepted"
    RESULT_IN_PUBLICITY = "result_in_publicity"
    DONE = "done"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state as it is shown."""
        return _STATES[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _STATES[self][0]


_STATES = {
    MatterState.PROPOSED: ("wait", "待提议"),
    MatterState.STAGE_OPEN: ("wait", "审议中"),
    MatterState.ADJOURNED: ("warn", "流会，待再次开会"),
    MatterState.FAILED: ("stop", "未通过"),
    MatterState.WITHDRAWN: ("off", "已撤回"),
    MatterState.VOTING: ("wait", "表决中"),
    MatterState.UNDECIDED: ("wait", "表决已截止，待公布"),
    MatterState.IN_PUBLICITY: ("wait", "决议公示中"),
    MatterState.OBJECTED: ("warn", "有异议，待答复"),
    MatterState.UPHELD: ("stop", "异议成立，须重新表决"),
    MatterState.IMPLEMENTING: ("wait", "实施中"),
    MatterState.OVERDUE: ("warn", "实施逾期"),
    MatterState.ACCEPTED: ("done", "已验收"),
    MatterState.RESULT_IN_PUBLICITY: ("wait", "结果公示中"),
    MatterState.DONE: ("done", "已办结"),
}
