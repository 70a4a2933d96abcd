"""What a place's directory was made from: kept inside it, so that the next build makes again only what would differ.

While a page is made, every question it asks of what was published is noted with a digest of the answer. The next
build asks the same questions; a page whose answers are the same is the same page and is linked, not made. A trace
travels with its directory, into its place and among the generations that are kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from portal.kernel.shelves import Query

#: The name of the file inside a place's directory; names with a leading dot are not part of the site.
TRACE = ".trace.json"

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a place's files hold and what each was made from."""

    frame: str = ""  # what every page of the place is made with: program, names, menu
    files: Mapping[str, str] = field(default_factory=dict)  # path in the place's directory: SHA-256 in hex
    asked: tuple[tuple[Query, str], ...] = ()  # every question with its answer, once
    pages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # path of a file: the questions it asked

    def unchanged(self, answer: Callable[[Query], str]) -> frozenset[str]:
        """Return the paths of the files whose questions have the answers they had; ``answer`` gives today's."""
        same = {number for number, (query, answered) in enumerate(self.asked) if answer(query) == answered}
        return frozenset(path for path, asked in self.pages.items() if same.issuperset(asked))

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
