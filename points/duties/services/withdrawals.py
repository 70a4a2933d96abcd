"""Taking a record back: a row with a reason; what was recorded stays and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from points.duties.errors import NoDutyError, OwnWithdrawalError, WithdrawnError
from points.duties.models import CampaignResult, DuesPayment, DutyVisit, DutyWithdrawal, StudyEntry
from points.duties.queries import withdrawn
from points.duties.services.entering import entry, reason_of
from points.duties.values import Record
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from portal.org.models import Place

_MODELS: dict[Record, Any] = {
    Record.VISIT: DutyVisit,
    Record.DUES: DuesPayment,
    Record.STUDY: StudyEntry,
    Record.RESULT: CampaignResult,
}


def withdraw(actor: Actor, village: Place, kind: Record, record_id: int, *, reason: str) -> DutyWithdrawal:
    """Take a visit, a payment, study hours or a result back that was entered wrongly; never one's own.

    :raise NoDutyError: the village has no such record.
    :raise WithdrawnError: it was taken back before.
    :raise OwnWithdrawalError: it is the officer's own.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        why, whose = reason_of(reason), _whose(village, kind, record_id)
        if whose == actor.person_id:
            raise OwnWithdrawalError
        if record_id in withdrawn(village, kind):
            raise WithdrawnError
        row = DutyWithdrawal.create(
            **entry(work, actor, village, happened_on=work.today), kind=kind, record=record_id, reason=why
        )
        work.seal("duties.record.withdrawn", about=(kind.value, record_id), facts={"kind": kind.value}, rows=[row])
        return row


def _whose(village: Place, kind: Record, record_id: int) -> int:
    model = _MODELS[kind]
    found = model.get_or_none((model.village == village.id) & (model.id == record_id))
    if found is None:
        raise NoDutyError
    return int(found.joining.person_id if kind is Record.RESULT else found.person_id)
