"""The published resolution: what was decided, by whom, under which articles, and everything a recount needs.

``votes`` and ``entries`` say the same twice: the first for reading, the second for proving. An entry is the
opened content of one leaf of the ballot's log; hashed with its salt it gives the leaf's digest, and the leaves
give the root sealed in the village's log.

No person is named or numbered in the content, only lines of the roster. The names part holds the names in the order
of ``roster.lines`` under the roster's own salt, so that ``roster.fingerprint`` is recomputed from the published file
alone, as ``portal.meetings.rules.roster_fingerprint`` says; once the names are withheld, so is the salt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.procedures import publication_on
from deliberation.queries import authorisations, authority, entries, votes
from portal.kernel import bulletins
from portal.kernel.clock import local_day
from portal.kernel.fields import moment_text
from portal.kernel.holidays import last_day
from portal.kernel.names import mask_name
from portal.meetings.queries import meeting, roster_lines, roster_salt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deliberation.queries import BallotRow, MatterRow
    from deliberation.rules import Finding, Outcome
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.meetings.queries import LineRow
    from portal.org.models import Place

KIND = "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A ballot with what it decided and the end of its log."""

    ballot: BallotRow
    outcome: Outcome
    size: int
    root: str


def publish_resolution(work: Work, village: Place, matter: MatterRow, counted: Counted) -> Bulletin:
    """Publish what the ballot on ``matter`` decided, in the unit of work that closes it."""
    held = meeting(village, counted.ballot.meeting_id)
    lines = roster_lines(counted.ballot.roster_id)
    period = publication_on(work.today)
    until = last_day(work.today, period.days)
    content: dict[str, Json] = {
        "matter": _matter(matter),
        "authority": _authority(village, matter, counted.ballot, body_id=held.body),
        "meeting": {
            "id": held.id,
            "body": held.body_name,
            "title": held.title,
            "held_on": held.meets_on.isoformat(),
        },
        "ballot": _ballot(counted),
        "outcome": _outcome(counted.outcome),
        "roster": {"fingerprint": held.fingerprint, "lines": _lines(lines, counted.ballot)},
        "votes": [
            {"line": vote.line, "choice": vote.choice, "manner": vote.manner, "seq": vote.seq, "receipt": vote.receipt}
            for vote in votes(counted.ballot)
        ],
        "entries": [
            {"seq": one.seq, "day": one.day, "salt": one.salt, "digest": one.digest, "content": one.content}
            for one in entries(counted.ballot)
        ],
        "publication": {
            "days": period.days,
            "until": until.day.isoformat(),
            "until_certain": until.certain,
            "article": period.article,
            "confidence": period.confidence,
        },
    }
    return bulletins.publish(
        work,
        kind=KIND,
        key=str(matter.number),
        content=content,
        about=[("matter", matter.number), ("meeting", held.id)],
        names=[line.name for line in lines],
        names_until=until.day,
        salt=roster_salt(counted.ballot.roster_id),
    )


def _matter(matter: MatterRow) -> dict[str, Json]:
    return {
        "number": matter.number,
        "title": matter.title,
        "type": {"id": matter.matter_type, "name": matter.type_name, "article": matter.type_article},
        "plan": matter.plan,
        "plan_digest": matter.plan_digest,
        "budget_fen": matter.budget_fen,
        "fund": matter.fund,
        "proposed_on": local_day(matter.proposed_at).isoformat(),
    }


def _authority(village: Place, matter: MatterRow, ballot: BallotRow, *, body_id: str) -> dict[str, Json]:
    verdict = authority(village, matter.matter_type, body_id, on=ballot.decided_on)
    record = next((one for one in authorisations(village) if one.id == ballot.authorisation_id), None)
    return {
        "findings": [_finding(one) for one in verdict.findings],
        "authorisation": None
        if record is None
        else {
            "met_on": record.met_on.isoformat(),
            "types": list(record.type_names),
            "since": record.since.isoformat(),
            "until": record.until.isoformat(),
            "evidence_digest": record.evidence_digest,
        },
    }


def _ballot(counted: Counted) -> dict[str, Json]:
    row = counted.ballot
    return {
        "round": row.round,
        "question": row.question,
        "plan_digest": row.plan_digest,
        "opens_at": moment_text(row.opens_at),
        "closes_at": moment_text(row.closes_at),
        "log": {"origin": row.log_origin, "size": counted.size, "root": counted.root},
    }


def _outcome(result: Outcome) -> dict[str, Json]:
    return {
        "carried": result.carried,
        "quorum_met": result.quorum_met,
        "entitled": result.entitled,
        "present": result.present,
        "needed_present": result.needed_present,
        "approve": result.approve,
        "against": result.against,
        "abstain": result.abstain,
        "not_voted": result.not_voted,
        "needed_approve": result.needed_approve,
        "margin": result.margin,
        "reasons": [_finding(one) for one in result.reasons],
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "code": finding.code,
        "text": finding.text,
        "article": finding.article,
        "light": finding.light,
        "confidence": finding.confidence,
    }


def _lines(lines: Sequence[LineRow], ballot: BallotRow) -> list[Json]:
    return [
        {
            "number": line.number,
            "capacity": line.capacity,
            "name": {"name": index, "masked": mask_name(line.name)},
            "present": line.present_at is not None and line.present_at < ballot.closes_at,
        }
        for index, line in enumerate(lines)
    ]
