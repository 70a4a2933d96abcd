import hashlib
import json
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from portal.kernel.canonical import canonical_json
from portal.kernel.errors import NotFoundError
from portal.kernel.published import (
    TOWNSHIP,
    VILLAGE,
    BulletinFormError,
    Envelope,
    IssuedCheckpoint,
    PlaceRecord,
    PublicLog,
    Published,
    PublishedBulletin,
    PublishedPlace,
    Seal,
    names_digest,
    once,
    read_bulletin,
)
from portal.kernel.shelves import natural_order

SALT = bytes(range(16))


def seal_of(*digests: str, seq: int = 0) -> Seal:
    content = canonical_json({"bulletins": list(digests)}).decode()
    return Seal(seq=seq, day=date(2026, 11, 5), salt="00", content=content, digest="", leaf="")


def bulletin(key: str, *, revision: int = 1, slug: str = "gaoquan", about: str = "7") -> PublishedBulletin:
    text = Envelope(
        origin=f"example.org/{slug}",
        kind="month",
        key=key,
        revision=revision,
        reason="" if revision == 1 else "更正",
        published_on=date(2026, 11, revision),
        about=[("matter", about)],
        content={"payee": {"name": 0, "masked": "张*"}},
        names_digest=names_digest(["张三"], salt=SALT),
        names_until=date(2027, 1, 1),
    ).text
    return read_bulletin(text, place_slug=slug, seal=seal_of(), names=["张三"], names_salt=SALT.hex())


def place(slug: str, *, kind: str = VILLAGE) -> PublishedPlace:
    return PublishedPlace(
        slug=slug,
        name=slug,
        kind=kind,
        parent_slug=None if kind == TOWNSHIP else "town",
        origin=f"example.org/{slug}",
        vkey="",
        checkpoint=None,
    )


def published(*bulletins: PublishedBulletin) -> Published:
    def load(slug: str) -> PlaceRecord:
        return PlaceRecord(log=PublicLog(), bulletins=tuple(one for one in bulletins if one.place_slug == slug))

    places = (place("town", kind=TOWNSHIP), place("songhe"), place("gaoquan"))
    return Published(site_url="https://example.org", places=places, load=load)


def test_the_digest_of_a_bulletin_is_the_sha256_of_its_canonical_text() -> None:
    one = bulletin("2026-10")
    assert one.digest == hashlib.sha256(canonical_json(json.loads(one.envelope))).hexdigest()


def test_an_envelope_has_exactly_the_fields_of_version_1() -> None:
    assert json.loads(bulletin("2026-10").envelope) == {
        "v": 1,
        "log": "example.org/gaoquan",
        "kind": "month",
        "key": "2026-10",
        "revision": 1,
        "reason": "",
        "published_on": "2026-11-01",
        "about": [["matter", "7"]],
        "names_digest": hashlib.sha256(SALT + '["张三"]'.encode()).hexdigest(),
        "names_until": "2027-01-01",
        "content": {"payee": {"name": 0, "masked": "张*"}},
    }


def test_a_name_is_full_while_the_names_part_is_there_and_masked_when_it_is_withheld() -> None:
    open_one = bulletin("2026-10")
    withheld = read_bulletin(open_one.envelope, place_slug="gaoquan", seal=seal_of())
    assert open_one.name(open_one.content["payee"]) == "张三"
    assert withheld.name(withheld.content["payee"]) == "张*"
    assert (open_one.names_withheld, withheld.names_withheld) == (False, True)


def test_withholding_names_does_not_change_the_digest() -> None:
    open_one = bulletin("2026-10")
    assert read_bulletin(open_one.envelope, place_slug="gaoquan", seal=seal_of()).digest == open_one.digest


def test_of_gives_only_the_latest_revision_of_each_document_in_the_order_people_count() -> None:
    site = published(bulletin("2026-12"), bulletin("2026-9", revision=2), bulletin("2026-9"))
    assert [(one.key, one.revision) for one in site.of("gaoquan", "month")] == [("2026-9", 2), ("2026-12", 1)]


def test_all_documents_of_a_place_come_in_the_order_of_its_journal() -> None:
    later, earlier = (replace(bulletin(key), seal=seal_of(seq=seq)) for key, seq in (("a", 2), ("b", 1)))
    site = published(later, earlier, bulletin("c", slug="songhe"))
    assert site.documents("gaoquan") == (earlier, later)
    assert site.documents("nowhere") == ()


def test_all_revisions_stand_side_by_side_oldest_first() -> None:
    site = published(bulletin("2026-9", revision=2), bulletin("2026-9"))
    assert [one.revision for one in site.revisions("gaoquan", "month", "2026-9")] == [1, 2]
    assert site.latest("gaoquan", "month", "2026-9").revision == 2


def test_backlinks_come_from_latest_revisions_of_the_same_place() -> None:
    site = published(
        bulletin("2026-9", about="7"),
        bulletin("2026-9", revision=2, about="8"),
        bulletin("2026-10", about="7"),
        bulletin("2026-11", slug="songhe", about="7"),
    )
    assert [one.key for one in site.about("gaoquan", "matter", 7)] == ["2026-10"]
    assert [one.revision for one in site.about("gaoquan", "matter", "8")] == [2]
    assert site.about("gaoquan", "matter", "9") == ()


