"""What the books leave to be done: close a month that is over, sign off one that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.models import SubAccount, Voucher, VoucherMatter
from disclosure.books.queries.ledger import recorders
from disclosure.books.queries.months import close_of, months
from disclosure.books.rules.closing import MonthState
from disclosure.books.rules.deadlines import books_due
from disclosure.books.rules.vouchers import VoucherOrigin
from portal.areas import Task
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.queries.months import MonthRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the months of the village that wait for ``actor``, the oldest first."""
    may_close = actor.may(Permission.BOOKS_CLOSE, village, on=today)
    may_sign_off = actor.may(Permission.BOOKS_SIGN_OFF, village, on=today)
    if not (may_close or may_sign_off):
        return []
    found = []
    for row in reversed(months(village)):
        if may_close and row.state is MonthState.OPEN and row.month.last_day < today:
            found.append(_task(row, "结账", "books.close", today=today))
        elif may_sign_off and row.state is MonthState.CLOSED and not _own_work(actor, village, row):
            found.append(_task(row, "签字公布", "books.sign_off", today=today))
    return found


def states(village: Place) -> dict[str, int]:
    """Return how many months, vouchers and accounts of the village stand how."""
    found = dict.fromkeys([f"books.months.{state}" for state in MonthState], 0)
    late = 0
    for row in months(village):
        found[f"books.months.{row.state}"] += 1
        late += bool(row.late_count)
    here = Voucher.village == village.id
    takes_back = ~Voucher.reverses.is_null()
    return {
        **found,
        "books.months.late": late,
        "books.vouchers.typed": Voucher.select().where(here & (Voucher.origin == VoucherOrigin.TYPED)).count(),
        "books.vouchers.reversals": Voucher.select().where(here & takes_back).count(),
        "books.vouchers.under_resolution": VoucherMatter.select().where(VoucherMatter.village == village.id).count(),
        "books.accounts": SubAccount.select().where(SubAccount.village == village.id).count(),
    }


def _own_work(actor: Actor, village: Place, row: MonthRow) -> bool:
    close = close_of(village, row.month)
    did_close = close is not None and close.closed_by == actor.account_id
    return did_close or actor.account_id in recorders(village, row.month)


def _task(row: MonthRow, what: str, endpoint: str, *, today: date) -> Task:
    due = books_due(row.month)
    return Task(
        title=f"{row.month.chinese}的账：{what}",
        endpoint=endpoint,
        values={"month": str(row.month)},
        due=due,
        urgent=due <= today,
    )
