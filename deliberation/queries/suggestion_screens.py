"""One frozen value per screen of suggestions; what the viewer may do is asked by the view and given in.

What a suggestion says is seen by whoever made it and by officers, and by everybody once it is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import NotYourSuggestionError, OwnSuggestionError
from deliberation.procedures import procedure_on, suggestion_rule_on
from deliberation.queries.matters import matters
from deliberation.queries.suggestions import handled_with, own_among, suggestion, suggestions
from deliberation.queries.ways import adoption_on, followed
from deliberation.rules.suggestions import SuggestionState, require_alone, require_open
from portal.meetings.queries import meetings
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deliberation.queries.follow_up_screens import Viewer
    from deliberation.queries.suggestions import SuggestionRow
    from deliberation.rules import MatterState
    from deliberation.rules.suggestions import SuggestionRule
    from portal.org.models import Place

_HIDDEN = "（内容答复时公开）"
_KEPT_BACK = "（内容不公布）"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """One suggestion as the viewer may see it; ``mark`` and ``standing`` say in words how it stands."""

    row: SuggestionRow
    title: str
    may_read: bool
    own: bool
    filer: str
    mark: str
    standing: str
    late_days: int
    decision: MatterState | None  # how the matter stands that came of it


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionActs:
    """What the viewer may do with one suggestion now."""

    answer: bool
    propose: bool
    list: bool
    merge: bool
    sort: bool
    withdraw: bool
    minute: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionPage:
    """One suggestion with everything that was done, and what those handled with it are called."""

    shown: ShownSuggestion
    leader: ShownSuggestion | None
    followers: tuple[ShownSuggestion, ...]
    rule: SuggestionRule
    acts: SuggestionActs


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingPage:
    """One act on one suggestion, and what it may be done with: numbers with names."""

    shown: ShownSuggestion
    offered: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposingPage:
    """A suggestion of which a matter shall come: what the matter may be called, and how it will be decided."""

    shown: ShownSuggestion
    title: str
    procedure: str


def suggestion_list(village: Place, viewer: Viewer, *, today: date) -> list[ShownSuggestion]:
    """Return the village's suggestions: those that wait first, the most pressing on top, then the newest."""
    rows = suggestions(village)
    decisions = _decisions(village, rows)
    found = [_shown(row, viewer, decisions, today=today) for row in rows]
    waiting = sorted((one for one in found if not one.row.standing.ended), key=lambda one: one.row.due_on)
    return [*waiting, *(one for one in found if one.row.standing.ended)]


def suggestion_page(village: Place, number: int, viewer: Viewer, *, today: date) -> SuggestionPage:
    """Return the screen of one suggestion.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    """
    row = suggestion(village, number)
    linked = {row.standing.into, *row.standing.followers}
    others = [one for one in suggestions(village) if one.number in linked] if linked != {None} else []
    together = [row, *(one for one in others if one.number in row.standing.followers)]
    decisions = _decisions(village, [row, *others])
    shown = {one.number: _shown(one, viewer, decisions, today=today) for one in (row, *others)}
    return SuggestionPage(
        shown=shown[number],
        leader=shown[row.standing.into] if row.standing.into is not None else None,
        followers=tuple(shown[one] for one in row.standing.followers),
        rule=suggestion_rule_on(row.filed_on),
        acts=_acts(row, viewer, mine=own_among(together, viewer.person_id) is not None),
    )


def handling_page(village: Place, number: int, viewer: Viewer, *, today: date, alone: bool = True) -> HandlingPage:
    """Return the screen on which one thing is done with a suggestion; ``alone``: only where it is handled by itself.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise SuggestionClosedError: there is nothing left to be done.
    :raise MergedAlreadyError: it is handled with another.
    """
    row = suggestion(village, number)
    (require_alone if alone else require_open)(row.standing)
    return HandlingPage(shown=_shown(row, viewer, {}, today=today))


def agenda_page(village: Place, number: int, viewer: Viewer, *, today: date) -> HandlingPage:
    """Return the screen on which a suggestion is put on the agenda of a meeting to come.

    :raise SuggestionNotFoundError: the village has no such suggestion; and as ``handling_page``.
    """
    page = handling_page(village, number, viewer, today=today)
    listed = {one.meeting_id for one in page.shown.row.listings}
    offered = tuple(
        (one.id, f"{one.meets_on.month}月{one.meets_on.day}日 {one.title}")
        for one in reversed(meetings(village))
        if one.meets_on >= today and one.id not in listed
    )
    return HandlingPage(shown=page.shown, offered=offered)


def merging_page(village: Place, number: int, viewer: Viewer, *, today: date) -> HandlingPage:
    """Return the screen on which a suggestion is handled with another one.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise OwnSuggestionError: it is the viewer's own.
    :raise SuggestionClosedError: there is nothing left to be done.
    """
    page = handling_page(village, number, viewer, today=today, alone=False)
    _require_others(village, page, viewer)
    offered = tuple(
        (one.number, f"第 {one.number} 号 {one.title}")
        for one in suggestions(village)
        if one.number != number and not one.standing.ended and one.standing.into is None
    )
    return HandlingPage(shown=page.shown, offered=offered)


