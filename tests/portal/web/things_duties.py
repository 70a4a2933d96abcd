"""One of everything members' duties can name in an address, in the village nothing of which another may see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.duties import services
from points.duties.queries import absences, campaigns, posts, study_entries, visits
from points.duties.values import Rhythm
from portal.kernel import clock as kernel_clock
from portal.kernel.months import Month, Quarter
from portal.org.models import Branch, Household
from portal.org.offices import Office
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.org.actors import Actor
    from tests.factories import Township

    Maker = Callable[[Township], int | str]

SECRET = "不外传"
_LONG_AGO = timedelta(days=300)


def _secretary(township: Township) -> Actor:
    return township.actor(Office.SECRETARY, village=township.other_village)


def _member(township: Township, number: int = 4) -> int:
    return township.actor(Office.MEMBER, number=number, village=township.other_village).person_id


def _branch(township: Township) -> int:
    return int(Branch.get(Branch.village == township.other_village.id).id)


def post(township: Township) -> int:
    village = township.other_village
    made = posts(village)
    if made:
        return made[0].number
    opening = services.Opening(
        branch_id=_branch(township), kind="area", name=f"{SECRET}的责任区", opened_on=NOW.date() - _LONG_AGO
    )
    row = services.open_post(_secretary(township), village, opening)
    assigning = services.Assigning(person_id=_member(township), since=NOW.date() - _LONG_AGO)
    services.assign_post(_secretary(township), village, row.number, assigning)
    return int(row.number)


def holding(township: Township) -> int:
    number = post(township)
    return next(one for one in posts(township.other_village) if one.number == number).holdings[0].id


def visit(township: Township) -> int:
    village = township.other_village
    made = visits(village)
    if made:
        return made[0].id
    household = Household.create(village=village, number=f"{SECRET}1")
    linking = services.Linking(person_id=_member(township), household_ids=(household.id,), since=NOW.date())
    services.link_households(_secretary(township), village, linking)
    visiting = services.Visiting(household_id=household.id, visited_on=NOW.date(), need=f"{SECRET}的需求")
    return int(services.enter_visit(_secretary(township), village, _member(township), visiting).id)


def study(township: Township) -> int:
    village = township.other_village
    made = study_entries(village)
    if made:
        return made[0].id
    studying = services.Studying(kind="self", studied_on=NOW.date(), hours_x10=15, title=f"{SECRET}的学习")
    return int(services.enter_study(_secretary(township), village, studying, [_member(township)])[0].id)


def absence(township: Township) -> int:
    """A member away whose contact is the last to be asked for a member's screen, with a report to answer."""
    village = township.other_village
    made = absences([village])
    if made:
        return made[0].id
    contact = township.actor(Office.MEMBER, village=village).person_id
    away = township.actor(Office.FLOATING, village=village).person_id
    leaving = services.Leaving(
        person_id=away, destination=f"{SECRET}的地方", since=NOW.date() - _LONG_AGO, contact_id=contact
    )
    row = services.register_absence(_secretary(township), village, leaving)
    reporting = services.Reporting(quarter=Quarter(2026, 3), text=f"{SECRET}的汇报", reported_on=NOW.date())
    services.file_report(_secretary(township), village, row.id, reporting)
    return int(row.id)


def report(township: Township) -> int:
    absence(township)
    return absences([township.other_village])[0].reports[0].id


def campaign(township: Township) -> int:
    village = township.other_village
    made = campaigns(village)
    if made:
        return made[0].number
    beginning = services.Beginning(
        branch_id=_branch(township),
        kind="prosper",
        name=f"{SECRET}的活动",
        goal=f"{SECRET}的目标",
        begins_on=NOW.date(),
    )
    row = services.begin_campaign(_secretary(township), village, beginning)
    joining = services.Joining(person_id=_member(township), project=f"{SECRET}的项目", joined_on=NOW.date())
    part = services.join_campaign(_secretary(township), village, row.number, joining)
    achieving = services.Achieving(measure="households", quantity=3, achieved_on=NOW.date(), evidence=f"{SECRET}的凭据")
    services.record_result(_secretary(township), village, part.id, achieving)
    return int(row.number)


def joining(township: Township) -> int:
    campaign(township)
    return campaigns(township.other_village)[0].joinings[0].id


def result(township: Township) -> int:
    campaign(township)
    return campaigns(township.other_village)[0].joinings[0].results[0].id


def dues_paid(township: Township) -> dict[str, int | str]:
    """A month of dues somebody paid."""
    village, secretary, today = township.other_village, _secretary(township), kernel_clock.today()
    month = Month.of(today)
    services.set_rhythm(
        secretary,
        village,
        _branch(township),
        since=month.quarter.months[0],
        rhythm=Rhythm.QUARTERLY,
        basis=f"{SECRET}的会",
    )
    person = _member(township)
    paying = services.Paying(period=month.quarter, person_ids=(person,), paid_on=today)
    services.record_dues(secretary, village, paying)
    return {"person_id": person, "period": str(month.quarter.months[0])}


MAKERS: dict[str, Maker] = {
    "post": post,
    "holding": holding,
    "visit": visit,
    "study": study,
    "absence": absence,
    "report": report,
    "campaign": campaign,
    "joining": joining,
    "result": result,
}

#: Screens that need a thing in a certain state: endpoint → what makes one.
OPENED_BY: dict[str, Callable[[Township], dict[str, int | str]]] = {"duties.withdraw_dues": dues_paid}
