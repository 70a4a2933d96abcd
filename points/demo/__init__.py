"""Points of the invented township: months entered by meetings and in the field, reviewed, published, contested.

In every village one objection is upheld and one dismissed, a slip is put right before anybody saw it, an entry is
taken back after it came into force, a month is locked and something late counts in the next, and the last month
leaves every state open: claims waiting, a rejected one, a list on display with an objection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from points import queries, services
from points.demo import intake, years
from points.services import Batch, Declaration, Judgement, Objecting, Recording
from points.values import Finding, Verdict
from portal.demo import Event, at
from portal.org.offices import Office
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.demo import Scene
    from portal.kernel.months import Month, Quarter
    from portal.org.actors import Actor
    from portal.org.models import Place

#: What happens every month: item, day, how many in a hundred take part, note.
_MONTHLY = (
    ("A04", 5, 80, "主题党日"),
    ("A02", 12, 60, "党小组会"),
    ("C01", 24, 40, "清洁家园"),
    ("E02", 5, 6, "主题党日迟到"),
)
#: What members declare themselves: item and what they say.
_DECLARED = (
    ("B01", "走访联系户，问了医保缴费"),
    ("B02", "代办养老保险认证"),
    ("B04", "调解两家排水纠纷"),
    ("C02", "森林防火值守"),
    ("C07", "带头流转土地修机耕路"),
    ("D07", "收到村民送的锦旗"),
)
#: The member who leads the party group, counted from the last; those before declare.
_LEADER = -13
_DAY = timedelta(days=1)
_LIST_AFTER, _QUARTER_AFTER, _LOCK_AFTER = timedelta(days=5), timedelta(days=22), timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Village:
    """A village with who acts in it."""

    scene: Scene
    place: Place
    secretary: Actor
    recorder: Actor
    reviewer: Actor
    members: tuple[int, ...]  # who neither records nor reviews nor is away


def events(scene: Scene) -> Iterator[Event]:
    """Yield what happened with points in every village."""
    for number, place in enumerate(scene.villages):
        village = _known(scene, place)
        yield from intake.adoptions(scene, place, village.secretary, first_village=number == 0)
        if number == 0:
            leader = scene.actor(place, Office.MEMBER, _LEADER)
            yield from intake.party_group(scene, place, village.secretary, leader)
            pair = village.recorder.person_id, village.members[-2]
            yield from intake.relatives(scene, place, village.secretary, pair)
        yield from intake.away(scene, place, village.secretary, village.members[-1])
        yield from intake.drafted(scene, place, village.recorder, village.reviewer)
        for month in scene.months:
            yield from _month(village, month)
            yield from _listed(village, month)
        yield from _troubles(village)
        yield from _open_ends(village)
        yield from years.events(scene, place, members=village.members)
        for quarter in sorted({month.quarter for month in scene.months}):
            yield from _quarter(village, quarter)


def _known(scene: Scene, place: Place) -> _Village:
    recorder, reviewer = (scene.actor(place, Office.BRANCH_COMMITTEE, number) for number in (0, 1))
    secretary, (branch,) = scene.actor(place, Office.SECRETARY), branches(place)
    aside = intake.apart(place, secretary, recorder, reviewer)
    members = queries.members(place, branch.id, on=scene.months[0].first_day)
    others = tuple(row.id for row in members if row.id not in aside and Office.FLOATING not in row.offices)
    return _Village(scene=scene, place=place, secretary=secretary, recorder=recorder, reviewer=reviewer, members=others)


def _month(village: _Village, month: Month) -> Iterator[Event]:
    """Yield a month: batches by whoever kept the list, declarations from phones, and their reviews."""
    dice = village.scene.chance(village.place, f"points {month}")
    for minute, (code, number, share, note) in enumerate(_MONTHLY):
        day = month.first_day + timedelta(days=number - 1)
        ticked = tuple(one for one in village.members if dice.randrange(100) < share)
        batch = Batch(item_code=code, happened_on=day, person_ids=ticked, note=f"{month.number}月{note}")
        if ticked:
            record = partial(services.record_batch, village.recorder, village.place, batch)
            yield Event(at=at(day, 16, minute), act=record)
    picked = [*dice.sample(_DECLARED, 2), _DECLARED[-1]]
    for number, (code, note) in enumerate(picked):
        day = month.first_day + timedelta(days=7 + 6 * number)
        declaration = Declaration(item_code=code, happened_on=day, note=note)
        yield Event(at=at(day, 19, number), act=partial(_declare, village, dice.randrange(12), declaration))
    yield Event(at=at(month.last_day, 17), act=partial(_review_all, village))


def _declare(village: _Village, number: int, declaration: Declaration) -> object:
    actor = village.scene.actor(village.place, Office.MEMBER, -1 - number)
    return services.declare_points(actor, village.place, declaration)


def _review_all(village: _Village) -> object:
    """Accept what waits, as a branch committee does at the month's end: ranges get their value, two are corrected."""
    waiting = intake.review_all(village.reviewer, village.place)
    if not waiting:
        return None
    return services.review_claims(village.reviewer, village.place, [_judged(one) for one in waiting])


