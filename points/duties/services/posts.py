"""Areas and posts: opened, held, handed over, closed; households linked to members and handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from points.duties import kinds
from points.duties.errors import (
    BeforeItBeganError,
    ClosedPostError,
    HoldingEndedError,
    LinkedThenError,
    LinkReasonError,
    NameTakenError,
    NoDutyError,
    NoHouseholdError,
    NoKindError,
    OwnHouseholdError,
    PostHeldError,
    SameLinkError,
)
from points.duties.models import DutyHolding, DutyHoldingEnd, DutyPost, DutyPostEnd, HouseholdLink, HouseholdLinkEnd
from points.duties.queries import household_numbers, links, post, posts
from points.duties.rules.days import require_order
from points.duties.rules.spans import ends_after
from points.duties.services.entering import entry, kept, member_of, reason_of, require_begun
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.duties.queries import LinkRow, MemberRow, PostRow
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An area or post to be opened; empty duties are those of its kind."""

    branch_id: int
    kind: str
    name: str
    opened_on: date
    duties: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigning:
    """Who holds an area or post from a day; with ``replaces`` whoever holds it now hands over the day before."""

    person_id: int
    since: date
    replaces: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """Which households a member keeps in touch with from a day; the reason where they were another's."""

    person_id: int
    household_ids: tuple[int, ...]
    since: date
    reason: str = ""


def open_post(actor: Actor, village: Place, opening: Opening) -> DutyPost:
    """Open an area or post.

    :raise NoKindError: there is no such kind.
    :raise NameTakenError: an open one has that name.
    :raise BeforeBranchError: the register has nobody of the branch yet then.
    :raise FutureDayError: it has not happened yet.
    :raise NotFoundError: the village has no such branch.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        name, duties = kept(opening.name, opening.duties)
        branch = branch_by_id(village, opening.branch_id)
        require_begun(branch, opening.opened_on)
        if not kinds.is_kind(kinds.POST, opening.kind):
            raise NoKindError
        there = posts(village)
        if any(one.name == name and one.until is None for one in there):
            raise NameTakenError(name)
        row = DutyPost.create(
            **entry(work, actor, village, happened_on=opening.opened_on),
            branch=branch.id,
            number=len(there) + 1,
            kind=opening.kind,
            name=name,
            duties=duties or kinds.kind(kinds.POST, opening.kind).duties,
            opened_on=opening.opened_on,
        )
        work.seal(
            "duties.post.opened",
            about=("duty_post", row.number),
            facts={"kind": opening.kind, "number": row.number},
            rows=[row],
            happened_on=opening.opened_on,
        )
        return row


def close_post(actor: Actor, village: Place, number: int, *, until: date, reason: str) -> DutyPostEnd:
    """Close an area or post that nobody holds any more.

    :raise NoDutyError: the village has none of that number.
    :raise ClosedPostError: it was closed before.
    :raise PostHeldError: somebody holds it.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        why, found = reason_of(reason), post(village, number)
        if found.until is not None:
            raise ClosedPostError(found.name)
        if any(one.until is None or one.until > until for one in found.holdings):
            raise PostHeldError(f"“{found.name}”在这一天还有人担任，请先登记他们结束任职。")
        require_order(found.opened_on, until)
        row = DutyPostEnd.create(
            **entry(work, actor, village, happened_on=until), post=found.id, until=until, reason=why
        )
        work.seal(
            "duties.post.closed", about=("duty_post", number), facts={"number": number}, rows=[row], happened_on=until
        )
        return row


def assign_post(actor: Actor, village: Place, number: int, assigning: Assigning) -> DutyHolding:
    """Let a member hold an area or post; handed over, those before end in the same act and stay in its history.

    :raise NoDutyError: the village has none of that number.
    :raise ClosedPostError: it is no more.
    :raise BeforeItBeganError: the day lies before it was opened.
    :raise NoMemberError: the person was no member on that day.
    :raise PostHeldError: that member holds it already, or held it on that day or later.
    :raise ReasonNeededError: it is handed over without a reason.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        found = post(village, number)
        if found.until is not None:
            raise ClosedPostError(found.name)
        if assigning.since < found.opened_on:
            raise BeforeItBeganError(found.opened_on)
        member = member_of(village, assigning.person_id, on=assigning.since)
        holding = [one for one in found.holdings if one.until is None]
        if any(one.person_id == member.id for one in holding):
            raise PostHeldError(f"{member.name}已经担任“{found.name}”，不用再登记。")
        _require_not_held_then(found, member, assigning.since)
        ends: list[DutyHoldingEnd] = []
        if assigning.replaces and holding:
            why, until = reason_of(assigning.reason), assigning.since - _DAY
            ends = [_end(work, actor, village, (one.id, one.since), until=until, reason=why) for one in holding]
        row = DutyHolding.create(
            **entry(work, actor, village, happened_on=assigning.since),
            post=found.id,
            person=member.id,
            since=assigning.since,
        )
        work.seal(
            "duties.post.assigned",
            about=("duty_post", number),
            facts={"number": number, "person": member.id, "ended": len(ends)},
            rows=[*ends, row],
            happened_on=assigning.since,
        )
        return row


def end_holding(actor: Actor, village: Place, holding_id: int, *, until: date, reason: str) -> DutyHoldingEnd:
    """Let a holding end on a day.

    :raise NoDutyError: the village has no such holding.
    :raise HoldingEndedError: it ended before.
    :raise EndBeforeBeginError: it began later.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        why = reason_of(reason)
        found = next((one for of in posts(village) for one in of.holdings if one.id == holding_id), None)
        if found is None:
            raise NoDutyError
        if found.until is not None:
            raise HoldingEndedError
        row = _end(work, actor, village, (found.id, found.since), until=until, reason=why)
        work.seal(
            "duties.post.left",
            about=("duty_holding", holding_id),
            facts={"person": found.person_id},
            rows=[row],
            happened_on=until,
        )
        return row


