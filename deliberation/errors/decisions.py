"""What deliberation does not accept: one class per fact, each with the sentence the user reads.

Moments arrive in China's time.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day, chinese_moment
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


class UnknownProcedureError(BadValueError):
    """The texts we have do not know this body or matter type on this day."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{chinese_day(day)}适用的规定里没有“{name}”，请从列表中选择。")


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
        when = chinese_day(met_on)
        super().__init__(f"这次会议的日期是{when}，表决只能在开会当天发起，请选择今天召开的会议。")


class BallotOpenAlreadyError(ConflictError):
    """One matter has one ballot at a time."""

    def __init__(self) -> None:
        super().__init__("这个议题的表决还没有结束或者还没有公布结果，公布以前不能再发起，请先查看正在进行的表决。")


class BallotNotOpenError(ConflictError):
    """The ballot has not begun."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"表决还没有开始，{chinese_moment(opens_at)}起可以投票。")


class BallotClosedError(ConflictError):
    """The deadline has passed."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(f"表决已于{chinese_moment(closes_at)}截止，不能再投票；结果见议题页面。")


class BallotStillOpenError(ConflictError):
    """A ballot is counted after its deadline, not before."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(f"表决{chinese_moment(closes_at)}截止，截止以后才能计票。")


class VotersMissingError(ConflictError):
    """A ballot ends before its deadline only once everybody present has voted; how many are missing is not told."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(
            f"还有到会的人没有投票，现在不能提前结束；等他们投完再来，或者等到{chinese_moment(closes_at)}自动截止。"
        )


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


class UnknownStageError(NotFoundError):
    """The procedure has no such stage."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"议事程序里没有这个环节，环节依次是：{'、'.join(names)}。")


class MatterWithdrawnError(ConflictError):
    """The matter was taken back."""

    def __init__(self) -> None:
        super().__init__("这个议题已经撤回，不能再办理；需要办的请重新提出议题。")


class StageOpenError(ConflictError):
    """A stage is being decided: one at a time."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”正在进行，请先等它有结果。")


class StagePassedError(ConflictError):
    """The stage is passed and is not held again."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经通过，不能重复办理，请办理下一个环节。")


class StageFailedError(DomainError):
    """The text as it is now failed at a stage; it may not go on."""

    def __init__(self, name: str, text: str, article: str, *, last: bool) -> None:
        way = "可以重新提出议题" if last else "请先修改方案，再从这个环节重新开会"
        super().__init__(f"现在的方案在“{name}”没有通过，{way}。{text}依据：{article}。")


class StageSkippedError(DomainError):
    """A later stage is posted before an earlier one is passed."""

    def __init__(self, name: str, missing: str, text: str, article: str) -> None:
        super().__init__(f"还不能办理“{name}”，请先完成“{missing}”。{text}依据：{article}。")


class StageBodyError(DomainError):
    """The meeting is of another body than the stage's."""

    def __init__(self, stage: str, body: str, article: str) -> None:
        super().__init__(f"“{stage}”应由{body}办理，请选择{body}的会议。依据：{article}。")


class StageBeforeEarlierError(BadValueError):
    """The meeting was held before the stage it follows, or before the text it is said to have decided."""

    def __init__(self, what: str, day: date) -> None:
        super().__init__(
            f"{what}是{chinese_day(day)}，这次会议更早，不能算数；请选择{chinese_day(day)}或以后召开的会议。"
        )


class StageByHandsError(DomainError):
    """Committees vote by show of hands; no ballot is opened for them."""

    def __init__(self, body: str) -> None:
        super().__init__(f"{body}在现场举手或者用纸质票表决，请由两名工作人员录入现场表决结果。")


class MeetingUsedError(ConflictError):
    """A new round needs a new meeting."""

    def __init__(self) -> None:
        super().__init__("这次会议已经记过这个环节的结果，再次表决须另行召集会议，请选择另一次会议。")


class MeetingMissingError(BadValueError):
    """No meeting is chosen."""

    def __init__(self, bodies: str) -> None:
        super().__init__(f"请先召集{bodies}，开始签到，再选择这次会议。")


class MeetingAheadError(BadValueError):
    """A meeting that has not been held has decided nothing."""

    def __init__(self, meets_on: date) -> None:
        super().__init__(f"这次会议在{chinese_day(meets_on)}召开，请到那一天再录入结果。")


class TextFixedError(DomainError):
    """The text is being voted on, or the assembly has voted on it."""

    def __init__(self, name: str, *, for_ever: bool) -> None:
        until = "不能再改；需要改的请重新提出议题" if for_ever else "在有结果以前不能修改或撤回"
        super().__init__(
            f"“{name}”已经开始表决，方案、金额和附件从表决开始起固定，{until}。依据：村事议事规则（表决的文本就是公布的文本）。"
        )


class TextUnchangedError(BadValueError):
    """A revision that changes nothing is none."""

    def __init__(self) -> None:
        super().__init__("方案没有变化，请先修改内容，再写明修改原因。")


class PlanWithoutBudgetError(DomainError):
    """A plan that spends says how much and from which fund."""

    def __init__(self, name: str, article: str, lacking: str) -> None:
        super().__init__(f"“{name}”要用集体的钱，请写明{lacking}。依据：{article}。")


class QuorumPresentError(DomainError):
    """Enough came: the meeting can decide, it did not fail."""

    def __init__(self, text: str, article: str) -> None:
        super().__init__(f"到会人数已经达到，不能记为流会，请继续表决。{text}依据：{article}。")


class NoHandCountError(NotFoundError):
    """No show of hands waits for its second officer."""

    def __init__(self) -> None:
        super().__init__("没有等待复核的现场表决结果，请先由一名工作人员录入。")


class CountWaitsError(ConflictError):
    """Another officer's figures wait: they are confirmed or taken back, never written over."""

    def __init__(self) -> None:
        super().__init__(
            "另一名工作人员已经录入这次会议的现场表决结果，请到复核页面把数字再录一遍；如果录错了，请先收回录入。"
        )


class OwnCountError(NotAllowedError):
    """Whoever entered the figures does not confirm them."""

    def __init__(self) -> None:
        super().__init__("现场表决结果须由另一名工作人员复核，不能自己录入、自己复核。")


class CountsDifferError(ConflictError):
    """The second officer's figures are not the first's."""

    def __init__(self) -> None:
        super().__init__(
            "两次录入的数字不一致，或者表决方式不一致，没有生效。请两人一起核对原始记录；录错的，由一人重新录入后再复核。"
        )


class RosterChangedError(ConflictError):
    """Presence was entered after the figures were."""

    def __init__(self, *, then: int, now: int) -> None:
        super().__init__(
            f"录入现场表决结果时实到 {then} 人，现在签到 {now} 人，请按现在的实到人数重新录入现场表决结果。"
        )
