"""One frozen value per screen of what was said to a plan; what the viewer may do is asked by the view and given in.

What somebody says is seen by whoever said it and by officers, and by everybody once it is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import OpinionAnsweredError, OpinionsForVillagersError, OwnOpinionError
from deliberation.models import PlanRevision
from deliberation.queries.matters import matter, matters
from deliberation.queries.opinions import copies_of, opinion_of, rule_on, window_of
from deliberation.rules.opinions import with_amendment
from deliberation.rules.plans import paragraphs
from portal.kernel.clock import local_day
from portal.kernel.db import tuples_of
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.queries.follow_up_screens import Viewer
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.opinions import OpinionRow
    from deliberation.rules.opinions import OpinionRule, Window
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOpinion:
    """One opinion, amendment or question as the viewer may see it."""

    row: OpinionRow
    may_read: bool
    own: bool
    filer: str
    may_answer: bool

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return self.row.reply.mark if self.row.reply else "wait"

    @property
    def standing(self) -> str:
        """How it stands, in a word."""
        return self.row.reply.title if self.row.reply else "待答复"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionsPanel:
    """What stands of it on the matter's own screen."""

    number: int
    said: int
    waiting: int
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionsPage:
    """The plan of a matter by its paragraphs, and what was said to it: the viewer's own first, then what waits."""

    matter: MatterRow
    paragraphs: tuple[str, ...]
    shown: tuple[ShownOpinion, ...]
    window: Window
    rule: OpinionRule
    may_file: bool
    may_record: bool
    may_view: bool

    @property
    def waiting(self) -> int:
        """How many wait for their answer."""
        return sum(one.row.waiting for one in self.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpiningPage:
    """Saying something to a plan: its paragraphs, each with its number."""

    matter: MatterRow
    paragraphs: tuple[tuple[int, str], ...]
    rule: OpinionRule

    def wording(self, paragraph: int | None) -> str:
        """Return how a paragraph reads now; nothing where there is none of that number."""
        return dict(self.paragraphs).get(paragraph or 0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringPage:
    """Answering one: what says the very same, and the later versions of the plan, the newest first."""

    matter: MatterRow
    shown: ShownOpinion
    copies: tuple[OpinionRow, ...]
    versions: tuple[tuple[int, str], ...]
    editable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOpinion:
    """One of the village's list, with the matter to whose plan it was said."""

    matter: MatterRow
    shown: ShownOpinion


def opinions_panel(row: MatterRow) -> OpinionsPanel | None:
    """Return what stands on a matter's screen; None before its plan may be answered to, where nothing was said."""
    window = window_of(row)
    if not window.open and not row.opinions:
        return None
    waiting = sum(one.waiting for one in row.opinions)
    return OpinionsPanel(number=row.number, said=len(row.opinions), waiting=waiting, open=window.open)


def opinions_page(village: Place, number: int, viewer: Viewer, *, today: date) -> OpinionsPage:
    """Return the screen of everything said to a matter's plan.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    window = window_of(row)
    shown = [_shown(one, row, viewer) for one in row.opinions]
    return OpinionsPage(
        matter=row,
        paragraphs=tuple(paragraphs(row.plan)),
        shown=tuple(sorted(shown, key=lambda one: (not one.own, not one.row.waiting, one.row.number))),
        window=window,
        rule=rule_on(village, row, on=today),
        may_file=window.open and viewer.home_id == village.id,
        may_record=window.opened_on is not None and not window.withdrawn and viewer.may(Permission.OPINION_RECORD),
        may_view=viewer.may(Permission.MATTER_VIEW),
    )


def opining_page(village: Place, number: int, *, today: date) -> OpiningPage:
    """Return the screen on which something brought is entered.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    known = tuple(enumerate(paragraphs(row.plan), start=1))
    return OpiningPage(matter=row, paragraphs=known, rule=rule_on(village, row, on=today))


def own_opining_page(village: Place, number: int, viewer: Viewer, *, today: date) -> OpiningPage:
    """Return the screen on which somebody says something themselves, while the plan may be answered to.

    :raise MatterNotFoundError: the village has no such matter.
    :raise OpinionsForVillagersError: the viewer stands in another register.
    :raise OpinionsClosedError: the vote has begun; every refusal of ``Window.require_takes`` likewise.
    """
    page = opining_page(village, number, today=today)
    if viewer.home_id != village.id:
        raise OpinionsForVillagersError
    window_of(page.matter).require_takes(today, on_behalf=False)
    return page


def answering_page(village: Place, number: int, opinion: int, viewer: Viewer) -> AnsweringPage:
    """Return the screen on which one is answered.

    :raise MatterNotFoundError: the village has no such matter.
    :raise OpinionNotFoundError: nobody said such a thing to its plan.
    :raise OpinionAnsweredError: it is answered.
    :raise OwnOpinionError: the viewer said it.
    """
    row = matter(village, number)
    said = opinion_of(row, opinion)
    if not said.waiting:
        raise OpinionAnsweredError(said.number)
    if said.filer_id == viewer.person_id:
        raise OwnOpinionError(said.number)
    return AnsweringPage(
        matter=row,
        shown=_shown(said, row, viewer),
        copies=tuple(copies_of(said, row.opinions)),
        versions=tuple(_versions(row, since=said.revision)),
        editable=window_of(row).open,
    )


def amended_plan(row: MatterRow, opinion: int) -> tuple[str, str]:
    """Return the plan as something said to it wants it, and why it would be revised.

    :raise OpinionNotFoundError: nobody said such a thing to its plan.
    """
    said = opinion_of(row, opinion)
    reason = f"采纳{said.named}"
    if said.paragraph is None:
        return row.plan, reason
    return with_amendment(row.plan, paragraph=said.paragraph, before=said.before, wording=said.wording), reason


def opinion_list(village: Place, viewer: Viewer) -> list[ListedOpinion]:
    """Return everything said to plans in the village: what waits first, then the newest matters."""
    found = [
        ListedOpinion(matter=row, shown=_shown(one, row, viewer)) for row in matters(village) for one in row.opinions
    ]
    return sorted(found, key=lambda one: not (one.shown.row.waiting and not one.matter.course.withdrawn))


def _shown(said: OpinionRow, row: MatterRow, viewer: Viewer) -> ShownOpinion:
    own = said.filer_id == viewer.person_id
    answers = viewer.may(Permission.OPINION_ANSWER)
    return ShownOpinion(
        row=said,
        may_read=own or said.told or viewer.may(Permission.OPINION_RECORD),
        own=own,
        filer=said.filer if answers else ("您本人" if own else "一位村民"),
        may_answer=answers and not own and said.waiting and not row.course.withdrawn,
    )


def _versions(row: MatterRow, *, since: int) -> Iterator[tuple[int, str]]:
    later = (PlanRevision.matter == row.id) & (PlanRevision.revision > since)
    columns = (PlanRevision.revision, PlanRevision.revised_at, PlanRevision.reason)
    for revision, at, reason in tuples_of(
        PlanRevision.select(*columns).where(later).order_by(PlanRevision.revision.desc())
    ):
        day = local_day(at)
        yield revision, f"第 {revision} 版（{day.month}月{day.day}日，{reason}）"
