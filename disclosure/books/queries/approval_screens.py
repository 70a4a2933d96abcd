"""The screens of requests for payment, and what they leave to be done by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from disclosure.books.ladders import remind_days
from disclosure.books.queries import approvals
from disclosure.books.queries.accounts import sub_accounts
from disclosure.books.queries.approvals import LATEST, NEWEST, OPEN, PAID, WITHDRAWN, count_where, requests_where
from disclosure.books.queries.funds import fund_balances
from disclosure.books.queries.ladders import adoptions, climb_under
from disclosure.books.queries.resolutions import allowances
from disclosure.books.rules.approvals import (
    Asked,
    RequestState,
    Verdict,
    paid_out_fen,
    require_seat,
    resolution_cautions,
    set_off_fen,
)
from disclosure.books.rules.entries import Category
from disclosure.books.rules.funds import asked_outside, beside_purpose
from disclosure.books.rules.vouchers import VoucherOrigin
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.paging import PAGE_SIZE, Page
from portal.meetings.queries import meetings
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from disclosure.books.queries.approvals import Desk, RequestRow, StepRow
    from disclosure.books.queries.entries import VoucherRow
    from disclosure.books.queries.funds import FundBalance
    from disclosure.books.queries.ladders import AdoptionRow, Climb
    from disclosure.books.rules.approvals import Seat
    from disclosure.books.rules.resolutions import Allowance
    from portal.org.actors import Actor
    from portal.org.models import Place

_UNFINISHED = (RequestState.WAITING, RequestState.RETURNED, RequestState.APPROVED)
#: As many names as are told one by one.
_FEW = 3

#: What the list of requests may be asked for, and what it is called.
SHOWN: dict[str, tuple[str, Any]] = {
    "open": ("在办的", OPEN),
    "paid": ("已付款的", PAID),
    "withdrawn": ("已收回的", LATEST & WITHDRAWN),
    "all": ("全部", LATEST),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRequest:
    """A request in the list, with whom it waits for and how long it has."""

    row: RequestRow
    mine: bool
    waits_for: str
    days: int | None
    is_slow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestList:
    """The village's requests: those that wait for whoever looks, then the others."""

    mine: tuple[ListedRequest, ...]
    others: Page[ListedRequest]
    may_request: bool
    may_approve_many: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLine:
    """One step of a request's course as it is shown."""

    name: str
    mark: str
    word: str
    detail: str
    meeting_id: int | None = None
    meeting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestActs:
    """What whoever looks may do with the request now."""

    approve: bool
    pay: bool
    answer: bool
    withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """One request as its screen shows it."""

    row: RequestRow
    climb: Climb
    lines: tuple[CourseLine, ...]
    earlier: tuple[tuple[RequestRow, tuple[CourseLine, ...]], ...]
    allowance: Allowance | None
    fund: FundBalance | None  # the registered fund it is paid from
    cautions: tuple[str, ...]
    waits_for: str
    days: int | None
    is_slow: bool
    meetings: tuple[tuple[int, str], ...]  # those the step that waits may rest on
    why_not: str  # why whoever looks, an approver, cannot take the step that waits
    acts: RequestActs


