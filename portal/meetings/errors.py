"""Refusals about meetings."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from portal.kernel.clock import LOCAL
from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date, datetime


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
        super().__init__(f"会议还没有到日子，请在{chinese_day(meets_on)}开会当天开始签到。")


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


class ForeignSlipError(NotFoundError):
    """A slip nobody of this village printed, or one that was changed."""

    def __init__(self) -> None:
        super().__init__("这张条不是本村会议的签到条，或者没有扫完整；请从应到名单上给本人签到。")


class SlipOfAnotherDayError(ConflictError):
    """A slip opens the door on the day of its meeting only."""

    def __init__(self, meets_on: date) -> None:
        super().__init__(f"这张条只在{chinese_day(meets_on)}开会当天能用；补记到会请从应到名单上登记。")


class SlipUsedError(ConflictError):
    """A slip is used once."""

    def __init__(self, name: str, used_at: datetime) -> None:
        super().__init__(f"{name}在 {used_at.astimezone(LOCAL):%H:%M} 已经签到，一张条只能用一次，没有重复登记。")


class LeaveRecordedError(ConflictError):
    """Leave is asked once for a meeting."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}这次会议已经登记过请假，不用再登记。")


class PresentAlreadyError(ConflictError):
    """Whoever is present needs no leave."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}已经签到，不能再登记请假。")


class HallCodeStaleError(ConflictError):
    """The code is not the one the hall's screen shows now: of another day, another meeting, or changed since."""

    def __init__(self) -> None:
        super().__init__("这个签到码现在不能用（会场的码每半分钟换一次，只当场有效），请看会场屏幕上现在的码再试。")


class HallCodeGuessedError(DomainError):
    """Too many wrong codes were typed in too short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, minutes: int) -> None:
        super().__init__(f"签到码输错次数太多，请 {minutes} 分钟后再试，或者扫屏幕上的二维码。")


class NotInvitedError(NotAllowedError):
    """Whoever is not on the frozen roster does not sign in."""

    def __init__(self) -> None:
        super().__init__("您不在这次会议的应到名单上，不用签到；有疑问请问门口签到的工作人员。")


class PresentSinceError(ConflictError):
    """Whoever is present signs in once."""

    def __init__(self, present_at: datetime) -> None:
        self.present_at = present_at
        super().__init__(f"您在 {present_at.astimezone(LOCAL):%H:%M} 已经签到，不用再签。")
