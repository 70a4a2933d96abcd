"""A payment on its way: asked for, approved in order by others, returned, answered, paid, booked."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError

from deliberation import queries as deliberation
from deliberation.queries import SpendableMatter
from disclosure.books import ladders, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    AmountNotPositiveError,
    LadderAmountError,
    LadderDayError,
    LadderDecidedLaterError,
    LadderTakenError,
    MeetingNotHeldError,
    NoResolutionError,
    NotApprovedError,
    NothingTickedError,
    NotReturnedError,
    NotYourRequestError,
    NotYourStepError,
    OwnRequestError,
    PaidTooEarlyError,
    RelativeRequestError,
    RequestFirstError,
    RequestFormUsedError,
    RequestNotWaitingError,
    RequestPaidError,
    ResolutionMissingError,
    ResolutionTooSmallError,
    ReturnReasonError,
    StepTakenError,
    WrongCategoryError,
    WrongFundError,
)
from disclosure.books.ladders import Spending
from disclosure.books.models import LadderAdoption, PaymentRequest, PaymentStep, Voucher, VoucherItem
from disclosure.books.models.alerts import VoucherPaper
from disclosure.books.queries import close_state, problems_of
from disclosure.books.queries.approval_tasks import approval_tasks
from disclosure.books.queries.approvals import request, versions
from disclosure.books.rules.approvals import RequestNumber, RequestState, Seat
from disclosure.books.rules.entries import Category, Entry, written_entry
from disclosure.books.rules.items import Item
from disclosure.books.rules.papers import Paper, PaperKind
from disclosure.books.rules.vouchers import Line, VoucherKind
from disclosure.books.services import approvals as service
from disclosure.books.services.ladders import Adopting
from disclosure.books.services.payments import Paying
from portal.kernel.attachments import read_upload
from portal.kernel.db import connection
from portal.kernel.db import database as db
from portal.kernel.errors import DomainError, NotAllowedError, NotFoundError
from portal.kernel.months import Month
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.org.models import Household, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.asking import BRIDGE, LAMPS, TODAY, adopt, approve, approve_all, ask, held_meeting, seen
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

NOVEMBER = Month(2026, 11)
FIRST = RequestNumber(2026, 1)
PAID = Paying(paid_on=TODAY, money=MoneyAccount.BANK)
AT_ONCE = 8


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(TODAY)


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passed resolution of 20,000 yuan whose publicity has ended, and one whose has not."""
    bridge = SpendableMatter(
        number=3,
        title="修便民桥",
        budget_fen=2_000_000,
        fund="村集体经营收入",
        resolved_on=date(2026, 10, 1),
        publicity_ended_on=date(2026, 10, 20),
    )
    found = {3: bridge, 4: replace(bridge, number=4, publicity_ended_on=None)}
    monkeypatch.setattr(deliberation, "spendable_matters", lambda _village, **_: list(found.values()))
    monkeypatch.setattr(deliberation, "spendable_matter", lambda _village, number, **_: found.get(number))


def of(township: Township, office: Office, number: int = 0) -> Actor:
    return township.actor(office, number=number)


