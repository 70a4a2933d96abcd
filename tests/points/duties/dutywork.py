"""Arranging duties: a village with households, who acts in it, and what is entered with one line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from points.duties import queries, services
from points.duties.services import Linking, Opening, Paying, Studying, Visiting
from points.duties.values import Rhythm
from portal.kernel.months import Month
from portal.org.actors import actor_for
from portal.org.models import Household, Person
from portal.org.offices import Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from points.duties.models import DutyPost, DutyVisit
    from portal.org.actors import Actor
    from tests.factories import Township

TODAY, JANUARY = date(2026, 10, 15), Month(2026, 1)


class Dutywork:
    """A branch with twelve households, a secretary, a colleague, and members who hold no other office."""

    def __init__(self, township: Township) -> None:
        self.township, self.village = township, township.village
        self.branch = township.branch
        self.secretary: Actor = township.actor(Office.SECRETARY)
        self.colleague: Actor = township.actor(Office.BRANCH_COMMITTEE)
        rows = people_in_office(self.village, Office.MEMBER, on=TODAY)
        plain = [row for row in rows if len(row.offices) == 1]
        self.names = [row.name for row in plain]
        self.members = [row.id for row in plain]
        self.logins = [row.login or "" for row in plain]
        self.floating = township.actor(Office.FLOATING)
        self.households = [Household.create(village=self.village, number=f"{n:03d}").id for n in range(1, 13)]
        Person.update(household=self.households[11]).where(Person.id == self.members[0]).execute()

    def actor(self, number: int = 0) -> Actor:
        """Return a member who holds no other office, as they sign in."""
        return actor_for(self.logins[number])

    def post(self, name: str = "第一组责任区", **more: Any) -> DutyPost:
        fields: dict[str, Any] = {"kind": "area", "opened_on": date(2026, 1, 5), **more}
        opening = Opening(branch_id=self.branch.id, name=name, **fields)
        return services.open_post(self.secretary, self.village, opening)

    def link(self, member: int, *households: int, since: date = date(2026, 1, 5), reason: str = "") -> None:
        ids = tuple(self.households[one] for one in households)
        linking = Linking(person_id=self.members[member], household_ids=ids, since=since, reason=reason)
        services.link_households(self.secretary, self.village, linking)

    def visit(self, member: int, household: int, on: date = TODAY, **more: Any) -> DutyVisit:
        visiting = Visiting(household_id=self.households[household], visited_on=on, **more)
        return services.record_visit(self.actor(member), self.village, visiting)

    def rhythm(self, since: Month = JANUARY, rhythm: Rhythm = Rhythm.QUARTERLY) -> None:
        services.set_rhythm(
            self.secretary, self.village, self.branch.id, since=since, rhythm=rhythm, basis="党员大会同意"
        )

    def pay(self, period: Any, *members: int, on: date = TODAY) -> int:
        paying = Paying(period=period, person_ids=tuple(self.members[one] for one in members), paid_on=on)
        return len(services.record_dues(self.secretary, self.village, paying))

    def study(self, *members: int, on: date = TODAY, hours_x10: int = 20, title: str = "党课") -> None:
        studying = Studying(kind="lecture", studied_on=on, hours_x10=hours_x10, title=title)
        services.enter_study(self.secretary, self.village, studying, [self.members[one] for one in members])

    def links(self, on: date = TODAY) -> dict[str, int]:
        """Return who keeps in touch with each household on a day."""
        return {one.number: one.person_id for one in queries.links(self.village, on=on)}
