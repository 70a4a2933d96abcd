"""Joint proposals: one person starts one, others support it, online or on a sheet; reached, it becomes a matter.

Everything is sealed in the village's log, whose one lock orders it, so that nobody is counted twice and the support
that reaches the share seals the count in the same unit of work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from deliberation.bulletins.joint import publish_joint
from deliberation.errors import (
    JointWordsKeptError,
    KeptBackWordsError,
    NotEntitledToJoinError,
    NotYourJointError,
    OwnJointError,
)
from deliberation.models import (
    JointAnswer,
    JointMatter,
    JointProposal,
    JointReached,
    JointSheet,
    JointSupport,
    JointTold,
    JointWithdrawal,
    VoteManner,
)
from deliberation.procedures import joint_limit_on
from deliberation.queries.joint import entitled, joint_proposal, joint_proposals, joint_rule_of
from deliberation.rules.joint import (
    JointState,
    require_answerable,
    require_few_open,
    require_gathering,
    require_new,
    require_proposable,
)
from deliberation.rules.suggestions import require_kept_back
from deliberation.services.holding import person_of
from portal.kernel import clock
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deliberation.models import Matter
    from deliberation.queries.joint import JointOriginRow, JointRow, SheetRow
    from deliberation.rules.joint import Signatories
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """What shall be proposed together, and by whom."""

    side: Signatories
    matter_type: str
    title: str
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointOrigin:
    """The joint proposal a matter comes of; ``withheld`` keeps its words back."""

    proposal: int
    withheld: bool = False


def start_joint(actor: Actor, village: Place, starting: Starting) -> JointProposal:
    """Start a joint proposal, which its starter supports first; one's own same words again are the same proposal.

    :raise NotEntitledToJoinError: the person is none of those who may join.
    :raise NoJointShareError: this kind of matter is proposed by others.
    :raise SameJointError: an open proposal says the same.
    :raise TooManyJointError: as many of this person are open as may.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        refuse_private_numbers(starting.title, starting.plan)
        _require_entitled(village, starting.side, work)
        joint_rule_of(village, starting.side, starting.matter_type, on=work.today)
        opened = [row for row in joint_proposals(village, on=work.today) if row.state.open]
        mine = [row for row in opened if row.starter_id == actor.person_id]
        for row in mine:
            if (row.side, row.matter_type, row.title, row.plan) == (
                starting.side,
                starting.matter_type,
                starting.title,
                starting.plan,
            ):
                work.leave_unchanged()
                return JointProposal.get_by_id(row.id)
        require_new(starting.plan, ((row.number, row.plan) for row in opened))
        limit = joint_limit_on(work.today)
        require_few_open(len(mine), most=limit.most_open, article=limit.article)
        newest = JointProposal.select(fn.MAX(JointProposal.number)).where(JointProposal.village == village.id).scalar()
        made = JointProposal.create(
            village=village,
            number=1 + (newest or 0),
            side=starting.side,
            matter_type=starting.matter_type,
            title=starting.title,
            plan=starting.plan,
            started_by=actor.person_id,
            started_on=work.today,
            recorded_at=work.now,
        )
        first = _entry(work, made.id, actor.person_id, VoteManner.ONLINE)
        _seal(work, village, made.number, verb="started", rows=[made, first], tell=True)
        return made


