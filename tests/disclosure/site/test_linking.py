import posixpath

import pytest
from flask import Blueprint, Flask
from hypothesis import given
from hypothesis import strategies as st

from disclosure.site.linking import Linker, LinkError, relative_path


def made_app(site_url: str = "https://qinghe.example") -> tuple[Flask, Linker]:
    app = Flask(__name__, static_folder=None)
    pages = Blueprint("books", __name__)
    for rule, endpoint in (("/<village>/finance/", "index"), ("/<village>/finance/<month>/", "month")):
        pages.add_url_rule(rule, endpoint, lambda **_: "")
    app.register_blueprint(pages)
    app.add_url_rule("/", "home", lambda: "")
    app.add_url_rule("/404.html", "missing", lambda: "")
    app.add_url_rule("/static/<digest>/<path:filename>", "static", lambda **_: "")
    return app, Linker(app.url_map, site_url=site_url, assets_digest="abc")


@pytest.mark.parametrize(
    ("here", "endpoint", "values", "address"),
    [
        ("/", "books.month", {"village": "liuxi", "month": "2026-10"}, "liuxi/finance/2026-10/index.html"),
        ("/liuxi/finance/2026-10/", "home", {}, "../../../index.html"),
        ("/liuxi/finance/2026-10/", "books.index", {}, "../index.html"),
        ("/liuxi/finance/2026-10/", ".month", {"month": "2026-9"}, "../2026-9/index.html"),
        ("/liuxi/finance/2026-10/", ".month", {"month": "2026-10"}, "index.html"),
        ("/liuxi/finance/2026-10/", "static", {"filename": "public.css"}, "../../../static/abc/public.css"),
        ("/liuxi/finance/", ".index", {"village": "shiqiao"}, "../../shiqiao/finance/index.html"),
    ],
)
def test_a_link_is_relative_and_names_index_html(
    here: str, endpoint: str, values: dict[str, str], address: str
) -> None:
    app, linker = made_app()
    with app.test_request_context(here):
        assert linker.link(endpoint, **values) == address


def test_the_page_for_what_is_not_there_links_from_the_root_because_it_is_shown_at_any_depth() -> None:
    app, linker = made_app("https://example.org/cunshi/")
    with app.test_request_context("/404.html"):
        assert linker.link("home") == "/cunshi/index.html"


def test_the_canonical_address_is_absolute_and_ends_with_a_slash() -> None:
    app, linker = made_app("https://example.org/cunshi/")
    with app.test_request_context("/liuxi/finance/"):
        assert linker.canonical() == "https://example.org/cunshi/liuxi/finance/"


def test_a_value_the_page_does_not_take_is_refused() -> None:
    app, linker = made_app()
    with app.test_request_context("/"), pytest.raises(LinkError):
        linker.link("books.index", village="liuxi", month="2026-10")


PLACES = st.lists(st.sampled_from(("a", "b", "a4", "2026-10")), max_size=4)


@given(PLACES, PLACES, st.sampled_from(("", "x.csv")))
def test_addresses_are_relative_as_the_library_would_make_them(here: list[str], there: list[str], file: str) -> None:
    page = "/".join(["", *here, ""])
    target = "/".join(["", *there, file or "index.html"])
    assert relative_path(target, seen_from=page) == posixpath.relpath(target, posixpath.dirname(page))
    folder = "/".join(["", *there, ""])
    assert posixpath.normpath(posixpath.join(page, relative_path(folder, seen_from=page))) == posixpath.normpath(folder)
