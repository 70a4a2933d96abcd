"""Who asked for it is told by e-mail what waits for them: each thing once, nothing secret, nothing unasked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from deliberation.services.polls import answer_poll
from portal import notify
from portal.config import Config
from portal.kernel import clock as kernel_clock
from portal.kernel.db import connection
from portal.kernel.journal import JournalEntry
from portal.kernel.mail import posting, server_of
from portal.meetings.bodies import Body
from portal.meetings.services import Convening, convene_meeting
from portal.notify import Outcome, letters, send
from portal.org import mailing
from portal.org.accounts import deactivate
from portal.org.actors import Actor
from portal.org.errors import MailAddressError, MailCodeError
from portal.org.models import Account, MailAddress, SentNotice
from portal.org.offices import Office
from tests.deliberation.polling import start
from tests.factories import SECRET_KEY, SettableClock, Township
from tests.portal.mail_server import HERE, Inbox, mail_server

ADDRESS = "zhang@example.cn"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as made:
        yield made


def run(app: Flask, inbox: Inbox) -> Outcome:
    server = server_of(f"smtp://{HERE}:{inbox.port}", sender="cunshi@example.cn")
    with app.test_request_context(), posting(server) as way:
        return send(letters(key=SECRET_KEY), way)


def confirmed(actor: Actor, address: str = ADDRESS) -> None:
    mailing.choose_address(actor, address)
    chosen = mailing.address_of(actor.account_id)
    assert chosen is not None
    mailing.confirm_address(actor, mailing.code_of(chosen, key=SECRET_KEY), key=SECRET_KEY)


def test_an_address_is_confirmed_by_the_code_sent_to_it(township: Township, app: Flask, inbox: Inbox) -> None:
    villager = township.actor(Office.REPRESENTATIVE)
    start(township)
    mailing.choose_address(villager, ADDRESS)
    assert run(app, inbox).sent == 1
    assert run(app, inbox).sent == 0
    (text,) = inbox.texts(ADDRESS)
    assert "意向征询" not in text
    code = re.search(r"验证码：(\w{8})", text)
    assert code is not None
    with pytest.raises(MailCodeError):
        mailing.confirm_address(villager, "AAAAAAAA", key=SECRET_KEY)
    with pytest.raises(MailCodeError):
        mailing.confirm_address(township.actor(Office.DIRECTOR), code[1], key=SECRET_KEY)
    mailing.confirm_address(villager, code[1].lower(), key=SECRET_KEY)
    assert run(app, inbox).sent == 1
    assert "意向征询，不是表决，不产生决议：村口的空地做什么用好？" in inbox.texts(ADDRESS)[1]


def test_each_thing_is_told_once_and_new_things_alone(
    township: Township, clock: SettableClock, app: Flask, inbox: Inbox
) -> None:
    villager = township.actor(Office.REPRESENTATIVE)
    confirmed(villager)
    assert run(app, inbox) == Outcome(sent=0, refused=())
    start(township)
    assert run(app, inbox).sent == 1
    secretary = township.actor(Office.SECRETARY)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title="第四季度村民代表会议",
        place="村委会",
        starts_at=kernel_clock.now() + timedelta(days=5),
        notice="商量空地。",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
    )
    convene_meeting(secretary, township.village, convening)
    assert (run(app, inbox).sent, run(app, inbox).sent) == (1, 0)
    first, second = inbox.texts(ADDRESS)
    assert "村口的空地" in first
    assert "村口的空地" not in second
    assert "开会通知：第四季度村民代表会议" in second
    clock.moment += timedelta(days=1)
    assert run(app, inbox).sent == 0


def test_nothing_is_sent_to_who_did_not_ask_or_stopped_or_left(township: Township, app: Flask, inbox: Inbox) -> None:
    start(township)
    villager, other = township.actor(Office.REPRESENTATIVE), township.actor(Office.REPRESENTATIVE, number=1)
    confirmed(villager)
    mailing.choose_address(villager, "")
    assert MailAddress.select().count() == 0
    confirmed(other)
    deactivate(township.actor(Office.SECRETARY), township.village, other.person_id)
    assert run(app, inbox) == Outcome(sent=0, refused=())
    assert inbox.letters == []
    assert all(ADDRESS not in one.content for one in JournalEntry.select())


def test_no_choice_and_no_sign_in_is_in_a_letter(township: Township, app: Flask, inbox: Inbox) -> None:
    villager, polling = township.actor(Office.REPRESENTATIVE), start(township)
    confirmed(villager)
    run(app, inbox)
    (text,) = inbox.texts(ADDRESS)
    assert set(re.findall(r"https?://\S+", text)) == {"http://127.0.0.1:8000/qingshan/matters/polls/1/"}
    login = Account.get_by_id(villager.account_id).login
    assert login not in text
    answer_poll(villager, township.village, polling.number, chosen=["1"])
    assert run(app, inbox).sent == 0


def test_a_crash_after_the_letter_repeats_that_one_and_no_other(
    township: Township, app: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(township)
    for number in range(3):
        confirmed(township.actor(Office.REPRESENTATIVE, number=number), f"v{number}@example.cn")
    remember, told = notify._remember, []

    def crash(ready: notify.Ready) -> None:
        told.append(ready.login)
        if len(told) == 2:
            raise KeyboardInterrupt
        remember(ready)

    monkeypatch.setattr(notify, "_remember", crash)
    with pytest.raises(KeyboardInterrupt):
        run(app, inbox)
    monkeypatch.setattr(notify, "_remember", remember)
    assert run(app, inbox).sent == 2
    assert [one["To"] for one in inbox.letters].count("v1@example.cn") == 2
    assert len(inbox.letters) == 4


def test_an_address_that_is_refused_keeps_nobody_else_waiting(township: Township, app: Flask, inbox: Inbox) -> None:
    start(township)
    for number in range(2):
        confirmed(township.actor(Office.REPRESENTATIVE, number=number), f"v{number}@example.cn")
    inbox.refused.add("v0@example.cn")
    login = Account.get_by_id(township.actor(Office.REPRESENTATIVE).account_id).login
    assert run(app, inbox) == Outcome(sent=1, refused=(login,))
    inbox.refused.clear()
    assert run(app, inbox).sent == 1


def test_the_command_sends_only_where_a_server_is_named(
    township: Township, database: str, config: Config, inbox: Inbox
) -> None:
    mailing.choose_address(township.actor(Office.REPRESENTATIVE), ADDRESS)
    environment = {"CUNSHI_DATABASE_URL": database, "CUNSHI_SECRET_KEY": SECRET_KEY, "PYTHONUTF8": "1"}
    environment |= {"CUNSHI_UPLOAD_DIR": str(config.upload_dir), "CUNSHI_KEY_DIR": str(config.key_dir)}

    def command(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "portal.cli", "notify", "send", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **environment, **more},
        )

    shown = command("--dry-run")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "有 1 封要发，没有发出。" in shown.stdout
    assert ADDRESS not in shown.stdout
    unset = command()
    assert unset.returncode == 1
    assert "CUNSHI_MAIL_URL" in unset.stderr
    named = {"CUNSHI_MAIL_URL": f"smtp://{HERE}:{inbox.port}", "CUNSHI_MAIL_FROM": "cunshi@example.cn"}
    assert command(**named).stdout == "已发出 1 封。\n"
    assert command(**named).stdout == "已发出 0 封。\n"
    assert len(inbox.letters) == 1
    with connection():
        assert SentNotice.select().count() == 1


@pytest.mark.parametrize("typed", ["张三", "a@b", "a@b.cn\nBcc: x@y.cn", "a b@c.cn"])
def test_what_is_no_address_is_refused(township: Township, typed: str) -> None:
    with pytest.raises(MailAddressError):
        mailing.choose_address(township.actor(Office.REPRESENTATIVE), typed)
