"""What accounts stood at when a stretch of the books began, and what was booked on them up to each close."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField

from disclosure.books.models.closing import MonthClose
from portal.kernel.db import SealedModel
from portal.kernel.fields import FenField, JsonField, MomentField, MonthField
from portal.org.models import Place


class AccountOpening(SealedModel):
    """What an account that holds no money stood at when the books began: debit above zero, credit below.

    The accounts that hold money have theirs in ``OpeningBalance``, which a file may bring.
    """

    village = ForeignKeyField(Place, on_delete="RESTRICT")
    month = MonthField()
    account = CharField(max_length=10)
    detail = CharField(max_length=80)
    amount_fen = FenField()
    recorded_at = MomentField()
    recorded_by = IntegerField()
    village_id: int

    class Meta:
        # An account opens once in a month; one that stood at nothing is not written down.
        indexes = ((("village", "month", "account", "detail"), True),)
        constraints = (Check("amount_fen <> 0"),)


class MonthEnd(SealedModel):
    """What was booked on every account from the beginning of the books to the end of a closed month.

    ``changes`` is a list of account, detail and fen (debit above zero). What is closed takes no entry, so that no
    balance need be added up from before it.
    """

    close = ForeignKeyField(MonthClose, unique=True, on_delete="RESTRICT")
    changes = JsonField()
    close_id: int
