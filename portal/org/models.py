"""Places, people, offices and accounts. ``Place`` of kind village is what every area calls ``village``."""

from __future__ import annotations

from enum import StrEnum

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField

from portal.kernel.db import BaseModel, InsertOnlyModel, SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.kernel.journal import JournalLog
from portal.org.offices import Office


class PlaceKind(StrEnum):
    """What a place is."""

    TOWNSHIP = "township"
    VILLAGE = "village"


class Sex(StrEnum):
    """Sex as the household register has it; the law counts women representatives."""

    FEMALE = "女"
    MALE = "男"


class Place(BaseModel):
    """A township or a village, with its own log."""

    slug = CharField(max_length=40, unique=True)
    name = CharField(max_length=60)
    kind = EnumField(PlaceKind)
    parent = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="villages")
    log = ForeignKeyField(JournalLog, unique=True, on_delete="RESTRICT")
    #: Province whose stricter rules apply, as named in the rule tables; empty: the national rules alone.
    jurisdiction = CharField(max_length=40, default="")
    log_id: int
    parent_id: int | None


class Branch(BaseModel):
    """A party branch of a village."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    name = CharField(max_length=80)
    village_id: int

    class Meta:
        indexes = ((("village", "name"), True),)


class Group(BaseModel):
    """A villagers' group (村民小组)."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    name = CharField(max_length=40)
    village_id: int

    class Meta:
        table_name = "village_group"
        indexes = ((("village", "name"), True),)


class Household(BaseModel):
    """A household (户) under its number in the village's register."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    number = CharField(max_length=20)
    group = ForeignKeyField(Group, null=True, on_delete="RESTRICT")
    village_id: int

    class Meta:
        indexes = ((("village", "number"), True),)


class Person(BaseModel):
    """A person of a village's register, or of a township's staff."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    code = CharField(max_length=20)
    name = CharField(max_length=40)
    sex = EnumField(Sex, null=True)
    born_on = DateField(null=True)
    household = ForeignKeyField(Household, null=True, on_delete="RESTRICT")
    relation = CharField(max_length=20, default="")
    branch = ForeignKeyField(Branch, null=True, on_delete="RESTRICT")
    village_id: int

    class Meta:
        indexes = ((("village", "code"), True),)


class OfficeTerm(BaseModel):
    """One person in one office from a day until a day (inclusive; open while null)."""

    place = ForeignKeyField(Place, on_delete="RESTRICT")
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    office = EnumField(Office)
    since = DateField()
    until = DateField(null=True)
    place_id: int
    person_id: int

    class Meta:
        indexes = ((("place", "office", "since"), False), (("person", "office", "since"), True))
        constraints = (Check("until IS NULL OR until >= since"),)


class Account(BaseModel):
    """How a person signs in. ``epoch`` counts up to end every session begun before."""

    person = ForeignKeyField(Person, unique=True, on_delete="RESTRICT")
    login = CharField(max_length=40, unique=True)
    password_hash = CharField(max_length=200, null=True)
    epoch = IntegerField(default=0)
    active = BooleanField(default=True)
    person_id: int


class ActivationSlip(BaseModel):
    """A one-time code on paper, kept only as a hash."""

    account = ForeignKeyField(Account, on_delete="RESTRICT")
    code_hash = CharField(max_length=200)
    issued_at = MomentField()
    expires_at = MomentField()
    used_at = MomentField(null=True)
    account_id: int

    class Meta:
        indexes = ((("account", "issued_at"), False),)


class SignInAttempt(InsertOnlyModel):
    """One attempt to sign in or activate, kept to slow down guessing; no part of the village's record."""

    login = CharField(max_length=40)
    address = CharField(max_length=45)
    attempted_at = MomentField()
    succeeded = BooleanField()

    class Meta:
        indexes = ((("login", "attempted_at"), False), (("address", "attempted_at"), False))


class EndedSession(InsertOnlyModel):
    """A session signed out of: whatever copies of its cookie there are, they open nothing any more."""

    token_digest = CharField(max_length=64, unique=True)
    ended_at = MomentField()


class MailAddress(BaseModel):
    """Where a person wants to be told by e-mail what waits for them. Taken back, it is gone: no part of the record."""

    account = ForeignKeyField(Account, unique=True, on_delete="RESTRICT")
    address = CharField(max_length=200)
    chosen_at = MomentField()
    confirmed_at = MomentField(null=True)
    account_id: int


class SentNotice(InsertOnlyModel):
    """That an account was told one thing by e-mail: a digest of what, so that nothing goes out twice."""

    account = ForeignKeyField(Account, on_delete="RESTRICT")
    key = CharField(max_length=64)
    sent_at = MomentField()
    account_id: int

    class Meta:
        indexes = ((("account", "key"), True),)


class RosterImport(SealedModel):
    """The record that a people's roster was read in: which file, how many people."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    file_digest = CharField(max_length=64)
    people = IntegerField()
    recorded_at = MomentField()
    village_id: int
