"""Freezing the public application into a directory: what changed, or all of it.

Every file comes from one ``flask_frozen.Freezer`` over an explicit list of addresses. A place whose
fingerprint is that of the last build is not frozen again; township pages always are.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask_frozen import Freezer, FrozenFlaskWarning, MissingURLGeneratorWarning

from disclosure.site.app import create_public_app, site_of
from disclosure.site.assets import ASSETS, asset_bytes
from disclosure.site.errors import BuildDirectoryError
from disclosure.site.staging import BuildRecord, Step, Workshop, file_digest, go_on
from portal.kernel.canonical import Json, canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flask import Flask

    from disclosure.site.app import Address, PartFactory
    from portal.kernel.published import Published

ROOT = Path(__file__).resolve().parents[2]

#: What a page is made with; a change in any of it makes every page anew.
_PROGRAM = ("portal/**/*.py", "points/**/*.py", "deliberation/**/*.py", "disclosure/**/*.py", "templates/**/*.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What one build did."""

    frozen: tuple[str, ...]  # files made now
    kept: tuple[str, ...]  # places whose files are those of the build before
    files: tuple[str, ...]  # all files of the site


def build_site(
    published: Published,
    areas: Sequence[PartFactory],
    directory: Path,
    *,
    full: bool = False,
    on_page: Callable[[int, int], None] | None = None,
    at: Callable[[Step], None] = go_on,
) -> Built:
    """Make ``directory`` hold the site of ``published``; a reader sees each village old or new, never between.

    ``on_page`` is told after each file how many are made and how many there will be.

    :raise ForeignFilesError: the directory holds files no build wrote.
    :raise BuildRunningError: another build works on it.
    :raise BuildDirectoryError: it cannot be written; what was public is public still.
    """
    app = create_public_app(published, areas)
    workshop = Workshop(directory, at=at)
    try:
        with workshop.opened():
            return _build(app, published, workshop, full=full, on_page=on_page)
    except OSError as error:
        raise BuildDirectoryError(error) from error


def _build(
    app: Flask, published: Published, workshop: Workshop, *, full: bool, on_page: Callable[[int, int], None] | None
) -> Built:
    before = BuildRecord() if full else workshop.record()
    places = place_fingerprints(published, program=program_fingerprint(app))
    kept = {slug for slug, made_from in places.items() if before.places.get(slug) == made_from}
    site = site_of(app)
    stale = [place.slug for place in published.places if place.slug not in kept]
    addresses = [one for slug in stale for one in site.addresses_in(slug)] + list(site.addresses_above())
    frozen = []
    for path in freeze(app, addresses, workshop.tree):
        frozen.append(path)
        if on_page is not None:
            on_page(len(frozen), len(addresses))
    files = {path: digest for path, digest in before.files.items() if path.split("/", 1)[0] in kept}
    files |= {path: file_digest(workshop.tree / path) for path in frozen}
    workshop.exchange(BuildRecord(files=files, places=places))
    return Built(frozen=tuple(sorted(frozen)), kept=tuple(sorted(kept)), files=tuple(sorted(files)))


def freeze(app: Flask, addresses: Iterable[Address], tree: Path) -> Iterator[str]:
    """Freeze ``addresses`` into the empty directory ``tree`` and yield each file's path in it."""
    app.config.update(
        FREEZER_DESTINATION=str(tree.resolve()),
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_REDIRECT_POLICY="error",
        # It would compare with this machine's /etc/mime.types; ``site serve`` and the check have a table of their own.
        FREEZER_IGNORE_MIMETYPE_WARNINGS=True,
    )
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: (one.path for one in addresses))
    with warnings.catch_warnings():
        warnings.simplefilter("error", FrozenFlaskWarning)
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)  # a kind of page may have nothing to show yet
        for page in freezer.freeze_yield():
            yield page.path.as_posix()


def place_fingerprints(published: Published, *, program: str) -> dict[str, str]:
    """Return for each place what its pages are made from: the program, and its log as its newest checkpoint says it.

    Nothing is published or withheld without an entry in the log, so the checkpoint stands for all documents.
    """
    township = published.township
    shared: list[Json] = [program, published.site_url, township.slug, township.name]
    return {
        place.slug: hashlib.sha256(
            canonical_json([shared, place.slug, place.name, place.kind, place.vkey, place.checkpoint])
        ).hexdigest()
        for place in published.places
    }


def program_fingerprint(app: Flask) -> str:
    """Return the digest of what turns documents into pages: code, templates, shipped files, mounted pages."""
    digest = hashlib.sha256()
    for path in sorted(found for pattern in _PROGRAM for found in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)}\n{file_digest(path)}\n".encode())
    for name in ASSETS:
        digest.update(asset_bytes(name))
    for rule in sorted(f"{rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules()):
        digest.update(f"{rule}\n".encode())
    return digest.hexdigest()
