"""What the end of a year and open cards ask of officers; one small query each where nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.appraisal import season_of
from points.models import PointsCard, PointsMending
from points.periods import Year
from points.queries.cards import cards
from points.queries.kin import near_ones
from points.queries.rankings import last_entry_of_year
from points.queries.years import year_end
from portal.areas import Task
from portal.org.queries import branches

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place


def year_tasks(village: Place, today: date) -> list[Task]:
    """Return which branches' last year waits for suggestions, a decision or its publication, while it is time."""
    year, found = Year(today.year - 1), []
    due = season_of(year.year).last_day
    if today > due:
        return []
    for branch in branches(village):
        if not last_entry_of_year(village, branch.id, year):
            continue
        ended = year_end(village, branch, year)
        if ended is None or not ended.sealed:
            what = "计算等次建议" if ended is None else ("登记等次决定" if ended.decision is None else "封存等次")
            values: dict[str, str | int] = {"period": str(year), "branch": branch.id}
            title = f"{what}：{branch.name}{year.chinese}"
            found.append(Task(title=title, endpoint="points.year_end", values=values, due=due))
    return found


def card_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return which cards wait for their talk or for what came of it, but never those of the actor or somebody near."""
    open_ones = PointsCard.id.not_in(PointsMending.select(PointsMending.card))
    if not PointsCard.select().where((PointsCard.village == village.id) & open_ones).exists():
        return []
    found, aside = [], near_ones(village, actor.person_id, on=today) | {actor.person_id}
    for one in cards(village):
        if one.outcome is not None or one.person_id in aside:
            continue
        due = one.mend_by or one.talk_by
        what = "登记整改结果" if one.held_on else "约谈"
        title = f"{what}：第 {one.number} 号提醒卡"
        found.append(Task(title=title, endpoint="points.card", values={"card": one.id}, due=due, urgent=due < today))
    return found
