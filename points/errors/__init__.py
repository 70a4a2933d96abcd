"""What the points area refuses: one class per fact, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month, Quarter


class NotPointsError(BadValueError):
    """A text that is no number of points."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是分值，请填写数字，例如 4.5。")


class StepError(BadValueError):
    """Points finer than half a point."""

    def __init__(self, text: str) -> None:
        super().__init__(f"分值“{text}”太细，积分以 0.5 分为最小单位，例如 4.5。")


class ValueNeededError(BadValueError):
    """An item with a range was recorded without saying how many points."""

    def __init__(self, name: str, lowest: str, highest: str) -> None:
        super().__init__(f"“{name}”的分值在 {lowest} 到 {highest} 分之间，请填写支委会认定的分值。")


class ValueFixedError(BadValueError):
    """An item with fixed points was recorded with others."""

    def __init__(self, name: str, points: str) -> None:
        super().__init__(f"“{name}”每次固定为 {points} 分，不用填写分值；次数不止一次的请填写次数。")


class TimesError(BadValueError):
    """A number of times that cannot be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"次数请填写 1 到 {most} 之间的整数；有认定分值的项目每笔只记一次。")


class FutureDateError(BadValueError):
    """Something that has not happened yet."""

    def __init__(self, today: date) -> None:
        super().__init__(f"发生日期不能晚于今天（{today.isoformat()}），请填写事情实际发生的日期。")


class NotForThisMemberError(BadValueError):
    """The item applies to other members."""

    def __init__(self, name: str, applies_to: str) -> None:
        super().__init__(f"“{name}”只适用于{applies_to}，请改选其他项目。")


class NoMemberError(BadValueError):
    """The person was no member of the branch on that day."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"{name} 在 {on.isoformat()} 不是本支部党员，请核对人员和日期。")


class OwnPointsError(NotAllowedError):
    """Nobody records, reviews, examines or reverses their own points."""

    def __init__(self) -> None:
        super().__init__("不能给自己记分、审核、复核或冲销自己的积分，请由其他支部委员办理。")


class NoSchemeError(BadValueError):
    """No scheme of the branch was in force on that day."""

    def __init__(self, on: date) -> None:
        super().__init__(f"本支部没有 {on.isoformat()} 施行的积分办法，请先由支部书记登记积分办法。")


class NoItemError(BadValueError):
    """The scheme in force on that day has no such item."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(f"{on.isoformat()} 施行的积分办法里没有编号为“{code}”的项目，请从列表中选择。")


class SameEntryError(ConflictError):
    """The same was recorded already: two clicks, or two people at the same work."""

    def __init__(self, what: str) -> None:
        super().__init__(f"同样的一笔已经有了（{what}）；如果确是另一件事，请在说明里写清楚再记。")


class SchemeUnchangedError(ConflictError):
    """The scheme is the one already in force."""

    def __init__(self) -> None:
        super().__init__("这份积分办法与现行的一样，没有需要登记的变化。")


class SchemeDateError(BadValueError):
    """A scheme that would begin outside its year, or before the version it follows."""

    def __init__(self, year: int, after: date | None) -> None:
        later = f"，并晚于上一版的施行日期 {after.isoformat()}" if after else ""
        super().__init__(f"施行日期应在 {year} 年之内{later}，请重新填写。")


class NoEntryError(NotFoundError):
    """The village has no such entry."""

    def __init__(self) -> None:
        super().__init__("没有找到这笔积分，请从积分列表重新进入。")


class AlreadyReversedError(ConflictError):
    """The entry was reversed before."""

    def __init__(self) -> None:
        super().__init__("这笔积分已经冲销过，不能再次冲销；需要时请重新记一笔。")


class ReversalReversedError(BadValueError):
    """A reversal itself cannot be reversed."""

    def __init__(self) -> None:
        super().__init__("这是一笔冲销，不能再冲销；需要恢复时请重新记一笔。")


class ReasonNeededError(BadValueError):
    """A correction without its reason."""

    def __init__(self, most: int) -> None:
        super().__init__(f"请写明原因，不超过 {most} 个字，例如“重复登记”。")


class PeriodNotOverError(BadValueError):
    """A month or quarter is published only when it is over."""

    def __init__(self, period: Month | Quarter) -> None:
        super().__init__(f"{period.chinese}还没有结束，请在 {period.last_day.isoformat()} 之后公示。")


class NothingToPublishError(ConflictError):
    """The published list says the same already, or nothing of a quarter is in force."""

    def __init__(self, period: Month | Quarter) -> None:
        super().__init__(f"{period.chinese}没有新的内容需要公示，不用重新公示；季度通报只计已经生效的加分。")


class OwnSubmissionError(NotAllowedError):
    """Nobody reviews what they entered themselves."""

    def __init__(self) -> None:
        super().__init__("这一笔是您录入的，请由另一名支部委员审核。")


class NoClaimError(NotFoundError):
    """The village has no such claim."""

    def __init__(self) -> None:
        super().__init__("没有找到这笔申报，请从积分页面重新进入。")


class ReviewedError(ConflictError):
    """The claim was reviewed before."""

    def __init__(self, claim_id: int) -> None:
        super().__init__(f"第 {claim_id} 号申报已经审核过，不能再次审核；审核有误的可以冲销后重新登记。")


class NothingPickedError(BadValueError):
    """A batch in which nobody was ticked."""

    def __init__(self) -> None:
        super().__init__("一个人也没有勾选，请勾选以后再提交。")


class ChangedValueError(BadValueError):
    """A reviewer's value that does not fit the item, or is more than the claim's times of it."""

    def __init__(self, worth: str, times: int, least: str, most: str) -> None:
        super().__init__(
            f"改后的分值应在 {least} 到 {most} 分之间（{worth}，这一笔 {times} 次），以 0.5 分为最小单位，扣分填负数；"
            "一分不给的选“不通过”，不止这几次的另行登记。"
        )


class ValueToFindError(BadValueError):
    """What a member declared of a range is accepted only with the value that was found for it."""

    def __init__(self, claim_id: int, name: str, worth: str) -> None:
        super().__init__(f"第 {claim_id} 号“{name}”的分值是一个范围（{worth}），请点进去填写支委会认定的分值再通过。")


class UnchangedValueError(BadValueError):
    """A value beside a verdict that leaves the value as it is."""

    def __init__(self) -> None:
        super().__init__("填了“改为多少分”，请选择“改分后通过”并写明理由；不改分的请把分值清空。")


class LockedMonthError(ConflictError):
    """Something would be entered in a locked month."""

    def __init__(self, month: Month, today: date) -> None:
        super().__init__(
            f"{month.chinese}的积分已经锁定，不能再记入这个月；确实漏记的请勾选“补记”，"
            f"记入 {today.year}年{today.month}月并注明补记。规则：积分按月锁定，锁定后只能补记或冲销（支部积分办法）。"
        )


class CannotLockError(ConflictError):
    """A month that still has open ends."""

    def __init__(self, month: Month, problems: list[str]) -> None:
        super().__init__(f"{month.chinese}还不能锁定：{'；'.join(problems)}。办完以后再锁定。")


class OnDisplayError(ConflictError):
    """An entry on display is corrected through an objection, not by a reversal."""

    def __init__(self, until: date) -> None:
        super().__init__(
            f"这一笔正在公示（到 {until.isoformat()} 为止），公示期间的更正请提出异议、由其他人复核；"
            "期满生效后可以冲销。"
        )


class NotPublishedError(BadValueError):
    """A list that was never put on display."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}的积分还没有公示，请先公示。")


