from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask

from portal.org.permissions import Permission
from portal.web.guards import SIGNED_IN, UnguardedViewError, need_of, public, refuse_unguarded, require

if TYPE_CHECKING:
    from collections.abc import Callable

SIGN_IN = "/sign-in?next="


def view() -> str:
    return "here"


def made_with(guarded: Callable[[], str]) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=guarded, endpoint="here")
    return app


def test_every_route_is_guarded(app: Flask) -> None:
    refuse_unguarded(app)
    for endpoint, guarded in app.view_functions.items():
        if not endpoint.endswith("static"):
            need_of(guarded)


def test_an_application_with_an_unguarded_view_does_not_start() -> None:
    with pytest.raises(UnguardedViewError, match="neither"):
        refuse_unguarded(made_with(lambda: "here"))


def test_a_view_with_two_marks_does_not_start() -> None:
    with pytest.raises(UnguardedViewError, match="more than one"):
        require(Permission.BOOKS_VIEW)(public(lambda: "here"))


@pytest.mark.parametrize(
    ("guarded", "need"),
    [
        (public(lambda: "a"), None),
        (require(SIGNED_IN)(lambda: "b"), SIGNED_IN),
        (require(Permission.BOOKS_CLOSE)(lambda: "c"), Permission.BOOKS_CLOSE),
    ],
)
def test_a_mark_says_who_may_enter(guarded: Callable[[], str], need: Permission | None) -> None:
    refuse_unguarded(made_with(guarded))
    assert need_of(guarded) == need
