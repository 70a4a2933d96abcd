"""Published values made by hand, signed and sealed like real ones, and a small area that shows them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template_string

from disclosure.site.app import create_public_app, site_of
from disclosure.site.proofs import ProofTree, bulletin_document
from portal.areas import Correction, Due, Glance, Headline, Point, PublicPart
from portal.kernel.canonical import canonical_json
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.notes import Checkpoint, SigningKey, sign_checkpoint, sign_note
from portal.kernel.published import (
    TOWNSHIP,
    VILLAGE,
    Envelope,
    IssuedCheckpoint,
    PlaceRecord,
    PublicLog,
    Published,
    PublishedBulletin,
    PublishedPlace,
    Seal,
    names_digest,
    read_bulletin,
)
from portal.web.public_sheets import PAPERS, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from disclosure.site.app import Address

SITE_URL = "https://qinghe.example"
FIRST_DAY = date(2026, 11, 1)


def salt(*parts: object) -> bytes:
    return hashlib.sha256(repr(parts).encode()).digest()[:16]


@dataclass
class Log:
    """A place whose journal is written by hand."""

    slug: str
    name: str
    kind: str = VILLAGE
    leaves: list[bytes] = field(default_factory=list)
    bulletins: list[PublishedBulletin] = field(default_factory=list)
    earlier: tuple[int, ...] = ()

    @property
    def origin(self) -> str:
        return f"qinghe.example/{self.slug}"

    @property
    def key(self) -> SigningKey:
        return SigningKey(name=self.origin, seed=hashlib.sha256(self.slug.encode()).digest())

    @property
    def day(self) -> date:
        return FIRST_DAY + timedelta(days=len(self.leaves))

    def append(self, *bulletin_digests: str) -> Seal:
        """Seal an act that published these bulletins."""
        seq, own_salt = len(self.leaves), salt(self.slug, len(self.leaves))
        content = canonical_json(
            {"v": 1, "log": self.origin, "seq": seq, "action": "demo.act", "bulletins": list(bulletin_digests)}
        )
        digest = hashlib.sha256(own_salt + content).hexdigest()
        leaf = canonical_json({"seq": seq, "day": self.day.isoformat(), "digest": digest})
        day = self.day
        self.leaves.append(leaf)
        return Seal(seq=seq, day=day, salt=own_salt.hex(), content=content.decode(), digest=digest, leaf=leaf.decode())

    def publish(
        self,
        key: str,
        text: str = "收入 1,234.50 元。",
        *,
        kind: str = "note",
        names: tuple[str, ...] = ("张三丰",),
        revision: int = 1,
        about: tuple[tuple[str, str], ...] = (),
    ) -> PublishedBulletin:
        """Publish a document about one named person."""
        own_salt = salt(self.slug, kind, key, revision)
        envelope = Envelope(
            origin=self.origin,
            kind=kind,
            key=key,
            revision=revision,
            reason="" if revision == 1 else "金额有误",
            published_on=self.day,
            about=about,
            content={"text": text, "who": {"name": 0, "masked": "张*丰"}},
            names_digest=names_digest(names, salt=own_salt) if names else None,
        ).text
        seal = self.append(hashlib.sha256(envelope.encode()).hexdigest())
        self.bulletins.append(
            read_bulletin(
                envelope,
                place_slug=self.slug,
                seal=seal,
                names=names or None,
                names_salt=own_salt.hex() if names else None,
            )
        )
        return self.bulletins[-1]

    def withhold(self, index: int) -> None:
        """Stop showing the names of a bulletin."""
        self.append()
        self.bulletins[index] = replace(self.bulletins[index], names=None, names_salt=None)

    def place(self) -> PublishedPlace:
        return PublishedPlace(
            slug=self.slug,
            name=self.name,
            kind=self.kind,
            parent_slug=None if self.kind == TOWNSHIP else "qinghe",
            origin=self.origin,
            vkey=self.key.vkey,
            checkpoint=self.note_at(len(self.leaves)),
        )

    def record(self) -> PlaceRecord:
        sizes = (*self.earlier, len(self.leaves))
        checkpoints = tuple(IssuedCheckpoint(size, self.note_at(size)) for size in sizes)
        return PlaceRecord(
            log=PublicLog(leaves=tuple(self.leaves), checkpoints=checkpoints), bulletins=tuple(self.bulletins)
        )

    def note_at(self, size: int) -> str:
        root = root_of([leaf_hash(leaf) for leaf in self.leaves[:size]])
        return sign_checkpoint(Checkpoint(origin=self.origin, size=size, root=root), self.key)


@dataclass
class World:
    """A township of two villages."""

    township: Log = field(default_factory=lambda: Log("qinghe", "青禾镇", TOWNSHIP))
    liuxi: Log = field(default_factory=lambda: Log("liuxi", "柳溪村"))
    shiqiao: Log = field(default_factory=lambda: Log("shiqiao", "石桥村"))

    @property
    def published(self) -> Published:
        return published_of(self.township, self.liuxi, self.shiqiao)


def sign(slug: str, text: str) -> str:
    """Sign a text in the name of a place's log."""
    return sign_note(text, Log(slug, slug).key)


