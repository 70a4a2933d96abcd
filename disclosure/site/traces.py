"""What a place's directory was made from: kept inside it, so that the next build makes again only what would differ.

While a page is made, every question it asks of what was published is noted with a digest of the answer. The next
build asks the same questions; a page whose answers are the same is the same page and is linked, not made. A trace
travels with its directory, into its place and among the generations that are kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from portal.kernel.published import BYTES, NAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from portal.kernel.shelves import Query

#: The name of the file inside a place's directory; names with a leading dot are not part of the site.
TRACE = ".trace.json"

#: What follows a file's name in that of its packed form, which was made of it and asked nothing.
PACKED = ".gz"

_VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a place's files hold and what each was made from."""

    frame: str = ""  # what every page of the place is made with: program, names, menu
    files: Mapping[str, str] = field(default_factory=dict)  # path in the place's directory: SHA-256 in hex
    asked: tuple[tuple[Query, str], ...] = ()  # every question with a digest of its answer, or "", once
    pages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # path of a file: the questions it asked

    def unchanged(self, answer: Callable[[Query], str], *, only: Collection[str] = ()) -> frozenset[str]:
        """Return the paths of the files whose questions have the answers they had; ``answer`` gives today's.

        ``only`` names the questions that count; all do where it names none.
        """
        same = {
            number
            for number, (query, answered) in enumerate(self.asked)
            if (only and query[0] not in only) or answer(query) == answered
        }
        return frozenset(path for path, asked in self.pages.items() if path in self.files and same.issuperset(asked))

    @property
    def named(self) -> frozenset[str]:
        """The documents, by their digests, whose names the files may show."""
        return frozenset(answered for query, answered in self.asked if query[0] == NAMED and answered)

    @property
    def complete(self) -> bool:
        """Whether every file that a document names was there."""
        return all(answered for query, answered in self.asked if query[0] == BYTES)

    def naming(self, documents: Collection[str]) -> tuple[str, ...]:
        """Return the paths of the files that may show a name out of one of ``documents``."""
        numbers = {at for at, (query, answered) in enumerate(self.asked) if query[0] == NAMED and answered in documents}
        return tuple(path for path, asked in self.pages.items() if numbers.intersection(asked))

    def without(self, paths: Collection[str]) -> Trace:
        """Return the trace of a directory that has lost the files at ``paths``; what they asked is still known."""
        return replace(self, files={path: digest for path, digest in self.files.items() if path not in paths})

    @classmethod
    def of(cls, *, frame: str, files: Mapping[str, str], notes: Mapping[str, Iterable[tuple[Query, str]]]) -> Trace:
        """Return the trace of pages made with ``notes``: by path, the questions and answers noted."""
        numbers: dict[tuple[Query, str], int] = {}
        pages = {
            path: tuple(sorted(numbers.setdefault(noted, len(numbers)) for noted in noted_here))
            for path, noted_here in sorted(notes.items())
        }
        return cls(frame=frame, files=dict(sorted(files.items())), asked=tuple(numbers), pages=pages)

    def notes(self, path: str) -> tuple[tuple[Query, str], ...]:
        """Return what one file asked, with the answers."""
        return tuple(self.asked[number] for number in self.pages[path])

    def write(self, directory: Path) -> None:
        """Write the trace into the place's directory."""
        text = json.dumps(
            {
                "v": _VERSION,
                "frame": self.frame,
                "files": dict(self.files),
                "asked": [[list(query), answer] for query, answer in self.asked],
                "pages": {path: list(asked) for path, asked in self.pages.items()},
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        (directory / TRACE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> Trace:
        """Return the trace in a place's directory; an empty one where there is none this program reads."""
        try:
            parts = json.loads((directory / TRACE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        if parts.get("v") != _VERSION:
            return cls()
        return cls(
            frame=parts["frame"],
            files=parts["files"],
            asked=tuple((tuple(query), answer) for query, answer in parts["asked"]),
            pages={path: tuple(asked) for path, asked in parts["pages"].items()},
        )
