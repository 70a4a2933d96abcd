"""The end of a year in the invented township: a card with its talk, and grades that are not always what points suggest.

A yellow card is issued for one large deduction, talked about and closed; another still waits for its talk. The
finished year is reckoned late in January, decided by a meeting that differs from three suggestions and says why,
sealed by another person, and its 优秀 list is published; one member is recommended for an award.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from points.periods import Year
from points.queries.cards import dues
from points.queries.years import year_end
from points.rules.bands import Grade
from points.services import Judgement, Recording, record_claim, review_claim
from points.services.cards import (
    Talking,
    enter_figure,
    issue_card,
    recommend_award,
    record_mending,
    record_talk,
)
from points.services.years import Deciding, decide_year, publish_year, reckon_year, seal_year
from points.values import Mending
from portal.demo import Event, at
from portal.kernel import clock
from portal.org.offices import Office
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from points.models import PointsCard
    from points.queries.years import YearEnd
    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Branch, Place

_DAY = timedelta(days=1)
_JANUARY, _DECEMBER = 1, 12
_REFUSED = "拒不执行支部大会关于清理沟渠的决议"
_FIGURES = (
    ("visits", 412, "走访记录本第1至9册"),
    ("disputes", 17, "调解台账第1至17号"),
    ("matters", 9, "四议两公开登记表"),
    ("industry", 2, "合作社登记证、流转合同"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hall:
    """A village's branch with who acts in it."""

    scene: Scene
    place: Place
    branch: Branch
    secretary: Actor
    recorder: Actor
    reviewer: Actor


def events(scene: Scene, place: Place, *, members: tuple[int, ...]) -> Iterator[Event]:
    """Yield what happened at the end of months and years in one village."""
    (branch,) = branches(place)
    recorder, reviewer = (scene.actor(place, Office.BRANCH_COMMITTEE, number) for number in (0, 1))
    hall = _Hall(
        scene=scene,
        place=place,
        branch=branch,
        secretary=scene.actor(place, Office.SECRETARY),
        recorder=recorder,
        reviewer=reviewer,
    )
    yield from _card(hall, scene.months[1], members[3], closed=True)
    yield from _card(hall, scene.months[-1], members[4], closed=False)
    for month in scene.months:
        ends = date(month.year + 1, _JANUARY, 31)
        if month.number == _DECEMBER and ends < scene.today:
            yield from _year(hall, Year(month.year))


def _card(hall: _Hall, month: Month, person_id: int, *, closed: bool) -> Iterator[Event]:
    """Yield a large deduction, its card and, where it is closed, the talk; the late one waits for its talk."""
    day = month.first_day + 14 * _DAY
    if day + 2 * _DAY >= hall.scene.today:
        return

    def deduct() -> object:
        recording = Recording(person_id=person_id, item_code="E06", happened_on=day, note=_REFUSED)
        claim = record_claim(hall.recorder, hall.place, recording)
        return review_claim(hall.reviewer, hall.place, Judgement(claim_id=claim.id))

    def issue() -> PointsCard:
        called_for = dues(hall.place, hall.branch, day.year, today=clock.today())
        one = next(one for one in called_for if one.person_id == person_id and one.occasion.key.startswith("entry:"))
        year = Year(day.year)
        return issue_card(
            hall.secretary, hall.place, hall.branch.id, year, person_id=person_id, occasion=one.occasion.key
        )

    made: list[PointsCard] = []
    yield Event(at=at(day, 18), act=deduct)
    yield Event(at=at(day + 2 * _DAY, 9), act=lambda: made.append(issue()))
    if closed:
        yield from _talk(hall, made, day + 5 * _DAY)


def _talk(hall: _Hall, made: list[PointsCard], day: date) -> Iterator[Event]:
    talking = Talking(
        held_on=day,
        held_by=hall.secretary.person_id,
        text="说明沟渠清理是支部大会定的，本人承认有误会，答应三周内把自家门前一段清完。",
        mend_by=day + 30 * _DAY,
    )

    def hold() -> object:
        return record_talk(hall.secretary, hall.place, made[0].id, talking)

    def close() -> object:
        return record_mending(
            hall.recorder,
            hall.place,
            made[0].id,
            outcome=Mending.MENDED,
            text="到现场看过，门前沟渠已经清通，本人还帮邻居清了一段。",
            seen_on=day + 20 * _DAY,
        )

    yield Event(at=at(day, 15), act=hold)
    yield Event(at=at(day + 20 * _DAY, 16), act=close)


def _year(hall: _Hall, year: Year) -> Iterator[Event]:
    """Yield the end of a finished year, from the suggestions to the public list."""
    place, branch, secretary = hall.place, hall.branch, hall.secretary
    day = date(year.year + 1, _JANUARY, 26)

    def decide() -> object:
        ended = year_end(place, branch, year)
        return None if ended is None else decide_year(secretary, place, branch.id, year, deciding=_deciding(ended, day))

    def recommend() -> object:
        ended = year_end(place, branch, year)
        best = [one for one in ended.lines if one.decided == Grade.EXCELLENT] if ended else []
        chosen = next(one.person_id for one in best if one.person_id != secretary.person_id)
        return recommend_award(
            secretary,
            place,
            branch.id,
            year,
            person_id=chosen,
            title="镇优秀共产党员",
            reason="全年调解、值守都走在前面，民主评议为优秀",
        )

    yield Event(at=at(day, 8, 30), act=partial(reckon_year, secretary, place, branch.id, year, bands="default"))
    yield Event(at=at(day, 16), act=decide)
    yield Event(at=at(day + 2 * _DAY, 9), act=partial(seal_year, hall.recorder, place, branch.id, year))
    yield Event(at=at(day + 3 * _DAY, 9), act=partial(publish_year, secretary, place, branch.id, year))
    yield Event(at=at(day + 3 * _DAY, 10), act=recommend)
    for minute, (code, value, source) in enumerate(_FIGURES):
        enter = partial(enter_figure, secretary, place, branch.id, year, code=code, value=value, source=source)
        yield Event(at=at(day + 4 * _DAY, 9, minute), act=enter)


def _deciding(ended: YearEnd, day: date) -> Deciding:
    """Return what the meeting decided: as suggested, but for the two best and one who was ill."""
    grades = {one.person_id: one.suggested for one in ended.lines}
    graded = [one for one in ended.lines if one.suggested != Grade.UNGRADED]
    reasons = {}
    for one in graded[: min(2, ended.quota)]:
        if one.suggested != Grade.EXCELLENT:
            grades[one.person_id] = Grade.EXCELLENT
            reasons[one.person_id] = "记分从九月才开始，积分偏低；党员大会测评票数最高，抢险值守带头"
    last = graded[-2]  # the last one had the card
    grades[last.person_id] = Grade.UNGRADED
    reasons[last.person_id] = "长期住院，没有参加评议，党员大会同意不评定等次"
    return Deciding(
        decided_on=day,
        meeting=f"{ended.year.chinese}度民主评议党员大会",
        grades=grades,
        unsettled="都在公示期内，没有人提出异议，镇里要求月底前报",
        reasons={person: why for person, why in reasons.items() if grades[person] != _suggested(ended, person)},
    )


def _suggested(ended: YearEnd, person_id: int) -> Grade:
    return next(one.suggested for one in ended.lines if one.person_id == person_id)
