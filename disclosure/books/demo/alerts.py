"""What the checks find in the invented villages' books, and what is said to it: closed, waiting, sent back, left open.

One village enters a month in which much goes wrong; two others find things in months they import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.demo.entering import enter, receipt, receipt_of
from disclosure.books.demo.items import BANK, CASH, Item, entry_of
from disclosure.books.queries.bank import book_balance
from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.papers import Paper, PaperKind
from portal.demo import Event, at
from portal.kernel import clock
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

_INVOICE = Paper(kind=PaperKind.INVOICE, invoice_number="24512000018")
_SLIP = Paper(kind=PaperKind.SLIP)
_DRAWN = (Item(4, CASH, "取款", "", 400_000, ""), Item(25, CASH, "取款", "", 100_000, ""))
#: Payments that a check finds: what is known of their paper; those of the same photo share one.
_FOUND = (
    (Item(5, BANK, "买扫帚簸箕", "公益支出/卫生保洁", -4_500, "日用品店"), _SLIP),
    (Item(6, CASH, "付沟渠清淤工钱", "公益支出/设施维护", -120_000, "清淤队"), None),
    (Item(9, BANK, "买办公用品", "管理费用/办公费", -62_000, "县文化用品店"), None),
    (Item(17, BANK, "付固定电话费", "管理费用/通信费", -3_500, "电信营业厅"), _INVOICE),
    (Item(18, BANK, "付宽带费", "管理费用/通信费", -3_600, "电信营业厅"), _INVOICE),
    (Item(22, BANK, "招待检查组餐费", "专项应付款", -18_000, "镇上饭店"), None),
)
_SAME_PHOTO = (
    Item(19, BANK, "付桶装水款第一次", "管理费用/办公费", -2_600, "镇水站"),
    Item(20, BANK, "付桶装水款第二次", "管理费用/办公费", -2_700, "镇水站"),
)
_NO_RECEIPT = (
    Item(3, BANK, "付网站域名费", "管理费用/通信费", -6_000, "电信营业厅"),
    Item(12, BANK, "付报箱安装费", "管理费用/通信费", -8_000, "邮政所"),
)
_PUMP = Item(3, CASH, "付抢修水泵工钱", "公益支出/设施维护", -30_000, "水电工")
_HALL = Item(24, CASH, "收活动室使用费", "其他收入/场地使用费", 30_000, "镇文艺队")
_DITCH = "付抢修水渠工钱", "公益支出/设施维护", "抢修队"
_LEFT_FEN, _TILL_FEN, _PUT_AWAY = 10_000, 20_000, 23  # what is left in the till, and on which day of the month


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said to the alerts of a check: answers, and what was found of each; the last may wait."""

    answers: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    accepted: bool = True  # of the last remark; earlier ones send the answer back


#: What the village that enters its books says before the close.
ENTERED: Mapping[str, Said] = {
    "large_cash": Said(
        answers=("清淤队的人没有账户，付现金以前请开户银行审核过，审核意见在合同后面。",),
        remarks=("看过银行的审核意见。",),
    ),
    "cash_from_income": Said(
        answers=("当天抢修急用，先从收到的使用费里垫了 100 元，以后收入先存银行再取。",),
        remarks=("情况属实，已提醒报账员。",),
    ),
    "white_slip": Said(answers=("日用品店当时没有发票，已补开电子发票。",), remarks=("补开的发票已看过。",)),
    "missing_items": Said(
        answers=("清单已向店里补来：打印纸 4 箱、文件盒 30 个、硒鼓 1 个。",), remarks=("清单属实。",)
    ),
    "same_invoice": Said(
        answers=("一张发票写着电话和宽带两项，共 71.00 元，分两次付清。",), remarks=("和发票核对一致。",)
    ),
    "same_photo": Said(answers=("两次送水开在一张票上，一次 26.00 元，一次 27.00 元。",)),
    "cash_kept": Said(answers=("当晚抢修用了 100 元，剩下的 200 元锁在保险柜，已并入下次存款。",)),
    "wrong_fund": Said(
        answers=("一时用错了资金，会从管理费用里补回来。",), remarks=("要写明哪一天补回。",), accepted=False
    ),
    "negative_cash": Said(
        answers=("抢修水泵急用，差的 200 元由报账员先垫，第二天取款后还清。",), remarks=("取款单和垫付说明已看过。",)
    ),
}
#: What it says two months later of a receipt that never came; of the other one nothing yet.
RECEIPT_LOST: Mapping[str, Said] = {
    "no_receipt": Said(answers=("电子发票的邮件被误删，已请营业厅重开并补来。",), remarks=("重开的发票已看过。",)),
}
#: What two other villages say of a month they imported, after it is public: by place and months before today.
_IMPORTED: Mapping[tuple[int, int], Mapping[str, Said]] = {
    (1, 3): {
        "split_invoice": Said(
            answers=("是同一段水渠，先后两次付款；已补办合计金额那一档的审批。",), remarks=("补办的审批已看过。",)
        ),
        "related_payee": Said(
            answers=("主任家的砂石场离得最近，比镇上每方便宜十元，三家比价单附后。",), remarks=("看过比价单，同意。",)
        ),
        "large_cash": Said(answers=("清淤的都是临时请的农户，没有统一的账户，以后转账。",)),
    },
    (2, 3): {
        "over_standard": Said(
            answers=("修路任务急，按每天二百元付的。", "镇里今年的标准是每天一百五十元，多付的二百元已退回。"),
            remarks=("请附上适用的标准。", "退款回单已看过。"),
        ),
        "private_account": Said(
            answers=("定金当天由组长代收，第二天已转入集体账户。",), remarks=("银行回单已看过，以后不许代收。",)
        ),
        "other_share": Said(
            answers=("都是零星支出，不好分类。",), remarks=("请逐项写明，能归类的归类。",), accepted=False
        ),
    },
}
_LATE: Mapping[str, Said] = {
    "late_entry": Said(answers=("报账员住院，出院以后一并补记。",), remarks=("住院证明已看过。",)),
}


