"""What is published of a matter up to its decision: every stage's outcome, the resolution, a withdrawal.

A ``resolution`` (key: the matter's number) is what the last stage decided; a matter decided again after an objection
publishes its next revision. A ``stage`` (key: number-stage-round) is what an earlier stage decided, or that a meeting
failed for want of a quorum. A ``withdrawal`` (key: number) says why a matter was taken back.

Decided by ballot, ``ballot`` and ``entries`` hold everything a recount needs; counted in the hall, ``hands`` stands in
their place (``manner``: of hands or of papers) and there are no votes to list. ``paper`` says what was entered from
voters' papers beside a ballot: the log it is sealed in, what was void, what nobody confirmed, and whether a voter
objects.

``outcome.rule`` and ``outcome.turnout`` say what was asked of whom, as data: with the votes, they give decision and
reasons again (``disclosure/site/stranger.py``).

Of a secret ballot ``ballot.choices`` holds what was chosen as counts; ``votes`` and ``entries`` say who took part and
have no choices. ``void`` (in a ``stage``) says why a secret ballot was not counted.

``votes`` and ``entries`` say the same twice: the first for reading, the second for proving. An entry is the
opened content of one leaf of the ballot's log; hashed with its salt it gives the leaf's digest, and the leaves
give the root sealed in the village's log.

Chosen between several options, ``outcome.options`` says how many chose each; ``outcome.approve`` are those for the
strongest, everybody who chose another or none is ``outcome.against``, and a vote has its ``option``. ``outcome.split``:
none was resolved, it is chosen between fewer of them; that is published as a ``stage`` of the last step.

``recused`` says which lines of the roster stood back from the matter (and whether they were signed in); it is missing
where nobody did. They are entitled and present like the others, and none of them has voted.

``meeting`` tells how many were told of it (``told``; its ``late`` says how many later than notice must be given), how
many objected to its list before it was fixed (``list_objections``), why notice was short (``urgency``) and how a body
of representatives is composed (``composition``, numbers only: nobody's sex is told); documents of earlier versions have
none of these.

``attendance`` says how many of those present took part online or by a written proxy (书面委托), and each such line of
the roster its ``manner``; ``proxies`` says who took part for whom. They are missing where nobody did. A vote with the
manner ``by_proxy`` was cast by the delegate; its entry says ``proxy_of`` instead of ``line``.

No person is named or numbered in the content, only lines of the roster. The names part holds the names in the order
of ``roster.lines``, then those of delegates, under the roster's own salt, so that ``roster.fingerprint`` is recomputed
from the published file alone, as ``portal.meetings.rules.roster_fingerprint`` says; once the names are withheld, so is
the salt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.follow_up import publish_lapsed
from deliberation.bulletins.options import among, choosing, of_option
from deliberation.bulletins.parts import AFAR, attendance, beginning, masked_in, proxies_told, publication, way_taken
from deliberation.procedures import S3_PARTY_REVIEW, initiator_name
from deliberation.queries import authorisations, authority, entries, papers_of, votes
from deliberation.queries.follow_up import period_rule
from deliberation.queries.meeting_findings import composition_words, meeting_facts, told_late
from deliberation.rules.course import Mark
from deliberation.rules.follow_up import Target
from deliberation.rules.periods import start_due
from portal.kernel import bulletins
from portal.kernel.attachments import attachments_of
from portal.kernel.clock import local_day
from portal.kernel.fields import moment_text
from portal.kernel.holidays import last_day
from portal.kernel.names import mask_name
from portal.meetings.queries import meeting, roster_lines, roster_salt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from deliberation.queries import BallotRow, MatterRow, PapersRow, RoundRow
    from deliberation.rules import Finding, Outcome, Threshold
    from deliberation.rules.composition import Composed
    from deliberation.rules.notices import Late
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.meetings.queries import LineRow, MeetingRow
    from portal.org.models import Place

KIND = "resolution"
STAGE = "stage"
WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A round as it is published, with the end of its ballot's log where there was a ballot."""

    row: RoundRow
    findings: Sequence[Finding] = ()  # beside those of the count: who may decide, days of notice
    size: int = 0
    root: str = ""