def request_list(village: Place, actor: Actor, *, shown: str, page: int, today: date) -> RequestList:
    """Return a page of the village's requests, the newest first.

    :raise NotFoundError: there is no such page.
    """
    where = SHOWN[shown][1]
    total = count_where(village, where)
    pages = max(1, -(-total // PAGE_SIZE))
    if not 1 <= page <= pages:
        raise NotFoundError
    rows = requests_where(village, where, *NEWEST, limit=PAGE_SIZE, skip=(page - 1) * PAGE_SIZE)
    at_desk = approvals.desk(village, actor, on=today)
    listed = tuple(_listed(one, at_desk, today=today) for one in rows)
    mine = tuple(one for one in listed if one.mine)
    others = tuple(one for one in listed if not one.mine)
    return RequestList(
        mine=mine,
        others=Page(rows=others, number=page, pages=pages, total=total),
        may_request=actor.may(Permission.BOOKS_REQUEST, village, on=today),
        may_approve_many=len([one for one in mine if not needs_meeting(one.row)]) > 1,
    )


def to_review(village: Place, actor: Actor, *, today: date) -> tuple[RequestPage, ...]:
    """Return every request whose waiting step is the actor's and needs no more than a yes, the oldest first."""
    around = _around(village, actor, today=today)
    mine = (one for one in around.open if around.desk.is_mine(one))
    return tuple(_page(around, (one,)) for one in mine if not needs_meeting(one))


def request_page(village: Place, actor: Actor, year: int, number: int, *, today: date) -> RequestPage:
    """Return everything the screen of a request shows.

    :raise NotFoundError: the village has no such request.
    """
    versions = approvals.versions(village, year, number)
    return _page(_around(village, actor, today=today, shown=versions), versions)


def waited_words(days: int) -> str:
    """Return how long something has waited, in words."""
    return f"已等 {days} 天" if days else "今天到的"


def needs_meeting(row: RequestRow) -> bool:
    """Tell whether the step that waits rests on a meeting, which is named with the yes."""
    return row.course.due is not None and row.course.due[1].body is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherApproval:
    """The request a voucher was booked from, with its course, or why there is none."""

    row: RequestRow | None = None
    lines: tuple[CourseLine, ...] = ()
    missing: str = ""


def approval_of(village: Place, voucher: VoucherRow) -> VoucherApproval:
    """Return how a voucher was approved, for its screen; nobody is asked for what is no payment or takes one back."""
    if voucher.reverses is not None or not (paid_out_fen(voucher.lines) or set_off_fen(voucher.lines)):
        return VoucherApproval()
    row = approvals.request_of_voucher(village, voucher.id)
    if row is None:
        return VoucherApproval(missing=_MISSING.get(voucher.origin, ""))
    return VoucherApproval(row=row, lines=_lines(row, waits_for="", today=row.since))


_MISSING = {
    VoucherOrigin.IMPORTED: "导入的账，审批手续在纸上，系统里没有记录。",
    VoucherOrigin.TYPED: "这笔支出没有付款申请，没有审批记录。",
}


def _listed(row: RequestRow, at_desk: Desk, *, today: date) -> ListedRequest:
    days = (today - row.since).days if row.state in _UNFINISHED else None
    return ListedRequest(
        row=row,
        mine=at_desk.is_mine(row),
        waits_for=_waits_for(row, at_desk),
        days=days,
        is_slow=days is not None and days >= remind_days(),
    )


def _waits_for(row: RequestRow, at_desk: Desk) -> str:
    if row.state is RequestState.RETURNED:
        return f"经手人{row.filed_by}修改重报"
    if row.state is RequestState.APPROVED:
        return "报账员付款记账"
    if row.course.due is None:
        return ""
    names = at_desk.waited_for(row)
    shown = "、".join(names) if len(names) <= _FEW else f"{names[0]}等 {len(names)} 人"
    return f"{row.course.due[1].name}（{shown or '没有人能办，请镇管理员登记任职'}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What pages of requests need beside the requests themselves, asked once for all of them."""

    village: Place
    account_id: int
    may: frozenset[Permission]
    desk: Desk
    open: tuple[RequestRow, ...]
    adoptions: tuple[AdoptionRow, ...]
    allowances: Mapping[int, Allowance]
    funds: Mapping[str, FundBalance]
    details: Mapping[str, str]  # names of the village's own accounts by code
    today: date


def _around(village: Place, actor: Actor, *, today: date, shown: tuple[RequestRow, ...] = ()) -> _Around:
    waiting = approvals.open_requests(village)
    rests = any(one.matter_number is not None for one in (*waiting, *shown))
    asked = (Permission.BOOKS_APPROVE, Permission.BOOKS_RECORD)
    return _Around(
        village=village,
        account_id=actor.account_id,
        may=frozenset(one for one in asked if actor.may(one, village, on=today)),
        desk=approvals.desk(village, actor, on=today),
        open=waiting,
        adoptions=adoptions(village),
        allowances={one.number: one for one in allowances(village, today=today)} if rests else {},
        funds={one.fund.name: one for one in fund_balances(village)},
        details={one.code: one.name for one in sub_accounts(village)},
        today=today,
    )


def _page(around: _Around, versions: tuple[RequestRow, ...]) -> RequestPage:
    row, today = versions[-1], around.today
    waits_for = _waits_for(row, around.desk)
    seat, why_not = _seat(row, around.desk)
    own, waiting = row.course.filed_by == around.account_id, row.state in _UNFINISHED
    days = (today - row.since).days if waiting else None
    allowance = None if row.matter_number is None else around.allowances.get(row.matter_number)
    return RequestPage(
        row=row,
        climb=_climb(around, row),
        lines=_lines(row, waits_for=waits_for, today=today),
        earlier=tuple((one, _lines(one, waits_for="", today=today)) for one in versions[:-1]),
        allowance=allowance,
        fund=around.funds.get(row.fund or (allowance.fund if allowance else "")),
        cautions=_cautions(around, row),
        waits_for=waits_for,
        days=days,
        is_slow=days is not None and days >= remind_days(),
        meetings=_meetings(around.village, row, today=today) if seat else (),
        why_not=why_not,
        acts=RequestActs(
            approve=seat is not None and Permission.BOOKS_APPROVE in around.may,
            pay=row.state is RequestState.APPROVED and Permission.BOOKS_RECORD in around.may,
            answer=own and row.state is RequestState.RETURNED,
            withdraw=own and waiting,
        ),
    )


def _climb(around: _Around, row: RequestRow) -> Climb:
    adoption = next((one for one in around.adoptions if one.id == row.adoption_id), None)
    return climb_under(adoption, row.spending, row.amount_fen, on=row.filed_on)


def _seat(row: RequestRow, at_desk: Desk) -> tuple[Seat | None, str]:
    """Return as what whoever looks takes the step that waits, or why they cannot although they hold an office."""
    if row.course.due is None or not at_desk.own.offices:
        return None, ""
    try:
        return require_seat(row.course, at_desk.own, others=at_desk.hands, interest=row.interest), ""
    except NotAllowedError as bar:
        return None, bar.sentence


def _lines(row: RequestRow, *, waits_for: str, today: date) -> tuple[CourseLine, ...]:
    taken = {one.position: one for one in row.taken}
    due = row.course.due
    first = CourseLine(name="经手人", mark="done", word="报出", detail=f"{row.filed_by}，{chinese_day(row.filed_on)}")
    found = [first]
    for at, step in enumerate(row.course.steps, start=1):
        if step.needs_matter:
            named = row.matter_number is not None
            detail = f"依据第{row.matter_number}号议题的决议" if named else "没有写明依据哪项决议"
            found.append(
                CourseLine(
                    name=step.name, mark="done" if named else "warn", word="有" if named else "缺", detail=detail
                )
            )
        elif at in taken:
            found.append(_taken_line(taken[at]))
        elif due is not None and due[0] == at:
            days = (today - row.since).days
            mark = "warn" if days >= remind_days() else "wait"
            found.append(CourseLine(name=step.name, mark=mark, word=waited_words(days), detail=f"等{waits_for}"))
        else:
            found.append(CourseLine(name=step.name, mark="off", word="还没到", detail=""))
    return tuple(found)


def _taken_line(one: StepRow) -> CourseLine:
    standing_in = f"代{one.step.name}" if one.is_deputy else ""
    said = f"{one.office.title}{one.who}{standing_in}，{chinese_day(one.on)}"
    return CourseLine(
        name=one.step.name,
        mark="done" if one.verdict is Verdict.APPROVED else "stop",
        word=one.verdict.title,
        detail=f"{said}：{one.reason}" if one.reason else said,
        meeting_id=one.meeting_id,
        meeting=one.meeting,
    )


def _meetings(village: Place, row: RequestRow, *, today: date) -> tuple[tuple[int, str], ...]:
    """Return the held and minuted meetings of the body the step that waits asks for, newest first."""
    body = row.course.due[1].body if row.course.due else None
    if body is None:
        return ()
    return tuple(
        (one.id, f"{chinese_day(one.meets_on)} {one.title}")
        for one in meetings(village)
        if one.body == body and one.present and one.minuted and one.meets_on <= today
    )


def _cautions(around: _Around, row: RequestRow) -> tuple[str, ...]:
    """Return what a request should be looked at for, until it is paid."""
    if row.state not in _UNFINISHED:
        return ()
    return (*_fund_cautions(around, row), *_resolution_cautions(around, row))


def _fund_cautions(around: _Around, row: RequestRow) -> tuple[str, ...]:
    """Say where the request would pay what its fund's purpose does not name."""
    allowance = None if row.matter_number is None else around.allowances.get(row.matter_number)
    found = around.funds.get(row.fund or (allowance.fund if allowance else ""))
    if found is None:
        return ()
    category = Category(account=row.category.partition("-")[0], detail=around.details.get(row.category, ""))
    return beside_purpose(found.fund, asked_outside(found.fund, category))


def _resolution_cautions(around: _Around, row: RequestRow) -> tuple[str, ...]:
    gate = next((one for one in row.course.steps if one.needs_matter), None)
    number = row.matter_number
    if gate is None and number is None:
        return ()
    others = (one for one in around.open if number is not None and one.matter_number == number)
    asked = Asked(
        amount_fen=row.amount_fen,
        matter_number=number,
        fund=row.fund,
        step=gate.name if gate else "决议",
        others_fen=sum(one.amount_fen for one in others if one.named != row.named),
    )
    allowance = None if number is None else around.allowances.get(number)
    return resolution_cautions(asked, allowance, ladder=_climb(around, row).title, on=around.today)
