"""Tables of household points for Excel."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from points.households.queries.entries import EntryRow
    from points.households.queries.exchanges import ExchangeRow
    from points.households.queries.ledger import BalanceRow
    from portal.kernel.sheet_output import Cell

BALANCE_COLUMNS = ("户号", "组别", "户主", "今年得分", "今年兑换", "余额")
ENTRY_COLUMNS = (
    "编号", "户号", "组别", "户主", "日期", "计入日期", "类别", "事项", "次数", "分值", "为什么", "状态", "补录天数",
    "说明", "登记人", "确认人", "原因",
)  # fmt: skip
EXCHANGE_COLUMNS = (
    "编号", "户号", "组别", "户主", "奖品", "数量", "单位", "积分", "预留日期", "交付日期", "签收日期", "签收方式",
    "签收人", "状态", "取消原因",
)  # fmt: skip


def balance_cells(rows: Iterable[BalanceRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each household, in the order of ``BALANCE_COLUMNS``."""
    for one in rows:
        home = one.household
        yield [
            home.number, home.group, home.head,
            *(_points(x100) for x100 in (one.earned_x100, one.spent_x100, one.left_x100)),
        ]  # fmt: skip


def entry_cells(rows: Iterable[EntryRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each entry, in the order of ``ENTRY_COLUMNS``."""
    for one in rows:
        home = one.household
        yield [
            one.id, home.number, home.group, home.head, one.happened_on, one.counted_on, one.rule.kind, one.rule.name,
            one.times, _points(one.awarded_x100), one.explanation, one.state[1], one.late_days, one.note,
            one.submitted_by, one.decided_by, one.reason or one.reversal_reason,
        ]  # fmt: skip


def exchange_cells(rows: Iterable[ExchangeRow]) -> Iterator[list[Cell]]:
    """Yield a line of cells for each exchange, in the order of ``EXCHANGE_COLUMNS``."""
    for one in rows:
        home = one.household
        yield [
            one.number, home.number, home.group, home.head, one.prize, one.quantity, one.unit,
            _points(one.points_x100), one.reserved_on, one.handed_on, one.signed_on,
            one.manner.chinese if one.manner else "", one.signed_by, one.state.chinese, one.reason,
        ]  # fmt: skip


def _points(points_x100: int) -> Decimal:
    return Decimal(points_x100).scaleb(-2)