def publish_resolution(work: Work, village: Place, matter: MatterRow, held: Held) -> Bulletin:
    """Publish what the last stage decided, in the unit of work that decides it."""
    where = meeting(village, held.row.meeting_id)
    lines = _ballot_lines(held.row, where)
    named = lines if _named(held.row) else []
    proxies, delegates = proxies_told(held.row, first=len(named)) if named else ({}, [])
    rule = period_rule(village, Target.RESOLUTION, on=work.today)
    content: dict[str, Json] = {
        "matter": _matter(matter, village),
        "authority": _authority(village, matter, held, body_id=where.body),
        "meeting": _meeting(village, where, held.row.stage),
        **_decision(village, held, where, lines),
        **_recused(held.row),
        **attendance(held.row),
        **proxies,
        "publication": {
            **publication(rule, on=work.today),
            "begin": beginning(rule, by=start_due(rule, held.row.held_on)),
        },
        "steps": steps_of(matter),
        **way_taken(village, matter),
    }
    before = (one for one in matter.rounds if one.stage == held.row.stage and one.round < held.row.round)
    again = any(one.outcome and one.mark is not Mark.SPLIT for one in before)
    if again:
        publish_lapsed(work, matter)
    return bulletins.publish(
        work,
        kind=KIND,
        key=str(matter.number),
        content=content,
        about=[("matter", matter.number), ("meeting", where.id)],
        names=[*(line.name for line in named), *delegates],
        names_until=last_day(work.today, rule.days).day if named else None,
        salt=roster_salt(where.roster_id or 0) if named else None,
        reason=f"异议成立后重新表决（第 {held.row.round} 次会议）" if again else "",
    )


def publish_stage(work: Work, village: Place, matter: MatterRow, held: Held) -> Bulletin:
    """Publish what an earlier stage decided, or that a meeting failed for want of a quorum (流会)."""
    row, masked = held.row, masked_in(village)
    where = meeting(village, row.meeting_id)
    step = matter.course.step(row.stage)
    content: dict[str, Json] = {
        "matter": before_decision(matter, village),
        "stage": {
            "id": step.gate.id,
            "name": step.gate.name,
            "article": step.gate.article,
            "gate": step.gate.text,
            "round": row.round,
        },
        "meeting": {**_meeting(village, where, row.stage), "title": masked(where.title)},
        "adjourned": row.mark is Mark.ADJOURNED,
        "void": {"reason": masked(row.ballot.void_because)} if row.mark is Mark.VOID and row.ballot else None,
        "entitled": row.entitled,
        "present": row.present,
        "plan_digest": row.plan_digest,
        "findings": [_finding(one) for one in (*(() if row.outcome else row.findings), *held.findings)],
        "steps": steps_of(matter),
        **way_taken(village, matter),
        **(_decision(village, held, where, _ballot_lines(row, where), said=masked) if row.outcome else {}),
        **_recused(row),
        **attendance(row),
    }
    return bulletins.publish(
        work,
        kind=STAGE,
        key=f"{matter.number}-{row.stage}-{row.round}",
        content=content,
        about=[("matter", matter.number), ("meeting", where.id)],
    )


def publish_withdrawal(work: Work, village: Place, matter: MatterRow, *, reason: str) -> Bulletin:
    """Publish that a matter was taken back, and why."""
    return bulletins.publish(
        work,
        kind=WITHDRAWAL,
        key=str(matter.number),
        content={
            "matter": before_decision(matter, village),
            "steps": steps_of(matter),
            **way_taken(village, matter),
            "reason": masked_in(village)(reason),
            "on": work.today.isoformat(),
        },
        about=[("matter", matter.number)],
    )


def _ballot_lines(row: RoundRow, where: MeetingRow) -> list[LineRow]:
    """Return the roster a ballot was held on; a count in the hall lists nobody."""
    return roster_lines(where.roster_id or 0) if row.ballot else []


def _named(row: RoundRow) -> bool:
    """Tell whether its lines are published by name: those of a ballot that decided, not of members in their meeting."""
    return row.ballot is not None and row.stage != S3_PARTY_REVIEW and row.mark is not Mark.SPLIT


