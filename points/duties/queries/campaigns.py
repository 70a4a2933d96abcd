"""Reading campaigns: who joined with what, each result with what proves it, and the totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties import kinds
from points.duties.errors import NoDutyError
from points.duties.models import Campaign, CampaignJoining, CampaignResult
from points.duties.queries.records import withdrawn
from points.duties.values import Record
from portal.kernel.attachments import AttachmentRow, attachments_of
from portal.kernel.db import dicts_of
from portal.org.models import Branch, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One number with what proves it."""

    id: int
    joining_id: int
    measure: kinds.Kind
    quantity: int
    achieved_on: date
    evidence: str
    withdrawn: str
    late_days: int
    files: tuple[AttachmentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningRow:
    """A member who joined, and what came of it."""

    id: int
    campaign_id: int
    person_id: int
    person: str
    project: str
    joined_on: date
    results: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """A campaign with everybody who joined."""

    id: int
    number: int
    branch_id: int
    branch: str
    kind: kinds.Kind
    name: str
    goal: str
    begins_on: date
    joinings: tuple[JoiningRow, ...]

    @property
    def totals(self) -> tuple[tuple[kinds.Kind, int], ...]:
        """What came of it all, measure by measure; what was taken back does not count."""
        return totals(result for one in self.joinings for result in one.results)


def totals(results: Iterable[ResultRow]) -> tuple[tuple[kinds.Kind, int], ...]:
    """Return the sums of results, measure by measure."""
    sums: dict[str, int] = {}
    for one in results:
        if not one.withdrawn:
            sums[one.measure.id] = sums.get(one.measure.id, 0) + one.quantity
    return tuple((kinds.kind(kinds.MEASURE, key), value) for key, value in sums.items())


def campaigns(village: Place) -> list[CampaignRow]:
    """Return the village's campaigns, the newest first."""
    joined = _joinings(village)
    rows = (
        Campaign.select(Campaign, Branch.name.alias("branch_name"))
        .join(Branch)
        .where(Campaign.village == village.id)
        .order_by(Campaign.number.desc())
    )
    return [
        CampaignRow(
            id=row["id"],
            number=row["number"],
            branch_id=row["branch"],
            branch=row["branch_name"],
            kind=kinds.kind(kinds.CAMPAIGN, row["kind"]),
            name=row["name"],
            goal=row["goal"],
            begins_on=row["begins_on"],
            joinings=tuple(joined.get(row["id"], ())),
        )
        for row in dicts_of(rows)
    ]


def campaign(village: Place, number: int) -> CampaignRow:
    """Return one campaign under its number.

    :raise NoDutyError: the village has none of that number.
    """
    found = next((one for one in campaigns(village) if one.number == number), None)
    if found is None:
        raise NoDutyError
    return found


def joining(village: Place, joining_id: int) -> tuple[CampaignRow, JoiningRow]:
    """Return a member's part in a campaign, with the campaign.

    :raise NoDutyError: the village has no such one.
    """
    for one in campaigns(village):
        for part in one.joinings:
            if part.id == joining_id:
                return one, part
    raise NoDutyError


def result(village: Place, result_id: int) -> tuple[CampaignRow, JoiningRow, ResultRow]:
    """Return one result, with whose it is.

    :raise NoDutyError: the village has no such one.
    """
    for one in campaigns(village):
        for part in one.joinings:
            for found in part.results:
                if found.id == result_id:
                    return one, part, found
    raise NoDutyError


def result_owner(village: Place, key: str) -> int | None:
    """Return whose result it is: they always see its papers."""
    rows = (
        CampaignResult.select(CampaignJoining.person)
        .join(CampaignJoining)
        .where((CampaignResult.village == village.id) & (CampaignResult.id == int(key)))
    )
    found = list(dicts_of(rows))
    return found[0]["person"] if found else None


def _joinings(village: Place) -> dict[int, list[JoiningRow]]:
    results = _results(village)
    rows = (
        CampaignJoining.select(CampaignJoining, Person.name.alias("person_name"))
        .join(Person, on=(CampaignJoining.person == Person.id))
        .where(CampaignJoining.village == village.id)
        .order_by(CampaignJoining.joined_on, CampaignJoining.id)
    )
    found: dict[int, list[JoiningRow]] = {}
    for row in dicts_of(rows):
        one = JoiningRow(
            id=row["id"],
            campaign_id=row["campaign"],
            person_id=row["person"],
            person=row["person_name"],
            project=row["project"],
            joined_on=row["joined_on"],
            results=tuple(results.get(row["id"], ())),
        )
        found.setdefault(row["campaign"], []).append(one)
    return found


def _results(village: Place) -> dict[int, list[ResultRow]]:
    rows = list(
        dicts_of(
            CampaignResult.select()
            .where(CampaignResult.village == village.id)
            .order_by(CampaignResult.achieved_on.desc(), CampaignResult.id.desc())
        )
    )
    back = withdrawn(village, Record.RESULT)
    kept = attachments_of(village.log_id, Record.RESULT.value, [row["id"] for row in rows]) if rows else {}
    found: dict[int, list[ResultRow]] = {}
    for row in rows:
        one = ResultRow(
            id=row["id"],
            joining_id=row["joining"],
            measure=kinds.kind(kinds.MEASURE, row["measure"]),
            quantity=row["quantity"],
            achieved_on=row["achieved_on"],
            evidence=row["evidence"],
            withdrawn=back.get(row["id"], ""),
            late_days=row["late_days"],
            files=tuple(kept.get(str(row["id"]), ())),
        )
        found.setdefault(row["joining"], []).append(one)
    return found
