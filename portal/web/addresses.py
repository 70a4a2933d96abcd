"""Addresses that are printed: they lead to portal and public site as these are named, never as a request does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, url_for

from portal.config import LOCAL_PORTAL

if TYPE_CHECKING:
    from flask import Flask

_PORTAL, _SITE = "cunshi-portal-url", "cunshi-site-url"


def init_app(app: Flask, *, portal_url: str, site_url: str) -> None:
    """Let printed addresses of ``app`` begin with ``portal_url``, those of public pages with ``site_url``."""
    app.extensions[_PORTAL] = portal_url
    app.extensions[_SITE] = site_url


def printed_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a view, for paper."""
    return f"{current_app.extensions[_PORTAL]}{url_for(endpoint, **values)}"


def public_address(path: str) -> str:
    """Return the whole address of a page of the public site; ``path`` is its address from the site's root."""
    return f"{current_app.extensions[_SITE]}{path}"


def reached_by_phones() -> bool:
    """Tell whether somebody has said where the portal is reached."""
    return bool(current_app.extensions[_PORTAL] != LOCAL_PORTAL)
