"""Reading which lists are and were on display, what was said against them, and which months are locked."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.models import PointsDisplay, PointsExamination, PointsMonthLock, PointsObjection, PointsTakeDown
from points.rules import Display, Standing, State, entry_state, first_display
from portal.kernel.bulletins import Bulletin, latest_bulletin
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from points.periods import Stretch
    from portal.org.models import Place

KIND = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """The latest revision of a published list."""

    period: Stretch
    revision: int
    published_on: date
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What decides how the village's entries stand: lists by month or quarter, open objections by entry."""

    displays: Mapping[str, Sequence[Display]]
    open_objections: Mapping[int, int]

    def display_of(self, entry_id: int, *, counts_on: date, recorded_on: date) -> Display | None:
        """Return the first list that showed an entry: its month's, or its quarter's before months were published."""
        month = Month.of(counts_on)
        known = [*self.displays.get(str(month), ()), *self.displays.get(str(month.quarter), ())]
        return first_display(known, entry_id, recorded_on=recorded_on)

    def state_of(self, entry_id: int, display: Display | None, *, is_reversed: bool, today: date) -> State:
        """Return how an entry stands."""
        facts = Standing(display=display, open_objections=self.open_objections.get(entry_id, 0), reversed=is_reversed)
        return entry_state(facts, today=today)


def course_of(village: Place) -> Course:
    """Return what decides how the village's entries stand."""
    displays: dict[str, list[Display]] = defaultdict(list)
    for row in dicts_of(
        PointsDisplay.select().where(PointsDisplay.village == village.id).order_by(PointsDisplay.revision)
    ):
        displays[str(row["month"])].append(
            Display(
                period=str(row["month"]),
                revision=row["revision"],
                published_on=row["published_on"],
                until=row["until"],
                through_entry=row["through_entry"],
            )
        )
    for one in _quarters_before_months(village):
        displays[one.period].append(one)
    return Course(displays=displays, open_objections=_open_objections(village))


def month_displays(village: Place, month: Month) -> list[Display]:
    """Return the revisions of a month's list, first to last."""
    return list(course_of(village).displays.get(str(month), ()))


def locked_months(village: Place) -> set[Month]:
    """Return the months in which nothing is entered any more."""
    return {month for (month,) in tuples_of(_locks(village))}


def taken_down(village: Place, month: Month) -> bool:
    """Tell whether a month's list was taken down."""
    asked = (PointsTakeDown.village == village.id) & (PointsTakeDown.month == month)
    return PointsTakeDown.select().where(asked).exists()


def published_list(village: Place, period: Stretch) -> PublishedList | None:
    """Return the latest revision of a month's or quarter's published list."""
    found = latest_bulletin(village.log_id, KIND, str(period))
    if found is None:
        return None
    envelope = json.loads(found.envelope)
    return PublishedList(
        period=period,
        revision=found.revision,
        published_on=date.fromisoformat(envelope["published_on"]),
        content=envelope["content"],
    )


def published_periods(village: Place) -> set[str]:
    """Return the months and quarters that have a published list."""
    asked = Bulletin.select(Bulletin.key).where((Bulletin.log == village.log_id) & (Bulletin.kind == KIND))
    return {key for (key,) in tuples_of(asked)}


def published_revisions(village: Place, kind: str, key: str) -> int:
    """Return how many revisions of a document the village has published."""
    asked = (Bulletin.log == village.log_id) & (Bulletin.kind == kind) & (Bulletin.key == key)
    return int(Bulletin.select().where(asked).count())


def _locks(village: Place) -> Any:
    return PointsMonthLock.select(PointsMonthLock.month).where(PointsMonthLock.village == village.id)


def _open_objections(village: Place) -> Counter[int]:
    asked = (
        PointsObjection.select(PointsObjection.entry)
        .join(PointsExamination, JOIN.LEFT_OUTER, on=(PointsExamination.objection == PointsObjection.id))
        .where(
            (PointsObjection.village == village.id)
            & PointsObjection.entry.is_null(False)
            & PointsExamination.id.is_null()
        )
    )
    return Counter(entry_id for (entry_id,) in tuples_of(asked))


def _quarters_before_months(village: Place) -> list[Display]:
    """Return the quarters' lists of the time before months were published: they were the publicity then.

    What is read are the lists before the village's first month, which is none where months were published from the
    start: the others tell what is in force and put nothing on display.
    """
    ours = (Bulletin.log == village.log_id) & (Bulletin.kind == KIND)
    first_month = Bulletin.select(fn.MIN(Bulletin.seq)).where(ours & ~Bulletin.key.contains("Q")).scalar()
    asked = Bulletin.select(Bulletin.key, Bulletin.revision, Bulletin.envelope).where(ours & Bulletin.key.contains("Q"))
    if first_month is not None:
        asked = asked.where(Bulletin.seq < first_month)
    found = []
    for row in dicts_of(asked.order_by(Bulletin.revision)):
        envelope = json.loads(row["envelope"])
        if "counts" not in envelope["content"]:
            found.append(
                Display(
                    period=row["key"],
                    revision=row["revision"],
                    published_on=date.fromisoformat(envelope["published_on"]),
                    until=date.fromisoformat(envelope["content"]["publicity"]["until"]),
                    through_entry=None,
                )
            )
    return found
