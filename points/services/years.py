"""Ending a year: reckon what points suggest, record what the branch decided, seal it, publish who is 优秀."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from points.appraisal import band_set, excellent_on, season_of
from points.bulletins import KIND_YEAR, publish_year_list, year_key
from points.errors.year import (
    DecisionDayError,
    MissingGradeError,
    NotDecidedError,
    NotReckonedError,
    NotSealedError,
    OpenObjectionsError,
    OverQuotaError,
    OwnRecordError,
    PendingClaimsError,
    ProbationaryGradeError,
    StaleReckoningError,
    UnexplainedGradeError,
    UnsettledYearError,
    YearNotOverError,
    YearPublishedError,
    YearSealedError,
)
from points.models import PointsAppraisal, PointsYearDecision, PointsYearSeal, PointsYearUnsettled
from points.queries.displays import published_revisions
from points.queries.rankings import last_entry_of_year
from points.queries.years import is_stale, not_in_force, open_objections_of_year, pending_of_year, reckoning, year_end
from points.rules.bands import Grade
from points.services.words import stated
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from points.periods import Year
    from points.queries.years import GradeLine, YearEnd
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.org.actors import Actor
    from portal.org.models import Branch, Place

_LONGEST, _LONGEST_MEETING = 200, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What a meeting decided: the grade of everybody, and why where it differs from what the points suggest."""

    decided_on: date
    meeting: str
    grades: Mapping[int, Grade]
    reasons: Mapping[int, str] = field(default_factory=dict)
    over_quota: str = ""
    unsettled: str = ""  # why it does not wait for entries that are not in force yet
    reason: str = ""  # why it is decided again


