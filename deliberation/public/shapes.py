"""Which documents can be shown: those that hold what the pages ask for, in the form they ask for it.

A document that does not is left out of pages and lists, whatever else is wrong with it: the others are shown, and its
file stands on the page of the log as it was published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deliberation.public.kinds import (
    ACCEPTANCE,
    CONSULTATION,
    OBJECTION,
    OPINION,
    PLAN,
    PROGRESS,
    RECORD,
    REMARK,
    RESOLUTION,
    RESULT,
    STAGE,
    STALLED,
    WITHDRAWAL,
)
from deliberation.rules.consultations import Settlement
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.rules.options import MOST_OPTIONS
from deliberation.rules.stalled import Awaited
from deliberation.rules.suggestions import Channel
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, is_digest, is_moment, one_of, perhaps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.kernel.published import PublishedBulletin
    from portal.kernel.shapes import Shape


@once
def sound(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is one of ours and can be shown."""
    shape = _SHAPES.get(bulletin.kind)
    return shape is not None and fits(bulletin.content, shape) and _hangs_together(bulletin)


def _hangs_together(bulletin: PublishedBulletin) -> bool:
    """Tell whether what a document says twice is the same, and what it refers to is there."""
    content = bulletin.content
    if ("matter", str(content["matter"]["number"])) not in bulletin.about:
        return False
    if bulletin.kind == STAGE and not (content["adjourned"] or content.get("void") or content.get("outcome")):
        return False
    if bulletin.kind == RESOLUTION and not (_told_as_cast(content) and _chosen_among(content)):
        return False
    if not _numbered(content.get("outcome") or {}):
        return False
    known = None if bulletin.names is None else len(bulletin.names)
    return known is None or all(0 <= ref["name"] < known for ref in _named_in(bulletin))


def _told_as_cast(content: Mapping[str, Any]) -> bool:
    """Tell whether every vote has its choice, or in a secret ballot none has, and there the choices are counted."""
    ballot = content.get("ballot") or {}
    secret = bool(ballot.get("secret"))
    return secret is (ballot.get("choices") is not None) and all(
        (v.get("choice") is None) is secret for v in content["votes"]
    )


def _chosen_among(content: Mapping[str, Any]) -> bool:
    """Tell whether every vote for one of several options is for one that was put to the vote."""
    known = {one["number"] for one in content["outcome"].get("options") or ()}
    return all(
        v.get("option") in known if known and v.get("choice") == "approve" else v.get("option") is None
        for v in content["votes"]
    )


def _numbered(outcome: Mapping[str, Any]) -> bool:
    """Tell whether the options of a vote, where there are some, are numbered as they have letters, each once."""
    numbers = [one["number"] for one in outcome.get("options") or ()]
    return len(set(numbers)) == len(numbers) and all(0 < number <= MOST_OPTIONS for number in numbers)


def _named_in(bulletin: PublishedBulletin) -> list[Mapping[str, Any]]:
    if bulletin.kind in {ACCEPTANCE, REMARK}:
        return [bulletin.content["by"]]
    lines = bulletin.content["roster"]["lines"] if bulletin.kind == RESOLUTION else ()
    delegates = [one["delegate"] for one in bulletin.content.get("proxies") or ()]
    return [*(line["name"] for line in lines if line.get("name")), *delegates]


