"""A county's public record to measure with: 400 villages, each with a table of 40 lines a month, in a real database.

The rows are those the journal would have written, digests and checkpoints included, but they are inserted in bulk:
what is measured is publishing, not bookkeeping.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, render_template

from portal.areas import Headline, PublicPart
from portal.cli import packages
from portal.config import Config
from portal.kernel import migrate
from portal.kernel.bulletins import Bulletin
from portal.kernel.canonical import canonical_json, sha256_hex
from portal.kernel.db import connection, open_database, write_transaction
from portal.kernel.journal import JournalCheckpoint, JournalEntry, JournalLog, content_digest, leaf_data
from portal.kernel.keys import signing_key
from portal.kernel.merkle import Frontier, leaf_hash
from portal.kernel.months import Month
from portal.kernel.notes import Checkpoint, sign_checkpoint
from portal.kernel.published import Envelope, Published, PublishedBulletin
from portal.org.models import Place, PlaceKind

SITE_URL = "https://county.example"
LINES = 40
KIND = "table"
FIRST = Month.parse("2016-01")

_SALT = bytes(16)
_WORDS = (
    "修路灯",
    "付电费",
    "收租金",
    "买办公用品",
    "清运垃圾",
    "误工补助",
    "水渠清淤",
    "老年食堂",
    "订报",
    "存款利息",
)
_TOGETHER = 400  # rows of one statement


@dataclass(slots=True)
class Journal:
    """One place's log while it is written."""

    place: Place
    log: JournalLog
    frontier: Frontier = field(default_factory=Frontier)

    def publish(self, day: date, envelope: str) -> dict[str, Any]:
        """Return the row of an entry that publishes ``envelope``."""
        facts = {"v": 1, "log": self.log.origin, "seq": self.frontier.size, "action": "bench.published"}
        content = canonical_json({**facts, "bulletins": [sha256_hex(envelope.encode())]})
        digest = content_digest(_SALT, content)
        seq = self.frontier.size
        self.frontier = self.frontier.append(leaf_hash(leaf_data(seq=seq, day=day.isoformat(), digest=digest)))
        return {
            "log": self.log.id, "seq": seq, "day": day.isoformat(), "salt": _SALT.hex(), "digest": digest,
            "content": content.decode(), "manifest": "",
        }  # fmt: skip


def found(config: Config, *, villages: int, months: int) -> None:
    """Fill the database of ``config`` with a county of so many villages and months, every log signed."""
    open_database(config.database_url)
    with connection():
        migrate.upgrade(packages(config))
        with write_transaction():
            town = _place(config, "county", "云溪县", PlaceKind.TOWNSHIP, None)
            _fill(config, town, 0)
            for number in range(villages):
                place = _place(config, slug_of(number), name_of(number), PlaceKind.VILLAGE, town.place)
                _fill(config, place, months)


def slug_of(number: int) -> str:
    """Return the slug of a village."""
    return f"v{number:03d}"


def name_of(number: int) -> str:
    """Return the name of a village."""
    return f"第{number}村"


def publish_month(config: Config, slug: str, number: int) -> None:
    """Publish one more month of one village, and sign its log."""
    place = Place.get(Place.slug == slug)
    journal = Journal(place, place.log, Frontier.from_text(place.log.frontier))
    with write_transaction():
        _append(journal, [number])
        _sign(config, journal)


def _place(config: Config, slug: str, name: str, kind: PlaceKind, parent: Place | None) -> Journal:
    log = JournalLog.create(origin=f"county.example/{slug}")
    return Journal(Place.create(slug=slug, name=name, kind=kind, parent=parent, log=log), log)


def _fill(config: Config, journal: Journal, months: int) -> None:
    _append(journal, range(months) if months else [-1])
    _sign(config, journal)


def _append(journal: Journal, months: Any) -> None:
    entries, bulletins = [], []
    for number in months:
        month = FIRST.plus(number)
        envelope = Envelope(
            origin=journal.log.origin,
            kind=KIND,
            key=str(month),
            revision=1,
            reason="",
            published_on=month.plus(1).first_day,
            about=[("month", str(month))],
            content=table(f"{journal.log.origin}/{month}"),
        ).text
        entries.append(journal.publish(month.plus(1).first_day, envelope))
        bulletins.append(
            {
                "log": journal.log.id, "seq": entries[-1]["seq"], "kind": KIND, "key": str(month), "revision": 1,
                "digest": sha256_hex(envelope.encode()), "envelope": envelope,
            }
        )  # fmt: skip
    for start in range(0, len(entries), _TOGETHER):
        JournalEntry.insert_many(entries[start : start + _TOGETHER]).execute()
        Bulletin.insert_many(bulletins[start : start + _TOGETHER]).execute()


def _sign(config: Config, journal: Journal) -> None:
    key = signing_key(config.key_dir, journal.log.origin, first_use=True)
    size, root = journal.frontier.size, journal.frontier.root()
    note = sign_checkpoint(Checkpoint(origin=journal.log.origin, size=size, root=root), key)
    JournalCheckpoint.create(log=journal.log, size=size, root=root.hex(), note=note)
    JournalLog.update(size=size, frontier=journal.frontier.to_text()).where(JournalLog.id == journal.log.id).execute()


def table(seed: str) -> dict[str, Any]:
    """Return a month's table: 40 lines with number, day, text, kind and two amounts in fen."""
    dice = random.Random(seed)  # noqa: S311 - invented data, not secrets
    lines = [
        {
            "number": number, "day": f"{dice.randrange(1, 29):02d}", "text": dice.choice(_WORDS),
            "kind": dice.choice(("管理费用/办公费", "经营收入/租金收入", "公益支出/设施维护")),
            "in_fen": dice.randrange(100, 500_000) if number % 3 == 0 else 0,
            "out_fen": 0 if number % 3 == 0 else dice.randrange(100, 200_000),
        }
        for number in range(1, LINES + 1)
    ]  # fmt: skip
    return {
        "lines": lines,
        "in_fen": sum(line["in_fen"] for line in lines),
        "out_fen": sum(line["out_fen"] for line in lines),
    }


def tables_part(published: Published) -> PublicPart:
    """Show every table on a page of its own, and a list of them: what the others of the benchmark show too."""
    pages = Blueprint("tables", __name__, url_prefix="/<village>/tables", template_folder="templates")

    @pages.get("/")
    def index(village: str) -> str:
        return render_template("bench/index.html", keys=published.keys(village, KIND))

    @pages.get("/<key>/")
    def month(village: str, key: str) -> str:
        one = published.latest(village, KIND, key)
        return render_template("bench/month.html", bulletin=one, page=one.content, key=key)

    def addresses(slug: str) -> Iterator[tuple[str, dict[str, str]]]:
        yield "tables.index", {"village": slug}
        for key in published.keys(slug, KIND):
            yield "tables.month", {"village": slug, "key": key}

    return PublicPart(blueprint=pages, pages=addresses, title="收支表", index="tables.index", headline=headline)


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a table stands in a list."""
    if bulletin.kind != KIND:
        return None
    return Headline(title=bulletin.key, detail="", endpoint="tables.month", values={"key": bulletin.key})
