"""The published lists: a month's for objections, a quarter's of what is in force; additions member by member.

Nothing here lets a deduction be read: only additions and what was taken back of them are listed, averages are of
additions, lines are numbered within the list, an explanation speaks of additions alone, and an objection to a
deduction is answered to whoever filed it and stands in no list. Nor can be read who paid party dues: what was added
for them is in no line, no sum and no average, and an objection to it in no list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.practice import publicity_on
from points.queries import KIND, entries_in, members, objections, scheme_on
from points.rules import State, average_x100
from points.rules.bands import Grade
from portal.kernel import bulletins
from portal.kernel.clock import local_day
from portal.kernel.months import Month
from portal.kernel.names import mask_name, masking
from portal.org.queries import branches, registered_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from points.periods import Year
    from points.queries import EntryRow, ObjectionRow
    from points.queries.years import YearEnd
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.months import Quarter
    from portal.kernel.work import Work
    from portal.org.models import Branch, Place


#: The kind of the document that names who of a branch is 优秀 in a year.
KIND_YEAR = "points-year"


class ListContent:
    """A month's or quarter's list while it is put together: content without names, and the names it refers to."""

    def __init__(self, village: Place, period: Month | Quarter, *, today: date) -> None:
        self.names: list[str] = []
        self._refs: dict[int, dict[str, Json]] = {}
        self._period = period
        entries = [one for one in entries_in(village, period, today=today) if not one.is_for_dues]
        added = [one for one in entries if self._is_listed(one)]
        taken = [one for one in entries if one.reverses_id is not None and one.is_addition]
        before = {one.id for one in entries}
        late = [one for one in taken if one.reverses_id not in before]
        self.branches: list[Json] = [self._branch(village, branch, added, late) for branch in branches(village)]
        self.objections = self._objections(village, {one.id: one for one in added})
        self.line_count = len(added)

    @property
    def says(self) -> dict[str, Json]:
        """What the list says, without when."""
        return {"branches": self.branches, "objections": self.objections}

    def differs_from(self, published: Mapping[str, Json]) -> bool:
        """Tell whether the published list says something else; names are numbered anew in every revision."""
        return self.says != {"branches": published["branches"], "objections": published.get("objections", [])}

    def _is_listed(self, one: EntryRow) -> bool:
        if one.awarded_x100 <= 0 or one.reverses_id is not None:
            return False
        if one.state == State.REVERSED:
            return one.until is not None  # what was never shown leaves nothing to correct
        return isinstance(self._period, Month) or one.state == State.IN_FORCE

    def _counts(self, one: EntryRow) -> bool:
        """Tell whether a line counts here: what was taken back later counts here and is subtracted there."""
        return one.reversed_on is None or not self._period.first_day <= one.reversed_on <= self._period.last_day

    def _branch(
        self, village: Place, branch: Branch, added: Sequence[EntryRow], late: Sequence[EntryRow]
    ) -> dict[str, Json]:
        last_day = self._period.last_day
        own = [one for one in added if one.branch_id == branch.id]
        scheme = scheme_on(village, branch.id, last_day)
        size = len(members(village, branch.id, on=last_day))
        standing = sum(one.awarded_x100 for one in own if self._counts(one))
        ordered = dict.fromkeys(one.person_id for one in sorted(own, key=lambda one: (one.person, one.person_id)))
        return {
            "name": branch.name,
            "scheme": None if scheme is None else {"version": scheme.version, "digest": scheme.digest},
            "members": size,
            "additions_x100": standing,
            "average_x100": average_x100(standing, members=size),
            "people": [self._person([one for one in own if one.person_id == person]) for person in ordered],
            "taken_back": [self._taken_back(one) for one in late if one.branch_id == branch.id],
        }

    def _person(self, entries: Sequence[EntryRow]) -> dict[str, Json]:
        return {
            "member": self._reference(entries[0]),
            "additions_x100": sum(one.awarded_x100 for one in entries if self._counts(one)),
            "lines": [_line(number, one) for number, one in enumerate(entries, start=1)],
        }

    def _taken_back(self, reversal: EntryRow) -> dict[str, Json]:
        return {
            "member": self._reference(reversal),
            "item": reversal.item,
            "points_x100": -reversal.awarded_x100,
            "reversed_on": reversal.happened_on.isoformat(),
        }

    def _objections(self, village: Place, listed: Mapping[int, EntryRow]) -> list[Json]:
        if not isinstance(self._period, Month):
            return []
        answered = [one for one in objections(village, month=self._period) if one.finding is not None]
        shown = [one for one in reversed(answered) if one.entry_id is None or one.entry_id in listed]
        if not shown:
            return []
        masked = masking(registered_names(village))
        return [self._answer(one, None if one.entry_id is None else listed[one.entry_id], masked) for one in shown]

    def _answer(self, one: ObjectionRow, entry: EntryRow | None, masked: Callable[[str], str]) -> dict[str, Json]:
        return {
            "number": one.number,
            "about": None
            if entry is None
            else {
                "member": self._reference(entry),
                "item": entry.item,
                "happened_on": entry.happened_on.isoformat(),
            },
            "filed_on": local_day(one.filed_at).isoformat(),
            "finding": None if one.finding is None else one.finding.value,
            "answer": masked(one.answer),
            "answered_on": local_day(one.answered_at).isoformat() if one.answered_at else None,
        }

    def _reference(self, entry: EntryRow) -> dict[str, Json]:
        if entry.person_id not in self._refs:
            self._refs[entry.person_id] = {"name": len(self.names), "masked": mask_name(entry.person)}
            self.names.append(entry.person)
        return self._refs[entry.person_id]


def publish_month(work: Work, month: Month, content: ListContent, *, until: date, reason: str) -> Bulletin:
    """Publish a month's list in the unit of work under way; the names stand while it is on display."""
    publicity = publicity_on(work.today)
    return _publish(
        work,
        month,
        {
            "month": str(month),
            "publicity": {
                "days": publicity.days,
                "until": until.isoformat(),
                "until_certain": publicity.last_day(work.today).certain,
                "article": publicity.article,
                "confidence": publicity.confidence,
            },
            **content.says,
            "dues_unlisted": True,
        },
        names=content.names,
        names_until=until,
        reason=reason,
    )


