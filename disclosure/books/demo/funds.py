"""Funds and budgets of the invented villages: one with money left, one spent to its last fen, a plan drawn up twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import services
from disclosure.books.demo.entering import enter, receipt, receipt_of
from disclosure.books.demo.items import BANK, Item, category, entry_of
from disclosure.books.errors import FundOverdrawnError
from disclosure.books.rules.entries import Category
from disclosure.books.rules.funds import FundKind
from disclosure.books.services.funds import Opening
from portal.demo import Event, at
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.org.models import Place

_OPENED, _CLOSED = 2, 28  # days of the month
_ELDERS, _ROAD = "敬老助老金", "机耕路硬化补助"
_ROAD_ACCOUNT = f"专项应付款/{_ROAD}"
_GRANTED = Item(8, BANK, "收到机耕路硬化补助", _ROAD_ACCOUNT, 800_000, "县财政局")
_FROM_ELDERS = (
    Item(11, BANK, "付八十岁以上老人慰问金", "公益支出/养老助老", -180_000, "八十岁以上老人"),
    Item(21, BANK, "付老年食堂添置桌椅", "公益支出/养老助老", -96_500, "镇家具店"),
)
#: The last of them takes what is left, and what is asked for after it finds nothing.
_FROM_ROAD = (
    Item(14, BANK, "付机耕路路基平整", _ROAD_ACCOUNT, -487_360, "县路桥队"),
    Item(25, BANK, "付机耕路路面硬化尾款", _ROAD_ACCOUNT, -312_640, "清河建筑队"),
)
_TOO_MUCH = Item(26, BANK, "付机耕路路肩培土", _ROAD_ACCOUNT, -1, "清河建筑队")

#: What is planned by account of the chart in yuan, and what is planned more in the second version.
_PLAN = {"501": 78_000, "502": 2_000, "503": 48_000, "504": 3_500, "511": 24_000, "513": 26_000, "514": 56_000}
_MORE = {"503": 12_000, "514": 12_000}
_PLANNED, _REVISED, _REVISED_AFTER = 16, 22, 4  # days of the month, months
#: The villages that draw up a plan, by place, and how many versions of it.
_VERSIONS = {0: 2, 1: 1}


def moved(scene: Scene, village: Place, month: Month) -> Iterator[Event]:
    """Yield two funds in a month that is entered by hand: what came, what was paid, and what was refused."""
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)
    for minute, opening in enumerate(_openings(month)):
        paper = receipt(village, month.first_day, opening.budget_fen, title="资金文件.png")
        register = partial(services.open_fund, bookkeeper, village, opening, uploads=[paper])
        yield Event(at=at(month.first_day.replace(day=_OPENED), 14, minute), act=register)
    granted = entry_of(_GRANTED, month)
    yield Event(at=at(granted.happened_on, 15), act=partial(enter, bookkeeper, village, granted))
    for name, items in ((_ELDERS, _FROM_ELDERS), (_ROAD, _FROM_ROAD)):
        for item in items:
            entry = replace(entry_of(item, month), fund=name)
            pay = partial(enter, bookkeeper, village, entry, receipts=[receipt_of(village, entry)])
            yield Event(at=at(entry.happened_on, 15, 20), act=pay)

    def overdraw() -> None:
        with suppress(FundOverdrawnError):
            enter(bookkeeper, village, replace(entry_of(_TOO_MUCH, month), fund=_ROAD))

    yield Event(at=at(month.first_day.replace(day=_TOO_MUCH.day), 15), act=overdraw)
    close = partial(
        services.close_fund, bookkeeper, village, len(_openings(month)), reason="补助已全部用完，项目已验收"
    )
    yield Event(at=at(month.first_day.replace(day=_CLOSED), 15), act=close)


def planned(scene: Scene, village: Place, place: int) -> Iterator[Event]:
    """Yield the budget of the year in which the last month lies, and its second version where there is one."""
    year, bookkeeper = scene.months[-1].year, scene.actor(village, Office.BOOKKEEPER)
    first = max(scene.months[0], Month(year, 1))
    decided = f"{year}年村民代表会议通过的财务收支预算"
    revised = {code: yuan + _MORE.get(code, 0) for code, yuan in _PLAN.items()}
    versions = (
        (first.first_day.replace(day=_PLANNED), _PLAN, decided),
        (
            min(first.plus(_REVISED_AFTER), scene.months[-1]).first_day.replace(day=_REVISED),
            revised,
            f"{decided}的调整：上级增加水利补助，全部用于水渠维修",
        ),
    )
    for day, plan, source in versions[: _VERSIONS.get(place, 0)]:
        amounts = {code: yuan * 100 for code, yuan in plan.items()}
        paper = receipt(village, day, sum(amounts.values()), title="会议决议.png")
        act = partial(services.set_budget, bookkeeper, village, year, amounts=amounts, source=source, uploads=[paper])
        yield Event(at=at(day, 16), act=act)


def _openings(month: Month) -> tuple[Opening, ...]:
    """Return the funds: the village's own money put aside, and a grant that may pay one road."""
    given = month.first_day.replace(day=1)
    aged = category("公益支出/养老助老")
    return (
        Opening(
            name=_ELDERS,
            kind=FundKind.OWN,
            source="村集体经营收入",
            document=f"{month.year}年村民代表会议关于设立敬老助老金的决议",
            purpose="只用于八十岁以上老人慰问、老年食堂和助老服务。",
            begins_on=given,
            categories=(aged.account,),
            budget_fen=600_000,
            beginning_fen=500_000,
            beginning_reason="上个月的账还没有导入，余额已和银行对账单核对",
        ),
        Opening(
            name=_ROAD,
            kind=FundKind.SPECIAL,
            source="县财政局",
            document=f"云财农〔{month.year}〕42号《关于下达机耕路硬化补助资金的通知》",
            purpose="硬化二组机耕路 400 米，不得用于其他支出。",
            begins_on=given,
            given_on=given,
            categories=(Category(account="153").account,),
            limited=True,
            budget_fen=_GRANTED.fen,
        ),
    )
