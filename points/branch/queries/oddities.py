"""What does not look right in a branch's meetings, with what was answered and judged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.branch.checks import check_named
from points.branch.life import kinds_on, record_within_on
from points.branch.models import OddityAnswer, OddityVerdict
from points.branch.queries.calendars import asked_of
from points.branch.queries.meetings import meeting_facts
from points.branch.rules.calendar import calendar
from points.branch.rules.checks import Seen, oddities
from points.branch.rules.explaining import OddityState, state_of
from portal.kernel.db import dicts_of
from portal.kernel.errors import NotFoundError
from portal.org.models import Person
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from points.branch.checks import Check
    from points.branch.rules.checks import Oddity
    from portal.org.models import Branch, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer, and what another person found of it; ``accepted`` is ``None`` while nobody has judged."""

    id: int
    number: int
    text: str
    answered_at: datetime
    answered_by: str
    answered_by_id: int
    accepted: bool | None
    reason: str
    judged_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OddityRow:
    """Something that does not look right, and how far it is explained."""

    key: str
    branch_id: int
    branch: str
    check: Check
    text: str
    day: date
    meetings: tuple[int, ...]
    people: tuple[int, ...]
    state: OddityState
    answers: tuple[AnswerRow, ...]


def oddities_of(village: Place, *, today: date) -> list[OddityRow]:
    """Return what does not look right in the village's branches this year and last, and all that was answered.

    The newest first; a fixed number of queries for each branch that keeps its life here.
    """
    begun, answers = asked_of([village]), _answers(village)
    first = date(today.year - 1, 1, 1)
    facts = meeting_facts([village], first, today) if begun else []
    rows: list[OddityRow] = []
    for branch in branches(village):
        asked = begun.get(branch.id)
        if asked is None:
            continue
        own = [one for one in facts if one.of_branch(branch.id)]
        cells = calendar(
            kinds_on(today),
            own,
            asked,
            first=max(first, asked.since),
            until=today,
            today=today,
            within_days=record_within_on(today).amount,
        )
        found = {one.key: one for one in oddities(Seen(branch_id=branch.id, meetings=own, calendar=cells, today=today))}
        rows += _of_branch(branch, found, answers.get(branch.id, {}))
    return sorted(rows, key=lambda one: (one.day, one.key), reverse=True)


def oddity(village: Place, key: str, *, today: date) -> OddityRow:
    """Return one of them.

    :raise NotFoundError: the village has none of that key.
    """
    found = next((one for one in oddities_of(village, today=today) if one.key == key), None)
    if found is None:
        raise NotFoundError
    return found


def _of_branch(
    branch: Branch, found: dict[str, Oddity], stored: dict[str, list[dict[str, Any]]]
) -> Iterator[OddityRow]:
    for key, one in found.items():
        answers = tuple(_answer(row) for row in stored.get(key, ()))
        yield OddityRow(
            key=key,
            branch_id=branch.id,
            branch=branch.name,
            check=one.check,
            text=one.text,
            day=one.day,
            meetings=one.meetings,
            people=one.people,
            state=state_of([row.accepted for row in answers], found=True),
            answers=answers,
        )
    for key, rows in stored.items():
        check = check_named(rows[-1]["check_id"], version=rows[-1]["rule_version"])
        if key in found or check is None:
            continue
        answers = tuple(_answer(row) for row in rows)
        yield OddityRow(
            key=key,
            branch_id=branch.id,
            branch=branch.name,
            check=check,
            text=rows[-1]["found"],
            day=rows[-1]["found_on"],
            meetings=(),
            people=(),
            state=state_of([row.accepted for row in answers], found=False),
            answers=answers,
        )


def _answer(row: dict[str, Any]) -> AnswerRow:
    return AnswerRow(
        id=row["id"],
        number=row["number"],
        text=row["text"],
        answered_at=row["answered_at"],
        answered_by=row["answered_name"],
        answered_by_id=row["answered_by_id"],
        accepted=None if row["accepted"] is None else bool(row["accepted"]),
        reason=row["reason"],
        judged_by=row["judged_name"],
    )


def _answers(village: Place) -> dict[int, dict[str, list[dict[str, Any]]]]:
    judge, who = Person.alias(), Person.alias()
    rows = (
        OddityAnswer.select(
            OddityAnswer.id,
            OddityAnswer.branch.alias("branch_id"),
            OddityAnswer.key,
            OddityAnswer.number,
            OddityAnswer.check_id,
            OddityAnswer.rule_version,
            OddityAnswer.found,
            OddityAnswer.found_on,
            OddityAnswer.text,
            OddityAnswer.answered_at,
            OddityAnswer.answered_by.alias("answered_by_id"),
            who.name.alias("answered_name"),
            OddityVerdict.accepted,
            fn.COALESCE(OddityVerdict.reason, "").alias("reason"),
            fn.COALESCE(judge.name, "").alias("judged_name"),
        )
        .join_from(OddityAnswer, who, on=(OddityAnswer.answered_by == who.id))
        .join_from(OddityAnswer, OddityVerdict, JOIN.LEFT_OUTER)
        .join_from(OddityVerdict, judge, JOIN.LEFT_OUTER, on=(OddityVerdict.judged_by == judge.id))
        .where(OddityAnswer.village == village.id)
        .order_by(OddityAnswer.number)
    )
    found: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in dicts_of(rows):
        found[row["branch_id"]][row["key"]].append(row)
    return found


def counted(rows: Sequence[OddityRow], state: OddityState) -> int:
    """Return how many stand so."""
    return sum(one.state is state for one in rows)
