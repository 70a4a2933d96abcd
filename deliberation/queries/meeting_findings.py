"""What is to be said of a meeting beside its vote: days, who was told, its list, how its body is composed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.procedures import body_on, comment_on, delivery_on, list_objection_on, notice_on
from deliberation.queries.consultations import consulted_finding
from deliberation.queries.opinions import answers_findings
from deliberation.rules.composition import Composed, composed_words, composition_findings
from deliberation.rules.notices import Given, Late, comment_finding, delivery_finding, list_finding, notice_finding
from deliberation.rules.terms import MET
from portal.areas import Panel
from portal.kernel import clock
from portal.kernel.clock import local_day
from portal.meetings.bodies import COMPOSITIONS
from portal.meetings.queries import meeting
from portal.meetings.queries.notices import count_told, delivery_counts, invited
from portal.meetings.queries.rosters import memberships_of, memberships_on, objection_counts
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from deliberation.rules.terms import Finding
    from portal.meetings.bodies import Body
    from portal.meetings.queries import MeetingRow
    from portal.meetings.queries.notices import DeliveryCount
    from portal.meetings.queries.rosters import Membership, ObjectionCount
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """What is counted of a meeting whose roster is frozen; of one that has not begun, objections only.

    ``composed`` is None of a body without representatives.
    """

    composed: Composed | None
    delivery: DeliveryCount | None
    objections: ObjectionCount


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyComposition:
    """How a body of representatives is composed today, in words and against the law."""

    name: str
    words: str
    findings: tuple[Finding, ...]

    @property
    def amiss(self) -> tuple[Finding, ...]:
        """What is not as the law has it, or cannot be told."""
        return tuple(one for one in self.findings if one.code not in MET)


def meeting_facts(held: Collection[MeetingRow]) -> dict[int, MeetingFacts]:
    """Return what is counted of several meetings, by meeting."""
    memberships, told = memberships_of(held), delivery_counts(held)
    objections = objection_counts([one.id for one in held])
    return {
        one.id: MeetingFacts(
            composed=_composed(memberships[one.id]) if one.id in memberships else None,
            delivery=told.get(one.id),
            objections=objections[one.id],
        )
        for one in held
    }


def meeting_findings(
    village: Place, row: MatterRow, stage: str, held: MeetingRow, *, facts: MeetingFacts | None = None
) -> tuple[Finding, ...]:
    """Return what is to be said of a meeting that holds a stage: days of notice and comment, how it is composed."""
    known = facts or meeting_facts([held])[held.id]
    return (
        *_notice(village, stage, held),
        *_comment(village, row, stage, held),
        *_composition(held.body, known.composed, on=held.meets_on),
    )


def stage_findings(
    village: Place, row: MatterRow, stage: str, held: MeetingRow, *, facts: MeetingFacts | None = None
) -> tuple[Finding, ...]:
    """Return what is published of a stage held: of its meeting, and of what comes before the last one's vote."""
    last = stage == row.course.steps[-1].gate.id
    talked = consulted_finding(row, by=held.meets_on) if last else None
    return (
        *meeting_findings(village, row, stage, held, facts=facts),
        *answers_findings(village, row, stage, meeting_id=held.id, on=held.meets_on),
        *((talked,) if talked else ()),
    )


def invitation_findings(
    village: Place, stage: str, held: MeetingRow, *, facts: MeetingFacts | None = None
) -> tuple[Finding, ...]:
    """Return whether everybody was told in time and the list agreed on: of these only the numbers are published."""
    known = facts or meeting_facts([held])[held.id]
    return (*_told(village, stage, held, known), *_list(held, known))


def told_late(
    village: Place, held: MeetingRow, count: DeliveryCount | None, *, stage: str | None = None
) -> Late | None:
    """Return how many were told later than the notice must be given; None: nobody.

    Of a meeting whose notice said for what special circumstances it is called, how short the notice was is told alone.
    """
    if COMPOSITIONS[held.body].local:  # the law knows none of these
        return None
    asked = notice_on(held.body, held.meets_on, stage=stage, jurisdiction=village.jurisdiction)
    people = count.later_than(asked.days) if asked is not None and count is not None and not held.urgency else 0
    if asked is None or not people:
        return None
    return Late(people=people, needed=asked.days, article=asked.article, confidence=asked.confidence)


def composition_words(held: MeetingRow, facts: MeetingFacts) -> str:
    """Return how the body of a meeting was composed, in one sentence; empty without representatives."""
    return composed_words(body_on(held.body, held.meets_on), facts.composed) if facts.composed else ""


