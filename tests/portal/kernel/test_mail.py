"""E-mail goes out over TLS, to a server whose certificate is believed, or not at all."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from portal.kernel.mail import (
    Letter,
    MailRefusedError,
    MailServer,
    MailServerError,
    MailSettingError,
    posting,
    server_of,
)
from tests.portal.mail_server import HERE, certificate_in, mail_server

LETTER = Letter(to="zhang@example.cn", subject="村事：有 1 件事告诉您", text="您好：\n\n.一行\n")
SENDER = "cunshi@example.cn"


@pytest.mark.parametrize(("scheme", "tls_first"), [("smtps", True), ("smtp", False)])
def test_a_letter_goes_over_tls(tmp_path: Path, scheme: str, *, tls_first: bool) -> None:
    pem = certificate_in(tmp_path)
    with mail_server(pem, tls_first=tls_first) as inbox:
        server = server_of(f"{scheme}://name:p%40ss@{HERE}:{inbox.port}", sender=SENDER)
        assert (server.user, server.password, "p@ss" in repr(server)) == ("name", "p@ss", False)
        with posting(server, trusted=ssl.create_default_context(cafile=pem)) as way:
            way.send(LETTER)
    (taken,) = inbox.letters
    assert (taken["From"], taken["To"], taken["Subject"]) == (SENDER, LETTER.to, LETTER.subject)
    assert taken.get_content().replace("\r\n", "\n") == LETTER.text
    assert ("STARTTLS" in inbox.verbs) is not tls_first
    assert inbox.verbs.index("AUTH") > (-1 if tls_first else inbox.verbs.index("STARTTLS"))


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with mail_server(certificate_in(tmp_path)) as inbox:
        server = server_of(f"smtp://{HERE}:{inbox.port}", sender=SENDER)
        with pytest.raises(MailServerError), posting(server) as way:
            way.send(LETTER)
    assert inbox.letters == []


def test_without_tls_only_this_machine_is_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as inbox:
        server = server_of(f"smtp://{HERE}:{inbox.port}", sender=SENDER)
        with posting(server) as way:
            way.send(LETTER)
        assert len(inbox.letters) == 1
        monkeypatch.setattr(MailServer, "here", property(lambda _self: False))
        with pytest.raises(MailServerError), posting(server) as way:
            way.send(LETTER)
        assert len(inbox.letters) == 1


def test_a_letter_that_is_not_taken_leaves_the_way_open() -> None:
    with mail_server() as inbox:
        inbox.refused.add("zhang@example.cn")
        with posting(server_of(f"smtp://{HERE}:{inbox.port}", sender=SENDER)) as way:
            with pytest.raises(MailRefusedError):
                way.send(LETTER)
            way.send(replace(LETTER, to="wang@example.cn"))
    assert [one["To"] for one in inbox.letters] == ["wang@example.cn"]


def test_a_server_that_is_not_there_is_said_in_a_sentence() -> None:
    with mail_server() as inbox:
        port = inbox.port
    with (
        pytest.raises(MailServerError, match="CUNSHI_MAIL_URL"),
        posting(server_of(f"smtp://{HERE}:{port}", sender=SENDER)),
    ):
        pass


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("", SENDER),
        ("http://mail.example.cn", SENDER),
        ("smtps://", SENDER),
        ("smtps://m:x", SENDER),
        ("smtps://m", ""),
    ],
)
def test_settings_that_cannot_be_used_are_refused(url: str, sender: str) -> None:
    with pytest.raises(MailSettingError):
        server_of(url, sender=sender)
