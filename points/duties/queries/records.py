"""Which records were taken back, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from points.duties.models import DutyWithdrawal
from portal.kernel.db import tuples_of

if TYPE_CHECKING:
    from peewee import Field

    from points.duties.values import Record
    from portal.org.models import Place


def withdrawn(village: Place, kind: Record) -> dict[int, str]:
    """Return the reasons why records of one kind were taken back, by the record's number."""
    rows = DutyWithdrawal.select(DutyWithdrawal.record, DutyWithdrawal.reason).where(
        (DutyWithdrawal.village == village.id) & (DutyWithdrawal.kind == kind)
    )
    return dict(tuples_of(rows))


def stands(key: Field[int], kind: Record) -> Any:
    """Return the condition that a record of that kind was not taken back; ``key`` is its number's column."""
    back = DutyWithdrawal.alias()
    return key.not_in(back.select(back.record).where(back.kind == kind))
