from pathlib import Path

import pytest

from disclosure.site.building import build_site
from disclosure.site.check import check_site
from disclosure.site.errors import NotHeldError, NothingKeptError, OtherPastError
from disclosure.site.generations import put_back, resume
from disclosure.site.record import RECORD
from disclosure.site.staging import files_in
from tests.disclosure.site.hand_made import SITE_URL, World, notes_part, published_of, sign, world

NAME = "张三丰"
_TEXTS = (".html", ".json", ".csv", ".txt", ".atom")


def build(made: World, directory: Path) -> tuple[str, ...]:
    return build_site(made.published, [notes_part], directory, sign=sign).held


def corrected(made: World) -> World:
    """Publish another revision, after everything so far was signed."""
    made.liuxi.earlier = (*made.liuxi.earlier, len(made.liuxi.leaves))
    made.liuxi.publish("2026-10", "收入 9,999.00 元。", revision=len(made.liuxi.earlier) + 1)
    return made


def note(directory: Path) -> str:
    return (directory / "liuxi/notes/2026-10/index.html").read_text()


def shown(directory: Path) -> str:
    """Return all that a visitor, a mirror or a copy finds of a village, with what is kept of it."""
    return "".join(path.read_text(errors="replace") for path in sorted(directory.rglob("*")) if path.suffix in _TEXTS)


def test_pages_go_back_and_the_record_goes_on(made: World, tmp_path: Path) -> None:
    build(made, tmp_path)
    before = note(tmp_path)
    build(corrected(made), tmp_path)
    put_back(tmp_path, "liuxi")
    build(made, tmp_path)
    corrected(made).liuxi.publish("2026-12")
    assert build(made, tmp_path) == ("liuxi",)
    assert note(tmp_path) == before
    recorded = [path for path in files_in(tmp_path) if path.startswith("liuxi/") and path[6:].startswith(RECORD)]
    record = {path: (tmp_path / path).read_bytes() for path in recorded}
    build(made, tmp_path / "anew")
    assert {path: (tmp_path / "anew" / path).read_bytes() for path in record} == record
    assert check_site(tmp_path / "anew", site_url=SITE_URL) == ()


def test_the_pages_above_follow_a_village_back(made: World, tmp_path: Path) -> None:
    build(made, tmp_path)
    before = (tmp_path / "index.html").read_text(), (tmp_path / "feed.atom").read_text()
    made.liuxi.earlier = (len(made.liuxi.leaves),)
    made.liuxi.publish("2026-12")
    build(made, tmp_path)
    put_back(tmp_path, "liuxi")
    build(made, tmp_path)
    assert (tmp_path / "feed.atom").read_text() == before[1]
    assert check_site(tmp_path, site_url=SITE_URL) == ()


def test_a_village_that_was_put_back_is_held_until_it_is_told_to_go_on(tmp_path: Path) -> None:
    build(world(), tmp_path)
    before = note(tmp_path)
    build(corrected(world()), tmp_path)
    put_back(tmp_path, "liuxi")
    assert build(corrected(world()), tmp_path) == ("liuxi",)
    assert note(tmp_path) == before
    resume(tmp_path, "liuxi")
    assert build(corrected(world()), tmp_path) == ()
    assert "9,999.00" in note(tmp_path)
    assert check_site(tmp_path, site_url=SITE_URL) == ()


def test_as_many_steps_back_as_are_kept(tmp_path: Path) -> None:
    made = world()
    texts = []
    for _ in range(6):
        build(made, tmp_path)
        texts.append(note(tmp_path))
        corrected(made)
    with pytest.raises(NothingKeptError, match="3 个"):
        put_back(tmp_path, "liuxi", steps=4)
    put_back(tmp_path, "liuxi", steps=3)
    build(made, tmp_path)
    assert note(tmp_path) == texts[-4]


def test_further_steps_count_from_what_is_shown(tmp_path: Path) -> None:
    made = world()
    texts = []
    for _ in range(4):
        build(made, tmp_path)
        texts.append(note(tmp_path))
        corrected(made)
    for earlier in (texts[2], texts[1], texts[0]):
        put_back(tmp_path, "liuxi")
        build(made, tmp_path)
        assert note(tmp_path) == earlier
    with pytest.raises(NothingKeptError, match="0 个"):
        put_back(tmp_path, "liuxi")


def test_a_name_that_was_taken_back_comes_back_with_no_page(made: World, tmp_path: Path) -> None:
    build(made, tmp_path)
    build(corrected(made), tmp_path)
    assert note(tmp_path).count(NAME) == 1
    for place in (made.liuxi, made.shiqiao):
        for number in range(len(place.bulletins)):
            place.withhold(number)
    build(made, tmp_path)
    assert NAME not in shown(tmp_path)
    put_back(tmp_path, "liuxi", steps=2)
    build(made, tmp_path)
    assert NAME not in shown(tmp_path)
    assert "9,999.00" in note(tmp_path), "what showed the name is made anew"
    assert "公示期已过" in (tmp_path / "liuxi/notes/2026-8/index.html").read_text()


def test_names_are_taken_back_in_a_village_that_is_held(made: World, tmp_path: Path) -> None:
    made.liuxi.publish("2026-12", names=())
    build(made, tmp_path)
    page = tmp_path / "liuxi/notes/2026-12/index.html"
    before = page.read_text()
    build(corrected(made), tmp_path)
    put_back(tmp_path, "liuxi")
    build(made, tmp_path)
    assert NAME in note(tmp_path)
    made.liuxi.earlier = (*made.liuxi.earlier, len(made.liuxi.leaves))
    for place in (made.liuxi, made.shiqiao):
        for number in range(len(place.bulletins)):
            place.withhold(number)
    assert build(made, tmp_path) == ("liuxi",)
    assert NAME not in shown(tmp_path)
    assert page.read_text() == before


def test_a_card_of_another_program_stops_no_build(made: World, tmp_path: Path) -> None:
    build(made, tmp_path)
    build(corrected(made), tmp_path)
    put_back(tmp_path, "liuxi")
    build(made, tmp_path)
    for card in tmp_path.rglob("liuxi/**/card.json"):
        card.write_text('{"slug": "liuxi"}')
    made.shiqiao.publish("2026-11")
    assert build(made, tmp_path) == ("liuxi",)


def test_a_place_that_is_gone_takes_no_public_log_with_it(made: World, tmp_path: Path) -> None:
    build(made, tmp_path)
    files = files_in(tmp_path)
    with pytest.raises(OtherPastError, match="shiqiao"):
        build_site(published_of(made.township, made.liuxi), [notes_part], tmp_path, sign=sign)
    assert files_in(tmp_path) == files


def test_without_an_earlier_directory_nothing_happens(tmp_path: Path) -> None:
    build(world(), tmp_path)
    for slug in ("liuxi", "nowhere"):
        with pytest.raises(NothingKeptError, match="保持原样"):
            put_back(tmp_path, slug)


def test_who_was_not_put_back_cannot_go_on(tmp_path: Path) -> None:
    build(world(), tmp_path)
    with pytest.raises(NotHeldError):
        resume(tmp_path, "liuxi")
