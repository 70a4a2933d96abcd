"""Preparing a quarter's or a year's disclosure, and signing it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.errors import PeriodNotPreparedError, PeriodPreparedError, PeriodSignedError
from disclosure.books.models import PeriodDisclosure, PeriodSignOff
from disclosure.books.periodic_bulletins import publish_period
from disclosure.books.queries.periodic import begun_in, period_content, prepared_versions, signed_months
from disclosure.books.rules.periodic import (
    require_answers,
    require_months_signed,
    require_other_signer,
    require_reason,
)
from portal.kernel.canonical import canonical_json, sha256_hex
from portal.kernel.errors import NotFoundError
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure.books.rules.periodic import Answer
    from disclosure.books.rules.periods import Period
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing:
    """What the bookkeeper says of a quarter or year; ``after`` is the version they saw, 0 where there was none."""

    answers: Mapping[str, Answer]
    explanation: str = ""
    reason: str = ""
    after: int = 0


def prepare_period(actor: Actor, village: Place, period: Period, preparing: Preparing) -> PeriodDisclosure:
    """Prepare the table of a quarter or year, or prepare it anew; nothing is public before the signature.

    :raise NotFoundError: the village has no books of it.
    :raise PeriodNotOverError: its last day has not passed.
    :raise PeriodMonthsError: a month of it is not public yet.
    :raise PeriodPreparedError: somebody prepared it since it was looked at.
    :raise ReasonWantedError: it was public, and no reason is given; or the other way round.
    :raise AnswerMissingError: nothing was said of an item that no account fills.
    """
    with unit_of_work(actor, Permission.BOOKS_CLOSE, village) as work:
        refuse_private_numbers(
            preparing.explanation, preparing.reason, *(one.text for one in preparing.answers.values())
        )
        begun = begun_in(village)
        if begun is None or period.months[-1] < begun:
            raise NotFoundError
        require_months_signed(period, begun=begun, signed=signed_months(village).keys(), today=work.today)
        require_answers(disclosure_form(), preparing.answers)
        versions = prepared_versions(village, [str(period)])
        if preparing.after != len(versions):
            raise PeriodPreparedError(period.chinese)
        require_reason(preparing.reason, published=any(one.signed_on for one in versions))
        content = period_content(
            village, period, begun=begun, answers=preparing.answers, explanation=preparing.explanation
        )
        made = PeriodDisclosure.create(
            village=village,
            period=str(period),
            revision=len(versions) + 1,
            content=content,
            reason=preparing.reason,
            prepared_at=work.now,
            prepared_by=actor.account_id,
        )
        work.seal(
            "books.period.prepared",
            about=("period", str(period)),
            facts={"revision": made.revision, "content_digest": sha256_hex(canonical_json(content))},
            rows=[made],
        )
        return made


def sign_period(actor: Actor, village: Place, period: Period, *, revision: int) -> PeriodSignOff:
    """Sign the version of a quarter or year that was looked at, as a second person, and publish it.

    :raise PeriodNotPreparedError: there is none.
    :raise PeriodPreparedError: there is a newer one.
    :raise PeriodSignedError: it was signed before.
    :raise OwnDisclosureError: the signer prepared it.
    """
    with unit_of_work(actor, Permission.BOOKS_SIGN_OFF, village) as work:
        versions = prepared_versions(village, [str(period)])
        if not versions:
            raise PeriodNotPreparedError(period.chinese)
        newest = versions[-1]
        if newest.revision != revision:
            raise PeriodPreparedError(period.chinese)
        if newest.signed_on is not None:
            raise PeriodSignedError(period.chinese)
        require_other_signer(period, signer=actor.account_id, preparer=newest.prepared_by)
        signed = PeriodSignOff.create(disclosure=newest.id, signed_at=work.now, signed_by=actor.account_id)
        publish_period(work, village, period, newest, signer=actor.account_id)
        work.seal(
            "books.period.signed-off",
            about=("period", str(period)),
            facts={"revision": newest.revision},
            rows=[signed],
        )
        return signed
