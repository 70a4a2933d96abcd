"""Books of the invented township: journals imported, the latest months entered by hand, closed, signed off.

What goes wrong is there too: a month that comes late, a slip taken back the day after, one that is found when its
month is public already. The latest month is left at a different step in each village, so that everybody has
something to do, and the month that runs is entered as it goes.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from disclosure.books import queries, services
from disclosure.books.chart import BOOKED, MoneyAccount, chart
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.sheets.table import NamedFile
from portal.demo import Event, at
from portal.kernel import clock
from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.kernel.money import plain_yuan
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from portal.demo import Scene
    from portal.org.actors import Actor
    from portal.org.models import Place

_CASH, _BANK = MoneyAccount
_JOURNAL = ("账户", "月", "日", "字", "号", "摘要", "对方科目", "借方(收入)", "贷方(支出)", "方向", "余额")
_LIST = ("日期", "凭证号", "摘要", "对方", "类别", "收入", "支出")

#: What happens every month: day, account, summary, category, least and most in yuan (expenses below zero), with whom.
_MONTHLY = (
    (3, _BANK, "收鱼塘租金", "经营收入/租金收入", 1800, 2600, "清河水产合作社"),
    (4, _CASH, "买打印纸和墨盒", "管理费用/办公费", -90, -40, "镇上文具店"),
    (5, _CASH, "收农机服务费", "经营收入/服务收入", 260, 900, "各组农户"),
    (6, _BANK, "收村口门面租金", "经营收入/租金收入", 900, 1500, "便民超市"),
    (7, _CASH, "公厕保洁用品", "公益支出/卫生保洁", -90, -30, "日用品店"),
    (8, _BANK, "付村办公室电费", "管理费用/水电费", -420, -180, "镇供电所"),
    (8, _BANK, "付村办公室水费", "管理费用/水电费", -160, -60, "镇水厂"),
    (9, _BANK, "付网络和电话费", "管理费用/通信费", -160, -120, "电信营业厅"),
    (9, _BANK, "收林地承包费", "经营收入/发包收入", 1200, 2000, "苗木种植户"),
    (11, _CASH, "公厕水管维修", "公益支出/设施维护", -220, -60, "孙大有"),
    (12, _CASH, "买办公用品", "管理费用/办公费", -160, -45, "镇上文具店"),
    (13, _CASH, "收会议室使用费", "其他收入/场地使用费", 60, 200, "农技培训班"),
    (15, _BANK, "付保洁员工资", "公益支出/卫生保洁", -1600, -1200, "保洁员"),
    (15, _BANK, "付护林员补助", "公益支出/护林护路", -800, -600, "护林员"),
    (16, _BANK, "收光伏发电收益", "经营收入/光伏收益", 600, 1400, "电网结算"),
    (17, _BANK, "付垃圾清运费", "公益支出/卫生保洁", -900, -500, "镇清运站"),
    (18, _CASH, "修路灯材料和工钱", "公益支出/设施维护", -380, -90, "电工"),
    (19, _CASH, "打印公示材料", "管理费用/办公费", -80, -20, "打印店"),
    (20, _CASH, "付村民代表会议误工补助", "管理费用/误工补助", -700, -300, "到会代表"),
    (21, _BANK, "收存款利息", "其他收入/利息收入", 2, 9, "农商行"),
    (23, _BANK, "老年食堂补助", "公益支出/养老助老", -600, -300, "老年食堂"),
    (24, _BANK, "水渠清淤工钱", "公益支出/设施维护", -900, -300, "清淤队"),
    (25, _CASH, "卖废旧物品", "其他收入/其他", 20, 90, "废品回收站"),
    (26, _CASH, "便民服务站耗材", "管理费用/办公费", -70, -20, "镇上文具店"),
    (27, _BANK, "农家书屋订报", "公益支出/文化活动", -120, -60, "邮政所"),
)
_QUARTERLY = (10, _BANK, "收村级组织运转补助", "补助收入/运转经费", 12000, 12000, "镇财政所")
#: What is paid every October, to the fen: somebody will ask a year later where it went.
_YEARLY, _YEARLY_MONTH = (22, _BANK, "重阳节敬老饭菜", "公益支出/养老助老", -400, -400, "老年食堂"), 10
_DRAWN = (2, "取款", 150_000)  # day, summary, fen from bank to cash
_BEGAN = {_CASH: (60_000, 160_000), _BANK: (3_000_000, 6_000_000)}

_IMPORTED, _CLOSED, _SIGNED = timedelta(days=2), timedelta(days=3), timedelta(days=5)
_LATE = timedelta(days=18)
_STEPS = 3

#: The slip that is found at once, and the one that is found when its month is public.
_LAMPS, _PAPER = "修路灯材料和工钱", "买办公用品"
_PAID_AT_MOST = 500_000  # fen of one payment under a resolution


@dataclass(slots=True)
class _Books:
    """One village's running balances while its months are made up."""

    dice: random.Random
    balances: dict[MoneyAccount, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for money, (least, most) in _BEGAN.items():
            self.balances[money] = self.dice.randrange(least, most)


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing that happened; a transfer has no category."""

    day: int
    money: MoneyAccount
    summary: str
    category: str
    fen: int
    party: str


def events(scene: Scene) -> Iterator[Event]:
    """Yield what happened with the money of every village."""
    for place, village in enumerate(scene.villages):
        for event in _of_village(scene, village, place):
            if event.at < at(scene.today, 0):
                yield event


def _of_village(scene: Scene, village: Place, place: int) -> Iterator[Event]:
    books = _Books(scene.chance(village, "books"))
    by_hand = scene.months[1:][-2:] if place == 0 else ()
    late = scene.months[len(scene.months) // 2] if place == 1 else None
    yield from _accounts(scene, village)
    for month in scene.months:
        steps = _STEPS if month != scene.months[-1] else _STEPS - place % _STEPS
        delay = _LATE if month == late else timedelta()
        if month in by_hand:
            yield from _entered(scene, village, month, list(_items(books, month)))
        else:
            yield _imported(scene, village, month, files=_files(books, month), delay=delay)
        yield from list(_closed(scene, village, month, delay=delay))[: steps - 1]
    if len(by_hand) > 1:
        yield from _slip_found_at_once(scene, village, by_hand[0])
        yield from _slip_found_later(scene, village, wrong=by_hand[0].plus(-1), found=by_hand[1])
        yield from _under_a_resolution(scene, village, by_hand[1].first_day.replace(day=26))
    running = Month.of(scene.today)
    passed = [one for one in _items(books, running) if running.first_day.replace(day=one.day) < scene.today]
    yield from _entered(scene, village, running, passed)
    yield from _under_a_resolution(scene, village, scene.today - timedelta(days=1))


def _accounts(scene: Scene, village: Place) -> Iterator[Event]:
    """Yield how the bookkeeper opens the accounts the village's own categories need."""
    first, bookkeeper = scene.months[0].first_day, scene.actor(village, Office.BOOKKEEPER)
    names = sorted({row[3] for row in (*_MONTHLY, _QUARTERLY)})
    for minute, name in enumerate(names):
        category = _category(name)
        act = partial(services.open_sub_account, bookkeeper, village, code=category.account, name=category.detail)
        yield Event(at=at(first, 9, minute), act=act)


def _imported(scene: Scene, village: Place, month: Month, *, files: Sequence[NamedFile], delay: timedelta) -> Event:
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)

    def book() -> object:
        return services.import_books(bookkeeper, village, services.read_books(files, month=month, chart_key=BOOKED))

    return Event(at=at(month.plus(1).first_day + _IMPORTED + delay, 9), act=book)


