import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from flask import Response

from disclosure.site import building, staging
from disclosure.site.app import create_public_app, site_of
from disclosure.site.building import Built, build_site, program_fingerprint
from disclosure.site.errors import BuildDirectoryError, ProcessLostError, UnsealedBulletinError
from disclosure.site.freezing import PACKED, Keeper, freeze
from disclosure.site.staging import Step, Workshop, files_in, unit_of
from portal.areas import PublicPart
from portal.kernel.published import Published
from tests.disclosure.site.hand_made import World, addresses_of, notes_part, published_of, sign, world

REFUSED = 42

ROOT = Path(__file__).resolve().parents[3]


def build(directory: Path, published: Published | None = None, *, full: bool = False, processes: int = 1) -> Built:
    published = published or world().published
    return build_site(published, [notes_part], directory, sign=sign, full=full, processes=processes)


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {path: (directory / path).read_bytes() for path in files_in(directory)}


def test_every_file_comes_from_the_freezer(tmp_path: Path) -> None:
    built = build(tmp_path / "build")
    published = world().published
    app = create_public_app(published, [notes_part])
    site = site_of(app)
    addresses = [one.path for one in addresses_of(app, published)]
    frozen = [one.path for one in freeze(app, published, addresses, Keeper(tmp_path / "frozen"))]
    record = [f"{place.slug}/{path}" for place in published.places for path in site.record.paths(place.slug)]
    plain = [path for path in files_in(tmp_path / "build") if not path.endswith(PACKED)]
    assert plain == sorted(frozen + record) == [path for path in built.frozen if not path.endswith(PACKED)]
    assert built.files == len(files_in(tmp_path / "build"))


def test_two_builds_of_the_same_documents_have_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "one")
    build(tmp_path / "two")
    build(tmp_path / "two", full=True)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_several_processes_make_the_bytes_that_one_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_WORTH_A_PROCESS", 1)
    build(tmp_path / "one")
    started: list[int] = []
    options = {"sign": sign, "on_process": lambda: started.append(1)}
    build_site(world().published, [notes_part], tmp_path / "two", processes=2, **options)  # type: ignore[arg-type]
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert not started, "what further processes do stays with them"


def test_a_refusal_in_another_process_is_the_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_WORTH_A_PROCESS", 1)
    build(tmp_path)
    before = bytes_of(tmp_path)
    made = news()
    made.liuxi.bulletins[0] = replace(made.liuxi.bulletins[0], digest="0" * 64)
    with pytest.raises(UnsealedBulletinError, match="log verify"):
        build(tmp_path, made.published, processes=2)
    assert bytes_of(tmp_path) == before


def test_a_process_that_is_killed_is_a_sentence_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_WORTH_A_PROCESS", 1)
    build(tmp_path)
    before = bytes_of(tmp_path)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ProcessLostError):
        build_site(news().published, [notes_part], tmp_path, sign=sign, processes=2, on_process=die)
    assert bytes_of(tmp_path) == before
    build(tmp_path, news().published)
    assert (tmp_path / "liuxi/notes/2026-12/index.html").exists()


def news() -> World:
    made = world()
    made.liuxi.earlier = (len(made.liuxi.leaves),)
    made.liuxi.publish("2026-12")
    return made


def test_only_places_with_news_are_made_again_and_the_bytes_are_those_of_a_full_build(tmp_path: Path) -> None:
    build(tmp_path / "step")
    second = build(tmp_path / "step", news().published)
    build(tmp_path / "full", news().published)
    assert second.kept == ("qinghe", "shiqiao")
    assert not [path for path in second.frozen if path.startswith(("shiqiao/", "qinghe/"))]
    assert "liuxi/notes/2026-12/index.html" in second.frozen
    assert "liuxi/notes/2026-10/index.html" not in second.frozen, "a page whose answers are the same is not made again"
    assert (tmp_path / "step/liuxi/notes/2026-10/index.html").stat().st_nlink > 1
    assert bytes_of(tmp_path / "step") == bytes_of(tmp_path / "full")


def test_withholding_names_makes_the_village_anew_without_the_names(tmp_path: Path) -> None:
    build(tmp_path)
    made = world()
    made.shiqiao.withhold(0)
    assert build(tmp_path, made.published).kept == ("liuxi", "qinghe")
    assert "张三丰" not in (tmp_path / "shiqiao/bulletins/note/2026-10.r1.json").read_text()


def test_a_photo_that_was_missing_is_shown_when_it_is_there_again(tmp_path: Path) -> None:
    def part(published: Published) -> PublicPart:
        notes = notes_part(published)

        @notes.blueprint.get("/photo.txt")
        def photo(village: str) -> Response:
            return Response(published.file(village, "00") or b"missing", content_type="text/plain")

        def pages(slug: str) -> Iterator[tuple[str, dict[str, str]]]:
            yield from notes.pages(slug)
            yield "notes_public.photo", {"village": slug}

        return replace(notes, pages=pages)

    made = world()
    for content in (None, b"a photo"):
        published = published_of(made.township, made.liuxi, file=lambda _digest, found=content: found)
        built = build_site(published, [part], tmp_path, sign=sign)
        assert (tmp_path / "liuxi/notes/photo.txt").read_bytes() == (content or b"missing")
    assert "liuxi/notes/photo.txt" in built.frozen
    assert build_site(published, [part], tmp_path, sign=sign).kept == ("liuxi", "qinghe")


