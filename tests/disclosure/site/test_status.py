import fcntl
import threading
from pathlib import Path

from disclosure.site.building import build_site
from disclosure.site.generations import put_back
from disclosure.site.staging import Workshop
from disclosure.site.status import Progress, site_status
from tests.disclosure.site.hand_made import notes_part, sign, world


def build(directory: Path) -> None:
    made = world()
    build_site(made.published, [notes_part], directory, sign=sign)


def test_before_the_first_build_nothing_is_public(tmp_path: Path) -> None:
    found = site_status(tmp_path, "liuxi", entries=8)
    assert (found.built_at, found.public_entries, found.waiting, found.running) == (None, 0, 8, None)


def test_what_was_sealed_since_the_build_waits(tmp_path: Path) -> None:
    build(tmp_path)
    found = site_status(tmp_path, "liuxi", entries=10)
    assert (found.public_entries, found.waiting, found.held, found.running) == (8, 2, False, None)
    assert found.built_at is not None


def test_a_village_that_was_put_back_says_so(tmp_path: Path) -> None:
    made = world()
    build_site(made.published, [notes_part], tmp_path, sign=sign)
    made.liuxi.earlier = (len(made.liuxi.leaves),)
    made.liuxi.publish("2026-12")
    build_site(made.published, [notes_part], tmp_path, sign=sign)
    put_back(tmp_path, "liuxi")
    found = site_status(tmp_path, "liuxi", entries=9)
    assert (found.held, found.kept) == (True, 1)


def test_looking_at_the_moment_a_build_begins_stops_no_build(tmp_path: Path) -> None:
    build(tmp_path)
    with Workshop(tmp_path).lock.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        looking = threading.Timer(0.1, lambda: fcntl.flock(lock, fcntl.LOCK_UN))
        looking.start()
        made = world()
        made.liuxi.earlier = (len(made.liuxi.leaves),)
        made.liuxi.publish("2026-12")
        build_site(made.published, [notes_part], tmp_path, sign=sign)
        looking.join()
    assert (tmp_path / "liuxi/notes/2026-12/index.html").is_file()


def test_a_build_at_work_says_how_far_it_is_and_one_that_was_killed_does_not(tmp_path: Path) -> None:
    seen = []

    def look(_done: int, _total: int) -> None:
        seen.append(site_status(tmp_path, "liuxi", entries=8).running)

    build_site(world().published, [notes_part], tmp_path, sign=sign, on_progress=look)
    assert all(isinstance(one, Progress) and one.done <= one.total for one in seen)
    workshop = Workshop(tmp_path)
    workshop.tell(3, 9)  # as a killed build leaves it
    assert site_status(tmp_path, "liuxi", entries=8).running is None
    with workshop.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert site_status(tmp_path, "liuxi", entries=8).running == Progress(done=3, total=9)
