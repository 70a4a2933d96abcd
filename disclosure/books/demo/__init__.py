"""Books of the invented township: journals imported, the latest months entered by hand, closed, signed off.

What goes wrong is there too: a month that comes late, a slip taken back the day after, one that is found when its
month is public already, and what the checks find (``alerts``). From the last month on the township wants payments
approved (``approvals``). The latest month is left at a different step in each village, so that everybody has
something to do, and the month that runs is entered as it goes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import services
from disclosure.books.chart import BOOKED
from disclosure.books.demo import alerts, approvals, disclosing, year
from disclosure.books.demo.bank import Bank
from disclosure.books.demo.entering import enter, receipt_of, take_back
from disclosure.books.demo.items import (
    OFFICER_PAID,
    PAID_TO_OFFICER,
    Books,
    Item,
    categories,
    category,
    entry_of,
    files,
    items,
    template,
)
from portal.demo import Event, at
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from disclosure.books.sheets.table import NamedFile
    from portal.demo import Scene
    from portal.org.models import Place

_IMPORTED, _CLOSED, _SIGNED = timedelta(days=2), timedelta(days=3), timedelta(days=5)
_LATE = timedelta(days=18)
_STEPS = 3

#: The slip that is found at once, and the one that is found when its month is public.
_LAMPS, _PAPER = "修路灯材料和工钱", "买办公用品"

#: How many of the latest months of a village have a bank's statement, and how many of the very last have none again.
_COVERED: Mapping[int, tuple[int, int]] = {0: (6, 0), 1: (6, 1), 2: (3, 0)}
#: Months before today at whose end something is outstanding at the bank; in the first village.
_OUTSTANDING = (4, 1)
_ANSWERED_AFTER, _BEFORE_CLOSE = 6, 2


def events(scene: Scene) -> Iterator[Event]:
    """Yield what happened with the money of every village."""
    if _by_hand(scene, 0):
        yield from approvals.adopted(scene, scene.months[-1])
    for place, village in enumerate(scene.villages):
        for event in _of_village(scene, village, place):
            if event.at < at(scene.today, 0):
                yield event


def _by_hand(scene: Scene, place: int) -> tuple[Month, ...]:
    """Return the two months a village enters by hand: the last before the township asks for approvals, and the next."""
    months = scene.months[1:][-2:] if place == 0 else ()
    return months if len(months) > 1 else ()


def _of_village(scene: Scene, village: Place, place: int) -> Iterator[Event]:
    books = Books(scene.chance(village, "books"))
    by_hand, desk = _by_hand(scene, place), approvals.Desk(scene, village)
    bank = Bank(scene, village, f"80{place}6")
    late = scene.months[len(scene.months) // 2] if place == 1 else None
    yield from _accounts(scene, village)
    yield from year.opened(scene, village)
    yield from disclosing.planned(scene, village)
    for back, month in zip(range(len(scene.months), 0, -1), scene.months, strict=True):
        steps = _STEPS if back > 1 else _STEPS - place % _STEPS
        delay = _LATE if month == late else timedelta()
        found = list(_found(scene, village, books, month, place=place, back=back))
        if month in by_hand and back == 1:
            yield from _asked(scene, village, month, found, desk=desk)
        elif month in by_hand:
            yield from _entered(scene, village, month, found)
        else:
            yield _imported(scene, village, month, files=files(books, month, found), delay=delay)
        if _is_covered(place, back):
            outstanding = place == 0 and back in _OUTSTANDING
            yield from bank.month(month, delay=delay, outstanding=outstanding)
        yield from year.ended(scene, village, month, delay=delay)
        yield from list(_closed(scene, village, month, delay=delay))[: steps - 1]
        if steps == _STEPS:
            yield from disclosing.disclosed(scene, village, month, delay=delay)
        said = alerts.said_of_imported(place, back, late=month == late)
        yield from alerts.answered(scene, village, month, said, days=_ANSWERED_AFTER, delay=delay)
    if by_hand:
        yield from _what_went_wrong(scene, village, desk, entered=by_hand[0], asked=by_hand[1])
    yield from _running(scene, village, books, desk, place=place)


def _found(scene: Scene, village: Place, books: Books, month: Month, *, place: int, back: int) -> Iterator[Item]:
    yield from items(books, month, place=place, back=back)
    if (place, back) == OFFICER_PAID:
        yield replace(PAID_TO_OFFICER, party=scene.actor(village, Office.DIRECTOR).name)


def _is_covered(place: int, back: int) -> bool:
    most, without = _COVERED.get(place, (0, 0))
    return without < back <= most


def _accounts(scene: Scene, village: Place) -> Iterator[Event]:
    """Yield how the bookkeeper opens the accounts the village's own categories need."""
    first, bookkeeper = scene.months[0].first_day, scene.actor(village, Office.BOOKKEEPER)
    for minute, name in enumerate(categories()):
        booked = category(name)
        act = partial(services.open_sub_account, bookkeeper, village, code=booked.account, name=booked.detail)
        yield Event(at=at(first, 9, minute), act=act)


