"""Preparing a disclosure on a topic of its own, and signing it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.errors import (
    FutureDayError,
    SpecialKindError,
    SpecialMatterError,
    SpecialPreparedError,
    SpecialSignedError,
    SpecialVoucherError,
    SpecialWithdrawnError,
)
from disclosure.books.models import SpecialDisclosure, SpecialSignOff, SpecialWithdrawal, Voucher
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.queries.special import (
    newest_special,
    next_special_number,
    special_versions,
    standing_version,
)
from disclosure.books.rules.special import (
    Topic,
    require_other_signer,
    require_reason,
    require_withdrawable,
    require_withdrawer,
    withdrawal_reason,
)
from disclosure.books.services.special_papers import keep_papers, require_papers
from disclosure.books.special_bulletins import publish_special
from disclosure.books.special_kinds import special_kinds
from portal.kernel.errors import NotFoundError
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.offices import Office
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.attachments import Upload
    from portal.kernel.canonical import Json
    from portal.org.actors import Actor
    from portal.org.models import Place


def prepare_special(
    actor: Actor, village: Place, topic: Topic, *, number: int | None = None, uploads: Sequence[Upload] = ()
) -> SpecialDisclosure:
    """Prepare a topic, or one that is there already anew; nothing is public before the signature.

    The same form sent twice is prepared once.

    :raise NotFoundError: the village has no topic of that number.
    :raise SpecialKindError: there is no such kind.
    :raise FutureDayError: the day has not come.
    :raise SpecialVoucherError: the village has no such voucher.
    :raise SpecialMatterError: no resolution stands on the matter it is to follow.
    :raise SpecialPreparedError: somebody prepared it since it was looked at.
    :raise SpecialPapersHiddenError: papers are to be public where receivers are not.
    :raise SpecialPaperError: a paper is to stay that is not there.
    :raise SpecialReasonError: it was public, and no reason is given; or the other way round.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BOOKS_CLOSE, village) as work:
        sent = SpecialDisclosure.get_or_none(
            (SpecialDisclosure.village == village.id) & (SpecialDisclosure.token == topic.token)
        )
        if sent is not None:
            work.leave_unchanged()
            return sent
        refuse_private_numbers(topic.title, topic.text, topic.reason, *(one.name for one in topic.receivers))
        refuse_private_numbers(*(one.group for one in topic.receivers))
        if topic.kind not in special_kinds():
            raise SpecialKindError
        if topic.happened_on > work.today:
            raise FutureDayError(work.today)
        _require_vouchers(village, topic)
        if topic.matter_number is not None and not allowance_of(village, topic.matter_number, today=work.today):
            raise SpecialMatterError(topic.matter_number)
        versions = special_versions(village, number) if number is not None else ()
        if number is not None and not versions:
            raise NotFoundError
        if topic.after != len(versions):
            raise SpecialPreparedError
        require_reason(topic.reason, published=any(one.signed_on for one in versions))
        standing = standing_version(versions, may_follow=True)
        before = standing.papers if standing else ()
        require_papers(topic, before)
        number = number or next_special_number(village)
        papers = keep_papers(work, number, topic, before=before, uploads=uploads)
        made = SpecialDisclosure.create(
            village=village,
            number=number,
            revision=len(versions) + 1,
            content=_content(topic, papers),
            reason=topic.reason,
            token=topic.token,
            prepared_at=work.now,
            prepared_by=actor.account_id,
        )
        work.seal(
            "books.special.prepared",
            about=("special", made.number),
            facts={
                "kind": topic.kind,
                "revision": made.revision,
                "receivers": len(topic.receivers),
                "papers": [one.digest for one in uploads],
            },
            rows=[made],
        )
        return made


def sign_special(actor: Actor, village: Place, number: int, *, revision: int) -> SpecialSignOff:
    """Sign the version of a topic that was looked at, as a second person, and publish it.

    :raise NotFoundError: the village has no topic of that number.
    :raise SpecialPreparedError: there is a newer version.
    :raise SpecialSignedError: it was signed before.
    :raise SpecialWithdrawnError: it was withdrawn.
    :raise OwnSpecialError: the signer prepared it.
    """
    with unit_of_work(actor, Permission.BOOKS_SIGN_OFF, village) as work:
        newest = newest_special(village, number)
        if newest.revision != revision:
            raise SpecialPreparedError
        if newest.signed_on is not None:
            raise SpecialSignedError
        if newest.withdrawn_on is not None:
            raise SpecialWithdrawnError
        require_other_signer(signer=actor.account_id, preparer=newest.prepared_by)
        signed = SpecialSignOff.create(disclosure=newest.id, signed_at=work.now, signed_by=actor.account_id)
        publish_special(work, village, newest, signer=actor.account_id)
        work.seal(
            "books.special.signed-off",
            about=("special", number),
            facts={"revision": newest.revision},
            rows=[signed],
        )
        return signed


def withdraw_special(actor: Actor, village: Place, number: int, *, revision: int, reason: str) -> SpecialWithdrawal:
    """Take back the version of a topic that was looked at, before it is signed; it stays in the list.

    :raise NotFoundError: the village has no topic of that number.
    :raise SpecialPreparedError: there is a newer version.
    :raise SpecialPublicError: it is signed.
    :raise SpecialWithdrawnError: it was withdrawn.
    :raise SpecialWithdrawerError: somebody else prepared it.
    :raise SpecialWithdrawalReasonError: no reason is given.
    """
    with unit_of_work(actor, Permission.SPECIAL_WITHDRAW, village) as work:
        why = withdrawal_reason(reason)
        refuse_private_numbers(why)
        newest = newest_special(village, number)
        if newest.revision != revision:
            raise SpecialPreparedError
        require_withdrawable(signed=newest.signed_on is not None, withdrawn=newest.withdrawn_on is not None)
        is_secretary = Office.SECRETARY in actor.offices(village, on=work.today)
        require_withdrawer(withdrawer=actor.account_id, preparer=newest.prepared_by, is_secretary=is_secretary)
        made = SpecialWithdrawal.create(
            disclosure=newest.id, reason=why, withdrawn_at=work.now, withdrawn_by=actor.account_id
        )
        work.seal("books.special.withdrawn", about=("special", number), facts={"revision": revision}, rows=[made])
        return made


def _content(topic: Topic, papers: list[Json]) -> dict[str, Json]:
    return {
        "kind": topic.kind,
        "title": topic.title,
        "happened_on": topic.happened_on.isoformat(),
        "text": topic.text,
        "vouchers": [[str(month), number] for month, number in topic.vouchers],
        "receivers": [[one.group, one.name, one.amount_fen] for one in topic.receivers],
        "matter": topic.matter_number,
        "papers": papers,
    }


def _require_vouchers(village: Place, topic: Topic) -> None:
    for month, number in topic.vouchers:
        here = (Voucher.village == village.id) & (Voucher.month == month) & (Voucher.number == number)
        if not Voucher.select().where(here).exists():
            raise SpecialVoucherError(f"{month}-{number}")
