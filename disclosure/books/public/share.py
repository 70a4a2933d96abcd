"""A month in a few words: the sentence on its page, the text for the WeChat group, the description of its tables."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from disclosure.books.public.detail_tables import BUDGET, FUNDS, ITEMS
from disclosure.books.public.tables import ACCOUNTS, BALANCES, STATEMENT
from disclosure.books.rules.vouchers import voucher_anchor
from portal.kernel.days import chinese_day
from portal.kernel.fingerprints import SHORT, short_digest
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from disclosure.books.public.reading import PublicMonth
    from disclosure.books.public.tables import Column
    from disclosure.books.public.vouchers import PublicVoucher

_MEANINGS = {
    "statement": "逐笔收支：一张凭证一行，分几类的有几行",
    "accounts": "账户和类别：期初、本月、期末",
    "balances": "科目余额：每个科目和明细的期初、本期、本年累计和期末",
    "items": "明细清单：一张凭证买了哪几样，加起来就是它付出的金额",
    "funds": "专项资金：本月动过的每一笔，上月结余、收到、付出、还剩",
    "budget": "全年预算和到本月底的实际，并排，不相加",
}
_TABLES = {
    "statement": STATEMENT,
    "accounts": ACCOUNTS,
    "balances": BALANCES,
    "items": ITEMS,
    "funds": FUNDS,
    "budget": BUDGET,
}


def plain_words(month: PublicMonth) -> str:
    """Return what a month was in one sentence that everybody understands."""
    figures = month.figures
    came = f"收了 {format_yuan(figures.income_fen)} 元" if figures.income_fen else "没有收入"
    went = f"花了 {format_yuan(figures.expense_fen)} 元" if figures.expense_fen else "没有支出"
    return f"{month.month.number}月村里{came}，{went}，月底还剩 {format_yuan(figures.closing_fen)} 元。"


def said_of(one: PublicVoucher) -> str:
    """Return a voucher in a few words: 水渠清淤工钱，付给清淤队 400.00 元."""
    party = f"{one.party_label}{one.party} " if one.party else ""
    return f"{one.summary}，{party}{format_yuan(one.amount_fen)} 元"


def righted(month: PublicMonth) -> Iterator[tuple[str, str]]:
    """Yield what was put right by or in a month, with the anchor of the first line it is about."""
    back = [one for one in month.vouchers if one.reverses]
    earlier = [(one.number, one.amount_fen) for one in back if one.reverses and one.reverses.month != month.month]
    own = [(one.number, one.amount_fen) for one in back if one.reverses and one.reverses.month == month.month]
    later = [(one.number, -one.amount_fen) for one in month.corrections]
    for what, found in (("改正以前的错账", earlier), ("改正本月的错账", own), ("由以后的月份改正", later)):
        if found:
            listed = "；".join(f"第{number}号，{format_yuan(fen)} 元" for number, fen in found)
            yield f"有 {len(found)} 笔{what}（{listed}）", voucher_anchor(found[0][0])


def timeliness(*, published_on: date, late_days: int) -> str:
    """Return when a month became public, and whether that was in time."""
    return f"{chinese_day(published_on)}公开，" + (f"晚了 {late_days} 天" if late_days else "按时")


def wechat_text(
    month: PublicMonth, *, village: str, address: str, biggest: Sequence[PublicVoucher], published: str
) -> str:
    """Return what is pasted into the villagers' group: figures, the largest items, address, a short fingerprint."""
    figures = month.figures
    lines = [
        f"【{village}】{month.month.chinese}收支公开",
        f"上月结余 {format_yuan(figures.opening_fen)} 元",
        f"本月收入 {format_yuan(figures.income_fen)} 元",
        f"本月支出 {format_yuan(figures.expense_fen)} 元",
        f"月底结余 {format_yuan(figures.closing_fen)} 元",
        *(f"最大一笔{'支出' if one.out_fen else '收入'}：{said_of(one)}" for one in biggest),
        *(f"{said}。" for said, _ in righted(month)),
        f"共 {len(month.vouchers)} 张凭证，{published}。",
        f"逐笔查看：{address}",
        f"指纹前 {SHORT} 位：{short_digest(month.bulletin.digest)}",
    ]
    return "\n".join(" ".join(line.split()) for line in lines) + "\n"


def datapackage(month: PublicMonth, *, slug: str, village: str, address: str, files: Mapping[str, bytes]) -> str:
    """Return ``datapackage.json`` (Frictionless Data Package v1) for the month's tables, by name."""
    described = {
        "profile": "tabular-data-package",
        "name": f"{slug}-{month.bulletin.key}",
        "title": f"{village}{month.month.chinese}收支",
        "description": plain_words(month),
        "homepage": address,
        "version": f"{month.bulletin.revision}.0.0",
        "created": f"{month.bulletin.published_on.isoformat()}T00:00:00+08:00",
        "keywords": ["村务公开", village, month.bulletin.key],
        "bulletin": month.bulletin.digest,
        "resources": [_resource(name, content) for name, content in files.items()],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _resource(name: str, content: bytes) -> dict[str, object]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": _MEANINGS[name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": [_field(column) for column in _TABLES[name]], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, str]:
    return {"name": column.title, "type": column.kind, "description": column.meaning}
