"""Disclosures on topics of their own: the list, one of them with its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.due_days import DueKind, due_day
from disclosure.books.models import SpecialDisclosure, SpecialSignOff, SpecialWithdrawal
from disclosure.books.parties import public_party
from disclosure.books.queries.months import name_of
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.rules.special import Group, Receiver, published_groups
from disclosure.books.special_kinds import SpecialKind, smallest_group, special_kinds
from portal.areas import Task
from portal.kernel.attachments import AttachmentRow
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    def masked_receivers(self) -> tuple[Receiver, ...]:
        """The receivers with private names masked."""
        return tuple(
            Receiver(group=one.group, name=public_party(one.name), amount_fen=one.amount_fen) for one in self.receivers
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
class SpecialPage:
    """One topic as its screens show it."""

    newest: SpecialRow
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


def special_list(village: Place) -> tuple[SpecialRow, ...]:
    """Return the newest version of every topic, the newest topic first; a withdrawn one where there is no other."""
    versions = special_versions(village)
    newest = {one.number: one for one in versions} | {one.number: one for one in versions if not one.withdrawn_on}
    return tuple(newest[number] for number in sorted(newest, reverse=True))


def special_page(
    village: Place,
    number: int,
    *,
    today: date,
    may_prepare: bool = False,
    may_sign: bool = False,
    may_withdraw: bool = False,
) -> SpecialPage:
    """Return one topic.

    :raise NotFoundError: the village has none of that number.
    """
    versions = special_versions(village, number)
    if not versions:
        raise NotFoundError
    newest = versions[-1]
    return SpecialPage(
        newest=newest,
        was_public=any(one.signed_on for one in versions),
        prepared_by=name_of(newest.prepared_by),
        signed_by=name_of(newest.signed_by) if newest.signed_by else "",
        withdrawn_by=name_of(newest.withdrawn_by) if newest.withdrawn_by else "",
        sees_names=may_prepare or may_sign,
        allowance=None if newest.matter_number is None else allowance_of(village, newest.matter_number, today=today),
        may_prepare=may_prepare,
        may_sign=may_sign and newest.waits,
        may_withdraw=may_withdraw and newest.waits,
    )


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