def link_households(actor: Actor, village: Place, linking: Linking) -> list[HouseholdLink]:
    """Let a member keep in touch with households; those of others are handed over the day before, with a reason.

    :raise NoHouseholdError: none is named, or one is not in the register.
    :raise NoMemberError: the person was no member on that day.
    :raise OwnHouseholdError: one is the member's own home.
    :raise SameLinkError: one is the member's already.
    :raise LinkedThenError: one was somebody's on that day or later, and is no more.
    :raise LinkReasonError: one is another's and there is no reason.
    :raise EndBeforeBeginError: another's link began later.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        (why,) = kept(linking.reason)
        wanted = list(dict.fromkeys(linking.household_ids))
        names = household_numbers(village, wanted)
        if not wanted or not set(wanted) <= names.keys():
            raise NoHouseholdError
        member = member_of(village, linking.person_id, on=linking.since)
        known = [one for one in links(village) if one.household_id in wanted]
        there = [one for one in known if one.until is None]
        _require_linkable(member, wanted, names, there, reason=why)
        _require_nobodys_then(known, linking.since)
        ends = [_end_link(work, actor, village, one, until=linking.since - _DAY, reason=why) for one in there]
        rows = [
            HouseholdLink.create(
                **entry(work, actor, village, happened_on=linking.since),
                household=one,
                person=member.id,
                since=linking.since,
            )
            for one in wanted
        ]
        work.seal(
            "duties.households.linked",
            about=("person", member.id),
            facts={"households": len(rows), "handed_over": len(ends)},
            rows=[*ends, *rows],
            happened_on=linking.since,
        )
        return rows


def end_links(actor: Actor, village: Place, household_ids: Sequence[int], *, until: date, reason: str) -> int:
    """Let households be nobody's from the next day on; return how many links ended.

    :raise NoHouseholdError: none of them is linked.
    :raise EndBeforeBeginError: a link began later.
    :raise ReasonNeededError: there is no reason.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        why = reason_of(reason)
        there = [one for one in links(village) if one.until is None and one.household_id in set(household_ids)]
        if not there:
            raise NoHouseholdError
        rows = [_end_link(work, actor, village, one, until=until, reason=why) for one in there]
        work.seal(
            "duties.households.unlinked",
            about=("place", village.slug),
            facts={"households": len(rows)},
            rows=rows,
            happened_on=until,
        )
        return len(rows)


def _require_linkable(
    member: MemberRow, wanted: Sequence[int], names: dict[int, str], there: Sequence[LinkRow], *, reason: str
) -> None:
    if member.household_id is not None and member.household_id in wanted:
        raise OwnHouseholdError(names[member.household_id])
    same = [one.number for one in there if one.person_id == member.id]
    if same:
        raise SameLinkError(same)
    if there and not reason:
        raise LinkReasonError([one.number for one in there])


def _require_not_held_then(found: PostRow, member: MemberRow, since: date) -> None:
    then = [
        one.until
        for one in found.holdings
        if one.until is not None and one.person_id == member.id and ends_after(one.since, one.until, since)
    ]
    if then:
        raise PostHeldError(f"{member.name}担任“{found.name}”到 {max(then).isoformat()} 为止，请填写这以后的日期。")


def _require_nobodys_then(known: Sequence[LinkRow], since: date) -> None:
    for one in known:
        if one.until is not None and ends_after(one.since, one.until, since):
            raise LinkedThenError(one.number, one.person, one.until)


def _end(
    work: Work, actor: Actor, village: Place, holding: tuple[int, date], *, until: date, reason: str
) -> DutyHoldingEnd:
    holding_id, since = holding
    require_order(since, until)
    day = entry(work, actor, village, happened_on=until)
    return DutyHoldingEnd.create(**day, holding=holding_id, until=until, reason=reason)


def _end_link(work: Work, actor: Actor, village: Place, link: LinkRow, *, until: date, reason: str) -> HouseholdLinkEnd:
    require_order(link.since, until)
    day = entry(work, actor, village, happened_on=until)
    return HouseholdLinkEnd.create(**day, link=link.id, until=until, reason=reason)
