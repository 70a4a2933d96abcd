"""Refusals about meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.clock import LOCAL
from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotFoundError

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


class NotInvitedError(DomainError):
    """A meeting's notice is for those entitled to attend."""

    def __init__(self) -> None:
        super().__init__("不在这次会议的应到名单上，不用登记通知；名单不对的，请在开始签到以前提出。")


class ToldOnError(BadValueError):
    """Somebody is told after the meeting was called and on its day at the latest."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"告知的日期应在{chinese_day(first)}到{chinese_day(last)}之间，请核对。")


class MessengerMissingError(BadValueError):
    """A slip was handed over by somebody."""

    def __init__(self) -> None:
        super().__init__("送达通知条的，请选择是谁送的。")


class OwnWordOnlyError(BadValueError):
    """Only the person themselves says in the portal that they have seen a notice."""

    def __init__(self) -> None:
        super().__init__("“本人在系统里确认”只能由本人点；请选择送达通知条、电话或者微信群。")


class NoticePassedError(ConflictError):
    """A notice is acknowledged until the day of the meeting."""

    def __init__(self) -> None:
        super().__init__("会议已经开过，不用再确认通知。")


class ListFixedError(ConflictError):
    """Objections to the list are heard until the meeting begins."""

    def __init__(self) -> None:
        super().__init__(
            "会议已经开始，应到名单不再更改；有意见的请当场要求写进会议记录，对决议可以在公示期内提出异议。"
        )


class ListClosedError(NotFoundError):
    """Who belongs to a committee or to the party branch is no list for everybody."""

    def __init__(self) -> None:
        super().__init__("这次会议的名单只给参加会议的人看。")


class OwnRosterObjectionError(ConflictError):
    """Nobody answers what they said themselves."""

    def __init__(self) -> None:
        super().__init__("这条异议是您自己提的，请由别的工作人员答复。")


class RosterObjectionAnsweredError(ConflictError):
    """An objection to the list is answered once."""

    def __init__(self) -> None:
        super().__init__("这条异议已经答复，不能再改。")