def _closed(scene: Scene, village: Place, month: Month, *, delay: timedelta) -> Iterator[Event]:
    bookkeeper, supervisor = scene.actor(village, Office.BOOKKEEPER), scene.actor(village, Office.SUPERVISOR)
    first = month.plus(1).first_day + delay
    said = "报账员住院，迟交的账已请村委会委员代为整理，并逐笔核对" if delay else "已逐笔核对，票据齐的先公开"
    close = partial(services.close_month, bookkeeper, village, month, explanation=said)
    yield Event(at=at(first + _CLOSED, 15), act=close)
    yield Event(at=at(first + _SIGNED, 10), act=partial(services.sign_off_month, supervisor, village, month))


def _entered(scene: Scene, village: Place, month: Month, items: Sequence[_Item]) -> Iterator[Event]:
    """Yield every item as the bookkeeper enters it by the simple form on its day."""
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)
    for minute, item in enumerate(sorted(items, key=lambda one: one.day)):
        entry = _entry(item, month)
        act = partial(_enter, bookkeeper, village, entry, receipt=item.fen < 0)
        yield Event(at=at(entry.happened_on, 16, minute), act=act)


def _slip_found_at_once(scene: Scene, village: Place, month: Month) -> Iterator[Event]:
    """Yield a payment with one nought too many, taken back and entered again within the hour."""
    bookkeeper, day = scene.actor(village, Office.BOOKKEEPER), month.first_day.replace(day=28)
    wrong = replace(_entry(_template(_LAMPS), month), happened_on=day, amount_fen=80_000, summary="修三组路灯")

    def put_right() -> None:
        _take_back(bookkeeper, village, month, wrong.summary, reason="金额多写了一个零，应为 80.00 元")
        _enter(bookkeeper, village, replace(wrong, amount_fen=8_000), receipt=True)

    yield Event(at=at(day, 17), act=partial(_enter, bookkeeper, village, wrong, receipt=True))
    yield Event(at=at(day, 18), act=put_right)


def _slip_found_later(scene: Scene, village: Place, *, wrong: Month, found: Month) -> Iterator[Event]:
    """Yield how a voucher of a month that is public is put right in the month that is open."""
    bookkeeper, day = scene.actor(village, Office.BOOKKEEPER), found.first_day.replace(day=13)
    right = replace(_entry(_template(_PAPER), found), happened_on=day, amount_fen=3_650, summary="补记上上月办公用品")

    def put_right() -> None:
        _take_back(bookkeeper, village, wrong, _PAPER, reason="票据金额看错，应为 36.50 元")
        _enter(bookkeeper, village, right, receipt=True)

    yield Event(at=at(day, 11), act=put_right)


