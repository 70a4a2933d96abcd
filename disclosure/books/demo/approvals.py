"""Payments of the invented villages once the township adopted a ladder: asked for, agreed to step by step, paid.

Requests are collected; on four days a month everybody agrees to what waits for them, and what is approved is paid.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import queries, services
from disclosure.books.demo.entering import receipt
from disclosure.books.demo.items import BANK, CASH, Item, category
from disclosure.books.errors import ResolutionMissingError
from disclosure.books.ladders import DEFAULT, Spending
from disclosure.books.queries import approvals
from disclosure.books.rules.approvals import RequestState, may_take
from disclosure.books.services.approvals import Asking, Seen
from disclosure.books.services.ladders import Adopting
from disclosure.books.services.payments import Paying
from portal.demo import Event, at
from portal.kernel import clock
from portal.meetings.bodies import Body
from portal.meetings.queries import roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance, write_minutes
from portal.org.actors import actor_of
from portal.org.models import Account
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from disclosure.books.chart import MoneyAccount
    from disclosure.books.queries.approvals import RequestRow
    from disclosure.books.rules.resolutions import Allowance
    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

#: On which days of a month requests are looked at and paid, and the hours of the rounds; a chain has five steps.
DAYS = (7, 14, 21, 28)
_ROUNDS, _PAID_AT = (9, 10, 11, 13, 14), 16
_CALLED, _MET = 5, 6
_DECIDED, _RECORDED = 20, 21
_DOCUMENT = "云溪镇人民政府〔{year}〕17号《村级资金支出逐级审批办法》：村级支出按金额逐级审批，从{month}起执行。"

_BRIDGE, _BY_RESOLUTION, _LARGEST = 1_200_000, 3_000_000, 6_000_000
#: What is on its way today: what for, to whom, category, fen, and how many steps were taken.
_ON_THE_WAY = (
    ("换会议室灯管", "镇上五金店", "管理费用/办公费", 28_000, 0),
    ("买防汛编织袋", "县农资店", "公益支出/设施维护", 65_000, 1),
    ("修公厕门锁", "锁匠铺师傅", "公益支出/设施维护", 42_000, 2),
    ("印村规民约", "镇印刷部", "管理费用/办公费", 76_000, 3),
    ("清理河道漂浮物", "河道保洁队", "公益支出/卫生保洁", 320_000, 1),
    ("大修抽水机", "县农机站", "公益支出/设施维护", 760_000, 2),
)
_APPROVED = Item(0, BANK, "更换监控硬盘", "管理费用/办公费", -56_000, "县数码店")
_RETURNED = Item(0, CASH, "来客接待", "管理费用/办公费", -45_000, "镇上饭店")
_REGRETTED = Item(0, CASH, "买花盆", "管理费用/办公费", -30_000, "花木店")
_RAIL = Item(9, BANK, "修便民桥护栏", "公益支出/设施维护", -86_000, "县钢材经营部")


def adopted(scene: Scene, since: Month) -> Iterator[Event]:
    """Yield that the township makes the proposed ladder its rule from a month on."""
    before = since.plus(-1).first_day
    adopting = Adopting(
        ladder=DEFAULT,
        decided_on=before.replace(day=_DECIDED),
        since=since.first_day,
        document=_DOCUMENT.format(year=before.year, month=since.chinese),
    )
    admin = scene.actor(scene.township, Office.TOWNSHIP_ADMIN)
    act = partial(services.adopt_ladder, admin, scene.township, adopting)
    yield Event(at=at(before.replace(day=_RECORDED), 10), act=act)


@dataclass(slots=True)
class Desk:
    """Where a village's payments are asked for, agreed to and paid."""

    scene: Scene
    village: Place
    called_id: int = 0  # the meeting that was called, and the last that was held
    meeting_id: int = 0
    money: dict[str, MoneyAccount] = field(default_factory=dict)  # by request's token: what it is paid from
    stops: dict[str, int] = field(default_factory=dict)  # by token: after so many steps it waits
    unpaid: set[str] = field(default_factory=set)

    def month(self, month: Month, payments: Iterable[Item], *, days: Sequence[date]) -> Iterator[Event]:
        """Yield how the payments of a month are asked for, and on which days they are agreed to and paid."""
        yield from self.meeting(month)
        for minute, item in enumerate(sorted(payments, key=lambda one: one.day)):
            day = month.first_day.replace(day=item.day)
            yield Event(at=at(day, 8, minute), act=partial(self.ask, item, token=f"{month}-{minute}"))
        for day in days:
            for hour in _ROUNDS:
                yield Event(at=at(day, hour, 40), act=self.round)
            yield Event(at=at(day, _PAID_AT), act=self.pay)

    def meeting(self, month: Month) -> Iterator[Event]:
        """Yield the meeting on which larger payments of a month rest."""
        yield Event(at=at(month.first_day.replace(day=_CALLED), 9), act=self._convene)
        yield Event(at=at(month.first_day.replace(day=_MET), 16), act=self._meet)

    def ask(self, item: Item, *, token: str, matter: int | None = None, by: Office = Office.BOOKKEEPER) -> RequestRow:
        """Ask for one payment, with its receipt."""
        booked = category(item.category)
        asking = Asking(
            spending=Spending.NON_PRODUCTION,
            amount_fen=-item.fen,
            payee=item.party,
            purpose=item.summary,
            category=queries.code_of(self.village, booked.account, booked.detail),
            matter_number=matter,
            token=token,
        )
        self.money[token] = item.money
        slip = receipt(self.village, clock.today(), -item.fen)
        return services.file_request(self.scene.actor(self.village, by), self.village, asking, uploads=[slip])

    def round(self) -> None:
        """Let everybody agree once to what waits for them."""
        hands = approvals.hands(self.village, on=clock.today())
        found: dict[tuple[int, bool], list[Seen]] = defaultdict(list)
        for row in approvals.open_requests(self.village):
            hand = next((one for one in hands if may_take(row.course, one, others=hands, interest=row.interest)), None)
            due = row.course.due
            if hand is None or due is None or len(row.taken) >= self.stops.get(row.token, len(row.course.steps)):
                continue
            meets = due[1].body is not None
            if self.meeting_id or not meets:
                found[hand.account_id, meets].append(_seen(row))
        for (account, meets), seen in found.items():
            actor = actor_of(Account.get_by_id(account))
            services.approve_steps(actor, self.village, seen, meeting_id=self.meeting_id if meets else None)

    def pay(self) -> None:
        """Pay and book what was approved to the end."""
        for row in approvals.open_requests(self.village):
            if row.state is RequestState.APPROVED and row.token not in self.unpaid:
                paying = Paying(paid_on=clock.today(), money=self.money.get(row.token, BANK))
                services.pay_request(self._bookkeeper, self.village, row.named, paying)

    def under_a_resolution(self, day: date) -> Iterator[Event]:
        """Yield a large payment refused for want of a resolution, and asked for again under one that is public."""
        yield Event(at=at(day - timedelta(days=1), 8, 50), act=partial(self._refused, day))
        yield Event(at=at(day, 8, 50), act=partial(self._progress, _BRIDGE, token=f"matter-{day}"))

    def returned_and_answered(self, month: Month) -> Iterator[Event]:
        """Yield a request that came back, was mended and goes its way with the others."""
        token, day = f"{month}-rail", month.first_day.replace(day=_RAIL.day)
        yield Event(at=at(day, 8, 55), act=partial(self.ask, _RAIL, token=token))
        send_back = partial(self._send_back, token, "写明修多长、单价多少，再附一张报价单。")
        yield Event(at=at(day + timedelta(days=1), 10), act=send_back)
        yield Event(at=at(day + timedelta(days=2), 9), act=partial(self._mend, token))

    def on_the_way(self, day: date) -> Iterator[Event]:
        """Yield what waits today: with each office in turn, sent back, approved and not paid, taken back."""
        for minute, (purpose, payee, name, fen, taken) in enumerate(_ON_THE_WAY):
            token = f"waiting-{minute}"
            self.stops[token] = taken
            item = Item(day.day, BANK, purpose, name, -fen, payee)
            yield Event(at=at(day, 8, minute), act=partial(self.ask, item, token=token))
        for fen, taken in ((_BY_RESOLUTION, 2), (_LARGEST, 3)):
            token = f"waiting-{fen}"
            self.stops[token] = taken
            yield Event(at=at(day, 8, 30 + taken), act=partial(self._progress, fen, token=token))
        self.unpaid.add("approved")
        yield Event(at=at(day, 8, 40), act=partial(self.ask, _APPROVED, token="approved"))  # noqa: S106 - no secret
        self.stops |= {"returned": 0, "regretted": 0}
        for minute, token, item in ((41, "returned", _RETURNED), (42, "regretted", _REGRETTED)):
            yield Event(at=at(day, 8, minute), act=partial(self.ask, item, token=token, by=Office.COMMITTEE))
        send_back = partial(self._send_back, "returned", "没有写明接待谁、为什么事，也没有清单。")
        yield Event(at=at(day, 15), act=send_back)
        yield Event(at=at(day, 15, 5), act=self._take_back)

    @property
    def _bookkeeper(self) -> Actor:
        return self.scene.actor(self.village, Office.BOOKKEEPER)

    def _row(self, token: str) -> RequestRow | None:
        made = approvals.request_by_token(self.village, token)
        return approvals.request(self.village, *made.named) if made else None

    def _refused(self, day: date) -> None:
        item = Item(day.day, BANK, "付便民工程进度款", "公益支出/设施维护", -_BRIDGE, "中标施工队")
        with suppress(ResolutionMissingError):
            self.ask(item, token=f"refused-{day}")

    def _progress(self, fen: int, *, token: str) -> None:
        """Ask for a payment under a resolution that still has so much left, where there is one."""
        found = _with_left(self.village, fen)
        if found is not None:
            item = Item(1, BANK, f"付{found.title}的进度款", "公益支出/设施维护", -fen, "中标施工队")
            self.ask(item, token=token, matter=found.number)

    def _send_back(self, token: str, reason: str) -> None:
        row = self._row(token)
        assert row is not None  # noqa: S101 - asked for just now
        hands = approvals.hands(self.village, on=clock.today())
        hand = next(one for one in hands if may_take(row.course, one, others=hands, interest=row.interest))
        actor = actor_of(Account.get_by_id(hand.account_id))
        services.return_request(actor, self.village, _seen(row), reason=reason)

    def _mend(self, token: str) -> None:
        row = self._row(token)
        assert row is not None  # noqa: S101 - asked for two days ago
        again = Asking(
            spending=row.spending,
            amount_fen=row.amount_fen,
            payee=row.payee,
            purpose="修便民桥护栏 12 米，每米 71.67 元",
            category=row.category,
            token=f"{token}-2",
        )
        quote = receipt(self.village, clock.today(), row.amount_fen, title="报价单.png")
        services.answer_return(self._bookkeeper, self.village, row.named, again, uploads=[quote])

    def _take_back(self) -> None:
        row = self._row("regretted")
        assert row is not None  # noqa: S101 - asked for this morning
        services.withdraw_request(self.scene.actor(self.village, Office.COMMITTEE), self.village, row.named)

    def _convene(self) -> None:
        secretary, now = self.scene.actor(self.village, Office.SECRETARY), clock.now()
        day = clock.local_day(now) + timedelta(days=_MET - _CALLED)
        convening = Convening(
            body=Body.TWO_COMMITTEES,
            title=f"{day.year}年{day.month}月村“两委”会议：商量本月支出",
            place="村委会二楼会议室",
            starts_at=at(day, 16),
            notice="商量本月一千元以上的支出。",
            chair_id=self.scene.actor(self.village, Office.DIRECTOR).person_id,
            recorder_id=secretary.person_id,
        )
        self.called_id = convene_meeting(secretary, self.village, convening).id

    def _meet(self) -> None:
        secretary = self.scene.actor(self.village, Office.SECRETARY)
        lines = roster_lines(freeze_roster(secretary, self.village, self.called_id).id)
        record_attendance(secretary, self.village, self.called_id, [line.id for line in lines])
        write_minutes(secretary, self.village, self.called_id, "逐笔看过报价和票据，同意支出，金额大的走“四议两公开”。")
        self.meeting_id = self.called_id


def _with_left(village: Place, fen: int) -> Allowance | None:
    """Return a resolution whose publicity is over and of which so much is left beside what is asked of it."""
    today = clock.today()
    for one in queries.allowances(village, today=today):
        over = one.publicity_ended_on is not None and one.publicity_ended_on < today
        if over and (one.left_fen or 0) - approvals.asked_of_matter(village, one.number) >= fen:
            return one
    return None


def _seen(row: RequestRow) -> Seen:
    due = row.course.due
    return Seen(year=row.year, number=row.number, revision=row.revision, position=due[0] if due else 1)