def publish_quarter(work: Work, quarter: Quarter, content: ListContent, *, reason: str) -> Bulletin:
    """Publish what is in force of a quarter; its names stand as long as a list's on display."""
    publicity = publicity_on(work.today)
    until = publicity.last_day(work.today)
    return _publish(
        work,
        quarter,
        {
            "quarter": str(quarter),
            "counts": "in_force",
            "publicity": {
                "days": publicity.days,
                "until": until.day.isoformat(),
                "until_certain": until.certain,
                "article": publicity.article,
                "confidence": publicity.confidence,
            },
            "branches": content.branches,
            "dues_unlisted": True,
        },
        names=content.names,
        names_until=until.day,
        reason=reason,
    )


def year_key(year: Year, branch_id: int) -> str:
    """Return the key of a branch's year, as it stands in an address: ``2026-1``."""
    return f"{year}-{branch_id}"


def publish_year_list(work: Work, ended: YearEnd, *, branch_id: int) -> Bulletin:
    """Publish who of a branch is 优秀 in a year: an honour with names, without points and without any other grade."""
    publicity = publicity_on(work.today)
    until = publicity.last_day(work.today)
    names = [one.name for one in ended.lines if one.decided == Grade.EXCELLENT]
    content: dict[str, Json] = {
        "year": ended.year.year,
        "branch": ended.branch,
        "decided_on": None if ended.decision is None else ended.decision.decided_on.isoformat(),
        "publicity": {
            "days": publicity.days,
            "until": until.day.isoformat(),
            "until_certain": until.certain,
            "article": publicity.article,
            "confidence": publicity.confidence,
        },
        "excellent": [{"name": number, "masked": mask_name(name)} for number, name in enumerate(names)],
    }
    return bulletins.publish(
        work,
        kind=KIND_YEAR,
        key=year_key(ended.year, branch_id),
        content=content,
        about=[("year", str(ended.year))],
        names=names,
        names_until=until.day if names else None,
    )


def publish_take_down(work: Work, month: Month, published: Mapping[str, Json], *, reason: str) -> Bulletin:
    """Publish that a month's list is no longer on display; its address stays."""
    content: dict[str, Json] = {
        "month": str(month),
        "taken_down_on": work.today.isoformat(),
        "publicity": published["publicity"],
        "branches": [],
        "objections": [],
    }
    return _publish(work, month, content, names=[], names_until=None, reason=reason)


def _publish(
    work: Work,
    period: Month | Quarter,
    content: dict[str, Json],
    *,
    names: Sequence[str],
    names_until: date | None,
    reason: str,
) -> Bulletin:
    return bulletins.publish(
        work,
        kind=KIND,
        key=str(period),
        content=content,
        about=[("month" if isinstance(period, Month) else "quarter", str(period))],
        names=names,
        names_until=names_until if names else None,
        reason=reason,
    )


def _line(number: int, entry: EntryRow) -> dict[str, Json]:
    return {
        "number": number,
        "item": entry.item,
        "category": entry.category,
        "happened_on": entry.really_on.isoformat(),
        "points_x100": entry.awarded_x100,
        "explanation": entry.explanation,
        "late_days": entry.late_days,
        "reversed_on": local_day(entry.reversed_at).isoformat() if entry.reversed_at else None,
    }
