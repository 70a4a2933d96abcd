"""The steps of a matter in order, reached or not: deliberations, publication, the work, publication of the result.

Which deliberations there are is what the documents say; of older documents that do not, it is the procedure of the day.
Nothing here knows today: what has no document is said to have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from deliberation.procedures import (
    I_IMPLEMENT,
    P1_PUBLISH_RESOLUTION,
    P2_PUBLISH_RESULT,
    procedure_on,
    stages_without_vote,
)
from deliberation.public.course import day_of, revisions
from deliberation.public.follow_up import (
    ShownObjection,
    ShownRemark,
    acceptances_of,
    fallen,
    objections_of,
    of_kind,
    remarks_of,
)
from deliberation.public.kinds import ACCEPTANCE, PLAN, PROGRESS, RECORD, RESOLUTION, RESULT, STAGE, WITHDRAWAL
from deliberation.public.rounds import Round, rounds_of
from deliberation.public.ways import procedure_of
from deliberation.rules.follow_up import Target
from portal.kernel.days import chinese_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from portal.kernel.published import Published, PublishedBulletin

_WAITING = ("off", "还没有公开")
_UNRECORDED = ("off", "没有公开的记录")
_WITHDRAWN = ("off", "已撤回，不再进行")
_LOST = ("off", "没有通过，不再进行")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """A notice was down, and its days began again."""

    on: date
    reason: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What was put up for everybody to read, for how long, and by when it should have been."""

    published_on: date
    days: int
    until: date
    until_certain: bool
    article: str
    quoted: bool
    late_days: int
    interruptions: tuple[Interruption, ...]
    fallen: bool  # to an objection: it is no longer up
    contestable: bool  # while it is up, a villager may object


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an officer wrote down in a step without a vote."""

    on: date
    office: str
    mark: str
    word: str
    text: str
    article: str
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; ``number`` is its place among deliberations and publications, which what lies between has not.

    ``decides``: this deliberation is the last, the one that resolves.
    """

    id: str
    number: int | None
    name: str
    mark: str
    word: str
    decides: bool = False
    rounds: tuple[Round, ...] = ()
    records: tuple[Record, ...] = ()
    notice: Notice | None = None
    objections: tuple[ShownObjection, ...] = ()
    remarks: tuple[ShownRemark, ...] = ()  # of the supervision committee


def steps_of(published: Published, found: Sequence[PublishedBulletin]) -> tuple[Step, ...]:
    """Return every step of the matter whose documents are ``found``, in the order of the log."""
    gates = _gates(found)
    held = [old for kind in (STAGE, RESOLUTION) for one in of_kind(found, kind) for old in revisions(published, one)]
    rounds = rounds_of(held, last_stage=gates[-1][0])
    voted = _voted(found, gates, rounds)
    names, meetings = stages_without_vote(), sum(1 for one in voted if one.number)
    return (
        *voted,
        _resolution(published, found, number=meetings + 1, name=names[P1_PUBLISH_RESOLUTION]),
        *_recorded(found, before=I_IMPLEMENT),
        _work(found, name=names[I_IMPLEMENT]),
        *_recorded(found, before=P2_PUBLISH_RESULT),
        _result(published, found, number=meetings + 2, name=names[P2_PUBLISH_RESULT]),
    )


def _recorded(found: Sequence[PublishedBulletin], *, before: str) -> list[Step]:
    """Return the steps without a vote that come after the decision, recorded or not."""
    told = procedure_of(found)
    steps = []
    for one in told.later if told else ():
        if one["before"] == before:
            records = _records(found, one["id"])
            mark, word = (records[-1].mark, records[-1].word) if records else _ahead(found)
            steps.append(Step(id=one["id"], number=None, name=one["name"], mark=mark, word=word, records=records))
    return steps


def _records(found: Sequence[PublishedBulletin], step: str) -> tuple[Record, ...]:
    return tuple(_record(one.content) for one in of_kind(found, RECORD) if one.content["step"]["id"] == step)


def _record(content: Mapping[str, Any]) -> Record:
    return Record(
        on=day_of(content["on"]),
        office=content["office"],
        mark="done" if content["passed"] else "warn",
        word=content["word"],
        text=content["text"],
        article=content["step"]["article"],
        late_days=content["late_days"],
    )


def _gates(found: Sequence[PublishedBulletin]) -> list[tuple[str, str]]:
    """Return id and name of every step up to the decision."""
    said = [one.content["steps"] for one in found if one.content.get("steps")]
    if said:
        return [(one["id"], one["name"]) for one in said[-1]]
    named = {one.content["stage"]["id"]: one.content["stage"]["name"] for one in of_kind(found, STAGE)}
    return [(one.id, named.get(one.id, one.name)) for one in procedure_on(found[0].published_on).stages]


