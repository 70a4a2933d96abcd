"""A members' assembly of the invented township as the law allows it: some join online, some send a written proxy."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.kernel.pictures import MEDIA_TYPE
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.services import Proxying, join_online, record_proxy
from portal.org.actors import Actor, actor_of
from portal.org.models import Account

if TYPE_CHECKING:
    from portal.meetings.queries import LineRow
    from portal.org.models import Place

_ONLINE, _PROXIES = 3, 5
_WIDTH, _HEIGHT = 600, 800


def join_from_afar(secretary: Actor, village: Place, meeting_id: int) -> int:
    """Let a few of those who did not come take part from afar; return how many did."""
    lines = roster_lines(meeting(village, meeting_id).roster_id or 0)
    absent = [line for line in lines if line.present_at is None]
    accounts = Account.select().where(Account.person.in_([line.person_id for line in absent])).order_by(Account.person)
    online = list(accounts.limit(_ONLINE))
    for account in online:
        join_online(actor_of(account), village, meeting_id)
    joined = {account.person_id for account in online}
    given = _givers(secretary, lines, [line for line in absent if line.person_id not in joined])
    for giver, delegate in given:
        proxying = Proxying(line_id=giver.id, delegate=delegate.name, paper=[_paper()])
        record_proxy(secretary, village, meeting_id, proxying)
    return len(online) + len(given)


def _givers(secretary: Actor, lines: list[LineRow], absent: list[LineRow]) -> list[tuple[LineRow, LineRow]]:
    """Return who gives a proxy to whom: one of a household to another of it who came, not of the secretary's own."""
    came = {line.household: line for line in lines if line.present_at is not None and line.household}
    own = {line.household for line in lines if line.person_id == secretary.person_id}
    found = [(line, came[line.household]) for line in absent if line.household in came.keys() - own]
    return found[:_PROXIES]


@cache
def _paper() -> Upload:
    """Return a drawn sheet: a heading, lines of writing, a fingerprint."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "#fbfaf5")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((180, 70, 420, 100), fill="#3a3a3a")
    for top in range(170, 560, 52):
        pen.line([(70, top), (530, top)], fill="#8a8a8a", width=3)
    pen.ellipse((400, 620, 450, 690), fill="#c2463a")
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=80)
    content = stream.getvalue()
    return Upload(title="委托书.jpg", media_type=MEDIA_TYPE, content=content, digest=sha256_hex(content))
