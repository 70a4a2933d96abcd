"""Whether a vote on paper was lawful, as far as its numbers tell.

A paper record may lack numbers; what it lacks is not guessed (``deliberation.rules.bounds``). Usual practice counts
like law here: who asks about a record wants to know whether it stands by the strictest rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.rules.bounds import (
    Pool,
    Tally,
    Votes,
    all_enough,
    carried,
    conjunction,
    disjunction,
    enough,
    least_approving,
    least_present,
    reached,
)
from deliberation.rules.terms import Base, Confidence, Finding, Light, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.rules.bounds import Groups
    from deliberation.rules.terms import Threshold
    from deliberation.rules.votes import Procedure

_COMPETENT = frozenset({"body_competent", "body_disputed"})
_CERTAIN = {True: "达到", False: "没有达到", None: "记录不全，无法判定"}
_LIGHTS = {True: Light.GREEN, False: Light.RED, None: Light.AMBER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Those entitled and those there of one kind, None where not recorded."""

    entitled: int | None = None
    present: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One vote as a village wrote it down; ``body`` names a body or a stage, ``votes_by`` what a vote stands for.

    ``households`` is None where the record does not speak of households at all.
    """

    id: str | int
    body: str
    matter_type: str | None
    on: date
    jurisdiction: str
    persons: Attendance
    votes: Votes
    votes_by: Unit
    households: Attendance | None
    represented: int | None
    women: Attendance


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What the record is judged by; ``competence`` is empty where no type of matter is named."""

    rule: Procedure
    competence: tuple[Finding, ...]
    notes: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a record amounts to; None is: cannot be told from what is recorded."""

    id: str | int
    quorum_met: bool | None
    passed: bool | None
    needed_present: int | None
    needed_approve: int | None
    valid: bool
    reasons: tuple[Finding, ...]


def judge(record: Record, law: Law) -> Verdict:
    """Decide whether the quorum was there, whether the vote carried, and whether the record can be right.

    Source: 村民委员会组织法（2025修正）第26、28、30、32条；农村集体经济组织法第26、27、28条.
    """
    wrong = impossible(record)
    competent = all(one.code in _COMPETENT for one in law.competence[:1])
    if wrong:
        return undecided(record, (*wrong, *law.competence, *law.notes), valid=False)
    tally, rule = _tally(record), law.rule
    quorums = _quorums(rule, record)
    countable = record.votes_by is Unit.PERSONS or _counts_households(rule)
    met = all_enough(quorums, tally.pools)
    passed = carried(quorums, rule.passing, tally)
    reasons = (*_quorum_findings(rule, quorums, tally), *_majority_findings(rule, tally))
    if not countable:
        return Verdict(
            id=record.id,
            quorum_met=met,
            passed=conjunction((met, None)),
            needed_present=_needed_present(quorums, tally),
            needed_approve=None,
            valid=False,
            reasons=(*reasons[: len(quorums)], _one_person_one_vote(rule), *law.competence, *law.notes),
        )
    return Verdict(
        id=record.id,
        quorum_met=met,
        passed=passed,
        needed_present=_needed_present(quorums, tally),
        needed_approve=least_approving(rule.passing, tally.pool),
        valid=competent,
        reasons=(*reasons, *_at_once(rule, passed, reasons), *law.competence, *law.notes),
    )


def undecided(record: Record, reasons: Sequence[Finding], *, valid: bool) -> Verdict:
    """Return the verdict on a record about which nothing can be told."""
    return Verdict(
        id=record.id,
        quorum_met=None,
        passed=None,
        needed_present=None,
        needed_approve=None,
        valid=valid,
        reasons=tuple(reasons),
    )


def impossible(record: Record) -> tuple[Finding, ...]:
    """Return why the numbers of a record cannot be right: negative, more present than entitled, more votes."""
    households = record.households or Attendance()
    voters, unit = (households if record.votes_by is Unit.HOUSEHOLDS else record.persons), record.votes_by.title
    sides = [
        ("实到", record.persons.present, "应到", record.persons.entitled, "人"),
        ("到会", households.present, "全部", households.entitled, "户"),
        ("到会代表所代表的", record.represented, "全部", households.entitled, "户"),
        ("到会的妇女代表", record.women.present, "全部妇女代表", record.women.entitled, "人"),
        ("赞成、反对、弃权合计", record.votes.known, "实到", voters.present, unit),
        ("赞成、反对、弃权合计", record.votes.known, "应到", voters.entitled, unit),
    ]
    found = [
        f"{less} {few} {measure}，多于{more} {many} {measure}，这些数字对不上，请核对记录。"
        for less, few, more, many, measure in sides
        if few is not None and many is not None and few > many
    ]
    numbers = [record.votes.approve, record.votes.against, record.votes.abstain]
    numbers += [number for _, few, _, many, _ in sides for number in (few, many)]
    if any(number is not None and number < 0 for number in numbers):
        found.insert(0, "人数、户数和票数不能是负数，请核对记录。")
    return tuple(_impossible(text) for text in found)


def _impossible(text: str) -> Finding:
    return Finding(code="impossible_counts", text=text, article="", light=Light.RED, confidence=Confidence.QUOTED)


def _quorums(rule: Procedure, record: Record) -> Groups:
    """Return the quorums this record can meet: an assembly that votes by household is one of households.

    Households of which the record does not speak were not there as such. Where the law sets no quorum, what the
    majority implies is used.
    """
    if record.votes_by is Unit.HOUSEHOLDS:
        kept = tuple(tuple(one for one in any_of if one.unit is Unit.HOUSEHOLDS) or any_of for any_of in rule.quorums)
    elif record.households is None:
        kept = tuple(
            tuple(one for one in any_of if one.unit is not Unit.HOUSEHOLDS) or any_of for any_of in rule.quorums
        )
    else:
        kept = rule.quorums
    return kept or tuple((one,) for one in rule.passing if one.of is Base.ENTITLED)


def _tally(record: Record) -> Tally:
    known = {record.votes_by: record.votes.known}
    persons, women, households = record.persons, record.women, record.households or Attendance()
    absent = None if persons.entitled is None or persons.present is None else persons.entitled - persons.present
    there = 0 if absent is None or women.entitled is None else max(0, women.entitled - absent)
    return Tally(
        pools={
            Unit.PERSONS: _pool(persons, known.get(Unit.PERSONS, 0)),
            Unit.HOUSEHOLDS: _pool(households, known.get(Unit.HOUSEHOLDS, 0)),
            Unit.REPRESENTED: Pool(entitled=households.entitled, present=record.represented),
            Unit.WOMEN: _women(women, least=there, full=absent == 0),
        },
        votes=record.votes,
        unit=record.votes_by,
    )


def _pool(side: Attendance, votes: int) -> Pool:
    return Pool(entitled=side.entitled, present=side.present, least=votes)


def _women(women: Attendance, *, least: int, full: bool) -> Pool:
    """Return the pool of women among the representatives: of none, none is missing."""
    present = women.present if women.present or women.entitled is not None else None
    return Pool(entitled=women.entitled, present=present, least=least, full=full or women.entitled == 0)


def _counts_households(rule: Procedure) -> bool:
    return any(one.unit is Unit.HOUSEHOLDS for any_of in rule.quorums for one in any_of)


def _needed_present(quorums: Groups, tally: Tally) -> int | None:
    """Return how many must be there of what the votes are counted in, else of what the quorum was met by."""
    asked = [_shown(any_of, tally) for any_of in quorums]
    counted = [one for one in asked if one.unit in {Unit.PERSONS, Unit.HOUSEHOLDS}]
    least = [least_present(one, tally.pools[one.unit]) for one in counted if one.unit is counted[0].unit]
    known = [number for number in least if number is not None]
    return max(known) if known and len(known) == len(least) else None


def _shown(any_of: Sequence[Threshold], tally: Tally) -> Threshold:
    """Return the threshold that speaks for a quorum: one that is met, else one that may be, else the first."""
    mine = sorted(any_of, key=lambda one: one.unit is not tally.unit)
    for wanted in (True, None):
        for one in mine:
            if enough(one, tally.pools[one.unit]) is wanted:
                return one
    return mine[0]


def _quorum_findings(rule: Procedure, quorums: Groups, tally: Tally) -> list[Finding]:
    return [_quorum_finding(any_of, tally, implied=not rule.quorums) for any_of in quorums]


def _quorum_finding(any_of: Sequence[Threshold], tally: Tally, *, implied: bool) -> Finding:
    shown = _shown(any_of, tally)
    pool, unit = tally.pools[shown.unit], shown.unit.title
    met = disjunction(enough(one, tally.pools[one.unit]) for one in any_of)
    said = "法律没有单列到会人数，按通过所需推算：" if implied else ""
    said += f"应到{_number(pool.entitled, unit)}（{shown.counted}），到会须{shown.share.words}"
    least = least_present(shown, pool)
    said += "" if least is None else f"，即至少 {least} {unit}"
    said += f"；实到{_number(pool.present, unit)}"
    said += f"，按票数至少 {pool.least} {unit}" if pool.present is None and pool.least else ""
    said += "，全体到会" if pool.full and pool.present is None else ""
    kind = "quorum_implied" if implied else "quorum"
    return _finding(f"{kind}_{_suffix(met, 'met', 'missing')}", f"{said}，{_CERTAIN[met]}。", shown, met)


def _majority_findings(rule: Procedure, tally: Tally) -> list[Finding]:
    return [_majority_finding(one, tally) for one in rule.passing]


def _majority_finding(threshold: Threshold, tally: Tally) -> Finding:
    pool, votes, unit = tally.pool, tally.votes, tally.unit.title
    word, base = ("应到", pool.entitled) if threshold.of is Base.ENTITLED else ("实到", pool.present)
    over = reached(threshold, pool, votes)
    least = least_approving((threshold,), pool)
    said = f"{word}{_number(base, unit)}（{threshold.counted}），通过须{threshold.share.words}赞成"
    said += "" if least is None else f"，即至少 {least} {unit}"
    said += f"；赞成{_number(votes.approve, unit)}"
    if votes.approve is None and pool.most is not None:
        said += f"，至多 {pool.most - votes.others} {unit}"
    return _finding(f"majority_{_suffix(over, 'reached', 'missed')}", f"{said}，{_CERTAIN[over]}。", threshold, over)


def _at_once(rule: Procedure, passed: bool | None, reasons: Sequence[Finding]) -> list[Finding]:  # noqa: FBT001 - a verdict, not a flag
    if passed is not False or any(one.light is Light.RED for one in reasons):
        return []
    text = "到会人数没有登记：到会够法定人数时，赞成的就不够；赞成够数时，到会的就不够。两者不能同时达到。"
    return [_finding("quorum_or_majority", text, rule.passing[0], False)]


def _one_person_one_vote(rule: Procedure) -> Finding:
    text = f"{rule.body.name}一人一票，不按户表决；请按人登记赞成、反对和弃权。"
    return _finding("votes_by_households", text, rule.body.passing, False)


def _finding(code: str, text: str, threshold: Threshold, verdict: bool | None) -> Finding:  # noqa: FBT001 - likewise
    sure = threshold.confidence
    return Finding(
        code=code,
        text=text if sure is Confidence.QUOTED else f"{text}（待核）",
        article=threshold.article,
        light=_LIGHTS[verdict],
        confidence=sure,
    )


def _number(count: int | None, unit: str) -> str:
    return "没有登记" if count is None else f" {count} {unit}"


def _suffix(verdict: bool | None, yes: str, no: str) -> str:  # noqa: FBT001 - likewise
    return "unknown" if verdict is None else yes if verdict else no
