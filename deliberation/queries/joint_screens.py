"""One frozen value per screen of joint proposals; what the viewer may do is asked by the view and given in.

What is proposed is read by the people of the village and by officers, so that they can join; who joined only by those
who check it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import NoJointShareError, NotYourJointError, OwnJointError, SheetNotFoundError
from deliberation.procedures import matter_types_on, procedure_on
from deliberation.queries.joint import SHEET, entitled, joint_proposal, joint_proposals, joint_rule_of
from deliberation.queries.matters import matters
from deliberation.queries.ways import adoption_on, followed
from deliberation.rules.joint import (
    JointState,
    Signatories,
    require_answerable,
    require_gathering,
    require_proposable,
)
from portal.kernel.attachments import attachments_of
from portal.kernel.db import tuples_of
from portal.kernel.errors import DomainError
from portal.org.models import Person
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from deliberation.queries.follow_up_screens import Viewer
    from deliberation.queries.joint import JointRow, SheetRow
    from deliberation.rules import MatterState
    from deliberation.rules.joint import JointRule
    from portal.kernel.attachments import AttachmentRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJoint:
    """One joint proposal as the viewer may see it; ``standing`` says in words how it stands."""

    row: JointRow
    title: str
    may_read: bool
    own: bool
    supports: bool  # the viewer does
    mark: str
    standing: str
    waiting_days: int
    decision: MatterState | None  # how the matter stands that came of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSheet:
    """A signed sheet with the names on it; ``known``: those already counted when it was shown."""

    row: SheetRow
    names: tuple[str, ...]
    known: tuple[str, ...]  # those of them who count already
    left_out: tuple[str, ...]  # those of them who took their support back since it was entered
    files: tuple[AttachmentRow, ...]
    own: bool  # the viewer entered it or signed it


@dataclass(frozen=True, slots=True, kw_only=True)
class JointActs:
    """What the viewer may do with one proposal now."""

    support: bool
    take_back: bool
    enter_sheet: bool
    propose: bool
    answer: bool
    withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPage:
    """One joint proposal; ``joined`` and ``sheets`` are for those who check, empty for others."""

    shown: ShownJoint
    may_join: bool
    acts: JointActs
    joined: tuple[tuple[str, str], ...]  # name, and how
    sheets: tuple[ShownSheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """Starting a proposal: as whose one it may be started, and of which kinds of matter."""

    sides: tuple[Signatories, ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointHandlingPage:
    """One act on one proposal, and how a matter that comes of it is decided."""

    shown: ShownJoint
    procedure: str = ""


def joint_list(village: Place, viewer: Viewer, *, today: date) -> list[ShownJoint]:
    """Return the village's joint proposals: what waits for officers, what gathers, then the rest, newest first."""
    rows = joint_proposals(village, on=today)
    decisions = _decisions(village, rows)
    order = (JointState.REACHED, JointState.GATHERING)
    found = [_shown(row, viewer, village, decisions, today=today) for row in rows]
    return sorted(found, key=lambda one: order.index(one.row.state) if one.row.state in order else len(order))


def start_page(village: Place, *, person_id: int, today: date) -> StartPage:
    """Return the screen on which a joint proposal is started."""
    sides = tuple(one for one in Signatories if person_id in entitled(village, one, on=today))
    kinds = [
        (kind.id, kind.name)
        for kind in matter_types_on(today)
        if any(_has_share(village, one, kind.id, today) for one in sides)
    ]
    return StartPage(sides=sides, kinds=tuple(kinds))


def joint_page(village: Place, number: int, viewer: Viewer, *, today: date) -> JointPage:
    """Return the screen of one joint proposal.

    :raise JointNotFoundError: the village has no such proposal.
    """
    row = joint_proposal(village, number, on=today)
    may_join = viewer.person_id in entitled(village, row.side, on=today)
    checks = viewer.may(Permission.SUGGESTION_RECORD)
    names = _names({*row.supporters, *(one for sheet in row.sheets for one in sheet.people)}) if checks else {}
    return JointPage(
        shown=_shown(row, viewer, village, _decisions(village, [row]), today=today),
        may_join=may_join,
        acts=_acts(row, viewer, may_join=may_join),
        joined=tuple((names[one], manner.title) for one, manner in row.supporters.items()) if checks else (),
        sheets=_sheets(village, row, viewer, names) if checks else (),
    )


def joint_handling_page(village: Place, number: int, viewer: Viewer, *, today: date) -> JointHandlingPage:
    """Return the screen on which something is done with a proposal that gathers.

    :raise JointNotFoundError: the village has no such proposal.
    :raise JointReachedError: enough support it.
    :raise JointClosedError: there is nothing left to be done.
    """
    row = joint_proposal(village, number, on=today)
    require_gathering(number, row.state)
    return JointHandlingPage(shown=_shown(row, viewer, village, {}, today=today))


def joint_withdrawing_page(village: Place, number: int, viewer: Viewer, *, today: date) -> JointHandlingPage:
    """Return the screen on which a proposal is taken back.

    :raise NotYourJointError: somebody else started it; otherwise as ``joint_handling_page``.
    """
    if joint_proposal(village, number, on=today).starter_id != viewer.person_id:
        raise NotYourJointError
    return joint_handling_page(village, number, viewer, today=today)


