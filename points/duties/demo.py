"""Members' duties of the invented township: everything a branch registers in a year, every state at least once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from points.duties import queries, services
from points.duties.services import (
    Achieving,
    Assigning,
    Beginning,
    Joining,
    Leaving,
    Linking,
    Opening,
    Paying,
    Reporting,
    Settling,
    Studying,
    Visiting,
)
from points.duties.values import Outcome, Record, Rhythm, Verdict
from portal.demo import Event, at
from portal.kernel.months import Month
from portal.org.actors import actor_for
from portal.org.offices import Office
from portal.org.queries import branches, people_in_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portal.demo import Scene
    from portal.kernel.months import Quarter
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.queries import PersonRow

_DAY = timedelta(days=1)
_EACH = 8  # households of a member
_LEFT_OUT = 20  # households nobody is given, and members who get none: two
_VISITS_A_MONTH = 4

_POSTS = (
    ("area", "第一组责任区"),
    ("area", "第二组责任区"),
    ("area", "村口到小学的路"),
    ("pioneer", "防汛先锋岗"),
    ("stairwell", "安置楼一单元楼道长"),
    ("grid", "第三网格"),
)
_FREE, _CLOSED = 4, 5  # which of them nobody holds, which is closed
_NEEDS = ("屋后水沟堵了，请村里来疏通", "想办医保异地备案，不会弄", "门口路灯不亮", "申请危房改造，问进度")
_TALKS = ("问了秋收和孩子上学", "宣讲了防火和医保缴费", "看了独居老人，帮着买了药", "聊了合作社用工")
_OUTCOMES = (
    (Outcome.SOLVED, "当天请人办好了"),
    (Outcome.REFERRED, "已报镇里，等安排"),
    (Outcome.EXPLAINED, "不在政策范围内，上门说明了"),
)
_REPORT = "在厂里上班，参加了当地社区的党员学习两次，家里老人请支部多照看。"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branch:
    """A branch with who acts in it."""

    scene: Scene
    place: Place
    branch_id: int
    secretary: Actor
    recorder: Actor
    members: tuple[PersonRow, ...]  # who stays in the village and holds no office of the branch
    away: tuple[PersonRow, ...]

    def actor(self, number: int) -> Actor:
        """Return one of the members as they sign in."""
        return actor_for(self.members[number % len(self.members)].login or "")

    def day(self, month: Month, number: int) -> date:
        """Return a day of a month."""
        return month.first_day + (number - 1) * _DAY

    def event(self, day: date, hour: int, act: Callable[[], object], *, minute: int = 0) -> Iterator[Event]:
        """Yield what happened on a day that has passed."""
        if day < self.scene.today:
            yield Event(at=at(day, hour, minute), act=act)


def events(scene: Scene) -> Iterator[Event]:
    """Yield what members held and did in every village."""
    for place in scene.villages:
        branch = _known(scene, place)
        yield from _registered(branch)
        yield from _visited(branch)
        yield from _paid(branch)
        yield from _studied(branch)
        yield from _away(branch)
        yield from _campaign(branch)
        yield from _published(branch)


def _known(scene: Scene, place: Place) -> _Branch:
    secretary, recorder = scene.actor(place, Office.SECRETARY), scene.actor(place, Office.BRANCH_COMMITTEE)
    (branch,) = branches(place)
    rows = people_in_office(place, Office.MEMBER, Office.PROBATIONARY, on=scene.today)
    acting = {secretary.person_id, recorder.person_id}
    return _Branch(
        scene=scene,
        place=place,
        branch_id=branch.id,
        secretary=secretary,
        recorder=recorder,
        members=tuple(one for one in rows if one.id not in acting and one.login),
        away=tuple(people_in_office(place, Office.FLOATING, on=scene.today)),
    )


def _registered(branch: _Branch) -> Iterator[Event]:
    """Yield areas and posts with holders, households with members, and how some changed hands."""
    months, place = branch.scene.months, branch.place
    first = branch.day(months[0], 3)
    for number, (kind, name) in enumerate(_POSTS, start=1):
        opening = Opening(branch_id=branch.branch_id, kind=kind, name=name, opened_on=first)
        yield from branch.event(first, 8, partial(services.open_post, branch.secretary, place, opening), minute=number)
        if number not in {_FREE, _CLOSED}:
            assigning = Assigning(person_id=branch.members[number].id, since=first)
            act = partial(services.assign_post, branch.secretary, place, number, assigning)
            yield from branch.event(first, 9, act, minute=number)
    close = partial(
        services.close_post, branch.secretary, place, _CLOSED, until=first + 20 * _DAY, reason="安置楼并到二单元"
    )
    yield from branch.event(first + 20 * _DAY, 10, close)
    later = branch.day(months[-1], 6)
    handed = Assigning(person_id=branch.members[9].id, since=later, replaces=True, reason="原来的党员外出照看孙子")
    yield from branch.event(later, 9, partial(services.assign_post, branch.secretary, place, 2, handed))
    yield from branch.event(first + _DAY, 9, partial(_link_all, branch, first + _DAY))
    yield from branch.event(later, 15, partial(_hand_over, branch, later))


def _link_all(branch: _Branch, day: date) -> None:
    """Give the households to the members, in the order of the register, but for some."""
    homes = {one.household for one in branch.members}
    free = [one.id for one in queries.household_names(branch.place) if one.number not in homes]
    for number, member in enumerate(branch.members[:-2]):
        own = free[number * _EACH : (number + 1) * _EACH]
        if own and number * _EACH < len(free) - _LEFT_OUT:
            linking = Linking(person_id=member.id, household_ids=tuple(own), since=day)
            services.link_households(branch.recorder, branch.place, linking)


def _hand_over(branch: _Branch, day: date) -> object:
    found = queries.links(branch.place, on=day, person_id=branch.members[0].id)[:2]
    if not found:
        return None
    linking = Linking(
        person_id=branch.members[1].id,
        household_ids=tuple(one.household_id for one in found),
        since=day,
        reason="搬到了第二组，就近联系",
    )
    return services.link_households(branch.recorder, branch.place, linking)


def _visited(branch: _Branch) -> Iterator[Event]:
    """Yield visits on phones and on behalf, needs with every outcome and without, and one taken back."""
    months = branch.scene.months
    for month in months:
        dice = branch.scene.chance(branch.place, f"visits {month}")
        for number in range(_VISITS_A_MONTH if month in months[-4:] else 2):
            day = branch.day(month, 8 + 4 * number)
            need = _NEEDS[dice.randrange(len(_NEEDS))] if number % 2 else ""
            member = 2 + dice.randrange(20)
            visit = partial(_visit, branch, member, day, note=_TALKS[number % len(_TALKS)], need=need)
            yield from branch.event(day, 18, visit, minute=number)
            if need:
                yield from branch.event(day + 9 * _DAY, 17, partial(_settle, branch, day + 9 * _DAY), minute=number)
        late = branch.day(month, 26)
        behalf = partial(_visit_for, branch, 30, late - 2 * _DAY)
        yield from branch.event(late, 11, behalf)
    wrong = branch.day(branch.scene.months[-1], 27)
    yield from branch.event(wrong, 11, partial(_take_back, branch))
    recent = branch.scene.today - 4 * _DAY
    yield from branch.event(recent, 19, partial(_visit, branch, 5, recent, note="", need=_NEEDS[0]))


def _visit(branch: _Branch, number: int, day: date, *, note: str, need: str) -> object:
    actor = branch.actor(number)
    households = queries.links(branch.place, on=day, person_id=actor.person_id)
    if not households:
        return None
    visiting = Visiting(
        household_id=households[(day.day + number) % len(households)].household_id, visited_on=day, note=note, need=need
    )
    return services.record_visit(actor, branch.place, visiting)


def _visit_for(branch: _Branch, number: int, day: date) -> object:
    member = branch.members[number % len(branch.members)]
    households = queries.links(branch.place, on=day, person_id=member.id)
    if not households:
        return None
    visiting = Visiting(household_id=households[0].household_id, visited_on=day, note="电话里说的，请支委代录")
    return services.enter_visit(branch.recorder, branch.place, member.id, visiting)


def _settle(branch: _Branch, day: date) -> object:
    """Tell what came of the need that waits longest; the newest stay open."""
    waiting = queries.open_needs(branch.place, today=day)
    if not waiting:
        return None
    outcome, note = _OUTCOMES[(day.month + day.day // 20) % len(_OUTCOMES)]
    settling = Settling(outcome=outcome, note=note, settled_on=day)
    return services.settle_need(branch.secretary, branch.place, waiting[0].id, settling)


def _take_back(branch: _Branch) -> object:
    found = next((one for one in queries.visits(branch.place) if one.on_behalf_by and not one.withdrawn), None)
    if found is None:
        return None
    return services.withdraw(branch.secretary, branch.place, Record.VISIT, found.id, reason="记错了户，走访的是隔壁")


def _paid(branch: _Branch) -> Iterator[Event]:
    """Yield the ledger of dues: by quarter, most in time, some late, one not at all."""
    months, place = branch.scene.months, branch.place
    first, begins = branch.day(months[0], 2), months[0].quarter
    basis = "支部党员大会同意按季交"
    set_rhythm = partial(
        services.set_rhythm,
        branch.secretary,
        place,
        branch.branch_id,
        since=begins.months[0],
        rhythm=Rhythm.QUARTERLY,
        basis=basis,
    )
    yield from branch.event(first, 8, set_rhythm)
    for number, (fen, why) in enumerate(((100, "支委会核定"), (20, "生活困难，支委会核定"), (50, "支委会核定"))):
        rate = partial(
            services.set_rate,
            branch.secretary,
            place,
            branch.members[10 + number].id,
            since=begins.months[0],
            monthly_fen=fen,
            basis=why,
        )
        yield from branch.event(first, 9, rate, minute=number)
    for quarter in sorted({month.quarter for month in months} | {Month.of(branch.scene.today).quarter}):
        yield from _quarter_paid(branch, quarter, first)


def _quarter_paid(branch: _Branch, quarter: Quarter, first: date) -> Iterator[Event]:
    in_time = max(quarter.last_day - 10 * _DAY, first + _DAY)
    everybody = (*(one.id for one in (*branch.members, *branch.away)), branch.secretary.person_id)
    last = branch.members[0].id  # pays too late
    paying = Paying(period=quarter, person_ids=everybody[2:], paid_on=in_time)
    act = partial(services.record_dues, branch.recorder, branch.place, paying)
    yield from branch.event(in_time, 16, act)
    own = Paying(period=quarter, person_ids=(branch.recorder.person_id,), paid_on=in_time)
    yield from branch.event(in_time, 16, partial(services.record_dues, branch.secretary, branch.place, own), minute=1)
    after = quarter.last_day + 6 * _DAY
    late = Paying(period=quarter, person_ids=(last,), paid_on=after)
    yield from branch.event(after, 10, partial(services.record_dues, branch.recorder, branch.place, late))
    members, before = branch.members, quarter < Month.of(branch.scene.today).quarter.months[0].plus(-1).quarter
    if before:  # of the quarter that ended last, the second member still owes
        second = Paying(period=quarter, person_ids=(members[1].id,), paid_on=after)
        act = partial(services.record_dues, branch.recorder, branch.place, second)
        yield from branch.event(after, 10, act, minute=1)


def _studied(branch: _Branch) -> Iterator[Event]:
    """Yield study entered for many by an officer, and by members themselves: confirmed, rejected, waiting."""
    place, months = branch.place, branch.scene.months
    listed = [one.id for one in branch.members[:15]]
    for month in months:
        day = branch.day(month, 15)
        studying = Studying(
            kind="lecture", studied_on=day, hours_x10=30, title=f"{month.number}月党课", source="村党群服务中心"
        )
        yield from branch.event(day, 17, partial(services.enter_study, branch.recorder, place, studying, listed))
    for number, (verdict, title) in enumerate(
        ((Verdict.CONFIRMED, "网上学习农技"), (Verdict.REJECTED, "看电视新闻"), (None, "读党章写笔记"))
    ):
        day = branch.day(months[-1], 9 + number)
        studying = Studying(kind="self", studied_on=day, hours_x10=15, title=title, source="自学")
        yield from branch.event(day, 20, partial(services.record_study, branch.actor(number), place, studying))
        if verdict is not None:
            yield from branch.event(day + 2 * _DAY, 9, partial(_check, branch, title, verdict))


def _check(branch: _Branch, title: str, verdict: Verdict) -> object:
    waiting = [one.id for one in queries.study_entries(branch.place, waiting=True) if one.title == title]
    reason = "看新闻不算集中学习" if verdict is Verdict.REJECTED else ""
    return services.check_study(branch.secretary, branch.place, waiting, verdict=verdict, reason=reason)


def _away(branch: _Branch) -> Iterator[Event]:
    """Yield members away: one who reports, one who does not, one who came back; and another contact."""
    if len(branch.away) < 3:  # noqa: PLR2004 - three members away in every whole village
        return
    months, place = branch.scene.months, branch.place
    first = branch.day(months[0], 2)
    for number, (destination, contact) in enumerate((("广东佛山", 3), ("浙江宁波", 4), ("省城", 5))):
        leaving = Leaving(
            person_id=branch.away[number].id,
            destination=destination,
            since=first,
            contact_id=branch.members[contact].id,
        )
        act = partial(services.register_absence, branch.recorder, place, leaving)
        yield from branch.event(first, 14, act, minute=number)
    back = branch.day(months[0], 24)
    yield from branch.event(back, 9, partial(_return, branch, back))
    yield from branch.event(back, 9, partial(_other_contact, branch, back), minute=1)
    quarter, telling = months[0].quarter, 0
    while quarter.last_day < branch.scene.today - _DAY:
        day = quarter.last_day + _DAY
        yield from branch.event(day, 20, partial(_report, branch, quarter, day, on_behalf=not telling))
        yield from branch.event(day, 21, partial(_answer, branch))
        quarter, telling = quarter.months[2].plus(1).quarter, telling + 1
    day = max(quarter.first_day, branch.scene.today - 2 * _DAY)
    if day >= first:
        yield Event(at=at(day, 22), act=partial(_report, branch, quarter, day, on_behalf=False))


def _absence(branch: _Branch, number: int) -> queries.AbsenceRow:
    return next(one for one in queries.absences([branch.place]) if one.person_id == branch.away[number].id)


def _return(branch: _Branch, day: date) -> object:
    return services.register_return(branch.recorder, branch.place, _absence(branch, 2).id, returned_on=day)


def _other_contact(branch: _Branch, day: date) -> object:
    away, contact = _absence(branch, 1), branch.members[6].id
    return services.change_contact(branch.recorder, branch.place, away.id, person_id=contact, since=day)


def _report(branch: _Branch, quarter: Quarter, day: date, *, on_behalf: bool) -> object:
    actor = branch.recorder if on_behalf else actor_for(branch.away[0].login or "")
    reporting = Reporting(quarter=quarter, text=_REPORT, reported_on=day)
    return services.file_report(actor, branch.place, _absence(branch, 0).id, reporting)


def _answer(branch: _Branch) -> object:
    report = _absence(branch, 0).reports[0]
    text = "收到。老人那边我每周去看一次，您放心。"
    return services.answer_report(branch.actor(3), branch.place, report.id, text=text)


def _campaign(branch: _Branch) -> Iterator[Event]:
    """Yield a campaign with results that add up, and one that was recorded wrongly and taken back."""
    months, place = branch.scene.months, branch.place
    begins = branch.day(months[0], 5)
    beginning = Beginning(
        branch_id=branch.branch_id,
        kind="prosper",
        name="党员带头种茶",
        goal="五名党员各带三户以上，一年里新种茶园五十亩。",
        begins_on=begins,
    )
    yield from branch.event(begins, 8, partial(services.begin_campaign, branch.secretary, place, beginning))
    for number in range(4):
        joining = Joining(
            person_id=branch.members[number].id, project=f"带邻居种茶 {8 + number} 亩", joined_on=begins + _DAY
        )
        act = partial(services.join_campaign, branch.actor(number), place, 1, joining)
        yield from branch.event(begins + _DAY, 19, act, minute=number)
        day = branch.day(months[-1], 10 + number)
        yield from branch.event(day, 19, partial(_achieve, branch, number, day))
    wrong = branch.day(months[-1], 20)
    yield from branch.event(wrong, 9, partial(_wrong_result, branch, wrong))


def _achieve(branch: _Branch, number: int, day: date) -> None:
    part = queries.campaign(branch.place, 1).joinings[number]
    for measure, quantity in (("households", 3 + number), ("mu", 8 + number)):
        achieving = Achieving(measure=measure, quantity=quantity, achieved_on=day, evidence="合作社用工名单和地块图")
        services.record_result(branch.actor(number), branch.place, part.id, achieving)


def _wrong_result(branch: _Branch, day: date) -> object:
    part = queries.campaign(branch.place, 1).joinings[0]
    achieving = Achieving(measure="jobs", quantity=70, achieved_on=day, evidence="用工名单")
    row = services.record_result(branch.recorder, branch.place, part.id, achieving)
    return services.withdraw(branch.secretary, branch.place, Record.RESULT, row.id, reason="把 7 人写成了 70 人")


def _published(branch: _Branch) -> Iterator[Event]:
    """Yield the quarters' figures in public, but for the one that ended last: it waits."""
    quarter = branch.scene.months[0].quarter
    newest = Month.of(branch.scene.today).quarter.months[0].plus(-1).quarter
    while quarter < newest:
        day = quarter.last_day + 20 * _DAY
        act = partial(services.publish_duties, branch.secretary, branch.place, quarter)
        yield from branch.event(day, 10, act)
        quarter = quarter.months[2].plus(1).quarter