def _voted(found: Sequence[PublishedBulletin], gates: Sequence[tuple[str, str]], rounds: Sequence[Round]) -> list[Step]:
    text = next((one.plan_digest for one in reversed(rounds) if one.plan_digest), "")
    reached = max(
        (place for place, (gate, _) in enumerate(gates) if any(one.stage == gate for one in rounds)), default=-1
    )
    without_vote = _without_vote(found)
    steps: list[Step] = []
    for place, (gate, name) in enumerate(gates):
        mark, word = _ahead(found)
        if gate in without_vote:
            records = _records(found, gate)
            mark, word = (records[-1].mark, records[-1].word) if records else (mark, word)
            steps.append(Step(id=gate, number=None, name=name, mark=mark, word=word, records=records))
            continue
        own = tuple(one for one in rounds if one.stage == gate)
        if own and _withdrawn(found):
            mark, word = own[-1].mark, own[-1].word
        elif own:
            mark, word = _stands(own[-1], changed=place > 0 and own[-1].plan_digest != text)
        elif place < reached:
            mark, word = _UNRECORDED
        if own and place == len(gates) - 1 and fallen(found, RESOLUTION):
            mark, word = "stop", "异议成立，须重新表决"
        last = place == len(gates) - 1
        number = 1 + sum(1 for one in steps if one.number)
        steps.append(Step(id=gate, number=number, name=name, mark=mark, word=word, decides=last, rounds=own))
    return steps


def _without_vote(found: Sequence[PublishedBulletin]) -> set[str]:
    """Return the steps up to the decision that no meeting votes on."""
    return {step["id"] for one in found for step in one.content.get("steps") or () if step.get("recorded")}


def _stands(newest: Round, *, changed: bool) -> tuple[str, str]:
    """Return mark and word of a deliberation after its newest meeting; a changed plan is talked over again."""
    if newest.carried and changed:
        return "warn", "方案修改过，须重新开会"
    if newest.undecided:
        return "warn", f"{newest.word}，等再次开会"
    return newest.mark, newest.word


def _ahead(found: Sequence[PublishedBulletin]) -> tuple[str, str]:
    """Return mark and word of what nothing is public of: a text the last stage voted down is never voted on again."""
    if _withdrawn(found):
        return _WITHDRAWN
    decided = of_kind(found, RESOLUTION)
    return _LOST if decided and not decided[-1].content["outcome"]["carried"] else _WAITING


def _withdrawn(found: Sequence[PublishedBulletin]) -> bool:
    return bool(of_kind(found, WITHDRAWAL))


def _resolution(published: Published, found: Sequence[PublishedBulletin], *, number: int, name: str) -> Step:
    decided = of_kind(found, RESOLUTION)
    if not decided:
        mark, word = _ahead(found)
        return Step(id=P1_PUBLISH_RESOLUTION, number=number, name=name, mark=mark, word=word)
    carried = decided[-1].content["outcome"]["carried"]
    notice = _notice(published, decided[-1], fallen=fallen(found, RESOLUTION), carried=carried)
    went_on = any(one.kind in {PLAN, PROGRESS, ACCEPTANCE, RESULT} for one in found)
    mark, word = ("done", "已公示") if went_on else ("wait", f"公示到{chinese_day(notice.until)}")
    if notice.fallen:
        mark, word = "stop", "异议成立，不再公示"
    objections = tuple(one for one in objections_of(found) if one.target is Target.RESOLUTION)
    return Step(
        id=P1_PUBLISH_RESOLUTION,
        number=number,
        name=name,
        mark=mark,
        word=word,
        notice=notice,
        objections=objections,
        remarks=remarks_of(found, RESOLUTION),
    )


def _work(found: Sequence[PublishedBulletin], *, name: str) -> Step:
    planned, inspected = of_kind(found, PLAN), acceptances_of(found)
    mark, word = _ahead(found)
    if planned:
        mark, word = "wait", "正在实施"
    if inspected:
        mark, word = ("done", "已验收") if inspected[-1].accepted else ("warn", "验收退回整改")
    return Step(id=I_IMPLEMENT, number=None, name=name, mark=mark, word=word)


def _result(published: Published, found: Sequence[PublishedBulletin], *, number: int, name: str) -> Step:
    results = of_kind(found, RESULT)
    if not results:
        mark, word = _ahead(found)
        return Step(id=P2_PUBLISH_RESULT, number=number, name=name, mark=mark, word=word)
    notice = _notice(published, results[-1], fallen=fallen(found, RESULT), carried=True)
    mark, word = ("warn", "异议成立，待更正") if notice.fallen else ("done", f"公示到{chinese_day(notice.until)}")
    objections = tuple(one for one in objections_of(found) if one.target is Target.RESULT)
    return Step(
        id=P2_PUBLISH_RESULT,
        number=number,
        name=name,
        mark=mark,
        word=word,
        notice=notice,
        objections=objections,
        remarks=remarks_of(found, RESULT),
    )


def _notice(published: Published, newest: PublishedBulletin, *, fallen: bool, carried: bool) -> Notice:
    """Return the notice of a decision or result; decided again, its days are those of the newest decision."""
    backwards = (one.content["publication"] for one in reversed(revisions(published, newest)))
    again = [_interruption(one) for one in takewhile(lambda one: one.get("interrupted"), backwards)]
    publication = newest.content["publication"]
    first_on = day_of(publication["first_on"]) if publication.get("first_on") else newest.published_on
    begin = publication.get("begin")
    return Notice(
        published_on=newest.published_on,
        days=publication["days"],
        until=day_of(publication["until"]),
        until_certain=publication["until_certain"],
        article=publication["article"],
        quoted=publication["confidence"] == "quoted",
        late_days=max((first_on - day_of(begin["by"])).days, 0) if begin else 0,
        interruptions=tuple(reversed(again)),
        fallen=fallen,
        contestable=carried and not fallen,
    )


def _interruption(publication: Mapping[str, Any]) -> Interruption:
    told = publication["interrupted"]
    return Interruption(on=day_of(told["on"]), reason=told["reason"], until=day_of(publication["until"]))