def joint_answering_page(village: Place, number: int, viewer: Viewer, *, today: date) -> JointHandlingPage:
    """Return the screen on which a proposal is answered.

    :raise JointNotFoundError: the village has no such proposal.
    :raise OwnJointError: the viewer started it.
    :raise JointMustBeListedError: a share that binds is reached; every refusal of ``require_answerable`` likewise.
    """
    row = joint_proposal(village, number, on=today)
    if row.starter_id == viewer.person_id:
        raise OwnJointError
    require_answerable(number, row.state, row.rule)
    return JointHandlingPage(shown=_shown(row, viewer, village, {}, today=today))


def joint_proposing_page(village: Place, number: int, viewer: Viewer, *, today: date) -> JointHandlingPage:
    """Return the screen on which a proposal is turned into a matter.

    :raise JointNotFoundError: the village has no such proposal.
    :raise OwnJointError: the viewer started it.
    :raise JointGatheringError: a share that binds is not reached.
    :raise JointClosedError: there is nothing left to be done.
    """
    row = joint_proposal(village, number, on=today)
    if row.starter_id == viewer.person_id:
        raise OwnJointError
    require_proposable(number, row.state, row.rule)
    way = followed(village, adoption_on(village, today), on=today)
    procedure = procedure_on(today, village.jurisdiction, way).title
    return JointHandlingPage(shown=_shown(row, viewer, village, {}, today=today), procedure=procedure)


def sheet_page(village: Place, number: int, sheet: int, viewer: Viewer, *, today: date) -> tuple[JointPage, ShownSheet]:
    """Return the screen on which a second officer holds a sheet against its photo.

    :raise JointNotFoundError: the village has no such proposal.
    :raise SheetNotFoundError: no such sheet waits.
    """
    page = joint_page(village, number, viewer, today=today)
    for one in page.sheets:
        if one.row.number == sheet and one.row.accepted is None:
            return page, one
    raise SheetNotFoundError


def _has_share(village: Place, side: Signatories, matter_type: str, today: date) -> bool:
    try:
        joint_rule_of(village, side, matter_type, on=today)
    except NoJointShareError:
        return False
    return True


def _names(ids: Collection[int]) -> dict[int, str]:
    rows = Person.select(Person.id, Person.name, Person.code).where(Person.id.in_([*ids])).order_by(Person.code)
    return {key: f"{name}（{code}）" for key, name, code in tuples_of(rows)}


def _sheets(village: Place, row: JointRow, viewer: Viewer, names: dict[int, str]) -> tuple[ShownSheet, ...]:
    files = attachments_of(village.log_id, SHEET, [f"{row.number}-{one.number}" for one in row.sheets])
    return tuple(
        ShownSheet(
            row=one,
            names=tuple(names[key] for key in one.people),
            known=tuple(names[key] for key in one.people if key in row.supporters) if one.accepted is None else (),
            left_out=tuple(names[key] for key in one.people if key not in row.signatures(one))
            if one.accepted is None
            else (),
            files=tuple(files.get(f"{row.number}-{one.number}", ())),
            own=viewer.person_id in {one.entered_by, *one.people},
        )
        for one in row.sheets
    )


def _decisions(village: Place, rows: Collection[JointRow]) -> dict[int, MatterState]:
    wanted = {row.matter.number for row in rows if row.matter is not None}
    return {one.number: one.state for one in matters(village) if one.number in wanted} if wanted else {}


def _shown(
    row: JointRow, viewer: Viewer, village: Place, decisions: dict[int, MatterState], *, today: date
) -> ShownJoint:
    may_read = row.public or viewer.home_id == village.id or viewer.may(Permission.SUGGESTION_RECORD)
    mark, standing = row.state.mark, row.state.title
    if row.state is JointState.GATHERING:
        standing = f"还差 {row.gathered.missing} 人"
    elif row.state is JointState.PROPOSED and row.matter is not None:
        standing = f"已列为第 {row.matter.number} 号议题"
    elif row.state is JointState.REACHED and not row.rule.binds:
        standing = "人数已够，待村党组织研究"
    return ShownJoint(
        row=row,
        title=row.title if may_read else f"{row.side.title}（{row.type_name}）",
        may_read=may_read,
        own=row.starter_id == viewer.person_id,
        supports=viewer.person_id in row.supporters,
        mark=mark,
        standing=standing,
        waiting_days=row.waiting_days(today),
        decision=decisions.get(row.matter.number) if row.matter else None,
    )


def _acts(row: JointRow, viewer: Viewer, *, may_join: bool) -> JointActs:
    gathering, own = row.state is JointState.GATHERING, row.starter_id == viewer.person_id
    supports = viewer.person_id in row.supporters
    return JointActs(
        support=gathering and may_join and not supports,
        take_back=gathering and row.may_take_back(viewer.person_id),
        enter_sheet=gathering and viewer.may(Permission.SUGGESTION_RECORD),
        propose=viewer.may(Permission.MATTER_EDIT) and not own and _allowed(require_proposable, row),
        answer=viewer.may(Permission.SUGGESTION_ANSWER) and not own and _allowed(require_answerable, row),
        withdraw=gathering and own,
    )


def _allowed(require: Callable[[int, JointState, JointRule], None], row: JointRow) -> bool:
    try:
        require(row.number, row.state, row.rule)
    except DomainError:
        return False
    return True
