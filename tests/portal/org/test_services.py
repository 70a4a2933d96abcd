from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.errors import NotAllowedError
from portal.org import queries, services
from portal.org.errors import DuplicatePersonError, SlugTakenError
from portal.org.models import Household, OfficeTerm, Person, RosterImport, Sex
from portal.org.offices import Office
from portal.org.roster import RosterRow, RosterTerm
from portal.terminal import packages
from tests.factories import Township


def _row(code: str, *, household: str = "900", offices: tuple[Office, ...] = ()) -> RosterRow:
    return RosterRow(
        number=2,
        code=code,
        name="林晚照",
        sex=Sex.FEMALE,
        born_on=date(1970, 5, 1),
        household=household,
        relation="户主",
        group="第一组",
        terms=tuple(RosterTerm(office=office, since=None, until=None) for office in offices),
    )


def test_a_roster_enters_people_households_and_offices_in_one_act(township: Township) -> None:
    rows = [_row("9001"), _row("9002", offices=(Office.REPRESENTATIVE,)), _row("9003", household="")]
    added = services.import_roster(township.actor(Office.SECRETARY), township.village, rows, file=b"file")
    assert added == 3
    assert Household.select().where(Household.village == township.village).count() == 1
    assert RosterImport.select().count() == 1
    people = {row.code: row for row in queries.people(township.village, on=date(2026, 10, 15))}
    assert people["9002"].offices == (Office.REPRESENTATIVE,)
    assert people["9001"].group == "第一组"


def test_a_roster_that_contradicts_the_register_enters_nobody(township: Township) -> None:
    before = Person.select().count()
    with pytest.raises(DuplicatePersonError, match="0001"):
        services.import_roster(
            township.actor(Office.SECRETARY), township.village, [_row("9001"), _row("0001")], file=b"file"
        )
    assert Person.select().count() == before
    assert RosterImport.select().count() == 0


@pytest.mark.parametrize("slug", ["qingshan", "verify", "Search", "两个字", "a--b", "-a", "static", ""])
def test_an_address_that_is_taken_or_cannot_be_one_is_refused(township: Township, slug: str) -> None:
    with pytest.raises(SlugTakenError):
        services.create_village(township.actor(Office.TOWNSHIP_ADMIN), township.place, slug=slug, name="新村")


def test_only_the_township_makes_villages(township: Township) -> None:
    with pytest.raises(NotAllowedError):
        services.create_village(township.actor(Office.SECRETARY), township.place, slug="xincun", name="新村")


def test_an_office_counts_from_its_first_to_its_last_day(township: Township) -> None:
    secretary = township.actor(Office.SECRETARY)
    person = Person.get((Person.village == township.village) & (Person.code == "0007"))
    services.end_term(secretary, township.village, person.id, office=Office.REPRESENTATIVE, until=date(2026, 10, 20))
    services.appoint(secretary, township.village, person.id, office=Office.SUPERVISOR, since=date(2026, 10, 21))
    for day, offices in (
        (date(2026, 10, 20), (Office.REPRESENTATIVE,)),
        (date(2026, 10, 21), (Office.SUPERVISOR,)),
        (date(2024, 12, 31), ()),
    ):
        assert queries.person(township.village, person.id, on=day).offices == offices
    assert OfficeTerm.select().where(OfficeTerm.person == person).count() == 2


def test_reading_a_village_asks_no_more_for_more_people(township: Township, config, count_queries) -> None:  # noqa: ANN001
    assert len(packages(config)) >= 3
    with count_queries() as few:
        queries.people(township.village, on=date(2026, 10, 15))
    services.import_roster(
        township.actor(Office.SECRETARY), township.village, [_row(f"9{n:03d}") for n in range(50)], file=b"file"
    )
    with count_queries() as many:
        queries.people(township.village, on=date(2026, 10, 15))
    assert few.count == many.count
