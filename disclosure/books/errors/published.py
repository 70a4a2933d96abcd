"""What the public pages refuse to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import ConflictError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from portal.kernel.months import Month


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


class UnreadablePeriodError(ConflictError):
    """A published document about a quarter or year does not say what such a document says."""

    def __init__(self, village: str, key: str) -> None:
        super().__init__(
            f"{village}的公开文件（{key} 财务公开）读不懂，停止生成。"
            "可能是较新版本的程序发布的，请升级后再生成，或运行 cunshi log verify 查明。"
        )


class PeriodDiffersError(ConflictError):
    """What a published quarter or year prints is not what its months come to."""

    def __init__(self, village: str, period: str, what: str, *, printed_fen: int, computed_fen: int) -> None:
        super().__init__(
            f"{village}{period}的公开表对不上：{what}写的是 {format_yuan(printed_fen)} 元，"
            f"按各月公开的账是 {format_yuan(computed_fen)} 元，停止生成。请运行 cunshi log verify 查明后再生成。"
        )
