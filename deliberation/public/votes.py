"""Who voted how on a resolution, by the lines of the roster, and everything a recount needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from deliberation.public.attendance import attended
from deliberation.public.findings import findings_of
from deliberation.public.options import options_of
from deliberation.rules.options import picks, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deliberation.public.findings import ShownFinding
    from deliberation.rules.options import OptionVotes
    from portal.kernel.published import PublishedBulletin

_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
_MANNERS = {"online": "网上投票", "paper": "纸质票，由两名工作人员代录", "by_proxy": "受书面委托代投"}
_ABSENT = "未到会"
_SILENT = "到会未投票"
_VOTED = "已投票"
_RECUSED = "回避"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One entitled person with how they voted; empty where hands were counted."""

    number: int
    name: str
    capacity: str
    presence: str  # how they took part, where not at the meeting itself
    choice: str
    manner: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedTerm:
    """What the villagers' assembly had handed on."""

    met_on: date
    types: tuple[str, ...]
    since: date
    until: date
    evidence_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidPaper:
    """A vote that does not count, with its reason."""

    line: int
    manner: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What the last stage decided, with its votes."""

    bulletin: PublishedBulletin
    authority: tuple[ShownFinding, ...]
    authorised: AuthorisedTerm | None
    meeting: Mapping[str, Any]
    held_on: date
    ballot: Mapping[str, Any] | None
    opens_at: datetime | None
    closes_at: datetime | None
    deadline: datetime | None  # where the ballot ended before it, because everybody there had voted
    outcome: Mapping[str, Any]
    attended: str  # who was present, in words; empty where everybody was at the meeting itself
    options: tuple[OptionVotes, ...]  # it was chosen between, with their votes
    fingerprint: str
    roster: tuple[RosterEntry, ...]
    void: tuple[VoidPaper, ...]
    secret: bool
    names_withheld: bool


def resolution_of(bulletin: PublishedBulletin) -> Resolution:
    """Return what a resolution's document says."""
    content = bulletin.content
    ballot, papers = content.get("ballot"), content.get("paper") or {}
    return Resolution(
        bulletin=bulletin,
        authority=findings_of(content["authority"]["findings"]),
        authorised=_authorised(content["authority"].get("authorisation")),
        meeting=content["meeting"],
        held_on=date.fromisoformat(content["meeting"]["held_on"]),
        ballot=ballot,
        opens_at=moment_of(ballot["opens_at"]) if ballot else None,
        closes_at=moment_of(ballot["closes_at"]) if ballot else None,
        deadline=moment_of(ballot["deadline"]) if ballot and ballot.get("deadline") else None,
        outcome=content["outcome"],
        attended=attended(content) if content.get("attendance") else "",
        options=options_of(content["outcome"]),
        fingerprint=content["roster"]["fingerprint"],
        roster=tuple(_roster(bulletin)) if ballot else (),
        void=tuple(
            VoidPaper(line=one["line"], manner=_MANNERS[one["manner"]], reason=one["reason"])
            for one in papers.get("void", ())
        ),
        secret=bool(ballot and ballot.get("secret")),
        names_withheld=bulletin.names_withheld,
    )


def moment_of(text: str) -> datetime:
    """Read a moment of a document."""
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def _authorised(record: Mapping[str, Any] | None) -> AuthorisedTerm | None:
    if record is None:
        return None
    return AuthorisedTerm(
        met_on=date.fromisoformat(record["met_on"]),
        types=tuple(record["types"]),
        since=date.fromisoformat(record["since"]),
        until=date.fromisoformat(record["until"]),
        evidence_digest=record["evidence_digest"],
    )


def _roster(bulletin: PublishedBulletin) -> Iterator[RosterEntry]:
    votes = {vote["line"]: vote for vote in bulletin.content["votes"]}
    options = options_of(bulletin.content["outcome"])
    titles = {one.word: one.title for one in picks(options)}
    recused = {one["line"] for one in bulletin.content.get("recused", ())}
    delegates = {one["line"]: bulletin.name(one["delegate"]) for one in bulletin.content.get("proxies") or ()}
    for line in bulletin.content["roster"]["lines"]:
        vote = votes.get(line["number"])
        yield RosterEntry(
            number=line["number"],
            name=bulletin.name(line["name"]) if line.get("name") else "",
            capacity=line["capacity"],
            presence=_presence(line.get("manner"), delegates.get(line["number"], "")),
            choice=_choice(vote, titles, present=line["present"], recused=line["number"] in recused),
            manner=_manner(vote, delegates.get(line["number"], "")) if vote else "",
            receipt=vote["receipt"] if vote else "",
        )


def _presence(manner: str | None, delegate: str) -> str:
    return {"online": "线上参加", "by_proxy": f"书面委托{delegate}参加"}.get(manner or "", "")


def _manner(vote: Mapping[str, Any], delegate: str) -> str:
    by_proxy = vote["manner"] == "by_proxy"
    return _MANNERS[vote["manner"]] + (f"（受托人{delegate}）" if by_proxy and delegate else "")


def _choice(vote: Mapping[str, Any] | None, titles: Mapping[str, str], *, present: bool, recused: bool) -> str:
    """Return how somebody voted, in a secret ballot only that they did; else why there is no vote."""
    if vote is None and recused:
        return _RECUSED if present else f"{_RECUSED}，{_ABSENT}"
    if vote is None:
        return _SILENT if present else _ABSENT
    choice = vote.get("choice")
    return titles[word_of(choice, vote.get("option"))] if choice else _VOTED
