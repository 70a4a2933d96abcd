"""Who may enter a view. Every view carries exactly one mark, written under its route.

    @blueprint.get("/")
    @require(Permission.POINTS_VIEW)      # an office that grants it here
    @require(SIGNED_IN)                   # any account: one's own pages
    @public                               # anybody

Closed by default: the application does not start while a view has none. The same permission is asked
once more inside the unit of work that writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import current_app, redirect, request, url_for

from portal.kernel import clock
from portal.kernel.errors import NotAllowedError
from portal.org import queries
from portal.org.permissions import Permission
from portal.web import context, session

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.typing import ResponseReturnValue

P = ParamSpec("P")
R = TypeVar("R")

SIGNED_IN = Permission.SIGNED_IN
_MARK = "_guard"
_ANYBODY = "anybody"


class UnguardedViewError(RuntimeError):
    """A view without a mark, or with two: a fault of the program, the application does not start."""


def require(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Admit those whose office grants ``permission`` in the village of the address (without one: in the township)."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        return _marked(view, permission)

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Admit anybody."""
    return _marked(view, _ANYBODY)


def need_of(view: Callable[..., object]) -> Permission | None:
    """Return the permission a view requires, or ``None`` where it is public.

    :raise UnguardedViewError: it carries no mark.
    """
    mark = getattr(view, _MARK, None)
    if mark is None:
        raise UnguardedViewError(f"{view.__module__}.{view.__qualname__} carries neither @require nor @public")
    return None if mark == _ANYBODY else Permission(mark)


def init_app(app: Flask) -> None:
    """Ask at every request, before anything else does."""
    app.before_request(_admit)


def refuse_unguarded(app: Flask) -> None:
    """Refuse to start while any view is unguarded; static files are public.

    :raise UnguardedViewError: it names the view.
    """
    for endpoint, view in app.view_functions.items():
        if not _is_static(endpoint):
            need_of(view)


def _admit() -> ResponseReturnValue | None:
    if request.endpoint is None or _is_static(request.endpoint):
        return None  # what follows is a file, 404 or 405
    need = need_of(current_app.view_functions[request.endpoint])
    if need is None:
        context.enter(None)
        return None
    actor = session.signed_in()
    if actor is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("account.sign_in", next=wanted))
    context.enter(actor)
    if need != SIGNED_IN:
        _require(need)
    return None


def _require(need: Permission) -> None:
    scope = context.standing().village or queries.township()
    if not context.current_actor().may(need, scope, on=clock.today()):
        raise NotAllowedError


def _is_static(endpoint: str) -> bool:
    return endpoint == "static" or endpoint.endswith(".static")


def _marked(view: Callable[P, R], mark: str) -> Callable[P, R]:
    if hasattr(view, _MARK):
        raise UnguardedViewError(f"{view.__module__}.{view.__qualname__} carries more than one mark")
    setattr(view, _MARK, mark)
    return view