_TYPE: Shape = {"name": str, "article": str}
_MATTER: Mapping[str, Shape] = {
    "number": int,
    "title": str,
    "type": perhaps(_TYPE),
    "budget_fen": perhaps(int),
    "fund": perhaps(str),
    "initiator": perhaps({"id": str, "name": str}),
}
_NAMED: Shape = {"name": int, "masked": str}
_LATE: Shape = {"people": int, "days": int, "article": str, "confidence": str}
_MEETING: Mapping[str, Shape] = {
    "body": str,
    "title": str,
    "held_on": is_day,
    "urgency": perhaps(str),
    "told": perhaps({"entitled": int, "told": int, "late": perhaps(_LATE)}),
    "list_objections": perhaps({"filed": int, "waiting": int}),
    "composition": perhaps(
        {"words": str, "members": int, "representatives": int, "women": perhaps(int), "households": perhaps(int)}
    ),
}
_FINDING: Shape = {"text": str, "article": str, "light": one_of("green", "amber", "red"), "confidence": str}
_STEPS: Shape = perhaps([{"id": str, "name": str}])
_PROCEDURE: Shape = {
    "title": str,
    "words": str,
    "article": str,
    "confidence": str,
    "adopted": {"place": str, "body": str, "met_on": is_day, "since": is_day, "evidence_digest": is_digest},
    "later": [{"id": str, "name": str, "before": str}],
}
_OPTIONS: Shape = perhaps([{"number": int, "title": str, "votes": int}])
_OUTCOME: Shape = {
    "carried": bool, "quorum_met": bool, "entitled": int, "present": int, "needed_present": int, "approve": int,
    "against": int, "abstain": int, "not_voted": int, "needed_approve": int, "margin": int, "reasons": [_FINDING],
    "options": _OPTIONS, "split": perhaps(bool),
}  # fmt: skip
_PUBLICATION: Shape = {
    "days": int,
    "until": is_day,
    "until_certain": bool,
    "article": str,
    "confidence": str,
    "first_on": perhaps(is_day),
    "interrupted": perhaps({"on": is_day, "reason": str}),
    "begin": perhaps({"by": is_day, "article": str, "confidence": str}),
}
_BALLOT: Shape = {
    "question": str,
    "plan_digest": str,
    "opens_at": is_moment,
    "closes_at": is_moment,
    "deadline": perhaps(is_moment),
    "secret": perhaps(bool),
    "choices": perhaps({"approve": int, "against": int, "abstain": int}),
    "log": {"origin": str, "size": int, "root": str},
}
_HANDS: Shape = perhaps({"manner": perhaps(str)})
_VOTE: Shape = {
    "line": int,
    "choice": perhaps(one_of("approve", "against", "abstain")),
    "option": perhaps(int),
    "manner": one_of("online", "paper", "by_proxy"),
    "receipt": str,
}
_RECUSED: Shape = perhaps([{"line": int, "present": bool}])
_ATTENDANCE: Shape = perhaps({"online": int, "by_proxy": int})
_PROXIES: Shape = perhaps([{"line": int, "delegate": _NAMED}])
_AUTHORISATION: Shape = {
    "met_on": is_day,
    "types": [str],
    "since": is_day,
    "until": is_day,
    "evidence_digest": str,
}
_LINE: Shape = {"number": int, "capacity": str, "present": bool, "manner": perhaps(str), "name": perhaps(_NAMED)}
_MILESTONE: Mapping[str, Shape] = {"number": int, "title": str, "due_on": is_day}
_FILE: Mapping[str, Shape] = {"title": str, "digest": is_digest}
_COPY: Shape = {"digest": is_digest, "width": int, "height": int, "alt": str}

