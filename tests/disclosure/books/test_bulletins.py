"""What a month publishes: totals that are the sums of the published lines, and no more of people than is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import bulletins, services
from disclosure.books.queries import month_page
from portal.kernel.bulletins import Bulletin, BulletinNames
from portal.kernel.months import Month
from portal.org.models import Person
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.sheets.table import NamedFile
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]
    Publish = Callable[..., dict[str, Any]]

OCTOBER = Month(2026, 10)


@pytest.fixture
def publish(township: Township, make_csv: Callable[..., NamedFile], clock: SettableClock) -> Publish:
    """Import, close and sign off October; return the published envelope."""

    def publish_month(*tables: Rows) -> dict[str, Any]:
        clock.set_day(date(2026, 11, 3))
        bookkeeper, village = township.actor(Office.BOOKKEEPER), township.village
        files = [make_csv(rows, name=f"{place}.csv") for place, rows in enumerate(tables)]
        services.import_books(bookkeeper, village, services.read_books(files, month=OCTOBER))
        services.close_month(bookkeeper, village, OCTOBER)
        clock.set_day(date(2026, 11, 5))
        services.sign_off_month(township.actor(Office.SUPERVISOR), village, OCTOBER)
        found: dict[str, Any] = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)
        return found

    return publish_month


def test_every_published_total_is_the_sum_of_the_published_lines(
    publish: Publish, journal_rows: Rows, item_rows: Rows
) -> None:
    content = publish(journal_rows, item_rows)["content"]
    lines = [line for voucher in content["vouchers"] for line in voucher["lines"]]
    for total in content["income"]:
        assert total["month_fen"] == sum(line["credit_fen"] for line in lines if line["name"] == total["name"])
    for total in content["expense"]:
        assert total["month_fen"] == sum(line["debit_fen"] for line in lines if line["name"] == total["name"])
    for money in content["money"]:
        own = [line for line in lines if line["name"] == money["account"]]
        assert money["in_fen"] == sum(line["debit_fen"] for line in own)
        assert money["out_fen"] == sum(line["credit_fen"] for line in own)
        assert money["opening_fen"] + money["in_fen"] - money["out_fen"] == money["closing_fen"]
    assert content["income_fen"] == sum(one["month_fen"] for one in content["income"])
    assert content["expense_fen"] == sum(one["month_fen"] for one in content["expense"])
    assert content["opening_fen"] + content["received_fen"] - content["paid_fen"] == content["closing_fen"]
    assert sum(line["debit_fen"] for line in lines) == sum(line["credit_fen"] for line in lines)


def test_transfer_counts_as_neither(publish: Publish, journal_rows: Rows) -> None:
    content = publish(journal_rows)["content"]
    assert (content["income_fen"], content["expense_fen"]) == (250_425, 86_025)
    assert [one["moved_fen"] for one in content["vouchers"] if one["kind"] == "transfer"] == [200_000]
    assert (content["received_fen"], content["paid_fen"]) == (250_425, 86_025)


def test_document_is_about_the_month_and_every_voucher(publish: Publish, journal_rows: Rows) -> None:
    envelope = publish(journal_rows)
    assert (envelope["kind"], envelope["key"], envelope["revision"]) == ("month", "2026-10", 1)
    assert envelope["about"] == [["month", "2026-10"], *(["voucher", f"2026-10-{number}"] for number in range(1, 6))]


def test_signers_stand_in_the_names_part(publish: Publish, township: Township, journal_rows: Rows) -> None:
    envelope = publish(journal_rows)
    names = [township.actor(office).name for office in (Office.BOOKKEEPER, Office.SUPERVISOR, Office.BOOKKEEPER)]
    assert BulletinNames.get().names == names
    assert not any(name in json.dumps(envelope["content"], ensure_ascii=False) for name in names)
    assert envelope["content"]["closed"]["who"]["name"] == 0
    assert envelope["content"]["signed_off"]["who"]["name"] == 1
    assert envelope["content"]["closed"]["on"] == "2026-11-03"
    assert envelope["content"]["signed_off"]["on"] == "2026-11-05"


def test_registered_people_are_masked_in_the_texts(publish: Publish, township: Township, journal_rows: Rows) -> None:
    name = Person.select().where(Person.village == township.village.id).order_by(Person.code.desc()).get().name
    journal_rows[4][5] = f"付{name}保洁工资"
    content = publish(journal_rows)["content"]
    summaries = [voucher["summary"] for voucher in content["vouchers"]]
    assert f"付{name[0]}*{name[2]}保洁工资" in summaries
    assert name not in json.dumps(content, ensure_ascii=False)


def test_a_finding_with_a_fund_somebody_typed_names_nobody(
    publish: Publish, journal_rows: Rows, township: Township, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = Person.select().where(Person.village == township.village.id).first().name

    def found(*asked: Any, **day: Any) -> Any:
        return replace(month_page(*asked, **day), findings=(f"写的资金来源是“{name}承包款”。",))

    monkeypatch.setattr(bulletins, "month_page", found)
    (finding,) = publish(journal_rows)["content"]["findings"]
    assert finding.endswith("承包款”。")
    assert name not in finding
