"""Every version of a matter's plan, the newest first, with what each changed in the one before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from deliberation.models import PlanRevision
from deliberation.queries.matters import matter
from deliberation.rules.plans import paragraph_differences
from portal.kernel.attachments import attachments_of
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from deliberation.queries.matters import MatterRow
    from deliberation.rules.plans import Piece
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One fact beside the plan that a version changed; amounts in fen, texts as they are, absent as None."""

    old: int | str | None
    new: int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """One version; ``title``, ``budget_fen`` and ``fund`` are None where they stayed, files are titles."""

    revision: int
    revised_at: datetime
    reason: str
    digest: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    title: Changed | None
    budget_fen: Changed | None
    fund: Changed | None
    files_added: tuple[str, ...]
    files_gone: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersionsPage:
    """How the plan of a matter came to be as it is."""

    matter: MatterRow
    versions: tuple[PlanVersion, ...]  # the newest first, without the first of all
    first: datetime


def plan_versions_page(village: Place, number: int) -> PlanVersionsPage:
    """Return the screen on the versions of a matter's plan.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    asked = (PlanRevision.village == village.id) & (PlanRevision.matter == row.id)
    texts = list(dicts_of(PlanRevision.select().where(asked).order_by(PlanRevision.revision)))
    stored = attachments_of(village.log_id, "matter", [number]).get(str(number), ())
    titles = {one.digest: one.title for one in stored}
    versions = [_version(old, new, titles) for old, new in pairwise(texts)]
    return PlanVersionsPage(matter=row, versions=tuple(reversed(versions)), first=row.proposed_at)


def _version(old: Mapping[str, Any], new: Mapping[str, Any], titles: Mapping[str, str]) -> PlanVersion:
    before, after = list(old["attachments"]), list(new["attachments"])
    return PlanVersion(
        **{name: new[name] for name in ("revision", "revised_at", "reason", "digest")},
        paragraphs=paragraph_differences(old["plan"], new["plan"]),
        title=_changed(old["title"], new["title"]),
        budget_fen=_changed(old["budget_fen"], new["budget_fen"]),
        fund=_changed(old["fund"], new["fund"]),
        files_added=tuple(titles.get(one, one) for one in after if one not in before),
        files_gone=tuple(titles.get(one, one) for one in before if one not in after),
    )


def _changed(old: Any, new: Any) -> Changed | None:
    return None if old == new else Changed(old=old, new=new)
