"""Reading the tool shed."""

from __future__ import annotations

from datetime import date

from portal.areas import Task
from portal.org.actors import Actor
from portal.org.models import Place
from tests.outpost.models import Loan


def tools_lent(village: Place) -> list[str]:
    """Return the tools that are out."""
    return [loan.tool for loan in Loan.select().where(Loan.village == village.id).order_by(Loan.id)]


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Remind of every tool that is out."""
    return [
        Task(title=f"{actor.name}：催还{tool}", endpoint="outpost.index", due=today) for tool in tools_lent(village)
    ]
