"""What the end of a month and of a year refuses: one class per fact, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month


class NoSnapshotError(NotFoundError):
    """The month was not locked, or before snapshots were kept."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}没有快照：锁定月份的时候自动留下快照，请先锁定这个月。")


class YearNotOverError(ConflictError):
    """A year's points are reckoned when it is over."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年还没有结束，请在年末以后再计算等次建议。")


class PendingClaimsError(ConflictError):
    """Claims of the year wait for their review."""

    def __init__(self, count: int, year: int) -> None:
        super().__init__(f"{year}年还有 {count} 笔申报没有审核，请先审核完再计算等次建议。")


class NotReckonedError(ConflictError):
    """The year's suggestions were not reckoned."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的等次建议还没有计算，请先点“计算等次建议”。")


class StaleReckoningError(ConflictError):
    """What the suggestions came from has changed since they were reckoned."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"{year}年的等次建议算好以后，积分、否决事项或党员名册有了变化，请先重新计算，再登记支部的决定。"
        )


class OpenObjectionsError(ConflictError):
    """Objections to the year's points have no answer: what they decide may be somebody's grade."""

    def __init__(self, year: int, count: int) -> None:
        super().__init__(f"{year}年的积分还有 {count} 件异议没有答复，答复以后才能登记和封存支部的决定。")


class UnsettledYearError(BadValueError):
    """Some of the year's entries are not in force, and nothing says why the branch decides all the same."""

    def __init__(self, year: int, count: int) -> None:
        super().__init__(
            f"{year}年还有 {count} 笔积分没有生效（待公示或公示中）；请等公示期满再决定，"
            "确需现在决定的，写明为什么（不超过 200 个字）。"
        )


class YearSealedError(ConflictError):
    """The year's decision is sealed."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的等次已经封存，不能再改；确有错误的，请在支部会议上另行说明并写入会议记录。")


class NotDecidedError(ConflictError):
    """There is no decision to be sealed or published."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的等次还没有登记支部的决定，请先登记。")


class NotSealedError(ConflictError):
    """A decision is published when a second person has sealed it."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的等次还没有封存，请由另一名支委核对后封存，再公开优秀名单。")


class OwnRecordError(NotAllowedError):
    """Whoever recorded a decision does not seal it."""

    def __init__(self) -> None:
        super().__init__("登记决定的人不能自己封存，请由另一名支部委员核对会议记录后封存。")


class MissingGradeError(BadValueError):
    """A decision leaves somebody out, or names somebody who was not reckoned."""

    def __init__(self, names: str) -> None:
        super().__init__(f"还没有给这些党员选等次：{names}；不参加评定的请选“不评定等次”。")


class ProbationaryGradeError(BadValueError):
    """Probationary members take part and are not graded."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}是预备党员，参加评议但不评定等次，请选“不评定等次”。")


class UnexplainedGradeError(BadValueError):
    """A grade differs from what the points suggest, and nothing says why."""

    def __init__(self, name: str, suggested: str, decided: str) -> None:
        super().__init__(f"{name}的积分建议是“{suggested}”，支部定为“{decided}”，请写明为什么不同（不超过 200 个字）。")


class OverQuotaError(BadValueError):
    """More 优秀 than the usual share, and nothing says why."""

    def __init__(self, excellent: int, quota: int, *, members: int, graded: int, share: str) -> None:
        super().__init__(
            f"优秀 {excellent} 人，一般不超过 {quota} 人（党员 {members} 人、评定等次 {graded} 人，"
            f"取较小的 {share}，只舍不入）；确需超过的，请写明上级怎样答复、为什么超过。"
        )


class DecisionDayError(BadValueError):
    """A decision before the year was over, or in the future."""

    def __init__(self, earliest: date, today: date) -> None:
        super().__init__(f"会议日期应在 {earliest.isoformat()} 到 {today.isoformat()} 之间，请按会议记录填写。")


class WordsNeededError(BadValueError):
    """Words are missing, or too many."""

    def __init__(self, what: str, longest: int) -> None:
        super().__init__(f"请写明{what}，不超过 {longest} 个字。")


class NoCardError(NotFoundError):
    """The village has no such card."""

    def __init__(self) -> None:
        super().__init__("没有找到这张提醒卡，请从提醒卡列表重新进入。")


class NoOccasionError(ConflictError):
    """Nothing calls for such a card any more."""

    def __init__(self) -> None:
        super().__init__("按现在的积分没有应当提醒的这件事（可能已经冲销），请回到列表看最新的情况。")


class SameCardError(ConflictError):
    """The occasion had its card."""

    def __init__(self, number: int) -> None:
        super().__init__(f"同一件事已经发过第 {number} 号提醒卡，不用再发。")


class OwnCardError(NotAllowedError):
    """Nobody issues, talks about or closes their own card."""

    def __init__(self) -> None:
        super().__init__("不能办理给自己的提醒卡、否决事项或推荐，请由其他支部委员办理。")


class TalkHeldError(ConflictError):
    """The talk was recorded before."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号提醒卡的谈话已经登记过了。")


class NoTalkError(ConflictError):
    """Things are looked at again after the talk."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号提醒卡还没有登记谈话，请先登记谈话，再登记整改结果。")


class CardClosedError(ConflictError):
    """The outcome was recorded before."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号提醒卡的整改结果已经登记过了。")


class TalkDayError(BadValueError):
    """A day before the card or after today."""

    def __init__(self, earliest: date, today: date) -> None:
        super().__init__(f"日期应在 {earliest.isoformat()} 到 {today.isoformat()} 之间，请重新填写。")


class MendDayError(BadValueError):
    """No time to mend things."""

    def __init__(self, held_on: date) -> None:
        super().__init__(f"整改期限不能早于谈话那天（{held_on.isoformat()}），请重新填写。")


class NotOfBranchError(BadValueError):
    """The person is no member of the branch."""

    def __init__(self) -> None:
        super().__init__("这个人不是本支部的党员，请从列表中选择。")


class SameVetoError(ConflictError):
    """It was recorded before."""

    def __init__(self) -> None:
        super().__init__("这名党员这一年的这一项已经登记过了。")


class SameAwardError(ConflictError):
    """The recommendation was recorded before."""

    def __init__(self) -> None:
        super().__init__("已经推荐这名党员获得这项表彰，不用再推荐。")


class NoAwardError(BadValueError):
    """Somebody with a red card or a veto is not recommended for awards of that year."""

    def __init__(self, why: str) -> None:
        super().__init__(f"这名党员{why}，这一年不推荐评优评先，请改选其他党员。")


class FigureError(BadValueError):
    """A figure that cannot be."""

    def __init__(self) -> None:
        super().__init__("请填写不小于 0 的整数，例如 120。")


class SameFigureError(ConflictError):
    """The figure stands like that already."""

    def __init__(self) -> None:
        super().__init__("这个数字和出处与现在登记的一样，没有需要更正的。")


class YearPublishedError(ConflictError):
    """The list is public as it is."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的优秀名单和表彰推荐已经公开，没有新的内容。")