def replying_page(village: Place, number: int, viewer: Viewer, *, today: date) -> HandlingPage:
    """Return the screen on which a suggestion is answered.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise OwnSuggestionError: it, or one handled with it, is the viewer's own.
    :raise SuggestionClosedError: there is nothing left to be done.
    """
    page = handling_page(village, number, viewer, today=today, alone=False)
    _require_others(village, page, viewer)
    return page


def proposing_page(village: Place, number: int, viewer: Viewer, *, today: date) -> ProposingPage:
    """Return the screen on which a suggestion is turned into a matter; what is not public is no title to begin with.

    :raise SuggestionNotFoundError: the village has no such suggestion; and as ``handling_page``.
    :raise OwnSuggestionError: it, or one handled with it, is the viewer's own.
    """
    page = handling_page(village, number, viewer, today=today)
    _require_others(village, page, viewer)
    way = followed(village, adoption_on(village, today), on=today)
    row = page.shown.row
    return ProposingPage(
        shown=page.shown,
        title=row.title if row.told else "",
        procedure=procedure_on(today, village.jurisdiction, way).title,
    )


def taking_back_page(village: Place, number: int, viewer: Viewer, *, today: date) -> HandlingPage:
    """Return the screen on which a suggestion is taken back.

    :raise SuggestionNotFoundError: the village has no such suggestion.
    :raise NotYourSuggestionError: somebody else made it.
    :raise SuggestionClosedError: there is nothing left to be done.
    """
    row = suggestion(village, number)
    if row.filer_id != viewer.person_id:
        raise NotYourSuggestionError
    return handling_page(village, number, viewer, today=today, alone=False)


def _require_others(village: Place, page: HandlingPage, viewer: Viewer) -> None:
    own = own_among(handled_with(village, page.shown.row), viewer.person_id)
    if own is not None:
        raise OwnSuggestionError(None if own.number == page.shown.row.number else own.number)


def _decisions(village: Place, rows: Iterable[SuggestionRow]) -> dict[int, MatterState]:
    """Return how the matters stand that came of these suggestions, by number; the rest are not asked for."""
    wanted = {row.matter.number for row in rows if row.matter is not None}
    return {one.number: one.state for one in matters(village) if one.number in wanted} if wanted else {}


def _shown(row: SuggestionRow, viewer: Viewer, decisions: dict[int, MatterState], *, today: date) -> ShownSuggestion:
    own = row.filer_id == viewer.person_id
    answers = viewer.may(Permission.SUGGESTION_ANSWER)
    may_read = own or row.told or answers or viewer.may(Permission.SUGGESTION_RECORD)
    kept_back = row.withheld or row.state is SuggestionState.WITHDRAWN
    late_days = row.late_days(today)
    mark, standing = _standing(row, late_days=late_days, today=today)
    return ShownSuggestion(
        row=row,
        title=row.title if may_read else (_KEPT_BACK if kept_back else _HIDDEN),
        may_read=may_read,
        own=own,
        filer="您本人" if own else (row.filer if answers else "一位村民"),
        mark=mark,
        standing=standing,
        late_days=late_days,
        decision=decisions.get(row.matter.number) if row.matter else None,
    )


def _standing(row: SuggestionRow, *, late_days: int, today: date) -> tuple[str, str]:
    """Return mark and words of how a suggestion stands."""
    if row.answer is not None:
        return row.answer.reply.mark, f"已答复：{row.answer.reply.title}"
    if row.matter is not None and row.state is SuggestionState.PROPOSED:
        return row.state.mark, f"已转为第 {row.matter.number} 号议题"
    said = f"与第 {row.standing.into} 号合并办理" if row.standing.into is not None else _waits(row, today=today)
    if row.standing.ended:
        return ("off" if row.state is SuggestionState.WITHDRAWN else "done"), said
    return ("warn", f"{said}，已逾期 {late_days} 天") if late_days else (row.state.mark, said)


def _waits(row: SuggestionRow, *, today: date) -> str:
    held = [one.meets_on for one in row.listings]
    if row.state is SuggestionState.LISTED and max(held) < today:
        return f"{max(held).month}月{max(held).day}日的会期已过，待答复"
    return row.state.title


def _acts(row: SuggestionRow, viewer: Viewer, *, mine: bool) -> SuggestionActs:
    """Return what may be done; ``mine``: this one, or one handled with it, is the viewer's own."""
    own = row.filer_id == viewer.person_id
    is_open, by_itself = not row.standing.ended, not row.standing.ended and row.standing.into is None
    answers = viewer.may(Permission.SUGGESTION_ANSWER)
    return SuggestionActs(
        answer=answers and is_open and not mine,
        propose=viewer.may(Permission.MATTER_EDIT) and by_itself and not mine,
        list=answers and by_itself,
        merge=answers and is_open and not own and not row.standing.followers,
        sort=answers and by_itself,
        withdraw=own and is_open,
        minute=answers and not mine,
    )