def together(act: Callable[[int], object]) -> Counter[str]:
    """Let eight do ``act`` at the same moment; return how often each answer was given."""
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> str:
        with connection():
            barrier.wait(30)
            try:
                act(number)
            except (DomainError, IntegrityError) as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_from_asking_to_the_voucher(township: Township, village: Place, config: Config) -> None:
    photo = read_upload("报价.png", picture())
    bookkeeper = of(township, Office.BOOKKEEPER)
    row = services.file_request(bookkeeper, village, LAMPS, uploads=[photo])
    assert (row.key, row.state, row.adoption_id) == ("2026-1", RequestState.WAITING, None)
    with pytest.raises(NotApprovedError):
        services.pay_request(bookkeeper, village, FIRST, PAID)
    row = approve_all(township, row)
    assert [(one.step.id, one.office) for one in row.taken] == [
        ("witness", Office.COMMITTEE),
        ("director", Office.DIRECTOR),
        ("secretary", Office.SECRETARY),
        ("supervisors", Office.SUPERVISOR),
    ]
    assert row.state is RequestState.APPROVED
    booked = services.pay_request(bookkeeper, village, FIRST, PAID)
    assert (booked.summary, booked.party, booked.out_fen) == ("修路灯", "清河电器店", 80_000)
    assert [one.digest for one in booked.receipts] == [photo.digest]
    assert services.pay_request(bookkeeper, village, FIRST, PAID).id == booked.id
    with pytest.raises(RequestPaidError):
        services.pay_request(bookkeeper, village, FIRST, replace(PAID, money=MoneyAccount.CASH))
    assert request(village, *FIRST).voucher == booked.number
    assert Voucher.select().count() == 1
    assert verify_all(packages(config)) == []


