"""Meetings as plain values, for rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from points.branch.rules.facts import LineFact, MeetingFact
from portal.kernel.clock import LOCAL


def line(person_id: int, *, on: date | None, exempt: str = "", leave: str = "", branch_id: int = 1) -> LineFact:
    """One person on a roster, signed in on a day or not."""
    moment = None if on is None else datetime(on.year, on.month, on.day, 9, tzinfo=LOCAL)
    return LineFact(
        person_id=person_id,
        name=f"党员{person_id}",
        branch_id=branch_id,
        exempt=exempt,
        present_at=moment,
        signed_on=on,
        manner="",
        leave=leave,
    )


def held(number: int, day: date, kind: str = "theme_day", **more: Any) -> MeetingFact:
    """A meeting that was held and recorded the same day, unless ``more`` says otherwise."""
    starts_at = datetime(day.year, day.month, day.day, 9, tzinfo=LOCAL)
    minuted_at = more.pop("minuted_at", starts_at + timedelta(hours=2))
    lines = more.pop("lines", (line(1, on=day), line(2, on=None)))
    fields: dict[str, Any] = {
        "id": number,
        "village_id": 1,
        "branch_id": 1,
        "kind": kind,
        "group": "",
        "title": f"第{number}次会",
        "place": "会议室",
        "starts_at": starts_at,
        "day": day,
        "chair_id": 8,
        "recorder_id": 9,
        "begun": True,
        "entitled": len(lines),
        "present": sum(one.present_at is not None for one in lines),
        "entered_late": 0,
        "minuted_at": minuted_at,
        "minuted_on": None if minuted_at is None else minuted_at.astimezone(LOCAL).date(),
        "minutes_late": 0,
        "text": "",
        "form": None,
        "practice": "",
        "tie": "",
        "tie_key": "",
        "photos": 1,
        "lines": lines,
    }
    return MeetingFact(**{**fields, **more})
