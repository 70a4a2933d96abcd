from pathlib import Path

import pytest

from disclosure.site.building import build_site
from disclosure.site.check import check_site
from disclosure.site.errors import NotHeldError, NothingKeptError
from disclosure.site.generations import put_back, resume
from disclosure.site.record import RECORD
from disclosure.site.staging import files_in
from tests.disclosure.site.hand_made import SITE_URL, World, notes_part, sign, world


def build(made: World, directory: Path) -> tuple[str, ...]:
    return build_site(made.published, [notes_part], directory, sign=sign).held


def corrected(made: World) -> World:
    """Publish another revision, after everything so far was signed."""
    made.liuxi.earlier = (*made.liuxi.earlier, len(made.liuxi.leaves))
    made.liuxi.publish("2026-10", "收入 9,999.00 元。", revision=len(made.liuxi.earlier) + 1)
    return made


def note(directory: Path) -> str:
    return (directory / "liuxi/notes/2026-10/index.html").read_text()


def test_pages_go_back_and_the_record_stays(tmp_path: Path) -> None:
    build(world(), tmp_path)
    before = note(tmp_path)
    build(corrected(world()), tmp_path)
    recorded = [path for path in files_in(tmp_path) if path.partition("/")[2].startswith(RECORD)]
    record = {path: (tmp_path / path).read_bytes() for path in recorded}
    put_back(tmp_path, "liuxi")
    assert note(tmp_path) == before
    assert {path: (tmp_path / path).read_bytes() for path in record} == record


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
    assert note(tmp_path) == texts[-4]


def test_without_an_earlier_directory_nothing_happens(tmp_path: Path) -> None:
    build(world(), tmp_path)
    for slug in ("liuxi", "nowhere"):
        with pytest.raises(NothingKeptError, match="保持原样"):
            put_back(tmp_path, slug)


def test_who_was_not_put_back_cannot_go_on(tmp_path: Path) -> None:
    build(world(), tmp_path)
    with pytest.raises(NotHeldError):
        resume(tmp_path, "liuxi")
