"""Household points of the invented township: months of sorting, yards and help, prizes, and every state once.

In every village an entry is sent back, one is taken back, a stock is counted anew, an exchange is cancelled, objections
are upheld and dismissed; the last month leaves drafts, a reserved prize and one that waits for its signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from points.households import services
from points.households.demo.papers import signed_sheet
from points.households.demo.trials import pilots
from points.households.queries.entries import entries
from points.households.queries.ledger import balance
from points.households.queries.lists import objections
from points.households.queries.prizes import prize as prize_row
from points.households.queries.register import households, own_household_id
from points.households.rules.earning import YearEnd
from points.households.schemes import example_rules
from points.households.services import Adopting, Delivering, NewPrize, Objecting, Offering, Recording, Reserving
from points.households.values import ExchangeState, Finding, Verdict, YearMode
from portal.demo import Event, at
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

_DAY = timedelta(days=1)
_LIST_AFTER = timedelta(days=6)
_TAKING_PART = 10
_DECEMBER = 12
_ON_PAPER = 5  # every fifth household signs on paper
#: Name, unit, price, how many a household may have in a year, first delivery and what it cost.
_PRIZES = (
    ("肥皂", "块", 500, None, 120, 360_00),
    ("洗衣液 2 千克", "瓶", 1500, 4, 40, 760_00),
    ("大米 5 千克", "袋", 3000, 2, 20, 700_00),
    ("理发一次", "次", 300, 6, 60, 600_00),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A village with who acts in it and which households take part."""

    scene: Scene
    place: Place
    number: int
    director: Actor
    recorder: Actor
    confirmer: Actor
    homes: tuple[int, ...]
    villager: Actor | None  # of the first home, on the phone


def events(scene: Scene) -> Iterator[Event]:
    """Yield what happened with household points in every village."""
    for number, place in enumerate(scene.villages):
        town = _known(scene, place, number)
        yield from _begun(town)
        for month in scene.months:
            yield from _month(town, month)
        yield from _troubles(town)
        yield from _years(town)
        yield from _open_ends(town)
        yield from pilots(scene, place, number)


def _known(scene: Scene, place: Place, number: int) -> Town:
    director, secretary = scene.actor(place, Office.DIRECTOR), scene.actor(place, Office.SECRETARY)
    recorder, confirmer = (scene.actor(place, Office.COMMITTEE, one) for one in (0, 1))
    apart = {own_household_id(one.person_id) for one in (director, secretary, recorder, confirmer)}
    supervisor = own_household_id(scene.actor(place, Office.SUPERVISOR).person_id)
    representative = scene.actor(place, Office.REPRESENTATIVE)
    first = own_household_id(representative.person_id)
    free = [one.id for one in households(place) if one.head and one.id not in {*apart, supervisor, first}]
    homes = free[: _TAKING_PART - 1]
    if first is not None and first not in apart:
        homes = [first, *homes]
    return Town(
        scene=scene,
        place=place,
        number=number,
        director=director,
        recorder=recorder,
        confirmer=confirmer,
        homes=tuple(homes),
        villager=representative if homes and homes[0] == first else None,
    )


def _begun(town: Town) -> Iterator[Event]:
    """Yield the rules, the prizes with their first delivery, and every year's budget."""
    first = town.scene.months[0].first_day
    mode = YearMode.EXPIRE if town.number == 0 else YearMode.CARRY
    adopting = Adopting(
        rules=example_rules().rules,
        year_end=YearEnd(mode=mode, month=3, day=31, notice_days=60),
        effective_from=first,
        resolution="村民代表会议通过《家户积分办法》的决议",
    )
    yield Event(at=at(first, 9, 10), act=partial(services.adopt_scheme, town.director, town.place, adopting))
    for number, (name, unit, price, most, pieces, cost) in enumerate(_PRIZES, start=1):
        new = NewPrize(name=name, unit=unit, price_x100=price, most_each=most)
        yield Event(
            at=at(first + 4 * _DAY, 9, number), act=partial(services.enter_prize, town.director, town.place, new)
        )
        coming = Delivering(quantity=pieces, cost_fen=cost, delivered_on=first + 5 * _DAY, voucher="见当月凭证")
        yield Event(
            at=at(first + 5 * _DAY, 10, number),
            act=partial(services.receive_delivery, town.recorder, town.place, number, coming),
        )
    for year in sorted({month.year for month in town.scene.months}):
        day = max(first, date(year, 1, 1)) + 2 * _DAY
        state = partial(
            services.set_budget, town.director, town.place, year, amount_fen=6000_00, document="年度收支预算方案"
        )
        yield Event(at=at(day, 11), act=state)


