"""Entries, exchanges, months and years as officers and households do them, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points.households import errors, services
from points.households.models import HouseholdMovement, PrizeStock
from points.households.queries.entries import entry
from points.households.queries.exchanges import exchange
from points.households.queries.ledger import balance, balance_rows, history
from points.households.queries.lists import objections, published_content
from points.households.queries.prizes import budget, prize_page, stock_of
from points.households.queries.prizes import prize as prize_row
from points.households.queries.tasks import states, tasks
from points.households.queries.year_end import expiring_of, year_page
from points.households.services import (
    Beginning,
    Concluding,
    Delivering,
    NewPrize,
    Objecting,
    Offering,
    Recording,
    Saying,
)
from points.households.values import ExchangeState, FeedbackKind, Finding, Manner, PilotOutcome, YearMode
from portal.kernel.db import database
from portal.kernel.errors import DomainError, NotAllowedError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.models import Household, Person
from tests.points.households.homes import drafts, earn, prize, settled, wanting
from tests.uploads import upload

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township
    from tests.points.households.homes import Homes

TODAY = date(2026, 10, 15)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def homes(township: Township) -> Homes:
    return settled(township)


def test_an_entry_counts_once_another_officer_confirms_it(homes: Homes) -> None:
    village = homes.village
    grid = [Recording(household_id=home, rule_code="W1", happened_on=TODAY, times=5) for home in homes.ids]
    made = services.record_entries(homes.recorder, village, grid)
    assert balance(homes.home) == 0
    with pytest.raises(errors.OwnEntryError):
        services.confirm_entries(homes.recorder, village, [one.id for one in made])
    with pytest.raises(errors.SameHouseholdEntryError, match="已经登记过"):
        services.record_entries(homes.confirmer, village, grid[:1])
    services.confirm_entries(homes.confirmer, village, [one.id for one in made])
    assert [one.left_x100 for one in balance_rows(village, year=2026)] == [500, 500, 500]
    with pytest.raises(errors.DecidedError):
        services.reject_entry(homes.confirmer, village, made[0].id, reason="再看看")
    cut = entry(village, earn(homes, homes.home, "W1", times=5))
    assert (cut.awarded_x100, cut.explanation) == (300, "应计 5 分，本月上限 8 分，已计 5 分，只计 3 分")


def test_rejected_and_reversed_entries(homes: Homes) -> None:
    village = homes.village
    recording = Recording(household_id=homes.home, rule_code="Y1", happened_on=TODAY)
    (draft,) = services.record_entries(homes.recorder, village, [recording], uploads=[upload()])
    services.reject_entry(homes.confirmer, village, draft.id, reason="照片不清楚")
    assert entry(village, draft.id).state == ("stop", "已退回")
    earned = earn(homes, homes.home)
    services.reverse_entry(homes.recorder, village, earned, reason="记错了户")
    assert balance(homes.home) == 0
    with pytest.raises(errors.NotInForceError):
        services.reverse_entry(homes.recorder, village, earned, reason="再来一次")
    spent = earn(homes, homes.home)
    services.reserve_prize(homes.villager, village, wanting(homes.home, prize(homes)))
    with pytest.raises(errors.SpentPointsError, match="只剩 0 分"):
        services.reverse_entry(homes.recorder, village, spent, reason="记错了户")
    assert [one.points_x100 for one in history(village, homes.home)] == [-500, 500, -500, 500]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"happened_on": date(2026, 10, 16)}, errors.FutureEntryError),
        ({"happened_on": date(2026, 8, 31)}, errors.NoHouseholdSchemeError),
        ({"rule_code": "X9"}, errors.NoRuleError),
        ({"times": 32}, errors.TimesError),
        ({"household_id": 999_999}, errors.NoHouseholdError),
        ({"note": "电话 13800138000"}, DomainError),
    ],
)
def test_what_cannot_be_entered(homes: Homes, changed: dict[str, object], refusal: type[DomainError]) -> None:
    told = {"household_id": homes.home, "rule_code": "W1", "happened_on": TODAY, **changed}
    good = Recording(household_id=homes.ids[1], rule_code="W1", happened_on=TODAY)
    with pytest.raises(refusal):
        services.record_entries(homes.recorder, homes.village, [good, Recording(**told)])  # type: ignore[arg-type]
    assert drafts(homes) == []


def test_the_counter(homes: Homes) -> None:
    village = homes.village
    earn(homes, homes.home, on=date(2026, 10, 1))
    earn(homes, homes.home, "M2", times=4)
    soap = prize(homes, stock=3)
    wanted = wanting(homes.home, soap, token="one form")
    first = services.reserve_prize(homes.recorder, village, wanted)
    assert services.reserve_prize(homes.recorder, village, wanted).id == first.id
    assert (balance(homes.home), stock_of(first.prize_id)) == (800, 2)
    with pytest.raises(errors.NotHandedError):
        services.sign_by_code(homes.recorder, village, first.number, code=first.code)
    services.hand_over(homes.recorder, village, first.number)
    with pytest.raises(errors.WrongCodeError):
        services.sign_by_code(homes.recorder, village, first.number, code="x")
    services.sign_by_code(homes.recorder, village, first.number, code=first.code)
    with pytest.raises(errors.SignedExchangeError):
        services.cancel_exchange(homes.recorder, village, first.number, reason="不要了")

    second = services.reserve_prize(homes.villager, village, wanting(homes.home, soap))
    assert "领取奖品：肥皂 1 块" in [one.title for one in tasks(homes.villager, village, TODAY)]
    services.hand_over(homes.recorder, village, second.number)
    with pytest.raises(errors.HandedExchangeError):
        services.cancel_exchange(homes.villager, village, second.number, reason="不要了")
    services.sign_oneself(homes.villager, village, second.number)
    assert exchange(village, second.number).manner == Manner.PHONE

    with pytest.raises(errors.BalanceShortError, match="还有 3 分，这次要 5 分"):
        services.reserve_prize(homes.recorder, village, wanting(homes.home, soap))
    with pytest.raises(errors.StockShortError, match="只剩 1 块"):
        services.reserve_prize(homes.recorder, village, wanting(homes.home, soap, quantity=2))
    assert states(village)["households.exchanges.signed"] == 2


def test_a_signature_on_paper_has_its_photo(homes: Homes) -> None:
    village = homes.village
    earn(homes, homes.home)
    made = services.reserve_prize(homes.recorder, village, wanting(homes.home, prize(homes)))
    services.hand_over(homes.recorder, village, made.number)
    with pytest.raises(errors.PaperPhotoError):
        services.sign_on_paper(homes.recorder, village, made.number, signed_by="户主", uploads=[])
    services.sign_on_paper(homes.recorder, village, made.number, signed_by="户主", uploads=[upload()])
    row = exchange(village, made.number)
    assert (row.state, row.manner, len(row.files)) == (ExchangeState.SIGNED, Manner.PAPER, 1)


def test_nobody_acts_for_their_own_household(homes: Homes, township: Township) -> None:
    village, home = homes.village, Household.get_by_id(homes.ids[0])
    recorder = homes.recorder
    Person.update(household=home).where(Person.id == recorder.person_id).execute()
    recording = Recording(household_id=home.id, rule_code="W1", happened_on=TODAY)
    with pytest.raises(errors.OwnHouseholdError):
        services.record_entries(recorder, village, [recording])
    with pytest.raises(NotAllowedError):  # nor a villager for another's
        services.reserve_prize(homes.villager, village, wanting(homes.ids[1], prize(homes)))
    other = settled(township, village=township.other_village)
    with pytest.raises(errors.NoHouseholdError):
        services.reserve_prize(homes.confirmer, village, wanting(other.home, 1))


def test_prizes_stock_price_and_budget(homes: Homes) -> None:
    village = homes.village
    with pytest.raises(errors.CashPrizeError, match="红包"):
        services.enter_prize(homes.director, village, NewPrize(name="红包 10 元", unit="个", price_x100=500))
    rice = prize(homes, "大米", price_x100=100, stock=4, most_each=2)
    with pytest.raises(errors.PrizeNameError):
        prize(homes, "大米")
    services.correct_stock(homes.recorder, village, rice, counted=3, reason="受潮报废一袋")
    with pytest.raises(errors.CountSameError):
        services.correct_stock(homes.recorder, village, rice, counted=3, reason="再数一次")
    earn(homes, homes.home)
    services.reserve_prize(homes.villager, village, wanting(homes.home, rice, quantity=2))
    with pytest.raises(errors.MostEachError):
        services.reserve_prize(homes.villager, village, wanting(homes.home, rice))
    off = Offering(price_x100=100, most_each=2, on_offer=False, reason="换季")
    services.set_offer(homes.director, village, rice, off)
    with pytest.raises(errors.OfferSameError):
        services.set_offer(homes.director, village, rice, off)
    with pytest.raises(errors.NotOnOfferError):
        services.reserve_prize(homes.recorder, village, wanting(homes.ids[1], rice))
    services.set_budget(homes.director, village, 2026, amount_fen=1000, document="第2号决议")
    assert (budget(village, 2026).spent_fen, budget(village, 2026).is_over) == (1200, True)
    page = prize_page(village, rice)
    assert [one.left for one in page.movements] == [1, 3, 4]
    assert not prize_row(village, rice).on_offer


def test_a_ledger_is_in_the_order_of_the_days_it_counts(homes: Homes) -> None:
    for day in (10, 1, 5):
        earn(homes, homes.home, "M2", on=date(2026, 10, day))
    rows = history(homes.village, homes.home)
    assert [one.counted_on.day for one in rows] == [10, 5, 1]
    assert rows[0].left_x100 == balance(homes.home)


def test_a_month_is_closed_contested_and_published_again(homes: Homes, clock: SettableClock) -> None:
    village = homes.village
    september = [earn(homes, home, on=date(2026, 9, 20)) for home in homes.ids]
    prize(homes)
    late = Recording(household_id=homes.home, rule_code="W2", happened_on=date(2026, 9, 21))
    (open_draft,) = services.record_entries(homes.recorder, village, [late])
    with pytest.raises(errors.OpenDraftsError, match="还有 1 笔没有确认"):
        services.publish_month(homes.director, village, SEPTEMBER)
    services.reject_entry(homes.confirmer, village, open_draft.id, reason="没有照片")
    with pytest.raises(errors.MonthNotOverError):
        services.publish_month(homes.director, village, Month(2026, 10))
    services.publish_month(homes.director, village, SEPTEMBER)
    with pytest.raises(errors.NothingNewError):
        services.publish_month(homes.director, village, SEPTEMBER, reason="再来")
    with pytest.raises(errors.ClosedMonthError, match="勾选“补记”"):
        services.record_entries(homes.recorder, village, [late])
    belated = Recording(household_id=homes.home, rule_code="W2", happened_on=date(2026, 9, 22), belated=True)
    (made,) = services.record_entries(homes.recorder, village, [belated])
    assert made.counted_on == TODAY

    content = published_content(village, SEPTEMBER) or {}
    assert content["kinds"] == [{"name": "庭院", "households": 3, "entries": 3, "points_x100": 1500}]
    assert all("*" in one["household"] for one in content["households"])
    assert content["balance"] == {"households": 3, "points_x100": 1500}

    objecting = Objecting(month=SEPTEMBER, text="门口没有扫", entry_id=september[1], behalf="")
    filed = services.file_objection(homes.villager, village, objecting)
    with pytest.raises(errors.SameHouseholdObjectionError):
        services.file_objection(homes.villager, village, objecting)
    with pytest.raises(NotAllowedError):
        services.answer_objection(homes.recorder, village, filed.number, finding=Finding.UPHELD, answer="查了")
    services.answer_objection(
        homes.supervisor, village, filed.number, finding=Finding.UPHELD, answer="查了，确实没扫。"
    )
    assert balance(homes.ids[1]) == 0
    services.publish_month(homes.director, village, SEPTEMBER, reason="答复一件异议")
    assert (published_content(village, SEPTEMBER) or {})["objections"][0]["finding"] == "upheld"
    clock.set_day(date(2026, 11, 2))
    with pytest.raises(errors.NotOpenToObjectionError, match="已满"):
        services.file_objection(homes.villager, village, Objecting(month=SEPTEMBER, text="漏了我家"))
    assert [one.number for one in objections(village)] == [1]
    assert verify_all(["portal.kernel", "portal.org", "points.households"]) == []


@pytest.mark.parametrize("mode", list(YearMode))
def test_a_years_unspent_points(township: Township, clock: SettableClock, mode: YearMode) -> None:
    homes = settled(township, mode=mode)
    village = homes.village
    earn(homes, homes.home, times=1)
    earn(homes, homes.ids[1])
    soap = prize(homes, price_x100=300, stock=9)
    with pytest.raises(errors.YearGoesOnError):
        services.give_notice(homes.director, village, 2026)
    clock.set_day(date(2026, 12, 5))
    services.give_notice(homes.director, village, 2026)
    with pytest.raises(errors.NoticeGivenError):
        services.give_notice(homes.director, village, 2026)
    clock.set_day(date(2027, 1, 20))
    earn(homes, homes.home, "M1")
    services.reserve_prize(homes.villager, village, wanting(homes.home, soap))
    shown = {one.household.id: one.old_x100 for one in year_page(village, 2026, today=date(2027, 1, 20)).left}
    assert shown == {homes.home: 200, homes.ids[1]: 500}  # what was earned first is spent first
    expected = [(2026, date(2027, 3, 31), 200)] if mode == YearMode.EXPIRE else []
    assert expiring_of(village, homes.home) == expected
    with pytest.raises(errors.YearGoesOnError):
        services.end_year(homes.director, village, 2026)
    clock.set_day(date(2027, 3, 31))
    services.end_year(homes.director, village, 2026)
    with pytest.raises(errors.YearEndedError):
        services.end_year(homes.director, village, 2026)
    left = {home: balance(home) for home in homes.ids[:2]}
    assert left == (
        {homes.home: 200, homes.ids[1]: 0} if mode == YearMode.EXPIRE else {homes.home: 400, homes.ids[1]: 500}
    )


def test_a_pilot_is_judged_by_what_people_said(homes: Homes) -> None:
    village = homes.village
    beginning = Beginning(title="定时定点", scope="第1组", goal="", since=TODAY, resolution="两委会")
    number = services.begin_pilot(homes.director, village, beginning).number
    concluding = Concluding(outcome=PilotOutcome.GO, reason="合格率八成", document="第5号决议", decided_on=TODAY)
    with pytest.raises(errors.PilotEarlyError):
        services.decide_pilot(homes.director, village, number, concluding)
    saying = Saying(kind=FeedbackKind.GOOD, said_by="保洁员", text="干净多了", given_on=TODAY)
    services.record_feedback(homes.recorder, village, number, saying)
    for again in (
        lambda: services.begin_pilot(homes.director, village, beginning),
        lambda: services.record_feedback(homes.recorder, village, number, saying),
    ):
        with pytest.raises(errors.SamePilotError):
            again()
    services.decide_pilot(homes.director, village, number, concluding)
    with pytest.raises(errors.PilotDecidedError):
        services.record_feedback(homes.recorder, village, number, saying)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["earn", "reserve", "hand", "cancel", "reverse", "count"]), st.integers(0, 3)),
        max_size=14,
    )
)
def test_in_any_sequence_sums_hold_and_nothing_falls_below_nothing(
    township: Township, acts: list[tuple[str, int]]
) -> None:
    with database.atomic() as all_of_it:
        homes = settled(township)
        soap, earned, had = prize(homes, stock=2), list[int](), list[int]()
        for act, place in acts:
            before = (balance(homes.home), stock_of(prize_row(homes.village, soap).id))
            try:
                _do(homes, act, place, soap=soap, earned=earned, had=had)
            except DomainError:
                assert (balance(homes.home), stock_of(prize_row(homes.village, soap).id)) == before
        moved = [one.points_x100 for one in HouseholdMovement.select().where(HouseholdMovement.household == homes.home)]
        stocked = [one.quantity for one in PrizeStock.select()]
        assert all(sum(moved[: n + 1]) >= 0 for n in range(len(moved)))
        assert all(sum(stocked[: n + 1]) >= 0 for n in range(len(stocked)))
        assert sum(moved) == balance(homes.home)
        all_of_it.rollback()


def _do(homes: Homes, act: str, place: int, *, soap: int, earned: list[int], had: list[int]) -> None:
    village = homes.village
    if act == "earn":
        earned.append(earn(homes, homes.home, "M1"))
    elif act == "reserve":
        had.append(
            services.reserve_prize(homes.recorder, village, wanting(homes.home, soap, quantity=1 + place)).number
        )
    elif act == "hand" and had:
        services.hand_over(homes.recorder, village, had[place % len(had)])
    elif act == "cancel" and had:
        services.cancel_exchange(homes.recorder, village, had[place % len(had)], reason="不要了")
    elif act == "reverse" and earned:
        services.reverse_entry(homes.recorder, village, earned[place % len(earned)], reason="记错了")
    elif act == "count":
        services.correct_stock(homes.recorder, village, soap, counted=place, reason="盘点")


def test_cancelling_restores_exactly(homes: Homes) -> None:
    village = homes.village
    earn(homes, homes.home)
    soap = prize(homes, price_x100=150, stock=7)
    before = (balance(homes.home), prize_row(village, soap).stock)
    made = services.reserve_prize(homes.recorder, village, wanting(homes.home, soap, quantity=3))
    services.hand_over(homes.recorder, village, made.number)
    services.cancel_exchange(homes.recorder, village, made.number, reason="拿错了")
    assert (balance(homes.home), prize_row(village, soap).stock) == before
    with pytest.raises(errors.CancelledExchangeError):
        services.cancel_exchange(homes.recorder, village, made.number, reason="再取消")
    one_more = Delivering(quantity=1, cost_fen=0, delivered_on=TODAY)
    services.receive_delivery(homes.recorder, village, soap, one_more)
    with pytest.raises(errors.SameDeliveryError):
        services.receive_delivery(homes.recorder, village, soap, one_more)
    with pytest.raises(errors.BelowNothingError):
        services.receive_delivery(homes.recorder, village, soap, replace(one_more, cost_fen=-1))
    assert prize_row(village, soap).stock == 8
