"""What entering a voucher, taking one back and opening accounts refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month


class UnbalancedVoucherError(DomainError):
    """A voucher whose debits differ from its credits."""

    def __init__(self, number: int, *, debit_fen: int, credit_fen: int) -> None:
        debit, credit = format_yuan(debit_fen), format_yuan(credit_fen)
        super().__init__(f"第{number}号凭证借方 {debit} 元、贷方 {credit} 元，两边必须相等。")


class ImpossibleMonthError(BadValueError):
    """A month of which no village can have books."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month}不会是村里的账，请填写这笔账的年份和月份，例如 2026-10。")


class TotalTooLargeError(BadValueError):
    """Amounts that add up to more than any village has."""

    def __init__(self) -> None:
        super().__init__("金额加起来超过一千亿元，请核对单位是不是元。")


class MonthClosedError(ConflictError):
    """A closed month takes no more entries."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}已经结账，不能再记账；更正请记入未结账的月份。")


class OpeningKnownError(ConflictError):
    """An opening balance is entered once, before anything else depends on it."""

    def __init__(self, account: str) -> None:
        super().__init__(f"{account}已经有期初余额或更早的账，不能再填写期初余额。")


class FutureDayError(BadValueError):
    """A voucher of a day that has not come."""

    def __init__(self, today: date) -> None:
        super().__init__(f"日期还没有到，请填写{chinese_day(today)}或更早的日期。")


class AmountNotPositiveError(BadValueError):
    """A voucher over nothing, or less than nothing."""

    def __init__(self) -> None:
        super().__init__("金额要大于 0；退回或记错的，请打开原来那张凭证做红字冲销。")


class CategoryMissingError(BadValueError):
    """Money came in or went out for nothing named."""

    def __init__(self) -> None:
        super().__init__("请选择类别：这笔钱是什么收入，或者花在什么上。")


class UnknownCategoryError(BadValueError):
    """A category that neither the chart nor the village has."""

    def __init__(self, code: str) -> None:
        super().__init__(f"没有“{code}”这个类别，请从列出的类别中选择，或先开设明细科目。")


class WrongCategoryError(BadValueError):
    """An income account for what was paid, or an expense account for what came in."""

    def __init__(self, name: str, *, wanted: str) -> None:
        super().__init__(f"“{name}”不能记{wanted}，请换一个{wanted}类别；记错要退回的，请做红字冲销。")


class OnlyPaymentsError(BadValueError):
    """A resolution allows spending; nothing else rests on one."""

    def __init__(self) -> None:
        super().__init__("只有支出可以写明依据哪项决议，收入和转账请不要选决议。")


class LaterMonthClosedError(ConflictError):
    """An entry would change figures of a later month that are fixed."""

    def __init__(self, month: Month, *, later: Month) -> None:
        super().__init__(
            f"{later.chinese}已经结账，不能再补记更早的{month.chinese}；请记入还没有结账的月份，摘要里写明原来的日期。"
        )


class DuplicateVoucherError(ConflictError):
    """The same day, amount, direction, summary and other party stand in the books already."""

    def __init__(self, number: int, *, month: Month) -> None:
        super().__init__(
            f"{month.chinese}第{number}号凭证与这一笔的日期、金额、摘要和对方都相同；如果确是两笔，请勾选“确实是两笔”再记。"
        )


class FormUsedError(ConflictError):
    """A form that made a voucher comes back with something else in it."""

    def __init__(self, number: int, *, month: Month) -> None:
        super().__init__(f"这张表单已经记成{month.chinese}第{number}号凭证，没有再记；要记另一笔，请重新打开“记一笔”。")


class NoResolutionError(DomainError):
    """A payment names a resolution that is none."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第{number}号议题没有通过的决议，不能作为支出依据；请先按程序表决通过（村组法第28条）。")


class PublicityNotOverError(DomainError):
    """A payment before its resolution has been public for as long as it must be."""

    def __init__(self, number: int, *, ended_on: date | None) -> None:
        until = (
            f"公示到{chinese_day(ended_on)}，请填写之后的付款日期" if ended_on else "公示期还没有满，请等公示期满再付款"
        )
        super().__init__(f"第{number}号议题的决议{until}（村组法第35条第四款：公布的期限不得少于十五日）。")


class AlreadyReversedError(ConflictError):
    """A voucher is taken back once."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第{number}号凭证已经冲销过，一张凭证只能冲销一次；更正的内容请另记一笔。")


class ReversalReversedError(ConflictError):
    """A reversal is not taken back: what was right is entered again."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第{number}号是红字冲销凭证，不能再冲销；如果冲错了，请把原来那一笔重新记一遍。")


class SubAccountKnownError(ConflictError):
    """Under one account no name stands twice."""

    def __init__(self, name: str, *, code: str) -> None:
        super().__init__(f"“{name}”已经开设过，编号 {code}，请直接使用。")


class SubAccountNameError(BadValueError):
    """A name that would be read as another."""

    def __init__(self) -> None:
        super().__init__("名称不能空着，也不能有“/”，请写成 办公费 的样子，最多 40 个字。")


class NoSubAccountError(BadValueError):
    """Cash and bank are what the statement follows; they have no accounts below."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”不设明细科目，请选收入、支出或往来科目。")


class TooManySubAccountsError(ConflictError):
    """The numbers below an account are used up."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”下面的明细科目已满 99 个，请使用已有的。")
