"""What a voucher written line by line, and a list of items, refuse; a row is named as it stands on the form."""

from __future__ import annotations

from portal.kernel.errors import BadValueError
from portal.kernel.money import format_yuan


class RowAccountMissingError(BadValueError):
    """An amount without the account it belongs to."""

    def __init__(self, row: int) -> None:
        super().__init__(f"第{row}行没有选科目，请选择科目；不要这一行的，把金额清空。")


class RowAmountMissingError(BadValueError):
    """An account without an amount."""

    def __init__(self, row: int) -> None:
        super().__init__(f"第{row}行没有金额，请在借方或贷方填一个；不要这一行的，不选科目。")


class RowBothSidesError(BadValueError):
    """One line stands on exactly one side."""

    def __init__(self, row: int) -> None:
        super().__init__(f"第{row}行借方和贷方都填了，一行只填一边；两边都有的，请分成两行。")


class RowNotPositiveError(BadValueError):
    """A line over nothing, or less than nothing."""

    def __init__(self, row: int) -> None:
        super().__init__(f"第{row}行的金额要大于 0；退回或记错的，请打开原来那张凭证做红字冲销。")


class TooFewLinesError(BadValueError):
    """Debit and credit need a line each."""

    def __init__(self) -> None:
        super().__init__("一张凭证至少两行，一行借方、一行贷方，请再填一行。")


class SidesDifferError(BadValueError):
    """Debits are not the credits."""

    def __init__(self, *, debit_fen: int, credit_fen: int) -> None:
        debit, credit = format_yuan(debit_fen), format_yuan(credit_fen)
        differ = format_yuan(abs(debit_fen - credit_fen))
        super().__init__(f"借方合计 {debit} 元，贷方合计 {credit} 元，相差 {differ} 元；两边必须相等，请核对各行。")


class NothingChangesError(BadValueError):
    """Every account gets what it gives."""

    def __init__(self) -> None:
        super().__init__("每个科目的借方和贷方都抵消了，这张凭证什么也没有改变；请核对科目有没有选错。")


class ItemNameMissingError(BadValueError):
    """Figures without what they are about."""

    def __init__(self, row: int) -> None:
        super().__init__(f"明细第{row}行没有名称，请写明买的是什么；不要这一行的，把它清空。")


class ItemAmountMissingError(BadValueError):
    """A thing without what it cost."""

    def __init__(self, row: int) -> None:
        super().__init__(f"明细第{row}行没有金额，请填写大于 0 的金额。")


class ItemPriceMissingError(BadValueError):
    """Quantity without price, or price without quantity."""

    def __init__(self, row: int) -> None:
        super().__init__(f"明细第{row}行的数量和单价要么都填，要么都不填，数量要大于 0。")


class ItemProductError(BadValueError):
    """Quantity times price is not the amount."""

    def __init__(self, row: int, *, amount_fen: int, product_fen: int) -> None:
        amount, product = format_yuan(amount_fen), format_yuan(product_fen)
        super().__init__(f"明细第{row}行数量乘单价是 {product} 元，金额填的是 {amount} 元，两者必须相等。")


class ItemsDifferError(BadValueError):
    """The items do not add up to what was paid."""

    def __init__(self, *, amount_fen: int, items_fen: int) -> None:
        amount, items = format_yuan(amount_fen), format_yuan(items_fen)
        super().__init__(f"明细合计 {items} 元，付款金额 {amount} 元，两者必须相等，请核对明细。")


class ItemsOnlyPaidError(BadValueError):
    """Only what was paid has a list of items."""

    def __init__(self) -> None:
        super().__init__("只有支出可以填明细清单，收入和存取款请清空明细。")