def _judged(claim: queries.ClaimRow) -> Judgement:
    if claim.is_range:
        return Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, points_x100=650, reason="支委会认定作用较大")
    if claim.item_code == "D07":
        return Judgement(claim_id=claim.id, verdict=Verdict.REJECTED, reason="没有锦旗照片，补上后可以再报")
    return Judgement(claim_id=claim.id)


def _listed(village: _Village, month: Month) -> Iterator[Event]:
    """Yield the month's list, and its lock where the display is long over."""
    scene, publish_on = village.scene, _shown_on(village.scene, month)
    if publish_on < scene.today:
        publish = partial(services.publish_list, village.secretary, village.place, month)
        yield Event(at=at(publish_on, 9), act=publish)
    lock_on = month.last_day + _LOCK_AFTER
    if lock_on < scene.today and month < scene.months[-1]:
        yield Event(at=at(lock_on, 9, 30), act=partial(services.lock_month, village.secretary, village.place, month))


def _shown_on(scene: Scene, month: Month) -> date:
    """Return the day a month's list goes on display; the newest one's is there on the day of loading."""
    usual = month.last_day + _LIST_AFTER
    return max(usual, scene.today - 3 * _DAY) if month == scene.months[-1] else usual


def _quarter(village: _Village, quarter: Quarter) -> Iterator[Event]:
    day = quarter.last_day + _QUARTER_AFTER
    if day < village.scene.today and quarter.first_day >= village.scene.months[0].first_day:
        publish = partial(services.publish_list, village.secretary, village.place, quarter)
        yield Event(at=at(day, 10), act=publish)


def _troubles(village: _Village) -> Iterator[Event]:
    """Yield what went wrong in the first months and how it was put right."""
    months = village.scene.months
    first = months[0]
    yield from _slip(village, first)
    if len(months) > 3:  # noqa: PLR2004 - three months for what follows one another
        yield from _contested(village, first)
        yield from _belated(village, first)
        yield from _taken_back(village, first)


def _slip(village: _Village, month: Month) -> Iterator[Event]:
    """Yield an entry made for the wrong member, reversed before the list, and made for the right one."""
    day = month.first_day + timedelta(days=19)
    wrong, right = village.members[:2]
    note = "调解宅基地纠纷"

    def enter(person_id: int) -> object:
        recording = Recording(person_id=person_id, item_code="B04", happened_on=day, note=note)
        claim = services.record_claim(village.recorder, village.place, recording)
        return services.review_claim(village.reviewer, village.place, Judgement(claim_id=claim.id))

    def put_right() -> object:
        found = queries.entries_in(village.place, month, today=day, person_id=wrong)
        slip = next(one.id for one in found if one.item_code == "B04" and one.note == note)
        services.reverse_entry(village.recorder, village.place, slip, reason="记错了人")
        return enter(right)

    yield Event(at=at(day, 17), act=partial(enter, wrong))
    yield Event(at=at(day + _DAY, 9), act=put_right)


