"""A plain server for a built site, for a look at it and for a village without another web server.

It knows the kinds of files the site has, sends the packed form of a file to whoever takes it, shows the site's own
page for what is not there, and never a directory list or a name with a leading dot.
"""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from disclosure.site.errors import NotBuiltError, PortInUseError
from disclosure.site.linking import NOT_FOUND_PATH
from disclosure.site.traces import PACKED

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
    ".webp": "image/webp",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
    ".gz": "application/gzip",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src {scripts}; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": _POLICY.format(scripts="'self'"),
}

#: The one folder whose page runs a compiled program: what reads the search index.
_SEARCH = "/search/"
_SEARCH_HEADERS = {**_HEADERS, "Content-Security-Policy": _POLICY.format(scripts="'self' 'wasm-unsafe-eval'")}

#: An address that names what it holds never changes; everything else is asked for again each time.
_NAMED_BY_DIGEST = re.compile(r"/static/[0-9a-f]+/")
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"

_REFUSED = re.compile(r"q=0(?:\.0*)?")


class SiteHandler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD from one directory."""

    server_version = "cunshi"
    sys_version = ""

    path = ""  # until a request was read
    _varies = False  # there is a packed form of the file asked for
    _packed = False  # and it is what is sent

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the file asked for, packed where it can be, or the site's page for what is not there."""
        path = unquote(urlsplit(self.path).path)
        if any(part.startswith(".") for part in path.split("/")):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        self._choose_form(path)
        return super().send_head()

    def _choose_form(self, path: str) -> None:
        """Turn to the packed form of the file asked for, where there is one and the reader takes it."""
        name = f"{path}index.html" if path.endswith("/") else path
        self._varies = Path(self.translate_path(name + PACKED)).is_file()
        self._packed = self._varies and "Range" not in self.headers and _takes_packed(self.headers["Accept-Encoding"])
        if self._packed:
            self.path = quote(name + PACKED)

    def guess_type(self, path: object) -> str:
        """Return what a file is; files without an ending are the log's."""
        found = Path(str(path))
        if self._packed:
            found = found.with_suffix("")
        if found.name == "checkpoint":
            return _TYPES[".txt"]
        return _TYPES.get(found.suffix, "application/octet-stream")

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the base class hands it in
        """Show no list of files."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show the site's own page for what is not there."""
        self.path, self._packed, self._varies = NOT_FOUND_PATH, False, False
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
        self.send_header("Cache-Control", _FOR_EVER if _NAMED_BY_DIGEST.match(self.path) else _ASK_AGAIN)
        if self._varies:
            self.send_header("Vary", "Accept-Encoding")
        if self._packed:
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing of each request."""


def _takes_packed(accepted: str | None) -> bool:
    """Tell whether a reader who says so in ``Accept-Encoding`` takes gzip."""
    for one in (accepted or "").lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in {"gzip", "*"}:
            return not _REFUSED.fullmatch(weight.strip())
    return False


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
