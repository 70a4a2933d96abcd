"""A plain server for a built site, for a look at it and for a village without another web server.

It knows the kinds of files the site has, shows the site's own page for what is not there, and never a
directory list or a name with a leading dot.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from disclosure.site.errors import NotBuiltError, PortInUseError

if TYPE_CHECKING:
    from io import BytesIO
    from typing import BinaryIO

ADDRESS = "127.0.0.1"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".py": "text/x-python; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}

#: The one page whose script asks the site for more: the search index, and the program that reads it.
_SEARCH = "/search/"
_SEARCH_HEADERS = {
    **_HEADERS,
    "Content-Security-Policy": _HEADERS["Content-Security-Policy"].replace(
        "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
    ),
}


class SiteHandler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD from one directory."""

    server_version = "cunshi"
    sys_version = ""

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the file asked for, or the site's page for what is not there."""
        path = unquote(urlsplit(self.path).path)
        if any(part.startswith(".") for part in path.split("/")):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def guess_type(self, path: object) -> str:
        """Return what a file is; files without an ending are the log's."""
        found = Path(str(path))
        if found.name == "checkpoint":
            return _TYPES[".txt"]
        return _TYPES.get(found.suffix, "application/octet-stream")

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the base class hands it in
        """Show no list of files."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show the site's own page for what is not there."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", _TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Add what every answer carries."""
        for name, value in (_SEARCH_HEADERS if self.path.startswith(_SEARCH) else _HEADERS).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing of each request."""


def site_server(directory: Path, *, port: int) -> ThreadingHTTPServer:
    """Return a server bound to ``port`` of this machine only; 0 takes any free port.

    :raise NotBuiltError: there is no site in ``directory``.
    :raise PortInUseError: the port cannot be had.
    """
    if not (directory / "index.html").is_file():
        raise NotBuiltError(directory)
    try:
        return ThreadingHTTPServer((ADDRESS, port), partial(SiteHandler, directory=str(directory)))
    except OSError as error:
        raise PortInUseError(port, error) from error