class PublicityCutShortError(ConflictError):
    """A list taken down before its days are over."""

    def __init__(self, month: Month, days: int, until: date, article: str) -> None:
        super().__init__(
            f"{month.chinese}的积分公示不能提前撤下：应公示不少于 {days} 天，"
            f"到 {until.isoformat()} 期满，之后可以撤下（{article}）。"
        )


class TakenDownListError(ConflictError):
    """A new revision of a list that was taken down."""

    def __init__(self, month: Month) -> None:
        super().__init__(
            f"{month.chinese}的积分公示期满，已经撤下，不再出新的一版；之后补记和冲销的，请在记入的那个月公示。"
        )


class NotLockedError(ConflictError):
    """A list would be taken down whose month still takes entries."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}还没有锁定，随时可能补登公示；请先锁定这个月，再撤下公示。")


class ReviewerReversesError(NotAllowedError):
    """Whoever accepted a claim does not take its entry back."""

    def __init__(self) -> None:
        super().__init__(
            "这一笔是您审核通过的，不能由您冲销，请由支部书记或其他支部委员办理；"
            "没有别的委员的，先增补一名支部委员并登记任职。"
        )


class AlreadyTakenDownError(ConflictError):
    """A list taken down before."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}的积分公示已经撤下，不用再撤。")


class NotContestableError(BadValueError):
    """An objection outside its period."""

    def __init__(self, until: date | None) -> None:
        when = f"这一笔的公示到 {until.isoformat()} 已满" if until else "这一笔不在公示中"
        super().__init__(f"{when}，异议在公示期内提出；之后发现差错，请告诉支部书记，由支部核实后冲销。")


class ObjectionTextError(BadValueError):
    """An objection or its answer without words, or with too many."""

    def __init__(self, most: int) -> None:
        super().__init__(f"请写明理由，不超过 {most} 个字。")


class SameObjectionError(ConflictError):
    """The same person has an open objection to the same entry."""

    def __init__(self, number: int) -> None:
        super().__init__(f"您对这一笔的异议已经收到（第 {number} 号），复核以后会答复，不用再提。")


class NoObjectionError(NotFoundError):
    """The village has no such objection, or it is not one's own."""

    def __init__(self) -> None:
        super().__init__("没有找到这件异议，请从积分页面重新进入。")


class NotTheExaminerError(NotAllowedError):
    """Who entered or reviewed, who is concerned and who objected do not examine."""

    def __init__(self) -> None:
        super().__init__(
            "录入或审核过这一笔的人、当事党员和他的同户、近亲属、提出或代录异议的人不能复核，请由支部其他委员办理；"
            "没有别的委员的，先增补一名支部委员并登记任职。"
        )


class AnsweredError(ConflictError):
    """The objection was answered before."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号异议已经答复，不能再次答复；答复有误的，可以冲销这一笔，或由支部重新登记。")


class NobodyFoundError(BadValueError):
    """A name or number the register does not have, or has more than once."""

    def __init__(self, text: str) -> None:
        super().__init__(f"名册里没有找到唯一的“{text}”，请填写姓名或人员编号；重名的请填人员编号。")


class LostTableError(BadValueError):
    """The table that was shown did not come back whole."""

    def __init__(self) -> None:
        super().__init__("表格没有完整传回，请重新选择文件。")
