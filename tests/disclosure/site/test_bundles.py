"""Everything about a decided matter in one file: checked by a stranger with Python alone, changed by nothing else."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation.public import public_part
from deliberation.queries import matter
from deliberation.services.matters import withdraw_matter
from deliberation.services.objections import file_objection
from disclosure.site.building import Built, build_site
from disclosure.site.check import check_site
from disclosure.site.queries import read_published
from disclosure.site.services import settle
from disclosure.site.stranger import SUMS, check_bundle
from portal.kernel.journal import issue_checkpoint
from portal.kernel.notes import SigningKey, sign_note
from portal.org.models import Place
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble, propose
from tests.deliberation.courses import pass_stage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories import SettableClock, Township

ZIP = "qingshan/bundles/matter/1.zip"


def key_of(origin: str) -> SigningKey:
    return SigningKey(name=origin, seed=bytes(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A public site of deliberation alone, built from the database as it stands."""

    township: Township
    clock: SettableClock
    folder: Path

    def build(self) -> Built:
        origins = {place.slug: place.log.origin for place in Place.select()}
        for place in Place.select():
            issue_checkpoint(place.log_id, key_of(place.log.origin))
        published = read_published(site_url="https://cunshi.example", vkey=lambda origin: key_of(origin).vkey)
        return build_site(
            published, [public_part], self.folder, sign=lambda slug, text: sign_note(text, key_of(origins[slug]))
        )

    @property
    def bundle(self) -> bytes:
        return (self.folder / ZIP).read_bytes()

    @property
    def files(self) -> dict[str, bytes]:
        """The bundle's files by their names in its folder."""
        with zipfile.ZipFile(io.BytesIO(self.bundle)) as archive:
            return {name.removeprefix("qingshan-matter-1/"): archive.read(name) for name in archive.namelist()}


@pytest.fixture
def site(township: Township, clock: SettableClock, tmp_path: Path) -> Site:
    """A resolution carried by 14 against 2, its three stages before it, on a site that was just built."""
    held = assemble(township, clock)
    closes_at = held.open()
    for number in range(1, 15):
        held.vote(number)
    held.vote(15, "against")
    held.vote(16, "against")
    clock.set(closes_at + timedelta(minutes=1))
    held.close()
    built = Site(township=township, clock=clock, folder=tmp_path / "build")
    built.build()
    return built


def unpacked(site: Site, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(site.bundle)) as archive:
        archive.extractall(folder)
    return folder / "qingshan-matter-1"


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "verify.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_stranger_unpacks_it_and_counts_and_judges_again(site: Site, tmp_path: Path) -> None:
    ran = run(unpacked(site, tmp_path / "empty"))
    assert (ran.returncode, ran.stderr) == (0, "")
    resolution = "√ bulletins/resolution/1.r1.json："
    for said in (
        f"{resolution}公布的方案就是表决的方案",
        f"{resolution}名册就是签到前确定的名册",
        f"{resolution}逐票重数：赞成 14，反对 2，弃权 0",
        f"{resolution}按公布的规则重算，结论和理由一致：通过",
        "√ bulletins/stage/1-s1_propose-1.r1.json：按公布的规则重算，结论和理由一致：通过",
        "核对通过，共 4 份文件。",
    ):
        assert said in ran.stdout


def test_one_flipped_byte_is_found_and_its_file_named(site: Site, tmp_path: Path) -> None:
    folder = unpacked(site, tmp_path / "empty")
    file = folder / "bulletins" / "resolution" / "1.r1.json"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    ran = run(folder)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "× bulletins/resolution/1.r1.json：" in ran.stdout
    assert "× bulletins/stage" not in ran.stdout


def test_any_flipped_byte_of_any_file_is_found(site: Site) -> None:
    files, chance = site.files, random.Random(72)  # noqa: S311 - the same bytes each time
    assert check_bundle(files)[1] == []
    for name in files:
        for _ in range(12):
            content = bytearray(files[name])
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            false = check_bundle({**files, name: bytes(content)})[1]
            assert false
            assert name == SUMS or all(line.startswith(f"{name}：") for line in false)


