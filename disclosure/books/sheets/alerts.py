"""The table of alerts we hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from disclosure.books.queries.alerts import AlertRow
    from portal.kernel.sheet_output import Cell

ALERT_COLUMNS = ("月份", "疑点", "情况", "凭证", "依据", "待核", "进度", "答复", "答复人", "核实意见", "核实人")


def alert_rows(rows: Iterable[AlertRow]) -> Iterator[tuple[Cell, ...]]:
    """Yield alerts as rows under ``ALERT_COLUMNS``, each with its last answer."""
    for one in rows:
        last = one.answers[-1] if one.answers else None
        verdict = last.verdict if last else None
        vouchers = "、".join(f"{month}-{number}" for month, number in one.vouchers)
        unsure = "" if one.check.is_quoted else "待核"
        yield (
            str(one.month), one.check.title, one.text, vouchers, one.check.article, unsure, one.state.title,
            last.text if last else "", last.by if last else "",
            verdict.text if verdict else "", verdict.by if verdict else "",
        )  # fmt: skip
