"""The shipped nginx and Caddy, running: docs/deploy with only folders, ports and certificates put in."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
SITE, PORTAL = "gongkai.example.com", "menhu.example.com"
LOOPBACK = "127.0.0.1"
_UNPACKED = ROOT / ".cache" / "servers"
_WHERE = os.pathsep.join([os.environ["PATH"], "/usr/sbin", f"{_UNPACKED}/usr/sbin", f"{_UNPACKED}/usr/bin"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def plain(self) -> bytes:
        """The body as the browser sees it."""
        return gzip.decompress(self.body) if self.headers["Content-Encoding"] == "gzip" else self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A running server; its certificate is held against both names."""

    port: int
    plain_port: int
    trusted: ssl.SSLContext

    def ask(self, name: str, path: str, **headers: str) -> Answer:
        """Get ``path`` from the server called ``name``; ``Accept_Encoding="gzip"`` is a header."""
        with self.visit(name) as ask:
            return ask("GET", path, headers=headers)

    @contextmanager
    def visit(self, name: str, *, coming_from: str = LOOPBACK) -> Iterator[Callable[..., Answer]]:
        """Hold one connection, from another address of this machine if wanted; the value asks on it."""
        with socket.create_connection((LOOPBACK, self.port), timeout=20, source_address=(coming_from, 0)) as plain:
            connection = HTTPConnection(name)
            connection.sock = self.trusted.wrap_socket(plain, server_hostname=name)

            def ask(method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] = {}) -> Answer:
                said = {header.replace("_", "-"): value for header, value in headers.items()}
                connection.request(method, path, body=body, headers=said)
                answer = connection.getresponse()
                return Answer(status=answer.status, headers=answer.headers, body=answer.read())

            try:
                yield ask
            finally:
                connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What the shipped files name and a test has elsewhere."""

    site: Path
    portal: str
    certificate: Path
    key: Path

    def put_into(self, text: str) -> str:
        """Return a shipped file with these places; each must be named in it."""
        for shipped, own in (
            ("/srv/cunshi/site", str(self.site)),
            ("127.0.0.1:8000", self.portal),
            ("/opt/cunshi/docs/deploy", str(DEPLOY)),
            ("/etc/cunshi/tls/fullchain.pem", str(self.certificate)),
            ("/etc/cunshi/tls/privkey.pem", str(self.key)),
        ):
            text = replaced(text, shipped, own)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A running portal: where it listens, and its database."""

    address: str
    database: Path


Server = Callable[[Places], AbstractContextManager[Front]]


def replaced(text: str, old: str, new: str) -> str:
    """Replace what must be there."""
    assert old in text, old
    return text.replace(old, new)


def program(name: str) -> str:
    """Return where a server is."""
    found = shutil.which(name, path=_WHERE)
    if found is None:
        pytest.fail(f"no {name}: run tests/docs/install-servers")
    return found


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return int(free.getsockname()[1])


_NGINX = """
daemon off; pid {folder}/nginx.pid; {user} worker_processes 1; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/cunshi.conf;
}}
"""


@contextmanager
def nginx(folder: Path, places: Places, trusted: ssl.SSLContext) -> Iterator[Front]:
    """Run nginx on a free port of this machine."""
    port, door = free_port(), free_port()
    own = "\n".join(line for line in (DEPLOY / "nginx.conf").read_text().splitlines() if "listen [::]" not in line)
    own = replaced(places.put_into(own), "listen 443 ", f"listen {LOOPBACK}:{port} ")
    (folder / "cunshi.conf").write_text(replaced(own, "listen 80;", f"listen {LOOPBACK}:{door};"))
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, user=user))
    command = [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    with running(command, port=port, log=folder / "nginx.log"):
        yield Front(port=port, plain_port=door, trusted=trusted)


@contextmanager
def caddy(folder: Path, places: Places, trusted: ssl.SSLContext) -> Iterator[Front]:
    """Run Caddy on a free port of this machine, with a certificate of one's own."""
    port, door = free_port(), free_port()
    own = places.put_into(replaced((DEPLOY / "Caddyfile").read_text(), "# tls /", "tls /"))
    for name in (SITE, PORTAL):
        own = replaced(own, f"\n{name} {{", f"\n{name} {{\n\tbind {LOOPBACK}")
    options = f"{{\n\tadmin off\n\thttp_port {door}\n\thttps_port {port}\n}}\n"
    (folder / "Caddyfile").write_text(options + own)
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with running(command, port=port, log=folder / "caddy.log", environ=environ):
        yield Front(port=port, plain_port=door, trusted=trusted)


@contextmanager
def running(
    command: list[str], *, port: int, log: Path, environ: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is no longer needed."""
    with log.open("wb") as written:
        server = subprocess.Popen(command, env=environ, cwd=cwd, stdout=written, stderr=written)
        try:
            _wait_for(port, server, log=log)
            yield server
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes], *, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"the server did not start: {log.read_text()}")