_SHAPES: dict[str, Shape] = {
    STAGE: {
        "matter": {**_MATTER, "type": _TYPE},
        "stage": {"id": str, "name": str, "round": int},
        "meeting": _MEETING,
        "adjourned": bool,
        "entitled": int,
        "present": int,
        "findings": [_FINDING],
        "outcome": perhaps(_OUTCOME),
        "void": perhaps({"reason": str}),
        "hands": _HANDS,
        "ballot": perhaps({"closes_at": is_moment, "deadline": perhaps(is_moment), "secret": perhaps(bool)}),
        "recused": _RECUSED,
        "attendance": _ATTENDANCE,
        "steps": _STEPS,
        "procedure": perhaps(_PROCEDURE),
    },
    RECORD: {
        "matter": {**_MATTER, "type": _TYPE},
        "step": {"id": str, "name": str, "before": str, "article": str, "gate": str, "round": int},
        "passed": bool,
        "word": str,
        "text": str,
        "office": str,
        "on": is_day,
        "late_days": int,
        "steps": _STEPS,
        "procedure": _PROCEDURE,
    },
    OPINION: {
        "matter": _MATTER,
        "number": int,
        "kind": one_of(*(one.value for one in OpinionKind)),
        "channel": one_of(*(one.value for one in Channel)),
        "filed_on": is_day,
        "recorded_on": is_day,
        "revision": int,
        "paragraph": perhaps(int),
        "before": perhaps(str),
        "wording": perhaps(str),
        "text": perhaps(str),
        "withheld": bool,
        "answer": perhaps(
            {
                "reply": one_of(*(one.value for one in OpinionReply)),
                "text": str,
                "on": is_day,
                "taken_up": perhaps({"revision": int, "reason": str, "plan_digest": is_digest, "on": is_day}),
            }
        ),
    },
    RESOLUTION: {
        "matter": {
            **_MATTER,
            "type": _TYPE,
            "plan": str,
            "proposed_on": is_day,
            "attachments": perhaps([_FILE]),
        },
        "authority": {
            "findings": [_FINDING],
            "authorisation": perhaps(_AUTHORISATION),
        },
        "meeting": {**_MEETING, "id": int},
        "ballot": perhaps(_BALLOT),
        "hands": _HANDS,
        "outcome": _OUTCOME,
        "roster": {"fingerprint": str, "lines": [_LINE]},
        "votes": [_VOTE],
        "recused": _RECUSED,
        "attendance": _ATTENDANCE,
        "proxies": _PROXIES,
        "publication": _PUBLICATION,
        "paper": perhaps({"void": [{"line": int, "manner": one_of("online", "paper", "by_proxy"), "reason": str}]}),
        "steps": _STEPS,
        "procedure": perhaps(_PROCEDURE),
    },
    WITHDRAWAL: {
        "matter": {**_MATTER, "type": _TYPE},
        "reason": str,
        "on": is_day,
        "steps": _STEPS,
        "procedure": perhaps(_PROCEDURE),
    },
    OBJECTION: {
        "matter": _MATTER,
        "number": int,
        "target": one_of(RESOLUTION, RESULT),
        "filed_on": is_day,
        "on_paper": bool,
        "due_on": is_day,
        "reply": {"days": int, "article": str, "confidence": str},
        "text": perhaps(str),
        "answer": perhaps({"verdict": str, "text": str, "on": is_day, "late_days": int}),
        "lapsed_on": perhaps(is_day),
    },
    PLAN: {"matter": _MATTER, "milestones": [_MILESTONE]},
    PROGRESS: {
        "matter": _MATTER,
        "milestone": _MILESTONE,
        "done_on": is_day,
        "late_days": int,
        "text": str,
        "attachments": [{**_FILE, "public": perhaps(_COPY)}],
    },
    ACCEPTANCE: {"matter": _MATTER, "verdict": str, "text": str, "inspected_on": is_day, "by": _NAMED},
    CONSULTATION: {
        "matter": {**_MATTER, "type": _TYPE},
        "number": int,
        "kind": {"id": str, "title": str},
        "held_on": is_day,
        "place": str,
        "sides": [{"name": str, "people": int}],
        "offered": str,
        "asked": str,
        "settlement": {"id": one_of(*(one.value for one in Settlement)), "title": str},
        "result": str,
        "households": {"asked": int, "agreed": int},
        "late_days": int,
        "steps": _STEPS,
        "procedure": perhaps(_PROCEDURE),
    },
    RESULT: {
        "matter": _MATTER,
        "text": str,
        "accepted_on": is_day,
        "late": perhaps(str),
        "publication": _PUBLICATION,
    },
    REMARK: {"matter": _MATTER, "target": one_of(RESOLUTION, RESULT), "text": str, "on": is_day, "by": _NAMED},
    STALLED: {
        "matter": _MATTER,
        "awaited": one_of(*(one.value for one in Awaited)),
        "subject": int,
        "due_on": is_day,
        "duty": str,
        "article": str,
        "confidence": str,
    },
}