def test_a_page_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path)
    before = bytes_of(tmp_path)

    def fails(*_: object, **__: object) -> bytes:
        raise RuntimeError

    monkeypatch.setattr("disclosure.site.record.bulletin_document", fails)
    with pytest.raises(RuntimeError):
        build(tmp_path, news().published)
    assert bytes_of(tmp_path) == before


def test_a_disk_that_is_full_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path)
    before = bytes_of(tmp_path)

    def full(made: int, _total: int) -> None:
        if made > 5:
            raise OSError(28, "No space left on device")

    with pytest.raises(BuildDirectoryError) as refusal:
        build_site(news().published, [notes_part], tmp_path, sign=sign, on_progress=full)
    assert "保持原样" in refusal.value.sentence
    assert bytes_of(tmp_path) == before


def test_a_disk_that_takes_no_more_bytes_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path)
    before = bytes_of(tmp_path)

    def with_little_room() -> int:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))  # a page is larger: writing it ends in the middle
        try:
            build(tmp_path, news().published)
        except BuildDirectoryError as refusal:
            return REFUSED if "保持原样" in refusal.sentence else 1
        return 0

    child = os.fork()
    if child == 0:
        os._exit(with_little_room())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == REFUSED
    assert bytes_of(tmp_path) == before
    build(tmp_path, news().published)
    assert (tmp_path / "liuxi/notes/2026-12/index.html").exists()


def test_a_change_of_the_program_makes_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path)
    monkeypatch.setattr(building, "program_fingerprint", lambda _app: "another program")
    assert build(tmp_path).kept == ()


def test_an_earlier_programs_scripts_stay_until_somebody_takes_them_away(tmp_path: Path) -> None:
    build(tmp_path)
    workshop = Workshop(tmp_path)
    record, old = workshop.record(), "static/000000000000"
    (tmp_path / old).mkdir()
    (tmp_path / old / "public.css").write_text("old")
    files = {**record.files, f"{old}/public.css": "0" * 64}
    (workshop.staging / "built.json").write_text(replace(record, files=files).to_text())
    build(tmp_path)
    assert f"{old}/public.css" in workshop.record().files
    shutil.rmtree(tmp_path / old)
    build(tmp_path)
    assert workshop.record().files == record.files


def test_the_program_is_code_templates_shipped_files_and_mounted_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    with_notes = create_public_app(world().published, [notes_part])
    seen = [program_fingerprint(with_notes), program_fingerprint(create_public_app(world().published, []))]
    monkeypatch.setattr(building, "asset_bytes", lambda _name: b"another look")
    seen.append(program_fingerprint(with_notes))
    monkeypatch.setattr(building, "_PROGRAM", ("portal/kernel/*.py",))
    seen.append(program_fingerprint(with_notes))
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    "path",
    [
        "disclosure/books/charts/2023.toml",
        "disclosure/books/parties.toml",
        "deliberation/procedures/provinces/beijing.toml",
        "points/practice.toml",
        "requirements.lock",
    ],
)
def test_a_change_of_what_pages_are_made_with_changes_the_program(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_public_app(world().published, [notes_part])
    monkeypatch.setattr(building, "ROOT", tmp_path)
    copy = tmp_path / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / path, copy)
    before = program_fingerprint(app)
    copy.write_text(copy.read_text().replace("a", "b", 1))
    assert program_fingerprint(app) != before


