"""What is done with places, people and offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import fn

from portal.kernel import clock, journal
from portal.kernel.canonical import Json, sha256_hex
from portal.kernel.db import serialise, tuples_of, write_transaction
from portal.kernel.work import moment_after, unit_of_work
from portal.org.accounts import new_code, write_slip
from portal.org.actors import Actor as PersonActor
from portal.org.errors import (
    DuplicatePersonError,
    NotInOfficeError,
    OwnOfficeError,
    SlugTakenError,
    TermError,
    TownshipExistsError,
)
from portal.org.models import Branch, Group, Household, OfficeTerm, Person, Place, PlaceKind, RosterImport
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.queries import person
from portal.org.rules import SINGLE, Tenure, require_compatible, require_person_code, usable_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from peewee import CharField

    from portal.kernel.work import Actor
    from portal.org.accounts import Slip
    from portal.org.roster import RosterRow

    _Named = type[Person | Group | Household]


#: The code of a township's first administrator.
_FIRST_CODE = "T001"
#: As many codes as a sentence bears.
_NAMED = 5


def found_township(*, slug: str, name: str, host: str, administrator: str) -> Slip:
    """Make the township of a new installation and its first administrator, and return the slip to begin with.

    It is one act: an installation that somebody could never enter is not left behind.

    :raise TownshipExistsError: there is one already.
    :raise SlugTakenError: the address cannot be used.
    """
    code = new_code()
    with write_transaction():
        now = moment_after()
        place = _new_township(slug=slug, name=name, host=host)
        first = Person.create(village=place, code=_FIRST_CODE, name=administrator)
        OfficeTerm.create(place=place, person=first, office=Office.TOWNSHIP_ADMIN, since=clock.local_day(now))
        record = write_slip(place, first.id, first.code, code, now=now)
        facts: dict[str, Json] = {"person": first.id, "account": record.account_id, "slip": record.id}
        content = _founding("place.township.created", place, facts={"name": name, "administrator": facts})
        journal.append(journal.lock(place.log_id), content, now=now)
        return code.slip(record, name=first.name)


def create_township(*, slug: str, name: str, host: str) -> Place:
    """Make a township without anybody; ``host`` begins the name of every log from now on.

    There is nobody yet who could be asked for a permission: the journal says that the system was set up.

    :raise TownshipExistsError: there is one already.
    :raise SlugTakenError: the address cannot be used.
    """
    with write_transaction():
        place = _new_township(slug=slug, name=name, host=host)
        content = _founding("place.township.created", place, facts={"name": name})
        journal.append(journal.lock(place.log_id), content, now=moment_after())
        return place


def create_village(actor: Actor, township: Place, *, slug: str, name: str, jurisdiction: str = "") -> Place:
    """Make a village of the township with its own log and one party branch.

    :raise SlugTakenError: the address cannot be used.
    """
    with unit_of_work(actor, Permission.PLACE_CREATE, township) as work:
        _require_free(slug)
        log = journal.create_log(f"{township.log.origin.rpartition('/')[0]}/{slug}")
        village = Place.create(
            slug=slug, name=name, kind=PlaceKind.VILLAGE, parent=township, log=log, jurisdiction=jurisdiction
        )
        Branch.create(village=village, name=f"{name}党支部")
        journal.append(
            journal.lock(log.id), _founding("place.village.created", village, facts={"name": name}), now=work.now
        )
        work.seal("place.village.created", about=("place", village.slug), facts={"name": name, "log": log.origin})
        return village


def register_person(actor: Actor, place: Place, *, code: str, name: str) -> Person:
    """Add one person to the place's register.

    :raise PersonCodeError: the code cannot be part of a login.
    :raise PrivateCodeError: it looks like an identity or telephone number.
    :raise DuplicatePersonError: the code belongs to somebody else, be it in capitals or small letters.
    """
    require_person_code(code)
    with unit_of_work(actor, Permission.PEOPLE_EDIT, place) as work:
        if Person.select().where((Person.village == place.id) & (fn.LOWER(Person.code) == code.lower())).exists():
            raise DuplicatePersonError(code)
        added = Person.create(village=place, code=code, name=name)
        work.seal("person.registered", about=("person", added.id), facts={"code": code})
        return added


def appoint(
    actor: Actor, place: Place, person_id: int, *, office: Office, since: date, until: date | None = None
) -> OfficeTerm:
    """Give a person of the register an office for a term.

    :raise NotFoundError: the register has no such person.
    :raise OwnOfficeError: the actor would give the office to themselves.
    :raise DomainError: the term cannot stand beside those of the register, as ``rules.require_compatible`` says.
    """
    with unit_of_work(actor, Permission.PEOPLE_EDIT, place) as work:
        row = person(place, person_id, on=work.today)
        _require_other(actor, row.id)
        wanted = Tenure(holder=_holder(row.name, row.code), office=office, since=since, until=until)
        require_compatible(wanted, _tenures(place, (OfficeTerm.person == row.id) | (OfficeTerm.office == office)))
        term = OfficeTerm.create(place=place, person=row.id, office=office, since=since, until=until)
        work.seal(
            "office.given",
            about=("person", row.id),
            facts={"office": office, "since": since.isoformat(), "until": until.isoformat() if until else None},
            happened_on=since,
        )
        return term


def end_term(actor: Actor, place: Place, person_id: int, *, office: Office, until: date) -> None:
    """Let the term in an office that a person serves today end on a day, sooner or later than was said before.

    :raise NotFoundError: the register has no such person.
    :raise OwnOfficeError: the actor would change a term of their own.
    :raise NotInOfficeError: the person does not serve in that office today.
    :raise TermError: the term would end before it begins.
    :raise DomainError: lengthened, the term cannot stand beside those of the register.
    """
    with unit_of_work(actor, Permission.PEOPLE_EDIT, place) as work:
        row = person(place, person_id, on=work.today)
        _require_other(actor, row.id)
        term = OfficeTerm.get_or_none(
            (OfficeTerm.place == place.id)
            & (OfficeTerm.person == row.id)
            & (OfficeTerm.office == office)
            & (OfficeTerm.since <= work.today)
            & (OfficeTerm.until.is_null() | (OfficeTerm.until >= work.today))
        )
        if term is None:
            raise NotInOfficeError(row.name, office.title)
        if until < term.since:
            raise TermError(term.since)
        if term.until is not None and until > term.until:
            longer = Tenure(holder=_holder(row.name, row.code), office=office, since=term.since, until=until)
            of_both = (OfficeTerm.person == row.id) | (OfficeTerm.office == office)
            require_compatible(longer, _tenures(place, of_both & (OfficeTerm.id != term.id)))
        OfficeTerm.update(until=until).where(OfficeTerm.id == term.id).execute()
        work.seal(
            "office.ended",
            about=("person", row.id),
            facts={"office": office, "until": until.isoformat()},
            happened_on=until,
        )


def import_roster(actor: Actor, village: Place, rows: Sequence[RosterRow], *, file: bytes) -> int:
    """Enter a checked roster: new people are added, all or nothing; return how many.

    :raise DuplicatePersonError: a code of the roster belongs to somebody else already.
    :raise DomainError: an office cannot be given beside those of the register, as ``rules.require_compatible`` says.
    """
    with unit_of_work(actor, Permission.PEOPLE_EDIT, village) as work:
        require_new(village, rows)
        groups = _groups(village, {row.group for row in rows if row.group})
        households = _households(village, rows, groups)
        branch = Branch.select().where(Branch.village == village.id).order_by(Branch.id).first()
        _insert(
            Person,
            (
                {
                    "village": village.id,
                    "code": row.code,
                    "name": row.name,
                    "sex": row.sex,
                    "born_on": row.born_on,
                    "household": households.get(row.household),
                    "relation": row.relation,
                    "branch": branch.id if branch and row.in_party else None,
                }
                for row in rows
            ),
        )
        _give_offices(village, rows, today=work.today)
        record = RosterImport.create(
            village=village, file_digest=sha256_hex(file), people=len(rows), recorded_at=work.now
        )
        work.seal(
            "people.roster.imported",
            about=("roster_import", record.id),
            facts={"people": len(rows), "file": record.file_digest},
            rows=[record],
        )
        return len(rows)


def _give_offices(village: Place, rows: Sequence[RosterRow], *, today: date) -> None:
    ids = _ids(Person, Person.code, village)
    _insert(
        OfficeTerm,
        (
            {
                "place": village.id,
                "person": ids[row.code],
                "office": term.office,
                "since": term.since or today,
                "until": term.until,
            }
            for row in rows
            for term in row.terms
        ),
    )


def require_new(village: Place, rows: Sequence[RosterRow]) -> None:
    """Refuse a roster that the village's register contradicts as it is now.

    :raise DuplicatePersonError: a code of the roster belongs to somebody else already.
    :raise DomainError: an office cannot be given beside those of the register, as ``rules.require_compatible`` says.
    """
    taken = {code.lower() for code in _ids(Person, Person.code, village)}
    doubled = sorted(row.code for row in rows if row.code.lower() in taken)
    if doubled:
        raise DuplicatePersonError("、".join(doubled[:_NAMED]) + ("等" if len(doubled) > _NAMED else ""))
    _require_offices(village, rows)


def _new_township(*, slug: str, name: str, host: str) -> Place:
    serialise("the township")
    existing = Place.get_or_none(kind=PlaceKind.TOWNSHIP)
    if existing is not None:
        raise TownshipExistsError(existing.name)
    _require_free(slug)
    log = journal.create_log(f"{host}/{slug}")
    return Place.create(slug=slug, name=name, kind=PlaceKind.TOWNSHIP, log=log)


def _require_free(slug: str) -> None:
    if not usable_slug(slug) or Place.select().where(Place.slug == slug).exists():
        raise SlugTakenError(slug)


def _require_offices(village: Place, rows: Sequence[RosterRow]) -> None:
    single = _tenures(village, OfficeTerm.office.in_(SINGLE))
    for row in rows:
        own = [term.of(_holder(row.name, row.code)) for term in row.terms]
        for at, term in enumerate(own):
            require_compatible(term, [*own[:at], *own[at + 1 :], *single])
        single += [term for term in own if term.office in SINGLE]


def _tenures(place: Place, wanted: Any) -> list[Tenure]:
    terms = OfficeTerm.select(OfficeTerm, Person).join(Person).where((OfficeTerm.place == place.id) & wanted)
    return [
        Tenure(
            holder=_holder(term.person.name, term.person.code), office=term.office, since=term.since, until=term.until
        )
        for term in terms
    ]


def _holder(name: str, code: str) -> str:
    return f"{name}（{code}）"


def _founding(action: str, place: Place, *, facts: dict[str, Json]) -> dict[str, Json]:
    return {
        "action": action,
        "actor": {"system": "set-up"},
        "about": ["place", place.slug],
        "happened_on": clock.today().isoformat(),
        "facts": facts,
        "bulletins": [],
    }


def _groups(village: Place, names: set[str]) -> dict[str, int]:
    known = _ids(Group, Group.name, village)
    _insert(Group, ({"village": village.id, "name": name} for name in sorted(names - known.keys())))
    return _ids(Group, Group.name, village)


def _households(village: Place, rows: Sequence[RosterRow], groups: dict[str, int]) -> dict[str, int]:
    known = _ids(Household, Household.number, village)
    wanted = {row.household: row.group for row in rows if row.household and row.household not in known}
    _insert(
        Household,
        (
            {"village": village.id, "number": number, "group": groups.get(group)}
            for number, group in sorted(wanted.items())
        ),
    )
    return _ids(Household, Household.number, village)


def _ids(model: _Named, key: CharField[str], village: Place) -> dict[str, int]:
    return dict(tuples_of(model.select(key, model.id).where(model.village == village.id)))


def _insert(model: _Named | type[OfficeTerm], rows: Iterable[dict[str, object]]) -> None:
    waiting = list(rows)
    for start in range(0, len(waiting), 100):
        model.insert_many(waiting[start : start + 100]).execute()


def _require_other(actor: Actor, person_id: int) -> None:
    if isinstance(actor, PersonActor) and actor.person_id == person_id:
        raise OwnOfficeError
