"""What is refused about members' duties: one class per fact, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError
from portal.kernel.money import plain_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.kernel.months import Month, Quarter


class FutureDayError(BadValueError):
    """Something that has not happened yet."""

    def __init__(self, today: date) -> None:
        super().__init__(f"日期不能晚于今天（{today.isoformat()}），请填写事情实际发生的日期。")


class EndBeforeBeginError(BadValueError):
    """Something that would end before it began."""

    def __init__(self, since: date) -> None:
        super().__init__(f"结束的日期不能早于开始的日期（{since.isoformat()}），请核对。")


class NoKindError(BadValueError):
    """A kind that the data does not have."""

    def __init__(self) -> None:
        super().__init__("请从列出的种类中选择一种。")


class NoMemberError(BadValueError):
    """Somebody who is no member of a branch of this village on that day."""

    def __init__(self) -> None:
        super().__init__("这位不是那天本村支部的党员，请从名单中选择。")


class NoDutyError(NotFoundError):
    """There is no such record here, or not for whoever asks."""


class NameTakenError(ConflictError):
    """An open area or post has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经有了，请换一个名称，例如写上组别或编号。")


class ClosedPostError(ConflictError):
    """An area or post that is no more."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经撤销，请选择还在的责任区或岗位。")


class PostHeldError(ConflictError):
    """An area or post that somebody still holds, or one that is held by that person already."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class HoldingEndedError(ConflictError):
    """A holding that ended before."""

    def __init__(self) -> None:
        super().__init__("这一段任职已经结束，不能再结束一次。")


class NoHouseholdError(BadValueError):
    """A household that is not in the village's register."""

    def __init__(self) -> None:
        super().__init__("请从名册里选择农户，至少选一户。")


class SameLinkError(ConflictError):
    """Households that are the member's already."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(f"{'、'.join(numbers)} 户本来就由这位党员联系，请去掉再保存。")


class LinkedThenError(ConflictError):
    """A household another member kept in touch with on that day or later."""

    def __init__(self, number: str, person: str, until: date) -> None:
        super().__init__(f"{number} 户到 {until.isoformat()} 为止由{person}联系，请填写这以后的日期。")


class LinkReasonError(BadValueError):
    """Households change hands without a reason."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(f"{'、'.join(numbers)} 户现在由别的党员联系，改由这位联系请写明原因。")


class OwnHouseholdError(BadValueError):
    """A member would keep in touch with their own household."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} 户是这位党员自己家，不作联系户，请去掉再保存。")


class SameVisitError(ConflictError):
    """The same member, household and day was entered before."""

    def __init__(self) -> None:
        super().__init__("这位党员这一天走访这一户已经登记过，不用再记；又有新的情况请写在需求的结果里。")


class NotOwnHouseholdError(NotAllowedError):
    """A member enters a visit to a household that is not theirs."""

    def __init__(self) -> None:
        super().__init__("这一户不是您的联系户，请选自己的联系户；走访了别的户请支部代为登记。")


class NoNeedError(ConflictError):
    """A visit on which nothing was needed."""

    def __init__(self) -> None:
        super().__init__("这次走访没有登记需求，不用填写结果。")


class NeedSettledError(ConflictError):
    """A need whose outcome was recorded before."""

    def __init__(self) -> None:
        super().__init__("这件需求的结果已经登记过，请刷新页面查看。")


class NotLedgerError(BadValueError):
    """A month before the branch's ledger of dues begins."""

    def __init__(self) -> None:
        super().__init__("支部还没有从这个月起登记党费，请先登记从哪个月开始、按月还是按季交。")


class RhythmOrderError(ConflictError):
    """A rhythm for a month that is not later than the one before."""

    def __init__(self, since: Month) -> None:
        super().__init__(f"上一次登记是从{since.chinese}起，新的要从以后的月份起。")


class RhythmQuarterError(BadValueError):
    """A rhythm that changes in the midst of a quarter."""

    def __init__(self) -> None:
        super().__init__("按季交要从一个季度的第一个月起，例如 2026-01、2026-04、2026-07、2026-10。")


class RateThenError(ConflictError):
    """A second amount of a member from the same month on."""

    def __init__(self, since: Month) -> None:
        super().__init__(f"从{since.chinese}起的金额已经核定过；要改的，请从以后的月份起。")


class RatePaidError(ConflictError):
    """An amount from a month on that is paid already, or whose quarter was published."""

    def __init__(self, earliest: Month, *, published: bool) -> None:
        told = "季度已经公布" if published else "月份已经登记交过"
        super().__init__(f"更早的{told}，不能再改应交多少；金额最早从{earliest.chinese}起，请改月份。")


class NothingPickedError(BadValueError):
    """Nobody is ticked."""

    def __init__(self) -> None:
        super().__init__("请至少勾选一名党员。")


class OwnDuesError(NotAllowedError):
    """An officer would receive their own dues."""

    def __init__(self) -> None:
        super().__init__("自己的党费请由另一名支委登记，请去掉自己再保存。")


