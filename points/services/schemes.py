"""Adopting a scheme by a named resolution, and preparing the one for the year to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from points.errors import SchemeDateError, SchemeUnchangedError
from points.errors.schemes import (
    AlreadyAdoptedError,
    NoSchemeToCopyError,
    NotTheBranchsMeetingError,
    ResolutionNeededError,
    SchemeTimeError,
)
from points.models import PointsAdoption, PointsScheme, PointsSchemeDraft
from points.practice import practised_since
from points.queries import draft_of, latest_scheme
from points.schemes import scheme_to_json
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.bodies import Body
from portal.meetings.queries import meeting
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from points.schemes import SchemeFile
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

LONGEST_RESOLUTION, LONGEST_FILING = 120, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopting:
    """By what a scheme is adopted: the resolution in words, its meeting, what it was filed as with the township.

    ``group_check`` says that what members declare is checked by their party group before it is reviewed.
    """

    resolution: str
    meeting_id: int | None = None
    filed_as: str = ""
    group_check: bool = False


def adopt_scheme(
    actor: Actor,
    village: Place,
    branch_id: int,
    scheme: SchemeFile,
    *,
    effective_from: date,
    adopting: Adopting | None = None,
) -> PointsScheme:
    """Let a scheme apply to a branch from a day on, for the rest of its year; earlier entries stay as they are.

    :raise NotFoundError: the village has no such branch, or held no such meeting.
    :raise SchemeUnchangedError: it is the scheme the branch has.
    :raise SchemeTimeError: it would begin before practice has its rules, or later than next year.
    :raise SchemeDateError: it would begin before the version it follows.
    :raise ResolutionNeededError: the resolution has no words, or too many.
    :raise NotTheBranchsMeetingError: the meeting named is none of the members', or is yet to come.
    :raise PrivateNumberError: the resolution has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        year = effective_from.year
        earliest, latest = practised_since(), date(work.today.year + 1, 12, 31)
        if not earliest <= effective_from <= latest:
            raise SchemeTimeError(earliest, latest)
        last = latest_scheme(village, branch.id, year)
        if last is not None and last.digest == scheme.digest:
            raise SchemeUnchangedError
        if last is not None and effective_from <= last.effective_from:
            raise SchemeDateError(year, last.effective_from)
        adopted = PointsScheme.create(
            village=village,
            branch=branch,
            year=year,
            version=1 if last is None else last.version + 1,
            effective_from=effective_from,
            items=scheme_to_json(scheme),
            digest=scheme.digest,
            adopted_at=work.now,
        )
        rows: list[SealedModel] = [adopted]
        if adopting is not None:
            rows.append(_adoption(work, actor, village, scheme=adopted, adopting=adopting))
        work.seal(
            "points.scheme.adopted",
            about=("points_scheme", adopted.id),
            facts={"branch": branch.id, "year": year, "version": adopted.version, "digest": adopted.digest},
            rows=rows,
            happened_on=effective_from,
        )
        return adopted


def copy_scheme(actor: Actor, village: Place, branch_id: int, *, year: int) -> PointsSchemeDraft:
    """Copy the last scheme of the year before as the draft for ``year``; what is adopted later is another act.

    :raise NotFoundError: the village has no such branch.
    :raise AlreadyAdoptedError: the year has its scheme.
    :raise NoSchemeToCopyError: the year before has none.
    :raise SchemeUnchangedError: the draft says the same already.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        last = latest_scheme(village, branch.id, year - 1)
        if last is None:
            raise NoSchemeToCopyError(year - 1)
        return _draft(work, actor, village, branch.id, year=year, scheme=last.content, copied_from=last.id)


def draft_scheme(actor: Actor, village: Place, branch_id: int, scheme: SchemeFile, *, year: int) -> PointsSchemeDraft:
    """Put a changed table in the place of the draft for ``year``; what it said before stays readable.

    :raise NotFoundError: the village has no such branch.
    :raise AlreadyAdoptedError: the year has its scheme.
    :raise SchemeUnchangedError: the draft says the same already.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        return _draft(work, actor, village, branch.id, year=year, scheme=scheme, copied_from=None)


def _draft(
    work: Work,
    actor: Actor,
    village: Place,
    branch_id: int,
    *,
    year: int,
    scheme: SchemeFile,
    copied_from: int | None,
) -> PointsSchemeDraft:
    if latest_scheme(village, branch_id, year) is not None:
        raise AlreadyAdoptedError(year)
    last = draft_of(village, branch_id, year)
    if last is not None and last.digest == scheme.digest:
        raise SchemeUnchangedError
    draft = PointsSchemeDraft.create(
        village=village,
        branch=branch_id,
        year=year,
        revision=1 if last is None else last.revision + 1,
        items=scheme_to_json(scheme),
        digest=scheme.digest,
        copied_from=copied_from,
        made_by=actor.person_id,
        made_at=work.now,
    )
    work.seal(
        "points.scheme.drafted",
        about=("points_scheme_draft", draft.id),
        facts={"branch": branch_id, "year": year, "revision": draft.revision, "digest": draft.digest},
        rows=[draft],
    )
    return draft


def _adoption(work: Work, actor: Actor, village: Place, *, scheme: PointsScheme, adopting: Adopting) -> PointsAdoption:
    refuse_private_numbers(adopting.resolution, adopting.filed_as)
    resolution = adopting.resolution.strip()
    if not 0 < len(resolution) <= LONGEST_RESOLUTION:
        raise ResolutionNeededError(LONGEST_RESOLUTION)
    if adopting.meeting_id is not None:
        held = meeting(village, adopting.meeting_id)
        if held.body != Body.PARTY_MEMBERS_MEETING or held.meets_on > work.today:
            raise NotTheBranchsMeetingError
    return PointsAdoption.create(
        village=village,
        scheme=scheme.id,
        resolution=resolution,
        meeting=adopting.meeting_id,
        filed_as=adopting.filed_as.strip()[:LONGEST_FILING],
        group_check=adopting.group_check,
        adopted_by=actor.person_id,
        recorded_at=work.now,
    )
