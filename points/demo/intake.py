"""How claims come about in the invented township: a scheme adopted by its assembly, drafts, the party group's word."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from points import queries, services
from points.drafts import drafts_of
from points.rules import MemberClass
from points.schemes import example_scheme
from points.services import Adopting, Classing, Kin
from portal.demo import Event, at
from portal.kernel import clock
from portal.kernel.months import Month
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.org.actors import Actor
    from portal.org.models import Place

#: How many of the last months were drafted from who signed in.
_DRAFTED = 3


def adoptions(scene: Scene, village: Place, secretary: Actor, *, first_village: bool) -> Iterator[Event]:
    """Yield the scheme of every year, adopted by its assembly; in one village the party group is asked first."""
    (branch,) = branches(village)
    for year in sorted({month.year for month in scene.months} | {scene.today.year}):
        first = max(scene.months[0], Month(year, 1)).first_day
        adopting = Adopting(
            resolution=f"{year}年第一次支部党员大会关于积分办法的决议",
            filed_as=f"青镇党备〔{year}〕{branch.id} 号",
            group_check=first_village,
        )
        adopt = partial(
            services.adopt_scheme,
            secretary,
            village,
            branch.id,
            example_scheme(),
            effective_from=first,
            adopting=adopting,
        )
        if first < scene.today:
            yield Event(at=at(first, 8, 10), act=adopt)


def party_group(scene: Scene, village: Place, secretary: Actor, leader: Actor) -> Iterator[Event]:
    """Yield who leads the party group and what it checks every month, and a member away for half a year."""
    first = scene.months[0].first_day
    appoint = partial(services.appoint_checker, secretary, village, leader.person_id, since=first)
    yield Event(at=at(first, 8, 20), act=appoint)
    for month in scene.months:
        yield Event(at=at(month.first_day.replace(day=23), 20), act=partial(_check, leader, village))


def away(scene: Scene, village: Place, secretary: Actor, member_id: int) -> Iterator[Event]:
    """Yield a member the branch counts as floating for a time."""
    since = scene.months[-1].first_day
    classing = Classing(
        person_id=member_id,
        member_class=MemberClass.FLOATING,
        since=since,
        until=Month.of(since).plus(5).last_day,
        reason="外出务工半年，组织关系没有转出",
    )
    yield Event(at=at(since, 8, 30), act=partial(services.class_member, secretary, village, classing))


def relatives(scene: Scene, village: Place, secretary: Actor, pair: tuple[int, int]) -> Iterator[Event]:
    """Yield that somebody on the committee and a member who lives apart are brothers or sisters."""
    (officer_id, member_id), first = pair, scene.months[0].first_day
    kin = Kin(person_id=officer_id, relative_id=member_id, kind="sibling", since=first)
    yield Event(at=at(first, 8, 40), act=partial(services.declare_kin, secretary, village, kin))


def drafted(scene: Scene, village: Place, recorder: Actor, reviewer: Actor) -> Iterator[Event]:
    """Yield what was drafted from who signed in at the party's meetings, month by month, but for the reviewer's own."""
    for month in scene.months[-_DRAFTED:]:
        yield Event(at=at(month.last_day, 15), act=partial(_draft, scene, village, month, by=(recorder, reviewer)))


def review_all(reviewer: Actor, village: Place) -> list[queries.ClaimRow]:
    """Return what somebody may review today."""
    return queries.reviewable(village, reviewer.person_id, today=clock.today())


def apart(village: Place, *acting: Actor) -> set[int]:
    """Return who acts and who is near to them: their points are other people's to review."""
    found = {one.person_id for one in acting}
    return found.union(*(queries.near_ones(village, one, on=clock.today()) for one in sorted(found)))


def _check(leader: Actor, village: Place) -> object:
    waiting = queries.to_check(village, leader.person_id, on=clock.today())
    if not waiting:
        return None
    return services.check_claims(leader, village, [one.id for one in waiting])


def _draft(scene: Scene, village: Place, month: Month, *, by: tuple[Actor, Actor]) -> object:
    recorder, reviewer = by
    (branch,), others = branches(village), apart(village, reviewer)
    found = drafts_of(village, branch, month, today=clock.today(), actor_id=recorder.person_id, voters=scene.voters)
    told = (each for one in found if not one.takes for each in one.happenings)
    picked = frozenset(each.id for each in told if each.person_id not in others)
    if not picked:
        return None
    return services.record_drafts(recorder, village, branch.id, month, picked=picked, voters=scene.voters)
