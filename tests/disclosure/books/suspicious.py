"""A village's October in which every check finds something once, entered and imported through the project."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.queries.bank import book_balance
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.papers import Paper, PaperKind
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.sheets.table import NamedFile
from portal.kernel.money import plain_yuan
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.uploads import upload

if TYPE_CHECKING:
    from disclosure.books.queries import VoucherRow
    from portal.kernel.attachments import Upload
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

AUGUST, OCTOBER = Month(2026, 8), Month(2026, 10)
CASH, BANK = MoneyAccount
_ALIKE_FEN = 5_000


@dataclass(slots=True)
class Bookkeeper:
    """Who enters what happened, on the day it happened unless it is late."""

    actor: Actor
    village: Place
    clock: SettableClock
    made: list[VoucherRow] = field(default_factory=list)

    def opens(self, month: Month, *, cash: int, bank: int) -> None:
        """State what the accounts held."""
        for money, fen in ((CASH, cash), (BANK, bank)):
            services.state_opening(self.actor, self.village, month, money=money, amount_fen=fen)

    def pays(
        self,
        day: date,
        fen: int,
        summary: str,
        *,
        party: str = "镇供电所",
        account: str = "513",
        money: MoneyAccount = BANK,
        detail: str = "",
        paper: Paper | None = None,
        receipts: tuple[Upload, ...] | None = None,
    ) -> VoucherRow:
        """Enter a payment; each has a receipt of its own unless it says otherwise."""
        files = receipts if receipts is not None else (upload(f"{day}{fen}{summary}{party}".encode()),)
        return self._enter(
            VoucherKind.PAYMENT, day, fen, summary, party, money, Category(account=account, detail=detail), files, paper
        )

    def receives(self, day: date, fen: int, summary: str, *, money: MoneyAccount = BANK) -> VoucherRow:
        """Enter income."""
        return self._enter(VoucherKind.RECEIPT, day, fen, summary, "承包户", money, Category(account="501"), (), None)

    def draws(self, day: date, fen: int) -> VoucherRow:
        """Enter cash drawn from the bank."""
        return self._enter(VoucherKind.TRANSFER, day, fen, "取款", "", BANK, None, (), None)

    def _enter(
        self,
        kind: VoucherKind,
        day: date,
        fen: int,
        summary: str,
        party: str,
        money: MoneyAccount,
        category: Category | None,
        files: tuple[Upload, ...],
        paper: Paper | None,
    ) -> VoucherRow:
        if self.clock.moment.date() < day:
            self.clock.set_day(day)
        entry = Entry(
            kind=kind,
            happened_on=day,
            amount_fen=fen,
            money=money,
            category=category,
            summary=summary,
            party=party,
        )
        row = services.record_voucher(self.actor, self.village, entry, uploads=files, paper=paper)
        self.made.append(row)
        return row


def bookkeeper_of(township: Township, clock: SettableClock, village: Place | None = None) -> Bookkeeper:
    """Return the bookkeeper of a village, the first one unless another is named."""
    place = village or township.village
    return Bookkeeper(township.actor(Office.BOOKKEEPER, village=place), place, clock)


def october(day: int) -> date:
    """Return a day of that month."""
    return OCTOBER.first_day.replace(day=day)


#: What the month below makes every check find, apart from what needs a resolution and what only a year shows.
FOUND_ONCE = {
    "white_slip",
    "missing_items",
    "over_standard",
    "large_cash",
    "split_invoice",
    "same_invoice",
    "same_photo",
    "wrong_fund",
    "private_account",
    "cash_kept",
    "cash_from_income",
    "late_entry",
    "negative_cash",
    "related_payee",
    "other_share",
    "no_receipt",
}


def suspicious_october(township: Township, clock: SettableClock) -> Bookkeeper:
    """Enter a month in which every check finds one thing; it ends on 20 November, when its books are late."""
    clerk = bookkeeper_of(township, clock)
    clock.set_day(date(2026, 8, 12))
    clerk.opens(AUGUST, cash=150_000, bank=50_000_000)
    clerk.pays(date(2026, 8, 20), 3_000, "付电费", receipts=())
    clerk.pays(october(2), 4_000, "买扫帚", paper=Paper(kind=PaperKind.SLIP))
    clerk.pays(october(3), 60_000, "买办公用品", party="镇上文具店")
    clerk.pays(october(4), 40_000, "误工补贴 2 天", party="清淤队")
    clerk.pays(october(5), 120_000, "付清淤工钱", party="清淤队", money=CASH)
    for number in (1, 2):
        clerk.pays(october(6 + number), 70_000, f"修水渠第{number}次", party="建筑队")
    for number in (1, 2):
        paper = Paper(kind=PaperKind.INVOICE, invoice_number="24312000001")
        clerk.pays(october(9 + number), 1_000 + number, f"付电话费{number}", party="电信营业厅", paper=paper)
    photo = (upload(b"the same slip"),)
    for number in (1, 2):
        clerk.pays(october(11 + number), 2_000 + number, f"付水费{number}", party="镇水厂", receipts=photo)
    clerk.pays(october(14), 5_000, "招待上级检查餐费", party="饭店", account="241")
    clerk.receives(october(15), 80_000, "租金暂存个人账户")
    clerk.receives(october(16), 20_000, "收会议室使用费", money=CASH)
    clerk.pays(october(17), 60_000, "付护林工钱", party="护林队", money=CASH)
    officer = township.actor(Office.DIRECTOR).name
    clerk.pays(october(18), 3_000, "买砂石", party=officer)
    clerk.pays(october(19), 300_000, "付杂费", party="杂货店", account="515")
    clock.set_day(date(2026, 11, 20))
    clerk.pays(october(30), 1_500, "付网费", party="电信营业厅")
    return clerk


def import_alike(clerk: Bookkeeper, month: Month, *, count: int) -> None:
    """Import a month in which so many payments of fifty yuan leave the bank: no digits are spread like that."""
    left = book_balance(clerk.village, BANK, on=month.first_day)
    rows = ["账户,月,日,字,号,摘要,对方科目,借方(收入),贷方(支出),方向,余额"]
    rows.append(f"银行存款,,,,,上期结转,,,,借,{plain_yuan(left)}")
    for number in range(1, count + 1):
        left -= _ALIKE_FEN
        day = 1 + number % month.last_day.day
        amounts = f"{plain_yuan(_ALIKE_FEN)},借,{plain_yuan(left)}"
        rows.append(f"银行存款,{month.number},{day},记,{number},付第{number}户环境卫生奖励,公益支出,,{amounts}")
    file = NamedFile(name="银行日记账.csv", data="\n".join(rows).encode())
    services.import_books(clerk.actor, clerk.village, services.read_books([file], month=month))
