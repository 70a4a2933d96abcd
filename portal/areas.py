"""What an area of village business brings: an ``Area`` names its parts by dotted path.

The paths are resolved on use, so that the public application never pulls in a database. ``portal`` knows
areas only by the names in ``Config.areas``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from flask import Blueprint

    from portal.kernel.published import PublishedBulletin
    from portal.org.models import Place
    from portal.org.permissions import Permission

    #: Who voted at a village's meetings from one day to another, both included.
    Voters = Callable[[Place, date, date], Iterable["TookPart"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area: its name, and ``module:attribute`` of what it brings; what it lacks stays empty."""

    name: str
    title: str
    menu: str = ""  # endpoint of the area's first screen in a village; its guard says who sees the entry
    open_menu: str = ""  # endpoint shown instead to whoever may not see the first; open to everybody signed in
    open_title: str = ""  # what that entry is called, where it is not the area's title
    views: str = ""  # a Flask blueprint of the portal
    commands: str = ""  # a click group
    tasks: str = ""  # tasks(actor, village, today) -> list[Task]
    news: str = ""  # news(actor, village, today) -> list[Task]: what came to a person lately, sent and not listed
    settle: str = ""  # settle(village) -> int: what passed dates mean, idempotent; how much was done
    unsettled: str = ""  # unsettled(today) -> set[int]: the places settle may have something to do for, by one query
    voters: str = ""  # voters(village, since, until) -> Iterable[TookPart]: who voted at the meetings of these days
    panels: str = ""  # panels(village, kind, id) -> list[Panel]: shown on a lower area's screen
    acts: Mapping[str, str] = field(default_factory=dict)  # what each sealed act is called in the journal
    #: kind of subject: the permission to see its files, or several of which each is enough
    attachments: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)  # kind: owner(village, key) -> person who always sees them
    demo: str = ""  # events(scene) -> Iterator[Event]: the area's part of the invented township
    county: str = ""  # events(scene) of one small village: what a county of such villages is filled with
    states: str = ""  # states(village) -> dict[str, int]: how many things stand how, such as "matters.voting"
    public: str = ""  # public_part(published) -> PublicPart
    checks: str = (
        ""  # checks() -> Iterable[str]: what is kept and does not agree with what it follows from, in sentences
    )
    package: str = ""  # the package with models.py and migrations/


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits for one person: a sentence and the page with its one button."""

    title: str
    endpoint: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    due: date | None = None
    urgent: bool = False
    note: str = ""  # how long it has waited: said beside the title, and no other task with another day


@dataclass(frozen=True, slots=True, kw_only=True)
class TookPart:
    """Somebody voted at a meeting, themselves; how is told nobody."""

    person_id: int
    day: date
    meeting_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What an upper area shows on a lower area's screen: a heading, lines, and where to read on.

    Whoever opens the lower screen sees it only with ``permission``, which the upper area's own screen asks for too.
    """

    title: str
    lines: tuple[str, ...]
    endpoint: str
    permission: Permission
    values: Mapping[str, str | int] = field(default_factory=dict)
    mark: str = ""  # how the first line is marked: a status of the macro


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One published document in a list: what it is, what it says, where it stands."""

    title: str
    detail: str
    endpoint: str
    values: Mapping[str, str]
    anchor: str = ""  # the line on that page


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One line of a village at a glance, with the page that says more; ``mark`` is a status of the macro."""

    mark: str
    text: str
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""  # the line on that page


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What an area says of a village on its home page: a heading, a few large figures, a few lines."""

    title: str
    figures: tuple[tuple[str, str], ...] = ()  # label and value, as for the macro ``figures``
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something the law wants public by a day, and when it was; ``None`` where a document says that it is late."""

    title: str
    due_on: date
    published_on: date | None
    article: str
    quoted: bool
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def in_time(self) -> bool:
        """Whether it was public by its day."""
        return self.published_on is not None and self.published_on <= self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A published document that was corrected: what it said before, beside what it says now."""

    title: str
    corrected_on: date
    reason: str
    changes: tuple[tuple[str, str, str], ...]  # what, as it was, as it is
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """One thing a reader may look for: a line of a page, with what narrows the search."""

    title: str
    text: str
    endpoint: str
    values: Mapping[str, str]
    kind: str
    anchor: str = ""
    month: str = ""
    category: str = ""
    fund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundles:
    """What a stranger may take away whole: things of one ``kind``, as documents are about them, by village.

    ``keys`` names those that have a bundle, ``documents`` gives every revision of every document of one of them.
    """

    kind: str
    keys: Callable[[str], Iterable[str]]
    documents: Callable[[str, str], Iterable[PublishedBulletin]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPart:
    """An area's public pages, village by village; ``pages`` yields endpoint and values of every file to be frozen.

    Every function here but the headlines takes a village's slug. What depends on nothing but that village's documents
    can be made again alone when they change.
    """

    blueprint: Blueprint
    pages: Callable[[str], Iterator[tuple[str, dict[str, str]]]]
    title: str = ""
    index: str | None = None
    headline: Callable[[PublishedBulletin], Headline | None] | None = None
    headlines_about: Callable[[PublishedBulletin, str, str], Iterable[Headline]] | None = (
        None  # the lines about one thing
    )
    glance: Callable[[str], Glance | None] | None = None
    dues: Callable[[str], Iterable[Due]] | None = None
    corrections: Callable[[str], Iterable[Correction]] | None = None
    records: Callable[[str], Iterable[SearchRecord]] | None = None
    bundles: Bundles | None = None


def load(names: tuple[str, ...]) -> tuple[Area, ...]:
    """Return the areas called ``names``: the ``area`` of each package's ``area`` module."""
    return tuple(import_module(f"{name}.area").area for name in names)


def resolve(path: str) -> Any:
    """Return what ``package.module:attribute`` names."""
    module, _, attribute = path.partition(":")
    return getattr(import_module(module), attribute)


def voters_of(areas: Iterable[Area]) -> tuple[Voters, ...]:
    """Return how areas tell who voted."""
    return tuple(resolve(area.voters) for area in areas if area.voters)
