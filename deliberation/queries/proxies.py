"""Whose votes somebody may cast by a written proxy in a ballot, and by what rule. No choice is read here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from deliberation.models import Vote, VoteManner
from deliberation.queries.recusals import stands_back
from deliberation.rules import receipt_code
from portal.kernel.db import dicts_of
from portal.kernel.journal import JournalEntry
from portal.meetings.models import AttendanceManner, Proxy, ProxyEnd, RosterLine
from portal.meetings.presence import offered

if TYPE_CHECKING:
    from typing import Any

    from deliberation.queries.ballots import BallotRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody who gave the person looking a proxy; ``receipt`` is that of the vote cast by it, or from paper."""

    line: int
    name: str
    receipt: str | None
    on_paper: bool
    refusal: str  # why no vote is cast for them, where none was; empty: it may be

    @property
    def may_vote(self) -> bool:
        """Whether the person looking may cast their vote now."""
        return self.receipt is None and not self.refusal


def principals(row: BallotRow, person_id: int) -> tuple[Principal, ...]:
    """Return for whom a person votes in a ballot by written proxies, by line; also for whom they have voted."""
    if AttendanceManner.BY_PROXY not in offered(row.body, on=row.decided_on):
        return ()
    rows = list(
        dicts_of(
            Proxy.select(
                RosterLine.number,
                RosterLine.name,
                RosterLine.person.alias("person_id"),
                ProxyEnd.id.alias("ended"),
                Vote.manner,
                JournalEntry.digest,
            )
            .join_from(Proxy, RosterLine)
            .join_from(Proxy, ProxyEnd, JOIN.LEFT_OUTER)
            .join_from(RosterLine, Vote, JOIN.LEFT_OUTER, on=((Vote.line == RosterLine.id) & (Vote.ballot == row.id)))
            .join(JournalEntry, JOIN.LEFT_OUTER, on=((JournalEntry.seq == Vote.seq) & (JournalEntry.log == row.log_id)))
            .where((Proxy.roster == row.roster_id) & (Proxy.delegate == person_id))
            .order_by(RosterLine.number)
        )
    )
    recused = bool(rows) and stands_back(row.matter_id, person_id)
    return tuple(_principal(row, one, recused=recused) for one in rows)


def _principal(row: BallotRow, one: dict[str, Any], *, recused: bool) -> Principal:
    theirs = one["manner"] is VoteManner.ONLINE  # cast by the principal: its receipt is nobody else's
    return Principal(
        line=one["number"],
        name=one["name"],
        receipt=receipt_code(one["digest"]) if one["digest"] and not theirs else None,
        on_paper=one["manner"] is VoteManner.PAPER,
        refusal=_refusal(row, one, recused=recused),
    )


def _refusal(row: BallotRow, one: dict[str, Any], *, recused: bool) -> str:
    if one["ended"] is not None:
        return f"{one['name']}已经本人参加会议，由本人投票。"
    if row.secret:
        return "无记名投票不能代投，请委托人本人到场或者线上参加。"
    if recused:
        return f"您已回避这个议题，也不能代{one['name']}投票。"
    if stands_back(row.matter_id, one["person_id"]):
        return f"{one['name']}已回避这个议题，不投票。"
    return ""