def support_joint(actor: Actor, village: Place, number: int) -> None:
    """Support a proposal as the person signed in; supported already, nothing changes.

    :raise JointNotFoundError: the village has no such proposal.
    :raise JointReachedError: enough support it.
    :raise JointClosedError: there is nothing left to be done.
    :raise NotEntitledToJoinError: the person is none of those who may join.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        row = joint_proposal(village, number, on=work.today)
        _require_entitled(village, row.side, work)
        if actor.person_id in row.supporters:
            work.leave_unchanged()
            return
        require_gathering(number, row.state)
        given = _entry(work, row.id, actor.person_id, VoteManner.ONLINE)
        _seal(work, village, number, verb="supported", rows=[given])


def take_back_support(actor: Actor, village: Place, number: int) -> None:
    """Take one's support back, given online or on paper, until enough support it; not given, nothing changes.

    Paper that still waits for its second officer counts as given: whoever takes it back is not counted by it later.

    :raise JointNotFoundError: the village has no such proposal.
    :raise JointReachedError: enough support it.
    :raise JointClosedError: there is nothing left to be done.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        row = joint_proposal(village, number, on=work.today)
        require_gathering(number, row.state)
        if not row.may_take_back(actor.person_id):
            work.leave_unchanged()
            return
        taken = _entry(work, row.id, actor.person_id, VoteManner.ONLINE, stands=False)
        _seal(work, village, number, verb="support_taken_back", rows=[taken])


def withdraw_joint(actor: Actor, village: Place, number: int, *, reason: str) -> JointWithdrawal:
    """Take a proposal of one's own back before enough support it; it stays listed.

    :raise JointNotFoundError: the village has no such proposal.
    :raise NotYourJointError: somebody else started it.
    :raise JointReachedError: enough support it: it is no longer one person's.
    :raise JointClosedError: there is nothing left to be done.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        refuse_private_numbers(reason)
        row = joint_proposal(village, number, on=work.today)
        if row.starter_id != actor.person_id:
            raise NotYourJointError
        require_gathering(number, row.state)
        made = JointWithdrawal.create(proposal=row.id, reason=reason, withdrawn_at=work.now)
        publish_joint(work, village, joint_proposal(village, number, on=work.today))
        work.seal(
            "deliberation.joint.withdrawn", about=("joint", number), facts={}, rows=[made], actor={"villager": number}
        )
        return made


def answer_joint(actor: Actor, village: Place, number: int, *, text: str, withheld: bool = False) -> JointAnswer:
    """Answer a proposal with reasons instead of making it a matter, where no share binds.

    :raise JointNotFoundError: the village has no such proposal.
    :raise OwnJointError: the actor started it.
    :raise JointGatheringError: people still join, and the share binds.
    :raise JointMustBeListedError: a share that binds is reached.
    :raise JointClosedError: there is nothing left to be done.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.SUGGESTION_ANSWER, village) as work:
        refuse_private_numbers(text)
        row = joint_proposal(village, number, on=work.today)
        _require_others(row, work)
        require_answerable(number, row.state, row.rule)
        made = JointAnswer.create(
            proposal=row.id, text=text, withheld=withheld, answered_by=person_of(work), answered_at=work.now
        )
        publish_joint(work, village, joint_proposal(village, number, on=work.today))
        work.seal("deliberation.joint.answered", about=("joint", number), facts={}, rows=[made])
        return made


def turn_joint_into_matter(work: Work, village: Place, matter: Matter, origin: JointOrigin) -> JointMatter:
    """Record and publish, in the unit of work that proposes a matter, of which joint proposal it comes.

    :raise JointNotFoundError: the village has no such proposal.
    :raise OwnJointError: the actor started it.
    :raise JointGatheringError: a share that binds is not reached.
    :raise JointClosedError: there is nothing left to be done.
    :raise JointWordsKeptError: the matter says the very words that are kept back.
    """
    row = joint_proposal(village, origin.proposal, on=work.today)
    _require_others(row, work)
    require_proposable(row.number, row.state, row.rule)
    if origin.withheld and not row.public:
        _require_words_kept([row.title, row.plan], [matter.title, matter.plan])
    made = JointMatter.create(
        proposal=row.id,
        matter=matter.id,
        withheld=origin.withheld,
        proposed_by=person_of(work),
        proposed_at=work.now,
    )
    publish_joint(work, village, joint_proposal(village, row.number, on=work.today))
    return made


def require_joint_words_kept(origin: JointOriginRow, said: Iterable[str]) -> None:
    """Let a matter's text be written anew without what the proposal it came of says, where that is kept back.

    :raise JointWordsKeptError: it would say the very words.
    """
    if origin.withheld:
        _require_words_kept([origin.title, origin.plan], said)


