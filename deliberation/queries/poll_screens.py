"""The screens of indicative polls, and what waits for whom; each carries what a poll is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.queries.matters import matters
from deliberation.queries.polls import (
    birthday,
    confirmed_count,
    own_part,
    poll,
    poll_counts,
    polls,
    sheet_counts,
    sheets,
    told,
    unanswered,
    uncounted_sheets,
)
from deliberation.queries.ratings import own_reason, reasons, revisit, revisits
from deliberation.rules.polls import NOTICE, POLL_NAME, UNDECIDED, Telling
from deliberation.rules.ratings import RATING_NAME, RATING_NOTICE
from portal.areas import Panel, Task
from portal.meetings.rules import grown_up
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.acts import Looking
    from deliberation.queries.polls import OwnPart, PollRow, SheetRow
    from deliberation.queries.ratings import Revisit
    from deliberation.rules.polls import PollCounts
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PollGroup:
    """The village's polls of one kind, newest first: what they are called, and what they are not."""

    name: str
    notice: str
    open: tuple[PollRow, ...]
    closed: tuple[PollRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollListPage:
    """The village's polls: what people were asked, then how they rate finished work, if they were asked that."""

    groups: tuple[PollGroup, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPage:
    """One poll as one person sees it; ``counts`` only once it is due and they may be told."""

    notice: str
    poll: PollRow
    own: OwnPart | None
    askable: bool  # the person may answer now
    why_not: str  # where they may not although it is open
    counts: PollCounts | None
    telling: Telling | None  # how much is told, once it is due
    uncounted: int
    fewest: int
    age: int
    may_enter_paper: bool
    may_view_matter: bool
    own_reason: str  # why the person is not satisfied, as far as they said
    reasons: tuple[str, ...]  # why others are not, for those who answer them
    revisit: Revisit | None
    may_reply: bool

    @property
    def too_few(self) -> bool:
        """Whether it is due and not even the counts are told."""
        return self.telling is not None and not self.telling.counts

    @property
    def too_few_online(self) -> bool:
        """Whether that is because few answered online beside the sheets that officers counted."""
        return self.telling is Telling.TOO_FEW_ONLINE

    @property
    def split(self) -> bool:
        """Whether it is told how many took part online and how many on paper."""
        return self.telling is Telling.ALL

    @property
    def chosen(self) -> tuple[str, ...]:
        """The options the person chose, as they are called."""
        return tuple(self.poll.options[number - 1] for number in self.own.options) if self.own else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsPage:
    """Who handed in a sheet, and how far counting has come; nobody's figures are shown to another officer."""

    notice: str
    poll: PollRow
    sheets: tuple[SheetRow, ...]
    counted: bool
    entered: bool  # by the officer who looks
    others: bool  # another officer has entered a count


def polls_page(village: Place, *, may_edit: bool) -> PollListPage:
    """Return the list of a village's polls."""
    found = polls(village)
    asked = _group([row for row in found if not row.rating], name=POLL_NAME, notice=NOTICE)
    rated = _group([row for row in found if row.rating], name=RATING_NAME, notice=RATING_NOTICE)
    return PollListPage(groups=(asked, rated) if rated.open or rated.closed else (asked,), may_edit=may_edit)


def poll_page(village: Place, number: int, actor: Actor, who: Looking, *, today: date, sees_matters: bool) -> PollPage:
    """Return one poll as the actor sees it; why people are not satisfied is for those who edit matters.

    :raise PollNotFoundError: the village has no such poll.
    """
    row = poll(village, number)
    own = own_part(row, actor.person_id)
    why_not = ""
    if actor.home_id != village.id:
        why_not = "只问本村村民，所以这里不能填。"
    elif not grown_up(birthday(actor.person_id), age=row.rule.age, on=today):
        why_not = f"由 {row.rule.age} 周岁以上的村民填写。"
    counts = poll_counts(row) if row.due else None
    how = told(row, counts) if counts else None
    edits = actor.may(Permission.MATTER_EDIT, village, on=today)
    visit = revisit(village, number) if row.rating and row.counted else None
    return PollPage(
        notice=row.notice,
        poll=row,
        own=own,
        askable=not row.closed and not why_not and (own is None or bool(own.options)),
        why_not=why_not,
        counts=counts if how and how.counts else None,
        telling=how,
        uncounted=counts.uncounted if counts else 0,
        fewest=row.rule.fewest_answers,
        age=row.rule.age,
        may_enter_paper=who.may_enter_paper and (not row.closed or row.counting),
        may_view_matter=sees_matters,
        own_reason=own_reason(row, actor.person_id) if row.rating and own else "",
        reasons=reasons(row) if row.rating and edits and how and how.counts else (),
        revisit=visit,
        may_reply=edits and visit is not None and visit.answered_on is None,
    )


def sheets_page(village: Place, number: int, *, account_id: int) -> SheetsPage:
    """Return who handed in a sheet, and how far counting has come.

    :raise PollNotFoundError: the village has no such poll.
    """
    row = poll(village, number)
    entered = sheet_counts(row).keys()
    return SheetsPage(
        notice=row.notice,
        poll=row,
        sheets=tuple(sheets(row)),
        counted=confirmed_count(row) is not None,
        entered=account_id in entered,
        others=bool(entered - {account_id}),
    )


def linkable_matters(village: Place) -> list[tuple[int, str]]:
    """Return number and title of every matter a poll may be about, the newest first."""
    return [(row.number, f"第 {row.number} 号 {row.title}") for row in matters(village) if row.state in UNDECIDED]


def poll_tasks(actor: Actor, village: Place, who: Looking, today: date) -> list[Task]:
    """Return the polls that wait for the actor's answer, the sheets to be counted, the ratings to be answered."""
    waiting = unanswered(village, actor.person_id) if actor.home_id == village.id else []
    born_on = birthday(actor.person_id) if waiting else None
    found = [
        Task(
            title=f"{row.notice}：{row.question}",
            endpoint="deliberation.poll",
            values={"poll": row.number},
            due=row.last_on,
        )
        for row in waiting
        if grown_up(born_on, age=row.rule.age, on=today)
    ]
    if who.may_enter_paper:
        found += [
            Task(
                title=f"清点{row.name}的纸质问卷（不是表决）：{row.question}",
                endpoint="deliberation.count_sheets",
                values={"poll": row.number},
                due=row.count_last_on,
            )
            for row in uncounted_sheets(village, who.account_id)
        ]
    if actor.may(Permission.MATTER_EDIT, village, on=today):
        found += [
            Task(
                title=f"回访整改，公布情况：{one.question}",
                endpoint="deliberation.reply_to_rating",
                values={"poll": one.number},
                due=one.due_on,
                urgent=one.due_on < today,
            )
            for one in revisits(village)
            if one.answered_on is None
        ]
    return found


def poll_panels(village: Place, matter_number: int) -> list[Panel]:
    """Return the polls about a matter, for its screen; they are no part of its course."""
    return [
        Panel(
            title=row.name,
            lines=(f"{row.notice}。", row.question),
            endpoint="deliberation.poll",
            permission=Permission.MATTER_VIEW,
            values={"poll": row.number},
        )
        for row in polls(village, matter_number=matter_number)
    ]


def _group(found: list[PollRow], *, name: str, notice: str) -> PollGroup:
    return PollGroup(
        name=name,
        notice=notice,
        open=tuple(row for row in found if not row.closed),
        closed=tuple(row for row in found if row.closed),
    )


def poll_states(village: Place) -> dict[str, int]:
    """Return how many of the village's polls stand how."""
    found: Counter[str] = Counter()
    for row in polls(village):
        if not row.closed:
            found["polls.open"] += 1
        elif not row.due:
            found["polls.waiting"] += 1
        else:
            found["polls.told" if told(row, poll_counts(row)).counts else "polls.too_few"] += 1
    return dict(found)
