"""What deliberation does not accept: one class per fact, each with the sentence the user reads.

Moments arrive in China's time.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date, datetime


def _moment(local: datetime) -> str:
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


class UnknownProcedureError(BadValueError):
    """The texts we have do not know this body or matter type on this day."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{day.year}年{day.month}月{day.day}日适用的规定里没有“{name}”，请从列表中选择。")


class ImpossibleCountsError(BadValueError):
    """More votes than people present, or more present than entitled."""

    def __init__(self, *, entitled: int, present: int, votes: int) -> None:
        super().__init__(f"应到 {entitled} 人、实到 {present} 人、投票 {votes} 人对不上，请核对：投票 ≤ 实到 ≤ 应到。")


class MatterNotFoundError(NotFoundError):
    """The village has no such matter, whatever other villages have."""

    def __init__(self) -> None:
        super().__init__("本村没有这个议题，请从议题列表进入。")


class NoBallotError(NotFoundError):
    """Nothing has been put to the vote on this matter."""

    def __init__(self) -> None:
        super().__init__("这个议题还没有发起表决，请等会议主持人宣布表决开始。")


class BadDeadlineError(BadValueError):
    """The deadline is not after the opening, or too far away."""

    def __init__(self, longest: timedelta) -> None:
        super().__init__(f"截止时间应晚于现在，并且不超过开始后 {longest // timedelta(hours=1)} 小时，请重新填写。")


class AuthorisationInFutureError(BadValueError):
    """An assembly that has not met has authorised nothing."""

    def __init__(self) -> None:
        super().__init__("村民会议的日期不能晚于今天，请填写已经召开的那次村民会议的日期。")


class AuthorisationTermError(BadValueError):
    """An authorisation begins when it is given or later, and ends no earlier than it begins."""

    def __init__(self) -> None:
        super().__init__("授权期限应从村民会议当天或以后开始，截止日不能早于开始日，请重新填写。")


class NotDelegableError(BadValueError):
    """The law does not let the villagers' assembly hand this type of matter on."""

    def __init__(self, name: str, article: str) -> None:
        super().__init__(f"“{name}”不能授权给村民代表会议（{article}），请只选可以授权的事项。")


class NotAuthorisedError(DomainError):
    """The villagers' assembly has not authorised the representatives to decide this."""

    def __init__(self, text: str, article: str) -> None:
        super().__init__(f"{text}依据：{article}。")


class QuorumMissingError(DomainError):
    """Too few people are signed in as present to put anything to the vote."""

    def __init__(self, text: str, article: str) -> None:
        super().__init__(f"{text}请等到会人数达到后再发起。依据：{article}。")


class RosterMissingError(DomainError):
    """The meeting has no frozen roster, so nobody knows who is entitled."""

    def __init__(self) -> None:
        super().__init__("这次会议还没有确定应到名册，请先在会议页面确定名册并签到。")


class MeetingNotTodayError(DomainError):
    """Who signed in on another day is not present today: a ballot is opened on the day of its meeting."""

    def __init__(self, met_on: date) -> None:
        when = f"{met_on.year}年{met_on.month}月{met_on.day}日"
        super().__init__(f"这次会议的日期是{when}，表决只能在开会当天发起，请选择今天召开的会议。")


class BallotOpenAlreadyError(ConflictError):
    """One matter has one ballot at a time."""

    def __init__(self) -> None:
        super().__init__("这个议题已经发起过表决，同一议题不能重复发起，请查看已有的表决。")


class BallotNotOpenError(ConflictError):
    """The ballot has not begun."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"表决还没有开始，{_moment(opens_at)}起可以投票。")


class BallotClosedError(ConflictError):
    """The deadline has passed."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(f"表决已于{_moment(closes_at)}截止，不能再投票；结果见议题页面。")


class BallotStillOpenError(ConflictError):
    """A ballot is counted after its deadline, not before."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(f"表决{_moment(closes_at)}截止，截止以后才能计票。")


class VotedOtherwiseError(ConflictError):
    """The person has voted, with another choice; the first vote counts."""

    def __init__(self) -> None:
        super().__init__("您已经投过票，一人一票，先投的有效，不能改投；可以在本页查看您的回执。")


class NotOnRosterError(NotAllowedError):
    """The person is not on the roster that was frozen for this meeting."""

    def __init__(self) -> None:
        super().__init__("您不在这次会议的应到名册上，只有名册上的组成人员可以投票；如有疑问请联系会议主持人。")


class NotPresentError(NotAllowedError):
    """The person is on the roster but has not signed in as present."""

    def __init__(self) -> None:
        super().__init__("您还没有签到，请先在会场签到，再回到本页投票。")


class MalformedChoiceError(BadValueError):
    """The choice is not one of the three; the right to vote is not used up."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self) -> None:
        super().__init__("没有读懂您的选择，请在“赞成”“反对”“弃权”中选一项；您的票还没有用掉。")
