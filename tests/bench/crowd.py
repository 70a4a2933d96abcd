"""A crowd of signed-in people at the real server: in a rush, so many at a time, or one by one as people come.

It speaks HTTP itself, because the crowd shares the machine with the server and must cost little.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: People whose request is under way at one moment.
AT_ONCE = 32
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
_COOKIE = re.compile(rb"(?im)^set-cookie: (cunshi=[^;]+)")


@dataclass(slots=True, kw_only=True)
class Voter:
    """One person's browser: the cookie of the session, what the person types, the token of the form shown last."""

    cookie: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """What came of everybody asking once: every status, every wait in seconds, and how long it took in all."""

    statuses: tuple[int, ...]
    waits: tuple[float, ...]
    seconds: float

    @property
    def rate(self) -> float:
        """Return the answers a second."""
        return len(self.statuses) / self.seconds

    @property
    def p95(self) -> float:
        """Return the wait, in seconds, that 95 of 100 people did not exceed."""
        return sorted(self.waits)[int(len(self.waits) * 0.95)]


def sign_in_in_a_rush(address: str, login: str, password: str, *, times: int) -> Rush:
    """Let one account sign in so many times, from as many browsers; the forms were opened beforehand."""
    browsers = [Voter(typed={"login": login, "password": password}) for _ in range(times)]
    asyncio.run(_rush(address, browsers, posts=False))
    return asyncio.run(_rush(address, browsers, posts=True))


def read_in_a_rush(address: str, voters: Sequence[Voter]) -> Rush:
    """Let everybody open the ballot paper, as fast as it is answered; each keeps the token of its form."""
    return asyncio.run(_rush(address, voters, posts=False))


def vote_in_a_rush(address: str, voters: Sequence[Voter]) -> Rush:
    """Let everybody send the form they were shown, as fast as it is answered."""
    return asyncio.run(_rush(address, voters, posts=True))


def vote_as_they_come(address: str, voters: Sequence[Voter], *, seconds: float) -> Rush:
    """Let everybody send the form at a moment of their own within so many seconds, whether or not others wait."""
    return asyncio.run(_coming(address, voters, seconds))


async def _rush(address: str, voters: Sequence[Voter], *, posts: bool) -> Rush:
    waiting = iter(voters)
    statuses: list[int] = []
    waits: list[float] = []

    async def one_after_the_other() -> None:
        for voter in waiting:
            began = time.perf_counter()
            statuses.append(await _ask(address, voter, posts=posts))
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    return Rush(statuses=tuple(statuses), waits=tuple(waits), seconds=time.perf_counter() - began)


async def _coming(address: str, voters: Sequence[Voter], seconds: float) -> Rush:
    chance = random.Random(len(voters))  # noqa: S311 - moments, no secrets
    statuses: list[int] = []
    waits: list[float] = []

    async def at_a_moment(voter: Voter, moment: float) -> None:
        await asyncio.sleep(moment)
        began = time.perf_counter()
        statuses.append(await _ask(address, voter, posts=True))
        waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(at_a_moment(voter, chance.uniform(0, seconds)) for voter in voters))
    return Rush(statuses=tuple(statuses), waits=tuple(waits), seconds=time.perf_counter() - began)


async def _ask(address: str, voter: Voter, *, posts: bool) -> int:
    parts = urlsplit(address)
    body = urlencode({**voter.typed, "csrf_token": voter.token}).encode() if posts else b""
    head = [
        f"{'POST' if posts else 'GET'} {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Referer: {address}",
        f"Cookie: {voter.cookie}",
        "Connection: close",
    ]
    if posts:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write("\r\n".join([*head, "", ""]).encode() + body)
    answer = await reader.read(-1)
    writer.close()
    _remember(voter, answer)
    return int(answer[9:12] or b"0")


def _remember(voter: Voter, answer: bytes) -> None:
    cookie, token = _COOKIE.search(answer), _TOKEN.search(answer)
    if cookie:
        voter.cookie = cookie.group(1).decode()
    if token:
        voter.token = token.group(1).decode()