def test_numbers_have_no_gap_within_a_year(township: Township, village: Place, clock: SettableClock) -> None:
    ask(township)
    with pytest.raises(AmountNotPositiveError):
        ask(township, amount_fen=0)
    ask(township, purpose="买扫把")
    clock.set_day(date(2027, 1, 3))
    keys = [row.key for row in (ask(township, purpose="买灯泡"), request(village, 2026, 2))]
    assert keys == ["2027-1", "2026-2"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"category": "501"}, WrongCategoryError),
        ({"purpose": "付 13812345678"}, PrivateNumberError),
        ({"matter_number": 99}, NoResolutionError),
    ],
)
def test_what_no_voucher_could_say_is_not_asked_for(
    township: Township, changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ask(township, **changes)
    assert PaymentRequest.select().count() == 0


def test_one_form_is_one_request(township: Township) -> None:
    first = ask(township, token="a" * 32)
    assert ask(township, token="a" * 32).id == first.id
    with pytest.raises(RequestFormUsedError, match="2026年第1号"):
        ask(township, token="a" * 32, amount_fen=1)


def test_steps_are_taken_in_their_order_by_others(township: Township, village: Place) -> None:
    director, committee = of(township, Office.DIRECTOR), of(township, Office.COMMITTEE)
    row = services.file_request(committee, village, LAMPS)
    with pytest.raises(OwnRequestError):
        approve(village, row, committee)
    with pytest.raises(NotYourStepError):
        approve(village, row, of(township, Office.AUDITOR))
    with pytest.raises(NotAllowedError):
        approve(village, row, of(township, Office.REPRESENTATIVE))
    second = of(township, Office.COMMITTEE, 1)
    after = approve(village, row, second)
    with pytest.raises(StepTakenError, match="村委会主任"):
        services.approve_steps(director, village, [seen(row)])
    with pytest.raises(NotYourStepError):
        approve(village, after, of(township, Office.SECRETARY))
    assert services.approve_steps(second, village, [seen(row)]) == ()  # the second click
    assert PaymentStep.select().count() == 1


def test_relatives_of_the_payee_stand_back(township: Township, village: Place) -> None:
    committee, supervisor = of(township, Office.COMMITTEE), of(township, Office.REPRESENTATIVE)
    home = Household.create(village=village, number="001")
    Person.update(household=home).where(Person.id.in_([committee.person_id, supervisor.person_id])).execute()
    row = ask(township, payee=f"{supervisor.name}、清河电器店")
    with pytest.raises(RelativeRequestError):
        approve(village, row, committee)
    assert approve(village, row, of(township, Office.COMMITTEE, 1)).taken


def test_returned_request_is_answered_and_begins_again(township: Township, village: Place) -> None:
    bookkeeper, witness = of(township, Office.BOOKKEEPER), of(township, Office.COMMITTEE)
    photo = read_upload("报价.png", picture())
    row = services.file_request(bookkeeper, village, LAMPS, uploads=[photo])
    with pytest.raises(NotReturnedError):
        services.answer_return(bookkeeper, village, FIRST, LAMPS)
    with pytest.raises(ReturnReasonError):
        services.return_request(witness, village, seen(row), reason="  ")
    services.return_request(witness, village, seen(row), reason="金额和报价单不一致")
    row = request(village, *FIRST)
    assert (row.state, row.taken[0].reason) == (RequestState.RETURNED, "金额和报价单不一致")
    for act in (
        lambda: approve(village, row, of(township, Office.DIRECTOR)),
        lambda: services.pay_request(bookkeeper, village, FIRST, PAID),
    ):
        with pytest.raises((RequestNotWaitingError, NotApprovedError)):
            act()
    (task,) = approval_tasks(bookkeeper, village, TODAY)
    assert (task.endpoint, task.note) == ("books.answer_request", "今天到的")
    with pytest.raises(NotYourRequestError):
        services.answer_return(of(township, Office.DIRECTOR), village, FIRST, LAMPS)
    again = services.answer_return(bookkeeper, village, FIRST, replace(LAMPS, amount_fen=60_000))
    assert (again.key, again.revision, again.state, again.taken) == ("2026-1", 2, RequestState.WAITING, ())
    assert [one.digest for one in again.receipts] == [photo.digest]
    assert [one.state for one in versions(village, *FIRST)] == [RequestState.ANSWERED, RequestState.WAITING]
    with pytest.raises(StepTakenError):
        services.approve_steps(witness, village, [replace(seen(again), revision=1)])
    assert approve_all(township, again).state is RequestState.APPROVED


def test_who_asked_may_take_it_back(township: Township, village: Place) -> None:
    bookkeeper = of(township, Office.BOOKKEEPER)
    row = approve_all(township, ask(township))
    with pytest.raises(NotYourRequestError):
        services.withdraw_request(of(township, Office.DIRECTOR), village, FIRST)
    for _ in range(2):
        assert services.withdraw_request(bookkeeper, village, FIRST).state is RequestState.WITHDRAWN
    with pytest.raises(NotApprovedError):
        services.pay_request(bookkeeper, village, FIRST, PAID)
    assert row.id == request(village, *FIRST).id
    with pytest.raises(NotFoundError):
        services.withdraw_request(bookkeeper, village, RequestNumber(2026, 2))


def test_a_meeting_of_the_body_is_named(township: Township, village: Place) -> None:
    row = approve(village, ask(township, amount_fen=300_000), of(township, Office.COMMITTEE))
    branch = of(township, Office.BRANCH_COMMITTEE)
    unminuted = held_meeting(township, village, minuted=False)
    another = held_meeting(township, village, body=Body.PARTY_BRANCH_COMMITTEE)
    for wrong in (None, unminuted, another):
        with pytest.raises(MeetingNotHeldError, match="两委"):
            approve(village, row, branch, meeting_id=wrong)
    right = held_meeting(township, village)
    assert approve(village, row, branch, meeting_id=right).taken[-1].meeting_id == right


def test_ten_are_approved_in_one_act_or_none(township: Township, village: Place) -> None:
    auditor = of(township, Office.AUDITOR)
    held = held_meeting(township, village)
    rows = []
    for number in range(10):
        row = ask(township, amount_fen=600_000, purpose=f"第{number}段水渠")
        for office in (Office.COMMITTEE, Office.SUPERVISOR):
            row = approve(village, row, of(township, office), meeting_id=held)
        rows.append(row)
    (task,) = approval_tasks(auditor, village, TODAY)
    assert (task.title, task.endpoint) == ("几笔付款申请等您审批，最新的是2026年第10号", "books.review_requests")
    assert task.note == "共 10 笔，最久的今天到的"
    with pytest.raises(StepTakenError):
        services.approve_steps(auditor, village, [*map(seen, rows), replace(seen(rows[0]), position=2)])
    with pytest.raises(NothingTickedError):
        services.approve_steps(auditor, village, [])
    assert {request(village, row.year, row.number).state for row in rows} == {RequestState.WAITING}
    assert len(services.approve_steps(auditor, village, [*map(seen, rows)])) == 10
    assert {request(village, row.year, row.number).state for row in rows} == {RequestState.APPROVED}
    assert approval_tasks(auditor, village, TODAY) == []
    assert len(approval_tasks(of(township, Office.BOOKKEEPER), village, TODAY)) == 10


def test_a_request_keeps_the_ladder_it_began_with(township: Township, village: Place, clock: SettableClock) -> None:
    bookkeeper = of(township, Office.BOOKKEEPER)
    before = ask(township)
    adopt(township, clock, ladder="town_a", on=date(2026, 11, 7))
    after = ask(township, purpose="修水泵")
    assert [len(before.course.steps), [one.id for one in after.course.steps]] == [4, ["two_committees"]]
    services.return_request(of(township, Office.COMMITTEE), village, seen(before), reason="写清楚修几盏")
    again = services.answer_return(bookkeeper, village, FIRST, replace(LAMPS, purpose="修六盏路灯"))
    assert (len(again.course.steps), again.adoption_id) == (4, None)
    pump = ask(township, spending=Spending.PRODUCTION, amount_fen=100)
    assert [one.id for one in pump.course.steps] == ["director", "secretary"]


def test_a_ladder_without_amounts_is_adopted_with_those_of_the_township(
    township: Township, clock: SettableClock, config: Config
) -> None:
    with pytest.raises(LadderAmountError):
        adopt(township, clock, ladder="zhejiang", on=date(2026, 11, 7))
    assert LadderAdoption.select().count() == 0
    adopt(township, clock, ladder="zhejiang", on=date(2026, 11, 7), large=5_000, huge=500_000)
    adopt(township, clock, ladder="zhejiang", on=date(2026, 11, 7), large=5_000, huge=500_000)  # sent again
    with pytest.raises(LadderTakenError):
        adopt(township, clock, ladder="zhejiang", on=date(2026, 11, 7), large=6_000, huge=500_000)
    assert LadderAdoption.select().count() == 1
    clock.set_day(date(2026, 11, 7))
    row = ask(township)
    assert (row.adoption_id is not None, [one.id for one in row.course.steps]) == (
        True,
        ["joint_meeting", "director_or_coop", "secretary"],
    )
    assert verify_all(packages(config)) == []


def test_what_an_adopted_ladder_does_not_speak_of_is_only_proposed(township: Township, clock: SettableClock) -> None:
    adopt(township, clock, ladder="village_b")
    assert ask(township).adoption_id is not None
    works = ask(township, BRIDGE, spending=Spending.CONSTRUCTION)
    assert (works.adoption_id, works.course.steps[0].id) == (None, "siyi_lianggongkai")


@pytest.mark.usefixtures("resolved")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param({}, ResolutionMissingError, id="no matter"),
        pytest.param({"matter_number": 4}, DomainError, id="村组法第35条第四款: publicity runs"),
        pytest.param({"matter_number": 3, "amount_fen": 2_000_001}, ResolutionTooSmallError, id="over the amount"),
        pytest.param({"matter_number": 3, "fund": "上级补助"}, WrongFundError, id="another fund"),
        pytest.param({"matter_number": 3}, None, id="covered"),
    ],
)
def test_adopted_ladder_asks_for_a_resolution_that_covers_it(
    township: Township, clock: SettableClock, changes: dict[str, object], refusal: type[Exception] | None
) -> None:
    assert ask(township, BRIDGE, **changes)  # only proposed: looked at, not refused
    adopt(township, clock, on=date(2026, 11, 9))
    if refusal is None:
        with pytest.raises(ResolutionTooSmallError, match=r"还剩 8,000\.00 元"):
            ask(township, BRIDGE, **changes)  # the first asks for 12,000 of 20,000
        assert ask(township, BRIDGE, **{**changes, "amount_fen": 800_000})
    else:
        with pytest.raises(refusal):
            ask(township, BRIDGE, **changes)