def compositions(village: Place, *, today: date) -> tuple[BodyComposition, ...]:
    """Return how the village's bodies of representatives are composed by today's register."""
    return tuple(
        BodyComposition(
            name=COMPOSITIONS[body].name,
            words=composed_words(body_on(body, today), _composed(found)),
            findings=_composition(body, _composed(found), on=today),
        )
        for body, found in memberships_on(village, on=today).items()
    )


def meeting_panels(village: Place, meeting_id: int) -> list[Panel]:
    """Return who was told late, and how the body of a meeting is composed, for its screen.

    By its roster, or before that by the register.
    """
    held = meeting(village, meeting_id)
    facts = meeting_facts([held])[held.id]
    composed, delivery = facts.composed, facts.delivery
    if held.roster_id is None:
        found = memberships_on(village, on=held.meets_on).get(held.body)
        composed = _composed(found) if found else None
        delivery = count_told(invited(village, held), meets_on=held.meets_on)
    late = told_late(village, held, delivery)
    return [
        *([_late_panel(late, delivery)] if late and delivery else []),
        *([_panel(held.body, composed, on=held.meets_on)] if composed else []),
    ]


def convening_panels(village: Place) -> list[Panel]:
    """Return what whoever convenes should know: days of notice, and how bodies of representatives are composed."""
    today = clock.today()
    found = [_panel(body, _composed(one), on=today) for body, one in memberships_on(village, on=today).items()]
    return [_notice_panel(village, today), *found]


def _notice_panel(village: Place, today: date) -> Panel:
    lines = []
    for body, composition in COMPOSITIONS.items():
        if composition.local:  # the law knows none of these
            continue
        asked, ruling = notice_on(body, today, jurisdiction=village.jurisdiction), body_on(body, today)
        if asked is not None:
            allowed = f"；{ruling.short_notice.text}" if ruling.short_notice else ""
            lines.append(f"{ruling.name}：提前 {asked.days} 日通知{allowed}（{asked.article}）。")
    return Panel(
        title="通知天数的规定",
        lines=tuple(lines),
        endpoint="deliberation.procedure",
        permission=Permission.MATTER_VIEW,
    )


def _late_panel(late: Late, count: DeliveryCount) -> Panel:
    return Panel(
        title="告知的天数",
        lines=(f"请留意：已送达 {count.told} 人，{late.words}（{late.article}）。",),
        endpoint="deliberation.procedure",
        permission=Permission.MATTER_VIEW,
    )


def _panel(body: Body, composed: Composed, *, on: date) -> Panel:
    amiss = [one.text for one in _composition(body, composed, on=on) if one.code not in MET]
    return Panel(
        title=f"{COMPOSITIONS[body].name}的组成",
        lines=(composed_words(body_on(body, on), composed), *(f"请留意：{text}" for text in amiss)),
        endpoint="deliberation.checkups",
        permission=Permission.MATTER_VIEW,
    )


def _composed(found: Membership) -> Composed:
    return Composed(
        members=found.members,
        representatives=found.representatives,
        women=found.women,
        households=found.households,
    )


def _composition(body: Body, composed: Composed | None, *, on: date) -> tuple[Finding, ...]:
    return composition_findings(body_on(body, on), composed) if composed else ()


def _notice(village: Place, stage: str, held: MeetingRow) -> Iterator[Finding]:
    asked = notice_on(held.body, held.meets_on, stage=stage, jurisdiction=village.jurisdiction)
    if asked is None:
        return
    given = Given(days=held.notice_days, urgent=bool(held.urgency))
    body = body_on(held.body, held.meets_on)
    yield notice_finding(body, given, needed=asked.days, article=asked.article, confidence=asked.confidence)


def _told(village: Place, stage: str, held: MeetingRow, facts: MeetingFacts) -> Iterator[Finding]:
    if facts.delivery is not None:
        count, late = facts.delivery, told_late(village, held, facts.delivery, stage=stage)
        yield delivery_finding(delivery_on(held.meets_on), entitled=count.entitled, told=count.told, late=late)


def _list(held: MeetingRow, facts: MeetingFacts) -> Iterator[Finding]:
    count = facts.objections
    found = list_finding(list_objection_on(held.meets_on), filed=count.filed, waiting=count.waiting)
    if found is not None:
        yield found


def _comment(village: Place, row: MatterRow, stage: str, held: MeetingRow) -> Iterator[Finding]:
    asked = comment_on(held.meets_on, village.jurisdiction)
    if asked is None or stage != row.course.steps[-1].gate.id:
        return
    given = max(0, (held.meets_on - local_day(row.revised_at)).days)
    yield comment_finding(given=given, needed=asked.days, article=asked.article, confidence=asked.confidence)
