"""What can be looked for in a village's money: every published month, every voucher of it, every correction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books.kinds import MONTH
from disclosure.books.rules.vouchers import voucher_anchor
from portal.areas import SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.published import Published, PublishedBulletin

STATEMENT = "月报"
VOUCHER = "收支"
CORRECTION = "更正"


def records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield what a village's published months hold, the newest month first.

    :raise NotFoundError: there is no such village.
    """
    for bulletin in reversed(published.of(published.village(village).slug, MONTH)):
        yield _statement(bulletin)
        for voucher in bulletin.content["vouchers"]:
            yield _voucher(bulletin, voucher, _matter(published, bulletin, voucher.get("matter")))
        yield from _corrections(published, bulletin)


def _statement(bulletin: PublishedBulletin) -> SearchRecord:
    content = bulletin.content
    text = (
        f"收入 {format_yuan(content['income_fen'])} 元，支出 {format_yuan(content['expense_fen'])} 元，"
        f"月末结余 {format_yuan(content['closing_fen'])} 元。"
    )
    return _record(bulletin, title=f"{_month(bulletin)}收支", text=text, kind=STATEMENT)


def _voucher(bulletin: PublishedBulletin, content: Mapping[str, Any], matter: Mapping[str, Any]) -> SearchRecord:
    day = chinese_day(date.fromisoformat(content["happened_on"]))
    said = [f"{day}{_moved(content)}，类别：{content['categories']}。"]
    if matter:
        said.append(f"依据第 {matter['number']} 号议题的决议：{matter['title']}。")
    for word, ref in (("红字冲销", content.get("reverses")), ("已被冲销", content.get("reversed_by"))):
        if ref:
            said.append(f"{word}：{ref['reason']}。")
    return _record(
        bulletin,
        title=content["summary"],
        text="".join(said),
        kind=VOUCHER,
        anchor=voucher_anchor(content["number"]),
        category=content["categories"],
        fund=content.get("fund") or matter.get("fund", ""),
    )


def _moved(content: Mapping[str, Any]) -> str:
    """Say which money moved, and who had it or gave it where the voucher names them."""
    party = content.get("party", "")
    if content["in_fen"]:
        return f"收到{f' {party} 的' if party else ''} {format_yuan(content['in_fen'])} 元"
    if content["out_fen"]:
        return f"付{f'给 {party} ' if party else '出 '}{format_yuan(content['out_fen'])} 元"
    return f"存取或转账 {format_yuan(content['moved_fen'])} 元"


def _corrections(published: Published, bulletin: PublishedBulletin) -> Iterator[SearchRecord]:
    for one in bulletin.content.get("corrections", ()):
        taken = f"第{one['number']}号凭证由{Month.parse(one['month']).chinese}第{one['by']}号红字冲销"
        yield _record(
            bulletin,
            title=f"更正：{_month(bulletin)}第{one['number']}号",
            text=f"{taken} {format_yuan(-one['amount_fen'])} 元。理由：{one['reason']}",
            kind=CORRECTION,
            anchor=voucher_anchor(one["number"]),
        )
    for again in published.revisions(bulletin.place_slug, bulletin.kind, bulletin.key)[1:]:
        yield _record(
            bulletin,
            title=f"更正：{_month(bulletin)}收支，第 {again.revision} 版",
            text=f"{chinese_day(again.published_on)}更正。理由：{again.reason}",
            kind=CORRECTION,
        )


def _matter(published: Published, bulletin: PublishedBulletin, number: int | None) -> Mapping[str, Any]:
    """Return what is published of the matter a voucher relies on: its title and the fund it was to be paid from."""
    if number is None:
        return {}
    about = (one.content.get("matter") for one in published.about(bulletin.place_slug, "matter", number))
    told: dict[str, Any] = {}
    for matter in about:
        if isinstance(matter, Mapping):
            told |= {name: matter[name] for name in ("number", "title", "fund") if name in matter}
    return told


def _record(
    bulletin: PublishedBulletin,
    *,
    title: str,
    text: str,
    kind: str,
    anchor: str = "",
    category: str = "",
    fund: str = "",
) -> SearchRecord:
    return SearchRecord(
        title=title,
        text=text,
        endpoint="finance.month",
        values={"village": bulletin.place_slug, "month": bulletin.key},
        kind=kind,
        anchor=anchor,
        month=bulletin.key,
        category=category,
        fund=fund,
    )


def _month(bulletin: PublishedBulletin) -> str:
    return Month.parse(bulletin.key).chinese