@pytest.mark.usefixtures("resolved")
def test_a_resolution_used_up_meanwhile_pays_nothing(township: Township, village: Place, clock: SettableClock) -> None:
    adopt(township, clock)
    bookkeeper = of(township, Office.BOOKKEEPER)
    row = approve_all(township, ask(township, BRIDGE, matter_number=3))
    clock.set_day(date(2026, 11, 4))
    earlier = Entry(
        kind=VoucherKind.PAYMENT,
        happened_on=date(2026, 11, 3),  # before the ladder holds
        amount_fen=1_000_000,
        money=MoneyAccount.BANK,
        category=Category(account="514"),
        summary="付便民桥首付款",
        matter_number=3,
    )
    clock.set_day(date(2026, 11, 6))
    services.record_voucher(bookkeeper, village, earlier)
    with pytest.raises(ResolutionTooSmallError, match=r"还剩 10,000\.00 元"):
        services.pay_request(bookkeeper, village, row.named, replace(PAID, paid_on=date(2026, 11, 6)))


def test_adopted_ladder_sends_a_direct_payment_to_its_request(
    township: Township, village: Place, clock: SettableClock
) -> None:
    bookkeeper = of(township, Office.BOOKKEEPER)
    paper = Entry(
        kind=VoucherKind.PAYMENT,
        happened_on=TODAY,
        amount_fen=100,
        money=MoneyAccount.CASH,
        category=Category(account="513"),
        summary="买信封",
    )
    services.record_voucher(bookkeeper, village, paper)
    adopt(township, clock, on=date(2026, 11, 7))
    with pytest.raises(RequestFirstError, match="付款申请"):
        services.record_voucher(bookkeeper, village, replace(paper, happened_on=date(2026, 11, 7)))
    hidden = [("513", 100, 0), ("102", 0, 100), ("102", 101, 0), ("501", 0, 101)]
    lines = tuple(
        Line(account=code, detail="", printed_name=code, debit_fen=debit, credit_fen=credit)
        for code, debit, credit in hidden
    )
    with pytest.raises(RequestFirstError):
        written = written_entry(lines, happened_on=date(2026, 11, 7), summary="收租金，付电费")
        services.record_voucher(bookkeeper, village, written)
    for free in (
        replace(paper, happened_on=date(2026, 11, 6), summary="买邮票"),
        replace(paper, kind=VoucherKind.TRANSFER, category=None, happened_on=date(2026, 11, 7), summary="存款"),
    ):
        services.record_voucher(bookkeeper, village, free)
    services.reverse_voucher(bookkeeper, village, NOVEMBER, 1, reason="记错了")
    assert Voucher.select().count() == 4