def published_of(*logs: Log, file: Callable[[str], bytes | None] = lambda _digest: None) -> Published:
    records = {log.slug: log.record() for log in logs}
    return Published(site_url=SITE_URL, places=[log.place() for log in logs], load=records.__getitem__, file=file)


def bulletins_of(published: Published) -> tuple[PublishedBulletin, ...]:
    """Return every document of the township, place by place."""
    return tuple(one for place in published.places for one in published.documents(place.slug))


def with_bulletins(published: Published, *bulletins: PublishedBulletin) -> Published:
    """Return what would be public if these were all documents, with the same logs."""

    def load(slug: str) -> PlaceRecord:
        return PlaceRecord(log=published.log(slug), bulletins=tuple(one for one in bulletins if one.place_slug == slug))

    return Published(site_url=published.site_url, places=published.places, load=load)


def document_of(published: Published, bulletin: PublishedBulletin) -> Any:
    """Return a document as it is downloaded."""
    log, place = published.log(bulletin.place_slug), published.place(bulletin.place_slug)
    return json.loads(bulletin_document(bulletin, place=place, log=log, tree=ProofTree(log.leaves)))


def addresses_of(app: Flask, published: Published) -> tuple[Address, ...]:
    """Return every page of the site of ``published``, place by place."""
    site = site_of(app)
    return (*(one for place in published.places for one in site.addresses_in(place.slug)), *site.addresses_above())


def world() -> World:
    """Return a township in which something was published, corrected and masked."""
    made = World()
    made.township.append()
    made.liuxi.append()
    made.liuxi.publish("2026-9", about=(("matter", "7"),))
    made.liuxi.publish("2026-10")
    made.liuxi.publish("2026-9", "收入 1,243.50 元。", revision=2, about=(("matter", "7"),))
    made.liuxi.publish("2026-11", names=())
    made.liuxi.publish("2026-8", "公示期已过。")
    made.liuxi.withhold(-1)
    made.liuxi.publish("7", "修路。", kind="memo", about=(("matter", "7"),))
    made.shiqiao.publish("2026-10")
    return made


PAGE = """
{% extends "public/base.html" %}
{% from "_macros/proof.html" import proof %}
{% block title %}{{ page.key }}{% endblock %}
{% block content %}<h1 id="top">{{ page.key }}</h1>
<p>{{ page.content.text }}经手人：{{ page.name(page.content.who) }}</p>
<p><a href="{{ link('.index') }}">全部</a> <a href="{{ link('.note', key=page.key) ~ '#top' }}">回到顶部</a></p>
{% for one in backlinks("matter", "7") %}
<p class="also"><a href="{{ link(one.endpoint, **one.values) }}">{{ one.title }}</a></p>
{% endfor %}
{% endblock %}
{% block verify %}{{ proof(page) }}{% endblock %}
"""
SHEET = """
{% extends "public/sheet.html" %}
{% from "_macros/public.html" import signature_boxes %}
{% block title %}{{ page.key }}{% endblock %}
{% block content %}<p>{{ page.content.text }}</p>{% endblock %}
{% block signatures %}{{ signature_boxes(["报账员", "村务监督委员会"]) }}{% endblock %}
"""
INDEX = """
{% extends "public/base.html" %}
{% block title %}记录{% endblock %}
{% block content %}<h1>记录</h1>
{% for one in page %}<p><a href="{{ link('.note', key=one.key) }}">{{ one.key }}</a></p>{% endfor %}
{% endblock %}
"""


