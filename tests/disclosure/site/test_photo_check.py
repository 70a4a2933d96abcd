"""Photos that documents release are on the site, and are the ones they name."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from disclosure.site.photo_check import photo_problems

PHOTO = b"\xff\xd8 a photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()
DOCUMENT = "liuxi/bulletins/progress/7-1-1.r1.json"
PLACE = f"liuxi/matters/7/photos/{DIGEST}.jpg"


TOPIC = f"liuxi/finance/special/7/photos/{DIGEST}.jpg"
NAMING = {"matter": {"number": 7}}


def site(
    folder: Path, *, public: object, photo: bytes | None = PHOTO, naming: object = None, place: str = PLACE
) -> list[tuple[str, str]]:
    """Write one document and, where there is one, its photo; return the problems."""
    named = NAMING if naming is None else naming
    assert isinstance(named, dict)
    content = {**named, "attachments": [{"title": "桥面", "public": public}]}
    files = {DOCUMENT: json.dumps({"envelope": json.dumps({"content": content})}).encode()}
    if photo is not None:
        files[place] = photo
    for path, written in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(written)
    return list(photo_problems(folder, list(files)))


def test_a_photo_in_its_place_is_no_problem(tmp_path: Path) -> None:
    assert site(tmp_path, public={"digest": DIGEST}) == []


def test_a_photo_nobody_released_is_not_missed(tmp_path: Path) -> None:
    assert site(tmp_path, public=None, photo=None) == []


def test_a_missing_photo_is_named_with_its_document(tmp_path: Path) -> None:
    ((path, what),) = site(tmp_path, public={"digest": DIGEST}, photo=None)
    assert (path, what) == (PLACE, "缺少这张照片，7-1-1.r1.json 里写明可以公开")


def test_a_topic_of_the_books_keeps_its_papers_below_itself(tmp_path: Path) -> None:
    naming = {"number": 7, "kind": {"id": "land"}}
    assert site(tmp_path, public={"digest": DIGEST}, naming=naming, place=TOPIC) == []
    ((path, _),) = site(tmp_path, public={"digest": DIGEST}, naming=naming, photo=None)
    assert path == TOPIC


def test_another_picture_under_its_name_is_found(tmp_path: Path) -> None:
    assert site(tmp_path, public=None, photo=b"another") == [(PLACE, "照片的内容和它的指纹不符")]


def test_a_broken_document_is_left_to_others(tmp_path: Path) -> None:
    (tmp_path / "liuxi/bulletins/progress").mkdir(parents=True)
    (tmp_path / DOCUMENT).write_text("[]")
    assert list(photo_problems(tmp_path, [DOCUMENT])) == []