def _imported(scene: Scene, village: Place, month: Month, *, files: Sequence[NamedFile], delay: timedelta) -> Event:
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)

    def book() -> object:
        return services.import_books(bookkeeper, village, services.read_books(files, month=month, chart_key=BOOKED))

    return Event(at=at(month.plus(1).first_day + _IMPORTED + delay, 9), act=book)


def _closed(scene: Scene, village: Place, month: Month, *, delay: timedelta) -> Iterator[Event]:
    bookkeeper, supervisor = scene.actor(village, Office.BOOKKEEPER), scene.actor(village, Office.SUPERVISOR)
    first = month.plus(1).first_day + delay
    said = "报账员住院，迟交的账已请村委会委员代为整理，并逐笔核对" if delay else "已逐笔核对，票据齐的先公开"
    close = partial(services.close_month, bookkeeper, village, month, explanation=said)
    yield Event(at=at(first + _CLOSED, 15), act=close)
    yield Event(at=at(first + _SIGNED, 10), act=partial(services.sign_off_month, supervisor, village, month))


def _entered(scene: Scene, village: Place, month: Month, found: Iterable[Item]) -> Iterator[Event]:
    """Yield every item as the bookkeeper enters it by the simple form on its day."""
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)
    for minute, item in enumerate(sorted(found, key=lambda one: one.day)):
        entry = entry_of(item, month)
        receipts = [receipt_of(village, entry)] if item.fen < 0 else []
        act = partial(enter, bookkeeper, village, entry, receipts=receipts)
        yield Event(at=at(entry.happened_on, 16, minute), act=act)


def _asked(
    scene: Scene,
    village: Place,
    month: Month,
    found: Sequence[Item],
    *,
    desk: approvals.Desk,
    days: Iterable[date] = (),
) -> Iterator[Event]:
    """Yield a month in which income is entered and payments are asked for; ``days`` beside the usual ones."""
    yield from _entered(scene, village, month, [one for one in found if one.fen > 0])
    usual = (month.first_day.replace(day=day) for day in approvals.DAYS)
    yield from desk.month(month, [one for one in found if one.fen < 0], days=sorted({*usual, *days}))


def _running(scene: Scene, village: Place, books: Books, desk: approvals.Desk, *, place: int) -> Iterator[Event]:
    """Yield the month that runs, up to yesterday; what waits today is left where it is."""
    running, yesterday = Month.of(scene.today), scene.today - timedelta(days=1)
    found = _found(scene, village, books, running, place=place, back=0)
    passed = [one for one in found if running.first_day.replace(day=one.day) < scene.today]
    if not _by_hand(scene, 0):
        yield from _entered(scene, village, running, passed)
        return
    yield from _asked(scene, village, running, passed, desk=desk, days=[yesterday])
    yield from desk.under_a_resolution(yesterday)
    if place == 0:
        yield from desk.on_the_way(yesterday)


def _what_went_wrong(
    scene: Scene, village: Place, desk: approvals.Desk, *, entered: Month, asked: Month
) -> Iterator[Event]:
    """Yield what goes wrong in the month that is entered freely and in the one in which payments are asked for."""
    yield from _slip_found_at_once(scene, village, entered)
    yield from alerts.entered(scene, village, entered)
    yield from year.by_items_and_lines(scene, village, entered)
    yield from alerts.answered(scene, village, entered, alerts.ENTERED, days=_BEFORE_CLOSE)
    yield from _slip_found_later(scene, village, desk, wrong=entered.plus(-1), found=asked)
    yield from desk.returned_and_answered(asked)
    yield from desk.under_a_resolution(asked.first_day.replace(day=26))


def _slip_found_at_once(scene: Scene, village: Place, month: Month) -> Iterator[Event]:
    """Yield a payment with one nought too many, taken back and entered again within the hour."""
    bookkeeper, day = scene.actor(village, Office.BOOKKEEPER), month.first_day.replace(day=28)
    wrong = replace(entry_of(template(_LAMPS), month), happened_on=day, amount_fen=80_000, summary="修三组路灯")
    right = replace(wrong, amount_fen=8_000)

    def put_right() -> None:
        take_back(bookkeeper, village, month, wrong.summary, reason="金额多写了一个零，应为 80.00 元")
        enter(bookkeeper, village, right, receipts=[receipt_of(village, right)])

    act = partial(enter, bookkeeper, village, wrong, receipts=[receipt_of(village, wrong)])
    yield Event(at=at(day, 17), act=act)
    yield Event(at=at(day, 18), act=put_right)


def _slip_found_later(
    scene: Scene, village: Place, desk: approvals.Desk, *, wrong: Month, found: Month
) -> Iterator[Event]:
    """Yield how a voucher of a month that is public is put right in the month that is open."""
    bookkeeper, day = scene.actor(village, Office.BOOKKEEPER), found.first_day.replace(day=13)
    right = replace(template(_PAPER), day=day.day, fen=-3_650, summary="补记上上月办公用品")

    def put_right() -> None:
        take_back(bookkeeper, village, wrong, _PAPER, reason="票据金额看错，应为 36.50 元")
        desk.ask(right, token=f"{found}-again")

    yield Event(at=at(day, 11), act=put_right)
