"""The published topic: what it is about, and its receivers masked one by one or only as groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.due_days import DueKind, due_day
from disclosure.books.kinds import SPECIAL
from disclosure.books.parties import public_party
from disclosure.books.queries.months import name_of
from disclosure.books.queries.special import special_versions, topic_masking
from disclosure.books.resolution_bulletins import resolution_part
from disclosure.books.rules.special import people_in
from portal.kernel import bulletins
from portal.kernel.names import mask_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from disclosure.books.queries.special import SpecialRow
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.models import Place


def publish_special(work: Work, village: Place, prepared: SpecialRow, *, signer: int) -> Bulletin:
    """Publish a version in the unit of work that signs it; one that follows a public one has its reason."""
    masked = topic_masking(village, special_versions(village, prepared.number))
    row = due_day(DueKind.EVENT)
    names = [name_of(prepared.prepared_by), name_of(signer)]
    content: dict[str, Json] = {
        "number": prepared.number,
        "kind": {
            "id": prepared.kind.id,
            "name": prepared.kind.name,
            "source": prepared.kind.source,
            "quoted": prepared.kind.quoted,
        },
        "title": masked(prepared.title),
        "text": masked(prepared.text),
        "happened_on": prepared.happened_on.isoformat(),
        "vouchers": [{"month": str(month), "number": number} for month, number in prepared.vouchers],
        **_receivers(prepared, masked),
        "resolution": _resolution(village, prepared, masked, today=work.today),
        "attachments": [_paper(prepared, place, masked) for place in range(len(prepared.papers))],
        "due": {
            "on": prepared.due_on.isoformat(),
            "article": row.article,
            "quoted": row.is_quoted_in(village.jurisdiction),
        },
        "prepared": {"who": _who(0, names), "on": prepared.prepared_on.isoformat()},
        "signed_off": {"who": _who(1, names), "on": work.today.isoformat()},
    }
    return bulletins.publish(
        work,
        kind=SPECIAL,
        key=str(prepared.number),
        content=content,
        about=[
            ("special", prepared.number),
            *(("voucher", f"{month}-{number}") for month, number in prepared.vouchers),
            *([("matter", prepared.matter_number)] if prepared.matter_number is not None else []),
        ],
        names=names,
        reason=masked(prepared.reason),
    )


def _receivers(prepared: SpecialRow, masked: Callable[[str], str]) -> dict[str, Json]:
    """Say who received what: groups alone where receivers are not shown one by one."""
    people = people_in(prepared.receivers)
    if prepared.kind.shows_groups:
        return {
            "people": people,
            "total_fen": prepared.public_total_fen,
            "groups": [
                {"name": "、".join(map(masked, one.names)), "people": one.people, "amount_fen": one.amount_fen}
                for one in prepared.groups
            ],
            "rows": [],
        }
    return {
        "people": people,
        "total_fen": prepared.public_total_fen,
        "groups": [],
        "rows": [
            {"group": masked(one.group), "name": public_party(one.name, masked), "amount_fen": one.amount_fen}
            for one in prepared.receivers
        ],
    }


def _resolution(village: Place, prepared: SpecialRow, masked: Callable[[str], str], *, today: date) -> Json:
    """Say which resolution it follows, as far as that stands when it is signed."""
    matters = [] if prepared.matter_number is None else [prepared.matter_number]
    return next(iter(resolution_part(village, matters, masked, today=today)), None)


def _paper(prepared: SpecialRow, place: int, masked: Callable[[str], str]) -> Json:
    """Say which paper lies beside it by its fingerprint, and which copy of it everybody may see; groups have none."""
    one, number = prepared.papers[place], f"附件 {place + 1}"
    alt = f"{masked(prepared.title)}，{number}"
    return {
        "title": number if prepared.kind.shows_groups else masked(one.title),
        "media_type": one.media_type,
        "size": one.size,
        "digest": one.digest,
        "public": None if one.public is None else {**one.public, "alt": alt},
    }


def _who(index: int, names: list[str]) -> dict[str, Json]:
    return {"name": index, "masked": mask_name(names[index])}