def entered(scene: Scene, village: Place, month: Month) -> Iterator[Event]:
    """Yield what goes wrong in a month that is entered by hand."""
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)

    def pay(item: Item, paper: Paper | None = None) -> None:
        entry = entry_of(item, month)
        receipts = [receipt_of(village, entry)] if item.category else []
        enter(bookkeeper, village, entry, receipts=receipts, paper=paper)

    for item, paper in (*_FOUND, *((one, None) for one in _DRAWN)):
        yield Event(at=at(month.first_day.replace(day=item.day), 8, 10), act=partial(pay, item, paper))
    for item in _SAME_PHOTO:
        photo = receipt(village, month.first_day, sum(-one.fen for one in _SAME_PHOTO), title="送水单.png")
        act = partial(enter, bookkeeper, village, entry_of(item, month), receipts=[photo])
        yield Event(at=at(month.first_day.replace(day=item.day), 8, 20), act=act)
    for item in _NO_RECEIPT:
        act = partial(enter, bookkeeper, village, entry_of(item, month))
        yield Event(at=at(month.first_day.replace(day=item.day), 8, 30), act=act)
    till = _Till(bookkeeper, village, month)
    yield Event(at=at(month.first_day.replace(day=_PUMP.day), 18), act=till.overdraw)
    yield Event(at=at(month.first_day.replace(day=_PUT_AWAY), 18), act=partial(till.keep, _TILL_FEN, day=_PUT_AWAY))
    yield Event(at=at(month.first_day.replace(day=_HALL.day), 8), act=till.pay_from_income)


@dataclass(frozen=True, slots=True)
class _Till:
    """The cash of one month; what it holds is known only on the day."""

    bookkeeper: Actor
    village: Place
    month: Month

    def overdraw(self) -> None:
        """Pay more than there is; cash is drawn only the day after."""
        self.keep(_LEFT_FEN, day=_PUMP.day)
        self._enter(_PUMP)

    def pay_from_income(self) -> None:
        """Take cash in and pay everything out: more than was drawn, less what was overdrawn before."""
        held = self._held(_HALL.day)
        self._enter(_HALL)
        summary, name, party = _DITCH
        self._enter(Item(_HALL.day, CASH, summary, name, -(held + _HALL.fen), party))

    def keep(self, most_fen: int, *, day: int) -> None:
        """Bring what is above ``most_fen`` to the bank."""
        held = self._held(day)
        if held > most_fen:
            self._enter(Item(day, BANK, "多余的现金存入银行", "", held - most_fen, ""))

    def _held(self, day: int) -> int:
        return book_balance(self.village, MoneyAccount.CASH, on=self.month.first_day.replace(day=day))

    def _enter(self, item: Item) -> None:
        entry = entry_of(item, self.month)
        receipts = [receipt_of(self.village, entry)] if item.fen < 0 else []
        enter(self.bookkeeper, self.village, entry, receipts=receipts)


def said_of_imported(place: int, back: int, *, late: bool) -> Mapping[str, Said]:
    """Return what is said of a month that was imported, by check."""
    return {**_IMPORTED.get((place, back), {}), **(_LATE if late else {})}


def answered(
    scene: Scene, village: Place, month: Month, said: Mapping[str, Said], *, days: int, delay: timedelta = timedelta()
) -> Iterator[Event]:
    """Yield answers and verdicts on the alerts of a month, the first ``days`` after its end, then day by day."""
    first = month.plus(1).first_day + timedelta(days=days) + delay
    for minute, (check, one) in enumerate(said.items()):
        talk = _Talk(scene, village, month, check)
        for turn, text in enumerate(one.answers):
            day = first + 2 * turn * timedelta(days=1)
            yield Event(at=at(day, 14, minute), act=partial(talk.answer, text))
            if turn < len(one.remarks):
                accepted = turn == len(one.answers) - 1 and one.accepted
                act = partial(talk.judge, one.remarks[turn], accepted=accepted)
                yield Event(at=at(day + timedelta(days=1), 9, minute), act=act)


@dataclass(frozen=True, slots=True)
class _Talk:
    """What is said to one check's alerts of a month."""

    scene: Scene
    village: Place
    month: Month
    check: str

    def answer(self, text: str) -> None:
        """Let the bookkeeper answer what is open."""
        actor = self.scene.actor(self.village, Office.BOOKKEEPER)
        for key in self._keys(AlertState.OPEN):
            services.answer_alert(actor, self.village, key, text=text)

    def judge(self, text: str, *, accepted: bool) -> None:
        """Let the supervision committee look at the answers."""
        actor = self.scene.actor(self.village, Office.SUPERVISOR)
        for key in self._keys(AlertState.ANSWERED):
            services.judge_alert(actor, self.village, key, accepted=accepted, text=text)

    def _keys(self, state: AlertState) -> list[str]:
        rows = queries.month_alerts(self.village, self.month, today=clock.today())
        return [one.key for one in rows if one.check.id == self.check and one.state is state]
