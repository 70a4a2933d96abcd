"""How many things of a village's books stand how, for whoever wants to know whether everything occurs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from disclosure.books.models import (
    AccountOpening,
    BankExplanation,
    BankMatch,
    BankStatement,
    Budget,
    CashConfirmation,
    PaymentRequest,
    PeriodDisclosure,
    PeriodSignOff,
    SubAccount,
    Voucher,
    VoucherItem,
    VoucherMatter,
)
from disclosure.books.queries.alerts import alerts_of
from disclosure.books.queries.approvals import requests_where
from disclosure.books.queries.funds import fund_balances
from disclosure.books.queries.months import months
from disclosure.books.queries.special import special_list
from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.approvals import RequestState
from disclosure.books.rules.closing import MonthState
from disclosure.books.rules.deadlines import period_deadline
from disclosure.books.rules.periods import Period
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from portal.kernel import clock
from portal.kernel.clock import local_day
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
        **_funds(village),
        **_disclosed(village),
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
    """Return how alerts stand, how many each check found, and how many of those were answered."""
    rows = alerts_of(village, today=clock.today())
    stand = Counter(row.state for row in rows)
    back = sum(1 for row in rows if row.state is AlertState.OPEN and row.answers)
    found, said = Counter(row.check.id for row in rows), Counter(row.check.id for row in rows if row.answers)
    return {
        **{f"books.alerts.{state}": stand[state] for state in AlertState},
        f"books.alerts.{_SENT_BACK}": back,
        **{f"books.alerts.of.{check}": count for check, count in found.items()},
        **{f"books.alerts.answers_to.{check}": count for check, count in said.items()},
    }


def _funds(village: Place) -> dict[str, int]:
    """Return how funds stand, and how often the plan of a year was written down, and how often anew."""
    rows = fund_balances(village)
    versions = [version for (version,) in tuples_of(Budget.select(Budget.version).where(Budget.village == village.id))]
    return {
        "books.funds.open": sum(one.fund.is_open for one in rows),
        "books.funds.closed": sum(not one.fund.is_open for one in rows),
        "books.funds.with_money": sum(one.left_fen > 0 for one in rows),
        "books.funds.spent": sum(one.left_fen == 0 < one.had_fen for one in rows),
        "books.budgets": sum(version == 1 for version in versions),
        "books.budgets.revised": sum(version > 1 for version in versions),
    }


def _disclosed(village: Place) -> dict[str, int]:
    """Return how quarters, years and topics stand, each version counted, and how many were late."""
    query = PeriodDisclosure.select(PeriodDisclosure.period, PeriodSignOff.signed_at).join(
        PeriodSignOff, JOIN.LEFT_OUTER
    )
    of = Counter[str]()
    for text, signed_at in tuples_of(query.where(PeriodDisclosure.village == village.id)):
        period, signed_on = Period.parse(text), local_day(signed_at) if signed_at else None
        of[f"{'years' if period.is_year else 'quarters'}.{'published' if signed_on else 'prepared'}"] += 1
        due = period_deadline(period, jurisdiction=village.jurisdiction).on
        of["quarters.late"] += not period.is_year and signed_on is not None and signed_on > due
    for topic in special_list(village, may_follow=True):
        of[f"topics.{'published' if topic.signed_on else 'prepared' if topic.waits else 'withdrawn'}"] += 1
        of[f"topics.of.{topic.kind.id}"] += 1
    return {f"books.{name}": count for name, count in of.items()}


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
