"""What the tool shed does."""

from __future__ import annotations

from portal.kernel.bulletins import publish
from portal.kernel.work import unit_of_work
from portal.org.actors import Actor
from portal.org.models import Place
from portal.org.permissions import Permission
from tests.outpost.models import Loan


def lend(actor: Actor, village: Place, tool: str) -> Loan:
    """Lend a tool and say so in public."""
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        loan = Loan.create(village=village, tool=tool)
        publish(work, kind="loan", key=str(loan.id), content={"tool": tool}, about=[("loan", loan.id)])
        work.seal("outpost.tool.lent", about=("loan", loan.id), facts={"tool": tool}, rows=[loan])
        return loan
