from datetime import date

from disclosure.site.proofs import require_sealed
from disclosure.site.queries import read_published
from portal.kernel.bulletins import names_due, publish, withhold_names
from portal.kernel.db import database as open_connection
from portal.kernel.db import write_transaction
from portal.kernel.journal import issue_checkpoint
from portal.kernel.notes import SigningKey
from portal.kernel.published import PlaceRecord, PublicLog, Published
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.models import Place
from portal.org.permissions import Permission
from tests.factories import Township

SITE_URL = "https://cunshi.example"


def publish_note(village: Place, key: str, *, reason: str = "", names_until: date | None = None) -> None:
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        publish(
            work,
            kind="note",
            key=key,
            content={"text": f"{key}{reason}", "who": {"name": 0, "masked": "张*丰"}},
            about=[("matter", 7)],
            names=["张三丰"],
            names_until=names_until,
            reason=reason,
        )
        work.seal("notes.note.published", about=("note", key), facts={})


def read_all() -> Published:
    keys = {place.log.origin: SigningKey.generate(place.log.origin) for place in Place.select()}
    with write_transaction():
        for place in Place.select():
            issue_checkpoint(place.log_id, keys[place.log.origin])
    return read_published(site_url=SITE_URL, vkey=lambda origin: keys[origin].vkey)


def test_every_place_comes_with_its_log_up_to_the_newest_checkpoint(township: Township) -> None:
    publish_note(township.village, "a")
    published = read_all()
    assert [place.slug for place in published.places] == ["hexi", "qingshan", "yunling"]
    assert published.township.slug == "yunling"
    assert published.village("qingshan").parent_slug == "yunling"
    for place in published.places:
        require_sealed(place, published.record(place.slug))


def test_a_document_is_read_as_it_was_published(township: Township) -> None:
    publish_note(township.village, "a", names_until=date(2026, 12, 1))
    one = read_all().latest("qingshan", "note", "a")
    assert (one.names, one.names_until, one.about) == (("张三丰",), date(2026, 12, 1), (("matter", "7"),))
    assert one.digest in one.seal.bulletin_digests
    assert one.published_on == date(2026, 10, 15)


def test_withheld_names_and_their_salt_are_not_read(township: Township) -> None:
    publish_note(township.village, "a", names_until=date(2026, 9, 1))
    publish_note(township.village, "b", names_until=date(2026, 12, 1))
    with unit_of_work(SYSTEM, Permission.SETTLE, township.village) as work:
        withhold_names(work, names_due(township.village.log_id, on=work.today), reason="公示期已过")
        work.seal("site.names.withheld", about=("place", "qingshan"), facts={})
    published = read_all()
    withheld, shown = published.of("qingshan", "note")
    assert (withheld.names, withheld.names_salt, withheld.names_withheld) == (None, None, True)
    assert shown.names == ("张三丰",)
    for place in published.places:
        require_sealed(place, published.record(place.slug))


def test_what_was_sealed_after_the_checkpoint_waits_for_the_next(township: Township) -> None:
    publish_note(township.village, "a")
    read_all()
    publish_note(township.village, "b")
    early = read_published(site_url=SITE_URL, vkey=lambda _origin: "")
    assert [one.key for one in early.documents("qingshan")] == ["a"]
    later = read_all()
    assert [one.key for one in later.documents("qingshan")] == ["a", "b"]
    size = len(later.log("qingshan").leaves)
    assert [one.size for one in later.log("qingshan").checkpoints] == [size - 1, size]
    assert len(early.log("qingshan").leaves) == size - 1


def test_a_log_without_a_checkpoint_shows_nothing(township: Township) -> None:
    publish_note(township.village, "a")
    published = read_published(site_url=SITE_URL, vkey=lambda _origin: "")
    assert published.record("qingshan") == PlaceRecord(log=PublicLog())


def test_reading_takes_as_many_queries_for_many_documents_as_for_one(township: Township, monkeypatch: object) -> None:
    def queries() -> int:
        count = 0
        execute = open_connection.obj.execute_sql

        def counting(*args: object, **kwargs: object) -> object:
            nonlocal count
            count += 1
            return execute(*args, **kwargs)

        monkeypatch.setattr(open_connection.obj, "execute_sql", counting)  # type: ignore[attr-defined]
        published = read_published(site_url=SITE_URL, vkey=lambda _origin: "")
        published.record("qingshan")
        monkeypatch.undo()  # type: ignore[attr-defined]
        return count

    publish_note(township.village, "a")
    read_all()
    few = queries()
    for key in ("b", "c", "d"):
        publish_note(township.village, key)
        publish_note(township.other_village, key)
    read_all()
    assert queries() == few
