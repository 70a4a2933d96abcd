"""Addresses that are printed: they lead to the portal as the installation names it, never as a request does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, url_for

from portal.config import LOCAL_PORTAL

if TYPE_CHECKING:
    from flask import Flask

_PORTAL = "cunshi-portal-url"


def init_app(app: Flask, *, portal_url: str) -> None:
    """Let printed addresses of ``app`` begin with ``portal_url``."""
    app.extensions[_PORTAL] = portal_url


def printed_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a view, for paper."""
    return f"{current_app.extensions[_PORTAL]}{url_for(endpoint, **values)}"


def reached_by_phones() -> bool:
    """Tell whether somebody has said where the portal is reached."""
    return bool(current_app.extensions[_PORTAL] != LOCAL_PORTAL)
