"""What ending a year refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError

if TYPE_CHECKING:
    from datetime import date


class YearNotOverError(ConflictError):
    """A year ends on its last day, when everything of it is booked."""

    def __init__(self, last: date) -> None:
        super().__init__(f"{last.year}年还没有过完，{last:%-m月%-d日}起才能做年末结转，免得年底前的收支转不进去。")


class NothingToCarryOverError(ConflictError):
    """Income, expenses and the year's result stand at nothing."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的收入、支出和本年收益科目都没有余额，已经结转过或没有可转的，不用再结转。")


class NoAssetsError(BadValueError):
    """Nothing wears."""

    def __init__(self) -> None:
        super().__init__("请至少填一项资产的名称和每月折旧额；没有要提折旧的，直接做下一步。")


class AssetNameMissingError(BadValueError):
    """Wear of something unnamed."""

    def __init__(self, row: int) -> None:
        super().__init__(f"第{row}行没有资产名称，请填写；不要这一行的，把它清空。")


class NoWearError(BadValueError):
    """A thing that does not wear."""

    def __init__(self, row: int) -> None:
        super().__init__(f"第{row}行的每月折旧额和月数都要大于 0，请填写。")
