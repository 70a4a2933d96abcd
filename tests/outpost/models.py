"""What the tool shed remembers."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField

from portal.kernel.db import SealedModel
from portal.org.models import Place


class Loan(SealedModel):
    """One tool lent out."""

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    tool = CharField(max_length=40)
    village_id: int