def reckon_year(actor: Actor, village: Place, branch_id: int, year: Year, *, bands: str) -> PointsAppraisal:
    """Reckon what the points of a finished year suggest for everybody; done again it stands beside the first.

    Reckoned again with the same result, nothing is written.

    :raise NotFoundError: the village has no such branch, or there are no such bands.
    :raise YearNotOverError: the year goes on.
    :raise PendingClaimsError: claims of the year wait for their review.
    :raise YearSealedError: the decision is sealed.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch, chosen = branch_by_id(village, branch_id), band_set(year.year, bands)
        if work.today <= year.last_day:
            raise YearNotOverError(year.year)
        pending = pending_of_year(village, branch.id, year)
        if pending:
            raise PendingClaimsError(pending, year.year)
        before = year_end(village, branch, year)
        if before is not None and before.sealed:
            raise YearSealedError(year.year)
        found = reckoning(village, branch, year, chosen)
        if before is not None and before.digest == found.digest:
            work.leave_unchanged()
            return PointsAppraisal.get_by_id(before.appraisal_id)
        row = PointsAppraisal.create(
            village=village,
            branch=branch,
            year=year.year,
            revision=1 if before is None else before.revision + 1,
            bands=chosen.id,
            through_entry=last_entry_of_year(village, branch.id, year),
            not_in_force=not_in_force(village, branch.id, year, today=work.today),
            members=found.members,
            graded=found.graded,
            quota=found.quota,
            lines=found.lines,
            digest=found.digest,
            reckoned_by=actor.person_id,
            reckoned_at=work.now,
        )
        work.seal(
            "points.year.reckoned",
            about=("points_year", f"{year}-{branch.id}"),
            facts={"year": year.year, "branch": branch.id, "revision": row.revision, "digest": found.digest},
            rows=[row],
        )
        return row


def decide_year(actor: Actor, village: Place, branch_id: int, year: Year, *, deciding: Deciding) -> PointsYearDecision:
    """Record what the branch decided for everybody, beside what was suggested.

    :raise NotReckonedError: there are no suggestions to stand beside.
    :raise YearSealedError: a decision is sealed.
    :raise StaleReckoningError: reckoned now, the suggestions would be others.
    :raise OpenObjectionsError: an objection of the year has no answer.
    :raise UnsettledYearError: entries of the year are not in force and nothing says why it does not wait for them.
    :raise DecisionDayError: the meeting was before the year was over, or is to come.
    :raise MissingGradeError: somebody is left out.
    :raise ProbationaryGradeError: a probationary member is graded.
    :raise UnexplainedGradeError: a grade differs and nothing says why.
    :raise OverQuotaError: there are more 优秀 than the usual share and nothing says why.
    :raise WordsNeededError: the meeting, or why it is decided again, is missing or too long.
    :raise PrivateNumberError: words have what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        ended = _open_year(village, branch, year)
        if is_stale(village, branch, ended):
            raise StaleReckoningError(year.year)
        _require_answered(village, branch.id, year, today=work.today)
        _require_season(year, deciding.decided_on, today=work.today)
        meeting = stated(deciding.meeting, "在哪次会议上决定的", longest=_LONGEST_MEETING)
        lines = _decided(ended, deciding)
        excellent = sum(line[2] == Grade.EXCELLENT.value for line in lines)
        over = _over_quota(ended, excellent, said=_plain(deciding.over_quota))
        waiting = not_in_force(village, branch.id, year, today=work.today)
        before = ended.decision
        row = PointsYearDecision.create(
            village=village,
            appraisal=ended.appraisal_id,
            revision=1 if before is None else before.revision + 1,
            decided_on=deciding.decided_on,
            meeting=meeting,
            lines=lines,
            excellent=excellent,
            over_quota=over,
            reason="" if before is None else stated(deciding.reason, "为什么重新登记", longest=_LONGEST),
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        unsettled = _unsettled(row, year, waiting, deciding.unsettled)
        work.seal(
            "points.year.decided",
            about=("points_year", f"{year}-{branch.id}"),
            facts={
                "year": year.year,
                "branch": branch.id,
                "excellent": excellent,
                "differing": sum(line[1] != line[2] for line in lines),
                "not_in_force": waiting,
            },
            rows=[row, *unsettled],
            happened_on=deciding.decided_on,
        )
        return row


def _require_season(year: Year, decided_on: date, *, today: date) -> None:
    earliest = season_of(year.year).first_day
    if not earliest <= decided_on <= today:
        raise DecisionDayError(earliest, today)


def _over_quota(ended: YearEnd, excellent: int, *, said: str) -> str:
    """Return why there are more 优秀 than the usual share; empty where there are not."""
    if excellent <= ended.quota:
        return ""
    if not said:
        share = excellent_on(ended.year.last_day).told
        raise OverQuotaError(excellent, ended.quota, members=ended.members, graded=ended.graded, share=share)
    return said


def seal_year(actor: Actor, village: Place, branch_id: int, year: Year) -> PointsYearSeal:
    """Seal a decision: another person has compared it with the minutes; nothing of it changes after that.

    :raise NotReckonedError: there are no suggestions.
    :raise NotDecidedError: there is no decision.
    :raise YearSealedError: it is sealed.
    :raise OwnRecordError: the actor recorded it.
    :raise OpenObjectionsError: an objection of the year has no answer.
    """
    with unit_of_work(actor, Permission.POINTS_REVIEW, village) as work:
        branch = branch_by_id(village, branch_id)
        decision = _open_year(village, branch, year).decision
        if decision is None:
            raise NotDecidedError(year.year)
        if decision.recorded_by_id == actor.person_id:
            raise OwnRecordError
        _require_answered(village, branch.id, year, today=work.today)
        row = PointsYearSeal.create(
            village=village, decision=decision.id, sealed_by=actor.person_id, sealed_at=work.now
        )
        work.seal(
            "points.year.sealed",
            about=("points_year", f"{year}-{branch.id}"),
            facts={"year": year.year, "branch": branch.id, "decision": decision.id},
            rows=[row],
        )
        return row


def publish_year(actor: Actor, village: Place, branch_id: int, year: Year) -> Bulletin:
    """Publish who is 优秀 by the sealed decision: their names as an honour, nobody's points and no other grade.

    :raise NotReckonedError: there are no suggestions.
    :raise NotSealedError: the decision is not sealed.
    :raise YearPublishedError: it is public already.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        ended = year_end(village, branch, year)
        if ended is None:
            raise NotReckonedError(year.year)
        if not ended.sealed:
            raise NotSealedError(year.year)
        if published_revisions(village, KIND_YEAR, year_key(year, branch.id)):
            raise YearPublishedError(year.year)
        bulletin = publish_year_list(work, ended, branch_id=branch.id)
        work.seal(
            "points.year.published",
            about=("points_year", f"{year}-{branch.id}"),
            facts={"year": year.year, "branch": branch.id, "revision": bulletin.revision},
        )
        return bulletin


def _open_year(village: Place, branch: Branch, year: Year) -> YearEnd:
    ended = year_end(village, branch, year)
    if ended is None:
        raise NotReckonedError(year.year)
    if ended.sealed:
        raise YearSealedError(year.year)
    return ended


def _require_answered(village: Place, branch_id: int, year: Year, *, today: date) -> None:
    """Refuse to decide or seal a year whose points somebody still contests."""
    count = open_objections_of_year(village, branch_id, year, today=today)
    if count:
        raise OpenObjectionsError(year.year, count)


def _unsettled(row: PointsYearDecision, year: Year, waiting: int, reason: str) -> list[PointsYearUnsettled]:
    """Keep beside a decision how many entries were not in force and why it did not wait for them, if any were."""
    why = _plain(reason)
    if not waiting:
        return []
    if not why:
        raise UnsettledYearError(year.year, waiting)
    return [PointsYearUnsettled.create(village=row.village_id, decision=row.id, entries=waiting, reason=why)]


def _decided(ended: YearEnd, deciding: Deciding) -> list[list[Json]]:
    missing = [one.name for one in ended.lines if one.person_id not in deciding.grades]
    if missing:
        raise MissingGradeError("、".join(missing))
    return [
        _line(one, deciding.grades[one.person_id], _plain(deciding.reasons.get(one.person_id, "")))
        for one in ended.lines
    ]


def _line(one: GradeLine, decided: Grade, reason: str) -> list[Json]:
    if one.suggested == Grade.UNGRADED and decided != Grade.UNGRADED:
        raise ProbationaryGradeError(one.name)
    if decided != one.suggested and not reason:
        raise UnexplainedGradeError(one.name, one.suggested.chinese, decided.chinese)
    return [one.person_id, one.suggested.value, decided.value, reason if decided != one.suggested else ""]


def _plain(text: str) -> str:
    refuse_private_numbers(text)
    return text.strip()[:_LONGEST]
