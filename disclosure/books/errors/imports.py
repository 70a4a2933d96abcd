"""What importing a month's files refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.sheets.table import RowError
    from portal.kernel.months import Month


class VoucherRowsError(BadValueError):
    """Rows under one number do not make one voucher. ``row`` and ``column`` say where; ``column`` is a column key."""

    def __init__(self, sentence: str, *, row: int, column: str) -> None:
        super().__init__(sentence)
        self.row = row
        self.column = column


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
