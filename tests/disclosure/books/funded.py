"""A fund of the village, and what is booked of it, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.queries.funds import fund_balances
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.funds import FundKind
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.services.funds import Opening
from portal.kernel.attachments import read_upload
from portal.org.offices import Office
from tests.uploads import picture

if TYPE_CHECKING:
    from disclosure.books.queries.entries import VoucherRow
    from disclosure.books.queries.funds import FundRow
    from portal.org.models import Place
    from tests.factories import Township

TODAY = date(2026, 11, 5)
ROAD = Opening(
    name="道路硬化奖补",
    kind=FundKind.CASE,
    source="县财政局",
    document="云财农〔2026〕31号",
    purpose="硬化村内道路，不得用于其他支出。",
    begins_on=date(2026, 10, 1),
    categories=("153", "514"),
    budget_fen=100_000,
)
GRANTED = Entry(
    kind=VoucherKind.RECEIPT,
    happened_on=date(2026, 10, 8),
    amount_fen=100_000,
    money=MoneyAccount.BANK,
    category=Category(account="231", detail=ROAD.name),
    summary="收到道路硬化奖补",
    party="县财政局",
)
CEMENT = Entry(
    kind=VoucherKind.PAYMENT,
    happened_on=date(2026, 11, 3),
    amount_fen=60_000,
    money=MoneyAccount.BANK,
    category=Category(account="153"),
    summary="买水泥",
    party="清河建材店",
    fund=ROAD.name,
)


def opened(township: Township, **changes: Any) -> FundRow:
    """Register the fund; one that its document limits comes with the document."""
    opening = replace(ROAD, **{"beginning_reason": "期初还没有登记" if "beginning_fen" in changes else "", **changes})
    papers = [read_upload("文件.png", picture())] if opening.limited else []
    return services.open_fund(township.actor(Office.BOOKKEEPER), township.village, opening, uploads=papers)


def booked(township: Township, entry: Entry = CEMENT, **changes: Any) -> VoucherRow:
    return services.record_voucher(township.actor(Office.BOOKKEEPER), township.village, replace(entry, **changes))


def left(village: Place, name: str = ROAD.name) -> int:
    return next(one.left_fen for one in fund_balances(village) if one.fund.name == name)
