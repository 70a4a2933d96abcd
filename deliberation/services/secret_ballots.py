"""A secret ballot: who takes part is sealed, what is chosen is only added up, in a box whose key is thrown away.

One vote is one transaction on the ballot's own log, as in ``deliberation.services.ballots``: the participation, its
entry and the box are written together or not at all. Neither the row nor the entry nor a log line depends on the
choice, and of the box nobody reads anything without its key. The count takes the box out of the database; its key is
destroyed after the commit, and by ``settle`` where that did not happen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.bulletins.decisions import Held, publish_stage
from deliberation.errors import (
    BallotStillOpenError,
    BallotVoidError,
    BoxSoundError,
    BoxUncountableError,
    NoBallotError,
    NotOnRosterError,
    NotPresentError,
    RecusedError,
    RepresentedError,
    VotedSecretlyError,
)
from deliberation.models import BY_RULE, BallotBox, Participation, VoidBallot
from deliberation.procedures import recusal_rule_on, secret_ballot_on
from deliberation.queries import all_ballots, ballot_of, matter, matter_round
from deliberation.rules import TOO_FEW_VOTED, split_gives_away
from deliberation.services.holding import account_of
from portal.kernel import boxes, clock, journal
from portal.kernel.boxes import BoxChangedError, BoxKeyMissingError
from portal.kernel.db import execute
from portal.kernel.journal import SealedRow
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.models import AttendanceManner
from portal.meetings.presence import article_on
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deliberation.models import Ballot
    from deliberation.queries import BallotRow
    from deliberation.rules import Pick
    from portal.kernel.canonical import Json
    from portal.kernel.journal import Head
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

STANDING = (
    "SELECT l.id, l.number, a.id, p.seq, "
    "(SELECT r.stands FROM recusal r WHERE r.matter_id = ? AND r.person_id = l.person_id "
    "ORDER BY r.number DESC LIMIT 1), "
    "(SELECT x.delegate_name FROM proxy x WHERE x.line_id = l.id "
    "AND NOT EXISTS (SELECT 1 FROM proxy_end e WHERE e.proxy_id = x.id)) FROM roster_line l "
    "LEFT JOIN attendance a ON a.line_id = l.id "
    "LEFT JOIN participation p ON p.ballot_id = ? AND p.line_id = l.id "
    "WHERE l.roster_id = ? AND l.person_id = ?"
)
INSERT = "INSERT INTO participation (ballot_id, line_id, recorded_at, seq) VALUES (?, ?, ?, ?) RETURNING id"
BOX = "SELECT content FROM ballot_box WHERE ballot_id = ?"
PUT_BACK = "UPDATE ballot_box SET content = ? WHERE ballot_id = ?"


def place_box(ballot: Ballot, offered: Sequence[Pick], *, origin: str) -> None:
    """Put an empty box beside a secret ballot, in the unit of work that opens it; it has a count for each pick."""
    BallotBox.create(ballot=ballot, content=boxes.new_box(origin, counts=len(offered)))


def take_part(
    work: Work, person_id: int, chosen: Pick, offered: Sequence[Pick], *, of: tuple[int, int, int], moment: str
) -> None:
    """Seal that the person took part, and add the choice to the box; the unit of work holds the ballot's log.

    ``of`` is matter, ballot and roster by their ids.

    :raise NotOnRosterError: the person is not on the frozen roster.
    :raise RecusedError: the person stands back from the matter.
    :raise NotPresentError: the person is not signed in as present.
    :raise RepresentedError: somebody takes part for them by a written proxy.
    :raise VotedSecretlyError: they have taken part already, with whatever choice.
    :raise BoxUncountableError: the box cannot be opened; the right to vote is not used up.
    """
    matter_id, ballot_id, roster_id = of
    standing = execute(STANDING, (matter_id, ballot_id, roster_id, person_id)).fetchone()
    if standing is None:
        raise NotOnRosterError
    line_id, line_number, attendance_id, seq, recused, delegate = standing
    if recused:
        raise RecusedError(recusal_rule_on(work.today).article)
    if attendance_id is None:
        raise NotPresentError
    if delegate is not None:
        raise RepresentedError(delegate, article_on(AttendanceManner.BY_PROXY))
    if seq is not None:
        raise VotedSecretlyError
    stored: dict[str, Json] = {
        "ballot_id": ballot_id,
        "line_id": line_id,
        "recorded_at": moment,
        "seq": work.head.next_seq,
    }
    key = execute(INSERT, tuple(stored.values())).fetchone()[0]
    _add(work.head, ballot_id, chosen, offered)
    work.rows.append(SealedRow(table="participation", key=key, values={"id": key, **stored}))
    work.seal(
        "deliberation.participation.recorded",
        about=("ballot", str(ballot_id)),
        facts={"line": line_number},
        actor={"line": line_number},  # the entry is opened when the names have gone: no account stands in it
    )


def take_out(ballot: BallotRow, head: Head) -> dict[str, int]:
    """Count the box, by the word of each pick, and take it out of the database, in the unit of work that closes.

    :raise BoxUncountableError: it cannot be opened, or it holds another number of votes than took part.
    """
    counts = _counts(ballot, head)
    BallotBox.delete().where(BallotBox.ballot == ballot.id).execute()
    return counts


def destroy_key(ballot: BallotRow) -> None:
    """Throw the key of a counted or void ballot's box away, after the commit."""
    boxes.destroy_key(ballot.log_origin)


