"""Which procedure a village's matters go through, and which rule adopted it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.models import Adoption, Matter
from deliberation.procedures import USUAL, Variant, Way, Workflow, body_on, procedure_on, variant_on, variants_on
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.org.models import Place
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from deliberation.procedures.variants import Merge

#: Who may make a procedure the rule of a place. The law names nobody: whatever body is named stands in the record.
ADOPTING = ("villagers_meeting", "villager_reps_meeting", "party_members_meeting")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionRow:
    """One rule of a village or of its township: which procedure from which day on, and who decided that."""

    id: int
    place: str
    procedure: str
    title: str
    words: str
    body_name: str
    met_on: date
    since: date
    evidence: str
    evidence_digest: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePage:
    """How a village decides: what holds today, what was adopted, what could be."""

    workflow: Workflow
    adopted: AdoptionRow | None
    why_not: str  # the adopted procedure cannot be followed today, and why
    adoptions: tuple[AdoptionRow, ...]
    variants: tuple[Variant, ...]
    may_adopt: bool


def way_of(row: Mapping[str, Any]) -> Way:
    """Return the procedure of a matter from its ``procedure``, ``adoption`` and ``proposed_at``."""
    return Way(id=row["procedure"], begun_on=local_day(row["proposed_at"]), adopted=row["adoption"] is not None)


def adoptions(place: Place) -> list[AdoptionRow]:
    """Return what the place and, for a village, its township have adopted, newest first."""
    rows = dicts_of(
        Adoption.select(Adoption, Place.name.alias("place_name"))
        .join(Place)
        .where(Adoption.place.in_([place.id, place.parent_id]))
        .order_by(Adoption.since.desc(), Adoption.id.desc())
    )
    return [_row(row) for row in rows]


def adoption_on(village: Place, day: date) -> AdoptionRow | None:
    """Return the rule that holds in a village on a day: its own newest, else the township's; None where there is none.

    A place that went back to the law alone has none.
    """
    asked = Adoption.place.in_([village.id, village.parent_id]) & (Adoption.since <= day)
    found = list(dicts_of(Adoption.select(Adoption, Place.name.alias("place_name")).join(Place).where(asked)))
    newest = max(found, key=lambda row: (row["place"] == village.id, row["since"]), default=None)
    return _row(newest) if newest is not None and newest["procedure"] else None


def adoption_of(matter_id: int) -> AdoptionRow | None:
    """Return the rule a matter began under, if there was one."""
    return adoptions_of([matter_id]).get(matter_id)


def adoptions_of(matter_ids: Collection[int]) -> dict[int, AdoptionRow]:
    """Return the rule each of these matters began under, where there was one, by the matter's id."""
    rows = dicts_of(
        Adoption.select(Adoption, Place.name.alias("place_name"), Matter.id.alias("matter_id"))
        .join(Place)
        .join_from(Adoption, Matter)
        .where(Matter.id.in_([*matter_ids]))
    )
    return {row["matter_id"]: _row(row) for row in rows}


def followed(village: Place, adopted: AdoptionRow | None, *, on: date) -> str:
    """Return the id of the procedure that a matter proposed on a day goes through under a rule."""
    if adopted is None or adopted.procedure == USUAL:
        return USUAL
    merge = variant_on(adopted.procedure, on).merge
    return USUAL if merge is not None and not _one_person(village, merge, on=on) else adopted.procedure


def procedure_page(village: Place, *, on: date, may_adopt: bool) -> ProcedurePage:
    """Return the screen on how the village decides."""
    adopted = adoption_on(village, on)
    way = followed(village, adopted, on=on)
    return ProcedurePage(
        workflow=procedure_on(on, village.jurisdiction, way),
        adopted=adopted,
        why_not=_two_people(adopted, on=on) if adopted and way != adopted.procedure else "",
        adoptions=tuple(adoptions(village)),
        variants=variants_on(on),
        may_adopt=may_adopt,
    )


def _one_person(village: Place, merge: Merge, *, on: date) -> bool:
    """Tell whether one person holds all the offices that a merged meeting needs in one hand."""
    holders = [{one.id for one in people_in_office(village, office, on=on)} for office in merge.same_person]
    return bool(set.intersection(*holders))


def _two_people(adopted: AdoptionRow, *, on: date) -> str:
    merge = variant_on(adopted.procedure, on).merge
    offices = "和".join(office.title for office in merge.same_person) if merge else ""
    return f"现在{offices}不是同一个人，提议和商议仍然分开办理。"


def _row(row: Mapping[str, Any]) -> AdoptionRow:
    names = ("id", "procedure", "met_on", "since", "evidence", "evidence_digest", "recorded_at")
    title, words = _called(row["procedure"], row["since"])
    return AdoptionRow(
        **{name: row[name] for name in names},
        place=row["place_name"],
        title=title,
        words=words,
        body_name=body_on(row["body"], row["met_on"]).name if row["body"] else "镇党委、政府",
    )


def _called(procedure: str, day: date) -> tuple[str, str]:
    if not procedure:
        return "只按国家和省里的规定", "不再采纳地方做法。"
    found = procedure_on(day, way=procedure)
    return found.title, found.words or "把通行做法作为本地的规则。"
