"""What the books refuse, one class per fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from disclosure.books.sheets.table import RowError
    from portal.kernel.months import Month


class VoucherRowsError(BadValueError):
    """Rows under one number do not make one voucher. ``row`` and ``column`` say where; ``column`` is a column key."""

    def __init__(self, sentence: str, *, row: int, column: str) -> None:
        super().__init__(sentence)
        self.row = row
        self.column = column


class UnbalancedVoucherError(DomainError):
    """A voucher whose debits differ from its credits."""

    def __init__(self, number: int, *, debit_fen: int, credit_fen: int) -> None:
        debit, credit = format_yuan(debit_fen), format_yuan(credit_fen)
        super().__init__(f"第{number}号凭证借方 {debit} 元、贷方 {credit} 元，两边必须相等。")


class ImpossibleMonthError(BadValueError):
    """A month of which no village can have books."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month}不会是村里的账，请填写这笔账的年份和月份，例如 2026-10。")


class UnknownLayoutError(BadValueError):
    """A table whose headings are not those of a cash journal or an itemised list."""

    def __init__(self, described: Sequence[str]) -> None:
        super().__init__(f"没有找到需要的表头。{'；'.join(described)}这些列，先后不限。")


class UndatedJournalError(BadValueError):
    """A cash journal without a column that dates its rows."""

    def __init__(self) -> None:
        super().__init__("表头里没有日期，要有“月、日”两列，或者“日期”一列。")


class TooManyRowsError(BadValueError):
    """More rows than one month of one village can have."""

    def __init__(self, rows: int, *, most: int) -> None:
        super().__init__(f"表里有 {rows} 行，最多接受 {most} 行，请按月份分开导入。")


class NoRowsError(BadValueError):
    """A table with a header and nothing to book below it."""

    def __init__(self) -> None:
        super().__init__("表头下面没有一行账，请填好当月的账再导入。")


class TotalTooLargeError(BadValueError):
    """Amounts that add up to more than any village has."""

    def __init__(self) -> None:
        super().__init__("金额加起来超过一千亿元，请核对单位是不是元。")


class SameLayoutTwiceError(BadValueError):
    """Two files of the same kind: one month has one cash journal and one itemised list."""

    def __init__(self, title: str) -> None:
        super().__init__(f"有两个文件都是{title}，一次只能导入一份，请合成一份。")


class TooManyFilesError(BadValueError):
    """More files at once than a month has."""

    def __init__(self, most: int) -> None:
        super().__init__(f"一次最多选 {most} 个文件：一份现金日记账、一份收支明细表。")


class LostFilesError(BadValueError):
    """What was to be confirmed did not arrive whole."""

    def __init__(self) -> None:
        super().__init__("要导入的文件没有完整送到，请重新选择文件。")


class RefusedFileError(BadValueError):
    """Files with errors by row and column; nothing of them is booked."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__(f"文件里有 {len(self.errors)} 处问题，没有记入任何一笔；请按所列行、列改好后重新导入。")


class MonthClosedError(ConflictError):
    """A closed month takes no more entries."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}已经结账，不能再记账；更正请记入未结账的月份。")


class MonthBookedError(ConflictError):
    """A month that was imported before is not imported again."""

    def __init__(self, month: Month, *, imported: bool = True) -> None:
        how = (
            "的凭证已经导入过，不能再次导入；每个月只导入一次"
            if imported
            else "已经逐笔记了账，不能再导入；请接着逐笔记"
        )
        super().__init__(f"{month.chinese}{how}。")


class LaterMonthBookedError(ConflictError):
    """The months of a year are booked in order, because each carries the year to date."""

    def __init__(self, month: Month, *, later: Month) -> None:
        super().__init__(f"{later.chinese}已经有账，不能再补录更早的{month.chinese}；请按月份先后导入。")


class OpeningDiffersError(ConflictError):
    """The balance a file brings forward is not the one the books have."""

    def __init__(self, account: str, *, printed_fen: int, booked_fen: int) -> None:
        printed, booked = format_yuan(printed_fen), format_yuan(booked_fen)
        super().__init__(f"{account}的上期结转印的是 {printed} 元，账上的上期结余是 {booked} 元，两者必须相等。")


class NextOpeningDiffersError(ConflictError):
    """Earlier history does not end with what the books of the month after it were opened with."""

    def __init__(self, account: str, *, closing_fen: int, opening_fen: int) -> None:
        closing, opening = format_yuan(closing_fen), format_yuan(opening_fen)
        super().__init__(f"{account}的本月结余是 {closing} 元，下个月的期初余额却是 {opening} 元，两者必须相等。")


class OpeningUnknownError(ConflictError):
    """A file brings a balance forward into books that do not know where the account began."""

    def __init__(self, account: str) -> None:
        super().__init__(f"账上还没有{account}的期初余额，无法核对上期结转；请先在最早的月份填写期初余额。")


class OpeningKnownError(ConflictError):
    """An opening balance is entered once, before anything else depends on it."""

    def __init__(self, account: str) -> None:
        super().__init__(f"{account}已经有期初余额或更早的账，不能再填写期初余额。")


class CloseStoppedError(ConflictError):
    """Something stops the close of a month."""

    def __init__(self, month: Month, sentences: Sequence[str]) -> None:
        super().__init__(f"{month.chinese}还不能结账：{'；'.join(sentences)}。")
        self.sentences = tuple(sentences)


class MonthNotClosedError(ConflictError):
    """Only a closed month is signed off."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}还没有结账，请先由报账员结账，再由村务监督委员会签字。")


class MonthSignedOffError(ConflictError):
    """A month is signed off once."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}已经签字公布，不能重复签字。")


class OwnWorkError(NotAllowedError):
    """Who recorded or closed a month does not sign it off."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"您参与了{month.chinese}的记账或结账，不能自己签字；请由村务监督委员会的另一位成员签字。")


class FutureDayError(BadValueError):
    """A voucher of a day that has not come."""

    def __init__(self, today: date) -> None:
        super().__init__(f"日期还没有到，请填写 {today.isoformat()} 或更早的日期。")


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
            f"公示到 {ended_on.isoformat()}，请填写之后的付款日期" if ended_on else "公示期还没有满，请等公示期满再付款"
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


class TotalsDifferError(ConflictError):
    """A total a published month prints is not the sum of the table published with it."""

    def __init__(self, village: str, month: Month, what: str, *, printed_fen: int, computed_fen: int) -> None:
        printed, computed = format_yuan(printed_fen), format_yuan(computed_fen)
        super().__init__(
            f"{village}{month.chinese}的公开账目对不上：{what}写的是 {printed} 元，"
            f"按公开的表格逐笔相加是 {computed} 元，停止生成。请运行 cunshi log verify 查明后再生成。"
        )


class UnreadableMonthError(ConflictError):
    """A published document about a month does not say what such a document says."""

    def __init__(self, village: str, key: str, what: str) -> None:
        super().__init__(
            f"{village}的公开文件（{key} 收支）读不懂：{what}，停止生成。"
            "可能是较新版本的程序发布的，请升级后再生成，或运行 cunshi log verify 查明。"
        )
