"""E-mail going out: one server, named by an address, always over TLS unless it runs on this very machine.

``smtps://`` begins with TLS, ``smtp://`` must turn to it before anything is said.
"""

from __future__ import annotations

import secrets
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from portal.kernel import clock
from portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PORTS = {"smtp": 587, "smtps": 465}
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_SECONDS = 30


class MailSettingError(DomainError):
    """The address of the mail server, or the sender, cannot be used."""

    def __init__(self) -> None:
        super().__init__(
            "邮件没有配置好：CUNSHI_MAIL_URL 请写成 smtps://账号:密码@服务器:465 或者 smtp://账号:密码@服务器:587，"
            "CUNSHI_MAIL_FROM 请写发件人的邮箱。"
        )


class MailServerError(DomainError):
    """The mail server cannot be reached, has no valid certificate, or does not know us."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"邮件服务器 {host} 连不上、证书无效或者不接受账号，请检查 CUNSHI_MAIL_URL；没有发出的下次再发。"
        )


class MailRefusedError(DomainError):
    """The server did not take one message; others may go."""

    def __init__(self) -> None:
        super().__init__("邮件服务器没有收下这封信。")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail goes out."""

    host: str
    port: int
    tls_first: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, where nothing crosses a network."""
        return self.host in _HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one person."""

    to: str
    subject: str
    text: str


class Posting:
    """An open way to the server."""

    def __init__(self, connection: smtplib.SMTP, sender: str) -> None:
        self._connection, self._sender = connection, sender

    def send(self, letter: Letter) -> None:
        """Hand one letter over.

        :raise MailRefusedError: the server does not take it.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, letter.subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{secrets.token_hex(16)}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        try:
            self._connection.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise MailRefusedError from error


def server_of(url: str, *, sender: str) -> MailServer:
    """Read a mail server's address.

    :raise MailSettingError: it is none, or there is no sender.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MailSettingError from error
    if parts.scheme not in _PORTS or not parts.hostname or "@" not in sender:
        raise MailSettingError
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls_first=parts.scheme == "smtps",
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


@contextmanager
def posting(server: MailServer, *, trusted: ssl.SSLContext | None = None) -> Iterator[Posting]:
    """Open the way to a server; ``trusted`` says whose certificates are believed, else the machine does.

    :raise MailServerError: it cannot be reached, or not safely.
    """
    trusted = trusted or ssl.create_default_context()
    try:
        with _connected(server, trusted) as connection:
            if server.user:
                connection.login(server.user, server.password)
            yield Posting(connection, server.sender)
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerError(server.host) from error


def _connected(server: MailServer, trusted: ssl.SSLContext) -> smtplib.SMTP:
    if server.tls_first:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=trusted)
    connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        connection.ehlo()
        if connection.has_extn("starttls") or not server.here:
            connection.starttls(context=trusted)
    except (OSError, smtplib.SMTPException):
        connection.close()
        raise
    return connection