class Blow:
    """Counts the moments of a build, page by page and step by step, and kills the process at one of them."""

    def __init__(self, fatal: int | None = None) -> None:
        self.moments: list[str] = []
        self._fatal = fatal

    def _pass(self, moment: str) -> None:
        self.moments.append(moment)
        if len(self.moments) - 1 == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def page(self, made: int, total: int) -> None:
        if made in {1, total // 2, total}:
            self._pass("page")

    def step(self, step: Step) -> None:
        self._pass(step.value)


def run_in_child(job: Callable[[], object]) -> int:
    """Run ``job`` in a process of its own and return the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            job()
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def unit_bytes(tree: dict[str, bytes], unit: str) -> dict[str, bytes]:
    return {path: content for path, content in tree.items() if path.split("/")[0] == unit}


UNITS = ("liuxi", "shiqiao", "qinghe", "verify", "index.html", "404.html")


@dataclass(frozen=True, kw_only=True)
class KilledBuild:
    """What a reader sees after a build was killed at ``moment``, and after the next build."""

    moment: str
    seen: dict[str, bytes]
    repaired: dict[str, bytes]


def killed_builds(tmp_path: Path, published: Published) -> Iterator[KilledBuild]:
    """Kill a build of ``published`` over ``tmp_path/old`` at each of its moments, in a process of its own."""

    def attempt(directory: Path, blow: Blow) -> None:
        shutil.copytree(tmp_path / "old", directory)
        build_site(published, [notes_part], directory, sign=sign, on_progress=blow.page, at=blow.step)

    whole = Blow()
    attempt(tmp_path / "whole", whole)
    for fatal, moment in enumerate(whole.moments):
        directory = tmp_path / f"killed {fatal}"
        assert run_in_child(partial(attempt, directory, Blow(fatal))) == signal.SIGKILL
        seen = bytes_of(directory)
        build(directory, published)
        yield KilledBuild(moment=moment, seen=seen, repaired=bytes_of(directory))
        shutil.rmtree(directory)


def mixed_units(killed: KilledBuild, old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Return the units that are neither the old nor the new one."""
    return [
        unit for unit in UNITS if unit_bytes(killed.seen, unit) not in (unit_bytes(old, unit), unit_bytes(new, unit))
    ]


@pytest.fixture
def successor(tmp_path: Path) -> Published:
    """What follows the site built in ``tmp_path/old``; the site it makes stands in ``tmp_path/new``."""
    made = news()
    made.shiqiao.earlier = (len(made.shiqiao.leaves),)
    made.shiqiao.publish("2026-12")
    build(tmp_path / "old")
    build(tmp_path / "new", made.published)
    return made.published


@pytest.mark.race
@pytest.mark.parametrize("exchanging", [True, False], ids=["exchange", "two renames"])
def test_a_reader_sees_old_or_new_whenever_the_build_is_killed_and_the_next_build_repairs(
    tmp_path: Path, successor: Published, monkeypatch: pytest.MonkeyPatch, *, exchanging: bool
) -> None:
    if not exchanging:
        monkeypatch.setattr(staging, "exchange_names", lambda _one, _other: False)
    old, new = bytes_of(tmp_path / "old"), bytes_of(tmp_path / "new")
    moments = set()
    for killed in killed_builds(tmp_path, successor):
        moments.add(killed.moment)
        mixed = mixed_units(killed, old, new)
        if not exchanging and killed.moment in {Step.OLD_UNIT_ASIDE, Step.OLD_UNIT_KEPT}:
            mixed = [unit for unit in mixed if unit_bytes(killed.seen, unit)]  # not there is all that can happen here
        assert not mixed, killed.moment
        if unit_bytes(killed.seen, "index.html") == unit_bytes(new, "index.html"):
            assert unit_bytes(killed.seen, "liuxi") == unit_bytes(new, "liuxi"), "township pages come last"
        assert killed.repaired == new, killed.moment
    expected = set(Step) - {Step.OLD_UNIT_GONE} - ({Step.OLD_UNIT_ASIDE} if exchanging else set())
    assert moments == {step.value for step in expected} | {"page"}


@pytest.mark.race
def test_the_kill_test_has_teeth(tmp_path: Path, successor: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy_file_by_file(workshop: Workshop, unit: str, _digest: str) -> None:
        for path in (path for path in files_in(workshop.tree) if unit_of(path) == unit):
            (workshop.directory / path).parent.mkdir(parents=True, exist_ok=True)
            (workshop.directory / path).unlink(missing_ok=True)
            shutil.copyfile(workshop.tree / path, workshop.directory / path)
            workshop._at(Step.UNIT_EXCHANGED)

    monkeypatch.setattr(Workshop, "_place", copy_file_by_file)
    old, new = bytes_of(tmp_path / "old"), bytes_of(tmp_path / "new")
    assert any(mixed_units(killed, old, new) for killed in killed_builds(tmp_path, successor))


BLOCKED = """
import sys
sys.dont_write_bytecode = True

class Blocker:
    names = {"peewee", "playhouse", "flask_login", "flask_wtf", "wtforms", "psycopg", "sqlite3"}

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            raise ImportError(f"{name} has no place on the public site")

sys.meta_path.insert(0, Blocker())
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from disclosure.site.building import build_site
from portal import areas
from portal.config import AREAS
from tests.disclosure.site.hand_made import notes_part, sign, world

found = []
for name in AREAS:
    if (Path(sys.argv[1]) / name.replace(".", "/") / "area.py").exists():
        area = areas.load((name,))[0]
        if area.public and (Path(sys.argv[1]) / (area.public.split(":")[0].replace(".", "/") + ".py")).exists():
            found.append(areas.resolve(area.public))
build_site(world().published, [*found, notes_part], Path(sys.argv[2]), sign=sign)
print(len(found))
"""


def test_the_public_application_freezes_without_database_and_login(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", BLOCKED, str(ROOT), str(tmp_path / "build")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "build/liuxi/notes/2026-9/index.html").exists()
