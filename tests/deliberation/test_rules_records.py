"""Paper records under every rule for bodies of 1 to 500, and verdicts that survive whatever was left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.procedures import Way, bodies, deliberations, matter_types, matter_types_on, stage_rule
from deliberation.procedures.checking import check
from deliberation.rules import Base, Procedure, Share, Unit
from deliberation.rules.bounds import Votes
from deliberation.rules.records import Attendance, Law, Record, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = [date(2019, 6, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 21)]
PLACES = ["", "山东", "浙江", "重庆", "上海", "云南"]
ASKED = Record(
    id="r",
    body="villager_reps_meeting",
    matter_type=None,
    on=DAYS[-1],
    jurisdiction="",
    persons=Attendance(),
    votes=Votes(approve=None, against=None, abstain=None),
    votes_by=Unit.PERSONS,
    households=None,
    represented=None,
    women=Attendance(),
)


def every_rule() -> Iterator[tuple[str, Procedure]]:
    """Yield every rule of persons once, under the first name it has."""
    seen = set()
    for day in DAYS:
        on_day = [dated.rule.id for dated in bodies() if dated.covers(day)]
        for body in on_day:
            kinds = [None] + [
                kind.id
                for kind in matter_types_on(day)
                if body in {kind.body, kind.may_delegate_to, *kind.disputed_bodies}
            ]
            stages = [None] + [
                one.rule.id for one in deliberations() if one.covers(day) and one.rule.body in {None, body}
            ]
            for kind in kinds:
                for stage in stages:
                    rule = stage_rule(stage, body, kind, on=day, way=Way(adopted=True))
                    if rule not in seen:
                        seen.add(rule)
                        yield f"{body} {kind or ''} {stage or ''} {day}", rule


@cache
def fewest(share: Share, base: int) -> int:
    """Try every count from one upwards with exact fractions."""
    goal = Fraction(share.num, share.den)
    for count in range(1, base + 1):
        part = Fraction(count, base)
        if part > goal or (share.inclusive and part == goal):
            return count
    raise AssertionError(base)


def asked_of(rule: Procedure, of: Base) -> list[Share]:
    return [one.share for one in rule.passing if one.of is of]


def quorum_shares(rule: Procedure) -> list[Share]:
    counted = [one.share for any_of in rule.quorums for one in any_of if one.unit is Unit.PERSONS]
    return counted or asked_of(rule, Base.ENTITLED)


RULES = dict(every_rule())
SHAPES = {
    (
        tuple(quorum_shares(rule)),
        tuple(asked_of(rule, Base.ENTITLED)),
        tuple(asked_of(rule, Base.PRESENT)),
    ): (name, rule)
    for name, rule in RULES.items()
}


def test_every_rule_of_persons_is_here() -> None:
    assert len(RULES) > 30
    assert len(SHAPES) >= 8


@pytest.mark.parametrize(("name", "rule"), SHAPES.values(), ids=[name for name, _ in SHAPES.values()])
def test_threshold_arithmetic_for_every_size_up_to_500(name: str, rule: Procedure) -> None:
    assert name
    law = Law(
        rule=replace(rule, quorums=tuple(g for g in rule.quorums if g[0].unit is Unit.PERSONS)), competence=(), notes=()
    )
    of_all, of_present = asked_of(rule, Base.ENTITLED), asked_of(rule, Base.PRESENT)
    for size in range(1, 501):
        least = max(fewest(share, size) for share in quorum_shares(rule))
        for present in (least - 1, least):
            verdict = judge(replace(ASKED, persons=Attendance(entitled=size, present=present)), law)
            assert verdict.quorum_met is (present >= least)
            assert verdict.needed_present == least
            assert type(verdict.needed_present) is int
        agreeing = max(fewest(share, size) for share in (*of_all, *of_present))
        for approve in (agreeing - 1, agreeing):
            votes = Votes(approve=approve, against=size - approve, abstain=0)
            verdict = judge(replace(ASKED, persons=Attendance(entitled=size, present=size), votes=votes), law)
            assert verdict.passed is (approve >= agreeing)
            assert verdict.needed_approve == agreeing


@pytest.mark.parametrize("size", [1, 3, 10, 37, 400])
def test_whoever_abstains_or_is_silent_has_not_approved(size: int) -> None:
    law = Law(
        rule=stage_rule(None, "villager_reps_meeting", None, on=DAYS[-1], way=Way(adopted=True)),
        competence=(),
        notes=(),
    )
    there = replace(ASKED, persons=Attendance(entitled=size, present=size))
    half = size // 2
    for against in range(0, size - half + 1, max(1, size // 10)):
        votes = Votes(approve=half, against=against, abstain=size - half - against)
        assert judge(replace(there, votes=votes), law).passed is False
        assert judge(replace(there, votes=replace(votes, abstain=0)), law).passed is False


@st.composite
def sides(draw: st.DrawFn, most: int) -> tuple[int, int]:
    entitled = draw(st.integers(0, most))
    return entitled, draw(st.integers(0, entitled))


@st.composite
def full_records(draw: st.DrawFn) -> Record:
    """A complete record that can be: any body or stage, any type, any day and place."""
    persons, households, women = draw(sides(60)), draw(sides(40)), draw(sides(12))
    unit = draw(st.sampled_from([Unit.PERSONS, Unit.PERSONS, Unit.HOUSEHOLDS]))
    room = persons[1] if unit is Unit.PERSONS else households[1]
    approve = draw(st.integers(0, room))
    against = draw(st.integers(0, room - approve))
    abstain = draw(st.integers(0, room - approve - against))
    ids = sorted({one.rule.id for one in bodies()} | {one.rule.id for one in deliberations()})
    return Record(
        id=1,
        body=draw(st.sampled_from(ids)),
        matter_type=draw(st.none() | st.sampled_from(sorted({one.rule.id for one in matter_types()}))),
        on=draw(st.sampled_from(DAYS)),
        jurisdiction=draw(st.sampled_from(PLACES)),
        persons=Attendance(entitled=persons[0], present=persons[1]),
        votes=Votes(approve=approve, against=against, abstain=abstain),
        votes_by=unit,
        households=Attendance(entitled=households[0], present=households[1]),
        represented=draw(st.integers(0, households[0])),
        women=Attendance(entitled=women[0], present=women[1]),
    )


@st.composite
def records_with_gaps(draw: st.DrawFn) -> tuple[Record, Record]:
    """A complete record, and the same with any of its numbers left out."""
    full = draw(full_records())

    def kept(number: int | None) -> int | None:
        return number if draw(st.booleans()) else None

    def some(side: Attendance) -> Attendance:
        return Attendance(entitled=kept(side.entitled), present=kept(side.present))

    assert full.households is not None
    gaps = replace(
        full,
        persons=some(full.persons),
        votes=Votes(
            approve=kept(full.votes.approve), against=kept(full.votes.against), abstain=kept(full.votes.abstain)
        ),
        households=some(full.households),
        represented=kept(full.represented),
        women=some(full.women),
    )
    return full, gaps


@settings(max_examples=400)
@given(pair=records_with_gaps())
def test_what_is_said_of_a_record_with_gaps_is_true_of_every_completion(pair: tuple[Record, Record]) -> None:
    full, gaps = (check(one) for one in pair)
    assert gaps.valid == full.valid
    for said, so in (
        (gaps.quorum_met, full.quorum_met),
        (gaps.passed, full.passed),
        (gaps.needed_approve, full.needed_approve),
    ):
        assert said is None or said == so


@settings(max_examples=200)
@given(full=full_records())
def test_a_full_record_of_a_known_law_is_decided(full: Record) -> None:
    verdict = check(full)
    unknown = any(reason.code in {"law_unknown", "votes_by_households"} for reason in verdict.reasons)
    assert unknown or (verdict.quorum_met is not None and verdict.passed is not None)
    assert not verdict.passed or verdict.quorum_met


@settings(max_examples=100)
@given(full=full_records())
def test_a_province_is_never_laxer_than_the_nation(full: Record) -> None:
    nation = check(replace(full, jurisdiction=""))
    assert not check(full).passed or nation.passed
