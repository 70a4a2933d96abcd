"""What waits for whom in household points, and how many things stand how."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.households.practice import listing_on, waiting_on
from points.households.queries.entries import open_count
from points.households.queries.exchanges import exchanges, open_exchanges
from points.households.queries.lists import lists, objections, open_months
from points.households.queries.pilots import pilots
from points.households.queries.prizes import prizes
from points.households.queries.register import own_household_id
from points.households.queries.schemes import schemes
from points.households.queries.year_end import needs_notice, waiting_notices
from points.households.values import ExchangeState
from portal.areas import Task
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.org.actors import Actor
    from portal.org.models import Place


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits: for a household its prizes, for officers entries, the counter, lists and objections.

    Nobody is offered what concerns their own household, or an objection in which they stand aside.
    """
    home = own_household_id(actor.person_id)
    found = _own(village, home) if home is not None and actor.home_id == village.id else []
    if actor.may(Permission.HOUSEHOLDS_RECORD, village, on=today):
        found += _recording(actor, village, today, home=home)
    if actor.may(Permission.OBJECTION_ANSWER, village, on=today):
        found += _answering(actor, village, today, home=home)
    if actor.may(Permission.HOUSEHOLDS_MANAGE, village, on=today):
        found += _managing(village, today)
    return found


def states(village: Place) -> dict[str, int]:
    """Return how many things of a village stand how."""
    found = {"households.schemes": len(schemes(village)), "households.lists": len(lists(village))}
    found["households.entries.open"] = open_count(village)
    for one in exchanges(village):
        key = f"households.exchanges.{one.state.value}"
        found[key] = found.get(key, 0) + 1
    for said in objections(village):
        key = f"households.objections.{said.finding.value if said.finding else 'open'}"
        found[key] = found.get(key, 0) + 1
    for pilot in pilots(village):
        key = f"households.pilots.{pilot.outcome.value if pilot.outcome else 'open'}"
        found[key] = found.get(key, 0) + 1
    return found


def _own(village: Place, home: int) -> list[Task]:
    words = {ExchangeState.RESERVED: "领取奖品", ExchangeState.HANDED: "签收奖品"}
    return [
        Task(
            title=f"{words[one.state]}：{one.prize} {one.quantity} {one.unit}",
            endpoint="households.own_exchange",
            values={"exchange": one.number},
        )
        for one in open_exchanges(village)
        if one.household.id == home
    ]


def _recording(actor: Actor, village: Place, today: date, *, home: int | None) -> list[Task]:
    found, waiting = [], open_count(village, not_by=actor.person_id, not_of=home)
    unfinished = [one for one in open_exchanges(village) if one.household.id != home]
    if waiting:
        found.append(Task(title=f"确认家户积分：{waiting} 笔", endpoint="households.confirm_list"))
    unsigned = [one for one in unfinished if one.state == ExchangeState.HANDED]
    if unsigned:
        found.append(Task(title=f"奖品已交付、还没签收：{len(unsigned)} 件", endpoint="households.counter"))
    patience = timedelta(days=waiting_on(today).days)
    stale = [one for one in unfinished if one.state == ExchangeState.RESERVED and one.reserved_on + patience < today]
    if stale:
        title = f"预留的奖品很久没来领：{len(stale)} 件，问一问，不要了就取消"
        found.append(Task(title=title, endpoint="households.counter"))
    return found


def _answering(actor: Actor, village: Place, today: date, *, home: int | None) -> list[Task]:
    return [
        Task(
            title=f"答复第 {one.number} 号家户积分异议",
            endpoint="households.objection",
            values={"objection": one.number},
            due=one.due_on,
            urgent=one.due_on < today,
        )
        for one in objections(village, only_open=True)
        if one.is_apart(actor.person_id, home)
    ]


def _managing(village: Place, today: date) -> list[Task]:
    found = [
        Task(
            title=f"公布家户积分：{month.chinese}",
            endpoint="households.publish",
            values={"period": str(month)},
            due=month.last_day + timedelta(days=listing_on(today).days),
        )
        for month in open_months(village, before=today)
    ]
    year = needs_notice(village, today=today)
    if year is not None:
        found.append(
            Task(title=f"通知{year}年家户积分余额怎么办", endpoint="households.year_end", values={"period": str(year)})
        )
    found += [
        Task(
            title=f"办理{one['year']}年家户积分余额",
            endpoint="households.year_end",
            values={"period": str(one["year"])},
            due=one["ends_on"],
        )
        for one in waiting_notices(village)
        if one["ends_on"] <= today
    ]
    empty = [one.name for one in prizes(village, only_offered=True) if not one.stock]
    if empty:
        found.append(Task(title=f"奖品没有库存了：{'、'.join(empty)}", endpoint="households.prizes"))
    return found
