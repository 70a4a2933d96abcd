"""Branch life of the invented township: a year of meetings, with what goes wrong in a real one.

The first village keeps everything: theme days, committee, assemblies, lectures, the yearly meetings. One month passes
without any, one meeting is entered afterwards, minutes are written late, three of them at one sitting and two alike,
somebody sits at two meetings at once, a member comes to nothing. What does not look right is explained, accepted, sent
back, waiting or open. The other villages hold their theme days and assemblies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from points.branch.demo.photos import meeting_photo
from points.branch.demo.texts import committee_text, lecture_text, theme_of, yearly_text
from points.branch.life import Form
from points.branch.models import BranchMeeting
from points.branch.queries import OddityRow, branch_members, oddities_of, party_groups
from points.branch.rules.explaining import OddityState
from points.branch.services import (
    BranchConvening,
    Contacting,
    Recording,
    add_addendum,
    answer_oddity,
    convene,
    judge_oddity,
    log_contact,
    record_meeting,
)
from portal.demo import Event, at
from portal.kernel import clock
from portal.kernel.clock import local_day
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.services import freeze_roster, record_attendance, record_leave
from portal.org.actors import Actor, actor_for
from portal.org.offices import Office
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.models import Branch, Place

#: Which month of the scene shows what; scenes with fewer months show less.
_LATE_MINUTES, _EMPTY, _ENTERED_LATE, _AT_ONCE, _ALIKE, _BATCH = 1, 3, 2, 4, 5, 6
_THEME_DAY, _COMMITTEE_DAY, _GROUP_DAY, _ASSEMBLY_DAY, _LECTURE_DAY, _YEARLY_DAY = 5, 3, 9, 14, 18, 22
_NOTICE = timedelta(days=2)
_SHARE, _POOR_SHARE = 86, 62
_GRADUAL = 4
_QUARTER = 3
_ANSWERED = (
    "签到是记录人忙，会后两天照签到册补登的，签到册原件在村委会。",
    "当天下雨，手机没电没有拍照，签到册可以作证。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Village:
    """A village with its branch and who acts in it."""

    scene: Scene
    place: Place
    branch: Branch
    secretary: Actor
    recorder: Actor
    judge: Actor
    whole: bool  # keeps everything, with what goes wrong
    absent: int  # who comes to nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """One meeting of the demo; ``alike`` repeats the words of the one before."""

    kind: str
    day: date
    title: str
    text: str
    form: Form = Form.INDOOR
    practice: str = ""
    hour: int = 9
    minute: int = 0
    group: str = ""
    tie: str = ""
    tie_key: str = ""
    recorded_after: timedelta = timedelta(hours=2)
    photo: bool = True
    late_sign_in: bool = False
    entered_after: timedelta | None = None  # entered only afterwards


def events(scene: Scene) -> Iterator[Event]:
    """Yield what the branches of every village held."""
    for number, place in enumerate(scene.villages):
        village = _known(scene, place, whole=number == 0)
        for held in _year(village):
            if held.day < scene.today:
                yield from _hold(village, held)
        yield from _planned(village)
        if village.whole:
            yield from _afterwards(village)


def _known(scene: Scene, place: Place, *, whole: bool) -> _Village:
    branch = branches(place)[0]
    members = branch_members(place, branch.id, on=scene.months[0].first_day)
    plain = [row.id for row in members if Office.PROBATIONARY in row.offices]  # matters are not put before them
    return _Village(
        scene=scene,
        place=place,
        branch=branch,
        secretary=scene.actor(place, Office.SECRETARY),
        recorder=scene.actor(place, Office.BRANCH_COMMITTEE),
        judge=actor_for(f"{scene.township.slug}-t001"),
        whole=whole,
        absent=plain[-1] if plain else 0,
    )


def _year(village: _Village) -> Iterator[_Held]:
    for number, month in enumerate(village.scene.months):
        if village.whole and number == _EMPTY:
            continue
        yield _theme_day(village, number, month)
        if village.whole:
            yield from _committee(number, month)
            yield from _yearly(month)
        if month.number % _QUARTER == 1:
            day = month.first_day + timedelta(days=_ASSEMBLY_DAY - 1)
            yield _Held(
                kind="members_meeting",
                day=day,
                title=f"{month.number}月支部党员大会",
                text=yearly_text("members_meeting", number),
                photo=not (village.whole and number <= _LATE_MINUTES),
            )
        if village.whole and month.number % _QUARTER == 2:  # noqa: PLR2004 - the middle month
            day = month.first_day + timedelta(days=_LECTURE_DAY - 1)
            yield _Held(kind="lecture", day=day, title=f"{month.number}月党课", text=lecture_text(number))
        if village.whole and number >= _AT_ONCE:
            yield from _group(village, number, month)


def _theme_day(village: _Village, number: int, month: Month) -> _Held:
    theme = theme_of(number)
    day = month.first_day + timedelta(days=_THEME_DAY - 1)
    late = village.whole and number == _LATE_MINUTES
    return _Held(
        kind="theme_day",
        day=day,
        title=f"{month.number}月主题党日：{theme.title}",
        text=theme.text,
        form=Form.PRACTICE if theme.practice else Form.INDOOR,
        practice=theme.practice,
        tie="project" if theme.project else "",
        tie_key=theme.project,
        recorded_after=timedelta(days=20) if late else _recorded(village, number, minute=0),
        photo=not late,
        late_sign_in=village.whole and number == _AT_ONCE,
        entered_after=timedelta(days=4) if village.whole and number == _ENTERED_LATE else None,
    )


def _committee(number: int, month: Month) -> Iterator[_Held]:
    yield _Held(
        kind="committee_meeting",
        day=month.first_day + timedelta(days=_COMMITTEE_DAY - 1),
        title=f"{month.number}月支委会",
        text=committee_text(number - 1 if number == _ALIKE else number),
        photo=False,
    )


def _yearly(month: Month) -> Iterator[_Held]:
    if month.number == 11:  # noqa: PLR2004 - November
        day = month.first_day + timedelta(days=_YEARLY_DAY - 1)
        yield _Held(kind="org_life", day=day, title=f"{month.year}年度组织生活会", text=yearly_text("org_life", 0))
        yield _Held(
            kind="appraisal",
            day=day,
            hour=15,
            title=f"{month.year}年度民主评议党员",
            text=yearly_text("appraisal", 0),
        )


def _group(village: _Village, number: int, month: Month) -> Iterator[_Held]:
    """Yield a group's meeting; the first was also signed by people who sat at the theme day."""
    groups = party_groups(village.place, village.branch.id, on=village.scene.months[0].first_day)
    if groups:
        yield _Held(
            kind="group_meeting",
            day=month.first_day + timedelta(days=(_THEME_DAY if number == _AT_ONCE else _GROUP_DAY) - 1),
            minute=30,
            title=f"{month.number}月{groups[0]}党小组会",
            text=yearly_text("group_meeting", number),
            group=groups[0],
            photo=False,
        )


