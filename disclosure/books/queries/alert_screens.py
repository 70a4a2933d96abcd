"""The screens of alerts: a village's list, one alert, what waits, and all the villages of the township side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.checks import Severity, all_checks
from disclosure.books.queries.alerts import (
    AlertRow,
    alerts_about_same,
    alerts_of,
    closed_counts,
    digits_hint,
    papers_of,
    waiting_alerts,
)
from disclosure.books.rules.alerts import AlertState
from portal.kernel.paging import Page, page_of
from portal.org.models import PlaceKind
from portal.org.queries import places_of

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.attachments import AttachmentRow
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

#: As many villages as are looked at for one page.
_VILLAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertQuestion:
    """Which alerts are asked for; what is empty asks nothing."""

    state: str = ""
    check: str = ""
    month: Month | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertActs:
    """What the reader may do with an alert now."""

    answer: bool
    judge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertList:
    """A part of a village's alerts, with how many there are of each state and a hint beside them."""

    rows: Page[AlertRow]
    counts: tuple[tuple[AlertState, int], ...]
    hint: str
    of_many: bool  # the reader may look at other villages too


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """One alert as its screen shows it."""

    row: AlertRow
    papers: tuple[AttachmentRow, ...]
    earlier: tuple[AlertRow, ...]  # about the same, when its facts were others
    acts: AlertActs


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageAlerts:
    """How many alerts of a village stand how."""

    village: Place
    counts: tuple[int, ...]  # open, answered, closed
    stops: int  # open ones that stop a close
    oldest: Month | None  # of the open ones


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipAlerts:
    """The villages of one page by how much waits, and which checks found how much in them."""

    villages: Page[Place]
    rows: tuple[VillageAlerts, ...]
    checks: tuple[tuple[str, int], ...]


#: The states that are counted; what is outdated has another alert in its place.
COUNTED = (AlertState.OPEN, AlertState.ANSWERED, AlertState.CLOSED)


def alert_list(actor: Actor, village: Place, question: AlertQuestion, *, number: int, today: date) -> AlertList:
    """Return a page of the alerts asked for.

    :raise NotFoundError: there is no such page.
    """
    known = alerts_of(village, today=today)
    counted = Counter(one.state for one in known)
    return AlertList(
        rows=page_of([one for one in known if _asked(one, question)], number=number),
        counts=tuple((state, counted[state]) for state in COUNTED),
        hint=digits_hint(village, today=today),
        of_many=len(places_of(actor, on=today)) > 1,
    )


def listed_alerts(village: Place, question: AlertQuestion, *, today: date) -> tuple[AlertRow, ...]:
    """Return all the alerts asked for, the newest month first."""
    return tuple(one for one in alerts_of(village, today=today) if _asked(one, question))


def check_choices() -> tuple[tuple[str, str], ...]:
    """Return id and title of every check that raises alerts."""
    return tuple((one.id, one.title) for one in all_checks() if one.severity is not Severity.HINT)


def alert_page(
    village: Place, key: str, *, account_id: int, may_answer: bool, may_judge: bool, today: date
) -> AlertPage:
    """Return everything the screen of an alert shows.

    :raise NotFoundError: the village has none of that key.
    """
    row, *others = alerts_about_same(village, key, today=today)
    took_part = account_id == row.answered_by or account_id in row.recorders
    return AlertPage(
        row=row,
        papers=papers_of(village, row),
        earlier=tuple(one for one in others if one.outdated),
        acts=AlertActs(
            answer=may_answer and row.state is AlertState.OPEN,
            judge=may_judge and row.state is AlertState.ANSWERED and not took_part,
        ),
    )


def township_alerts(actor: Actor, *, number: int, today: date) -> TownshipAlerts:
    """Return how the villages that ``actor`` may enter stand, those with most to answer first.

    :raise NotFoundError: there is no such page.
    """
    villages = [place for place in places_of(actor, on=today) if place.kind == PlaceKind.VILLAGE]
    part = page_of(villages, number=number, size=_VILLAGES)
    known, closed = waiting_alerts(part.rows, today=today), closed_counts(part.rows)
    rows = [_of_village(place, known[place.id], closed=closed.get(place.id, 0)) for place in part.rows]
    found = Counter(one.check.title for of in known.values() for one in of if one.state is AlertState.OPEN)
    return TownshipAlerts(
        villages=part,
        rows=tuple(sorted(rows, key=lambda one: (-one.stops, -one.counts[0], one.village.slug))),
        checks=tuple(found.most_common()),
    )


def _of_village(place: Place, rows: tuple[AlertRow, ...], *, closed: int) -> VillageAlerts:
    waiting = [one for one in rows if one.state is AlertState.OPEN]
    return VillageAlerts(
        village=place,
        counts=(len(waiting), sum(1 for one in rows if one.state is AlertState.ANSWERED), closed),
        stops=sum(1 for one in waiting if one.blocking),
        oldest=min((one.month for one in waiting), default=None),
    )


def _asked(one: AlertRow, question: AlertQuestion) -> bool:
    return (
        question.state in {"", one.state.value}
        and question.check in {"", one.check.id}
        and question.month in {None, one.month}
    )
