"""The published month: what households earned by kind, what was given, what is left, what it cost.

A household stands there only by its group and the masked name of its head; its number stands nowhere. What a month
says is what its ledgers held at its last day, so that publishing late changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from points.households.queries.deliveries import deliveries, taken_back
from points.households.queries.entries import entries, reversed_in
from points.households.queries.exchanges import stepped_in
from points.households.queries.ledger import balances
from points.households.queries.lists import MONTH_LIST, objections
from points.households.queries.prizes import budget, prizes, stocks
from points.households.queries.schemes import scheme_on
from points.households.values import Step, Verdict
from portal.kernel import bulletins
from portal.kernel.names import masking
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from points.households.practice import Span
    from points.households.queries.entries import EntryRow
    from points.households.queries.exchanges import ExchangeRow
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.models import Place

#: The kind of document a year-end notice is.
YEAR_NOTICE = "household-year"


def month_content(village: Place, month: Month) -> dict[str, Json]:
    """Return what a month's list says, without when it is published."""
    last = month.last_day
    scheme = scheme_on(village, last)
    rows = [one for one in entries(village, month=month) if one.verdict == Verdict.CONFIRMED]
    left, spent = balances(village, until=last), budget(village, last.year, until=last)
    masked = masking(registered_names(village))
    return {
        "month": str(month),
        "scheme": None
        if scheme is None
        else {
            "version": scheme.version,
            "resolution": masked(scheme.resolution),
            "digest": scheme.digest,
            "year_end": scheme.year_end.chinese,
        },
        "kinds": _kinds(rows),
        "households": _households(rows),
        "taken_back": _taken_back(reversed_in(village, month)),
        "given": _given(village, month),
        "stock": _stock(village, last),
        "deliveries": [
            {
                "name": one.name,
                "unit": one.unit,
                "quantity": one.quantity,
                "cost_fen": one.cost_fen,
                "voucher": masked(one.voucher),
            }
            for one in deliveries(village, first=month.first_day, last=last)
        ],
        **_deliveries_taken_back(village, month, masked),
        "budget": {
            "year": spent.year,
            "amount_fen": spent.amount_fen,
            "spent_fen": spent.spent_fen,
            "document": masked(spent.document),
        },
        "balance": {"households": sum(one > 0 for one in left.values()), "points_x100": sum(left.values())},
        "objections": _objections(village, month),
    }


def publish_list(
    work: Work, month: Month, content: dict[str, Json], *, span: Span, until: date, reason: str
) -> Bulletin:
    """Publish a month's list in the unit of work under way, with how long it is open to objections."""
    publicity: dict[str, Json] = {
        "days": span.days,
        "until": until.isoformat(),
        "article": span.article,
        "confidence": span.confidence,
    }
    return bulletins.publish(
        work,
        kind=MONTH_LIST,
        key=str(month),
        content={**content, "publicity": publicity},
        about=[("household_month", str(month))],
        reason=reason,
    )


def publish_notice(work: Work, year: int, *, sentence: str, ends_on: date, expires: bool) -> Bulletin:
    """Publish what becomes of a year's unspent points, before it happens."""
    content: dict[str, Json] = {"year": year, "rule": sentence, "ends_on": ends_on.isoformat(), "expires": expires}
    return bulletins.publish(
        work, kind=YEAR_NOTICE, key=str(year), content=content, about=[("household_year", str(year))]
    )


def says_the_same(content: dict[str, Json], published: Any) -> bool:
    """Tell whether a published list says what ``content`` does; when it was published does not count."""
    return {name: value for name, value in published.items() if name != "publicity"} == content


def _kinds(rows: Sequence[EntryRow]) -> list[Json]:
    found: dict[str, list[EntryRow]] = {}
    for one in rows:
        found.setdefault(one.rule.kind, []).append(one)
    return [
        {
            "name": kind,
            "households": len({one.household.id for one in some}),
            "entries": len(some),
            "points_x100": sum(one.awarded_x100 for one in some),
        }
        for kind, some in sorted(found.items())
    ]


def _households(rows: Sequence[EntryRow]) -> list[Json]:
    found: dict[int, list[EntryRow]] = {}
    for one in rows:
        found.setdefault(one.household.id, []).append(one)
    listed = sorted(found.values(), key=lambda some: (some[0].household.group, some[0].household.number))
    return [
        {
            "group": some[0].household.group,
            "household": some[0].household.masked,
            "points_x100": sum(one.awarded_x100 for one in some),
            "kinds": [
                [kind, sum(one.awarded_x100 for one in some if one.rule.kind == kind)]
                for kind in sorted({one.rule.kind for one in some})
            ],
        }
        for some in listed
    ]


def _taken_back(rows: Sequence[EntryRow]) -> list[Json]:
    return [
        {
            "group": one.household.group,
            "household": one.household.masked,
            "rule": one.rule.name,
            "counted_on": one.counted_on.isoformat(),
            "reversed_on": one.reversed_on.isoformat() if one.reversed_on else "",
            "points_x100": one.awarded_x100,
        }
        for one in reversed(rows)
    ]


def _deliveries_taken_back(village: Place, month: Month, masked: Callable[[str], str]) -> dict[str, Json]:
    """Say which deliveries were taken back in the month; nothing where none was."""
    rows: list[Json] = [
        {
            "name": one.name,
            "unit": one.unit,
            "quantity": one.quantity,
            "cost_fen": one.cost_fen,
            "delivered_on": one.delivered_on.isoformat(),
            "reason": masked(one.reason),
        }
        for one in taken_back(village, first=month.first_day, last=month.last_day)
    ]
    return {"deliveries_taken_back": rows} if rows else {}


def _given(village: Place, month: Month) -> list[Json]:
    """Say what was handed over, less what came back of it in the same month."""
    handed = stepped_in(village, Step.HANDED, first=month.first_day, last=month.last_day)
    found: dict[tuple[str, str], list[ExchangeRow]] = {}
    for one in handed:
        if one.cancelled_on is None or one.cancelled_on > month.last_day:
            found.setdefault((one.prize, one.unit), []).append(one)
    return [
        {
            "name": name,
            "unit": unit,
            "quantity": sum(one.quantity for one in some),
            "households": len({one.household.id for one in some}),
            "points_x100": sum(one.points_x100 for one in some),
        }
        for (name, unit), some in sorted(found.items())
    ]


def _stock(village: Place, last: date) -> list[Json]:
    there = stocks(village, until=last)
    return [
        {"name": one.name, "unit": one.unit, "quantity": there[one.id]} for one in prizes(village) if one.id in there
    ]


def _objections(village: Place, month: Month) -> list[Json]:
    answered = [one for one in objections(village, month=month) if one.finding is not None]
    masked = masking(registered_names(village)) if answered else str
    return [
        {
            "number": one.number,
            "about": None
            if one.entry is None
            else f"{one.entry.household.group} {one.entry.household.masked}：{one.entry.rule.name}".strip(),
            "filed_on": one.filed_on.isoformat(),
            "finding": one.finding.value if one.finding else "",
            "answer": masked(one.answer),
            "answered_on": one.answered_on.isoformat() if one.answered_on else "",
        }
        for one in reversed(answered)
    ]
