"""Which documents can be shown: those that hold what the pages ask for, in the form they ask for it.

A document that does not is left out of pages and lists, whatever else is wrong with it: the others are shown, and its
file stands on the page of the log as it was published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from deliberation.public.kinds import (
    ACCEPTANCE,
    OBJECTION,
    PLAN,
    PROGRESS,
    RESOLUTION,
    RESULT,
    STAGE,
    WITHDRAWAL,
)

if TYPE_CHECKING:
    from portal.kernel.published import PublishedBulletin

    #: A type, a question to the value, a form of its parts, or the form of each part of a list.
    Shape = type | Callable[[Any], bool] | Mapping[str, "Shape"] | list["Shape"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def sound(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is one of ours and can be shown."""
    shape = _SHAPES.get(bulletin.kind)
    return shape is not None and fits(bulletin.content, shape) and _hangs_together(bulletin)


def fits(value: Any, shape: Shape) -> bool:
    """Tell whether ``value`` has ``shape``; what more it has does not matter."""
    if isinstance(shape, dict):
        return isinstance(value, Mapping) and all(fits(value.get(name), part) for name, part in shape.items())
    if isinstance(shape, list):
        return _is_list(value) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, type):
        return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    return bool(shape(value))  # type: ignore[operator]  # a question


def _hangs_together(bulletin: PublishedBulletin) -> bool:
    """Tell whether what a document says twice is the same, and what it refers to is there."""
    content = bulletin.content
    if ("matter", str(content["matter"]["number"])) not in bulletin.about:
        return False
    if bulletin.kind == STAGE and not content["adjourned"] and content.get("outcome") is None:
        return False
    known = None if bulletin.names is None else len(bulletin.names)
    return known is None or all(0 <= ref["name"] < known for ref in _named_in(bulletin))


def _named_in(bulletin: PublishedBulletin) -> list[Mapping[str, Any]]:
    if bulletin.kind == ACCEPTANCE:
        return [bulletin.content["by"]]
    lines = bulletin.content["roster"]["lines"] if bulletin.kind == RESOLUTION else ()
    return [line["name"] for line in lines if line.get("name")]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _perhaps(shape: Shape) -> Callable[[Any], bool]:
    """Return what lets a missing part or ``null`` pass as well."""
    return lambda value: value is None or fits(value, shape)


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return len(value) == len("2026-10-03")


def _is_moment(value: Any) -> bool:
    try:
        datetime.strptime(value, _MOMENT)  # noqa: DTZ007 - only asked whether it can be read
    except (TypeError, ValueError):
        return False
    return True


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _one_of(*values: str) -> Callable[[Any], bool]:
    return lambda value: value in values


_MATTER: Mapping[str, Shape] = {"number": int, "title": str}
_TYPE: Shape = {"name": str, "article": str}
_NAMED: Shape = {"name": int, "masked": str}
_MEETING: Mapping[str, Shape] = {"body": str, "title": str, "held_on": _is_day}
_FINDING: Shape = {"text": str, "article": str, "light": _one_of("green", "amber", "red"), "confidence": str}
_STEPS: Shape = _perhaps([{"id": str, "name": str}])
_OUTCOME: Shape = {
    "carried": bool, "quorum_met": bool, "entitled": int, "present": int, "needed_present": int, "approve": int,
    "against": int, "abstain": int, "not_voted": int, "needed_approve": int, "margin": int, "reasons": [_FINDING],
}  # fmt: skip
_PUBLICATION: Shape = {
    "days": int,
    "until": _is_day,
    "until_certain": bool,
    "article": str,
    "confidence": str,
    "interrupted": _perhaps({"on": _is_day, "reason": str}),
    "begin": _perhaps({"by": _is_day, "article": str, "confidence": str}),
}
_BALLOT: Shape = {
    "question": str,
    "plan_digest": str,
    "opens_at": _is_moment,
    "closes_at": _is_moment,
    "log": {"origin": str, "size": int, "root": str},
}
_VOTE: Shape = {
    "line": int,
    "choice": _one_of("approve", "against", "abstain"),
    "manner": _one_of("online", "paper"),
    "receipt": str,
}
_AUTHORISATION: Shape = {
    "met_on": _is_day,
    "types": [str],
    "since": _is_day,
    "until": _is_day,
    "evidence_digest": str,
}
_LINE: Shape = {"number": int, "capacity": str, "present": bool, "name": _perhaps(_NAMED)}
_MILESTONE: Mapping[str, Shape] = {"number": int, "title": str, "due_on": _is_day}
_FILE: Mapping[str, Shape] = {"title": str, "digest": _is_digest}
_COPY: Shape = {"digest": _is_digest, "width": int, "height": int, "alt": str}

_SHAPES: dict[str, Shape] = {
    STAGE: {
        "matter": {**_MATTER, "type": _TYPE},
        "stage": {"id": str, "name": str, "round": int},
        "meeting": _MEETING,
        "adjourned": bool,
        "entitled": int,
        "present": int,
        "findings": [_FINDING],
        "outcome": _perhaps(_OUTCOME),
        "steps": _STEPS,
    },
    RESOLUTION: {
        "matter": {
            **_MATTER,
            "type": _TYPE,
            "plan": str,
            "budget_fen": _perhaps(int),
            "fund": _perhaps(str),
            "proposed_on": _is_day,
            "attachments": _perhaps([_FILE]),
        },
        "authority": {
            "findings": [_FINDING],
            "authorisation": _perhaps(_AUTHORISATION),
        },
        "meeting": {**_MEETING, "id": int},
        "ballot": _perhaps(_BALLOT),
        "outcome": _OUTCOME,
        "roster": {"fingerprint": str, "lines": [_LINE]},
        "votes": [_VOTE],
        "publication": _PUBLICATION,
        "paper": _perhaps({"void": [{"line": int, "manner": _one_of("online", "paper"), "reason": str}]}),
        "steps": _STEPS,
    },
    WITHDRAWAL: {"matter": {**_MATTER, "type": _TYPE}, "reason": str, "on": _is_day, "steps": _STEPS},
    OBJECTION: {
        "matter": _MATTER,
        "number": int,
        "target": _one_of(RESOLUTION, RESULT),
        "filed_on": _is_day,
        "on_paper": bool,
        "due_on": _is_day,
        "reply": {"days": int, "article": str, "confidence": str},
        "text": _perhaps(str),
        "answer": _perhaps({"verdict": str, "text": str, "on": _is_day, "late_days": int}),
        "lapsed_on": _perhaps(_is_day),
    },
    PLAN: {"matter": _MATTER, "milestones": [_MILESTONE]},
    PROGRESS: {
        "matter": _MATTER,
        "milestone": _MILESTONE,
        "done_on": _is_day,
        "late_days": int,
        "text": str,
        "attachments": [{**_FILE, "public": _perhaps(_COPY)}],
    },
    ACCEPTANCE: {"matter": _MATTER, "verdict": str, "text": str, "inspected_on": _is_day, "by": _NAMED},
    RESULT: {
        "matter": _MATTER,
        "text": str,
        "accepted_on": _is_day,
        "late": _perhaps(str),
        "publication": _PUBLICATION,
    },
}