def _recorded(village: _Village, number: int, *, minute: int) -> timedelta:
    """Return how long after a meeting its record was written; three months' theme days at one sitting."""
    behind = number - _BATCH
    if not village.whole or behind not in range(_QUARTER) or len(village.scene.months) <= _BATCH + _QUARTER - 1:
        return timedelta(hours=2)
    months = village.scene.months
    last = months[_BATCH + _QUARTER - 1].first_day + timedelta(days=_THEME_DAY)
    own = months[number].first_day + timedelta(days=_THEME_DAY - 1)
    return last - own + timedelta(hours=10, minutes=10 * behind + minute)


def _hold(village: _Village, held: _Held) -> Iterator[Event]:
    """Yield a meeting: convened, signed, written down."""
    made: list[int] = []
    begins = at(held.day, held.hour, held.minute)
    entered = begins - _NOTICE if held.entered_after is None else begins + held.entered_after
    yield Event(at=entered, act=partial(_convene, village, held, made))
    signed = max(entered, begins) + timedelta(minutes=1)
    yield Event(at=signed, act=partial(_sign, village, held, made))
    if held.late_sign_in:
        yield Event(at=begins + timedelta(days=2), act=partial(_sign_late, village, made))
    recorded = max(entered, begins) + held.recorded_after
    if local_day(recorded) < village.scene.today:
        yield Event(at=recorded, act=partial(_record, village, held, made))


def _convene(village: _Village, held: _Held, made: list[int]) -> None:
    convening = BranchConvening(
        kind=held.kind,
        title=held.title,
        place="村党群服务中心",
        starts_at=at(held.day, held.hour, held.minute),
        agenda=f"一、学习；二、{held.title}。请带好学习资料，不能来的提前请假。",
        chair_id=village.secretary.person_id,
        recorder_id=village.recorder.person_id,
        group=held.group,
        why_late="通知是在微信群里发的，会后才登记" if held.entered_after else "",
    )
    made.append(convene(village.secretary, village.place, village.branch.id, convening).meeting_id)