def _contested(village: _Village, month: Month) -> Iterator[Event]:
    """Yield two objections against the first month's list: one upheld, one dismissed, answered in a revision."""
    shown = month.last_day + _LIST_AFTER

    def file(code: str, text: str, number: int) -> object:
        found = [
            one
            for one in queries.month_list(village.place, month, today=shown + _DAY).lines
            if one.entry.item_code == code and one.may_object
        ]
        objector = village.scene.actor(village.place, Office.REPRESENTATIVE, number)
        objecting = Objecting(month=month, text=text, entry_id=found[number].entry.id)
        return services.file_objection(objector, village.place, objecting)

    def answer(finding: Finding, text: str) -> object:
        (one,) = queries.objections(village.place, month=month, only_open=True)[-1:]
        return services.examine_objection(village.secretary, village.place, one.id, finding=finding, answer=text)

    yield Event(at=at(shown + _DAY, 20), act=partial(file, "C01", "那天他在县城，没有来清扫。", 0))
    yield Event(at=at(shown + _DAY, 20, 5), act=partial(file, "A04", "听说他提前走了，不该算满。", 1))
    upheld = "查了签到表和当天照片，确实没有到，这一笔冲销。"
    dismissed = "签到、签退都有，中途接电话离开十分钟，不影响记分。"
    yield Event(at=at(shown + 3 * _DAY, 9), act=partial(answer, Finding.UPHELD, upheld))
    yield Event(at=at(shown + 3 * _DAY, 9, 5), act=partial(answer, Finding.DISMISSED, dismissed))
    publish = partial(services.publish_list, village.secretary, village.place, month, reason="答复两件异议，冲销一笔")
    yield Event(at=at(shown + 4 * _DAY, 9), act=publish)


def _belated(village: _Village, month: Month) -> Iterator[Event]:
    """Yield something of a locked month that turned up late: it counts in the open month and says so."""
    happened, entered = month.first_day + timedelta(days=10), month.last_day + _LOCK_AFTER + 2 * _DAY
    recording = Recording(
        person_id=village.members[2],
        item_code="B03",
        happened_on=happened,
        note="志愿服务，签到表后来才找到",
        belated=True,
    )
    yield Event(at=at(entered, 10), act=partial(services.record_claim, village.recorder, village.place, recording))


def _taken_back(village: _Village, month: Month) -> Iterator[Event]:
    """Yield a reversal long after an entry came into force."""
    day = month.plus(2).first_day + timedelta(days=8)

    def take_back() -> object:
        found = next(
            one.entry
            for one in queries.month_list(village.place, month.plus(1), today=day).lines
            if one.entry.item_code == "A02" and one.entry.stands
        )
        return services.reverse_entry(village.recorder, village.place, found.id, reason="与上次党小组会重复登记")

    yield Event(at=at(month.plus(2).last_day, 11), act=take_back)


def _open_ends(village: _Village) -> Iterator[Event]:
    """Yield what is still open today: claims nobody has reviewed, a rejected one, an objection without an answer."""
    scene, month = village.scene, village.scene.months[-1]
    shown, today = _shown_on(scene, month), scene.today
    batch = Batch(
        item_code="A03", happened_on=today - 3 * _DAY, person_ids=village.members[:9], note=f"{today.month}月党课"
    )
    yield Event(at=at(today - 3 * _DAY, 17), act=partial(services.record_batch, village.recorder, village.place, batch))
    yield Event(at=at(today - 3 * _DAY, 18), act=partial(_review_all, village))
    for number, (code, note) in enumerate(_DECLARED[:3]):
        day = today - timedelta(days=1 + number % 2)
        declaration = Declaration(item_code=code, happened_on=day, note=f"{note}（{day.day} 日）")
        yield Event(at=at(day, 20, 30 + number), act=partial(_declare, village, number, declaration))
    if shown + _DAY < today:

        def file() -> object:
            found = [
                one for one in queries.month_list(village.place, month, today=shown + _DAY).lines if one.may_object
            ]
            if not found:
                return None
            objecting = Objecting(month=month, text="同一天还在外地务工，请核实。", entry_id=found[-1].entry.id)
            objector = scene.actor(village.place, Office.REPRESENTATIVE, 3)
            return services.file_objection(objector, village.place, objecting)

        yield Event(at=at(shown + _DAY, 21), act=file)
