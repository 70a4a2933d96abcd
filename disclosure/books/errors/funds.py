"""What funds refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class FundNameError(BadValueError):
    """A fund without a name its account could bear."""

    def __init__(self) -> None:
        super().__init__("请给这笔资金起一个名称，1 到 40 个字，不用“/”，例如：2026年一事一议道路硬化奖补。")


class FundKnownError(ConflictError):
    """A village has two funds of one name never."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经登记过，请直接使用；不是同一笔的，在名称里写上年份或文号。")


class FundDocumentMissingError(BadValueError):
    """A fund whose document limits what it pays, without the document."""

    def __init__(self) -> None:
        super().__init__("文件限定了用途的，请附上文件的照片或 PDF；没有文件的，不要勾选“只能用于”。")


class FundPurposeMissingError(BadValueError):
    """A limit that names nothing it allows."""

    def __init__(self) -> None:
        super().__init__("限定用途的资金，请至少勾选一个可以支付的类别。")


class FundDayError(BadValueError):
    """A fund to be spent before it begins."""

    def __init__(self) -> None:
        super().__init__("最后使用日期不能早于开始登记的日期，请核对文件。")


class FundAmountError(BadValueError):
    """A fund that had less than nothing, or is to spend it."""

    def __init__(self) -> None:
        super().__init__("预算和开始时的余额不能小于 0；没有余额的填 0，以后收到时再记。")


class FundBeginningError(BadValueError):
    """A fund would begin with more than stands free for it in the books."""

    def __init__(
        self, day: date, *, free_fen: int, money_fen: int, promised_fen: int, owed: tuple[str, int] | None
    ) -> None:
        stood = f"{owed[0]}科目上有 {format_yuan(owed[1])} 元，" if owed else ""
        super().__init__(
            f"{chinese_day(day)}开始时，账上{stood}现金和银行存款共 {format_yuan(money_fen)} 元，其中 "
            f"{format_yuan(promised_fen)} 元属于已登记的资金；开始登记时的余额最多 {format_yuan(free_fen)} 元。"
            "确实更多的，请写明账上为什么没有。"
        )


class FundReasonError(BadValueError):
    """A fund is closed with a reason."""

    def __init__(self) -> None:
        super().__init__("请写明为什么停用，1 到 200 个字，例如：项目验收完成，结余已交回镇财政。")


class FundClosedError(ConflictError):
    """A closed fund moves no more."""

    def __init__(self, name: str, *, on: date) -> None:
        super().__init__(f"“{name}”已在{chinese_day(on)}停用，不能再收付；请换一笔资金，或者不写资金。")


class FundNotBegunError(BadValueError):
    """An entry of before a fund was registered: what it held then is in what it began with."""

    def __init__(self, name: str, *, on: date) -> None:
        super().__init__(f"“{name}”从{chinese_day(on)}起登记，以前的收付已经算在开始时的余额里；日期要在那天或以后。")


class FundNotMovedError(BadValueError):
    """Money that changes its place stays in its fund."""

    def __init__(self) -> None:
        super().__init__("存款、取款不动资金的余额，不用写哪笔资金。")


class FundOverdrawnError(ConflictError):
    """More would be paid out of a fund than is left."""

    def __init__(self, name: str, *, left_fen: int, amount_fen: int) -> None:
        left, amount = format_yuan(left_fen), format_yuan(amount_fen)
        super().__init__(
            f"“{name}”最多还能付 {left} 元，这一笔要付 {amount} 元；请减少金额，或者等资金到账、换一笔资金。"
        )


class FundSpentError(ConflictError):
    """What came into a fund is not taken back once it is spent."""

    def __init__(self, name: str, *, left_fen: int) -> None:
        super().__init__(
            f"“{name}”的这笔钱已经用了，只剩 {format_yuan(left_fen)} 元；请先冲销从它付出的凭证，或先补记正确的收入。"
        )


class OutsidePurposeError(ConflictError):
    """The document of a fund does not allow what would be paid."""

    def __init__(self, name: str, *, paid: Sequence[str], allowed: Sequence[str]) -> None:
        super().__init__(
            f"“{name}”的文件限定只能用于{'、'.join(allowed)}，不能支付{'、'.join(paid)}；请改类别或换一笔资金。"
        )


class SeveralFundsError(BadValueError):
    """A voucher moves one fund."""

    def __init__(self, names: Sequence[str]) -> None:
        both = "、".join(f"“{name}”" for name in names)
        super().__init__(f"一张凭证只能动一笔资金，这张同时记了{both}；请分成几张凭证。")


class OtherFundAccountError(BadValueError):
    """A voucher names one fund and books on the account of another."""

    def __init__(self, name: str, *, booked: str) -> None:
        super().__init__(f"凭证记在“{booked}”科目上，写的资金却是“{name}”；请改成同一笔资金。")


class FundAssignedError(ConflictError):
    """A voucher names its fund once."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__(f"第{number}号凭证已经写明是“{name}”，不能再改；写错的请红字冲销后重新记。")


class FundNotAssignedError(ConflictError):
    """Which fund it moved is said afterwards of what files brought alone."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"第{number}号凭证不能事后写明资金：只有从文件导入、没有冲销过的凭证可以；请红字冲销后重新记。"
        )


class UnknownFundError(BadValueError):
    """A fund that nobody registered."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有登记“{name}”这笔资金；请从列出的资金中选择，或先在“专项资金”里登记。")
