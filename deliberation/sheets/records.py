"""Files of paper records: a JSON list in, a JSON list of verdicts out (``cunshi matters check``).

A number that was not recorded is null or absent; fields nobody asks for are left alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from deliberation.errors import NotRecordsError, RecordFieldError
from deliberation.procedures import bodies, deliberations, matter_types, stages_without_vote
from deliberation.rules.bounds import Votes
from deliberation.rules.records import Attendance, Record
from deliberation.rules.terms import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deliberation.rules.records import Verdict
    from portal.kernel.canonical import Json

_MOST = 10**10  # more than there are people
_VOTES_BY = {"persons": Unit.PERSONS, "households": Unit.HOUSEHOLDS}


def read_records(content: bytes) -> list[Record]:
    """Return the records of a file.

    :raise NotRecordsError: the file is not a JSON list.
    :raise RecordFieldError: a field of a record cannot be read.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotRecordsError("文件不是 UTF-8 编码") from error
    except (ValueError, RecursionError) as error:
        raise NotRecordsError("文件不是 JSON") from error
    if not isinstance(found, list):
        raise NotRecordsError("文件里不是列表")
    records = []
    for number, fields in enumerate(found, start=1):
        if not isinstance(fields, dict):
            raise NotRecordsError(f"第 {number} 项不是记录")
        records.append(_record(_Fields(number=number, values=fields)))
    return records


def verdict_json(verdict: Verdict) -> Json:
    """Return one verdict as it is printed."""
    return {
        "id": verdict.id,
        "quorum_met": verdict.quorum_met,
        "passed": verdict.passed,
        "needed_present": verdict.needed_present,
        "needed_approve": verdict.needed_approve,
        "valid": verdict.valid,
        "reasons": [{"code": one.code, "text": one.text, "article": one.article} for one in verdict.reasons],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    """The fields of one record, or of one object inside it; ``path`` is that object's name with a dot."""

    number: int
    values: Mapping[str, Any]
    path: str = ""
    record_id: object = None

    def refuse(self, field: str, wanted: str) -> RecordFieldError:
        named = self.record_id if self.path else self.values.get("id")
        return RecordFieldError(self.number, named, f"{self.path}{field}", wanted)

    def count(self, field: str) -> int | None:
        value = self.values.get(field)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.refuse(field, "应是整数，没有登记的写 null")
        if value is not None and abs(value) > _MOST:
            raise self.refuse(field, f"太大，不超过 {_MOST}")
        return value

    def text(self, field: str) -> str:
        value = self.values.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(field, "应是文字，没有的写 null")
        return value.strip()

    def inside(self, field: str) -> _Fields | None:
        value = self.values.get(field)
        if value is not None and not isinstance(value, dict):
            raise self.refuse(field, "应是一组数，没有登记的写 null")
        if value is None:
            return None
        return _Fields(number=self.number, values=value, path=f"{field}.", record_id=self.values.get("id"))


def _record(fields: _Fields) -> Record:
    households, women = fields.inside("households"), fields.inside("women")
    return Record(
        id=_id(fields),
        body=_body(fields),
        matter_type=_matter_type(fields),
        on=_day(fields),
        jurisdiction=fields.text("jurisdiction"),
        persons=_attendance(fields),
        votes=Votes(approve=fields.count("approve"), against=fields.count("against"), abstain=fields.count("abstain")),
        votes_by=_votes_by(fields),
        households=_attendance(households) if households else None,
        represented=households.count("represented") if households else None,
        women=_attendance(women) if women else Attendance(),
    )


def _attendance(fields: _Fields) -> Attendance:
    return Attendance(entitled=fields.count("entitled"), present=fields.count("present"))


def _id(fields: _Fields) -> str | int:
    found = fields.values.get("id")
    if not isinstance(found, str | int) or isinstance(found, bool):
        raise fields.refuse("id", "应是文字或者整数，不能空着")
    return found


def _body(fields: _Fields) -> str:
    found = fields.text("body")
    known = {one.rule.id for one in bodies()} | {one.rule.id for one in deliberations()}
    if found not in known and found not in stages_without_vote():
        raise fields.refuse("body", f"是“{found}”，没有这个会议或者环节，请按规定的编号填写")
    return found


def _matter_type(fields: _Fields) -> str | None:
    found = fields.text("matter_type")
    if found and found not in {dated.rule.id for dated in matter_types()}:
        raise fields.refuse("matter_type", f"是“{found}”，没有这类事项，请按规定的编号填写，不分类的写 null")
    return found or None


def _day(fields: _Fields) -> date:
    try:
        return date.fromisoformat(fields.text("on"))
    except ValueError as error:
        raise fields.refuse("on", "应是日期，例如 2026-03-01") from error


def _votes_by(fields: _Fields) -> Unit:
    found = fields.text("votes_by") or "persons"
    if found not in _VOTES_BY:
        raise fields.refuse("votes_by", f"是“{found}”，应是 persons（按人）或者 households（按户）")
    return _VOTES_BY[found]
