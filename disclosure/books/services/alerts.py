"""Alerts are answered by the village and closed by somebody else; a closed month keeps those it was closed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.models.alerts import Alert, AlertAnswer, AlertVerdict, AlertVoucher
from disclosure.books.queries.alerts import ALERT, AlertRow, alert, found_in
from disclosure.books.queries.ledger import recorders
from disclosure.books.rules.alerts import require_judgeable, require_open, require_reason
from portal.kernel.attachments import attach
from portal.kernel.db import tuples_of
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.rules.checks import Finding
    from portal.kernel.attachments import Upload
    from portal.kernel.db import SealedModel
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def answer_alert(actor: Actor, village: Place, key: str, *, text: str, uploads: Sequence[Upload] = ()) -> AlertRow:
    """Answer an alert, with papers where there are any; one that was only found is raised with it.

    The same answer of the same person again, while it waits, is the same answer.

    :raise NotFoundError: the village has no such alert.
    :raise AlertAnsweredError: it was answered.
    :raise AlertClosedError: it was closed.
    :raise AlertOutdatedError: its facts have changed.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.ALERT_ANSWER, village) as work:
        refuse_private_numbers(text)
        row = alert(village, key, today=work.today)
        if _is_said_again(row, actor, text):
            work.leave_unchanged()
            return row
        require_open(row.state)
        rows: list[SealedModel] = []
        if row.id is None:
            found = [one for one in found_in(village, [row.month], today=work.today) if one.key == key]
            rows += raise_alerts(work, actor, village, found)
        raised = Alert.get((Alert.village == village.id) & (Alert.key == key))
        answer = AlertAnswer.create(
            alert=raised,
            number=len(row.answers) + 1,
            text=text,
            answered_at=work.now,
            answered_by=actor.account_id,
        )
        papers = attach(work, about=(ALERT, raised.id), uploads=uploads)
        work.seal(
            "books.alert.answered",
            about=(ALERT, key),
            facts={
                "check": row.check.id,
                "month": str(row.month),
                "number": answer.number,
                "papers": [one.digest for one in papers],
            },
            rows=[*rows, answer],
        )
        return alert(village, key, today=work.today)


def judge_alert(actor: Actor, village: Place, key: str, *, accepted: bool, text: str = "") -> AlertRow:
    """Look at an answer as somebody who had no part in it: accept it, which closes the alert, or send it back.

    The same verdict of the same person again is the same verdict.

    :raise NotFoundError: the village has no such alert.
    :raise AlertNotAnsweredError: there is no answer to look at.
    :raise AlertClosedError: it was closed.
    :raise AlertOutdatedError: its facts have changed.
    :raise OwnAlertError: the judge answered it, or recorded what it is about.
    :raise AlertReasonError: it is sent back without a word.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.ALERT_CLOSE, village) as work:
        refuse_private_numbers(text)
        row = alert(village, key, today=work.today)
        waiting = AlertAnswer.select(fn.MAX(AlertAnswer.id)).where(AlertAnswer.alert == row.id).scalar()
        same = (AlertVerdict.answer == waiting) & (AlertVerdict.judged_by == actor.account_id)
        if waiting and AlertVerdict.get_or_none(same & (AlertVerdict.accepted == accepted)) is not None:
            work.leave_unchanged()
            return row
        require_judgeable(
            row.state,
            judge=actor.account_id,
            answered_by=row.answered_by,
            recorders=row.recorders or recorders(village, row.month),
        )
        require_reason(accepted=accepted, text=text)
        verdict = AlertVerdict.create(
            answer=waiting, accepted=accepted, text=text, judged_at=work.now, judged_by=actor.account_id
        )
        work.seal(
            "books.alert.judged",
            about=(ALERT, key),
            facts={"check": row.check.id, "month": str(row.month), "accepted": accepted},
            rows=[verdict],
        )
        return alert(village, key, today=work.today)


def raise_month(work: Work, actor: Actor, village: Place, month: Month) -> list[SealedModel]:
    """Raise what is found of a month that is being closed, inside the unit of work that seals it; return the rows."""
    query = Alert.select(Alert.key).where((Alert.village == village.id) & (Alert.month == month))
    known = {key for (key,) in tuples_of(query)}
    found = {one.key: one for one in found_in(village, [month], today=work.today)}
    return raise_alerts(work, actor, village, [one for key, one in found.items() if key not in known])


def raise_alerts(work: Work, actor: Actor, village: Place, found: Sequence[Finding]) -> list[SealedModel]:
    """Write what checks found as alerts, inside a unit of work that seals them; return their rows."""
    rows: list[SealedModel] = []
    for one in found:
        raised = Alert.create(
            village=village,
            key=one.key,
            month=one.month,
            check_id=one.rule.id,
            rule_version=one.rule.version,
            subject=one.subject,
            text=one.text,
            facts=dict(one.facts),
            blocking=one.blocks,
            raised_at=work.now,
            raised_by=actor.account_id,
        )
        about = [AlertVoucher.create(alert=raised, voucher=voucher.id) for voucher in one.vouchers]
        rows += [raised, *about]
    return rows


def _is_said_again(row: AlertRow, actor: Actor, text: str) -> bool:
    last = row.answers[-1] if row.answers else None
    return last is not None and last.verdict is None and last.account_id == actor.account_id and last.text == text
