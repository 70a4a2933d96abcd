"""What does not look right is answered by the branch and judged by somebody who had no part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.branch.errors import VerdictReasonError
from points.branch.models import OddityAnswer, OddityVerdict
from points.branch.queries import OddityRow, answered_since, oddity
from points.branch.rules.explaining import require_judgeable, require_open
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from portal.org.models import Place

ODDITY = "oddity"


def answer_oddity(actor: Actor, village: Place, key: str, *, text: str) -> OddityRow:
    """Explain something odd, in words kept with what was found and by which rule.

    The same answer of the same person again, while it waits, is the same answer.

    :raise NotFoundError: the village has none of that key.
    :raise OddityAnsweredError: it was answered.
    :raise OddityOverError: it was answered and judged.
    :raise OddityStaleError: it is no longer so.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BRANCH_CONVENE, village) as work:
        refuse_private_numbers(text)
        row = oddity(village, key, today=work.today)
        last = row.answers[-1] if row.answers else None
        if last and last.accepted is None and (last.answered_by_id, last.text) == (actor.person_id, text.strip()):
            work.leave_unchanged()
            return row
        require_open(row.state)
        answer = OddityAnswer.create(
            village=village,
            branch=row.branch_id,
            key=key,
            number=len(row.answers) + 1,
            check_id=row.check.id,
            rule_version=row.check.version,
            found=row.text,
            found_on=row.day,
            text=text.strip(),
            answered_at=work.now,
            answered_by=actor.person_id,
        )
        work.seal(
            "branch.oddity.answered",
            about=(ODDITY, key),
            facts={"check": row.check.id, "number": answer.number},
            rows=[answer],
        )
        return answered_since(village, row)


def judge_oddity(actor: Actor, village: Place, key: str, *, accepted: bool, reason: str = "") -> OddityRow:
    """Judge an answer: it will do, or it is sent back with a reason. The same verdict again is the same verdict.

    :raise NotFoundError: the village has none of that key.
    :raise OddityNotAnsweredError: there is no answer to look at.
    :raise OddityOverError: it was judged.
    :raise OddityStaleError: it is no longer so.
    :raise OwnOddityError: the judge answered it, or chaired or recorded one of the meetings.
    :raise VerdictReasonError: it was sent back without a reason.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BRANCH_JUDGE, village) as work:
        refuse_private_numbers(reason)
        row = oddity(village, key, today=work.today)
        last = row.answers[-1] if row.answers else None
        if last is not None and last.accepted is not None and _is_same(last.id, actor, accepted=accepted):
            work.leave_unchanged()
            return row
        answered_by = last.answered_by_id if last else None
        require_judgeable(row.state, judge=actor.person_id, answered_by=answered_by, took_part=row.people)
        if not accepted and not reason.strip():
            raise VerdictReasonError
        verdict = OddityVerdict.create(
            answer=last.id if last else None,
            accepted=accepted,
            reason=reason.strip(),
            judged_at=work.now,
            judged_by=actor.person_id,
        )
        work.seal(
            "branch.oddity.judged",
            about=(ODDITY, key),
            facts={"check": row.check.id, "accepted": accepted},
            rows=[verdict],
        )
        return answered_since(village, row)


def _is_same(answer_id: int, actor: Actor, *, accepted: bool) -> bool:
    return (
        OddityVerdict.get_or_none(
            (OddityVerdict.answer == answer_id)
            & (OddityVerdict.judged_by == actor.person_id)
            & (OddityVerdict.accepted == accepted)
        )
        is not None
    )
