"""Where some matters of the invented township come from: proposed together, talked over beforehand, or not yet."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.demo.photos import signed_sheet
from deliberation.queries.joint import joint_proposal
from deliberation.rules.consultations import ConsultationKind, Settlement
from deliberation.rules.joint import Signatories
from deliberation.services import Proposal, propose_matter
from deliberation.services.consultations import Consulting, record_consultation
from deliberation.services.joint import JointOrigin, Starting, settle_joint, start_joint, support_joint
from deliberation.services.joint_sheets import check_sheet, enter_sheet
from portal.demo import Event, at
from portal.org.actors import actor_of
from portal.org.models import Account, Person
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.demo import Scene
    from portal.org.models import Place

_ROAD = Starting(
    side=Signatories.REPRESENTATIVES,
    matter_type="village_planning",
    title="修通三组到后山的机耕路",
    plan="三组到后山的路只能走人，收的果子全靠肩挑。请村里修一条三米宽的机耕路，先修路基，路面等有了补助再铺。",
)
_GUARD = Starting(
    side=Signatories.VILLAGERS,
    matter_type="other_interest",
    title="上学放学时段在村口设护学岗",
    plan="村口车多，孩子过路不安全。请村里组织志愿者，上学、放学各半小时在村口护学，由各组轮流。",
)
_PEARS = Proposal(
    matter_type="land_to_outsider",
    title="后山四十亩荒坡发包给果业合作社种梨",
    plan="后山荒坡四十亩发包给邻镇的果业合作社种梨，期限十五年，租金每五年调一次，优先雇用本村人。",
    budget_fen=None,
    fund="",
    initiator="collective",
)
_KILN = Proposal(
    matter_type="coop_construction_land",
    title="老砖厂地块对外出租",
    plan="老砖厂六亩集体经营性建设用地对外出租办农资仓库，公开招租，底价每亩每年四千元。",
    budget_fen=None,
    fund="",
    initiator="committee",
)
_ON_PAPER = 3
_GUARDED = 14


def events(scene: Scene) -> Iterator[Event]:
    """Yield what is proposed together in every village, and two matters of land."""
    for place, village in enumerate(scene.villages):
        yield from _joint(scene, village, listed=place != 1)
        yield from _land(scene, village, talked=place % 2 == 0)


def _joint(scene: Scene, village: Place, *, listed: bool) -> Iterator[Event]:
    """Yield one proposal whose share was reached, online and on paper, and one for which people still join."""
    today = scene.today
    yield Event(at=at(today - timedelta(days=12), 19), act=partial(_start, scene, village, _ROAD, by=3))
    yield Event(at=at(today - timedelta(days=11), 20), act=partial(_join_online, scene, village))
    yield Event(at=at(today - timedelta(days=9), 9), act=partial(_bring_sheet, scene, village))
    yield Event(at=at(today - timedelta(days=6), 19), act=partial(_start, scene, village, _GUARD, by=6))
    yield Event(at=at(today - timedelta(days=5), 20), act=partial(_villagers_join, village))
    yield Event(at=at(today - timedelta(days=4), 2), act=partial(settle_joint, village))
    if listed:
        yield Event(at=at(today - timedelta(days=2), 16), act=partial(_list, scene, village))


def _land(scene: Scene, village: Place, *, talked: bool) -> Iterator[Event]:
    day = scene.today - timedelta(days=2)
    proposal = _PEARS if talked else _KILN
    yield Event(at=at(day, 17), act=partial(_propose, scene, village, proposal, talked=talked))


def _start(scene: Scene, village: Place, starting: Starting, *, by: int) -> None:
    start_joint(scene.actor(village, Office.REPRESENTATIVE, by), village, starting)


def _join_online(scene: Scene, village: Place) -> None:
    """Let all but those who sign on paper join online."""
    needed = joint_proposal(village, 1, on=scene.today).gathered.needed
    for number in range(4, 4 + max(needed - 1 - _ON_PAPER, 0)):
        support_joint(scene.actor(village, Office.REPRESENTATIVE, number), village, 1)


def _bring_sheet(scene: Scene, village: Place) -> None:
    row = joint_proposal(village, 1, on=scene.today)
    wanted = [scene.actor(village, Office.REPRESENTATIVE, number).person_id for number in range(16)]
    people = [one for one in wanted if one not in row.supporters][: row.gathered.missing]
    names = [Person.get_by_id(one).code for one in people]
    photo = signed_sheet(scene.chance(village, "joint"), lines=len(names))
    made = enter_sheet(scene.actor(village, Office.SECRETARY), village, 1, names=names, uploads=[photo])
    check_sheet(scene.actor(village, Office.DIRECTOR), village, 1, made.number, accepted=True)


def _villagers_join(village: Place) -> None:
    accounts = Account.select().join(Person).where(Person.village == village.id).order_by(Person.code.desc())
    for account in accounts.limit(_GUARDED):
        support_joint(actor_of(account), village, 2)


def _list(scene: Scene, village: Place) -> None:
    proposal = Proposal(
        matter_type=_ROAD.matter_type,
        title=_ROAD.title,
        plan="修三组到后山的机耕路八百米，路宽三米，先修路基和涵管，公开询价选定施工队，六十天完工。",
        budget_fen=9_600_000,
        fund="村集体经营收入",
        joint=JointOrigin(proposal=1),
    )
    propose_matter(scene.actor(village, Office.SECRETARY), village, proposal)


def _propose(scene: Scene, village: Place, proposal: Proposal, *, talked: bool) -> None:
    secretary = scene.actor(village, Office.SECRETARY)
    matter = propose_matter(secretary, village, proposal)
    if talked:
        record_consultation(secretary, village, matter.number, _talk(scene.today - timedelta(days=4)))


def _talk(day: date) -> Consulting:
    """Return what was agreed with those who hold the land, and with those who want it."""
    return Consulting(
        kind=ConsultationKind.NEGOTIATION,
        held_on=day,
        place="村委会会议室",
        sides={"collective": 3, "households": 6, "taker": 2},
        attended="村集体三人，承包户代表六人，果业合作社两人，名单见会议记录。",
        offered="每亩每年租金三百八十元，一年一付，树苗和灌溉由合作社出钱。",
        asked="租金不低于四百五十元，先付后用；路坏了由合作社修；到期树归集体。",
        settlement=Settlement.AGREED,
        result="租金定为每亩每年四百五十元，先付后用，五年一调，到期树归集体；修路的事写进合同。",
        households_asked=18,
        households_agreed=16,
    )
