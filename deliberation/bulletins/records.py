"""What is published of a step without a vote (key: number-step-round)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.decisions import before_decision, steps_of
from deliberation.bulletins.parts import masked_in, way_taken
from deliberation.queries.standing import workflow_of
from portal.kernel import bulletins

if TYPE_CHECKING:
    from deliberation.models import StageRecord
    from deliberation.queries import MatterRow
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.work import Work
    from portal.org.models import Place

RECORD = "step"


def publish_record(work: Work, village: Place, matter: MatterRow, record: StageRecord) -> Bulletin:
    """Publish what an officer wrote down, in the officer's words; the office is named, not the person.

    :raise RuntimeError: the matter's procedure has no such step.
    """
    rule = workflow_of(village, matter).record(record.stage)
    if rule is None:
        raise RuntimeError(record.stage)
    return bulletins.publish(
        work,
        kind=RECORD,
        key=f"{matter.number}-{rule.id}-{record.round}",
        content={
            "matter": before_decision(matter, village),
            "step": {
                "id": rule.id,
                "name": rule.name,
                "before": rule.before,
                "article": rule.article,
                "gate": rule.gate_text,
                "round": record.round,
            },
            "passed": record.passed,
            "word": rule.passed if record.passed else rule.returned,
            "text": masked_in(village)(record.text),
            "office": record.office.title,
            "on": record.happened_on.isoformat(),
            "late_days": record.late_days,
            "plan_digest": record.plan_digest,
            "steps": steps_of(matter),
            **way_taken(village, matter),
        },
        about=[("matter", matter.number)],
    )
