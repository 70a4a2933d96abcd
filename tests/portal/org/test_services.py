from __future__ import annotations

from datetime import date

import pytest

from portal.kernel import journal
from portal.kernel.errors import DomainError, NotAllowedError
from portal.kernel.journal import JournalEntry, JournalLog
from portal.kernel.verify import verify_all
from portal.org import queries, services
from portal.org.accounts import activate, issue_slip
from portal.org.actors import actor_for
from portal.org.errors import (
    DuplicatePersonError,
    ExclusiveOfficesError,
    NotInOfficeError,
    NotOfTheBranchError,
    OfficeHeldError,
    OfficeTakenError,
    OwnOfficeError,
    PersonCodeError,
    PrivateCodeError,
    SlugTakenError,
    TermError,
    TownshipExistsError,
)
from portal.org.models import Account, ActivationSlip, Household, OfficeTerm, Person, Place, RosterImport, Sex
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


@pytest.mark.parametrize(
    "slug", ["qingshan", "verify", "Search", "两个字", "a--b", "-a", "static", "account", "bootstrap", "a" * 21, ""]
)
def test_an_address_that_is_taken_or_cannot_be_one_is_refused(township: Township, slug: str) -> None:
    with pytest.raises(SlugTakenError):
        services.create_village(township.actor(Office.TOWNSHIP_ADMIN), township.place, slug=slug, name="新村")


