"""The public document of a quarter: counts, and rates with formula, numerator and denominator.

Nobody is named but those who hold an area or post, masked; of households there are only numbers, of dues only the rate
of punctual payment, and what is about fewer people than ``practice.toml`` says is told of the whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.duties.practice import practice_on
from points.duties.queries import campaigns, posts
from points.duties.queries.overview import figures_of
from points.duties.queries.published import KIND
from points.duties.rules.rates import public_rates
from portal.kernel import bulletins
from portal.kernel.names import mask_name, masking
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from points.duties.queries import CampaignRow, PostRow
    from points.duties.queries.overview import VillageFigures
    from points.duties.rules.rates import Rate
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.months import Quarter
    from portal.kernel.work import Work
    from portal.org.models import Place

_WHOLE = "全村"


def quarter_content(village: Place, quarter: Quarter, *, today: date) -> dict[str, Json]:
    """Return what the document of a quarter says."""
    (here,) = figures_of([village], quarter, today=today)
    small = practice_on("small_group", quarter.last_day)
    least = small["least"]
    told = [one for one in posts(village) if one.is_open(quarter.last_day)]
    masked = masking(registered_names(village))
    return {
        "quarter": str(quarter),
        "least": least,
        "counts": {
            "members": here.sum("members"),
            "households": here.households,
            "linked": here.sum("linked"),
            "holding": here.sum("holding"),
            "visits": here.visits,
            "needs": here.needs,
            "settled": here.settled,
        },
        "rates": _rates(here, quarter, least=least),
        "posts": [_post(one, quarter.last_day, masked) for one in told],
        "campaigns": [_campaign(one, quarter, masked, least=least) for one in campaigns(village)],
    }


def publish_quarter(work: Work, quarter: Quarter, content: dict[str, Json], *, reason: str) -> Bulletin:
    """Publish the document of a quarter in the unit of work under way."""
    return bulletins.publish(
        work, kind=KIND, key=str(quarter), content=content, about=[("quarter", str(quarter))], reason=reason
    )


def _rates(here: VillageFigures, quarter: Quarter, *, least: int) -> list[Json]:
    day = quarter.last_day
    asked = (
        ("visited", "联系户走访率", "本季至少走访过一次的联系户 ÷ 全部联系户", "visits",
         ("visited", "linked", "linking")),
        ("dues", "党费按时交纳率", "按时交纳的人次（每人每月一次）÷ 本季应交的人次", "dues",
         ("dues_paid", "dues_due", "dues_members")),
        ("study", "学时达标率", f"到本季末学满 {practice_on('study', day)['hours']} 学时的党员 ÷ 全部党员", "study",
         ("studied", "members", "members")),
        ("reports", "流动党员汇报率", "按时交了本季汇报的流动党员 ÷ 应当汇报的流动党员", "report",
         ("reports", "reports_due", "reports_due")),
    )  # fmt: skip
    whole = {
        "id": "linked",
        "title": "有党员联系的农户",
        "formula": "有党员联系的户 ÷ 全村户数",
        "rows": [_numbers(_WHOLE, here.sum("linked"), here.households, here.sum("members"))] if here.households else [],
        **_law("households", day),
    }
    found: list[Json] = [whole]
    for key, title, formula, topic, (numerator, denominator, people) in asked:
        told = public_rates(here.rates(numerator, denominator, people=people), whole=_WHOLE, least=least)
        found.append(
            {"id": key, "title": title, "formula": formula, "rows": [_rate(one) for one in told], **_law(topic, day)}
        )
    return found


def _rate(one: Rate) -> Json:
    return _numbers(one.what, one.numerator, one.denominator, one.people)


def _numbers(what: str, numerator: int, denominator: int, people: int) -> dict[str, Json]:
    return {"what": what, "numerator": numerator, "denominator": denominator, "people": people}


def _law(topic: str, day: date) -> dict[str, Json]:
    rule = practice_on(topic, day)
    return {"article": rule.article, "confidence": rule.confidence}


def _post(one: PostRow, day: date, masked: Callable[[str], str]) -> Json:
    return {
        "kind": one.kind.title,
        "name": masked(one.name),
        "branch": one.branch,
        "duties": masked(one.duties),
        "holders": [mask_name(holder.person) for holder in one.holders(day)],
    }


def _campaign(one: CampaignRow, quarter: Quarter, masked: Callable[[str], str], *, least: int) -> Json:
    """Return a campaign's totals; what few people did could be read as each one's own."""
    joined = [part for part in one.joinings if part.joined_on <= quarter.last_day]
    sums: dict[str, tuple[str, str, int, int]] = {}
    for part in joined:
        told = {result.measure.id for result in part.results if not result.withdrawn}
        for result in part.results:
            if result.withdrawn or result.achieved_on > quarter.last_day:
                continue
            title, unit, total, people = sums.get(result.measure.id, (result.measure.title, result.measure.unit, 0, 0))
            first = result.measure.id in told
            told.discard(result.measure.id)
            sums[result.measure.id] = (title, unit, total + result.quantity, people + first)
    return {
        "kind": one.kind.title,
        "name": masked(one.name),
        "joined": len(joined),
        "totals": [
            {"title": title, "unit": unit, "quantity": total, "people": people}
            for title, unit, total, people in sums.values()
            if people >= least
        ],
    }
