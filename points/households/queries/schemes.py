"""Reading the versions of a village's earning rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from points.households.models import HouseholdScheme
from points.households.rules.earning import kinds_of
from points.households.schemes import rules_from_json, year_end_from_json
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from datetime import date

    from points.households.rules.earning import Rule, YearEnd
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeRow:
    """One version."""

    id: int
    version: int
    effective_from: date
    resolution: str
    rules: tuple[Rule, ...]
    year_end: YearEnd
    digest: str
    adopted_on: date

    def rule(self, code: str) -> Rule | None:
        """Return the rule of that code, if there is one."""
        return next((one for one in self.rules if one.code == code), None)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of rules, in their order."""
        return kinds_of(self.rules)


def schemes(village: Place) -> list[SchemeRow]:
    """Return every version, the newest first."""
    return _schemes(HouseholdScheme.village == village.id)


def scheme_on(village: Place, day: date) -> SchemeRow | None:
    """Return the version in force on a day: the latest that had begun."""
    found = _schemes((HouseholdScheme.village == village.id) & (HouseholdScheme.effective_from <= day))
    return found[0] if found else None


def scheme_names(village: Place) -> dict[tuple[int, str], Rule]:
    """Return every rule of every version by scheme and code."""
    return {(row.id, rule.code): rule for row in schemes(village) for rule in row.rules}


def _schemes(asked: Any) -> list[SchemeRow]:
    rows = dicts_of(HouseholdScheme.select().where(asked).order_by(HouseholdScheme.version.desc()))
    return [
        SchemeRow(
            id=row["id"],
            version=row["version"],
            effective_from=row["effective_from"],
            resolution=row["resolution"],
            rules=rules_from_json(row["rules"]),
            year_end=year_end_from_json(row["year_end"]),
            digest=row["digest"],
            adopted_on=local_day(row["adopted_at"]),
        )
        for row in rows
    ]