def _decision(
    village: Place, held: Held, where: MeetingRow, lines: Sequence[LineRow], *, said: Callable[[str], str] = str
) -> dict[str, Json]:
    """Return how a round was decided: by ballot with every vote, by hands with figures; ``said`` tells the question."""
    row, ballot = held.row, held.row.ballot
    papers = papers_of(ballot) if ballot else None
    return {
        "manner": row.manner,
        "ballot": {**_ballot(held, ballot), "question": said(ballot.question)} if ballot else None,
        "hands": None
        if ballot
        else {
            "round": row.round,
            "plan_digest": row.plan_digest,
            "held_on": row.held_on.isoformat(),
            "late_days": row.late_days,
            "manner": row.counted,
        },
        "outcome": _outcome(row.outcome) if row.outcome else None,
        "roster": {"fingerprint": where.fingerprint, "lines": _lines(row, lines)},
        "votes": [
            {
                "line": vote.line,
                **({} if vote.choice is None else {"choice": vote.choice}),
                **of_option(vote.option),
                "manner": vote.manner,
                "seq": vote.seq,
                "receipt": vote.receipt,
            }
            for vote in (votes(ballot) if ballot else ())
        ],
        "entries": [
            {"seq": one.seq, "day": one.day, "salt": one.salt, "digest": one.digest, "content": one.content}
            for one in (entries(ballot) if ballot else ())
        ],
        "paper": _papers(papers, masked_in(village)) if papers else None,
    }


def _recused(row: RoundRow) -> dict[str, Json]:
    lines: list[Json] = [{"line": one.line, "present": one.present} for one in row.recused]
    return {"recused": lines} if lines else {}


def _papers(papers: PapersRow, masked: Callable[[str], str]) -> dict[str, Json]:
    return {
        "log": {"origin": papers.log_origin, "size": papers.size, "root": papers.root},
        "unconfirmed": [*papers.unconfirmed],
        "void": [
            {
                "line": one.line,
                "choice": one.choice,
                **of_option(one.option),
                "manner": one.manner,
                "reason": one.reason,
            }
            for one in papers.void
        ],
        "objections": [{"line": one.line, "text": masked(one.text)} for one in papers.objections],
    }


def _matter(matter: MatterRow, village: Place) -> dict[str, Json]:
    files = attachments_of(village.log_id, "matter", [matter.number]).get(str(matter.number), ())
    return {
        "number": matter.number,
        "title": matter.title,
        "type": _type(matter),
        "plan": matter.plan,
        "plan_digest": matter.plan_digest,
        "budget_fen": matter.budget_fen,
        "fund": matter.fund,
        "attachments": [
            {"title": one.title, "media_type": one.media_type, "size": one.size, "digest": one.digest}
            for one in files
            if one.digest in matter.attachments
        ],
        "proposed_on": local_day(matter.proposed_at).isoformat(),
        **_initiator(matter),
    }


def _initiator(matter: MatterRow) -> dict[str, Json]:
    """Say who proposed a matter; nothing of one entered before that was recorded."""
    if not matter.initiator:
        return {}
    return {"initiator": {"id": matter.initiator, "name": initiator_name(matter.initiator)}}


def before_decision(matter: MatterRow, village: Place) -> dict[str, Json]:
    """Return what is told of a matter on its way; its plan stands in the resolution, as it was voted on."""
    masked = masked_in(village)
    return {
        "number": matter.number,
        "title": masked(matter.title),
        "type": _type(matter),
        "budget_fen": matter.budget_fen,
        "fund": masked(matter.fund),
        **_initiator(matter),
    }


def steps_of(matter: MatterRow) -> list[Json]:
    """Return the stages this matter goes through up to its decision, so that a reader sees which are still to come."""
    return [
        {"id": one.gate.id, "name": one.gate.name, **({} if one.gate.meets else {"recorded": True})}
        for one in matter.course.steps
    ]


def _type(matter: MatterRow) -> dict[str, Json]:
    return {"id": matter.matter_type, "name": matter.type_name, "article": matter.type_article}


