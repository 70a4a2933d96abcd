"""E-mail to those who asked for it: what waits for them and what came to them, each thing once.

What was sent is written down after the server took the letter: a crash in between repeats that one letter and no
other. Texts are those of the dashboard; there are no results before they are public in them, no choices, and no
link that signs in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from portal.areas import resolve
from portal.home import tasks_for
from portal.kernel import clock
from portal.kernel.canonical import Json, canonical_json, sha256_hex
from portal.kernel.days import chinese_day
from portal.kernel.db import write_transaction
from portal.kernel.fields import moment_text
from portal.kernel.mail import Letter, MailRefusedError
from portal.kernel.privacy import holds_private_number
from portal.org.accounts import account_by_id
from portal.org.actors import actor_of
from portal.org.mailing import addresses, code_of, sent_to
from portal.org.models import PlaceKind, SentNotice
from portal.org.queries import places_of
from portal.pages.tasks import meeting_news
from portal.web.addresses import printed_address
from portal.web.mounted import mounted_areas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.areas import Task
    from portal.kernel.mail import Posting
    from portal.org.actors import Actor
    from portal.org.mailing import MailChoice
    from portal.org.models import Place

#: Whoever serves more villages looks at the dashboard: one letter would be a book.
_FEW = 20

_FOOT = (
    "这封信由村务系统自动发出，请不要回复。要办的事，请打开上面的地址，用自己的账号和密码登录。"
    "不想再收，请登录后在“我的账号”里的“邮件提醒”停掉。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to be told: its key, and its lines."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A letter to one account, and what it tells."""

    account_id: int
    login: str
    letter: Letter
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many letters went out, and to which accounts none could."""

    sent: int
    refused: tuple[str, ...]


def letters(*, key: str) -> Iterator[Ready]:
    """Yield the letters that wait: to an address that is not confirmed only its code; ``key`` makes that."""
    today = clock.today()
    for chosen in addresses():
        account = account_by_id(chosen.account_id)
        if account is None:
            continue
        actor = actor_of(account)
        notices = [_code(chosen, key=key)] if not chosen.confirmed else list(_notices(actor, today=today))
        told = sent_to(account.id, [one.key for one in notices])
        fresh = [one for one in notices if one.key not in told]
        if fresh:
            yield Ready(
                account_id=account.id,
                login=account.login,
                letter=_letter(actor, chosen, fresh),
                keys=tuple(one.key for one in fresh),
            )


def send(found: Iterator[Ready], posting: Posting) -> Outcome:
    """Hand every letter to the server, and write down after each that it went."""
    sent, refused = 0, []
    for ready in found:
        try:
            posting.send(ready.letter)
        except MailRefusedError:
            refused.append(ready.login)
            continue
        _remember(ready)
        sent += 1
    return Outcome(sent=sent, refused=tuple(refused))


def _remember(ready: Ready) -> None:
    now = clock.now()
    rows = [{"account": ready.account_id, "key": key, "sent_at": now} for key in ready.keys]
    with write_transaction():
        SentNotice.insert_many(rows).on_conflict_ignore().execute()


def _notices(actor: Actor, *, today: date) -> Iterator[Notice]:
    """Yield what waits for the actor and what came to them, news first; nothing with a private number in it."""
    villages = [place for place in places_of(actor, on=today) if place.kind == PlaceKind.VILLAGE]
    if len(villages) > _FEW:
        return
    sources = [meeting_news, *(resolve(area.news) for area in mounted_areas() if area.news)]
    news = [(one, village) for village in villages for source in sources for one in source(actor, village, today)]
    for task, village in (*news, *tasks_for(actor, villages, today=today)):
        if not holds_private_number(task.title):
            yield _notice(task, village)


def _notice(task: Task, village: Place) -> Notice:
    values: dict[str, Any] = {"village": village.slug, **task.values}
    said: dict[str, Json] = {"title": task.title, "address": url_for(task.endpoint, **values)}
    due = f"（期限{chinese_day(task.due)}）" if task.due else ""
    text = f"· {village.name}：{task.title}{due}\n  {printed_address(task.endpoint, **values)}"
    return Notice(key=sha256_hex(canonical_json(said)), text=text)


def _code(chosen: MailChoice, *, key: str) -> Notice:
    said = f"mail {chosen.address} {moment_text(chosen.chosen_at)}"
    text = (
        f"您在村务系统里填了这个邮箱。验证码：{code_of(chosen, key=key)}\n"
        "请登录后在“我的账号”里的“邮件提醒”填写。不是您填的，不用理会。"
    )
    return Notice(key=sha256_hex(said.encode()), text=text)


def _letter(actor: Actor, chosen: MailChoice, notices: list[Notice]) -> Letter:
    if not chosen.confirmed:
        return Letter(to=chosen.address, subject="村事：请确认邮箱", text=f"{notices[0].text}\n")
    told = "\n\n".join(one.text for one in notices)
    text = f"{actor.name}，您好：\n\n{told}\n\n{_FOOT}\n"
    return Letter(to=chosen.address, subject=f"村事：有 {len(notices)} 件事告诉您", text=text)
