"""What is said when a spreadsheet is not accepted; ``portal.kernel.sheets`` offers the same names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """One cell that is not accepted: row as in the file, column by its header, and what would be accepted."""

    row: int
    column: str
    problem: str


class SheetError(BadValueError):
    """A file that is not accepted as a whole."""


class UnknownKindError(SheetError):
    """The name ends in something else than a table we read."""

    def __init__(self, filename: str) -> None:
        super().__init__(f"“{filename}”不是表格文件，请上传 .xlsx、.xls 或 .csv 文件。")


class NotWhatItSaysError(SheetError):
    """The content is not what the name says."""

    def __init__(self, filename: str) -> None:
        super().__init__(
            f"“{filename}”的内容与文件名不符，请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8”后再上传。"
        )


class WideTextError(NotWhatItSaysError):
    """Text as Excel writes it under 「Unicode 文本」: two bytes for each letter."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        self.sentence = (
            f"“{filename}”是 UTF-16 编码的文本（Excel 里叫“Unicode 文本”），"
            "请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8”后再上传。"
        )


class UnreadableSheetError(SheetError):
    """The file is damaged, or no program of ours can read it."""

    def __init__(self, filename: str) -> None:
        super().__init__(f"“{filename}”已损坏或格式不标准，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")


class ProtectedSheetError(SheetError):
    """The workbook has a password."""

    def __init__(self, filename: str) -> None:
        super().__init__(f"“{filename}”设置了打开密码，请取消密码后再上传。")


class EmptySheetError(SheetError):
    """There is nothing in the file."""

    def __init__(self, filename: str) -> None:
        super().__init__(f"“{filename}”里没有内容，请把数据填在第一张工作表里再上传。")


class TooLargeSheetError(SheetError):
    """The file, unpacked, has more rows, columns or text than a village's table can have."""

    def __init__(self, filename: str, most: str) -> None:
        super().__init__(f"“{filename}”太大，最多接受{most}，请分成几个文件上传。")


class InexactNumberError(SheetError):
    """A number of more than fifteen digits, of which Excel keeps only fifteen."""

    def __init__(self, filename: str, row: int, column: int) -> None:
        super().__init__(
            f"“{filename}”第 {row} 行第 {column} 列的数字超过 15 位，Excel 已不能保证准确，请把该列设为文本后重新填写。"
        )


class MissingColumnsError(SheetError):
    """The header lacks required columns."""

    def __init__(self, filename: str, missing: Sequence[str]) -> None:
        super().__init__(f"“{filename}”的表头里没有找到“{'”“'.join(missing)}”，请按模板的列名填写。")


class RepeatedColumnError(SheetError):
    """A column stands in the header twice."""

    def __init__(self, filename: str, column: str) -> None:
        super().__init__(f"“{filename}”的表头里“{column}”出现了两次，请只保留一列。")


class BadCellsError(SheetError):
    """Cells are not accepted, so nothing of the file is; ``cells`` names each."""

    def __init__(self, filename: str, cells: Sequence[CellError]) -> None:
        self.cells = tuple(cells)
        shown = "；".join(f"第 {cell.row} 行“{cell.column}”：{cell.problem}" for cell in self.cells[:_SHOWN])
        more = " 等" if len(self.cells) > _SHOWN else ""
        super().__init__(f"“{filename}”有 {len(self.cells)} 处需要改正，没有导入任何一行。{shown}{more}")
