"""A year's unspent points: first said, then carried on or expired."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from points.households.bulletins import publish_notice
from points.households.errors import (
    NoHouseholdSchemeError,
    NoticeGivenError,
    NoticeMissingError,
    YearEndedError,
    YearGoesOnError,
)
from points.households.models import HouseholdMovement, HouseholdYearEnd, HouseholdYearNotice
from points.households.practice import notice_begins
from points.households.queries.schemes import scheme_on
from points.households.queries.year_end import left_over, notice_of, year_page
from points.households.values import MovementKind, YearMode
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from portal.org.models import Place


def give_notice(actor: Actor, village: Place, year: int) -> HouseholdYearNotice:
    """Say in public what becomes of a year's unspent points, and from which day, by the rule in force.

    Given too late for the rule's day, the day moves so that the notice has its days.

    :raise YearGoesOnError: the month from which practice has it told has not come.
    :raise NoHouseholdSchemeError: no rules were in force.
    :raise NoticeGivenError: it was given before.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        begins = notice_begins(year)
        if work.today < begins:
            raise YearGoesOnError(year, begins)
        if notice_of(village, year) is not None:
            raise NoticeGivenError(year)
        last = min(date(year, 12, 31), work.today)
        scheme = scheme_on(village, last)
        if scheme is None:
            raise NoHouseholdSchemeError(last)
        rule = scheme.year_end
        ends_on = max(rule.ends_on(year), work.today + timedelta(days=rule.notice_days))
        made = HouseholdYearNotice.create(
            village=village,
            year=year,
            mode=rule.mode,
            ends_on=ends_on,
            given_on=work.today,
            given_by=actor.person_id,
        )
        publish_notice(work, year, sentence=rule.chinese, ends_on=ends_on, expires=rule.mode == YearMode.EXPIRE)
        work.seal(
            "households.year.notified",
            about=("household_year", year),
            facts={"mode": rule.mode.value, "ends_on": ends_on.isoformat()},
            rows=[made],
        )
        return made


def end_year(actor: Actor, village: Place, year: int) -> HouseholdYearEnd:
    """Carry a year's unspent points on, or let them expire, once the day of the notice has come.

    :raise NoticeMissingError: nobody was told.
    :raise YearGoesOnError: the day has not come.
    :raise YearEndedError: it was done before.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        notice = notice_of(village, year)
        if notice is None:
            raise NoticeMissingError(year)
        if work.today < notice.ends_on:
            raise YearGoesOnError(year, notice.ends_on)
        if year_page(village, year, today=work.today).done_on is not None:
            raise YearEndedError(year)
        left = left_over(village, year)
        made = HouseholdYearEnd.create(
            village=village,
            year=year,
            mode=notice.mode,
            households=len(left),
            points_x100=sum(one.old_x100 for one in left),
            done_on=work.today,
            done_by=actor.person_id,
            done_at=work.now,
        )
        gone = [
            HouseholdMovement.create(
                village=village,
                household=one.household.id,
                kind=MovementKind.EXPIRED,
                points_x100=-one.old_x100,
                counted_on=work.today,
                year_end=made,
                moved_at=work.now,
            )
            for one in (left if notice.mode == YearMode.EXPIRE else ())
        ]
        work.seal(
            "households.year.ended",
            about=("household_year", year),
            facts={"mode": made.mode.value, "households": made.households, "points_x100": made.points_x100},
            rows=[made, *gone],
        )
        return made
