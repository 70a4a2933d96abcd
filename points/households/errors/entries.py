"""Refusals about rules, entries and the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.households.values import plain_points
from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month


class NotHalfPointsError(BadValueError):
    """A text that is no number of half points above nothing."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不能作分值，请填写大于 0 的数，以 0.5 分为最小单位，例如 4.5。")


class TimesError(BadValueError):
    """A number of times that is not counted at once."""

    def __init__(self, most: int) -> None:
        super().__init__(f"次数请填写 1 到 {most} 之间的整数。")


class FutureEntryError(BadValueError):
    """Something that has not happened yet."""

    def __init__(self, today: date) -> None:
        super().__init__(f"日期不能晚于今天（{today.isoformat()}），请填写实际发生的日期。")


class NoHouseholdSchemeError(BadValueError):
    """No rules were in force on that day."""

    def __init__(self, on: date) -> None:
        super().__init__(f"村里没有 {on.isoformat()} 施行的家户积分办法，请先登记办法和通过它的决议。")


class NoRuleError(BadValueError):
    """The rules in force have no such code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"家户积分办法里没有编号为“{code}”的项目，请从列表中选择。")


class SchemeSameError(ConflictError):
    """The rules are those in force already."""

    def __init__(self) -> None:
        super().__init__("这份办法与现行的一样，没有需要登记的变化。")


class SchemeDayError(BadValueError):
    """Rules that would begin before those they follow, or in a closed month."""

    def __init__(self, after: date) -> None:
        super().__init__(f"施行日期应晚于 {after.isoformat()}，以前的积分仍按原来的办法计。")


class YearEndDayError(BadValueError):
    """A day of the year that does not exist every year, or a notice without days."""

    def __init__(self, *, least: int, most: int) -> None:
        super().__init__(f"请把清零日写成每年都有的月和日（例如 3 月 31 日），通知天数填 {least} 到 {most} 天。")


class NoHouseholdError(NotFoundError):
    """The village has no such household."""

    def __init__(self) -> None:
        super().__init__("本村名册里没有这一户，请从家户列表重新进入。")


class NotOfAHouseholdError(BadValueError):
    """Somebody without a household in the register asks for its points."""

    def __init__(self) -> None:
        super().__init__("名册里没有登记您是哪一户的，请到村委会核对户号以后再来。")


class OwnHouseholdError(NotAllowedError):
    """Nobody enters, confirms, hands over or answers for their own household."""

    def __init__(self) -> None:
        super().__init__("不能给自己家记分、确认、交付奖品或答复异议，请由其他村干部办理。")


class OwnEntryError(NotAllowedError):
    """Nobody confirms what they entered themselves."""

    def __init__(self) -> None:
        super().__init__("这一笔是您录入的，请由另一名村干部确认。")


class SameHouseholdEntryError(ConflictError):
    """The same was entered already."""

    def __init__(self, household: str, name: str, on: date) -> None:
        super().__init__(
            f"{household}在 {on.isoformat()} 的“{name}”已经登记过；如果确是另一件事，请在说明里写清楚再记。"
        )


class NothingEnteredError(BadValueError):
    """A grid, or a list to confirm, in which nothing was filled in or ticked."""

    def __init__(self) -> None:
        super().__init__("一户也没有填，请填写次数或勾选以后再提交。")


class ClosedMonthError(ConflictError):
    """Something would count in a month whose list was published."""

    def __init__(self, month: Month, today: date) -> None:
        super().__init__(
            f"{month.chinese}的家户积分已经公布，不能再记入这个月；确实漏记的请勾选“补记”，"
            f"记入 {today.year}年{today.month}月并注明补记。"
        )


class NoHouseholdEntryError(NotFoundError):
    """The village has no such entry."""

    def __init__(self) -> None:
        super().__init__("没有找到这笔家户积分，请从列表重新进入。")


class DecidedError(ConflictError):
    """Somebody confirmed or rejected it before."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 笔已经确认或退回过，不能再次办理；有误的可以冲销后重新登记。")


class NotInForceError(ConflictError):
    """Only what is in force can be taken back."""

    def __init__(self) -> None:
        super().__init__("这一笔没有生效或已经冲销，不用再冲销。")


class ReasonNeededError(BadValueError):
    """A rejection, correction or cancellation without its reason."""

    def __init__(self, most: int) -> None:
        super().__init__(f"请写明原因，不超过 {most} 个字。")


class SpentPointsError(ConflictError):
    """Points would be taken back that were spent."""

    def __init__(self, *, left_x100: int, taken_x100: int) -> None:
        super().__init__(
            f"这户只剩 {plain_points(left_x100)} 分，冲销要扣 {plain_points(taken_x100)} 分；"
            "请先取消没有签收的兑换，或等余额够了再冲销。"
        )
