"""What happens with the money of an invented village month by month, and the files a bookkeeper would have of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from disclosure.books.chart import BOOKED, MoneyAccount, chart
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.sheets.table import NamedFile
from portal.kernel.money import plain_yuan

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

    from portal.kernel.months import Month

CASH, BANK = MoneyAccount
_JOURNAL = ("账户", "月", "日", "字", "号", "摘要", "对方科目", "借方(收入)", "贷方(支出)", "方向", "余额")
_LIST = ("日期", "凭证号", "摘要", "对方", "类别", "收入", "支出")

#: What happens every month: day, account, summary, category, least and most in yuan (expenses below zero), with whom.
MONTHLY = (
    (3, BANK, "收鱼塘租金", "经营收入/租金收入", 1800, 2600, "清河水产合作社"),
    (4, CASH, "买打印纸和墨盒", "管理费用/办公费", -90, -40, "镇上文具店"),
    (5, BANK, "收农机服务费", "经营收入/服务收入", 260, 900, "各组农户"),
    (6, BANK, "收村口门面租金", "经营收入/租金收入", 900, 1500, "便民超市"),
    (7, CASH, "公厕保洁用品", "公益支出/卫生保洁", -90, -30, "日用品店"),
    (8, BANK, "付村办公室电费", "管理费用/水电费", -420, -180, "镇供电所"),
    (8, BANK, "付村办公室水费", "管理费用/水电费", -160, -60, "镇水厂"),
    (9, BANK, "付网络和电话费", "管理费用/通信费", -160, -120, "电信营业厅"),
    (9, BANK, "收林地承包费", "经营收入/发包收入", 1200, 2000, "苗木种植户"),
    (11, CASH, "公厕水管维修", "公益支出/设施维护", -220, -60, "孙大有"),
    (12, CASH, "买办公用品", "管理费用/办公费", -160, -45, "镇上文具店"),
    (13, BANK, "收会议室使用费", "其他收入/场地使用费", 60, 200, "农技培训班"),
    (15, BANK, "付保洁员工资", "公益支出/卫生保洁", -1600, -1200, "保洁员"),
    (15, BANK, "付护林员补助", "公益支出/护林护路", -800, -600, "护林员"),
    (16, BANK, "收光伏发电收益", "经营收入/光伏收益", 600, 1400, "电网结算"),
    (17, BANK, "付垃圾清运费", "公益支出/卫生保洁", -900, -500, "镇清运站"),
    (18, CASH, "修路灯材料和工钱", "公益支出/设施维护", -380, -90, "电工"),
    (19, CASH, "打印公示材料", "管理费用/办公费", -80, -20, "打印店"),
    (20, CASH, "付村民代表会议误工补助", "管理费用/误工补助", -700, -300, "到会代表"),
    (21, BANK, "收存款利息", "其他收入/利息收入", 2, 9, "农商行"),
    (23, BANK, "老年食堂补助", "公益支出/养老助老", -600, -300, "老年食堂"),
    (24, BANK, "水渠清淤工钱", "公益支出/设施维护", -900, -300, "清淤队"),
    (25, BANK, "卖废旧物品", "其他收入/其他", 20, 90, "废品回收站"),
    (26, CASH, "便民服务站耗材", "管理费用/办公费", -70, -20, "镇上文具店"),
    (27, BANK, "农家书屋订报", "公益支出/文化活动", -120, -60, "邮政所"),
)
QUARTERLY = (10, BANK, "收村级组织运转补助", "补助收入/运转经费", 12000, 12000, "镇财政所")
#: What is paid every October, to the fen: somebody will ask a year later where it went.
YEARLY, _YEARLY_MONTH = (22, BANK, "重阳节敬老饭菜", "公益支出/养老助老", -400, -400, "老年食堂"), 10
_DRAWN = (2, "取款", 150_000)  # day, summary, fen from bank to cash
_BEGAN = {CASH: (60_000, 160_000), BANK: (3_000_000, 6_000_000)}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened; a transfer has no category, and goes to ``money``."""

    day: int
    money: MoneyAccount
    summary: str
    category: str
    fen: int
    party: str


#: What the bank took at the end of a month and the books have a month later.
FEE_FEN, FEE_BOOKED = 1_200, Item(3, BANK, "补记上月银行账户管理费", "管理费用/手续费", -1_200, "农商行")

