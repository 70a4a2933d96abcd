"""What a meeting was, written at it and sealed; addenda stand beside it and write nothing over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.branch.errors import (
    MinutesNeededError,
    MinutesThereError,
    NobodySignedError,
    NoPhotoGivenError,
    NotRecordedError,
    PracticeIndoorError,
    PracticeNeededError,
    RecordedError,
    TieKeyError,
)
from points.branch.life import Form, practices, ties
from points.branch.models import BranchRecord
from points.branch.queries import BRANCH_MEETING, meeting_fact
from portal.kernel.attachments import attach
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.errors import MinutesTooEarlyError
from portal.meetings.queries import meeting as meeting_row
from portal.meetings.rules import late_days
from portal.meetings.services import add_minutes
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from points.branch.rules.facts import MeetingFact
    from portal.kernel.attachments import Upload
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What the minutes say a meeting was: their text, indoors or practice, and what it was tied to (党建+)."""

    text: str
    form: Form
    practice: str = ""
    tie: str = ""
    tie_key: str = ""


def record_meeting(
    actor: Actor,
    village: Place,
    meeting_id: int,
    recording: Recording,
    *,
    photos: Sequence[Upload] = (),
    unsigned: bool = False,
) -> BranchRecord:
    """Seal a meeting's minutes with what it was, and its photos.

    Where the minutes were written before, ``text`` is empty and only what it was is added. Where nobody signed in it is
    sealed once ``unsigned`` says that this is known; the journal says so too.

    :raise NotBranchMeetingError: the village held no such meeting, or it is none of a branch's.
    :raise MinutesTooEarlyError: sign-in has not begun.
    :raise RecordedError: it was recorded already.
    :raise NobodySignedError: nobody signed in, and it is not said that this is known.
    :raise MinutesNeededError: there are no minutes and no text.
    :raise MinutesThereError: there are minutes and a text.
    :raise PracticeNeededError: practice of no kind; further as ``_require_said``.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BRANCH_CONVENE, village) as work:
        fact = meeting_fact(village, meeting_id)
        if not fact.begun:
            raise MinutesTooEarlyError
        if fact.form is not None:
            raise RecordedError
        if not fact.held and not unsigned:
            raise NobodySignedError
        _require_said(recording)
        text = recording.text.strip()
        if fact.minuted_at is None and not text:
            raise MinutesNeededError
        if fact.minuted_at is not None and text:
            raise MinutesThereError
        rows: list[SealedModel] = []
        if text:
            rows.append(add_minutes(work, meeting_row(village, meeting_id), text, by=actor.account_id))
        made = _write(work, actor, fact, recording, revision=1)
        papers = attach(work, about=(BRANCH_MEETING, meeting_id), uploads=photos)
        work.seal(
            "branch.meeting.recorded",
            about=("meeting", meeting_id),
            facts={
                "form": made.form.value,
                "late_days": made.late_days,
                "photos": [one.digest for one in papers],
                "unsigned": not fact.held,
            },
            rows=[*rows, made],
            happened_on=fact.day,
        )
        return made


def add_addendum(actor: Actor, village: Place, meeting_id: int, recording: Recording, *, reason: str) -> BranchRecord:
    """Put something right or add to it beside the minutes, which stay as they were sealed.

    The same words once more are the same addendum.

    :raise NotBranchMeetingError: the village held no such meeting, or it is none of a branch's.
    :raise NotRecordedError: nothing was recorded yet.
    :raise MinutesNeededError: it says nothing.
    :raise PracticeNeededError: practice of no kind; further as ``_require_said``.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BRANCH_CONVENE, village) as work:
        refuse_private_numbers(reason)
        fact = meeting_fact(village, meeting_id)
        last = BranchRecord.select().where(BranchRecord.meeting == meeting_id).order_by(BranchRecord.revision.desc())
        before: BranchRecord | None = last.first()
        if before is None:
            raise NotRecordedError
        _require_said(recording)
        if not recording.text.strip() or not reason.strip():
            raise MinutesNeededError
        if (before.text, before.reason, before.form) == (recording.text.strip(), reason.strip(), recording.form):
            work.leave_unchanged()
            return before
        made = _write(work, actor, fact, recording, revision=before.revision + 1, reason=reason.strip())
        work.seal(
            "branch.meeting.amended",
            about=("meeting", meeting_id),
            facts={"form": made.form.value, "revision": made.revision, "late_days": made.late_days},
            rows=[made],
            happened_on=fact.day,
        )
        return made


def add_photos(actor: Actor, village: Place, meeting_id: int, photos: Sequence[Upload]) -> int:
    """Keep photos beside a meeting; return how many are new. They say by themselves when they came.

    :raise NotBranchMeetingError: the village held no such meeting, or it is none of a branch's.
    :raise NoPhotoGivenError: there is none.
    """
    with unit_of_work(actor, Permission.BRANCH_CONVENE, village) as work:
        fact = meeting_fact(village, meeting_id)
        if not photos:
            raise NoPhotoGivenError
        papers = attach(work, about=(BRANCH_MEETING, meeting_id), uploads=photos)
        if not papers:
            work.leave_unchanged()
            return 0
        work.seal(
            "branch.photos.added",
            about=("meeting", meeting_id),
            facts={
                "photos": [one.digest for one in papers],
                "late_days": late_days(happened_on=fact.day, recorded_on=work.today),
            },
            happened_on=fact.day,
        )
        return len(papers)


def _write(
    work: Work, actor: Actor, fact: MeetingFact, recording: Recording, *, revision: int, reason: str = ""
) -> BranchRecord:
    return BranchRecord.create(
        meeting=fact.id,
        revision=revision,
        form=recording.form,
        practice=recording.practice,
        tie=recording.tie,
        tie_key=recording.tie_key.strip(),
        text="" if revision == 1 else recording.text.strip(),
        reason=reason,
        late_days=late_days(happened_on=fact.day, recorded_on=work.today),
        recorded_at=work.now,
        recorded_by=actor.person_id,
    )


def _require_said(recording: Recording) -> None:
    """Refuse what does not fit together.

    :raise PracticeNeededError: practice of no kind that is known.
    :raise PracticeIndoorError: a kind of practice indoors.
    :raise TieKeyError: a tie without its number or name, a name without a tie, or a number that is none.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    refuse_private_numbers(recording.text, recording.tie_key)
    if recording.form is Form.PRACTICE and recording.practice not in dict(practices()):
        raise PracticeNeededError
    if recording.form is Form.INDOOR and recording.practice:
        raise PracticeIndoorError
    _require_tie(recording.tie, recording.tie_key.strip())


def _require_tie(tie_id: str, key: str) -> None:
    tie = next((one for one in ties() if one.id == tie_id), None)
    if tie is None:
        if tie_id or key:
            raise TieKeyError("写了编号或者名称的，请先选“党建+”结合的是哪一类；没有的，两项都不填。")
        return
    if not key:
        raise TieKeyError(f"请填写{tie.name}的{'编号' if tie.numbered else '名称'}。")
    is_number = key.isascii() and key.isdigit() and not key.startswith("0") and len(key) <= _LONGEST_NUMBER
    if tie.numbered and not is_number:
        raise TieKeyError(f"{tie.name}请填写编号，例如 3，不用写“第”和“号”。")
