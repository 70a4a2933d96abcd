"""Arranging indicative polls: one that is open, people who answer, sheets of paper."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation.bulletins.polls import RESULT
from deliberation.rules.polls import PollFigures
from deliberation.services import polls as services
from portal.kernel import clock
from portal.kernel.bulletins import Bulletin
from portal.org.actors import Actor
from portal.org.offices import Office

if TYPE_CHECKING:
    from datetime import datetime

    from deliberation.models import Poll
    from deliberation.rules.polls import SheetReading
    from tests.factories import SettableClock, Township

COUNTING = timedelta(days=3)  # in which sheets are counted
OPTIONS = ("种果树", "修广场", "先放着")


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """An open poll of the first village."""

    township: Township
    poll: Poll

    @property
    def number(self) -> int:
        return int(self.poll.number)

    @property
    def closes_at(self) -> datetime:
        return self.poll.closes_at

    @property
    def count_until(self) -> datetime:
        return self.closes_at + COUNTING

    @property
    def secretary(self) -> Actor:
        return self.township.actor(Office.SECRETARY)

    @property
    def director(self) -> Actor:
        return self.township.actor(Office.DIRECTOR)

    def villager(self, number: int) -> Actor:
        """Return one of the representatives, counted from 0."""
        return self.township.actor(Office.REPRESENTATIVE, number=number)

    def answer(self, number: int, *chosen: int) -> None:
        """Let a representative answer."""
        self.answer_as(self.villager(number), *chosen)

    def answer_as(self, actor: Actor, *chosen: int) -> None:
        """Let anybody answer."""
        services.answer_poll(actor, self.township.village, self.number, chosen=[str(one) for one in chosen])

    def hand_in(self, typed: str, *, officer: Actor | None = None) -> str:
        """Let an officer note who handed in a sheet."""
        return services.record_sheet(officer or self.secretary, self.township.village, self.number, typed=typed)

    def count(self, officer: Actor, *counts: int, blank: int = 0) -> SheetReading:
        """Let an officer count the sheets."""
        figures = PollFigures(counts=counts, blank=blank)
        return services.count_sheets(officer, self.township.village, self.number, figures=figures)

    def count_alike(self, clock_: SettableClock, *counts: int, blank: int = 0) -> None:
        """Let the last day end and two officers count the sheets alike."""
        clock_.set(self.closes_at)
        for officer in (self.secretary, self.director):
            self.count(officer, *counts, blank=blank)

    def close(self, clock_: SettableClock) -> None:
        """Let the last day end and what is due be settled."""
        clock_.set(self.closes_at)
        services.settle_polls(self.township.village)

    def give_up(self, clock_: SettableClock) -> None:
        """Let the days in which sheets are counted end and what is due be settled."""
        clock_.set(self.count_until)
        services.settle_polls(self.township.village)


def asking(
    *,
    question: str = "村口的空地做什么用好？",
    options: tuple[str, ...] = OPTIONS,
    most_choices: int = 1,
    days: int = 10,
    matter: int | None = None,
) -> services.Asking:
    """Return a question to ask."""
    return services.Asking(
        question=question,
        explanation="听听大家的意思，再商量方案。",
        options=options,
        most_choices=most_choices,
        last_on=clock.today() + timedelta(days=days),
        matter=matter,
    )


def start(township: Township, *, most_choices: int = 1, matter: int | None = None) -> Polling:
    """Ask the first village's people."""
    question = asking(most_choices=most_choices, matter=matter)
    return Polling(
        township=township, poll=services.open_poll(township.actor(Office.SECRETARY), township.village, question)
    )


def documents(kind: str) -> list[dict[str, object]]:
    found = Bulletin.select().where(Bulletin.kind == kind).order_by(Bulletin.id)
    return [json.loads(one.envelope)["content"] for one in found]


def result() -> dict[str, object]:
    """Return what the one closed poll came to, as it is published."""
    (content,) = documents(RESULT)
    found = content["result"]
    assert isinstance(found, dict)
    return found
