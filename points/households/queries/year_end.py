"""Reading what becomes of a year's unspent points: shown before it happens, and once it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from points.households.models import HouseholdYearEnd, HouseholdYearNotice
from points.households.practice import notice_begins
from points.households.queries.ledger import balances, moved_since
from points.households.queries.register import households
from points.households.queries.schemes import scheme_on
from points.households.rules.balances import expiring
from points.households.values import YearMode
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from points.households.queries.register import HouseholdRow
    from points.households.rules.earning import YearEnd
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """What a household still has of a year."""

    household: HouseholdRow
    left_x100: int  # everything it has now
    old_x100: int  # of it, from that year or before


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """A year's end: the rule, the notice, what is concerned, and what was done."""

    year: int
    rule: YearEnd | None  # nothing where no rules were in force at the year's end
    ends_on: date | None
    given_on: date | None
    mode: YearMode | None
    done_on: date | None
    done_households: int
    done_x100: int
    left: tuple[LeftOver, ...]  # households that have something of that year

    @property
    def total_x100(self) -> int:
        """What all households together still have of the year."""
        return sum(one.old_x100 for one in self.left)


def year_page(village: Place, year: int, *, today: date) -> YearPage:
    """Return a year's end as it stands; before the year is over everything there is counts as of that year."""
    last = date(year, 12, 31)
    scheme = scheme_on(village, min(last, today))
    rule = scheme.year_end if scheme else None
    notice = notice_of(village, year)
    done = HouseholdYearEnd.get_or_none((HouseholdYearEnd.village == village.id) & (HouseholdYearEnd.year == year))
    return YearPage(
        year=year,
        rule=rule,
        ends_on=notice.ends_on if notice else (rule.ends_on(year) if rule else None),
        given_on=notice.given_on if notice else None,
        mode=notice.mode if notice else (rule.mode if rule else None),
        done_on=done.done_on if done else None,
        done_households=done.households if done else 0,
        done_x100=done.points_x100 if done else 0,
        left=() if done else tuple(left_over(village, year)),
    )


def left_over(village: Place, year: int) -> list[LeftOver]:
    """Return what households still have of a year, by number; what was earned first was spent first."""
    last = date(year, 12, 31)
    at_end, since, now = balances(village, until=last), moved_since(village, last), balances(village)
    found = [
        LeftOver(
            household=one,
            left_x100=now.get(one.id, 0),
            old_x100=expiring(at_end.get(one.id, 0), since_x100=[since.get(one.id, 0)], left_x100=now.get(one.id, 0)),
        )
        for one in households(village)
        if now.get(one.id, 0) > 0
    ]
    return [one for one in found if one.old_x100]


def notice_of(village: Place, year: int) -> HouseholdYearNotice | None:
    """Return a year's notice, if one was given."""
    return HouseholdYearNotice.get_or_none(
        (HouseholdYearNotice.village == village.id) & (HouseholdYearNotice.year == year)
    )


def waiting_notices(village: Place) -> list[dict[str, Any]]:
    """Return the notices whose year was not ended yet: year, mode, ends_on, given_on."""
    done = HouseholdYearEnd.select(HouseholdYearEnd.year).where(HouseholdYearEnd.village == village.id)
    rows = HouseholdYearNotice.select().where(
        (HouseholdYearNotice.village == village.id) & HouseholdYearNotice.year.not_in(done)
    )
    return list(dicts_of(rows.order_by(HouseholdYearNotice.year)))


def expiring_of(village: Place, household_id: int) -> list[tuple[int, date, int]]:
    """Return what of a household's points will expire, as the notices say: year, day, points in hundredths."""
    found = []
    for notice in waiting_notices(village):
        if notice["mode"] == YearMode.EXPIRE:
            old = sum(one.old_x100 for one in left_over(village, notice["year"]) if one.household.id == household_id)
            found.append((notice["year"], notice["ends_on"], old))
    return [one for one in found if one[2]]


def needs_notice(village: Place, *, today: date) -> int | None:
    """Return the year whose notice is still to be given: this one once it may be told, before that the last."""
    year = today.year if today >= notice_begins(today.year) else today.year - 1
    scheme = scheme_on(village, min(date(year, 12, 31), today))
    if scheme is None or notice_of(village, year) is not None or not balances(village, until=date(year, 12, 31)):
        return None
    return year
