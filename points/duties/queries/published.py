"""Reading what was published of a quarter, and which quarter is next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from points.duties.models import DuesRhythm, DutyPost, HouseholdLink
from portal.kernel.bulletins import Bulletin, latest_bulletin
from portal.kernel.db import tuples_of
from portal.kernel.months import Month, Quarter

if TYPE_CHECKING:
    from datetime import date

    from portal.org.models import Place

#: The kind of document a quarter's figures are published as.
KIND = "duties"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedQuarter:
    """The latest revision of a quarter's document."""

    revision: int
    content: dict[str, Any]


def published_quarter(village: Place, quarter: Quarter) -> PublishedQuarter | None:
    """Return the latest revision of a quarter's document, if there is one."""
    found = latest_bulletin(village.log_id, KIND, str(quarter))
    if found is None:
        return None
    return PublishedQuarter(revision=found.revision, content=json.loads(found.envelope)["content"])


def published_quarters(village: Place) -> list[Quarter]:
    """Return the quarters that were published, the newest first."""
    asked = Bulletin.select(Bulletin.key).where((Bulletin.log == village.log_id) & (Bulletin.kind == KIND))
    return sorted({Quarter.parse(key) for (key,) in tuples_of(asked)}, reverse=True)


def unpublished_quarter(village: Place, *, today: date) -> Quarter | None:
    """Return the quarter that ended last, where there is something to tell of it and nothing was published."""
    quarter = Month.of(today).quarter.months[0].plus(-1).quarter
    return quarter if has_begun(village, quarter) and published_quarter(village, quarter) is None else None


def has_begun(village: Place, quarter: Quarter) -> bool:
    """Tell whether anything of members' duties was registered for a quarter."""
    begun = (
        HouseholdLink.select().where((HouseholdLink.village == village.id) & (HouseholdLink.since <= quarter.last_day)),
        DutyPost.select().where((DutyPost.village == village.id) & (DutyPost.opened_on <= quarter.last_day)),
        DuesRhythm.select().where((DuesRhythm.village == village.id) & (DuesRhythm.since <= quarter.months[2])),
    )
    return any(one.exists() for one in begun)