def test_the_longest_address_and_code_make_a_login_that_fits(township: Township) -> None:
    admin = township.actor(Office.TOWNSHIP_ADMIN)
    village = services.create_village(admin, township.place, slug="a" * 20, name="新村")
    added = services.register_person(admin, village, code="A" * 18, name="林晚照")
    login = issue_slip(admin, village, added.id).login
    assert len(login) < 40
    assert queries.person(village, added.id, on=date(2026, 10, 15)).code == "A" * 18


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("1/2", PersonCodeError),
        ("1-2", PersonCodeError),
        ("", PersonCodeError),
        ("甲1", PersonCodeError),
        ("1" * 19, PersonCodeError),
        ("13800000000", PrivateCodeError),
        ("0001", DuplicatePersonError),
    ],
)
def test_a_code_that_would_not_make_a_login_is_refused(
    township: Township, code: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        services.register_person(township.actor(Office.SECRETARY), township.village, code=code, name="林晚照")


def test_codes_of_a_village_differ_by_more_than_case(township: Township) -> None:
    secretary = township.actor(Office.SECRETARY)
    services.register_person(secretary, township.village, code="a1", name="林晚照")
    with pytest.raises(DuplicatePersonError):
        services.register_person(secretary, township.village, code="A1", name="林晚晴")
    with pytest.raises(DuplicatePersonError, match="A1"):
        services.import_roster(secretary, township.village, [_row("A1")], file=b"file")


def test_an_installation_has_one_township(township: Township) -> None:
    with pytest.raises(TownshipExistsError, match="云岭镇"):
        services.create_township(slug="elsewhere", name="别处镇", host="x.example")
    with pytest.raises(TownshipExistsError):
        services.found_township(slug="elsewhere", name="别处镇", host="x.example", administrator="沈砚")


def test_a_township_is_founded_with_somebody_who_can_begin(database: str) -> None:
    slip = services.found_township(slug="yunling", name="云岭镇", host="x.example", administrator="沈砚")
    activate(slip.login, slip.code, "稻花香里-7 月", address="192.0.2.1")
    services.create_village(actor_for(slip.login), queries.township(), slug="qingshan", name="青山村")
    assert verify_all(("portal.kernel", "portal.org")) == []


def test_a_founding_that_is_cut_short_leaves_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(journal, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        services.found_township(slug="yunling", name="云岭镇", host="x.example", administrator="沈砚")
    for model in (Place, Person, OfficeTerm, Account, ActivationSlip, JournalLog):
        assert not model.select().exists()


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
        held = set(queries.person(township.village, person.id, on=day).offices)
        assert held & {Office.REPRESENTATIVE, Office.SUPERVISOR} == set(offices)
    in_turn = OfficeTerm.office.in_([Office.REPRESENTATIVE, Office.SUPERVISOR])
    assert OfficeTerm.select().where((OfficeTerm.person == person) & in_turn).count() == 2


def _person(township: Township, code: str) -> Person:
    return Person.get((Person.village == township.village) & (Person.code == code))


def _sealed(action: str) -> int:
    return JournalEntry.select().where(JournalEntry.content.contains(f'"{action}"')).count()


def test_an_end_that_does_not_happen_is_refused_and_not_sealed(township: Township) -> None:
    secretary, representative = township.actor(Office.SECRETARY), _person(township, "0007").id
    before = _sealed("office.ended")
    with pytest.raises(NotInOfficeError, match="没有担任报账员"):
        services.end_term(
            secretary, township.village, representative, office=Office.BOOKKEEPER, until=date(2026, 10, 14)
        )
    with pytest.raises(TermError, match="2025-01-01"):
        services.end_term(
            secretary, township.village, representative, office=Office.REPRESENTATIVE, until=date(2024, 12, 31)
        )
    assert _sealed("office.ended") == before
    assert OfficeTerm.get(OfficeTerm.person == representative).until is None


def test_only_the_term_served_today_ends(township: Township) -> None:
    secretary, representative = township.actor(Office.SECRETARY), _person(township, "0007").id
    for until in (date(2026, 10, 20), date(2026, 10, 18), date(2026, 10, 14)):
        services.end_term(secretary, township.village, representative, office=Office.REPRESENTATIVE, until=until)
    later = services.appoint(
        secretary, township.village, representative, office=Office.REPRESENTATIVE, since=date(2026, 11, 1)
    )
    with pytest.raises(NotInOfficeError):
        services.end_term(
            secretary, township.village, representative, office=Office.REPRESENTATIVE, until=date(2026, 11, 30)
        )
    assert OfficeTerm.get_by_id(later.id).until is None


def test_an_end_put_off_does_not_reach_into_the_next_term(township: Township) -> None:
    secretary, director = township.actor(Office.SECRETARY), _person(township, "0002").id
    services.end_term(secretary, township.village, director, office=Office.DIRECTOR, until=date(2026, 10, 20))
    services.appoint(
        secretary, township.village, _person(township, "0003").id, office=Office.DIRECTOR, since=date(2026, 10, 21)
    )
    with pytest.raises(OfficeTakenError):
        services.end_term(secretary, township.village, director, office=Office.DIRECTOR, until=date(2026, 10, 21))


@pytest.mark.parametrize(
    ("code", "office", "since", "refusal", "reason"),
    [
        ("0007", Office.REPRESENTATIVE, date(2025, 1, 1), OfficeHeldError, "已担任村民代表"),
        ("0007", Office.REPRESENTATIVE, date(2026, 10, 1), OfficeHeldError, "已担任村民代表"),
        ("0003", Office.SUPERVISOR, date(2026, 10, 1), ExclusiveOfficesError, "第37条"),
        ("0002", Office.SUPERVISOR, date(2026, 10, 1), ExclusiveOfficesError, "第37条"),
        ("0042", Office.COMMITTEE, date(2026, 10, 1), ExclusiveOfficesError, "第37条"),
        ("0003", Office.DIRECTOR, date(2026, 10, 1), OfficeTakenError, "（0002）"),
        ("0007", Office.SECRETARY, date(2026, 10, 1), NotOfTheBranchError, "正式党员"),
    ],
)
def test_an_office_that_cannot_stand_beside_the_others_is_not_given(
    township: Township, code: str, office: Office, since: date, refusal: type[DomainError], reason: str
) -> None:
    before = OfficeTerm.select().count(), _sealed("office.given")
    with pytest.raises(refusal, match=reason):
        services.appoint(
            township.actor(Office.SECRETARY), township.village, _person(township, code).id, office=office, since=since
        )
    assert (OfficeTerm.select().count(), _sealed("office.given")) == before


def test_a_roster_is_held_against_the_offices_of_the_register(township: Township) -> None:
    before = Person.select().count()
    with pytest.raises(OfficeTakenError, match="（0002）"):
        services.import_roster(
            township.actor(Office.SECRETARY),
            township.village,
            [_row("9001"), _row("9002", offices=(Office.DIRECTOR,))],
            file=b"file",
        )
    assert Person.select().count() == before


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


def test_nobody_gives_themselves_an_office(township: Township) -> None:
    """Who may appoint could otherwise sign off what they entered."""
    secretary = township.actor(Office.SECRETARY)
    with pytest.raises(OwnOfficeError, match="自己的职务"):
        services.appoint(
            secretary, township.village, secretary.person_id, office=Office.SUPERVISOR, since=date(2026, 10, 15)
        )
    with pytest.raises(OwnOfficeError, match="自己的职务"):
        services.end_term(
            secretary, township.village, secretary.person_id, office=Office.SECRETARY, until=date(2027, 10, 15)
        )
