"""The ledger of dues: who paid, who is late; what a member pays, how often a branch takes it. No money passes here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from points.duties import queries, services
from points.duties.errors import NoDutyError
from points.duties.forms import DuesForm, RateForm, ReasonForm, RhythmForm, VisitFilter
from points.duties.practice import practice_on
from points.duties.rules.dues import DuesState, is_usual, too_far_back
from points.duties.tables import DUES_COLUMNS, Cell, dues_rows, dues_state
from points.duties.values import Record, Rhythm
from points.duties.views.root import (
    Asked,
    FormPage,
    Law,
    Link,
    blueprint,
    done,
    form_screen,
    list_screen,
    may,
    quarters_back,
    tick_all,
)
from portal.kernel import clock
from portal.kernel.money import plain_yuan
from portal.kernel.months import Month, MonthError, Quarter
from portal.org.permissions import Permission
from portal.org.queries import branches
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from points.duties.practice import Practice
    from points.duties.queries import MemberRow, RateRow, WithdrawnPayment
    from points.duties.rules.dues import DuesMonth

_QUARTERS = 6


@blueprint.get("/dues/")
@require(Permission.POINTS_RECORD)
def dues() -> ResponseReturnValue:
    """List what is due of whom and what was paid: first what is late, then the newest months, at last those to come."""
    village, today, filters = current_village(), clock.today(), VisitFilter()
    offered = quarters_back()
    filters.quarter.choices = options([("", "近八个季度"), *((str(one), one.chinese) for one in offered)])
    filters.state.choices = options([("", "不限"), *((one.value, one.chinese) for one in DuesState)])
    name, state, asked_for = filters.value("q"), filters.value("state"), filters.value("quarter")
    quarter = next((one for one in offered if str(one) == asked_for), None)
    first, last = (quarter or offered[-1]).months[0], (quarter or offered[0]).months[2]
    book = queries.ledger([village], through=last)
    months = [
        one
        for one in book.due_in(first, min(last, Month.of(today).quarter.months[2]))
        if (not name or name in book.members[one.person_id].name) and (not state or one.state(today) == state)
    ]
    this = Month.of(today)
    months.sort(
        key=lambda one: (one.state(today) is DuesState.LATE, one.month <= this, one.month, -one.person_id), reverse=True
    )
    rule = practice_on("dues", today)
    asked = Asked(
        title="党费记录",
        lead="系统不收钱：交到支委手里以后在这里登记。谁没有交只在支部内看，公开的只有按时交纳率。",
        columns=DUES_COLUMNS,
        endpoint="duties.member_dues",
        argument="person_id",
        actions=tuple(_actions()),
        empty="还没有应交的党费；先登记从哪个月开始、按月还是按季交。",
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return list_screen(asked, dues_rows(months, book.members, today=today), filters)


@blueprint.route("/dues/pay", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def record_dues() -> ResponseReturnValue:
    """Tick who paid for a month or quarter."""
    village, today, actor = current_village(), clock.today(), current_actor()
    form = DuesForm(paid_on=today)
    periods = list(_periods())
    chosen = _chosen(periods, request.args.get("period"))
    last = chosen.months[2] if isinstance(chosen, Quarter) else chosen
    wanted = set(chosen.months) if isinstance(chosen, Quarter) else {chosen}
    book = queries.ledger([village], since=min(wanted), through=last)
    owing = {one.person_id for one in book.due_in(min(wanted), last) if one.paid_on is None} - {actor.person_id}
    form.people.choices = options((key, one.name) for key, one in book.members.items() if key in owing)
    tick_all(form.people)
    if form.validate_on_submit():
        with form.refusals():
            paying = services.Paying(period=chosen, person_ids=tuple(form.people.data or ()), paid_on=form.paid_on.data)
            rows = services.record_dues(actor, village, paying)
            return done(f"已登记 {len(paying.person_ids)} 人，{len(rows)} 个月。", ".dues")
    rule = practice_on("dues", today)
    page = FormPage(
        title=f"登记{chosen.chinese}党费",
        lead="勾选已经交到支委手里的党员；自己的由另一名支委登记。没有列出的已经交了或不用交。",
        submit="登记",
        back=url_for(".dues"),
        back_title="党费记录",
        facts=_warned(last, rule),
        law=Law(article=rule.article, quoted=rule.quoted),
        ways=(
            Link(address=url_for(".record_dues", period=str(chosen), all=1), title="先全部勾上"),
            *(Link(address=url_for(".record_dues", period=str(one)), title=one.chinese) for one in periods),
        ),
    )
    return form_screen(form, page)


@blueprint.route("/dues/rate", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def set_rate() -> ResponseReturnValue:
    """Record what a member pays a month."""
    village, today = current_village(), clock.today()
    form, rule = RateForm(since=Month.of(today)), practice_on("dues", today)
    usual = _usual(rule)
    if not form.is_submitted():
        del form.sure  # asked only of what came back
    others = (one for one in queries.members_on(village, today) if one.id != current_actor().person_id)
    form.person.offer((one.id, one.name) for one in others)
    if form.validate_on_submit():
        with form.refusals():
            fen = form.monthly.data
            services.set_rate(
                current_actor(),
                village,
                form.person.data,
                since=form.since.data,
                monthly_fen=fen,
                basis=form.basis.data,
                sure=form.sure.data,
            )
            limits = {name: rule[name] for name in ("least_fen", "most_fen", "hardship_fen")}
            told = "。" if is_usual(fen, **limits) else f"；{usual}，请再核对一遍。"
            return done(f"已登记每月应交的金额{told}", ".dues")
    page = FormPage(
        title="核定每月交多少",
        lead="没有核定的按最低标准。改了金额，以前交的不变。",
        submit="保存",
        back=url_for(".dues"),
        back_title="党费记录",
        facts=(("一般交多少", usual),),
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return form_screen(form, page)


@blueprint.route("/dues/rhythm", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def set_rhythm() -> ResponseReturnValue:
    """Record from when and how often a branch takes dues."""
    village, today = current_village(), clock.today()
    form, rule = RhythmForm(since=Month.of(today).quarter.months[0]), practice_on("dues", today)
    there = branches(village)
    form.branch.choices = options((one.id, one.name) for one in there)
    if form.validate_on_submit():
        with form.refusals():
            services.set_rhythm(
                current_actor(),
                village,
                form.branch.data,
                since=form.since.data,
                rhythm=Rhythm(form.rhythm.data),
                basis=form.basis.data,
            )
            return done("已登记，从这个月起列出应交的党费。", ".dues")
    names = {one.id: one.name for one in there}
    page = FormPage(
        title="按月还是按季交党费",
        lead="经支部同意可以按季交。",
        submit="保存",
        back=url_for(".dues"),
        back_title="党费记录",
        facts=tuple(
            (names[one.branch_id], f"{one.since.chinese}起{one.rhythm.chinese}（{one.basis}）")
            for one in queries.rhythms(village)
        ),
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return form_screen(form, page)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDuesPage:
    """One member's ledger: what is due, paid, taken back, and what was said to be paid a month."""

    member: MemberRow
    months: tuple[tuple[DuesMonth, Cell], ...]
    withdrawn: tuple[WithdrawnPayment, ...]
    rates: tuple[RateRow, ...]
    may_withdraw: bool


