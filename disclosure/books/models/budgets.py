"""What a village means to take in and spend in a year. A later version stands beside the earlier ones."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField

from portal.kernel.db import SealedModel
from portal.kernel.fields import FenField, MomentField
from portal.org.models import Place


class Budget(SealedModel):
    """A year's plan as it was decided, and where that is written; the latest version is the one that stands."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    year = IntegerField()
    version = IntegerField()
    source = CharField(max_length=200)
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        # A version stands once; it says where it comes from.
        indexes = ((("village", "year", "version"), True),)
        constraints = (Check("version > 0"), Check("source <> ''"))


class BudgetLine(SealedModel):
    """What is planned under one account of income or expense, or under one of the village's own below it."""

    budget = ForeignKeyField(Budget, on_delete="RESTRICT")
    account = CharField(max_length=10)
    detail = CharField(max_length=80)
    amount_fen = FenField()
    budget_id: int

    class Meta:
        # One plan for an account; nothing planned is not written down.
        indexes = ((("budget", "account", "detail"), True),)
        constraints = (Check("amount_fen > 0"),)
