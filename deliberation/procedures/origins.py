"""Where matters may come from, as dated data: who may propose one, and which share of people must join to do so.

The nation's usual practice names them; a province whose text was read takes its place, and the law of a kind of matter
that of both. What is not quoted binds only where the village has adopted the procedure as its own rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import NoJointShareError, UnknownProcedureError
from deliberation.procedures.local import Initiator, local_initiators
from deliberation.procedures.texts import asking, cited, confidence, dated, matter_type_on, texts
from deliberation.procedures.workflow import S1_PROPOSE
from deliberation.rules.joint import JointRule, Signatories
from deliberation.rules.terms import Confidence

if TYPE_CHECKING:
    from datetime import date

SUGGESTION = "suggestion"

#: Who proposed a matter entered before this was recorded.
UNRECORDED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JointLimit:
    """How many joint proposals of one person may be open at the same time."""

    most_open: int
    article: str


def initiators_on(day: date, jurisdiction: str = "") -> tuple[Initiator, ...]:
    """Return who may propose a matter on a day in a place, in the order of the file."""
    local = {one.asking.id: one for one in local_initiators(day, jurisdiction)}
    return tuple(local.get(one.asking.id, one) for one in _usual(day))


def direct_initiators(day: date, jurisdiction: str = "") -> tuple[Initiator, ...]:
    """Return those who may propose by themselves, without a share of people."""
    return tuple(one for one in initiators_on(day, jurisdiction) if one.asking.share is None)


def initiator_name(initiator_id: str) -> str:
    """Return what an initiator is called, whatever the day; unknown, its id."""
    entries = [one for text in texts() for one in text.get("origin", ())]
    entries += [one for text in texts() for stage in text.get("stage", ()) for one in stage.get("initiator", ())]
    if initiator_id == UNRECORDED:
        return "没有登记"
    return next((str(one["who"]) for one in entries if one.get("id") == initiator_id), initiator_id)


def joint_rule_on(
    day: date, side: Signatories, matter_type: str, *, jurisdiction: str = "", adopted: bool = False
) -> JointRule:
    """Return which share of whom must join to propose a matter of a kind; ``adopted``: usual practice binds here.

    :raise NoJointShareError: this kind of matter is proposed by others.
    :raise UnknownProcedureError: nothing of the kind is known on that day.
    """
    kind = matter_type_on(matter_type, day)
    usual = next((one for one in initiators_on(day, jurisdiction) if one.asking.id == side), None)
    if usual is None:
        raise UnknownProcedureError(side.title, day)
    asked, article, sure = usual.asking, usual.article, usual.confidence
    if kind.proposed_by:
        own = next((one for one in kind.proposed_by if one.id == side), None)
        if own is None:
            raise NoJointShareError(kind.name, kind.article)
        asked, article, sure = own, kind.article, kind.confidence
    if asked.share is None:
        raise NoJointShareError(kind.name, kind.article)
    return JointRule(
        side=side,
        share=asked.share,
        article=article,
        confidence=sure,
        binds=adopted or sure is Confidence.QUOTED,
    )


def joint_limit_on(day: date) -> JointLimit:
    """Return how many joint proposals of one person may be open on a day.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    for text in texts():
        if "joint" in text and dated(text, text["joint"], None).covers(day):
            return JointLimit(most_open=text["joint"]["most_open"], article=cited(text, text["joint"]["article"]))
    raise UnknownProcedureError("joint", day)


def _usual(day: date) -> tuple[Initiator, ...]:
    """Return the nation's initiators; their shares follow the example of one province and are not certain."""
    return tuple(
        Initiator(
            asking=asked,
            article=cited(text, one.get("article", stage["article"])),
            confidence=confidence(text, one),
        )
        for text in texts()
        for stage in text.get("stage", ())
        if stage["id"] == S1_PROPOSE and dated(text, stage, None).covers(day)
        for one in stage.get("initiator", ())
        for asked in asking([one])
    )
