"""Adopting a ladder: for requests from tomorrow on, never for one that has begun."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from disclosure.books.errors import LadderDayError, LadderDecidedLaterError, LadderTakenError
from disclosure.books.ladders import filled_ladder
from disclosure.books.models import LadderAdoption
from portal.kernel.canonical import sha256_hex
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from portal.kernel.canonical import Json
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopting:
    """What a township decided; ``ladder`` is empty where it goes back to having none, ``since`` is included."""

    ladder: str
    decided_on: date
    since: date
    document: str
    amounts: Mapping[str, int] = field(default_factory=dict)  # fen, by what the ladder asks for


def adopt_ladder(actor: Actor, township: Place, adopting: Adopting) -> LadderAdoption:
    """Record that a township made a ladder the rule of its villages; the same again is the same.

    :raise LadderDecidedLaterError: nobody has decided yet.
    :raise LadderDayError: it would hold for requests that may have begun.
    :raise LadderTakenError: something else was recorded for that day.
    :raise UnknownLadderError: no file has the ladder.
    :raise LadderAmountError: an amount it leaves to the township is not said.
    :raise PrivateNumberError: the document has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.LADDER_ADOPT, township) as work:
        refuse_private_numbers(adopting.document)
        if adopting.decided_on > work.today:
            raise LadderDecidedLaterError
        content = _content(adopting)
        known = _adopted_already(township, adopting, amounts=content.get("amounts"))
        if known is not None:
            work.leave_unchanged()
            return known
        if adopting.since <= work.today:
            raise LadderDayError(work.today + timedelta(days=1))
        adopted = LadderAdoption.create(
            place=township,
            ladder=adopting.ladder,
            content=content,
            decided_on=adopting.decided_on,
            since=adopting.since,
            document=adopting.document,
            document_digest=sha256_hex(adopting.document.encode()),
            recorded_at=work.now,
            recorded_by=actor.account_id,
        )
        work.seal(
            "books.ladder.adopted",
            about=("ladder", adopting.ladder or "none"),
            facts={"since": adopted.since.isoformat(), "document_digest": adopted.document_digest},
            rows=[adopted],
            happened_on=adopted.decided_on,
        )
        return adopted


def _content(adopting: Adopting) -> dict[str, Json]:
    """Return the ladder as it reads on the day it begins; nothing where the township goes back to having none."""
    return {**filled_ladder(adopting.ladder, adopting.since, adopting.amounts).as_adopted} if adopting.ladder else {}


def _adopted_already(township: Place, adopting: Adopting, *, amounts: Json) -> LadderAdoption | None:
    """Return what the very same decision made before.

    :raise LadderTakenError: another one was recorded for that day.
    """
    known = LadderAdoption.get_or_none((LadderAdoption.place == township.id) & (LadderAdoption.since == adopting.since))
    if known is None:
        return None
    said = (adopting.ladder, adopting.decided_on, adopting.document, amounts)
    if (known.ladder, known.decided_on, known.document, known.content.get("amounts")) != said:
        raise LadderTakenError(known.since, known.content["title"] if known.content else "不再采纳审批阶梯")
    return known