def test_villages_are_listed_by_slug_and_the_township_is_not_among_them() -> None:
    site = published()
    assert [village.slug for village in site.villages] == ["gaoquan", "songhe"]
    assert site.township.slug == "town"


def test_what_was_never_published_is_not_found() -> None:
    site = published()
    with pytest.raises(NotFoundError):
        site.village("nowhere")
    with pytest.raises(NotFoundError):
        site.village("town")
    with pytest.raises(NotFoundError):
        site.latest("gaoquan", "month", "2026-10")
    with pytest.raises(NotFoundError):
        _ = Published(site_url="", places=(), load=lambda _slug: PlaceRecord(log=PublicLog())).township


@pytest.mark.parametrize("key", ["", ".", "..", "a/b", "十月", "a..b", "-x", "a b"])
def test_a_key_must_be_able_to_stand_in_an_address(key: str) -> None:
    with pytest.raises(BulletinFormError):
        bulletin(key)


@pytest.mark.parametrize(("revision", "reason"), [(0, ""), (2, ""), (1, "更正")])
def test_a_reason_is_given_from_the_second_revision_on(revision: int, reason: str) -> None:
    with pytest.raises(BulletinFormError):
        Envelope(
            origin="o",
            kind="month",
            key="k",
            revision=revision,
            reason=reason,
            published_on=date(2026, 11, 5),
            about=[],
            content={},
        )


def test_a_kind_must_be_able_to_stand_in_an_address() -> None:
    with pytest.raises(BulletinFormError):
        Envelope(
            origin="o",
            kind="Month/",
            key="k",
            revision=1,
            reason="",
            published_on=date(2026, 11, 5),
            about=[],
            content={},
        )


def test_an_envelope_of_another_version_is_refused() -> None:
    with pytest.raises(BulletinFormError):
        read_bulletin('{"v":2}', place_slug="gaoquan", seal=seal_of())


def test_a_seal_lists_the_bulletins_its_entry_published() -> None:
    assert seal_of("aa", "bb").bulletin_digests == ("aa", "bb")


def test_the_file_name_carries_key_and_revision() -> None:
    assert bulletin("2026-9", revision=2).file_name == "2026-9.r2.json"


def test_numbers_in_keys_sort_by_value() -> None:
    assert sorted(["v10", "v9", "2026-Q1", "2025-Q4"], key=natural_order) == ["2025-Q4", "2026-Q1", "v9", "v10"]


def test_published_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        place("songhe").name = "x"  # type: ignore[misc]


def test_a_record_is_loaded_when_it_is_asked_for_and_few_are_held() -> None:
    loaded: list[str] = []

    def load(slug: str) -> PlaceRecord:
        loaded.append(slug)
        return PlaceRecord(log=PublicLog())

    made = Published(site_url="", places=[place(slug) for slug in ("a", "b", "c")], load=load, held=2)
    assert loaded == []
    for slug in ("a", "b", "a", "c", "a"):
        made.documents(slug)
    assert loaded == ["a", "b", "c"]
    made.documents("b")
    assert loaded == ["a", "b", "c", "b"]


def test_what_is_asked_is_noted_with_a_digest_of_the_answer() -> None:
    before = published(bulletin("2026-9"))
    with before.noted() as notes:
        before.find("gaoquan", "month", "2026-9")
        before.keys("gaoquan", "month")
        before.about("gaoquan", "matter", 7)
    before.find("gaoquan", "month", "2026-10")  # outside: nobody's question
    asked = {query[0] for query in notes}
    assert asked == {"revisions", "keys", "about", "named"}
    assert all(before.answer(query) == answer for query, answer in notes.items())
    corrected = published(bulletin("2026-9"), bulletin("2026-9", revision=2))
    assert {query[0] for query, answer in notes.items() if corrected.answer(query) != answer} == {"revisions", "about"}
    another = published(bulletin("2026-9"), bulletin("2026-10", about="8"))
    assert {query[0] for query, answer in notes.items() if another.answer(query) != answer} == {"keys"}


def test_withheld_names_are_another_answer() -> None:
    shown = bulletin("2026-9")
    query = ("revisions", "gaoquan", "month", "2026-9")
    assert published(shown).answer(query) != published(replace(shown, names=None, names_salt=None)).answer(query)


def test_the_first_checkpoint_that_holds_an_entry() -> None:
    log = PublicLog(checkpoints=(IssuedCheckpoint(2, "two"), IssuedCheckpoint(5, "five")))
    assert [log.checkpoint_holding(seq).note for seq in (0, 1, 2, 4)] == ["two", "two", "five", "five"]
    with pytest.raises(NotFoundError):
        log.checkpoint_holding(5)


def test_a_question_is_answered_once_for_each_document() -> None:
    asked: list[str] = []

    @once
    def sound(one: PublishedBulletin) -> bool:
        asked.append(one.key)
        return True

    first = bulletin("2026-9")
    assert sound(first)
    assert sound(first)
    assert sound(replace(first, content={}))
    assert asked == ["2026-9", "2026-9"]
