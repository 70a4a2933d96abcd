"""What waits for whom: visits, needs, reports, dues and hours for members; for officers what the branch owes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from points.duties.practice import practice_on
from points.duties.queries.dues import ledger
from points.duties.queries.floating import absences
from points.duties.queries.overview import current_quarter, figures_of
from points.duties.queries.posts import links
from points.duties.queries.published import unpublished_quarter
from points.duties.queries.study import hours_by_member, study_entries
from points.duties.queries.visits import open_needs, visited_households
from points.duties.rules.dues import DuesState
from points.duties.rules.study import plain_hours
from points.duties.rules.time_away import report_due
from portal.areas import Task
from portal.kernel.months import Month
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from points.duties.queries.visits import VisitRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits for somebody in a village; nothing where a register was never begun."""
    found: list[Task] = []
    officer = actor.may(Permission.POINTS_RECORD, village, on=today)
    if officer:
        found += _of_branch(actor, village, today)
    if actor.may(Permission.POINTS_DECLARE, village, on=today):
        found += _visits(actor, village, today)
        if not officer:
            found += _needs(open_needs(village, person_id=actor.person_id, today=today), "duties.me", today)
        found += [*_dues(actor, village, today), *_study(actor, village, today), *_away(actor, village, today)]
    if actor.may(Permission.POINTS_PUBLISH, village, on=today):
        quarter = unpublished_quarter(village, today=today)
        if quarter is not None:
            within = practice_on("publishing", quarter.last_day)["within_days"]
            due = quarter.last_day + timedelta(days=within)
            title = f"公布党员履职数字：{quarter.chinese}"
            found.append(Task(title=title, endpoint="duties.publish", due=due))
    return found


def _visits(actor: Actor, village: Place, today: date) -> list[Task]:
    quarter = current_quarter(today)
    early = timedelta(days=practice_on("visits", today)["reminder_days"])
    if today < quarter.last_day - early:
        return []
    own = [one.household_id for one in links(village, on=today, person_id=actor.person_id)]
    done = visited_households(village, quarter) if own else set()
    left = sum((actor.person_id, one) not in done for one in own)
    title = f"走访联系户：本季还有 {left} 户没有走到"
    return [Task(title=title, endpoint="duties.record_visit", due=quarter.last_day)] if left else []


def _needs(waiting: list[VisitRow], endpoint: str, today: date) -> list[Task]:
    if not waiting:
        return []
    due = waiting[0].visited_on + timedelta(days=practice_on("visits", today)["open_days"])
    title = f"农户需求等结果：{len(waiting)} 件"
    return [Task(title=title, endpoint=endpoint, due=due, urgent=due < today)]


def _dues(actor: Actor, village: Place, today: date) -> list[Task]:
    early = timedelta(days=practice_on("dues", today)["reminder_days"])
    own = [actor.person_id]
    months = ledger([village], through=current_quarter(today).months[2], person_ids=own).of(actor.person_id)
    late = [one for one in months if one.state(today) is DuesState.LATE]
    if late:
        title = f"交党费：有 {len(late)} 个月过了应交日期"
        return [Task(title=title, endpoint="duties.me", due=late[0].due_on, urgent=True)]
    soon = [
        one
        for one in months
        if one.state(today) is DuesState.DUE and one.begins_on <= today and one.due_on - early <= today
    ]
    title = "向支部交党费（系统不收钱，交了由支委登记）"
    return [Task(title=title, endpoint="duties.me", due=soon[0].due_on)] if soon else []


def _study(actor: Actor, village: Place, today: date) -> list[Task]:
    rule, year_end = practice_on("study", today), date(today.year, 12, 31)
    hours = hours_by_member([village], today)
    left = rule["hours"] * 2 - hours.get(actor.person_id, 0)
    if not hours or left <= 0 or today.month < rule["remind_from_month"]:
        return []
    title = f"今年还差 {plain_hours(left)} 学时"
    return [Task(title=title, endpoint="duties.record_study", due=year_end)]


def _away(actor: Actor, village: Place, today: date) -> list[Task]:
    days_after = practice_on("report", today)["days_after"]
    found = []
    for one in absences([village]):
        if one.person_id == actor.person_id:
            for quarter in one.to_report(today):
                due = report_due(quarter, days_after=days_after)
                found.append(
                    Task(
                        title=f"向支部汇报：{quarter.chinese}",
                        endpoint="duties.file_report",
                        values={"absence": one.id},
                        due=due,
                        urgent=due < today,
                    )
                )
        if one.contact is not None and one.contact.person_id == actor.person_id:
            found += [
                Task(
                    title=f"答复{one.person}的汇报：{report.quarter.chinese}",
                    endpoint="duties.answer_report",
                    values={"report": report.id},
                )
                for report in one.reports
                if not report.answer
            ]
    return found


def _of_branch(actor: Actor, village: Place, today: date) -> list[Task]:
    (here,) = figures_of([village], current_quarter(today), today=today)
    found = _needs(open_needs(village, today=today), "duties.visits", today) if here.open_needs else []
    late = here.sum("dues_late")
    if late:
        found.append(Task(title=f"催交党费：{late} 人过了应交日期", endpoint="duties.dues", due=_last_month(today)))
    waiting = [one for one in study_entries(village, waiting=True) if one.person_id != actor.person_id]
    if here.waiting_study and waiting:
        found.append(Task(title=f"核学时：{len(waiting)} 条", endpoint="duties.check_study"))
    if here.missing_reports:
        found.append(Task(title=f"流动党员还有 {here.missing_reports} 份汇报没有交", endpoint="duties.floating"))
    if here.sum("linked") and here.unlinked > 0:
        found.append(Task(title=f"还有 {here.unlinked} 户没有党员联系", endpoint="duties.link_households"))
    return found


def _last_month(today: date) -> date:
    return Month.of(today).plus(-1).last_day
