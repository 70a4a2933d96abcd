"""A small SMTP server on this machine, for tests that send real letters; with a certificate of its own for TLS."""

from __future__ import annotations

import email
import socketserver
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = "127.0.0.1"


@dataclass
class Inbox:
    """What the server took, and how it was asked to."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # recipients it does not take

    def texts(self, address: str) -> list[str]:
        return [one.get_content() for one in self.letters if one["To"] == address]


class _Server(socketserver.ThreadingTCPServer):
    """Listens for letters on a free port."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, inbox: Inbox, trusted: ssl.SSLContext | None, *, tls_first: bool) -> None:
        super().__init__((HERE, 0), _Session)
        self.inbox, self.trusted, self.tls_first = inbox, trusted, tls_first

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that did not trust the certificate."""


class _Session(socketserver.StreamRequestHandler):
    """One client's conversation."""

    server: _Server

    def handle(self) -> None:
        if self.server.tls_first:
            self._secure()
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            self.server.inbox.verbs.append(verb)
            if verb == "QUIT":
                self._say("221 bye")
                return
            self._answer(verb, line)

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # under TLS it is another than the one the server closes

    def _answer(self, verb: str, line: str) -> None:
        if verb == "EHLO":
            self._greet()
        elif verb == "STARTTLS":
            self._say("220 go on")
            self._secure()
        elif verb == "AUTH":
            self._say("235 known")
        elif verb == "RCPT" and any(one in line for one in self.server.inbox.refused):
            self._say("550 nobody here")
        elif verb == "DATA":
            self._say("354 tell")
            self.server.inbox.letters.append(self._letter())
            self._say("250 taken")
        else:
            self._say("250 fine")

    def _greet(self) -> None:
        plain = self.server.trusted is not None and not isinstance(self.connection, ssl.SSLSocket)
        for one in ["here", *(["STARTTLS"] if plain else [])]:
            self._say(f"250-{one}")
        self._say("250 AUTH PLAIN")

    def _letter(self) -> EmailMessage:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return email.message_from_bytes(b"".join(lines), _class=EmailMessage, policy=policy.default)

    def _secure(self) -> None:
        assert self.server.trusted is not None
        self.connection = self.server.trusted.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(certificate: Path | None = None, *, tls_first: bool = False) -> Iterator[Inbox]:
    """Serve on a free port; with a certificate it offers STARTTLS, or begins with TLS."""
    inbox, trusted = Inbox(), None
    if certificate is not None:
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trusted.load_cert_chain(certificate)
    with _Server(inbox, trusted, tls_first=tls_first) as server:
        inbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield inbox
        finally:
            server.shutdown()
            thread.join()


def certificate_in(folder: Path) -> Path:
    """Write a certificate of this machine with its key, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HERE)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
