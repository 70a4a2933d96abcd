"""What a branch's life leaves to be done, what it shows on other screens, and how much of it stands how."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from points.branch.life import kind_name
from points.branch.models import BranchMeeting
from points.branch.queries.calendars import asked_of, branch_year, waiting_answers
from points.branch.queries.meetings import entry_of, meeting_fact, tied_meetings
from points.branch.queries.oddities import counted, oddities_of
from points.branch.rules.attendance import turnout_of
from points.branch.rules.calendar import State, in_season
from points.branch.rules.explaining import OddityState
from portal.areas import Panel, Task
from portal.kernel import clock
from portal.kernel.days import chinese_day
from portal.org.permissions import Permission
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from points.branch.queries.calendars import BranchYear
    from portal.org.actors import Actor
    from portal.org.models import Place

_TIED = 3


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits for ``actor``: meetings to convene, what they were, what to explain, what to look at."""
    found: list[Task] = []
    if actor.may(Permission.BRANCH_CONVENE, village, on=today) and asked_of([village]):
        for branch in branches(village):
            year = branch_year(village, branch, today.year, today=today)
            found += [*_to_convene(year, today=today), *_to_say(year)]
        odd = counted(oddities_of(village, today=today), OddityState.OPEN)
        if odd:
            title = f"组织生活有 {odd} 个情况要说明"
            found.append(Task(title=title, endpoint="branch.oddities", values={"state": OddityState.OPEN.value}))
    if actor.may(Permission.BRANCH_JUDGE, village, on=today):
        waiting = waiting_answers([village]).get(village.id, 0)
        if waiting:
            title = f"组织生活有 {waiting} 条说明待核实"
            found.append(Task(title=title, endpoint="branch.oddities", values={"state": OddityState.ANSWERED.value}))
    return found


def panels(village: Place, kind: str, key: int | str) -> list[Panel]:
    """Return what a branch's life says on a meeting's screen, and on that of a matter its meetings were tied to."""
    if kind == "meeting":
        return _of_meeting(village, int(key))
    if kind == "matter":
        return _of_matter(village, str(key))
    return []


def states(village: Place) -> dict[str, int]:
    """Return how many meetings, cells of the calendar and oddities of the village stand how."""
    today = clock.today()
    counts_: Counter[str] = Counter()
    for branch in branches(village):
        for year in (today.year - 1, today.year):
            found = branch_year(village, branch, year, today=today)
            counts_.update(f"branch.{one.state.value}" for one in found.calendar)
            counts_["branch.meetings"] += sum(one.held for one in found.meetings)
            counts_["branch.practice"] += found.practice.practice
    counts_.update(f"branch.oddity.{one.state.value}" for one in oddities_of(village, today=today))
    return {state: count for state, count in counts_.items() if count}


def _to_convene(year: BranchYear, *, today: date) -> Iterator[Task]:
    """Yield the kinds of which the running month or quarter has none yet; of a year, once its usual time is here."""
    due = [one for one in year.cells(State.DUE) if one.period.contains(today) and in_season(one, today=today)]
    if not due:
        return
    names = "、".join(f"{one.kind.name}（{one.period.title}）" for one in due)
    last = min(one.period.last for one in due)
    yield Task(
        title=f"{year.name}还没有开：{names}",
        endpoint="branch.show",
        values={"branch_id": year.branch_id},
        due=last,
        urgent=last <= today,
    )


def _to_say(year: BranchYear) -> Iterator[Task]:
    """Yield the meetings whose minutes do not say what they were; those without minutes wait among all meetings."""
    for one in year.meetings:
        if one.minuted_at is not None and one.form is None and one.branch_id is not None:
            yield Task(
                title=f"说明是室内还是实践：{one.title}",
                endpoint="branch.record",
                values={"meeting_id": one.id},
                due=one.day,
            )


def _of_meeting(village: Place, meeting_id: int) -> list[Panel]:
    asked = (BranchMeeting.meeting == meeting_id) & (BranchMeeting.village == village.id)
    if not BranchMeeting.select().where(asked).exists():
        return []
    fact = meeting_fact(village, meeting_id)
    lines = [f"{kind_name(fact.kind)}：{fact.form.title if fact.form else '还没有说明是室内还是实践'}"]
    if fact.begun and fact.branch_id is not None:
        came = turnout_of(fact, fact.branch_id)
        lines.append(f"应到会 {came.due} 人，到 {came.due_present} 人；全体 {came.all} 人，到 {came.present} 人")
    if fact.begun and fact.minuted_at is None:
        lines.append("会议记录请在支部生活里写：说明做了什么，附现场照片")
    late, why = entry_of(meeting_id)
    if late:
        lines.append(f"补录 {late} 天：{why}")
    return [
        Panel(
            title="支部生活",
            lines=tuple(lines),
            endpoint="branch.meeting",
            permission=Permission.POINTS_VIEW,
            values={"meeting_id": meeting_id},
        )
    ]


def _of_matter(village: Place, key: str) -> list[Panel]:
    tied = tied_meetings(village, "matter", key)
    if not tied:
        return []
    lines = [f"{chinese_day(day)} {title}" for _, title, day in tied[:_TIED]]
    if len(tied) > _TIED:
        lines.append(f"共 {len(tied)} 次")
    return [
        Panel(
            title="党建+：党员活动结合办这件事",
            lines=tuple(lines),
            endpoint="branch.meeting",
            permission=Permission.POINTS_VIEW,
            values={"meeting_id": tied[0][0]},
        )
    ]
