"""Tell that a matter stands still, once for each thing it waits for; and remember when to look again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.stalled import publish_stall
from deliberation.models import MatterStall, StallWatch
from deliberation.queries.matters import matter, matters
from deliberation.queries.stalled import stall_of, stalled, stalling_places, told_stalls, waits_of
from deliberation.rules.stalled import next_stall
from portal.kernel import clock
from portal.kernel.db import write_transaction
from portal.kernel.journal import JournalLog
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from deliberation.queries.stalled import StalledRow
    from portal.org.models import Place


def settle_stalled(village: Place) -> int:
    """Publish of every matter of the village that stands still that it does; return how many were told."""
    today = clock.today()
    if village.id not in stalling_places(today):
        return 0
    size, rows, known = _log_size(village), matters(village), told_stalls(village)
    untold = [one for one in stalled(village, rows, today=today) if _key(one) not in known]
    told = sum(_tell(village, one.matter.number) for one in untold)
    if told:
        return told + settle_stalled(village)  # the log has grown since
    _watch(village, rows, size=size, today=today)
    return 0


def _key(row: StalledRow) -> tuple[int, str, int, date]:
    return row.matter.id, row.wait.awaited, row.wait.subject, row.wait.due_on


def _tell(village: Place, number: int) -> bool:
    """Publish that a matter stands still, if it still does and nobody was told."""
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        row = stall_of(village, matter(village, number), today=work.today)
        if row is None or _key(row) in told_stalls(village):
            work.leave_unchanged()
            return False
        made = MatterStall.create(
            village=village,
            matter=row.matter.id,
            awaited=row.wait.awaited,
            subject=row.wait.subject,
            due_on=row.wait.due_on,
            noted_on=work.today,
            bulletin=publish_stall(work, row),
        )
        work.seal(
            "deliberation.matter.stalled",
            about=("matter", number),
            facts={"awaited": made.awaited.value, "due_on": made.due_on.isoformat()},
            rows=[made],
        )
        return True


def _watch(village: Place, rows: list[MatterRow], *, size: int, today: date) -> None:
    """Remember that a log of this length was looked at, and the next day that may change how a matter stands."""
    days = (next_stall(waits_of(village, row, today=today), today=today) for row in rows)
    wakes_on = min((day for day in days if day is not None), default=None)
    with write_transaction():
        StallWatch.insert(village=village, size=size, wakes_on=wakes_on).on_conflict(
            conflict_target=[StallWatch.village], update={StallWatch.size: size, StallWatch.wakes_on: wakes_on}
        ).execute()


def _log_size(village: Place) -> int:
    size: int = JournalLog.select(JournalLog.size).where(JournalLog.id == village.log_id).scalar()
    return size