def test_a_file_taken_away_or_added_is_named(site: Site) -> None:
    files = site.files
    stage = "bulletins/stage/1-s1_propose-1.r1.json"
    without = {name: content for name, content in files.items() if name != stage}
    assert check_bundle(without)[1] == [f"{stage}：清单里有，却没有这个文件"]
    assert check_bundle({**files, "bulletins/stage/new.json": files[stage]})[1] == [
        "bulletins/stage/new.json：不在清单里"
    ]
    assert check_bundle({**files, ".DS_Store": b"x"})[1] == []
    assert check_bundle({SUMS: b""})[1] == [f"{SUMS}：清单里没有文件"]


def test_what_else_happens_in_the_village_changes_no_byte_of_it(site: Site) -> None:
    before = site.bundle
    number = propose(site.township, kind="village_planning")
    pass_stage(site.township, number, "s1_propose")
    built = site.build()
    assert ZIP not in built.frozen, "it is linked, not made again"
    assert site.bundle == before
    assert not (site.folder / f"qingshan/bundles/matter/{number}.zip").exists(), "it is not decided"


def test_a_matter_that_was_taken_back_has_one_too(site: Site) -> None:
    number = propose(site.township, kind="village_planning")
    pass_stage(site.township, number, "s1_propose")
    withdraw_matter(site.township.actor(Office.SECRETARY), site.township.village, number, reason="不办了")
    site.build()
    with zipfile.ZipFile(site.folder / f"qingshan/bundles/matter/{number}.zip") as archive:
        names = {name.partition("/")[2] for name in archive.namelist()}
    assert {"bulletins/stage/2-s1_propose-1.r1.json", "bulletins/withdrawal/2.r1.json", "verify.py"} <= names
    page = (site.folder / f"qingshan/matters/{number}/index.html").read_text()
    assert f'href="../../bundles/matter/{number}.zip"' in page
    assert [str(one) for one in check_site(site.folder)] == []


def test_what_follows_the_decision_comes_into_it(site: Site) -> None:
    before = site.files
    villager = site.township.actor(Office.REPRESENTATIVE, number=7)
    file_objection(villager, site.township.village, 1, text="护栏太矮。")
    assert ZIP in site.build().frozen
    assert set(site.files) - set(before) == {"bulletins/objection/1-1.r1.json"}


def test_names_taken_back_leave_it(site: Site) -> None:
    name = site.township.actor(Office.REPRESENTATIVE, number=7).name
    assert name in site.files["bulletins/resolution/1.r1.json"].decode()
    site.clock.moment += timedelta(days=40)
    settle(site.township.village)
    site.build()
    assert name not in site.files["bulletins/resolution/1.r1.json"].decode()
    assert check_bundle(site.files)[1] == []


def test_the_page_leads_to_it_and_the_site_is_whole(site: Site) -> None:
    row = matter(site.township.village, 1)
    page = (site.folder / f"qingshan/matters/{row.number}/index.html").read_text()
    assert 'href="../../bundles/matter/1.zip"' in page
    assert [str(one) for one in check_site(site.folder)] == []


@pytest.mark.parametrize("name", ["bulletins/resolution/1.r1.json", "verify.py", SUMS, "more.json"])
def test_a_bundle_that_is_not_what_the_site_holds_is_found(site: Site, name: str) -> None:
    files = site.files
    changed = {**files, name: files.get(name, b"") + b" "}
    with zipfile.ZipFile(site.folder / ZIP, "w") as archive:
        for path, content in changed.items():
            archive.writestr(f"qingshan-matter-1/{path}", content)
    said = [one.what for one in check_site(site.folder) if one.path == ZIP]
    assert any(what.startswith("压缩包里的") for what in said)
    (site.folder / ZIP).write_bytes(b"no archive")
    assert "压缩包打不开" in [one.what for one in check_site(site.folder) if one.path == ZIP]
