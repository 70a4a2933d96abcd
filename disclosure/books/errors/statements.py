"""What the statements refuse."""

from __future__ import annotations

from portal.kernel.errors import BadValueError


class MonthsSideBySideError(BadValueError):
    """Too few months to compare, or more than a sheet has room for."""

    def __init__(self, *, fewest: int, most: int) -> None:
        super().__init__(f"并排比较的月份要有 {fewest} 到 {most} 个，起始月份不晚于结束月份，请重新选择。")
