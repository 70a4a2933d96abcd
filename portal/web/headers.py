"""What every answer says to the browser: no foreign code, no frames, no guessing of types, no traces.

There is no inline script and no inline style anywhere, so the policy needs no exception; ``data:`` images
are the arrows and ticks of Bootstrap's own style sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from flask import Flask, Response

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_ONE_YEAR = 365 * 24 * 3600


def init_app(app: Flask, *, behind_tls: bool, trusted_proxies: int) -> None:
    """Send the headers, and believe forwarded addresses only from ``trusted_proxies`` known proxies.

    With none, ``X-Forwarded-For`` has no effect: whoever connects is who they are.
    """
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=0, x_prefix=0
        )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _ONE_YEAR  # addresses of files carry their digest

    @app.after_request
    def say(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)  # a stored file answers with a stricter policy of its own
        if behind_tls:
            response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
        if request.endpoint is None or not request.endpoint.endswith("static"):
            response.headers["Cache-Control"] = "no-store"
        return response
