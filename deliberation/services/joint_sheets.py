"""Support on paper: one officer enters a signed sheet with its photo, a second one holds both against each other.

The cheapest form that four eyes allow (D-54): the names are typed once, and what is compared lies beside the photo.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from deliberation.errors import (
    OwnNameOnSheetError,
    OwnSheetError,
    SheetEmptyError,
    SheetNameError,
    SheetNotFoundError,
    SheetReasonError,
)
from deliberation.models import JointSheet, JointSheetCheck
from deliberation.queries.joint import SHEET, entitled, joint_proposal
from deliberation.rules.joint import require_gathering
from deliberation.services.holding import person_of
from deliberation.services.joint import count_support, seal_if_reached
from portal.kernel.attachments import attach
from portal.kernel.db import tuples_of
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.models import Person
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deliberation.queries.joint import JointRow
    from portal.kernel.attachments import Upload
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def enter_sheet(
    actor: Actor, village: Place, number: int, *, names: Sequence[str], uploads: Sequence[Upload]
) -> JointSheet:
    """Enter who signed a sheet, by names or codes, with its photo; the same sheet again is the same.

    :raise JointNotFoundError: the village has no such proposal.
    :raise JointReachedError: enough support it.
    :raise JointClosedError: there is nothing left to be done.
    :raise SheetEmptyError: no name, or no photo.
    :raise SheetNameError: a name is nobody's who may join, or several people's.
    :raise OwnNameOnSheetError: the officer signed it.
    """
    with unit_of_work(actor, Permission.SUGGESTION_RECORD, village) as work:
        row = joint_proposal(village, number, on=work.today)
        require_gathering(number, row.state)
        people = _signed(village, row, names, work)
        if not uploads:
            raise SheetEmptyError("上传签名表的照片或者扫描件")
        _require_not_on(people, work)
        photos = sorted({one.digest for one in uploads})
        for one in row.sheets:
            if (list(one.people), list(one.photos)) == (people, photos) and one.accepted is not False:
                work.leave_unchanged()
                return JointSheet.get_by_id(one.id)
        made = JointSheet.create(
            proposal=row.id,
            number=1 + len(row.sheets),
            people=people,
            photos=photos,
            entered_by=person_of(work),
            entered_at=work.now,
        )
        attach(work, about=(SHEET, f"{number}-{made.number}"), uploads=uploads)
        work.seal(
            "deliberation.joint.sheet.entered",
            about=("joint", number),
            facts={"sheet": made.number, "names": len(people), "photos": list(photos)},
            rows=[made],
        )
        return made


def check_sheet(
    actor: Actor, village: Place, number: int, sheet: int, *, accepted: bool, reason: str = ""
) -> JointSheetCheck:
    """Hold a sheet against its photo as a second officer: alike, those on it count; else it is sent back.

    Whoever took their support back since the sheet was entered is not counted by it.

    :raise JointNotFoundError: the village has no such proposal.
    :raise SheetNotFoundError: no such sheet waits.
    :raise OwnSheetError: the same officer entered it.
    :raise OwnNameOnSheetError: the officer signed it.
    :raise SheetReasonError: it is sent back without a reason.
    :raise JointReachedError: enough support the proposal.
    :raise JointClosedError: there is nothing left to be done.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SUGGESTION_RECORD, village) as work:
        refuse_private_numbers(reason)
        row = joint_proposal(village, number, on=work.today)
        waiting = next((one for one in row.sheets if one.number == sheet and one.accepted is None), None)
        if waiting is None:
            raise SheetNotFoundError
        if waiting.entered_by == person_of(work):
            raise OwnSheetError
        _require_not_on(waiting.people, work)
        require_gathering(number, row.state)
        if not accepted and not reason:
            raise SheetReasonError
        made = JointSheetCheck.create(
            sheet=waiting.id,
            accepted=accepted,
            reason="" if accepted else reason,
            checked_by=person_of(work),
            checked_at=work.now,
        )
        rows = count_support(work, row, waiting) if accepted else []
        counted = len(rows)
        rows += seal_if_reached(work, village, number)
        work.seal(
            f"deliberation.joint.sheet.{'confirmed' if accepted else 'returned'}",
            about=("joint", number),
            facts={"sheet": sheet, "counted": counted},
            rows=[made, *rows],
        )
        return made


def _signed(village: Place, row: JointRow, names: Sequence[str], work: Work) -> list[int]:
    """Return who signed, by their ids, each once."""
    typed = list(dict.fromkeys(one.strip() for one in names if one.strip()))
    if not typed:
        raise SheetEmptyError("照签名表填写姓名，每行一个")
    may_join = entitled(village, row.side, on=work.today)
    known: dict[str, set[int]] = defaultdict(set)
    for key, name, code in tuples_of(
        Person.select(Person.id, Person.name, Person.code).where(Person.village == village.id)
    ):
        if key in may_join:
            known[name].add(key)
            known[code].add(key)
    unknown = [one for one in typed if not known.get(one)]
    ambiguous = [one for one in typed if len(known.get(one, ())) > 1]
    if unknown or ambiguous:
        raise SheetNameError(unknown, ambiguous, base=row.side.base)
    return sorted({key for one in typed for key in known[one]})


def _require_not_on(people: Sequence[int], work: Work) -> None:
    if person_of(work) in people:
        raise OwnNameOnSheetError