class NotDueYetError(BadValueError):
    """Dues of a month or quarter that has not begun."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}还没有开始，党费不能预收，请等到应交的时候再登记。")


class NothingDueError(BadValueError):
    """A member who owes nothing for these months."""

    def __init__(self, name: str, period: Month | Quarter) -> None:
        super().__init__(f"{name}的{period.chinese}党费已经登记过或不用交，请去掉再保存。")


class ManyTimesError(BadValueError):
    """An amount many times what was paid before, or what is paid at most, that nobody said is meant."""

    def __init__(self, monthly_fen: int, *, beside_fen: int, times: int) -> None:
        super().__init__(
            f"每月 {plain_yuan(monthly_fen)} 元到了 {plain_yuan(beside_fen)} 元的 {times} 倍，"
            "请核对小数点；没有写错的，请勾选“金额没有写错”再保存。"
        )


class WrongBasisError(BadValueError):
    """An amount of nothing."""

    def __init__(self) -> None:
        super().__init__("请填写每月应交的金额（大于 0 元）和依据。")


class HoursStepError(BadValueError):
    """Hours finer than half an hour."""

    def __init__(self) -> None:
        super().__init__("学时以半小时为最小单位，例如 1、1.5、2。")


class HoursTooManyError(BadValueError):
    """More hours than one entry can have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"一条记录最多 {most} 学时，学了几天的请按天分开登记。")


class DayFullError(BadValueError):
    """More hours on one day than one entry can have, with what was entered before."""

    def __init__(self, name: str, *, there: str, most: int) -> None:
        super().__init__(f"{name}这一天已经登记了 {there} 学时，加上这一条就超过一天 {most} 学时，请核对日期和学时。")


class SameStudyError(ConflictError):
    """The same member, day and title was entered before."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}这一天的这次学习已经登记过，不用再记。")


class StudyCheckedError(ConflictError):
    """Hours that were confirmed or rejected before, or need no confirmation."""

    def __init__(self) -> None:
        super().__init__("这一条已经核过或不用核，请刷新页面查看。")


class OwnStudyError(NotAllowedError):
    """An officer would confirm their own hours."""

    def __init__(self) -> None:
        super().__init__("自己的学时请由另一名支委核，请去掉自己的再保存。")


class ReasonNeededError(BadValueError):
    """Something is taken back or rejected without a reason."""

    def __init__(self) -> None:
        super().__init__("请写明原因，本人看得到。")


class AwayAlreadyError(ConflictError):
    """A member who is registered as away."""

    def __init__(self) -> None:
        super().__init__("这位党员已经登记为外出，请先登记返回。")


class AwayThenError(ConflictError):
    """A member who was away on that day or later, and is back."""

    def __init__(self, since: date, returned_on: date) -> None:
        super().__init__(f"这位党员 {since} 到 {returned_on} 已经登记过外出，请填写 {returned_on} 或以后的日期。")


class BackAlreadyError(ConflictError):
    """A member who has returned."""

    def __init__(self) -> None:
        super().__init__("这次外出已经登记返回，请刷新页面查看。")


class OwnContactError(BadValueError):
    """A member would be their own contact person."""

    def __init__(self) -> None:
        super().__init__("联系人要是另一名在村党员，请重新选择。")


class ContactAwayError(BadValueError):
    """The contact person is away as well."""

    def __init__(self) -> None:
        super().__init__("这位党员自己也登记为外出，请选在村的党员做联系人。")


class NoReportDueError(BadValueError):
    """A quarter for which no report is due."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(f"{quarter.chinese}没有外出，不用汇报，请选外出期间的季度。")


class ReportedError(ConflictError):
    """A quarter that was reported on."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(f"{quarter.chinese}已经汇报过，请刷新页面查看。")


class AnsweredError(ConflictError):
    """A report that was answered."""

    def __init__(self) -> None:
        super().__init__("这份汇报已经答复过，请刷新页面查看。")


class NotContactError(NotAllowedError):
    """Somebody else than the contact person would answer."""

    def __init__(self) -> None:
        super().__init__("汇报由专门的联系人答复；联系人换了的，请先登记新的联系人。")


class JoinedError(ConflictError):
    """A member who joined before."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}已经参加了这项活动，请直接登记结果。")


class SameCampaignError(ConflictError):
    """A campaign of that name began on that day in that branch."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经登记过，不用再登记；确是另一项活动的，请换一个名称。")


class SameResultError(ConflictError):
    """The same number of the same day with the same proof was entered before."""

    def __init__(self) -> None:
        super().__init__("同一天同样的结果已经登记过，不用再登记；确是另一件事的，请在凭据里写明。")


class BeforeItBeganError(BadValueError):
    """Something from before the beginning of what it belongs to."""

    def __init__(self, begins_on: date) -> None:
        super().__init__(f"日期不能早于开始的日期（{begins_on.isoformat()}），请核对。")


class QuantityError(BadValueError):
    """A result that is no number above nothing."""

    def __init__(self) -> None:
        super().__init__("结果请填写大于 0 的整数。")


class WithdrawnError(ConflictError):
    """A record that was taken back before."""

    def __init__(self) -> None:
        super().__init__("这一条已经撤销，请刷新页面查看。")


class OwnWithdrawalError(NotAllowedError):
    """An officer would take back their own payment or hours."""

    def __init__(self) -> None:
        super().__init__("自己的记录请由另一名支委撤销。")


class QuarterNotOverError(ConflictError):
    """A quarter that goes on."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(f"{quarter.chinese}还没有结束，请在季度结束后公布。")


class NothingNewError(ConflictError):
    """A document that would say nothing else than the one before."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(f"{quarter.chinese}的内容没有变化，不用重新公布。")


class NothingToTellError(BadValueError):
    """A quarter for which nothing was registered."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(f"{quarter.chinese}还没有登记责任区、联系户或党费，没有可以公布的。")