def _meeting(village: Place, where: MeetingRow, stage: str) -> dict[str, Json]:
    """Return the meeting, how many were told of it and objected to its list, and of representatives the numbers."""
    facts = meeting_facts([where])[where.id]
    composed, delivery, objections = facts.composed, facts.delivery, facts.objections
    late = told_late(village, where, delivery, stage=stage)
    return {
        "id": where.id,
        "body": where.body_name,
        "title": where.title,
        "held_on": where.meets_on.isoformat(),
        "notice_days": where.notice_days,
        **({"urgency": masked_in(village)(where.urgency)} if where.urgency else {}),
        **({"told": {"entitled": delivery.entitled, "told": delivery.told, **_late(late)}} if delivery else {}),
        **(
            {"list_objections": {"filed": objections.filed, "waiting": len(objections.waiting)}}
            if objections.filed
            else {}
        ),
        **({"composition": {"words": composition_words(where, facts), **_composed(composed)}} if composed else {}),
    }


def _late(late: Late | None) -> dict[str, Json]:
    if late is None:
        return {}
    known = {"article": late.article, "confidence": late.confidence.value}
    return {"late": {"people": late.people, "days": late.needed, **known}}


def _composed(composed: Composed) -> dict[str, Json]:
    return {
        "members": composed.members,
        "representatives": composed.representatives,
        "women": composed.women,
        "households": composed.households,
    }


def _authority(village: Place, matter: MatterRow, held: Held, *, body_id: str) -> dict[str, Json]:
    verdict = authority(village, matter.matter_type, body_id, on=held.row.held_on)
    record = next((one for one in authorisations(village) if one.id == held.row.authorisation_id), None)
    return {
        "findings": [_finding(one) for one in (*verdict.findings, *held.findings)],
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


def _ballot(held: Held, ballot: BallotRow) -> dict[str, Json]:
    return {
        "round": ballot.round,
        "plan_digest": ballot.plan_digest,
        "opens_at": moment_text(ballot.opens_at),
        "closes_at": moment_text(ballot.closes_at),
        **({"deadline": moment_text(ballot.deadline)} if ballot.ended_early else {}),
        "secret": ballot.secret,
        "choices": _choices(held.row.outcome) if ballot.secret and held.row.outcome else None,
        "log": {"origin": ballot.log_origin, "size": held.size, "root": held.root},
    }


def _choices(result: Outcome) -> dict[str, Json]:
    return {"approve": result.approve, "against": result.against, "abstain": result.abstain}


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
        **among(result),
        "reasons": [_finding(one) for one in result.reasons],
        "rule": {
            "adopted": result.rule.adopted,
            "quorums": [[_threshold(one) for one in any_of] for any_of in result.rule.quorums],
            "passing": [_threshold(one) for one in result.rule.passing],
            **choosing(result),
        },
        "turnout": {
            "households_entitled": result.turnout.households_entitled,
            "households_present": result.turnout.households_present,
            "households_represented": result.turnout.households_represented,
            "women_entitled": result.turnout.women_entitled,
            "women_present": result.turnout.women_present,
        },
    }


def _threshold(threshold: Threshold) -> dict[str, Json]:
    return {
        "of": threshold.of,
        "unit": threshold.unit,
        "counted": threshold.counted,
        "num": threshold.share.num,
        "den": threshold.share.den,
        "inclusive": threshold.share.inclusive,
        "article": threshold.article,
        "confidence": threshold.confidence,
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "code": finding.code,
        "text": finding.text,
        "article": finding.article,
        "light": finding.light,
        "confidence": finding.confidence,
    }


def _lines(row: RoundRow, lines: Sequence[LineRow]) -> list[Json]:
    named, remote = _named(row), {one.line: one for one in row.remote}
    found: list[Json] = []
    for index, line in enumerate(lines):
        closes_at = row.ballot.closes_at if row.ballot else None
        in_time = line.present_at is not None and (closes_at is None or line.present_at < closes_at)
        told: dict[str, Json] = {"number": line.number, "capacity": line.capacity, "present": in_time}
        manner = remote[line.number].manner_at(closes_at) if in_time and line.number in remote else None
        if manner in AFAR:
            told["manner"] = manner
        if named:
            told["name"] = {"name": index, "masked": mask_name(line.name)}
        found.append(told)
    return found