def tell_joint(work: Work, village: Place, number: int) -> None:
    """Publish how a proposal stands after what this unit of work has written."""
    publish_joint(work, village, joint_proposal(village, number, on=work.today))


def settle_joint(village: Place) -> int:
    """Publish, at most once a day, how many support what still gathers; a share reached by itself is sealed too.

    The base changes with the register, so that a share may be reached without anybody's support.
    """
    today = clock.today()
    found = [row.number for row in joint_proposals(village, on=today) if _to_be_told(row)]
    for number in found:
        _tell_number(village, number)
    return len(found)


def count_support(work: Work, row: JointRow, sheet: SheetRow) -> list[SealedModel]:
    """Record the support of those on a sheet who are not counted yet and did not take it back meanwhile."""
    signed = JointSheet.get_by_id(sheet.id)
    return [
        _entry(work, row.id, person_id, VoteManner.PAPER, sheet=signed)
        for person_id in row.signatures(sheet)
        if person_id not in row.supporters
    ]


def seal_if_reached(work: Work, village: Place, number: int, *, tell: bool = False) -> list[SealedModel]:
    """Seal and publish that the share is reached, where this unit of work has reached it; ``tell``: in any case."""
    row = joint_proposal(village, number, on=work.today)
    rows: list[SealedModel] = []
    if row.state is JointState.GATHERING and not row.gathered.missing:
        count = row.gathered
        rows.append(
            JointReached.create(
                proposal=row.id,
                supporters=count.supporters,
                base=count.base,
                needed=count.needed,
                reached_at=work.now,
            )
        )
        tell = True
    if tell:
        if row.told_on != work.today:
            rows.append(JointTold.create(proposal=row.id, supporters=row.gathered.supporters, told_on=work.today))
        tell_joint(work, village, number)
    return rows


def _tell_number(village: Place, number: int) -> None:
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        if not _to_be_told(joint_proposal(village, number, on=work.today)):
            work.leave_unchanged()
            return
        rows = seal_if_reached(work, village, number, tell=True)
        work.seal("deliberation.joint.told", about=("joint", number), facts={}, rows=rows)


def _to_be_told(row: JointRow) -> bool:
    """Tell whether something changed since a proposal's number was published, on an earlier day or by itself."""
    if row.state is not JointState.GATHERING:
        return False
    return not row.gathered.missing or (row.told != row.gathered.supporters and row.told_on != clock.today())


def _seal(work: Work, village: Place, number: int, *, verb: str, rows: list[SealedModel], tell: bool = False) -> None:
    """Seal what one person did for themselves; nobody is to be found by the entry."""
    reached = seal_if_reached(work, village, number, tell=tell)
    work.seal(
        f"deliberation.joint.{verb}",
        about=("joint", number),
        facts={},
        rows=[*rows, *reached],
        actor={"villager": number},
    )


def _entry(
    work: Work,
    proposal_id: int,
    person_id: int,
    manner: VoteManner,
    *,
    stands: bool = True,
    sheet: JointSheet | None = None,
) -> JointSupport:
    before = JointSupport.select().where((JointSupport.proposal == proposal_id) & (JointSupport.person == person_id))
    return JointSupport.create(
        proposal=proposal_id,
        person=person_id,
        entry=1 + before.count(),
        stands=stands,
        manner=manner,
        sheet=sheet,
        recorded_at=work.now,
    )


def _require_entitled(village: Place, side: Signatories, work: Work) -> None:
    if person_of(work) not in entitled(village, side, on=work.today):
        raise NotEntitledToJoinError(side.base)


def _require_others(row: JointRow, work: Work) -> None:
    if row.starter_id == person_of(work):
        raise OwnJointError


def _require_words_kept(kept: Iterable[str], said: Iterable[str]) -> None:
    try:
        require_kept_back(kept, said)
    except KeptBackWordsError as error:
        raise JointWordsKeptError from error