#: What happened beside the usual: place of the village and months before today, of which 0 is the month that runs.
_BESIDE: Mapping[tuple[int, int], tuple[Item, ...]] = {
    (0, 3): (FEE_BOOKED,),
    (0, 0): (FEE_BOOKED,),
    (1, 3): (
        Item(9, BANK, "付水渠衬砌第一次", "公益支出/设施维护", -60_000, "建筑队"),
        Item(12, BANK, "付水渠衬砌第二次", "公益支出/设施维护", -62_000, "建筑队"),
        Item(16, CASH, "取款", "", 120_000, ""),
        Item(18, CASH, "付大塘清淤工钱", "公益支出/设施维护", -120_000, "清淤队"),
    ),
    (2, 3): (
        Item(8, BANK, "收鱼塘定金，先存在个人账户", "经营收入/租金收入", 50_000, "清河水产合作社"),
        Item(19, BANK, "付修路误工补贴 4 天", "公益支出/设施维护", -80_000, "各组农户"),
        Item(22, BANK, "付清理杂物等零星支出", "其他支出", -350_000, "镇清运站"),
    ),
}
#: Where an officer was paid, who is called by name only once the people are there.
OFFICER_PAID, PAID_TO_OFFICER = (1, 3), Item(20, BANK, "买砂石", "公益支出/设施维护", -18_000, "")


@dataclass(slots=True)
class Books:
    """One village's running balances while its months are made up."""

    dice: random.Random
    balances: dict[MoneyAccount, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for money, (least, most) in _BEGAN.items():
            self.balances[money] = self.dice.randrange(least, most)


def categories() -> list[str]:
    """Return every category of the tables above, for which the village needs an account."""
    beside = [one.category for items in _BESIDE.values() for one in items if one.category]
    return sorted({row[3] for row in (*MONTHLY, QUARTERLY)} | {one for one in beside if "/" in one})


def category(name: str) -> Category:
    """Return what a name of the tables above is booked under."""
    top, _, detail = name.partition("/")
    account = chart(BOOKED).account_named(top)
    assert account is not None  # noqa: S101 - the names above are those of the chart
    return Category(account=account.code, detail=detail)


def items(books: Books, month: Month, *, place: int = 0, back: int = -1) -> Iterator[Item]:
    """Yield what happened in a month, in no order; ``back`` counts the months before today, -1 for any other."""
    day, summary, fen = _DRAWN
    yield Item(day, CASH, summary, "", fen, "")
    for day, money, summary, name, least, most, party in (
        *MONTHLY,
        *([QUARTERLY] if month.number % 3 == 1 else []),
        *([YEARLY] if month.number == _YEARLY_MONTH else []),
    ):
        yield Item(day, money, summary, name, books.dice.randrange(least * 100, most * 100 + 1), party)
    yield from _BESIDE.get((place, back), ())


def template(summary: str) -> Item:
    """Return what happens every month under that summary, at the least."""
    day, money, _, name, least, _, party = next(row for row in MONTHLY if row[2] == summary)
    return Item(day, money, summary, name, least * 100, party)


def entry_of(item: Item, month: Month) -> Entry:
    """Return what the simple form says of an item."""
    transfer = not item.category
    kind = VoucherKind.TRANSFER if transfer else VoucherKind.RECEIPT if item.fen > 0 else VoucherKind.PAYMENT
    return Entry(
        kind=kind,
        happened_on=month.first_day.replace(day=item.day),
        amount_fen=abs(item.fen),
        money=item.money.other if transfer else item.money,
        category=None if transfer else category(item.category),
        summary=item.summary,
        party=item.party,
    )


def files(books: Books, month: Month, found: Sequence[Item]) -> tuple[NamedFile, NamedFile]:
    """Return a month as cash journal and as list; the running balances go on."""
    ordered = sorted(found, key=lambda item: item.day)
    journal: list[Sequence[str]] = [_JOURNAL]
    for money in MoneyAccount:
        journal += _book(books, month, money, ordered)
    listed: list[Sequence[str]] = [_LIST]
    for number, item in enumerate(ordered, start=1):
        if item.category:
            day = month.first_day.replace(day=item.day).isoformat()
            listed.append((day, str(number), item.summary, item.party, item.category, *_sides(item.fen)))
    return csv_file(f"{month}现金日记账.csv", journal), csv_file(f"{month}收支明细表.csv", listed)


def csv_file(name: str, rows: Sequence[Sequence[str]]) -> NamedFile:
    """Return rows as a file that opens in a spreadsheet."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return NamedFile(name=name, data=text.getvalue().encode("utf-8-sig"))


def _book(books: Books, month: Month, money: MoneyAccount, ordered: Sequence[Item]) -> Iterator[Sequence[str]]:
    yield (money, "", "", "", "", "上期结转", "", "", "", "借", plain_yuan(books.balances[money]))
    totals = [0, 0]
    for number, item in enumerate(ordered, start=1):
        if item.category and item.money is not money:
            continue
        fen = item.fen if item.money is money else -item.fen
        counter = item.category.partition("/")[0] or money.other
        books.balances[money] += fen
        totals[fen < 0] += abs(fen)
        place = (f"{month.number:02d}", f"{item.day:02d}", "记", str(number))
        yield (money, *place, item.summary, counter, *_sides(fen), "借", plain_yuan(books.balances[money]))
    sums = [plain_yuan(total) for total in totals]
    yield (money, "", "", "", "", "本月合计", "", *sums, "借", plain_yuan(books.balances[money]))


def _sides(fen: int) -> tuple[str, str]:
    return (plain_yuan(fen), "") if fen > 0 else ("", plain_yuan(-fen))
