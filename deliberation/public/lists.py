"""The lists of a village's matters: all of them by how they stand, those of one year, those of one type."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deliberation.public.council_documents import council_names
from deliberation.public.course import Phase, documents, named, numbers, standing
from deliberation.public.follow_up import of_kind
from deliberation.public.joint import joint_numbers
from deliberation.public.kinds import RESOLUTION
from deliberation.public.options import in_short
from deliberation.public.pages import budget_of, type_of
from deliberation.public.polls import poll_numbers, rating_count
from deliberation.public.suggestions import suggestion_numbers
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from deliberation.public.course import Standing
    from deliberation.rules.councils import Hall
    from portal.kernel.published import Published, PublishedBulletin

_IN_AN_ADDRESS = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMatter:
    """A matter in a list; ``votes`` is empty until it is decided."""

    number: int
    title: str
    type_id: str
    type_name: str
    stands: Standing
    year: str
    votes: str
    budget_fen: int | None
    newest_on: date

    @property
    def named(self) -> str:
        """The title with the number before it."""
        return named(self.number, self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The matters of one phase."""

    id: str
    title: str
    matters: tuple[ListedMatter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A narrower list: what it is of, how many stand on it, and its page."""

    key: str
    title: str
    count: int
    endpoint: str
    name: str  # of the value its address takes


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterList:
    """A village's matters, newest first: ``title`` says which; ways lead to narrower lists."""

    title: str
    groups: tuple[Group, ...]
    years: tuple[Way, ...]
    types: tuple[Way, ...]
    suggestions: int = 0  # how many the village has published about
    silent: tuple[int, ...] = ()  # numbers below the newest of which no step is public
    joint: int = 0  # how much is proposed together
    polls: int = 0  # how often people were asked, which decides nothing
    ratings: int = 0  # how often what they think of finished work
    councils: tuple[tuple[Hall, str], ...] = ()  # those of which anything is public, with their names

    @property
    def total(self) -> int:
        """How many matters stand on the page."""
        return sum(len(group.matters) for group in self.groups)


def matter_list(published: Published, village: str) -> MatterList:
    """Return the list of a village's matters.

    :raise NotFoundError: there is no such village.
    """
    every = _every(published, village)
    known = {one.number for one in every}
    silent = tuple(number for number in range(1, max(known, default=0)) if number not in known)
    slug = published.village(village).slug
    return replace(
        _list(every, title="四议两公开"),
        silent=silent,
        suggestions=len(suggestion_numbers(published, slug)),
        joint=len(joint_numbers(published, slug)),
        polls=len(poll_numbers(published, slug)) - rating_count(published, slug),
        ratings=rating_count(published, slug),
        councils=tuple(council_names(published, slug)),
    )


def matters_of_year(published: Published, village: str, year: str) -> MatterList:
    """Return the matters first published about in one year.

    :raise NotFoundError: there is none.
    """
    return _narrow(_every(published, village), lambda one: one.year == year, title=f"{year}年的议题")


def matters_of_type(published: Published, village: str, type_id: str) -> MatterList:
    """Return the matters of one type.

    :raise NotFoundError: there is none.
    """
    found = _every(published, village)
    name = next((one.type_name for one in found if one.type_id == type_id), "")
    return _narrow(found, lambda one: one.type_id == type_id, title=name)


def listed(found: tuple[PublishedBulletin, ...], number: int) -> ListedMatter:
    """Return a matter as it stands in a list."""
    kind, budget = type_of(found), budget_of(found)[0]
    type_id = str(kind.get("id") or "")
    return ListedMatter(
        number=number,
        title=found[-1].content["matter"]["title"],
        type_id=type_id if _IN_AN_ADDRESS.fullmatch(type_id) else "",
        type_name=kind["name"],
        stands=standing(found),
        year=str(found[0].published_on.year),
        votes=_votes(found),
        budget_fen=budget,
        newest_on=found[-1].published_on,
    )


def _every(published: Published, village: str) -> list[ListedMatter]:
    slug = published.village(village).slug
    return [listed(documents(published, slug, str(one)), one) for one in numbers(published, slug)]


def _narrow(found: Iterable[ListedMatter], asked: Callable[[ListedMatter], bool], *, title: str) -> MatterList:
    every = list(found)
    chosen = [one for one in every if asked(one)]
    if not chosen:
        raise NotFoundError
    return _list(chosen, title=title, among=every)


def _list(chosen: list[ListedMatter], *, title: str, among: list[ListedMatter] | None = None) -> MatterList:
    groups = (
        Group(id=phase.value, title=phase.title, matters=tuple(one for one in chosen if one.stands.phase is phase))
        for phase in Phase
    )
    every = chosen if among is None else among
    return MatterList(
        title=title,
        groups=tuple(group for group in groups if group.matters),
        years=_ways(every, lambda one: (one.year, f"{one.year}年"), endpoint="matters.year", name="year"),
        types=_ways(every, lambda one: (one.type_id, one.type_name), endpoint="matters.type", name="type_id"),
    )


def _ways(
    found: Iterable[ListedMatter], said: Callable[[ListedMatter], tuple[str, str]], *, endpoint: str, name: str
) -> tuple[Way, ...]:
    """Return the narrower lists, the one with the newest matter first."""
    counts: dict[str, int] = {}
    titles: dict[str, str] = {}
    for key, title in map(said, found):
        if key:
            counts[key] = counts.get(key, 0) + 1
            titles.setdefault(key, title)
    return tuple(
        Way(key=key, title=titles[key], count=count, endpoint=endpoint, name=name) for key, count in counts.items()
    )


def _votes(found: tuple[PublishedBulletin, ...]) -> str:
    decided = of_kind(found, RESOLUTION)
    if not decided:
        return ""
    outcome = decided[-1].content["outcome"]
    return f"{in_short(outcome)}（应到 {outcome['entitled']} 人，实到 {outcome['present']} 人）"
