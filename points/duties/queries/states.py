"""How many things stand how: what the invented township must show at least once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from points.duties.queries.campaigns import campaigns
from points.duties.queries.dues import ledger
from points.duties.queries.floating import absences
from points.duties.queries.overview import current_quarter, figures_of
from points.duties.queries.posts import links, posts
from points.duties.queries.published import published_quarters, unpublished_quarter
from points.duties.queries.study import study_entries
from points.duties.queries.visits import visits
from points.duties.rules.dues import DuesState
from portal.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.org.models import Place


def states(village: Place, *, today: date | None = None) -> dict[str, int]:
    """Return how many posts, links, visits, months of dues, entries and reports of a village stand how."""
    day = today or clock.today()
    counted: Counter[str] = Counter()
    for name, count in (
        *_posts(village, day),
        *_visits(village, day),
        *_dues(village, day),
        *_study(village),
        *_away(village, day),
        *_campaigns(village),
    ):
        counted[f"duties.{name}"] = count
    counted["duties.quarters_published"] = len(published_quarters(village))
    counted["duties.quarters_waiting"] = 0 if unpublished_quarter(village, today=day) is None else 1
    return dict(counted)


def _posts(village: Place, day: date) -> Iterable[tuple[str, int]]:
    found = posts(village)
    yield "posts_held", sum(bool(one.holders(day)) for one in found)
    yield "posts_free", sum(one.is_open(day) and not one.holders(day) for one in found)
    yield "posts_closed", sum(one.until is not None for one in found)
    yield "posts_handed_over", sum(holding.until is not None for one in found for holding in one.holdings)
    linked = links(village)
    yield "links_held", sum(one.holds(day) for one in linked)
    yield "links_handed_over", sum(one.until is not None for one in linked)
    (here,) = figures_of([village], current_quarter(day), today=day)
    yield "households_without", here.unlinked
    yield "members_without", here.sum("members") - here.sum("linking")


def _visits(village: Place, day: date) -> Iterable[tuple[str, int]]:
    found = visits(village, until=day)
    yield "visits_own", sum(not one.on_behalf_by for one in found)
    yield "visits_on_behalf", sum(bool(one.on_behalf_by) for one in found)
    yield "visits_late", sum(one.late_days > 0 for one in found)
    yield "visits_withdrawn", sum(bool(one.withdrawn) for one in found)
    yield "needs_open", sum(one.is_open for one in found)
    for outcome in ("solved", "referred", "explained"):
        yield f"needs_{outcome}", sum(one.outcome == outcome for one in found)


def _dues(village: Place, day: date) -> Iterable[tuple[str, int]]:
    book = ledger([village], through=current_quarter(day).months[2])
    found = [one for months in book.months.values() for one in months.values()]
    for state in DuesState:
        yield f"dues_{state.value}", sum(one.state(day) is state for one in found)
    yield "dues_agreed", sum(one.agreed for one in found)


def _study(village: Place) -> Iterable[tuple[str, int]]:
    found = study_entries(village)
    yield "study_by_officer", sum(not one.own for one in found)
    yield "study_waiting", sum(one.waits for one in found)
    yield "study_confirmed", sum(one.own and one.counts for one in found)
    yield "study_rejected", sum(one.verdict == "rejected" for one in found)


def _away(village: Place, day: date) -> Iterable[tuple[str, int]]:
    found = absences([village])
    yield "away", sum(one.is_away(day) for one in found)
    yield "back", sum(one.returned_on is not None for one in found)
    yield "contacts_changed", sum(len(one.contacts) > 1 for one in found)
    reports = [report for one in found for report in one.reports]
    yield "reports_answered", sum(bool(one.answer) for one in reports)
    yield "reports_waiting", sum(not one.answer for one in reports)
    yield "reports_on_behalf", sum(bool(one.on_behalf_by) for one in reports)
    yield "reports_missing", sum(len(one.missing(day)) for one in found)


def _campaigns(village: Place) -> Iterable[tuple[str, int]]:
    found = campaigns(village)
    parts = [part for one in found for part in one.joinings]
    yield "campaigns", len(found)
    yield "campaign_results", sum(len(one.results) for one in parts)
    yield "campaign_results_withdrawn", sum(bool(result.withdrawn) for one in parts for result in one.results)
