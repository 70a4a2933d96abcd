"""我的履职: everything of the member who is looking, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import render_template

from points.duties import queries
from points.duties.practice import practice_on
from points.duties.rules.study import plain_hours
from points.duties.tables import Cell, dues_state, study_state, visit_state
from points.duties.views.root import Law, blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from points.duties.queries import AbsenceRow, CampaignRow, HoldingRow, JoiningRow, ReportRow, StudyRow, VisitRow
    from points.duties.rules.dues import DuesMonth
    from portal.kernel.months import Quarter

_VISITS_SHOWN, _MONTHS_SHOWN = 10, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHousehold:
    """A household of the member: how it is called, since when, whether somebody came this quarter, and when last."""

    label: str
    since: date
    visited: bool
    last: date | None
    handed_over: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """Everything of one member."""

    quarter: Quarter
    holdings: tuple[HoldingRow, ...]
    households: tuple[OwnHousehold, ...]
    needs: tuple[tuple[VisitRow, str], ...]
    visits: tuple[tuple[VisitRow, str, Cell], ...]
    dues: tuple[tuple[DuesMonth, Cell], ...]
    dues_known: bool
    study: tuple[tuple[StudyRow, Cell], ...]
    hours: str
    goal: int
    left: str
    away: tuple[AbsenceRow, ...]
    to_report: tuple[tuple[int, Quarter], ...]
    to_answer: tuple[tuple[str, ReportRow], ...]
    contact_of: tuple[str, ...]
    joined: tuple[tuple[CampaignRow, JoiningRow], ...]
    laws: dict[str, Law]


@blueprint.get("/me")
@require(Permission.POINTS_DECLARE)
def me() -> str:
    """Show the member everything of theirs."""
    return render_template("points/duties/own.html", page=own_page())


def own_page() -> OwnPage:
    """Return everything of the member who is looking."""
    village, today, person_id = current_village(), clock.today(), current_actor().person_id
    labels, quarter = queries.household_labels(village), queries.current_quarter(today)
    visits = queries.visits(village, person_id=person_id)
    months = queries.ledger([village], through=quarter.months[2], person_ids=[person_id]).of(person_id)
    study = queries.study_entries(village, year=today.year, person_id=person_id)
    halves = queries.hours_by_member([village], today).get(person_id, 0)
    goal = practice_on("study", today)["hours"]
    absences = queries.absences([village])
    own = tuple(one for one in absences if one.person_id == person_id)
    of = [one for one in absences if one.contact is not None and one.contact.person_id == person_id]
    needs = queries.open_needs(village, person_id=person_id, today=today)
    return OwnPage(
        quarter=quarter,
        holdings=tuple(one for one in queries.holdings([village]) if one.person_id == person_id),
        households=_households(person_id, visits, labels),
        needs=tuple((one, labels[one.household_id]) for one in needs),
        visits=tuple((one, labels[one.household_id], visit_state(one)) for one in visits[:_VISITS_SHOWN]),
        dues=tuple((one, dues_state(one, today)) for one in reversed(months[-_MONTHS_SHOWN:])),
        dues_known=bool(months),
        study=tuple((one, study_state(one)) for one in study),
        hours=plain_hours(halves),
        goal=goal,
        left=plain_hours(max(0, goal * 2 - halves)),
        away=own,
        to_report=tuple((one.id, late) for one in own for late in one.to_report(today)),
        to_answer=tuple((one.person, report) for one in of for report in one.reports if not report.answer),
        contact_of=tuple(f"{one.person}（{one.destination}）" for one in of if one.is_away(today)),
        joined=tuple(
            (one, part) for one in queries.campaigns(village) for part in one.joinings if part.person_id == person_id
        ),
        laws={topic: _law(topic, today) for topic in ("households", "dues", "study", "floating", "report")},
    )


def _households(person_id: int, visits: list[VisitRow], labels: dict[int, str]) -> tuple[OwnHousehold, ...]:
    village, today = current_village(), clock.today()
    quarter = queries.current_quarter(today)
    standing = [one for one in visits if not one.withdrawn]
    last = {one.household_id: one.visited_on for one in reversed(standing)}
    return tuple(
        OwnHousehold(
            label=labels[one.household_id],
            since=one.since,
            visited=last.get(one.household_id, date.min) >= quarter.first_day,
            last=last.get(one.household_id),
            handed_over=one.until,
        )
        for one in queries.links(village, person_id=person_id)
        if one.until is None or one.until >= one.since
    )


def _law(topic: str, today: date) -> Law:
    rule = practice_on(topic, today)
    return Law(article=rule.article, quoted=rule.quoted)
