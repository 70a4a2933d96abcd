from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from flask import Flask, render_template_string
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import Length

from portal.kernel.paging import page_of
from portal.web import templating
from portal.web.fields import DayField, options
from portal.web.lists import FilterForm, UnreadableFilterError, asked_page
from tests.portal.web.test_macros import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


class Sample(FilterForm):
    q = StringField("找人", [Length(max=5)], description="姓名或编号。")
    kind = SelectField("类别", choices=options([("", "全部"), ("a", "甲")]))
    since = DayField("从哪天起")
    count = IntegerField("至少")
    only = BooleanField("只看在任的")


@pytest.fixture(autouse=True)
def app() -> Iterator[Flask]:
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.config["SECRET_KEY"] = "invented"
    templating.init_app(app)
    return app


def asked(app: Flask, query: str) -> AbstractContextManager[object]:
    return app.test_request_context(f"/people/?{query}")


def test_what_is_asked_is_read(app: Flask) -> None:
    with asked(app, "q=甲&kind=a&since=2026-10-03&only=y&page=2"):
        form = Sample()
        assert [form.value(name) for name in ("q", "kind", "since")] == ["甲", "a", date(2026, 10, 3)]
        assert form.value("only") is True
        assert asked_page() == 2


def test_what_is_not_asked_filters_nothing(app: Flask) -> None:
    for query in ("", "q=&kind=&since=&count=", "page=2", "q=x"):
        with asked(app, query):
            form = Sample()
            assert [form.value(name) for name in ("kind", "since", "count")] == [None, None, None]
            form.require_readable()
            assert 'class="field-error"' not in shown(form, rows=60)


@pytest.mark.parametrize("query", ["kind=zzz", "since=gestern", "q=" + "长" * 6])
def test_what_cannot_be_read_filters_nothing_is_said_and_makes_no_file(app: Flask, query: str) -> None:
    with asked(app, query):
        form = Sample()
        assert [form.value(name) for name in ("q", "kind", "since")] == [None, None, None]
        assert 'class="field-error"' in shown(form)
        with pytest.raises(UnreadableFilterError):
            form.require_readable()


def test_the_pages_and_the_file_keep_what_was_asked(app: Flask) -> None:
    with asked(app, "q=%26%22&kind=a&page=2&else=1"):
        html = shown(Sample(), rows=120)
        assert 'href="?q=%26%22&amp;kind=a&amp;page=1"' in html
        assert 'href="?q=%26%22&amp;kind=a&amp;page=3"' in html
        assert 'href="/people/table.xlsx?q=%26%22&amp;kind=a"' in html


def test_a_filter_is_sent_in_the_address_without_a_token(app: Flask) -> None:
    with asked(app, ""):
        html = shown(Sample())
        assert 'method="get"' in html
        assert "csrf" not in html
        assert "看全部" not in html
        assert 'href="/people/table.xlsx"' in html
    with asked(app, "kind=a"):
        assert "看全部" in shown(Sample())


def shown(form: FilterForm, *, rows: int = 1) -> str:
    return render_template_string(
        '{% from "_macros/lists.html" import filter_form, list_foot %}'
        "{{ filter_form(form) }}{{ list_foot(page, form, '/people/table.xlsx') }}",
        form=form,
        page=page_of(range(rows), number=asked_page()),
    )
