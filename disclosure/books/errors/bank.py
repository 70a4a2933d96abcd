"""What bank statements, their reconciliation and cash counts refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.kernel.months import Month


class StatementColumnsError(BadValueError):
    """Columns of a statement that do not say when and how much."""

    def __init__(self) -> None:
        super().__init__("请指明日期在哪一列，以及收入、支出各在哪一列（收支在同一列的，指明金额那一列）。")


class SameColumnTwiceError(BadValueError):
    """One column cannot say two things."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”这一列选了两次，每一列只能表示一样内容。")


class NoHeaderError(BadValueError):
    """A file in which no row looks like the header of a statement."""

    def __init__(self) -> None:
        super().__init__("没有找到表头；对账单要有一行写明日期、收入、支出（或金额）、余额各列的名称。")


class NoEndingError(BadValueError):
    """Nobody said which account it is."""

    def __init__(self) -> None:
        super().__init__("表里没有找到账号，请填写账号的最后四位数字，例如 6789。")


class EndingDiffersError(BadValueError):
    """The file is of another account than was said."""

    def __init__(self, *, typed: str, printed: str) -> None:
        super().__init__(f"填写的账号末四位是 {typed}，表里的账号末四位是 {printed}，请核对是不是选错了文件。")


class NewAccountError(BadValueError):
    """A statement of an account of which the village has none, while it has some of others."""

    def __init__(self, ending: str, *, known: Iterable[str]) -> None:
        others = "、".join(known)
        super().__init__(
            f"第一次见到尾号 {ending} 的账号；村里以前的对账单是尾号 {others} 的。"
            "确实新开了账户的，请勾选确认；选错了文件或者账号填错的，请返回重选。"
        )


class NoBalanceError(BadValueError):
    """A statement without balances says nothing of what the account held."""

    def __init__(self) -> None:
        super().__init__("表里没有余额，请填写对账单最后一天的余额。")


class ClosingDiffersError(BadValueError):
    """The balance that was typed is not the file's."""

    def __init__(self, *, typed_fen: int, printed_fen: int) -> None:
        typed, printed = format_yuan(typed_fen), format_yuan(printed_fen)
        super().__init__(f"填写的期末余额是 {typed} 元，表里最后的余额是 {printed} 元，请核对。")


class PeriodError(BadValueError):
    """A period that has not passed, or runs backwards."""

    def __init__(self, last: date) -> None:
        super().__init__(
            f"起止日期不对：开始的一天不能晚于结束的一天，结束的一天最晚是昨天（{chinese_day(last)}），"
            "当天的流水银行还没有记完。"
        )


class PeriodGapError(ConflictError):
    """Statements of an account follow on from one another."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            f"尾号相同的账户已经有 {chinese_day(first)}到{chinese_day(last)}的对账单，中间不能缺；"
            "请导入与它首尾相接的对账单。"
        )


class StatementBalanceError(ConflictError):
    """A statement does not open with what the one before closed with, or close with what the one after opens with."""

    def __init__(self, *, here_fen: int, known_fen: int, on: date) -> None:
        here, known = format_yuan(here_fen), format_yuan(known_fen)
        super().__init__(
            f"这份对账单算出{chinese_day(on)}的余额是 {here} 元，已经导入的对账单是 {known} 元，两者必须相等；"
            "请核对账号和起止日期。"
        )


class StatementOverlapError(ConflictError):
    """In days that are covered already, two statements say different things."""

    def __init__(self, day: date, *, row: int | None) -> None:
        where = f"第 {row} 行（{chinese_day(day)}）以前导入的对账单里没有" if row else f"少了{chinese_day(day)}的一笔"
        super().__init__(f"与已经导入的对账单重叠的日子里，{where}；同一天的流水两次导出必须一样，请核对。")


class StatementKnownError(ConflictError):
    """Nothing in it is new."""

    def __init__(self) -> None:
        super().__init__("这份对账单里的每一笔都已经导入过，没有重复记入。")


class NotLastStatementError(ConflictError):
    """Statements rest on the ones before them."""

    def __init__(self) -> None:
        super().__init__("后面还导入过同一账户的对账单，请先收回最后导入的那一份。")


class StatementWithdrawnError(ConflictError):
    """A statement is taken back once."""

    def __init__(self) -> None:
        super().__init__("这份对账单已经收回过，不用再收回。")


class StatementClosedError(ConflictError):
    """The result of a closed month rests on the statement."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}已经结账，它的对账结果用到这份对账单，不能再收回。")


