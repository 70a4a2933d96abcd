"""Which matters stand still, since when and by whose duty; and of which nobody outside was told so yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from deliberation.models import MatterStall, StallWatch
from deliberation.procedures.stalled import stall_rules_on
from deliberation.queries.follow_up import period_rule, reply_rule
from deliberation.queries.matters import matters
from deliberation.queries.standing import workflow_of
from deliberation.rules.course import Mark, MatterState
from deliberation.rules.follow_up import Target
from deliberation.rules.periods import start_due
from deliberation.rules.stalled import Awaited, Lawful, Periods, Talks, stall, talks_wait, work_waits
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import tuples_of
from portal.kernel.journal import JournalLog
from portal.kernel.paging import Page, page_of
from portal.org.models import Place
from portal.org.offices import TOWNSHIP_OFFICES
from portal.org.queries import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules.follow_up import FollowUp
    from deliberation.rules.stalled import Wait
    from portal.org.actors import Actor

#: As many villages as are looked at for one page.
_VILLAGES = 20

#: Nothing is waited for any more, or only that voters vote.
_RESTING = frozenset({MatterState.FAILED, MatterState.WITHDRAWN, MatterState.VOTING, MatterState.DONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class StalledRow:
    """One matter that stands still, for so many days."""

    village: Place
    matter: MatterRow
    wait: Wait
    days: int

    @property
    def lasting(self) -> str:
        """For how long it stands still."""
        return f"停滞 {self.days} 天"

    @property
    def said(self) -> str:
        """For how long it stands still, and who should do what."""
        return f"{self.lasting}：{self.wait.duty}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StalledPage:
    """The matters that stand still in the villages of one page, the longest first."""

    everywhere: bool  # in all villages of the township
    rows: tuple[StalledRow, ...]
    villages: Page[Place]


def waits_of(village: Place, row: MatterRow, *, today: date) -> tuple[Wait, ...]:
    """Return what a matter waits for; nothing before anything about it was public."""
    if row.state in _RESTING:
        return ()
    facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
    periods = _periods(village, facts, today=today)
    if facts is not None and not facts.upheld:
        return work_waits(facts, periods)
    answers = work_waits(facts, periods) if facts is not None else ()
    talks = _talks(village, row, facts)
    return answers if talks is None else (*answers, talks_wait(talks, periods))


def stall_of(village: Place, row: MatterRow, *, today: date) -> StalledRow | None:
    """Return how a matter stands still; None where it does not."""
    found = stall(waits_of(village, row, today=today), today=today)
    return None if found is None else StalledRow(village=village, matter=row, wait=found, days=found.days(today))


def stalled(village: Place, rows: Iterable[MatterRow] | None = None, *, today: date) -> list[StalledRow]:
    """Return the matters of the village that stand still, the longest first."""
    known = matters(village) if rows is None else rows
    found = [one for row in known if (one := stall_of(village, row, today=today)) is not None]
    return sorted(found, key=lambda one: (-one.days, one.matter.number))


def told_stalls(village: Place) -> set[tuple[int, Awaited, int, date]]:
    """Return what was published as standing still: matter, what it waited for, its subject, its day."""
    columns = (MatterStall.matter, MatterStall.awaited, MatterStall.subject, MatterStall.due_on)
    return set(tuples_of(MatterStall.select(*columns).where(MatterStall.village == village.id)))


def stalling_places(today: date) -> set[int]:
    """Return the villages, by their ids, in which a matter may stand still untold.

    Looked at are those with something sealed since they were looked at, and those whose next day has come.
    """
    asked = (
        Place.select(Place.id)
        .join_from(Place, JournalLog)
        .join_from(Place, StallWatch, JOIN.LEFT_OUTER, on=(StallWatch.village == Place.id))
        .where(
            (StallWatch.id.is_null() | (StallWatch.size != JournalLog.size) | (StallWatch.wakes_on <= today))
            & Place.log.in_(Bulletin.select(Bulletin.log).where(Bulletin.kind.in_(_BEGUN)))
        )
    )
    return {village for (village,) in tuples_of(asked)}


def stalled_page(actor: Actor, village: Place, *, number: int, today: date) -> StalledPage:
    """Return the matters that stand still in the village, or for the township in all its villages, by pages of these.

    :raise NotFoundError: there is no such page.
    """
    everywhere = not TOWNSHIP_OFFICES.isdisjoint(actor.offices(village, on=today))
    places = [village]
    if everywhere:
        told = {place for (place,) in tuples_of(MatterStall.select(MatterStall.village).distinct())}
        places = [place for place in places_of(actor, on=today) if place.id in told]
    part = page_of(places, number=number, size=_VILLAGES)
    rows = [row for place in part.rows for row in stalled(place, today=today)]
    return StalledPage(everywhere=everywhere, rows=tuple(sorted(rows, key=lambda row: -row.days)), villages=part)


#: The documents with which a matter first becomes public.
_BEGUN = ("stage", "step", Target.RESOLUTION.value)


def _periods(village: Place, facts: FollowUp | None, *, today: date) -> Periods:
    answer, result = {}, None
    for one in facts.objections if facts else ():
        if one.verdict is None:
            rule = reply_rule(village, on=one.filed_on)
            answer[one.number] = Lawful(due_on=one.due_on, article=rule.article, confidence=rule.confidence)
    if facts is not None and facts.result_due is not None:
        law = period_rule(village, Target.RESULT, on=facts.accepted_on or today)
        result = Lawful(due_on=facts.result_due, article=law.start_article, confidence=law.start_confidence)
    return Periods(rules=stall_rules_on(today), answer=answer, result=result)


def _talks(village: Place, row: MatterRow, facts: FollowUp | None) -> Talks | None:
    """Return what is waited for before the decision, once something was held or written down."""
    open_ = next((one for one in row.rounds if one.mark is Mark.OPEN), None)
    if open_ is not None:
        return _undecided(village, row, open_)
    due = row.course.next or (row.course.failed if row.state is MatterState.RETURNED else None)
    days = [
        *(one.held_on for one in row.rounds),
        *(one.happened_on for one in row.records),
        *(one.answered_on for one in (facts.objections if facts else ()) if one.answered_on),
    ]
    if due is None or not days:
        return None
    who = ""
    if not due.gate.meets:
        rule = workflow_of(village, row).record(due.gate.id)
        who = "、".join(office.title for office in rule.by) if rule is not None else ""
    return Talks(awaited=Awaited.STAGE, name=due.gate.name, since=max(days), who=who)


def _undecided(village: Place, row: MatterRow, held: RoundRow) -> Talks:
    """Return that what a meeting decided is waited for: the last stage's outcome by the law on its publication."""
    step = row.course.step(held.stage)
    lawful = None
    if step is row.course.steps[-1]:
        law = period_rule(village, Target.RESOLUTION, on=held.held_on)
        due_on = start_due(law, held.held_on)
        lawful = Lawful(due_on=due_on, article=law.start_article, confidence=law.start_confidence)
    return Talks(awaited=Awaited.OUTCOME, name=step.gate.name, since=held.held_on, lawful=lawful)