def _month(town: Town, month: Month) -> Iterator[Event]:
    """Yield a month: the grid, a few by hand, the confirmation, exchanges, and the list."""
    dice = town.scene.chance(town.place, f"households {month}")
    sorted_on, seen_on = month.first_day + 9 * _DAY, month.first_day + 19 * _DAY
    grid = [
        Recording(
            household_id=home, rule_code="W1", happened_on=sorted_on, times=dice.randrange(3, 7), note="收集员登记"
        )
        for home in town.homes
    ]
    yards = [Recording(household_id=home, rule_code="Y1", happened_on=seen_on) for home in dice.sample(town.homes, 3)]
    whole = [Recording(household_id=home, rule_code="W3", happened_on=seen_on) for home in dice.sample(town.homes, 6)]
    helped = Recording(
        household_id=dice.choice(town.homes), rule_code="M1", happened_on=seen_on, note="帮独居老人收稻谷"
    )
    for minute, (day, some) in enumerate(((sorted_on, grid), (seen_on, [*yards, *whole]), (seen_on, [helped]))):
        yield Event(at=at(day, 18, minute), act=partial(services.record_entries, town.recorder, town.place, some))
    yield Event(at=at(month.last_day, 18, 30), act=partial(_confirm_all, town))
    if month > town.scene.months[0]:
        for place in range(2):
            home = town.homes[(month.number + 3 * place) % len(town.homes)]
            yield from _exchange(town, month.first_day + (11 + place) * _DAY, home, 1 if place else 4)
    publish_on = month.last_day + _LIST_AFTER
    if publish_on < town.scene.today:
        yield Event(at=at(publish_on, 9), act=partial(services.publish_month, town.director, town.place, month))


def _confirm_all(town: Town) -> object:
    waiting = entries(town.place, only_open=True)
    return services.confirm_entries(town.confirmer, town.place, [one.id for one in waiting]) if waiting else None


def _exchange(town: Town, day: date, home: int, prize: int) -> Iterator[Event]:
    """Yield an exchange at the counter: taken off the points, handed over, signed by code, or on paper by a few."""
    wanted = Reserving(household_id=home, prize=prize, token=f"demo {town.place.slug} {day} {home}")

    def act() -> object:
        if balance(home) < prize_row(town.place, prize).price_x100:
            return None  # not enough yet
        made = services.reserve_prize(town.recorder, town.place, wanted)
        services.hand_over(town.recorder, town.place, made.number)
        if made.number % _ON_PAPER == 0:
            paper = [signed_sheet()]
            return services.sign_on_paper(town.recorder, town.place, made.number, signed_by="户主", uploads=paper)
        return services.sign_by_code(town.recorder, town.place, made.number, code=made.code)

    yield Event(at=at(day, 10), act=act)


def _troubles(town: Town) -> Iterator[Event]:
    """Yield what went wrong in the first months and how it was put right."""
    months = town.scene.months
    first = months[0]
    yield from _sent_back(town, first)
    if len(months) < 4:  # noqa: PLR2004 - three months for what follows one another
        return
    yield from _contested(town, first)
    second = months[1]
    yield from _cancelled(town, second.first_day + 16 * _DAY)
    yield Event(
        at=at(second.last_day, 15),
        act=partial(services.correct_stock, town.recorder, town.place, 1, counted=112, reason="盘点，受潮报废几块"),
    )
    dearer = Offering(price_x100=1600, most_each=4, on_offer=True, reason="进价涨了")
    yield Event(at=at(second.last_day, 16), act=partial(services.set_offer, town.director, town.place, 2, dearer))
    gone = Offering(price_x100=3000, most_each=2, on_offer=False, reason="换季不再采购")
    yield Event(at=at(months[2].last_day, 16), act=partial(services.set_offer, town.director, town.place, 3, gone))
    yield Event(at=at(months[2].last_day, 19), act=partial(_reverse_one, town, months[2]))


def _sent_back(town: Town, month: Month) -> Iterator[Event]:
    day = month.first_day + 20 * _DAY
    wrong = Recording(household_id=town.homes[1], rule_code="Y1", happened_on=day, note="照片不清楚")

    def act() -> object:
        (made,) = services.record_entries(town.recorder, town.place, [wrong])
        return services.reject_entry(town.confirmer, town.place, made.id, reason="照片看不清是哪一户，重新拍了再报")

    yield Event(at=at(day, 20), act=act)