def test_the_close_names_payments_nobody_approved(township: Township, village: Place, clock: SettableClock) -> None:
    bookkeeper = of(township, Office.BOOKKEEPER)
    paper = Entry(
        kind=VoucherKind.PAYMENT,
        happened_on=TODAY,
        amount_fen=100,
        money=MoneyAccount.CASH,
        category=Category(account="513"),
        summary="买信封",
    )
    for summary in ("买信封", "买错了"):
        services.record_voucher(bookkeeper, village, replace(paper, summary=summary))
    services.reverse_voucher(bookkeeper, village, NOVEMBER, 2, reason="记错了")
    approve_all(township, ask(township))
    services.pay_request(bookkeeper, village, FIRST, PAID)
    assert close_state(village, NOVEMBER, today=TODAY).without_approval == (1,)
    found = [one for one in problems_of(village, NOVEMBER, today=TODAY) if one.code == "no_approval"]
    assert [(one.blocking, one.text) for one in found] == [(False, "第1号支出没有审批")]


def test_a_file_is_no_way_around_an_adopted_ladder(
    township: Township,
    village: Place,
    clock: SettableClock,
    book: Callable[..., object],
    journal_rows: list[list[str]],
    next_month: Callable[..., list[list[str]]],
) -> None:
    book(journal_rows)
    adopt(township, clock, on=date(2026, 11, 7))
    clock.set_day(date(2026, 12, 2))
    book(next_month(journal_rows), month=NOVEMBER)
    october = Month(2026, 10)
    found = {month: close_state(village, month, today=TODAY).without_approval for month in (october, NOVEMBER)}
    assert found == {october: (), NOVEMBER: (3, 4)}


