"""Taking part from afar, where a rule offers it: online from one's own session, or through a written proxy.

Each is a presence like any other, so that whoever takes part is counted once. A proxy is over when the person takes
part after all; what the delegate has voted by then stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.attachments import attach
from portal.kernel.work import unit_of_work
from portal.meetings.errors import (
    DelegateAbsentError,
    DelegateAgeUnknownError,
    DelegateAmbiguousError,
    DelegateElsewhereError,
    DelegateHouseholdError,
    DelegateMinorError,
    DelegateUnknownError,
    NotOnRosterForProxyError,
    OnlineNotBegunError,
    OnlineOtherDayError,
    OnlineStrangerError,
    OwnProxyError,
    PrincipalPresentError,
    ProxyGivenError,
    ProxyLateError,
    ProxyPaperError,
    RosterNotFrozenError,
)
from portal.meetings.models import Attendance, AttendanceManner, Proxy, ProxyEnd
from portal.meetings.presence import require_offered
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.rules import grown_up
from portal.org.permissions import Permission
from portal.org.queries import people

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from portal.kernel.attachments import Upload
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.meetings.presence import OfferedManner
    from portal.meetings.queries import LineRow, MeetingRow
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxying:
    """What a written proxy says: whose line of the roster, who takes part for them; and the photo of the paper."""

    line_id: int
    delegate: str  # name or code in the register
    paper: Sequence[Upload]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    """The people of the village on the day of the meeting, and what is asked of a delegate among them."""

    people: Sequence[PersonRow]
    on: date
    rule: OfferedManner


def join_online(actor: Actor, village: Place, meeting_id: int) -> bool:
    """Confirm of oneself that one takes part online; return whether that is new. Whoever is there already stays so.

    :raise NotFoundError: the village held no such meeting.
    :raise MannerNotOfferedError: nobody takes part in a meeting of this body online.
    :raise OnlineOtherDayError: the meeting is not today.
    :raise OnlineNotBegunError: sign-in has not begun.
    :raise OnlineStrangerError: the person is not on the frozen roster.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        held = meeting(village, meeting_id)
        rule = require_offered(held.body, AttendanceManner.ONLINE, on=held.meets_on)
        line = _own_line(held, actor, today=work.today, article=rule.article)
        ended = end_proxies(work, [line.id], AttendanceManner.ONLINE, by=actor.account_id)
        if line.present_at is not None and not ended:
            work.leave_unchanged()
            return False
        rows: Sequence[SealedModel] = ended
        if not ended:
            rows = [_be_present(work, line, AttendanceManner.ONLINE, by=actor.account_id)]
        work.seal("meeting.online.joined", about=("meeting", held.id), facts={"line": line.id}, rows=rows)
        return True


