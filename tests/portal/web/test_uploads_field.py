"""Photos in a form: several, cleaned as they are read, refused in words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import StringField
from wtforms.validators import InputRequired

from portal.web.fields import UploadsField
from portal.web.forms import MOST_FILES, BaseForm
from tests.uploads import PLACE, paper, photo

if TYPE_CHECKING:
    from collections.abc import Iterator


class Report(BaseForm):
    text = StringField("说明")
    photos = UploadsField("照片或文件")


class Proof(BaseForm):
    photos = UploadsField("照片或文件", [InputRequired()])


@pytest.fixture(autouse=True)
def request_of_a_form() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="invented", WTF_CSRF_ENABLED=False)
    with app.test_request_context(method="POST"):
        yield


def sent(kind: type[BaseForm], *files: tuple[str, bytes]) -> BaseForm:
    form = kind(formdata=MultiDict([("photos", FileStorage(io.BytesIO(data), name)) for name, data in files]))
    form.validate()
    return form


def test_several_files_are_read_and_cleaned() -> None:
    form = sent(Report, ("一.jpg", photo()), ("二.pdf", paper()))
    assert not form.errors
    assert [one.title for one in form["photos"].data] == ["一.jpg", "二.pdf"]
    assert all(PLACE.encode() not in one.content for one in form["photos"].data)


def test_no_file_is_an_empty_list() -> None:
    assert Report().photos.data == []
    assert sent(Report, ("", b""))["photos"].data == []


def test_a_file_that_must_be_there_is_asked_for() -> None:
    assert sent(Proof, ("", b"")).errors == {"photos": ["请填写这一项。"]}


def test_a_file_of_another_kind_is_refused_in_words() -> None:
    (sentence,) = sent(Report, ("表.jpg", b"PK\x03\x04")).errors["photos"]
    assert "表.jpg" in sentence
    assert "JPG、PNG、WebP" in sentence


def test_too_many_files_are_refused() -> None:
    (sentence,) = sent(Report, *[("一.jpg", b"x")] * (MOST_FILES + 1)).errors["photos"]
    assert f"最多上传 {MOST_FILES} 个" in sentence


def test_the_form_is_sent_as_multipart_and_the_control_takes_several() -> None:
    form = Report()
    assert form.has_files
    control = str(form.photos())
    assert "multiple" in control
    assert 'accept="image/jpeg,image/png,image/webp,application/pdf"' in control
