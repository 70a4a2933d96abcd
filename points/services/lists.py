"""Putting lists on display, taking them down, locking months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.bulletins import ListContent, publish_month, publish_quarter, publish_take_down
from points.errors import (
    AlreadyTakenDownError,
    CannotLockError,
    NothingToPublishError,
    NotLockedError,
    NotPublishedError,
    PeriodNotOverError,
    PublicityCutShortError,
    TakenDownListError,
)
from points.models import PointsDisplay, PointsMonthLock, PointsTakeDown
from points.practice import publicity_on
from points.queries import (
    last_entry_id,
    locked_months,
    month_displays,
    month_facts,
    published_list,
    taken_down,
    uncovered_in,
)
from points.rules import lock_problems
from points.services.reviews import checked_reason
from points.services.snapshots import take_snapshots
from portal.kernel.months import Month
from portal.kernel.names import masking
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from datetime import date

    from points.rules import Display
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.months import Quarter
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def publish_list(actor: Actor, village: Place, period: Month | Quarter, *, reason: str = "") -> Bulletin | None:
    """Put a month's list on display, or tell what is in force of a quarter; a later revision says why.

    What a month's revision shows first is open to objections from then on for the days practice sets. Where only
    deductions came in since, they are put on display within the branch, and nothing new is published.

    :raise PeriodNotOverError: the month or quarter goes on.
    :raise NothingToPublishError: there is nothing that is not published already.
    :raise TakenDownListError: the month's list was taken down.
    :raise ReasonNeededError: the list was published before and no reason is given.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        refuse_private_numbers(reason)
        if work.today <= period.last_day:
            raise PeriodNotOverError(period)
        content = ListContent(village, period, today=work.today)
        before = published_list(village, period)
        changed = before is None or content.differs_from(before.content)
        if isinstance(period, Month):
            return _display(work, actor, village, content, month=period, changed=changed, reason=reason)
        if not changed or not content.line_count:
            raise NothingToPublishError(period)
        why = _public_reason(village, reason) if before is not None else ""
        bulletin = publish_quarter(work, period, content, reason=why)
        _seal(work, period, revision=bulletin.revision, lines=content.line_count)
        return bulletin


def take_down_list(actor: Actor, village: Place, month: Month, *, reason: str) -> Bulletin:
    """Take a locked month's list down after its days are over; its address then says so.

    A month that is not locked may still get entries, which would have to be put on display.

    :raise NotPublishedError: it was never published.
    :raise AlreadyTakenDownError: it was taken down before.
    :raise PublicityCutShortError: the days are not over.
    :raise NotLockedError: the month is not locked.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        why = _public_reason(village, reason)
        displays, published = month_displays(village, month), published_list(village, month)
        if not displays or published is None:
            raise NotPublishedError(month)
        if taken_down(village, month):
            raise AlreadyTakenDownError(month)
        until = max(one.until for one in displays)
        if work.today <= until:
            rule = publicity_on(displays[0].published_on)
            raise PublicityCutShortError(month, rule.days, until, rule.article)
        if month not in locked_months(village):
            raise NotLockedError(month)
        row = PointsTakeDown.create(
            village=village, month=month, reason=why, taken_down_on=work.today, taken_down_by=actor.person_id
        )
        bulletin = publish_take_down(work, month, published.content, reason=why)
        work.seal(
            "points.list.taken_down",
            about=("points_list", str(month)),
            facts={"period": str(month), "revision": bulletin.revision},
            rows=[row],
        )
        return bulletin


def lock_month(actor: Actor, village: Place, month: Month) -> PointsMonthLock:
    """Close a month for good: nothing is entered in it any more; what is late counts later and says so.

    How every branch stood is kept with it, so that later corrections can be shown against it.

    :raise CannotLockError: it goes on, or something of it is still open; or it is locked.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        problems = lock_problems(month_facts(village, month, today=work.today), today=work.today)
        if problems:
            raise CannotLockError(month, problems)
        row = PointsMonthLock.create(village=village, month=month, locked_by=actor.person_id, locked_at=work.now)
        taken = take_snapshots(work, village, month)
        facts: dict[str, Json] = {"month": str(month), "snapshots": [one.digest for one in taken]}
        work.seal("points.month.locked", about=("points_month", str(month)), facts=facts, rows=[row, *taken])
        return row


def _display(
    work: Work, actor: Actor, village: Place, content: ListContent, *, month: Month, changed: bool, reason: str
) -> Bulletin | None:
    uncovered = uncovered_in(village, month, today=work.today)
    displays = month_displays(village, month)
    if displays and not changed and not uncovered:
        raise NothingToPublishError(month)
    if taken_down(village, month):
        raise TakenDownListError(month)
    why = _public_reason(village, reason) if displays and changed else ""
    rule = publicity_on(work.today)
    until = rule.last_day(work.today).day
    rows = []
    if uncovered or not displays:
        rows.append(
            PointsDisplay.create(
                village=village,
                month=month,
                revision=len(displays) + 1,
                through_entry=last_entry_id(village),
                published_on=work.today,
                until=until,
                days=rule.days,
                published_by=actor.person_id,
                published_at=work.now,
            )
        )
    shown_until = _public_until(displays, until, new=any(one.awarded_x100 > 0 for one in uncovered))
    bulletin = publish_month(work, month, content, until=shown_until, reason=why) if changed else None
    work.keep(rows)
    _seal(work, month, revision=bulletin.revision if bulletin else len(displays), lines=content.line_count)
    return bulletin


def _public_reason(village: Place, text: str) -> str:
    """Return a reason as it is published: whoever of the register is named in it is masked.

    :raise DomainError: as :func:`checked_reason` says.
    """
    return masking(registered_names(village))(checked_reason(text))


def _public_until(displays: list[Display], until: date, *, new: bool) -> date:
    """Return until when objections are open by what the public sees: anew only where additions are new."""
    return until if new or not displays else max(one.until for one in displays)


def _seal(work: Work, period: Month | Quarter, *, revision: int, lines: int) -> None:
    work.seal(
        "points.list.published",
        about=("points_list", str(period)),
        facts={"period": str(period), "revision": revision, "lines": lines},
    )
