"""The tables of a published month that not every month has: its items, its funds, its year's plan.

``funds.csv`` says what each fund held before and after; what moved it stands in ``statement.csv`` under its name, so
that what is left of a fund can be added up from the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.public.budget import budget_sides
from disclosure.books.public.tables import Column
from disclosure.books.sheets.reports import budget_sheets
from portal.kernel.sheet_output import write_csv, yuan_cell
from portal.kernel.workbooks import Formula, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disclosure.books.public.planned import Plan
    from disclosure.books.public.reading import PublicMonth
    from portal.kernel.sheet_output import Cell

ITEMS = (
    Column("凭证号", "integer", "凭证在这个月的号码"),
    Column("序号", "integer", "在凭证的明细清单里是第几样"),
    Column("名称", "string", "买了什么、办了什么"),
    Column("单位", "string", "按什么数的"),
    Column("数量", "number", "几个单位；不知道的空着"),
    Column("单价", "number", "一个单位多少元，最多四位小数；数量不知道的空着"),
    Column("金额", "number", "多少元；一张凭证的几样加起来就是它付出的金额"),
    Column("科目编号", "string", "2023年会计制度的科目编号"),
    Column("类别", "string", "科目和明细的名称"),
)
FUNDS = (
    Column("资金", "string", "专项资金的名称，和逐笔表的资金来源是同一个"),
    Column("种类", "string", "一事一议资金、专项应付款或者自有资金"),
    Column("上月结余", "number", "这个月开始时还有多少元"),
    Column("本月收到", "number", "逐笔表里写着这笔资金的收到的合计"),
    Column("本月付出", "number", "逐笔表里写着这笔资金的付出的合计"),
    Column("还剩", "number", "上月结余加本月收到减本月付出"),
)
BUDGET = (
    Column("收支", "string", "收入或者支出；两样分开合计，预算和实际不相加"),
    Column("科目编号", "string", "2023年会计制度的科目编号"),
    Column("类别", "string", "科目和明细的名称"),
    Column("全年预算", "number", "全年计划多少元；没有预算的空着"),
    Column("实际", "number", "从1月到这个月底实际多少元"),
    Column("预算减实际", "number", "还差或者还可以用多少元，超出的是负数；没有预算的空着，合计时不算"),
    Column("预算第几版", "integer", "这个月签字公布时的那一版"),
    Column("预算依据", "string", "哪次会议、哪份文件定的"),
)


def detail_csvs(month: PublicMonth) -> dict[str, bytes]:
    """Return the tables the month has, by name."""
    made: dict[str, bytes] = {}
    if month.has_items:
        made["items"] = _csv(ITEMS, _item_rows(month))
    if month.funds:
        made["funds"] = _csv(FUNDS, _fund_rows(month))
    if month.plan is not None:
        made["budget"] = _csv(BUDGET, _budget_rows(month, month.plan))
    return made


def detail_sheets(month: PublicMonth) -> list[Sheet]:
    """Return the sheets of the workbook the month has beside its others: funds and the year's plan, sums formulas."""
    made = [_fund_sheet(month)] if month.funds else []
    return made if month.plan is None else [*made, *budget_sheets(*budget_sides(month, month.plan))]


def _fund_sheet(month: PublicMonth) -> Sheet:
    rows = [
        (*row[:-1], Formula(f"C{number}+D{number}-E{number}", yuan_cell(one.closing_fen)))
        for number, (row, one) in enumerate(zip(_fund_rows(month), month.funds, strict=True), start=2)
    ]
    widths = [28, 14, *[14] * (len(FUNDS) - 2)]
    return Sheet(name="专项资金", columns=[one.title for one in FUNDS], rows=rows, widths=widths)


def _csv(columns: tuple[Column, ...], rows: Iterator[tuple[Cell, ...]]) -> bytes:
    return write_csv([column.title for column in columns], rows)


def _item_rows(month: PublicMonth) -> Iterator[tuple[Cell, ...]]:
    for voucher in month.vouchers:
        for number, one in enumerate(voucher.items, start=1):
            of = (one.quantity or None, one.price or None, yuan_cell(one.amount_fen))
            yield (voucher.number, number, one.name, one.unit or None, *of, one.code, one.category)


def _fund_rows(month: PublicMonth) -> Iterator[tuple[Cell, ...]]:
    for one in month.funds:
        yield (one.name, one.kind, *map(yuan_cell, (one.opening_fen, one.in_fen, one.out_fen, one.closing_fen)))


def _budget_rows(month: PublicMonth, plan: Plan) -> Iterator[tuple[Cell, ...]]:
    for label, side in zip(("收入", "支出"), budget_sides(month, plan), strict=True):
        for one in side.rows:
            planned, left = (None if fen is None else yuan_cell(fen) for fen in (one.planned_fen, one.left_fen))
            yield (label, one.account, one.name, planned, yuan_cell(one.actual_fen), left, plan.version, plan.source)
