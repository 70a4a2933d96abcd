"""Adopting earning rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from points.households.errors import SchemeDayError, SchemeSameError, YearEndDayError
from points.households.models import HouseholdScheme
from points.households.practice import notice_on
from points.households.queries.lists import closed_months
from points.households.queries.schemes import schemes
from points.households.schemes import digest_of, rules_to_json, year_end_to_json
from points.households.services.shared import checked_reason
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from points.households.rules.earning import Rule, YearEnd
    from portal.org.actors import Actor
    from portal.org.models import Place

#: A year without a 29 February: what stands in it stands in every year.
_COMMON_YEAR = 2027


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopting:
    """Rules with what becomes of unspent points, from which day, and who decided it."""

    rules: tuple[Rule, ...]
    year_end: YearEnd
    effective_from: date
    resolution: str


def adopt_scheme(actor: Actor, village: Place, adopting: Adopting) -> HouseholdScheme:
    """Let rules apply from a day on; what was entered under earlier ones stays as it is.

    :raise SchemeSameError: they are those the village has.
    :raise SchemeDayError: they would begin before those they follow, or in a month that is published.
    :raise YearEndDayError: the year's end is no day of every year, or its notice too short or too long.
    :raise ReasonNeededError: no resolution is named.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_MANAGE, village) as work:
        resolution = checked_reason(adopting.resolution)
        _require_year_end(adopting.year_end, on=work.today)
        digest = digest_of(adopting.rules, adopting.year_end)
        last = next(iter(schemes(village)), None)
        if last is not None and last.digest == digest:
            raise SchemeSameError
        earliest = [one.last_day for one in closed_months(village)]
        if last is not None:
            earliest.append(last.effective_from)
        if earliest and adopting.effective_from <= max(earliest):
            raise SchemeDayError(max(earliest))
        adopted = HouseholdScheme.create(
            village=village,
            version=1 if last is None else last.version + 1,
            effective_from=adopting.effective_from,
            resolution=resolution,
            rules=rules_to_json(adopting.rules),
            year_end=year_end_to_json(adopting.year_end),
            digest=digest,
            adopted_by=actor.person_id,
            adopted_at=work.now,
        )
        work.seal(
            "households.scheme.adopted",
            about=("household_scheme", adopted.version),
            facts={"version": adopted.version, "digest": digest, "rules": len(adopting.rules)},
            rows=[adopted],
            happened_on=adopting.effective_from,
        )
        return adopted


def _require_year_end(rule: YearEnd, *, on: date) -> None:
    practice = notice_on(on)
    refusal = YearEndDayError(least=practice.least_notice_days, most=practice.most_notice_days)
    try:
        date(_COMMON_YEAR, rule.month, rule.day)
    except ValueError as error:
        raise refusal from error
    if not practice.least_notice_days <= rule.notice_days <= practice.most_notice_days:
        raise refusal