@blueprint.get("/dues/<int:person_id>/")
@require(Permission.POINTS_RECORD)
def member_dues(person_id: int) -> str:
    """Show one member's ledger."""
    village, today = current_village(), clock.today()
    book = queries.ledger([village], through=Month.of(today).quarter.months[2], person_ids=[person_id])
    if person_id not in book.members:
        raise NoDutyError
    page = MemberDuesPage(
        member=book.members[person_id],
        months=tuple((one, dues_state(one, today)) for one in reversed(book.of(person_id))),
        withdrawn=tuple(queries.withdrawn_payments(village, person_id)),
        rates=tuple(reversed(queries.rates(village, person_id))),
        may_withdraw=person_id != current_actor().person_id,
    )
    return render_template("points/duties/member_dues.html", page=page)


@blueprint.route("/dues/<int:person_id>/<period>/withdraw", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def withdraw_dues(person_id: int, period: str) -> ResponseReturnValue:
    """Take a payment back that was entered wrongly."""
    village, form = current_village(), ReasonForm()
    found = _payment(person_id, period)
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(current_actor(), village, Record.DUES, found, reason=form.reason.data)
            return done("已撤销，这个月又列为没有交。", ".member_dues", person_id=person_id)
    page = FormPage(
        title="撤销一笔党费登记",
        lead="登记错了人或月份的，撤销以后重新登记；记录和原因都保留。",
        submit="撤销",
        back=url_for(".member_dues", person_id=person_id),
        back_title="这位党员的党费",
    )
    return form_screen(form, page)


def _payment(person_id: int, period: str) -> int:
    """Return the number of the payment of a member's month.

    :raise NoDutyError: that month is none, or nothing was paid.
    """
    try:
        month = Month.parse(period)
    except MonthError as problem:
        raise NoDutyError from problem
    book = queries.ledger([current_village()], through=month, person_ids=[person_id])
    found = book.months.get(person_id, {}).get(month)
    if found is None or found.payment_id is None:
        raise NoDutyError
    return found.payment_id


def _periods() -> Iterator[Month | Quarter]:
    """Yield what may be paid for: quarters where a branch pays by quarter, else months; the newest first."""
    steps = queries.rhythms(current_village())
    quarterly = any(one.rhythm is Rhythm.QUARTERLY for one in steps)
    for quarter in quarters_back(_QUARTERS):
        if quarterly:
            yield quarter
        if not steps or any(one.rhythm is Rhythm.MONTHLY for one in steps):
            today = Month.of(clock.today())
            yield from (month for month in reversed(quarter.months) if month <= today)


def _chosen(periods: list[Month | Quarter], text: str | None) -> Month | Quarter:
    return next((one for one in periods if str(one) == text), periods[0])


def _usual(rule: Practice) -> str:
    least, most, hardship = (plain_yuan(rule[name]) for name in ("least_fen", "most_fen", "hardship_fen"))
    return f"农民党员一般每月 {least} 元至 {most} 元，生活困难的 {hardship} 元{_doubt(rule)}"


def _warned(month: Month, rule: Practice) -> tuple[tuple[str, str], ...]:
    months = rule["back_pay_months"]
    if not too_far_back(month, paid_on=clock.today(), most_months=months):
        return ()
    return (("补交", f"已经超过 {months} 个月，一般不再补交{_doubt(rule)}，请先问镇党委。"),)


def _doubt(rule: Practice) -> str:
    return "" if rule.quoted else "（待核）"


def _actions() -> Iterator[Link]:
    yield Link(address=url_for(".record_dues"), title="登记交纳")
    yield Link(address=url_for(".set_rate"), title="核定金额")
    if may(Permission.POINTS_PUBLISH):
        yield Link(address=url_for(".set_rhythm"), title="按月还是按季")
