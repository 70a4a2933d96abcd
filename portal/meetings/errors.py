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


class TooManyRosterObjectionsError(ConflictError):
    """As many of one person's objections to the list wait as may."""

    def __init__(self, most: int, article: str) -> None:
        super().__init__(
            f"同一个人对这次会议的名单已有 {most} 条异议等着答复，有一条答复以后可以再提，几处不对的可以写在一条里。"
            f"依据：{article}。"
        )


class OwnRosterObjectionError(ConflictError):
    """Nobody answers what they said themselves."""

    def __init__(self) -> None:
        super().__init__("这条异议是您自己提的，请由别的工作人员答复。")


class RosterObjectionAnsweredError(ConflictError):
    """An objection to the list is answered once."""

    def __init__(self) -> None:
        super().__init__("这条异议已经答复，不能再改。")


class MannerNotOfferedError(DomainError):
    """The body offers no such way of taking part."""

    def __init__(self, body: str, manner: str, *, article: str, bodies: str) -> None:
        super().__init__(f"{body}不能用“{manner}”的方式参加，请到会场签到；{article}只对{bodies}作了这样的规定。")


class OnlineOtherDayError(ConflictError):
    """Presence online is confirmed on the day of the meeting."""

    def __init__(self, meets_on: date, *, article: str) -> None:
        super().__init__(f"线上参加须在{chinese_day(meets_on)}开会当天由本人确认（{article}）。")


class OnlineNotBegunError(ConflictError):
    """Presence online is confirmed once sign-in has begun."""

    def __init__(self, *, article: str) -> None:
        super().__init__(f"会议还没有开始签到，请等工作人员开始签到以后再确认线上参加（{article}）。")


class OnlineStrangerError(DomainError):
    """Only whoever is on the roster takes part online."""

    def __init__(self, *, article: str) -> None:
        super().__init__(f"您不在本次会议的应到名单上，不能线上参加；线上参加的须是应到的人（{article}）。")


class NotOnRosterForProxyError(DomainError):
    """Who gives a proxy is on the roster."""

    def __init__(self, *, article: str) -> None:
        super().__init__(f"委托人不在本次会议的应到名单上，书面委托的须是应到的人（{article}）。")


class PrincipalPresentError(ConflictError):
    """Who is there needs nobody to take part for them."""

    def __init__(self, name: str, manner: str, *, article: str) -> None:
        super().__init__(f"{name}本人已经参加会议（{manner}），不用再委托；书面委托只给不能参加的人用（{article}）。")


class ProxyGivenError(ConflictError):
    """A person gives one proxy for a meeting."""

    def __init__(self, name: str, delegate: str, *, article: str) -> None:
        super().__init__(f"{name}已经书面委托{delegate}参加这次会议，一人只能委托一个人（{article}）。")


class DelegateUnknownError(BadValueError):
    """A delegate is in the village's register."""

    def __init__(self, typed: str, *, article: str) -> None:
        super().__init__(
            f"本村名册里没有“{typed}”，受托人须是委托人同一户内的家庭成员（{article}），请填名册上的姓名或者编号。"
        )


class DelegateAmbiguousError(BadValueError):
    """Several people of the household have that name."""

    def __init__(self, typed: str, codes: str) -> None:
        super().__init__(f"有几个人叫“{typed}”，请填受托人的编号（{codes}）。")


class DelegateHouseholdError(BadValueError):
    """A delegate is somebody else of the same household."""

    def __init__(self, delegate: str, principal: str, *, article: str) -> None:
        super().__init__(
            f"{delegate}不是{principal}同一户内的其他家庭成员，受托人须和委托人在名册的同一户（{article}）。"
        )


class DelegateMinorError(BadValueError):
    """A delegate has full capacity."""

    def __init__(self, delegate: str, age: int, *, article: str) -> None:
        super().__init__(f"{delegate}在开会当天不满 {age} 周岁，受托人须具有完全民事行为能力（{article}）。")


class DelegateElsewhereError(ConflictError):
    """Who takes part through somebody else is not there to take part for another."""

    def __init__(self, name: str, *, article: str) -> None:
        super().__init__(f"{name}自己也是委托别人参加的，不能再受托；受托人须本人参加会议（{article}）。")


class OwnProxyError(DomainError):
    """Whoever has an interest in a proxy does not record it."""

    def __init__(self) -> None:
        super().__init__("自己或者自家人的书面委托，不能由自己登记，请另一名工作人员登记。")


class ProxyPaperError(BadValueError):
    """A proxy is a paper, and its photo is kept."""

    def __init__(self, *, article: str) -> None:
        super().__init__(f"请拍下委托书上传一张照片：委托须是书面的（{article}）。")


class SignInOverError(ConflictError):
    """The day of a meeting in which a ballot was opened is over: how many were there moves no more."""

    def __init__(self) -> None:
        super().__init__("这次会议开始过网上表决，会议当天已经过了，不能再补签到；当天到会没有签到的，请写进会议记录。")


class ProxyLateError(ConflictError):
    """A written proxy is brought to the meeting."""

    def __init__(self, meets_on: date, *, article: str) -> None:
        super().__init__(f"书面委托须在{chinese_day(meets_on)}开会当天带到会上登记，过后不能补登记（{article}）。")


class DelegateAbsentError(ConflictError):
    """Who takes part for another is there."""

    def __init__(self, name: str, *, article: str) -> None:
        super().__init__(f"{name}还没有签到，受托人须本人参加会议，请先给{name}签到，再登记委托（{article}）。")


class DelegateAgeUnknownError(BadValueError):
    """That a delegate has full capacity is seen from the register."""

    def __init__(self, name: str, *, article: str) -> None:
        super().__init__(
            f"名册里没有{name}的出生日期，看不出是否成年，请先在人员里补上，再登记委托（受托人须具有完全民事行为能力，{article}）。"
        )


class HallCodeStaleError(ConflictError):
    """The code is not the one the hall's screen shows now: of another day, another meeting, or changed since."""

    def __init__(self) -> None:
        super().__init__("这个签到码现在不能用（会场的码每半分钟换一次，只当场有效），请看会场屏幕上现在的码再试。")


class HallCodeGuessedError(DomainError):
    """Too many wrong codes were typed in too short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, minutes: int) -> None:
        super().__init__(f"签到码输错次数太多，请 {minutes} 分钟后再试，或者扫屏幕上的二维码。")


class HallStrangerError(NotAllowedError):
    """Whoever is not on the frozen roster does not sign in."""

    def __init__(self) -> None:
        super().__init__("您不在这次会议的应到名单上，不用签到；有疑问请问门口签到的工作人员。")


class PresentSinceError(ConflictError):
    """Whoever is present signs in once."""

    def __init__(self, present_at: datetime) -> None:
        self.present_at = present_at
        super().__init__(f"您在 {present_at.astimezone(LOCAL):%H:%M} 已经签到，不用再签。")
