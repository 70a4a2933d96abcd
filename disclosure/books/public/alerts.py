"""What a month's document says of alerts: how many of each check, how they stood on the day, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.vouchers import voucher_anchor
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCount:
    """How many alerts of one check there were, and how they stood; what is closed was answered."""

    title: str
    article: str
    quoted: bool
    found: int
    answered: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the village said to an alert."""

    title: str
    month: Month
    numbers: tuple[int, ...]
    text: str
    state: AlertState
    remark: str

    @property
    def vouchers(self) -> tuple[tuple[int, str], ...]:
        """The numbers of its vouchers, each with where it stands on its month's page."""
        return tuple((number, voucher_anchor(number)) for number in self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAlerts:
    """The alerts of a month, and what was answered since to those of months before it."""

    checks: tuple[CheckCount, ...]
    answers: tuple[Answer, ...]
    earlier: tuple[Answer, ...]

    @property
    def words(self) -> str:
        """How many there were and how they stood, in a sentence."""
        found, answered, closed = (
            sum(one.found for one in self.checks),
            sum(one.answered for one in self.checks),
            sum(one.closed for one in self.checks),
        )
        if not found:
            return "按规定核查，本月没有疑点。"
        return f"本月提醒 {found} 条，已答复 {answered} 条，核销 {closed} 条。"


def read_alerts(content: Mapping[str, Any] | None) -> MonthAlerts | None:
    """Return what a document says of alerts; nothing where it is from before there were any."""
    if content is None:
        return None
    return MonthAlerts(
        checks=tuple(CheckCount(**{name: one[name] for name in CheckCount.__slots__}) for one in content["checks"]),
        answers=tuple(_answer(one) for one in content["answers"]),
        earlier=tuple(_answer(one) for one in content["earlier"]),
    )


def _answer(content: Mapping[str, Any]) -> Answer:
    return Answer(
        title=content["title"],
        month=Month.parse(content["month"]),
        numbers=tuple(content["numbers"]),
        text=content["text"],
        state=AlertState(content["state"]),
        remark=content["remark"],
    )