def test_what_is_set_off_against_income_was_approved_by_nobody(township: Township, village: Place) -> None:
    lines = tuple(
        Line(account=code, detail="", printed_name=code, debit_fen=debit, credit_fen=credit)
        for code, debit, credit in (("513", 100, 0), ("102", 1, 0), ("501", 0, 101))
    )
    written = written_entry(lines, happened_on=TODAY, summary="租金抵电脑款")
    services.record_voucher(of(township, Office.BOOKKEEPER), village, written)
    assert close_state(village, NOVEMBER, today=TODAY).without_approval == (1,)


def test_under_an_adopted_ladder_nothing_is_paid_before_its_approval(
    township: Township, village: Place, clock: SettableClock
) -> None:
    bookkeeper = of(township, Office.BOOKKEEPER)
    ask(township)
    adopt(township, clock)
    row = ask(township, purpose="修水泵")
    clock.set_day(date(2026, 11, 8))
    for one in (request(village, *FIRST), row):
        approve_all(township, one)
    assert services.pay_request(bookkeeper, village, FIRST, PAID)
    with pytest.raises(PaidTooEarlyError):
        services.pay_request(bookkeeper, village, row.named, PAID)


def test_the_same_payment_for_other_items_is_refused(township: Township, village: Place) -> None:
    approve_all(township, ask(township))
    bookkeeper = of(township, Office.BOOKKEEPER)
    lamp = Item(number=1, name="路灯", unit="盏", quantity_x1000=8_000, price_x100=1_000_000, amount_fen=80_000)
    paying = replace(PAID, items=(lamp,))
    booked = services.pay_request(bookkeeper, village, FIRST, paying)
    assert services.pay_request(bookkeeper, village, FIRST, paying).id == booked.id
    for items in ((), (replace(lamp, name="灯杆"),)):
        with pytest.raises(RequestPaidError):
            services.pay_request(bookkeeper, village, FIRST, replace(PAID, items=items))
    assert VoucherItem.select().count() == 1


def test_the_paper_of_a_payment_is_said_with_it(township: Township, village: Place) -> None:
    approve_all(township, ask(township))
    paying = replace(PAID, paper=Paper(kind=PaperKind.INVOICE, invoice_number="04403301"))
    services.pay_request(of(township, Office.BOOKKEEPER), village, FIRST, paying)
    services.pay_request(of(township, Office.BOOKKEEPER), village, FIRST, paying)  # sent twice
    other = replace(paying, paper=Paper(kind=PaperKind.INVOICE, invoice_number="04403302"))
    with pytest.raises(RequestPaidError):
        services.pay_request(of(township, Office.BOOKKEEPER), village, FIRST, other)
    (paper,) = VoucherPaper.select()
    assert (paper.voucher_id, paper.invoice_number) == (request(village, *FIRST).voucher_id, "04403301")


