"""Alerts: what checks find in months that are open, and what was raised, with answers and verdicts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.checks import Severity, check_named, checks_on
from disclosure.books.models import MonthClose, Voucher
from disclosure.books.models.alerts import Alert, AlertAnswer, AlertVerdict, AlertVoucher
from disclosure.books.queries.checks import checked_books, paid_amounts
from disclosure.books.rules.alerts import AlertState, state_of
from disclosure.books.rules.checks import MONTHS_BEFORE, Finding, findings, first_digits
from portal.kernel.attachments import AttachmentRow, attachments_of
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.org.models import Account, Person, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from disclosure.books.checks import Check

#: The kind under which papers lie beside the answers to an alert.
ALERT = "alert"

#: As many open months are looked at, the newest; an older one when it is closed.
_OPEN_MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow:
    """What another person found of an answer."""

    accepted: bool
    text: str
    by: str
    at: datetime

    @property
    def on(self) -> date:
        """The day."""
        return local_day(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer to an alert, with what was found of it."""

    text: str
    by: str
    account_id: int
    at: datetime
    verdict: VerdictRow | None

    @property
    def on(self) -> date:
        """The day."""
        return local_day(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One alert, raised or only found."""

    id: int | None  # found and not raised: None
    key: str
    month: Month
    check: Check  # the row it was raised under
    subject: str
    text: str
    blocking: bool
    vouchers: tuple[tuple[Month, int], ...]
    recorders: frozenset[int]
    raised_on: date | None
    answers: tuple[AnswerRow, ...] = ()
    outdated: bool = False

    @property
    def state(self) -> AlertState:
        """How far it is."""
        verdicts = [one.verdict.accepted if one.verdict else None for one in self.answers]
        return state_of(verdicts, outdated=self.outdated)

    @property
    def answered_by(self) -> int | None:
        """The account that answered last."""
        return self.answers[-1].account_id if self.answers else None


def open_months(villages: Sequence[Place]) -> dict[int, tuple[Month, ...]]:
    """Return the booked months of each village that are not closed, the newest first."""
    here = Voucher.village.in_([place.id for place in villages])
    booked = Voucher.select(Voucher.village, Voucher.month).where(here).distinct().alias("booked")
    query = (
        Place.select(Place.id, booked.c.month)
        .join(booked, on=(booked.c.village_id == Place.id))
        .join(MonthClose, JOIN.LEFT_OUTER, on=((MonthClose.village == Place.id) & (MonthClose.month == booked.c.month)))
        .where(MonthClose.id.is_null())
        .order_by(booked.c.month.desc())
    )
    found: dict[int, list[Month]] = defaultdict(list)
    for village, month in tuples_of(query):
        if len(found[village]) < _OPEN_MONTHS:
            found[village].append(Month.parse(month))
    return {village: tuple(months) for village, months in found.items()}


def found_in(village: Place, months: Collection[Month], *, today: date) -> tuple[Finding, ...]:
    """Return what the checks find in some months of the village as they are now booked."""
    books = checked_books([village], {village.id: months}, today=today).get(village.id)
    return tuple(one for month in sorted(months) for one in findings(books, month)) if books else ()


def alerts_of(village: Place, *, today: date) -> tuple[AlertRow, ...]:
    """Return every alert of the village, the newest month first."""
    return _with_found([village], Alert.village == village.id, open_months([village]), today=today)[village.id]


def waiting_alerts(villages: Sequence[Place], *, today: date) -> dict[int, tuple[AlertRow, ...]]:
    """Return the alerts of each village, by its id, but for those of closed months that are closed themselves."""
    months = open_months(villages)
    accepted = AlertAnswer.select(AlertAnswer.alert).join(AlertVerdict).where(AlertVerdict.accepted)
    in_open_months = Alert.month.in_(sorted({month for of in months.values() for month in of}))
    here = Alert.village.in_([place.id for place in villages]) & (in_open_months | Alert.id.not_in(accepted))
    return _with_found(villages, here, months, today=today)


def closed_counts(villages: Sequence[Place]) -> dict[int, int]:
    """Return how many alerts of each village, by its id, were closed."""
    query = (
        AlertVerdict.select(Alert.village, fn.COUNT(AlertVerdict.id))
        .join(AlertAnswer)
        .join(Alert)
        .where(AlertVerdict.accepted & Alert.village.in_([place.id for place in villages]))
        .group_by(Alert.village)
    )
    return dict(tuples_of(query))


def month_alerts(village: Place, month: Month, *, today: date) -> tuple[AlertRow, ...]:
    """Return the alerts of one month: found now where it is open, and raised."""
    closed = MonthClose.select().where((MonthClose.village == village.id) & (MonthClose.month == month)).exists()
    found = () if closed else found_in(village, [month], today=today)
    raised = _raised((Alert.village == village.id) & (Alert.month == month))
    return _merged(raised.get(village.id, []), found)


def alerts_raised(village: Place, months: Collection[Month]) -> tuple[AlertRow, ...]:
    """Return the alerts of some months that were raised, the newest month first; what is found now adds nothing."""
    raised = _raised((Alert.village == village.id) & Alert.month.in_(list(months)))
    return tuple(one for one in _merged(raised.get(village.id, []), ()) if not one.outdated)


def voucher_alerts(village: Place, voucher_id: int, month: Month, *, today: date) -> tuple[AlertRow, ...]:
    """Return the alerts a voucher of ``month`` is part of, in whatever month they are."""
    months = [one for one in open_months([village]).get(village.id, ()) if month <= one <= month.plus(MONTHS_BEFORE)]
    found = [
        one for one in found_in(village, months, today=today) if voucher_id in {other.id for other in one.vouchers}
    ]
    about = AlertVoucher.select(AlertVoucher.alert).where(AlertVoucher.voucher == voucher_id)
    return _merged(_raised(Alert.id.in_(about)).get(village.id, []), found)


def alerts_about_same(village: Place, key: str, *, today: date) -> tuple[AlertRow, ...]:
    """Return the alert of that key first, then those about the same whose facts were others.

    :raise NotFoundError: the village has none of that key.
    """
    raised: Alert | None = Alert.get_or_none((Alert.village == village.id) & (Alert.key == key))
    months = open_months([village]).get(village.id, ())
    if raised is not None:
        months = tuple(one for one in months if one == raised.month)
    found = found_in(village, months, today=today)
    named = [(one.rule.id, one.month, one.subject) for one in found if one.key == key]
    if raised is not None:
        named = [(raised.check_id, raised.month, raised.subject)]
    if not named:
        raise NotFoundError
    same = check, month, subject = named[0]
    where = (Alert.check_id == check) & (Alert.month == month) & (Alert.subject == subject)
    rows = _merged(
        _raised((Alert.village == village.id) & where).get(village.id, []),
        [one for one in found if (one.rule.id, one.month, one.subject) == same],
    )
    return tuple(sorted(rows, key=lambda one: one.key != key))


def alert(village: Place, key: str, *, today: date) -> AlertRow:
    """Return one alert.

    :raise NotFoundError: the village has none of that key.
    """
    return alerts_about_same(village, key, today=today)[0]


def answered_count(village: Place) -> int:
    """Return how many answers of the village wait for a verdict."""
    query = AlertAnswer.select().join(Alert).switch(AlertAnswer).join(AlertVerdict, JOIN.LEFT_OUTER)
    return int(query.where((Alert.village == village.id) & AlertVerdict.id.is_null()).count())


def papers_of(village: Place, row: AlertRow) -> tuple[AttachmentRow, ...]:
    """Return the papers beside the answers to an alert."""
    if row.id is None:
        return ()
    return tuple(attachments_of(village.log_id, ALERT, [row.id]).get(str(row.id), ()))


def digits_hint(village: Place, *, today: date) -> str:
    """Return a hint on the amounts of the year, or nothing."""
    rule = next((one for one in checks_on(today) if one.severity is Severity.HINT), None)
    found = first_digits(paid_amounts(village, today.year), Month.of(today), rule) if rule else None
    return found.text if found else ""


def _with_found(
    villages: Sequence[Place], where: Any, months: Mapping[int, Collection[Month]], *, today: date
) -> dict[int, tuple[AlertRow, ...]]:
    """Return the raised alerts for which ``where`` holds with what is found now in ``months``, by village."""
    books = checked_books(villages, months, today=today)
    raised = _raised(where)
    return {
        place.id: _merged(
            raised.get(place.id, []),
            [one for month in months.get(place.id, ()) for one in findings(books[place.id], month)],
        )
        for place in villages
    }


def _merged(raised: Iterable[AlertRow], found: Iterable[Finding]) -> tuple[AlertRow, ...]:
    """Return alerts once each: raised ones as they were raised, those whose facts have changed marked."""
    known = {one.key: one for one in raised}
    now = {one.key: one for one in found}
    newest = {(one.check.id, one.month, one.subject): one.key for one in known.values()}  # raised last comes last
    newest |= {(one.rule.id, one.month, one.subject): one.key for one in now.values()}
    rows = [replace(one, outdated=newest[one.check.id, one.month, one.subject] != one.key) for one in known.values()]
    rows += [_of_finding(one) for key, one in now.items() if key not in known]
    return tuple(sorted(rows, key=lambda one: (one.month, one.vouchers), reverse=True))


def _of_finding(found: Finding) -> AlertRow:
    return AlertRow(
        id=None,
        key=found.key,
        month=found.month,
        check=found.rule,
        subject=found.subject,
        text=found.text,
        blocking=found.blocks,
        vouchers=tuple(one.place for one in found.vouchers),
        recorders=frozenset(one.recorded_by for one in found.vouchers),
        raised_on=None,
    )


def _raised(where: Any) -> dict[int, list[AlertRow]]:
    """Return the alerts for which ``where`` holds by village, in the order they were raised."""
    rows = list(dicts_of(Alert.select().where(where).order_by(Alert.id)))
    if not rows:
        return {}
    wanted = Alert.select(Alert.id).where(where)
    vouchers: dict[int, list[tuple[Month, int, int]]] = defaultdict(list)
    about = (
        AlertVoucher.select(AlertVoucher.alert, Voucher.month, Voucher.number, Voucher.recorded_by)
        .join(Voucher)
        .where(AlertVoucher.alert.in_(wanted))
        .order_by(AlertVoucher.id)
    )
    for alert_id, month, number, recorder in tuples_of(about):
        vouchers[alert_id].append((month, number, recorder))
    answers = _answers(wanted)
    found: dict[int, list[AlertRow]] = defaultdict(list)
    for row in rows:
        check = check_named(row["check_id"], version=row["rule_version"])
        if check is not None:
            found[row["village"]].append(_of_row(row, check, vouchers[row["id"]], answers.get(row["id"], ())))
    return found


def _of_row(
    row: Mapping[str, object], check: Check, vouchers: Sequence[tuple[Month, int, int]], answers: Sequence[AnswerRow]
) -> AlertRow:
    told = {name: row[name] for name in ("id", "key", "month", "subject", "text", "blocking")}
    return AlertRow(
        **told,  # type: ignore[arg-type]  # columns of the row
        check=check,
        vouchers=tuple((month, number) for month, number, _ in vouchers),
        recorders=frozenset(recorder for _, _, recorder in vouchers),
        raised_on=local_day(row["raised_at"]),  # type: ignore[arg-type]  # a moment
        answers=tuple(answers),
    )


def _answers(wanted: Any) -> dict[int, list[AnswerRow]]:
    """Return the answers to some alerts with their verdicts, first to last, under the names of who gave them."""
    answerer, judge = Person.alias("answerer"), Person.alias("judge")
    by, judged_by = Account.alias("by"), Account.alias("judged_by_account")
    query = (
        AlertAnswer.select(
            AlertAnswer.alert,
            AlertAnswer.text,
            AlertAnswer.answered_at,
            AlertAnswer.answered_by,
            answerer.name.alias("answerer_name"),
            AlertVerdict.accepted,
            AlertVerdict.text.alias("verdict_text"),
            AlertVerdict.judged_at,
            judge.name.alias("judge_name"),
        )
        .join(AlertVerdict, JOIN.LEFT_OUTER, on=(AlertVerdict.answer == AlertAnswer.id))
        .join(judged_by, JOIN.LEFT_OUTER, on=(judged_by.id == AlertVerdict.judged_by))
        .join(judge, JOIN.LEFT_OUTER, on=(judge.id == judged_by.person))
        .switch(AlertAnswer)
        .join(by, JOIN.LEFT_OUTER, on=(by.id == AlertAnswer.answered_by))
        .join(answerer, JOIN.LEFT_OUTER, on=(answerer.id == by.person))
        .where(AlertAnswer.alert.in_(wanted))
        .order_by(AlertAnswer.alert, AlertAnswer.number)
    )
    found: dict[int, list[AnswerRow]] = defaultdict(list)
    for row in dicts_of(query):
        verdict = None
        if row["judged_at"] is not None:
            verdict = VerdictRow(
                accepted=bool(row["accepted"]),
                text=row["verdict_text"],
                by=row["judge_name"] or "",
                at=row["judged_at"],
            )
        found[row["alert"]].append(
            AnswerRow(
                text=row["text"],
                by=row["answerer_name"] or "",
                account_id=row["answered_by"],
                at=row["answered_at"],
                verdict=verdict,
            )
        )
    return found
