"""What the points area refuses: one class per fact, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Quarter


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
    """Nobody records or reverses their own points."""

    def __init__(self) -> None:
        super().__init__("不能给自己记分或冲销自己的积分，请由其他支部委员办理。")


class NoSchemeError(BadValueError):
    """No scheme of the branch was in force on that day."""

    def __init__(self, on: date) -> None:
        super().__init__(f"本支部没有 {on.isoformat()} 施行的积分办法，请先由支部书记登记积分办法。")


class NoItemError(BadValueError):
    """The scheme in force has no such item."""

    def __init__(self, code: str) -> None:
        super().__init__(f"积分办法里没有编号为“{code}”的项目，请从列表中选择。")


class SameEntryError(ConflictError):
    """The same was recorded already: two clicks, or two people at the same work."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(f"同样的一笔已经记过（第 {entry_id} 号）；如果确是另一件事，请在说明里写清楚再记。")


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


class QuarterNotOverError(BadValueError):
    """A quarter is published only when it is over."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(f"{quarter.chinese}还没有结束，请在 {quarter.last_day.isoformat()} 之后公示。")


class NothingToPublishError(ConflictError):
    """The published list says the same already."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(f"{quarter.chinese}没有新的加分需要公示，不用重新公示。")