def test_only_the_township_adopts_and_only_for_days_to_come(township: Township, clock: SettableClock) -> None:
    admin = of(township, Office.TOWNSHIP_ADMIN)
    adopting = Adopting(ladder="default", decided_on=TODAY, since=date(2026, 11, 6), document="云政发〔2026〕9号")
    for office in (Office.AUDITOR, Office.SECRETARY):
        with pytest.raises(NotAllowedError):
            services.adopt_ladder(of(township, office), township.place, adopting)
    for change, refusal in (
        ({"since": TODAY}, LadderDayError),
        ({"decided_on": date(2026, 11, 6)}, LadderDecidedLaterError),
    ):
        with pytest.raises(refusal):
            services.adopt_ladder(admin, township.place, replace(adopting, **change))
    first = services.adopt_ladder(admin, township.place, adopting)
    assert services.adopt_ladder(admin, township.place, adopting).id == first.id
    with pytest.raises(LadderTakenError):
        services.adopt_ladder(admin, township.place, replace(adopting, ladder="town_a"))
    services.adopt_ladder(admin, township.place, replace(adopting, ladder="", since=date(2026, 12, 1)))
    clock.set_day(date(2026, 12, 1))
    assert ask(township).adoption_id is None
    assert LadderAdoption.select().count() == 2


@pytest.mark.race
def test_eight_at_once_take_one_step(township: Township, village: Place) -> None:
    row = ask(township)
    people = [of(township, Office.COMMITTEE, n) for n in range(4)] + [
        of(township, Office.BRANCH_COMMITTEE, n) for n in range(2)
    ]
    answers = together(lambda n: services.approve_steps(people[n % 6], village, [seen(row)]))
    assert answers["done"] in {1, 2}  # whoever was first may have clicked twice
    assert answers["done"] + answers[StepTakenError.__name__] == AT_ONCE
    assert PaymentStep.select().count() == 1


@pytest.mark.race
def test_one_person_clicking_eight_times_takes_one_step(township: Township, village: Place) -> None:
    row, witness = ask(township), of(township, Office.COMMITTEE)
    assert together(lambda _: services.approve_steps(witness, village, [seen(row)])) == {"done": AT_ONCE}
    assert PaymentStep.select().count() == 1


@pytest.mark.race
def test_one_request_is_paid_once_by_eight(township: Township, village: Place) -> None:
    bookkeeper = of(township, Office.BOOKKEEPER)
    approve_all(township, ask(township))
    money = (MoneyAccount.CASH, MoneyAccount.BANK)
    answers = together(lambda n: services.pay_request(bookkeeper, village, FIRST, replace(PAID, money=money[n % 2])))
    assert answers == {"done": 4, RequestPaidError.__name__: 4}
    assert Voucher.select().count() == 1


@pytest.mark.race
def test_eight_requests_at_once_are_numbered_without_a_gap(township: Township, village: Place) -> None:
    together(lambda n: ask(township, purpose=f"第{n}盏路灯"))
    numbers = sorted(row.number for row in PaymentRequest.select())
    assert numbers == list(range(1, AT_ONCE + 1))


@pytest.mark.race
def test_without_the_order_rule_only_the_database_stands_between_two_steps(
    township: Township, village: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, witness = ask(township), ladders.steps()["witness"]
    anybody = Seat(position=1, step=witness, office=Office.COMMITTEE, is_deputy=False)
    monkeypatch.setattr(service, "_seat", lambda *_: anybody)
    monkeypatch.setattr(service, "_did_it", lambda *_: False)
    people = [of(township, Office.COMMITTEE, n % 4) for n in range(AT_ONCE)]
    answers = together(lambda n: services.approve_steps(people[n], village, [seen(row)]))
    assert answers == {"done": 1, IntegrityError.__name__: AT_ONCE - 1}


def test_the_database_keeps_a_step_single_and_a_person_to_one(township: Township, village: Place) -> None:
    approve(village, ask(township), of(township, Office.COMMITTEE))
    (first,) = PaymentStep.select()
    kept = {name: value for name, value in first.__data__.items() if name != "id"}
    for change in ({"acted_by": 99}, {"position": 2}):
        with pytest.raises(IntegrityError), db.atomic():
            PaymentStep.create(**{**kept, **change})