def _under_a_resolution(scene: Scene, village: Place, day: date) -> Iterator[Event]:
    """Yield a payment under a resolution whose publicity has ended by then, where there is one with money left."""
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)

    def pay() -> None:
        for one in queries.allowances(village, today=clock.today()):
            if one.publicity_ended_on and one.publicity_ended_on < day and (one.left_fen or 0) > 0:
                entry = Entry(
                    kind=VoucherKind.PAYMENT,
                    happened_on=day,
                    amount_fen=min(_PAID_AT_MOST, one.left_fen or 0),
                    money=_BANK,
                    category=_category("公益支出/设施维护"),
                    summary=f"付{one.title}的进度款",
                    party="中标施工队",
                    matter_number=one.number,
                )
                _enter(bookkeeper, village, entry, receipt=True)
                return

    yield Event(at=at(day, 16, 50), act=pay)


def _enter(bookkeeper: Actor, village: Place, entry: Entry, *, receipt: bool) -> None:
    uploads = [_receipt(entry)] if receipt else []
    services.record_voucher(bookkeeper, village, entry, uploads=uploads)


def _take_back(bookkeeper: Actor, village: Place, month: Month, summary: str, *, reason: str) -> None:
    row = next(one for one in queries.vouchers(village, month) if one.summary == summary and not one.reversed_by)
    services.reverse_voucher(bookkeeper, village, month, row.number, reason=reason)


def _entry(item: _Item, month: Month) -> Entry:
    """Return what the simple form says of an item."""
    transfer = not item.category
    kind = VoucherKind.TRANSFER if transfer else VoucherKind.RECEIPT if item.fen > 0 else VoucherKind.PAYMENT
    return Entry(
        kind=kind,
        happened_on=month.first_day.replace(day=item.day),
        amount_fen=abs(item.fen),
        money=item.money.other if transfer else item.money,
        category=None if transfer else _category(item.category),
        summary=item.summary,
        party=item.party,
    )


def _template(summary: str) -> _Item:
    """Return what happens every month under that summary, at the least."""
    day, money, _, category, least, _, party = next(row for row in _MONTHLY if row[2] == summary)
    return _Item(day, money, summary, category, least * 100, party)


def _receipt(entry: Entry) -> Upload:
    """Return a picture of a receipt: a slip of paper with day and amount."""
    picture = Image.new("RGB", (480, 300), "#f7f2e4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((12, 12, 467, 287), outline="#8a3324", width=3)
    pen.text((40, 60), entry.happened_on.isoformat(), fill="#333333", font_size=32)
    pen.text((40, 150), f"{plain_yuan(entry.amount_fen)} CNY", fill="#333333", font_size=48)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    content = stream.getvalue()
    return Upload(title="票据.png", media_type="image/png", content=content, digest=sha256_hex(content))


def _category(name: str) -> Category:
    top, _, detail = name.partition("/")
    account = chart(BOOKED).account_named(top)
    assert account is not None  # noqa: S101 - the names above are those of the chart
    return Category(account=account.code, detail=detail)


def _files(books: _Books, month: Month) -> tuple[NamedFile, NamedFile]:
    items = sorted(_items(books, month), key=lambda item: item.day)
    journal: list[Sequence[str]] = [_JOURNAL]
    for money in MoneyAccount:
        journal += _book(books, month, money, items)
    listed: list[Sequence[str]] = [_LIST]
    for number, item in enumerate(items, start=1):
        if item.category:
            day = month.first_day.replace(day=item.day).isoformat()
            listed.append((day, str(number), item.summary, item.party, item.category, *_sides(item.fen)))
    return _csv(f"{month}现金日记账.csv", journal), _csv(f"{month}收支明细表.csv", listed)


def _items(books: _Books, month: Month) -> Iterator[_Item]:
    day, summary, fen = _DRAWN
    yield _Item(day, _CASH, summary, "", fen, "")
    for day, money, summary, category, least, most, party in (
        *_MONTHLY,
        *([_QUARTERLY] if month.number % 3 == 1 else []),
        *([_YEARLY] if month.number == _YEARLY_MONTH else []),
    ):
        yield _Item(day, money, summary, category, books.dice.randrange(least * 100, most * 100 + 1), party)


def _book(books: _Books, month: Month, money: MoneyAccount, items: Sequence[_Item]) -> Iterator[Sequence[str]]:
    yield (money, "", "", "", "", "上期结转", "", "", "", "借", plain_yuan(books.balances[money]))
    totals = [0, 0]
    for number, item in enumerate(items, start=1):
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


def _csv(name: str, rows: Sequence[Sequence[str]]) -> NamedFile:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return NamedFile(name=name, data=text.getvalue().encode("utf-8-sig"))
