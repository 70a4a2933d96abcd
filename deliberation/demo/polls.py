"""What the people of the invented township were asked: one answered well, one open now, one by too few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.queries.poll_screens import linkable_matters
from deliberation.queries.polls import polls
from deliberation.rules.polls import PollFigures
from deliberation.services.polls import Asking, answer_poll, count_sheets, open_poll, record_sheet, settle_polls
from portal.demo import Event, at
from portal.meetings.rules import grown_up
from portal.org.actors import actor_of
from portal.org.models import Account, Person
from portal.org.offices import Office
from portal.org.queries import people

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from portal.demo import Scene
    from portal.org.models import Place

_AGE = 18
#: How many want the same, and what.
_OF_ONE_MIND, _LIKED = 0.4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """One poll: when it began and ended, in days before today, how many answered, and on paper."""

    question: str
    explanation: str
    options: tuple[str, ...]
    most_choices: int
    began: int
    ended: int  # below zero: it is open
    online: int
    sheets: tuple[int, ...] = ()  # how many sheets say each option
    about_matter: bool = False


_STORIES = (
    _Story(
        question="村口的空地做什么用好？",
        explanation="空地约八百平方米，现在堆着旧料。先问问大家的意思，再请两委商议要不要做成方案；要花钱的，另外按四议两公开表决。",
        options=("建停车场，画三十个车位", "种果树，收的果子归集体", "修一个休息亭和健身角", "先放着不动"),
        most_choices=1,
        began=30,
        ended=12,
        online=46,
        sheets=(1, 2, 5, 1),
    ),
    _Story(
        question="对正在议的这件事，您最关心什么？",
        explanation="议题还在商量，方案在村务公开栏。您最关心的几样，写方案时会先说清楚。",
        options=("花多少钱、钱从哪来", "什么时候动工、多久做完", "谁来做、谁来验收", "会不会影响出行和农活"),
        most_choices=2,
        began=3,
        ended=-9,
        online=17,
        about_matter=True,
    ),
    _Story(
        question="村广播早上几点开始好？",
        explanation="有人说太早，有人说太晚，先问一问。",
        options=("六点半", "七点", "七点半", "不用每天放"),
        most_choices=1,
        began=24,
        ended=10,
        online=3,
    ),
)


def events(scene: Scene) -> Iterator[Event]:
    """Yield one poll of every village, turn about."""
    for place, village in enumerate(scene.villages):
        yield from _told(scene, village, _STORIES[place % len(_STORIES)])


def _told(scene: Scene, village: Place, story: _Story) -> Iterator[Event]:
    dice, first = scene.chance(village, "polls"), scene.today - timedelta(days=story.began)
    last_on = scene.today - timedelta(days=story.ended)
    yield Event(at=at(first, 9), act=partial(_ask, scene, village, story, last_on))
    yield Event(at=at(first + timedelta(days=1), 19), act=partial(_answer, village, story, dice))
    after = last_on + timedelta(days=1)
    if story.sheets:
        yield Event(at=at(last_on, 16), act=partial(_hand_in, scene, village, story))
        yield Event(at=at(after, 9), act=partial(_count, scene, village, story))
    if last_on < scene.today:
        yield Event(at=at(after, 10), act=partial(settle_polls, village))


def _ask(scene: Scene, village: Place, story: _Story, last_on: date) -> None:
    matters = linkable_matters(village) if story.about_matter else []
    asking = Asking(
        question=story.question,
        explanation=story.explanation,
        options=story.options,
        most_choices=story.most_choices,
        last_on=last_on,
        matter=matters[0][0] if matters else None,
    )
    open_poll(scene.actor(village, Office.SECRETARY), village, asking)


def _answer(village: Place, story: _Story, dice: Random) -> None:
    accounts = Account.select().join(Person).where(Person.village == village.id).order_by(Person.code)
    numbers, asked = range(1, len(story.options) + 1), _number(village, story)
    for account in dice.sample(list(accounts), story.online):
        wanted = dice.sample(numbers, dice.randint(1, story.most_choices))
        if story.most_choices == 1 and dice.random() < _OF_ONE_MIND:
            wanted = [_LIKED]
        answer_poll(actor_of(account), village, asked, chosen=[str(one) for one in wanted])


def _hand_in(scene: Scene, village: Place, story: _Story) -> None:
    """Let people without an account hand in sheets on the last day."""
    today = scene.today - timedelta(days=story.ended)
    for code in _without_account(village, today)[: sum(story.sheets) + 1]:
        record_sheet(scene.actor(village, Office.SECRETARY), village, _number(village, story), typed=code)


def _count(scene: Scene, village: Place, story: _Story) -> None:
    """Let two officers count the sheets; one is blank."""
    for office in (Office.SECRETARY, Office.DIRECTOR):
        figures = PollFigures(counts=story.sheets, blank=1)
        count_sheets(scene.actor(village, office), village, _number(village, story), figures=figures)


def _number(village: Place, story: _Story) -> int:
    """Return the number of the story's poll: ratings of finished work are counted among them."""
    return next(row.number for row in polls(village) if row.question == story.question)


def _without_account(village: Place, today: date) -> Sequence[str]:
    """Return the codes of the eldest of the register who have no account."""
    grown = [
        row for row in people(village, on=today) if row.login is None and grown_up(row.born_on, age=_AGE, on=today)
    ]
    return [row.code for row in sorted(grown, key=lambda row: (row.born_on or today, row.code))]