def destroy_old_keys(village: Place) -> None:
    """Throw away the keys of ballots whose count or end was committed by a process that then died."""
    if not boxes.any_key():
        return
    for ballot in all_ballots(village):
        if ballot.secret and ballot.settled:
            destroy_key(ballot)


def void_ballot(actor: Actor, village: Place, number: int, *, reason: str) -> VoidBallot:
    """Declare a secret ballot void whose box cannot be counted, and publish that; another meeting votes again.

    :raise NoBallotError: nothing has been put to the vote, or not secretly.
    :raise BallotStillOpenError: the deadline has not come.
    :raise BoxSoundError: the box can be counted, so it must be.
    :raise BallotVoidError: it was declared void already.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    refuse_private_numbers(reason)
    with unit_of_work(actor, Permission.BALLOT_CLOSE, village) as work:
        ballot = ballot_of(village, number)
        if ballot is None or not ballot.secret:
            raise NoBallotError
        head = journal.lock(ballot.log_id)
        if ballot.void:
            raise BallotVoidError
        if work.now < ballot.closes_at:
            raise BallotStillOpenError(ballot.closes_at.astimezone(clock.LOCAL))
        _require_uncountable(ballot, head)
        void = _void(work, village, ballot, head, reason=reason, by=account_of(work))
    destroy_key(ballot)
    return void


def void_by_rule(work: Work, village: Place, ballot: BallotRow, head: Head) -> VoidBallot | None:
    """Declare a ballot void, in the unit of work that closes it, if its counts would tell who chose what.

    Its box is never opened. Who took part is what the ballot's log says, whatever stands in the rows.
    """
    if not split_gives_away(secret_ballot_on(ballot.decided_on), voted=head.frontier.size):
        return None
    return _void(work, village, ballot, head, reason=TOO_FEW_VOTED, by=BY_RULE)


def _void(work: Work, village: Place, ballot: BallotRow, head: Head, *, reason: str, by: int) -> VoidBallot:
    BallotBox.delete().where(BallotBox.ballot == ballot.id).execute()
    void = VoidBallot.create(ballot=ballot.id, reason=reason, voided_at=work.now, voided_by=by)
    _publish_void(work, village, ballot)
    work.seal(
        "deliberation.ballot.voided",
        about=("matter", ballot.number),
        facts={
            "stage": ballot.stage,
            "round": ballot.round,
            "log": ballot.log_origin,
            "size": head.frontier.size,
            "root": head.frontier.root().hex(),
        },
        rows=[void],
    )
    return void


def _add(head: Head, ballot_id: int, chosen: Pick, offered: Sequence[Pick]) -> None:
    row = execute(BOX, (ballot_id,)).fetchone()
    counts = _opened(head.origin, row[0] if row else "", offered, size=head.next_seq)
    content = boxes.sealed(head.origin, [counts[one.word] + (one == chosen) for one in offered])
    execute(PUT_BACK, (content, ballot_id))


def _counts(ballot: BallotRow, head: Head) -> dict[str, int]:
    took_part = Participation.select().where(Participation.ballot == ballot.id).count()
    if took_part != head.frontier.size:
        raise BoxUncountableError(f"参加投票的有 {took_part} 人，封存的记录有 {head.frontier.size} 条，两个数不同")
    box = BallotBox.get_or_none(BallotBox.ballot == ballot.id)
    return _opened(ballot.log_origin, box.content if box else "", ballot.picks, size=took_part)


def _opened(origin: str, content: str, offered: Sequence[Pick], *, size: int) -> dict[str, int]:
    try:
        counts = boxes.opened(origin, content, size=size)
    except BoxKeyMissingError as error:
        raise BoxUncountableError(
            "票箱的钥匙不在这台服务器上（备份里没有钥匙，恢复备份以后打不开原来的票箱）"
        ) from error
    except BoxChangedError as error:
        raise BoxUncountableError(f"参加投票的有 {size} 人，票箱里的内容与这个人数不符，或者被改动过") from error
    return dict(zip((one.word for one in offered), counts, strict=True))


def _publish_void(work: Work, village: Place, ballot: BallotRow) -> None:
    row = matter(village, ballot.number)
    held = matter_round(village, ballot.number, stage=ballot.stage, round_number=ballot.round)
    publish_stage(work, village, row, Held(row=held))


def _require_uncountable(ballot: BallotRow, head: Head) -> None:
    if not ballot.counted:
        try:
            _counts(ballot, head)
        except BoxUncountableError:
            return
    raise BoxSoundError
