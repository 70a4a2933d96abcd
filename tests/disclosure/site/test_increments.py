"""However often it is built while things are published, corrected or withheld: the bytes are those of a full build."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.site.building import build_site
from disclosure.site.staging import files_in
from disclosure.site.traces import Trace
from tests.disclosure.site.hand_made import Log, World, notes_part, sign, world

KEYS = ("2026-7", "2026-8", "2026-9", "2026-10")

ACTS = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from(("liuxi", "shiqiao")), st.sampled_from(KEYS)),
    st.tuples(st.just("act"), st.sampled_from(("liuxi", "shiqiao", "qinghe")), st.just("")),
    st.tuples(st.just("withhold"), st.sampled_from(("liuxi", "shiqiao")), st.just("")),
    st.tuples(st.just("build"), st.just(""), st.just("")),
)


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {path: (directory / path).read_bytes() for path in files_in(directory)}


def logs_of(made: World) -> dict[str, Log]:
    return {log.slug: log for log in (made.township, made.liuxi, made.shiqiao)}


def build(made: World, directory: Path, *, full: bool = False) -> None:
    """Sign every log as it stands, and publish."""
    build_site(made.published, [notes_part], directory, sign=sign, full=full)
    for log in logs_of(made).values():
        if len(log.leaves) not in log.earlier:
            log.earlier = (*log.earlier, len(log.leaves))


def happen(made: World, what: str, slug: str, key: str) -> None:
    log = logs_of(made)[slug]
    if what == "publish":
        revisions = sum(one.key == key and one.kind == "note" for one in log.bulletins)
        log.publish(key, f"收入 {len(log.leaves)} 元。", revision=revisions + 1, about=(("matter", "7"),))
    elif what == "withhold" and any(one.names for one in log.bulletins):
        log.withhold(next(at for at, one in enumerate(log.bulletins) if one.names))
    else:
        log.append()


@settings(max_examples=25)
@given(st.lists(ACTS, min_size=1, max_size=8))
def test_any_way_of_building_gives_the_bytes_of_a_full_build(acts: list[tuple[str, str, str]]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        made = world()
        build(made, folder / "step")
        for what, slug, key in acts:
            if what == "build":
                build(made, folder / "step")
            else:
                happen(made, what, slug, key)
        build(made, folder / "step")
        build(made, folder / "full")
        assert bytes_of(folder / "step") == bytes_of(folder / "full")
        build(made, folder / "step", full=True)
        assert bytes_of(folder / "step") == bytes_of(folder / "full")
    finally:
        shutil.rmtree(folder)


def test_a_page_is_made_again_when_one_of_its_questions_has_another_answer(tmp_path: Path) -> None:
    asked = (("of", "liuxi", "note"), ("find", "liuxi", "note", "1"))
    notes = {"a/index.html": [(asked[0], "x")], "b/index.html": [(asked[0], "x"), (asked[1], "y")], "c": []}
    trace = Trace.of(frame="f", files=dict.fromkeys(notes, "0"), notes=notes)
    trace.write(tmp_path)
    read = Trace.read(tmp_path)
    assert read == trace
    assert read.unchanged({asked[0]: "x", asked[1]: "y"}.__getitem__) == {"a/index.html", "b/index.html", "c"}
    assert read.unchanged({asked[0]: "x", asked[1]: "z"}.__getitem__) == {"a/index.html", "c"}
    assert read.notes("b/index.html") == tuple(notes["b/index.html"])


def test_a_trace_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    assert Trace.read(tmp_path) == Trace()
    for text in ("", "{", '{"v": 0}'):
        (tmp_path / ".trace.json").write_text(text)
        assert Trace.read(tmp_path) == Trace()