class MatchTooSmallError(BadValueError):
    """A match has two sides, or two that cancel each other."""

    def __init__(self) -> None:
        super().__init__("请至少勾选两笔：银行的一笔和账上的一笔；同一边一收一退、互相抵消的，也可以一起勾选。")


class MatchDiffersError(BadValueError):
    """What was ticked on both sides is not the same money."""

    def __init__(self, *, bank_fen: int, book_fen: int) -> None:
        bank, book, gap = (format_yuan(fen) for fen in (bank_fen, book_fen, bank_fen - book_fen))
        super().__init__(f"勾选的银行流水合计 {bank} 元，凭证合计 {book} 元，差 {gap} 元；两边相等才能核对。")


class MatchTakenError(ConflictError):
    """Something that was ticked is matched already, or not there any more."""

    def __init__(self) -> None:
        super().__init__("勾选的有一笔已经核对过，或者已经收回，请重新打开这一页再勾选。")


class MatchTakenBackError(ConflictError):
    """A match is taken back once."""

    def __init__(self) -> None:
        super().__init__("这一组核对已经取消过，不用再取消。")


class NothingExplainedError(BadValueError):
    """An explanation without words."""

    def __init__(self) -> None:
        super().__init__("请至少给一笔写上原因，例如：支票已开出，对方还没有到银行兑付。")


class MonthNotCoveredError(ConflictError):
    """Without a statement for the whole month there is nothing to reconcile."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}还没有到月底的银行对账单，请先导入。")


class BankRuleDayError(BadValueError):
    """A rule holds for months to come."""

    def __init__(self, first: Month) -> None:
        super().__init__(f"最早从{first.chinese}起执行，并且决定的日子不能晚于今天。")


class BankRuleTakenError(ConflictError):
    """Something else was recorded for that month."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}起的规定已经登记过，请登记另一个月份起的规定。")


class CountDayError(BadValueError):
    """Cash of a month is counted at its end."""

    def __init__(self, month: Month, *, most_days: int) -> None:
        super().__init__(
            f"{month.chinese}的盘点要在月底前后 {most_days} 天内进行，日期不能晚于今天；请填写实际盘点的那一天。"
        )


class CountBelowZeroError(BadValueError):
    """Cash that was counted is not below zero."""

    def __init__(self) -> None:
        super().__init__("盘点的现金不能是负数；没有现金就填 0。")


class SameCounterError(NotAllowedError):
    """Two people count."""

    def __init__(self) -> None:
        super().__init__("盘点要两个人，录入的人不能自己复核；请另一位在场的人用自己的账号复核。")


class CountConfirmedError(ConflictError):
    """A count is confirmed once, and the newest only."""

    def __init__(self) -> None:
        super().__init__("这次盘点已经复核过，或者后来又盘点过，请重新打开这一页。")


class NoChargeError(BadValueError):
    """A line of the bank that is not what the bank takes by itself."""

    def __init__(self) -> None:
        super().__init__(
            "这一笔流水不是银行自己扣的手续费、账户管理费一类（看摘要和对方），不能记作银行自行扣收；请用“记一笔”。"
        )


class ChargeTooLargeError(ConflictError):
    """What the bank took is more than the ladder leaves to whoever keeps the books."""

    def __init__(self, title: str, *, ladder: str, most_fen: int) -> None:
        super().__init__(
            f"本镇采纳了“{ladder}”，{title}超过 {format_yuan(most_fen)} 元的，不能直接记作银行自行扣收，"
            "请先报付款申请，批完再从申请上付款记账。"
        )


class ChargeBookedError(ConflictError):
    """A line that stands in a match is booked already."""

    def __init__(self) -> None:
        super().__init__("这一笔流水已经和凭证对上了，不用再记。")


class ChargeStandsError(ConflictError):
    """A line was booked as a charge, and its voucher stands although the two are not matched."""

    def __init__(self, month: Month, number: int) -> None:
        super().__init__(
            f"这一笔流水已经记作{month.chinese}第{number}号凭证，不能再记一次；"
            "请用“人工核对”把两者对上，记错的先红字冲销那张凭证。"
        )
