"""What does not look right in a branch's meetings: one pure function for each row of ``checks.toml``.

What is found is a question, not a finding of guilt: an ordinary reason may stand behind each.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING

from points.branch.checks import checks_on
from points.branch.rules.calendar import State
from portal.kernel.days import chinese_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from points.branch.checks import Check
    from points.branch.rules.calendar import Cell
    from points.branch.rules.facts import MeetingFact

_KEY_LENGTH = 16
_GRAM = 4
_WHOLE_X100 = 100_00
_MINUTE = 60
_TITLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the checks look at: the meetings of a branch with their lines, its calendar, and the day."""

    branch_id: int
    meetings: Sequence[MeetingFact]
    calendar: Sequence[Cell]
    today: date

    @property
    def held(self) -> list[MeetingFact]:
        """The meetings that took place, first to last."""
        return sorted((one for one in self.meetings if one.held), key=lambda one: (one.starts_at, one.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """Something that does not look right; ``key`` is the branch's own and stays while its facts do."""

    check: Check
    key: str
    text: str
    day: date
    meetings: tuple[int, ...]
    people: tuple[int, ...]  # who had part in it, and therefore does not judge


def no_assembly(seen: Seen, check: Check) -> Iterator[Oddity]:
    """Yield the quarters that passed without a members' assembly."""
    for cell in seen.calendar:
        if cell.kind.id == check.limits["kind"] and cell.state is State.MISSED:
            facts = {"period": cell.period.title}
            yield _oddity(seen, check, facts, day=cell.period.last, about=cell.period.title, meetings=())


def two_at_once(seen: Seen, check: Check) -> Iterator[Oddity]:
    """Yield everybody who signed in at two meetings that began nearly together."""
    within = timedelta(minutes=check.limits["within_minutes"])
    held = seen.held
    for number, first in enumerate(held):
        for second in held[number + 1 :]:
            if second.starts_at - first.starts_at >= within:
                break
            apart = int((second.starts_at - first.starts_at).total_seconds()) // _MINUTE
            there = {one.person_id for one in second.lines if one.present_at is not None}
            for line in first.lines:
                if line.present_at is not None and line.person_id in there:
                    facts = {"name": line.name, "first": _named(first), "second": _named(second), "minutes": apart}
                    yield _oddity(
                        seen, check, facts, day=second.day, about=str(line.person_id), meetings=(first, second)
                    )


def batch_minutes(seen: Seen, check: Check) -> Iterator[Oddity]:
    """Yield the minutes of several days' meetings that were entered one after another."""
    within = timedelta(minutes=check.limits["within_minutes"])
    written = sorted((one for one in seen.held if one.minuted_at is not None), key=lambda one: str(one.minuted_at))
    start = 0
    while start < len(written):
        begun = written[start].minuted_at
        together = [
            one for one in written[start:] if begun is not None and one.minuted_at and one.minuted_at - begun <= within
        ]
        days = {one.day for one in together}
        if len(days) >= check.limits["at_least"]:
            titles = "、".join(_named(one) for one in together[:_TITLES]) + ("等" if len(together) > _TITLES else "")
            facts = {"count": len(together), "minutes": check.limits["within_minutes"], "titles": titles}
            day = together[-1].minuted_on or together[-1].day
            yield _oddity(seen, check, facts, day=day, about="", meetings=tuple(together))
        start += len(together) or 1


def same_text(seen: Seen, check: Check) -> Iterator[Oddity]:
    """Yield two meetings' minutes that say nearly the same, figures and punctuation aside."""
    least = check.limits["at_least_letters"]
    grams = [(one, _grams(one.text)) for one in seen.held if len(_letters(one.text)) >= least]
    for (first, left), (second, right) in combinations(grams, 2):
        share = likeness_x100(left, right)
        if share >= check.limits["share_x100"]:
            facts = {"first": _named(first), "second": _named(second), "share": share // 100}
            yield _oddity(seen, check, facts, day=second.day, about="", meetings=(first, second))


def late_sign_in(seen: Seen, check: Check) -> Iterator[Oddity]:
    """Yield the meetings at which people were signed in after the day; one entered late says so itself."""
    for one in seen.held:
        days = [(line.signed_on - one.day).days for line in one.lines if line.signed_on is not None]
        days = [one_day for one_day in days if one_day > one.entered_late]
        late = [one for one in days if one >= check.limits["least_days"]]
        if late:
            facts = {"title": _named(one), "count": len(late), "days": max(late)}
            yield _oddity(seen, check, facts, day=one.day, about=str(len(late)), meetings=(one,))


def no_photo(seen: Seen, check: Check) -> Iterator[Oddity]:
    """Yield the branch's own meetings that were held some days ago and have no photo."""
    for one in (one for one in seen.held if one.branch_id is not None):
        days = (seen.today - one.day).days
        if one.kind in check.limits["kinds"] and not one.photos and days >= check.limits["after_days"]:
            yield _oddity(seen, check, {"title": _named(one), "days": days}, day=one.day, about="", meetings=(one,))


#: The function of each row.
CHECKS: Mapping[str, Callable[[Seen, Check], Iterator[Oddity]]] = MappingProxyType(
    {
        "no_assembly": no_assembly,
        "two_at_once": two_at_once,
        "batch_minutes": batch_minutes,
        "same_text": same_text,
        "late_sign_in": late_sign_in,
        "no_photo": no_photo,
    }
)


def oddities(seen: Seen) -> tuple[Oddity, ...]:
    """Return everything that does not look right by the rows in force today, in the order of the data file."""
    return tuple(found for check in checks_on(seen.today) for found in CHECKS[check.id](seen, check))


def likeness_x100(left: frozenset[str], right: frozenset[str]) -> int:
    """Return how much of two texts is the same, by the runs of four letters they share, in hundredths of a percent.

    >>> likeness_x100(frozenset({"甲乙丙丁"}), frozenset({"甲乙丙丁"}))
    10000
    """
    whole = len(left | right)
    return 0 if not whole else len(left & right) * _WHOLE_X100 // whole


def _grams(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(letters[at : at + _GRAM] for at in range(max(1, len(letters) - _GRAM + 1)))


def _letters(text: str) -> str:
    """Return the letters of a text: a date or a number changed makes no other text."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one).startswith("L"))


def _named(meeting: MeetingFact) -> str:
    return f"{chinese_day(meeting.day)}“{meeting.title}”"


def _oddity(
    seen: Seen, check: Check, facts: Mapping[str, object], *, day: date, about: str, meetings: Sequence[MeetingFact]
) -> Oddity:
    ids = tuple(sorted(one.id for one in meetings))
    said = "/".join((check.id, str(seen.branch_id), about, *(str(one) for one in ids)))
    return Oddity(
        check=check,
        key=hashlib.sha256(said.encode()).hexdigest()[:_KEY_LENGTH],
        text=check.says.format_map(facts),
        day=day,
        meetings=ids,
        people=tuple(sorted({person for one in meetings for person in (one.chair_id, one.recorder_id)})),
    )
