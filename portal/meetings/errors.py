"""Refusals about meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, DomainError

if TYPE_CHECKING:
    from datetime import date


class StartsInPastError(BadValueError):
    """A meeting cannot be convened for a moment that has passed."""

    def __init__(self) -> None:
        super().__init__("开会时间已经过去，请填写晚于现在的日期和时间。")


class NobodyEntitledError(DomainError):
    """Nobody holds an office that belongs to the body."""

    def __init__(self, body: str) -> None:
        super().__init__(f"本村还没有登记{body}的组成人员，请先在“人员与职务”里登记。")


class RosterFrozenError(ConflictError):
    """Sign-in has begun already."""

    def __init__(self) -> None:
        super().__init__("签到已经开始，应到名单已经固定，不能再次开始签到。")


class SignInTooEarlyError(ConflictError):
    """Who is entitled is fixed on the day of the meeting, not before."""

    def __init__(self, meets_on: date) -> None:
        super().__init__(f"会议还没有到日子，请在{meets_on.year}年{meets_on.month}月{meets_on.day}日开会当天开始签到。")


class RosterNotFrozenError(ConflictError):
    """Sign-in has not begun."""

    def __init__(self) -> None:
        super().__init__("还没有开始签到，请先点“开始签到”固定应到名单。")


class NotOnRosterError(DomainError):
    """A person who is not on the frozen roster cannot be present or vote."""

    def __init__(self) -> None:
        super().__init__("此人不在本次会议的应到名单上，不能签到。")


class MinutesReasonError(BadValueError):
    """A later version of the minutes says why it stands beside the earlier one."""

    def __init__(self) -> None:
        super().__init__("会议记录已经封存；补充或更正请写明原因，原记录会一并保留。")


class MinutesTooEarlyError(ConflictError):
    """Minutes are written at or after the meeting."""

    def __init__(self) -> None:
        super().__init__("会议还没有开始签到，不能先写会议记录。")
