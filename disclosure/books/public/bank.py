"""What a published month says of its bank account and its cash box; older documents are silent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from portal.kernel.days import chinese_day
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def money_checked(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was reconciled and counted before the month was closed."""
    return (*_reconciled(content.get("bank")), *_counted(content.get("cash_count")))


def _reconciled(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        return
    statement, books = format_yuan(found["statement_fen"]), format_yuan(found["book_fen"])
    yield f"银行对账：月底对账单余额 {statement} 元，账上 {books} 元{_outstanding(found)}{_difference(found)}。"


def _outstanding(found: Mapping[str, Any]) -> str:
    listed = [(title, count, fen) for title, count, fen in found["outstanding"]]
    if not listed:
        return "，没有未达账项"
    count = sum(each for _, each, _ in listed)
    parts = "、".join(f"{title} {each} 笔 {format_yuan(abs(fen))} 元" for title, each, fen in listed)
    explained = "都已说明" if found["explained"] == count else f"{found['explained']} 笔已说明"
    return f"，未达账项 {count} 笔（{parts}），{explained}"


def _difference(found: Mapping[str, Any]) -> str:
    if not found["difference_fen"]:
        return f"，调节以后两边都是 {format_yuan(found['adjusted_fen'])} 元"
    said = "已说明" if found["difference_explained"] else "没有说明"
    return f"，调节以后还差 {format_yuan(abs(found['difference_fen']))} 元，{said}"


def _counted(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        return
    more_fen = found["counted_fen"] - found["book_fen"]
    beside = "和账上一样"
    if more_fen:
        beside = f"比账上{'多' if more_fen > 0 else '少'} {format_yuan(abs(more_fen))} 元"
    day = chinese_day(date.fromisoformat(found["counted_on"]))
    yield f"现金盘点：{day}两人盘点，有现金 {format_yuan(found['counted_fen'])} 元，{beside}。"
