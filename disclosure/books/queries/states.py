"""How many things of a village's books stand how, for whoever wants to know whether everything occurs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from disclosure.books.models import (
    AccountOpening,
    BankExplanation,
    BankMatch,
    BankStatement,
    CashConfirmation,
    PaymentRequest,
    SubAccount,
    Voucher,
    VoucherItem,
    VoucherMatter,
)
from disclosure.books.queries.alerts import alerts_of
from disclosure.books.queries.approvals import requests_where
from disclosure.books.queries.months import months
from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.approvals import RequestState
from disclosure.books.rules.closing import MonthState
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from portal.kernel import clock
from portal.kernel.db import tuples_of

if TYPE_CHECKING:
    from portal.org.models import Place

_SENT_BACK = "sent_back"


def states(village: Place) -> dict[str, int]:
    """Return how many months, vouchers, requests, alerts and other things of the village stand how."""
    return {
        **_months(village),
        **_vouchers(village),
        **_requests(village),
        **_alerts(village),
        **{f"books.{name}": query.count() for name, query in _counted(village).items()},
    }


def _months(village: Place) -> dict[str, int]:
    rows = months(village)
    stand = Counter(row.state for row in rows)
    return {
        **{f"books.months.{state}": stand[state] for state in MonthState},
        "books.months.late": sum(bool(row.late_count) for row in rows),
    }


def _vouchers(village: Place) -> dict[str, int]:
    of = Counter[str]()
    query = Voucher.select(Voucher.origin, Voucher.kind, Voucher.reverses).where(Voucher.village == village.id)
    for origin, kind, reverses in tuples_of(query):
        of[origin] += 1
        of["reversals"] += reverses is not None
        of["without_money"] += kind == VoucherKind.OTHER and origin == VoucherOrigin.TYPED
    wanted = (VoucherOrigin.TYPED, VoucherOrigin.YEAR_END, "reversals", "without_money")
    return {f"books.vouchers.{name}": of[name] for name in wanted}


def _requests(village: Place) -> dict[str, int]:
    """Return how requests stand, each version counted, and for which step those wait that wait."""
    rows = requests_where(village, PaymentRequest.id > 0)
    stand = Counter(row.state for row in rows)
    wait = Counter(row.course.due[1].id for row in rows if row.course.due)
    return {
        **{f"books.requests.{state}": stand[state] for state in RequestState},
        **{f"books.requests.waiting.{step}": count for step, count in wait.items()},
    }


def _alerts(village: Place) -> dict[str, int]:
    """Return how alerts stand, and how many each check found."""
    rows = alerts_of(village, today=clock.today())
    stand = Counter(row.state for row in rows)
    back = sum(1 for row in rows if row.state is AlertState.OPEN and row.answers)
    return {
        **{f"books.alerts.{state}": stand[state] for state in AlertState},
        f"books.alerts.{_SENT_BACK}": back,
        **{f"books.alerts.of.{check}": count for check, count in Counter(row.check.id for row in rows).items()},
    }


def _counted(village: Place) -> dict[str, Any]:
    of_village: dict[str, Any] = {
        "accounts": SubAccount,
        "bank.explanations": BankExplanation,
        "bank.matches": BankMatch,
        "bank.statements": BankStatement,
        "cash.confirmed": CashConfirmation,
        "openings": AccountOpening,
        "vouchers.under_resolution": VoucherMatter,
    }
    found = {name: model.select().where(model.village == village.id) for name, model in of_village.items()}
    items = VoucherItem.select(VoucherItem.voucher).join(Voucher).where(Voucher.village == village.id)
    return {**found, "vouchers.with_items": items.distinct()}
