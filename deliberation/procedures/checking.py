"""Judge paper records: find the law of the day, the body and the province, and hand them to the rules.

A stage stands for the body that holds it. Before the earliest text that is here, nothing can be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures import (
    Way,
    bodies,
    body_on,
    deliberations,
    fewest,
    jurisdictions,
    matter_type_on,
    matter_types,
    roll_note,
    stage_rule,
    stages_without_vote,
)
from deliberation.rules.authority import competence, needs_authorisation
from deliberation.rules.records import Law, impossible, judge, undecided
from deliberation.rules.terms import Confidence, Finding, Light
from portal.kernel.days import chinese_day

if TYPE_CHECKING:
    from deliberation.rules.records import Record, Verdict
    from deliberation.rules.terms import Body, MatterType


def check(record: Record) -> Verdict:
    """Say what a paper record amounts to under the law of its day and place."""
    if record.body in stages_without_vote():
        return undecided(record, (*impossible(record), _no_vote(record)), valid=False)
    try:
        law = _law(record)
    except UnknownProcedureError:
        wrong = impossible(record)
        return undecided(record, (*wrong, _unknown(record)), valid=not wrong)
    return judge(record, law)


def _law(record: Record) -> Law:
    """Find what the record is judged by; what is only discussed is discussed whatever its type."""
    stage = next((one for one in deliberations() if one.rule.id == record.body), None)
    decides = stage is None or stage.rule.body is None
    kind = matter_type_on(record.matter_type, record.on) if record.matter_type and decides else None
    body = body_on(stage.rule.body_for(kind) if stage else record.body, record.on)
    rule = stage_rule(
        stage.rule.id if stage and stage.covers(record.on) else None,
        body.id,
        kind.id if kind else None,
        on=record.on,
        jurisdiction=record.jurisdiction,
        way=Way(adopted=True),
    )
    return Law(
        rule=rule,
        competence=_competence(record, kind, body) if kind else (),
        notes=(*_size(record, body), *_local(record, body)),
    )


def _competence(record: Record, kind: MatterType, body: Body) -> tuple[Finding, ...]:
    found = competence(kind, body=body, grantor=body_on(kind.body, record.on))
    if found.code != "body_competent" or not needs_authorisation(kind, body):
        return (found,)
    return (
        found,
        _to_check(
            "authorisation_not_recorded", f"请核对：{found.text[:-1]}，记录里看不出有没有授权。", body.authority_article
        ),
    )


def _size(record: Record, body: Body) -> tuple[Finding, ...]:
    size, there = body.size, record.persons.entitled
    if size is None or there is None:
        return ()
    fits = size.least <= there and (size.most is None or there <= size.most) and (not size.odd or there % 2)
    if fits:
        return ()
    wanted = f"{size.least} 人以上" if size.most is None else f"{size.least} 至 {size.most} 人"
    text = f"{body.name}应有 {wanted}{'，并且是单数' if size.odd else ''}；记录的应到是 {there} 人，请核对。"
    return (_to_check("size_unlawful", text, size.article),)


def _local(record: Record, body: Body) -> tuple[Finding, ...]:
    place, found = record.jurisdiction, []
    if place and not place.startswith(jurisdictions()):
        found.append(
            _to_check("jurisdiction_unknown", f"没有收录“{place}”的地方规定，只按国家规定判定；请核对当地规定。", "")
        )
    few, there = fewest(body.id, record.on, place), record.persons.entitled
    if few is not None and there is not None and there < few.least:
        text = f"村民代表不少于 {few.least} 人；记录的应到只有 {there} 人，请核对。"
        found.append(_to_check("too_few_representatives", text, few.article))
    roll = roll_note(body.id, record.on, place)
    if roll is not None:
        found.append(_to_check("roll_to_check", roll.text, roll.article))
    return tuple(found)


def _unknown(record: Record) -> Finding:
    names = {one.rule.id: one.rule.name for one in bodies()} | {one.rule.id: one.rule.name for one in deliberations()}
    kind = next((one.rule.name for one in matter_types() if one.rule.id == record.matter_type), "")
    asked = f"“{names[record.body]}”{f'决定“{kind}”' if kind else ''}"
    day = chinese_day(record.on)
    return _to_check("law_unknown", f"待核：没有收录{day}适用于{asked}的规定文本，无法判定。", "")


def _no_vote(record: Record) -> Finding:
    text = f"“{stages_without_vote()[record.body]}”环节不表决，请填写表决的会议或者环节。"
    return _to_check("stage_without_vote", text, "")


def _to_check(code: str, text: str, article: str) -> Finding:
    return Finding(code=code, text=text, article=article, light=Light.AMBER, confidence=Confidence.DESIGN)
