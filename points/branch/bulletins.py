"""What is public of a branch's year: its calendar and how many came, in numbers; nobody is named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from points.branch.life import comparison_on, exemptions_on, kind_name
from points.branch.public_shapes import KIND
from points.branch.queries.calendars import branch_year
from points.branch.queries.meetings import meeting_facts
from points.branch.rules.attendance import before_and_after, participation, practice, turnout, turnout_of
from portal.kernel import bulletins
from portal.kernel.names import masking
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from points.branch.queries.calendars import BranchYear
    from points.branch.rules.attendance import Participation, Stretch, Turnout
    from points.branch.rules.calendar import Cell
    from points.branch.rules.facts import MeetingFact
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.models import Branch, Place


def publish_year(work: Work, village: Place, branch: Branch, *, through: Month) -> Bulletin:
    """Publish a branch's year up to a month that is over; every later month is the next revision."""
    year = branch_year(village, branch, through.year, today=through.plus(1).first_day)
    meetings = [one for one in year.meetings if one.day <= through.last_day]
    masked = masking(registered_names(village))
    came = practice(meetings)
    key = f"{branch.id}-{through.year}"
    reason = f"{through.chinese}已过，补上这个月。" if _told_before(work, key) else ""
    return bulletins.publish(
        work,
        kind=KIND,
        key=key,
        content={
            "branch": branch.name,
            "year": through.year,
            "through": str(through),
            "since": year.asked.since.isoformat() if year.asked else None,
            "calendar": [_cell(one) for one in _over(year, through)],
            "empty_months": [str(one) for one in year.empty_months if one <= through],
            "meetings": [_meeting(one, branch.id, masked) for one in meetings if one.held],
            "turnout": _turnout(turnout(meetings, branch.id)),
            "participation": _participation(participation(meetings, branch.id)),
            "practice": {"practice": came.practice, "indoor": came.indoor, "unsaid": came.unsaid},
            "exempt": [one.name for one in exemptions_on(through.last_day)],
            "comparison": _comparison(village, branch, year, through),
        },
        about=[("branch", branch.id)],
        reason=reason,
    )


def _told_before(work: Work, key: str) -> bool:
    here = (bulletins.Bulletin.log == work.head.log_id) & (bulletins.Bulletin.kind == KIND)
    return bool(bulletins.Bulletin.select().where(here & (bulletins.Bulletin.key == key)).exists())


def _over(year: BranchYear, through: Month) -> Sequence[Cell]:
    """Return what can be said: what was held, and what is over."""
    return [one for one in year.calendar if one.meetings or one.period.last <= through.last_day]


def _cell(cell: Cell) -> dict[str, Json]:
    held = [one for one in cell.meetings if one.held]
    return {
        "kind": cell.kind.id,
        "name": cell.kind.name,
        "every": cell.kind.every.title,
        "period": cell.period.title,
        "first": cell.period.first.isoformat(),
        "state": cell.state.value,
        "held_on": [one.day.isoformat() for one in held],
        "late_days": cell.late_days,
        "article": cell.kind.article,
        "confidence": cell.kind.confidence,
    }


def _meeting(one: MeetingFact, branch_id: int, masked: Callable[[str], str]) -> dict[str, Json]:
    return {
        "kind": one.kind,
        "name": kind_name(one.kind),
        "title": masked(one.title),
        "held_on": one.day.isoformat(),
        "form": one.form.value if one.form else None,
        "practice": one.practice,
        "tie": one.tie,
        "tie_key": masked(one.tie_key),
        "late_days": one.late_days,
        "turnout": _turnout(turnout_of(one, branch_id)),
    }


def _turnout(one: Turnout) -> dict[str, Json]:
    return {
        "meetings": one.meetings,
        "due": one.due,
        "due_present": one.due_present,
        "all": one.all,
        "present": one.present,
        "leave": one.leave,
    }


def _participation(one: Participation) -> dict[str, Json]:
    return {"members": one.members, "came": one.came}


def _comparison(village: Place, branch: Branch, year: BranchYear, through: Month) -> Json:
    """Return the first months since the branch began and the last ones, or nothing while there are too few."""
    if year.asked is None:
        return None
    rule = comparison_on(through.last_day)
    facts = meeting_facts([village], date(year.asked.since.year, year.asked.since.month, 1), through.last_day)
    own = [one for one in facts if one.of_branch(branch.id)]
    found = before_and_after(own, branch.id, since=year.asked.since, until=through.last_day, months=rule.amount)
    if found is None:
        return {"months": rule.amount, "before": None, "after": None}
    before, after = found
    return {"months": rule.amount, "before": _stretch(before), "after": _stretch(after)}


def _stretch(one: Stretch) -> dict[str, Json]:
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "turnout": _turnout(one.turnout),
        "participation": _participation(one.participation),
    }