def client_of(published: Published, part: Callable[[Published], PublicPart] | None = None) -> FlaskClient:
    """Return a reader of the site of what is published, with the notes where no other part is named."""
    return create_public_app(published, [part or notes_part]).test_client()


def notes_part(published: Published) -> PublicPart:
    """Show every ``note`` on a page and as a text file."""
    pages = Blueprint("notes_public", __name__, url_prefix="/<village>/notes")

    @pages.get("/")
    def index(village: str) -> str:
        return render_template_string(INDEX, page=published.of(village, "note"))

    @pages.get("/<key>/")
    def note(village: str, key: str) -> str:
        return render_template_string(PAGE, page=published.latest(village, "note", key))

    @pages.get("/<key>/<any(a4, a3):paper>/")
    def sheet(village: str, key: str, paper: str) -> str:
        found = published.latest(village, "note", key)
        return render_template_string(SHEET, page=found, sheet=sheet_of(published, found, paper=paper))

    @pages.get("/<key>/note.csv")
    def text(village: str, key: str) -> Response:
        found = published.latest(village, "note", key)
        return Response(f"{found.content['text']}\r\n".encode(), content_type="text/csv; charset=utf-8")

    def addresses(slug: str) -> Iterator[tuple[str, dict[str, str]]]:
        yield "notes_public.index", {"village": slug}
        for key in published.keys(slug, "note"):
            yield "notes_public.note", {"village": slug, "key": key}
            yield "notes_public.text", {"village": slug, "key": key}
            for paper in PAPERS:
                yield "notes_public.sheet", {"village": slug, "key": key, "paper": paper}

    return PublicPart(
        blueprint=pages,
        pages=addresses,
        title="记录",
        index="notes_public.index",
        headline=headline,
        glance=lambda slug: glance(published, slug),
        dues=lambda slug: dues(published, slug),
        corrections=lambda slug: corrections(published, slug),
    )


def glance(published: Published, slug: str) -> Glance | None:
    """Say how many notes there are, and which is the newest."""
    notes = published.of(slug, "note")
    if not notes:
        return None
    newest = Point(
        mark="wait", text=f"最新：{notes[-1].key}", endpoint="notes_public.note", values={"key": notes[-1].key}
    )
    return Glance(title=f"{notes[-1].key} 的情况", figures=(("份数", f"{len(notes)} 份"),), points=(newest,))


def dues(published: Published, slug: str) -> Iterator[Due]:
    """Want every note public by the fifth day; a note that says so is missing."""
    for note in published.of(slug, "note"):
        first = published.revisions(slug, "note", note.key)[0]
        yield Due(
            title=f"{note.key} 的记录",
            due_on=date(2026, 11, 5),
            published_on=None if "没有公开" in first.content["text"] else first.published_on,
            article="记录办法第1条",
            quoted=note.key != "2026-11",
            endpoint="notes_public.note",
            values={"key": note.key},
        )


def corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Name every corrected note with its text as it was and as it is."""
    for note in published.of(slug, "note"):
        if note.revision > 1:
            first = published.revisions(slug, "note", note.key)[0]
            yield Correction(
                title=f"{note.key} 的记录",
                corrected_on=note.published_on,
                reason=note.reason,
                changes=(("内容", first.content["text"], note.content["text"]),),
                endpoint="notes_public.note",
                values={"key": note.key},
                anchor="top",
            )


def headline(bulletin: PublishedBulletin) -> Headline | None:
    if bulletin.kind != "note":
        return None
    return Headline(
        title=f"{bulletin.key} 的记录",
        detail=bulletin.content["text"],
        endpoint="notes_public.note",
        values={"key": bulletin.key},
    )
