"""The ledger of households' points, and what becomes of them at a year's end."""

from __future__ import annotations

from peewee import Check, DateField, ForeignKeyField, IntegerField

from points.households.models.entries import HouseholdEntry
from points.households.models.prizes import PrizeExchange
from points.households.values import MovementKind, YearMode
from portal.kernel.db import SealedModel
from portal.kernel.fields import EnumField, MomentField
from portal.org.models import Household, Person, Place


class HouseholdYearNotice(SealedModel):
    """What becomes of a year's unspent points, and from which day, said before it happens."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    year = IntegerField()
    mode = EnumField(YearMode)
    ends_on = DateField()
    given_on = DateField()
    given_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    village_id: int

    class Meta:
        indexes = ((("village", "year"), True),)
        # It is said before.
        constraints = (Check("ends_on > given_on"),)


class HouseholdYearEnd(SealedModel):
    """A year's unspent points carried on or expired, once."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    year = IntegerField()
    mode = EnumField(YearMode)
    households = IntegerField()
    points_x100 = IntegerField()
    done_on = DateField()
    done_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    done_at = MomentField()
    village_id: int

    class Meta:
        indexes = ((("village", "year"), True),)
        constraints = (Check("households >= 0 AND points_x100 >= 0"),)


class HouseholdMovement(SealedModel):
    """One change of a household's balance; the database refuses a row that would leave less than nothing."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
    kind = EnumField(MovementKind)
    points_x100 = IntegerField()
    counted_on = DateField()
    entry = ForeignKeyField(HouseholdEntry, null=True, on_delete="RESTRICT", backref="+")
    exchange = ForeignKeyField(PrizeExchange, null=True, on_delete="RESTRICT", backref="+")
    year_end = ForeignKeyField(HouseholdYearEnd, null=True, on_delete="RESTRICT", backref="+")
    moved_at = MomentField()
    village_id: int
    household_id: int
    entry_id: int | None
    exchange_id: int | None

    class Meta:
        # An entry is earned and reversed once, an exchange paid and paid back once, a year ended once.
        indexes = (
            (("village", "counted_on"), False),
            (("household", "counted_on"), False),
            (("entry", "kind"), True),
            (("exchange", "kind"), True),
            (("year_end", "household"), True),
        )
        constraints = (
            # Earning and returns bring, everything else takes.
            Check("points_x100 <> 0 AND (kind IN ('earned', 'returned')) = (points_x100 > 0)"),
            # Every change says what it comes from.
            Check("(kind IN ('earned', 'reversed')) = (entry_id IS NOT NULL)"),
            Check("(kind IN ('exchanged', 'returned')) = (exchange_id IS NOT NULL)"),
            Check("(kind = 'expired') = (year_end_id IS NOT NULL)"),
        )
