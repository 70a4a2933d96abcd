"""Disclosures on topics of their own: the list, one of them with its versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.due_days import DueKind, due_day
from disclosure.books.models import SpecialDisclosure, SpecialSignOff, SpecialWithdrawal
from disclosure.books.parties import private_names, public_party
from disclosure.books.queries.months import name_of
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.rules.special import Group, Receiver, people_in, published_groups
from disclosure.books.special_kinds import SpecialKind, smallest_group, special_kinds
from portal.areas import Task
from portal.kernel.attachments import AttachmentRow
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.names import masking
from portal.kernel.pictures import MEDIA_TYPE
from portal.org.permissions import Permission
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from disclosure.books.rules.resolutions import Allowance
    from portal.org.actors import Actor
    from portal.org.models import Place


#: The kinds under which the papers of topics lie, and the copies everybody may see; their key is the topic's number.
PAPERS, PUBLIC_PAPERS = "special", "special-public"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPaper(AttachmentRow):
    """A paper beside a version, and the copy of it that is public once the version is."""

    public: Mapping[str, Any] | None  # digest, and width and height in pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialRow:
    """One version of a topic."""

    id: int
    number: int
    revision: int
    kind: SpecialKind
    title: str
    happened_on: date
    text: str
    vouchers: tuple[tuple[Month, int], ...]
    receivers: tuple[Receiver, ...]
    matter_number: int | None
    papers: tuple[SpecialPaper, ...]
    reason: str
    token: str
    prepared_on: date
    prepared_by: int
    signed_on: date | None
    signed_by: int | None
    withdrawn_on: date | None
    withdrawn_by: int | None
    withdrawal_reason: str

    @property
    def waits(self) -> bool:
        """Whether somebody is to sign it."""
        return self.signed_on is None and self.withdrawn_on is None

    @property
    def total_fen(self) -> int:
        """What all receivers come to."""
        return sum(one.amount_fen for one in self.receivers)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The receivers as groups that may be read by everybody."""
        return published_groups(self.receivers, smallest=smallest_group())

    @property
    def people(self) -> int:
        """How many receive something."""
        return people_in(self.receivers)

    @property
    def public_copies(self) -> tuple[AttachmentRow, ...]:
        """What everybody will see of the papers."""
        return tuple(
            AttachmentRow(
                title=f"公开的副本：附件 {place}", media_type=MEDIA_TYPE, size=one.size, digest=one.public["digest"]
            )
            for place, one in enumerate(self.papers, start=1)
            if one.public is not None
        )

    @property
    def public_total_fen(self) -> int | None:
        """What all receivers come to, where that may be read by everybody."""
        hidden = self.kind.shows_groups and any(one.amount_fen is None for one in self.groups)
        return None if hidden or not self.receivers else self.total_fen

    @property
    def due_on(self) -> date:
        """By when it is public."""
        return self.happened_on + timedelta(days=due_day(DueKind.EVENT).within_days)

    @property
    def light(self) -> str:
        """The kind of mark it is shown with."""
        return "done" if self.signed_on else "warn" if self.waits else "off"

    @property
    def state(self) -> str:
        """How far it is, in plain words."""
        return "已签字公布" if self.signed_on else "已编制，等签字" if self.waits else "已撤回"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialText:
    """What everybody may read of a version: registered people and receivers masked."""

    title: str
    text: str
    reason: str
    receivers: tuple[Receiver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPage:
    """One topic as its screens show it."""

    row: SpecialRow  # the version that counts
    public: SpecialText  # of that version
    newest: SpecialRow  # the version that is acted on; another one where it was withdrawn
    was_public: bool
    prepared_by: str
    signed_by: str
    withdrawn_by: str
    sees_names: bool  # of receivers, and the papers
    allowance: Allowance | None  # the resolution it follows, as long as that stands
    may_prepare: bool
    may_sign: bool
    may_withdraw: bool


def special_versions(village: Place, *numbers: int) -> tuple[SpecialRow, ...]:
    """Return every version of some topics, or of all, the oldest first."""
    here = SpecialDisclosure.village == village.id
    query = (
        SpecialDisclosure.select(
            SpecialDisclosure,
            SpecialSignOff.signed_at,
            SpecialSignOff.signed_by,
            SpecialWithdrawal.withdrawn_at,
            SpecialWithdrawal.withdrawn_by,
            SpecialWithdrawal.reason.alias("withdrawal_reason"),
        )
        .join(SpecialSignOff, JOIN.LEFT_OUTER)
        .switch(SpecialDisclosure)
        .join(SpecialWithdrawal, JOIN.LEFT_OUTER)
        .where(here & SpecialDisclosure.number.in_(numbers) if numbers else here)
        .order_by(SpecialDisclosure.number, SpecialDisclosure.revision)
    )
    return tuple(_row(one) for one in dicts_of(query))


def special_list(village: Place, *, may_follow: bool = False) -> tuple[SpecialRow, ...]:
    """Return every topic in the version that counts, the newest first.

    Those who follow none are told what is signed, by the title that is public.
    """
    versions: dict[int, list[SpecialRow]] = {}
    for one in special_versions(village):
        versions.setdefault(one.number, []).append(one)
    found = (standing_version(versions[number], may_follow=may_follow) for number in sorted(versions, reverse=True))
    standing = tuple(one for one in found if one is not None)
    if may_follow or not standing:
        return standing
    masked = topic_masking(village, chain.from_iterable(versions.values()))
    return tuple(replace(one, title=masked(one.title)) for one in standing)


def standing_version(versions: Sequence[SpecialRow], *, may_follow: bool) -> SpecialRow | None:
    """Return the version of a topic that counts: the newest, or the last that is signed where that was withdrawn.

    Without ``may_follow`` only what is signed counts.
    """
    signed = next((one for one in reversed(versions) if one.signed_on), None)
    if not versions or not may_follow:
        return signed
    newest = versions[-1]
    return newest if newest.withdrawn_on is None or signed is None else signed


def topic_masking(village: Place, versions: Iterable[SpecialRow]) -> Callable[[str], str]:
    """Return what masks registered people, and the receivers of any version of a topic, wherever they stand in it."""
    private = {name for one in versions for receiver in one.receivers for name in private_names(receiver.name)}
    return masking({*registered_names(village), *private})


def special_page(
    village: Place,
    number: int,
    *,
    today: date,
    may_prepare: bool = False,
    may_sign: bool = False,
    may_withdraw: bool = False,
    may_follow: bool = False,
) -> SpecialPage:
    """Return one topic; what is not signed to those who ``may_follow`` alone.

    :raise NotFoundError: the village has none of that number, or none that is signed.
    """
    versions = special_versions(village, number)
    row = standing_version(versions, may_follow=may_follow)
    if row is None:
        raise NotFoundError
    newest = versions[-1] if may_follow else row
    return SpecialPage(
        row=row,
        public=_public_text(row, topic_masking(village, versions)),
        newest=newest,
        was_public=any(one.signed_on for one in versions),
        prepared_by=name_of(row.prepared_by),
        signed_by=name_of(row.signed_by) if row.signed_by else "",
        withdrawn_by=name_of(newest.withdrawn_by) if newest.withdrawn_by else "",
        sees_names=may_prepare or may_sign,
        allowance=None if row.matter_number is None else allowance_of(village, row.matter_number, today=today),
        may_prepare=may_prepare,
        may_sign=may_sign and newest.waits,
        may_withdraw=may_withdraw and newest.waits,
    )


def newest_special(village: Place, number: int) -> SpecialRow:
    """Return the newest version of a topic, whatever became of it.

    :raise NotFoundError: the village has none of that number.
    """
    versions = special_versions(village, number)
    if not versions:
        raise NotFoundError
    return versions[-1]


def next_special_number(village: Place) -> int:
    """Return the number of the village's next topic."""
    last = SpecialDisclosure.select(fn.MAX(SpecialDisclosure.number)).where(SpecialDisclosure.village == village.id)
    return int(last.scalar() or 0) + 1


def special_tasks(actor: Actor, village: Place, *, today: date) -> list[Task]:
    """Return the topics that wait for the signature of ``actor``, what is due first first."""
    if not actor.may(Permission.BOOKS_SIGN_OFF, village, on=today):
        return []
    waiting = [one for one in _newest_of(village, _unsigned(village)) if one.prepared_by != actor.account_id]
    return [
        Task(
            title=f"专项公开：{one.title}，签字公布",
            endpoint="books.sign_special",
            values={"special": one.number},
            due=one.due_on,
            urgent=one.due_on <= today,
        )
        for one in sorted(waiting, key=lambda one: one.due_on)
    ]


def _unsigned(village: Place) -> tuple[int, ...]:
    """Return the topics whose newest version waits for a signature, without reading what they say."""
    query = (
        SpecialDisclosure.select(SpecialDisclosure.number, fn.COALESCE(SpecialSignOff.id, SpecialWithdrawal.id))
        .join(SpecialSignOff, JOIN.LEFT_OUTER)
        .switch(SpecialDisclosure)
        .join(SpecialWithdrawal, JOIN.LEFT_OUTER)
        .where(SpecialDisclosure.village == village.id)
        .order_by(SpecialDisclosure.number, SpecialDisclosure.revision)
    )
    newest = {number: done for number, done in tuples_of(query)}  # noqa: C416 - rows are read as they come
    return tuple(number for number, done in newest.items() if done is None)


def _public_text(row: SpecialRow, masked: Callable[[str], str]) -> SpecialText:
    return SpecialText(
        title=masked(row.title),
        text=masked(row.text),
        reason=masked(row.reason),
        receivers=tuple(
            replace(one, group=masked(one.group), name=public_party(one.name, masked)) for one in row.receivers
        ),
    )


def _newest_of(village: Place, numbers: tuple[int, ...]) -> tuple[SpecialRow, ...]:
    found = {one.number: one for one in special_versions(village, *numbers)} if numbers else {}
    return tuple(found.values())


def _row(row: Mapping[str, Any]) -> SpecialRow:
    content = row["content"]
    return SpecialRow(
        id=row["id"],
        number=row["number"],
        revision=row["revision"],
        kind=special_kinds()[content["kind"]],
        title=content["title"],
        happened_on=date.fromisoformat(content["happened_on"]),
        text=content["text"],
        vouchers=tuple((Month.parse(month), number) for month, number in content["vouchers"]),
        receivers=tuple(Receiver(group=group, name=name, amount_fen=fen) for group, name, fen in content["receivers"]),
        matter_number=content.get("matter"),
        papers=tuple(SpecialPaper(**one) for one in content.get("papers", ())),
        reason=row["reason"],
        token=row["token"],
        prepared_on=local_day(row["prepared_at"]),
        prepared_by=row["prepared_by"],
        signed_on=local_day(row["signed_at"]) if row["signed_at"] else None,
        signed_by=row["signed_by"],
        withdrawn_on=local_day(row["withdrawn_at"]) if row["withdrawn_at"] else None,
        withdrawn_by=row["withdrawn_by"],
        withdrawal_reason=row["withdrawal_reason"] or "",
    )