def record_proxy(actor: Actor, village: Place, meeting_id: int, proxying: Proxying) -> Proxy:
    """Record the written proxy a delegate brings: from now on the person who gave it is present through them.

    One officer suffices: the paper's photo is sealed with it, the person is told, and ends it by taking part.

    :raise NotFoundError: the village held no such meeting.
    :raise MannerNotOfferedError: nobody takes part in a meeting of this body through somebody else.
    :raise RosterNotFrozenError: sign-in has not begun.
    :raise ProxyLateError: the day of the meeting is over.
    :raise ProxyPaperError: there is no photo of the paper.
    :raise NotOnRosterForProxyError: who gives it is not on the frozen roster.
    :raise ProxyGivenError: they have given one already.
    :raise PrincipalPresentError: they are there themselves; every refusal of ``_delegate`` likewise.
    :raise OwnProxyError: the officer is of their household.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        held = meeting(village, meeting_id)
        rule = require_offered(held.body, AttendanceManner.BY_PROXY, on=held.meets_on)
        if held.roster_id is None:
            raise RosterNotFrozenError
        if work.today > held.meets_on:
            raise ProxyLateError(held.meets_on, article=rule.article)
        if not proxying.paper:
            raise ProxyPaperError(article=rule.article)
        lines = roster_lines(held.roster_id)
        among = _Register(people=people(village, on=held.meets_on), on=held.meets_on, rule=rule)
        principal = _principal(lines, proxying.line_id, rule)
        delegate = _delegate(principal, proxying.delegate, lines, among=among)
        if any(one.id == actor.person_id and one.household == principal.household for one in among.people):
            raise OwnProxyError
        proxy = Proxy.create(
            roster=held.roster_id,
            line=principal.id,
            delegate=delegate.id,
            delegate_name=delegate.name,
            recorded_at=work.now,
            recorded_by=actor.account_id,
        )
        attach(work, about=("proxy", proxy.id), uploads=proxying.paper)
        presence = _be_present(work, principal, AttendanceManner.BY_PROXY, by=actor.account_id)
        work.seal(
            "meeting.proxy.recorded",
            about=("meeting", held.id),
            facts={
                "proxy": proxy.id,
                "line": principal.id,
            },
            rows=[proxy, presence],
        )
        return proxy


def end_proxies(work: Work, line_ids: Collection[int], manner: AttendanceManner, *, by: int) -> list[ProxyEnd]:
    """End the proxies of people who take part after all, in the unit of work that signs them in; return the ends."""
    over = ProxyEnd.select(ProxyEnd.proxy)
    standing = Proxy.select().where(Proxy.line.in_([*line_ids]) & Proxy.id.not_in(over)).order_by(Proxy.id)
    return [
        ProxyEnd.create(proxy=one, roster=one.roster_id, manner=manner, recorded_at=work.now, recorded_by=by)
        for one in standing
    ]


def _own_line(held: MeetingRow, actor: Actor, *, today: date, article: str) -> LineRow:
    if held.meets_on != today:
        raise OnlineOtherDayError(held.meets_on, article=article)
    if held.roster_id is None:
        raise OnlineNotBegunError(article=article)
    line = next((one for one in roster_lines(held.roster_id) if one.person_id == actor.person_id), None)
    if line is None:
        raise OnlineStrangerError(article=article)
    return line


def _be_present(work: Work, line: LineRow, manner: AttendanceManner, *, by: int) -> Attendance:
    return Attendance.create(line=line.id, roster=line.roster_id, manner=manner, recorded_at=work.now, recorded_by=by)


def _principal(lines: Sequence[LineRow], line_id: int, rule: OfferedManner) -> LineRow:
    """Return the line of whoever gives the proxy, if they may."""
    found = next((one for one in lines if one.id == line_id), None)
    if found is None:
        raise NotOnRosterForProxyError(article=rule.article)
    if found.manner is AttendanceManner.BY_PROXY:
        raise ProxyGivenError(found.name, found.delegate, article=rule.article)
    if found.present_at is not None:
        raise PrincipalPresentError(found.name, found.presence, article=rule.article)
    return found


def _delegate(principal: LineRow, typed: str, lines: Sequence[LineRow], *, among: _Register) -> PersonRow:
    """Return who takes part for the principal: another grown-up of the same household, who is there themselves.

    The household of whoever is on the roster is the one frozen there, of anybody else that of the register. Whether
    somebody who is not on the roster is there, the officer sees to whom the paper is brought.

    :raise DelegateUnknownError: the register has nobody of that name or code.
    :raise DelegateAmbiguousError: several people of the household have that name.
    :raise DelegateHouseholdError: they are of another household, or the principal themselves.
    :raise DelegateMinorError: they have not come of age.
    :raise DelegateAgeUnknownError: the register does not say when they were born.
    :raise DelegateElsewhereError: they have given a proxy themselves.
    :raise DelegateAbsentError: they are on the roster and not signed in.
    """
    wanted, rule, frozen = typed.strip(), among.rule, {one.person_id: one for one in lines}
    known = [one for one in among.people if wanted in {one.name, one.code}]
    if not known:
        raise DelegateUnknownError(wanted, article=rule.article)
    kin = [
        one
        for one in known
        if one.id != principal.person_id
        and principal.household
        and principal.household == (frozen[one.id].household if one.id in frozen else one.household)
    ]
    if not kin:
        raise DelegateHouseholdError(known[0].name, principal.name, article=rule.article)
    if len(kin) > 1:
        raise DelegateAmbiguousError(wanted, "、".join(one.code for one in kin))
    (delegate,) = kin
    if delegate.born_on is None:
        raise DelegateAgeUnknownError(delegate.name, article=rule.article)
    if not grown_up(delegate.born_on, age=rule.delegate_age, on=among.on):
        raise DelegateMinorError(delegate.name, rule.delegate_age, article=rule.article)
    if delegate.id in frozen and frozen[delegate.id].manner is AttendanceManner.BY_PROXY:
        raise DelegateElsewhereError(delegate.name, article=rule.article)
    if delegate.id in frozen and not frozen[delegate.id].in_person:
        raise DelegateAbsentError(delegate.name, article=rule.article)
    return delegate