def _contested(town: Town, month: Month) -> Iterator[Event]:
    """Yield two objections to the first month: one upheld, one dismissed, answered in a revision."""
    shown = month.last_day + _LIST_AFTER
    filer = town.scene.actor(town.place, Office.REPRESENTATIVE, 1)
    answerer = town.scene.actor(town.place, Office.SUPERVISOR)

    def file(rule: str, text: str) -> object:
        found = [one for one in entries(town.place, month=month) if one.rule.code == rule and one.stands]
        return services.file_objection(filer, town.place, Objecting(month=month, text=text, entry_id=found[0].id))

    def answer(finding: Finding, text: str) -> object:
        one = objections(town.place, month=month, only_open=True)[-1]
        return services.answer_objection(answerer, town.place, one.number, finding=finding, answer=text)

    yield Event(at=at(shown + _DAY, 20), act=partial(file, "Y1", "那几天门口堆着砖，不该算清洁户。"))
    yield Event(at=at(shown + _DAY, 20, 5), act=partial(file, "W3", "听说他家有一次没有分。"))
    upheld, dismissed = "看了照片，当天确实没有清理，这一笔冲销。", "收集员的登记本上次次合格，维持原来的分。"
    yield Event(at=at(shown + 3 * _DAY, 9), act=partial(answer, Finding.UPHELD, upheld))
    yield Event(at=at(shown + 3 * _DAY, 9, 5), act=partial(answer, Finding.DISMISSED, dismissed))
    again = partial(services.publish_month, town.director, town.place, month, reason="答复两件异议")
    yield Event(at=at(shown + 4 * _DAY, 9), act=again)


def _cancelled(town: Town, day: date) -> Iterator[Event]:
    def act() -> object:
        wanted = Reserving(household_id=_richest(town)[0], prize=4, token=f"demo {town.place.slug} cancelled")
        made = services.reserve_prize(town.recorder, town.place, wanted)
        return services.cancel_exchange(town.recorder, town.place, made.number, reason="本户改了主意")

    yield Event(at=at(day, 11), act=act)


def _richest(town: Town) -> list[int]:
    """Return the households that take part, those with most points first; the villager on the phone is left out."""
    return sorted(town.homes[1:], key=balance, reverse=True)


def _reverse_one(town: Town, month: Month) -> object:
    found = [
        one for one in entries(town.place, month=month) if one.rule.code == "W3" and one.verdict == Verdict.CONFIRMED
    ]
    return services.reverse_entry(town.confirmer, town.place, found[0].id, reason="登记错了户")


def _years(town: Town) -> Iterator[Event]:
    """Yield the notice of every year that ended, and its end once the day has come."""
    for year in sorted({month.year for month in town.scene.months if month.number == _DECEMBER}):
        given = date(year, _DECEMBER, 5)
        if given < town.scene.today:
            yield Event(at=at(given, 9, 30), act=partial(services.give_notice, town.director, town.place, year))
        ends = date(year + 1, 3, 31)
        if ends < town.scene.today:
            yield Event(at=at(ends, 9, 30), act=partial(services.end_year, town.director, town.place, year))


def _open_ends(town: Town) -> Iterator[Event]:
    """Yield what is open today: drafts, a reserved prize, one handed over, one to be fetched by phone, an objection."""
    today = town.scene.today
    day = today - 2 * _DAY
    drafts = [Recording(household_id=home, rule_code="W2", happened_on=day, note="可回收物") for home in town.homes[:4]]
    yield Event(at=at(day, 18), act=partial(services.record_entries, town.recorder, town.place, drafts))

    def reserve(state: ExchangeState) -> object:
        by_phone = state == ExchangeState.SIGNED and town.villager is not None
        home = town.homes[0] if by_phone else _richest(town)[0]
        if balance(home) < prize_row(town.place, 4).price_x100:
            return None  # spent on the way
        wanted = Reserving(household_id=home, prize=4, token=f"demo {town.place.slug} {state.value}")
        actor = town.villager if by_phone and town.villager else town.recorder
        made = services.reserve_prize(actor, town.place, wanted)
        if state != ExchangeState.RESERVED:
            services.hand_over(town.recorder, town.place, made.number)
        if by_phone:
            services.sign_oneself(actor, town.place, made.number)
        return made

    if len(town.scene.months) > 1:
        open_ones = (ExchangeState.RESERVED, ExchangeState.HANDED, *([ExchangeState.SIGNED] if town.villager else []))
        for minute, state in enumerate(open_ones):
            yield Event(at=at(day, 10, minute), act=partial(reserve, state))
    yield from _open_objection(town)


def _open_objection(town: Town) -> Iterator[Event]:
    shown = [one for one in town.scene.months if one.last_day + _LIST_AFTER + _DAY < town.scene.today]
    if not shown:
        return
    month = shown[-1]
    saying = Objecting(month=month, text="我们组好像漏了一户，请查一查登记本。")
    filer = town.scene.actor(town.place, Office.REPRESENTATIVE, 2)
    yield Event(
        at=at(month.last_day + _LIST_AFTER + _DAY, 20),
        act=partial(services.file_objection, filer, town.place, saying),
    )