def _sign(village: _Village, held: _Held, made: list[int]) -> None:
    place, meeting_id = village.place, made[0]
    freeze_roster(village.recorder, place, meeting_id)
    lines = roster_lines(meeting(place, meeting_id).roster_id or 0)
    dice = village.scene.chance(place, f"branch {held.title}")
    months = village.scene.months
    share = _POOR_SHARE if held.day < months[min(_GRADUAL, len(months)) - 1].last_day else _SHARE
    came = [
        line
        for line in lines
        if line.person_id != village.absent
        and (line.person_id == village.secretary.person_id or dice.randrange(100) < share)
    ]
    if held.kind == "group_meeting" and held.day.day == _THEME_DAY:
        came = came[:2]
    record_attendance(village.recorder, place, meeting_id, [line.id for line in came])
    missing = [line for line in lines if line not in came and line.person_id != village.absent]
    if missing and held.kind != "group_meeting":
        record_leave(village.recorder, place, meeting_id, missing[0].person_id, reason="外出务工")


def _sign_late(village: _Village, made: list[int]) -> None:
    lines = roster_lines(meeting(village.place, made[0]).roster_id or 0)
    missing = [line.id for line in lines if line.present_at is None and line.person_id != village.absent]
    record_attendance(village.recorder, village.place, made[0], missing[:2])


def _record(village: _Village, held: _Held, made: list[int]) -> None:
    photos = [meeting_photo(village.scene.chance(village.place, held.title), held.form)] if held.photo else []
    recording = Recording(text=held.text, form=held.form, practice=held.practice, tie=held.tie, tie_key=held.tie_key)
    record_meeting(village.recorder, village.place, made[0], recording, photos=photos)


def _planned(village: _Village) -> Iterator[Event]:
    """Yield a theme day that is convened and has not been held."""
    day = village.scene.today + timedelta(days=3)
    held = _Held(kind="theme_day", day=day, title=f"{day.month}月主题党日：秋粮安全巡查", text="")
    yield Event(at=at(village.scene.today - timedelta(days=1), 16), act=partial(_convene, village, held, []))


def _afterwards(village: _Village) -> Iterator[Event]:
    """Yield what follows of the year: an addendum, a contact, and what is explained."""
    today = village.scene.today
    yield Event(at=at(today - timedelta(days=6), 9), act=partial(_amend, village))
    yield Event(at=at(today - timedelta(days=6), 10), act=partial(_contact, village))
    acts: tuple[Callable[[], object], ...] = (
        partial(_explain, village, "late_sign_in", _ANSWERED[0], accepted=True),
        partial(_explain, village, "same_text", "记录人照抄了上月的模板，内容已用补充说明写清。", accepted=False),
        partial(
            _explain,
            village,
            "batch_minutes",
            "记录人住院两个月，出院后照手写本补写，手写本在党群服务中心。",
            accepted=None,
        ),
        partial(_explain, village, "no_photo", _ANSWERED[1], accepted=True),
    )
    for number, act in enumerate(acts):
        yield Event(at=at(today - timedelta(days=5), 9, 10 * number), act=act)


def _amend(village: _Village) -> object:
    first = BranchMeeting.select().where(
        (BranchMeeting.branch == village.branch.id) & (BranchMeeting.kind == "theme_day")
    )
    recording = Recording(
        text="补充：当天还清理了两处河道漂浮物，参加的党员名单以签到为准。",
        form=Form.PRACTICE,
        practice="labour",
    )
    meeting_id = first.order_by(BranchMeeting.id).get().meeting_id
    return add_addendum(village.recorder, village.place, meeting_id, recording, reason="记录漏写了一项活动")


def _contact(village: _Village) -> object:
    if not village.absent:
        return None
    contacting = Contacting(
        person_id=village.absent,
        contacted_on=local_day(clock.now()),
        manner="电话",
        said="本人说一直在外跑运输，没有办流动党员登记；约好春节回村补办，指定支委按月联系，转正前补上组织生活。",
    )
    return log_contact(village.secretary, village.place, village.branch.id, contacting)


def _explain(village: _Village, check_id: str, text: str, *, accepted: bool | None) -> object:
    row = _open(village, check_id)
    if row is None:
        return None
    answer_oddity(village.secretary, village.place, row.key, text=text)
    if accepted is None:
        return None
    reason = "" if accepted else "请写明两次会各自议了什么"
    return judge_oddity(village.judge, village.place, row.key, accepted=accepted, reason=reason)


def _open(village: _Village, check_id: str) -> OddityRow | None:
    found = oddities_of(village.place, today=local_day(clock.now()))
    return next((one for one in found if one.check.id == check_id and one.state is OddityState.OPEN), None)
