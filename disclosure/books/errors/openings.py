"""What stating where the accounts began refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from portal.kernel.months import Month


class OpeningsKnownError(ConflictError):
    """The accounts of a stretch of the books are opened once, together."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}的科目期初余额已经登记，只登记一次；要更正，请用分录方式记一张转账凭证。")


class OpeningsUnbalancedError(BadValueError):
    """What the accounts are said to stand at has more on one side than on the other."""

    def __init__(self, *, debit_fen: int, credit_fen: int) -> None:
        debit, credit = format_yuan(debit_fen), format_yuan(credit_fen)
        differ = format_yuan(abs(debit_fen - credit_fen))
        super().__init__(
            f"借方余额合计 {debit} 元，贷方余额合计 {credit} 元，相差 {differ} 元；两边必须相等，请核对后再登记。"
        )


class NoOpeningsError(BadValueError):
    """Nothing was said of any account."""

    def __init__(self) -> None:
        super().__init__("没有填写任何科目的余额，请至少填一个；没有余额的科目不用填。")
