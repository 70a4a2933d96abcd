"""Who paid or was paid, in public: organisations and groups by name, everybody else masked."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import services
from disclosure.books.demo.items import MONTHLY
from disclosure.books.parties import is_organisation, private_names, public_party, shortened
from disclosure.books.queries import vouchers
from disclosure.books.sheets.table import NamedFile
from portal.kernel.bulletins import Bulletin, BulletinNames
from portal.kernel.months import Month
from portal.kernel.names import masking
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock

    Rows = list[list[str]]


@pytest.mark.parametrize(
    "party",
    [
        "清河水产合作社", "镇财政所", "镇上文具店", "便民超市", "县供电公司", "老年食堂", "清淤队", "电信营业厅",
        "农商行", "王家村", "李家建材店", "石料厂", "高坪镇人民政府", "各组农户", "保洁员", "水电工", "到会代表",
        "张三小卖部", "第三小学", "欧阳氏酒店", "和平村", "永和镇", "三和公司", "普及办", "张和平商店",
        "和平村和永和镇",
    ],
)  # fmt: skip
def test_an_organisation_or_a_group_is_named(party: str) -> None:
    assert public_party(party) == party
    assert private_names(party) == ()


@pytest.mark.parametrize(
    ("party", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳修文", "欧**文"),
        ("王建村", "王*村"),
        ("李学社", "李*社"),
        ("欧阳文行", "欧**行"),
        ("买买提·艾山", "买****山"),
        ("John Smith", "J**n S***h"),
        ("张三丰、李四", "张*丰、李*"),
        ("张三丰（木工）", "张*丰（木工）"),
        ("清河合作社、张三丰", "清河合作社、张*丰"),
        ("不认识的写法", "不****法"),
        ("李和平", "李*平"),
        ("李永和", "李*和"),
        ("欧阳和平", "欧**平"),
        ("张三、李和平、王五", "张*、李*平、王*"),
        ("张三和李四", "张*和李*"),
        ("张三与李四", "张*与李*"),
        ("张三以及李和平", "张*以及李*平"),
        ("李和平和张三", "李*平和张*"),
        ("李永和和王建村", "李*和和王*村"),
        ("张三和和平村", "张*和和平村"),
        ("张三和清河合作社", "张*和清河合作社"),
        ("王强和村", "王**村"),
        ("孙大有等 21 方", "孙*有等 21 方"),
        ("John和张三", "J**n和张*"),
        ("", ""),
    ],
)
def test_anybody_else_is_masked(party: str, shown: str) -> None:
    assert public_party(party) == shown


@pytest.mark.parametrize(
    ("party", "names"),
    [
        ("李和平", ["李和平"]),
        ("欧阳和平", ["欧阳和平"]),
        ("张三、李和平、王五", ["张三", "李和平", "王五"]),
        ("张三和李四", ["张三", "李四"]),
        ("张三和李和平和王五", ["张三", "李和平", "王五"]),
        ("欧阳和平和张三", ["欧阳和平", "张三"]),
        ("李永和和张三", ["李永和", "张三"]),
        ("李永和及张三", ["李永和", "张三"]),
        ("张三和和珅", ["张三", "和珅"]),
        ("王强和村", ["王强"]),
        ("买买提·和卓", ["买买提·和卓"]),
    ],
)
def test_a_word_that_may_join_names_or_belong_to_one_leaves_none_of_them_readable(party: str, names: list[str]) -> None:
    hidden = masking(private_names(party))
    assert [name for name in names if name in hidden(f"付{name}工资")] == []
    assert [name for name in names if name in public_party(party)] == []


def test_registered_people_are_masked_within_an_organisation_too() -> None:
    assert public_party("张三丰商店", masking(["张三丰"])) == "张*丰商店"


def test_the_invented_parties_are_what_they_look_like() -> None:
    shown = {row[-1]: is_organisation(row[-1]) for row in MONTHLY}
    assert [party for party, named in shown.items() if not named] == ["孙大有"]


@pytest.fixture
def publish(
    bookkeeper: Actor, supervisor: Actor, village: Place, clock: SettableClock
) -> Callable[..., dict[str, Any]]:
    def publish_month(*files: NamedFile) -> dict[str, Any]:
        october = Month(2026, 10)
        clock.set_day(date(2026, 11, 3))
        services.import_books(bookkeeper, village, services.read_books(files, month=october))
        services.close_month(bookkeeper, village, october)
        services.sign_off_month(supervisor, village, october)
        found: dict[str, Any] = json.loads(Bulletin.get(Bulletin.kind == "month").envelope)
        return found

    return publish_month


def test_a_column_of_the_list_says_who_was_paid_and_is_published_masked(
    publish: Callable[..., dict[str, Any]],
    journal_rows: Rows,
    item_rows: Rows,
    make_csv: Callable[..., NamedFile],
    village: Place,
    bookkeeper: Actor,
) -> None:
    parties = ["对方", "清河水产合作社", "孙大有", "", "农商行"]
    for row, party in zip(item_rows, parties, strict=False):
        row.insert(3, party)
    item_rows[-1].insert(3, "")
    journal_rows[4][5] = "付孙大有保洁工资"
    envelope = publish(make_csv(journal_rows), make_csv(item_rows, name="明细.csv"))
    booked = {one.number: one.party for one in vouchers(village, Month(2026, 10))}
    assert booked == {1: "清河水产合作社", 2: "", 3: "孙大有", 4: "", 5: "农商行"}
    content = envelope["content"]
    assert [one["party"] for one in content["vouchers"]] == ["清河水产合作社", "", "孙*有", "", "农商行"]
    assert "孙大有" not in json.dumps(content, ensure_ascii=False)
    assert content["vouchers"][2]["summary"] == "付孙*有保洁工资"
    recorder = content["vouchers"][0]["recorded_by"]
    assert BulletinNames.get().names[recorder["name"]] == bookkeeper.name
    assert content["due"] == {"on": "2026-11-15", "article": "重庆市实施村组法办法第30条", "quoted": False}


def test_everybody_of_a_long_list_is_kept_and_hidden_and_shown_as_a_number(
    publish: Callable[..., dict[str, Any]],
    journal_rows: Rows,
    item_rows: Rows,
    make_csv: Callable[..., NamedFile],
    village: Place,
) -> None:
    named = [f"孙大{one}" for one in "有财福贵宝旺强明军民生根林山水石金银铜铁禄寿"]
    wages = [[*row[:3], "", *row[3:]] for row in item_rows]
    wages[0][3] = "对方"
    day, number, _, _, category, *_ = wages[2]
    paid = [[day, number, f"付{one}工资", one, category, "", "1.00"] for one in named]
    paid[0][-1] = f"{800 - len(named) + 1}.00"
    journal_rows[4][5] = f"付{named[-1]}等人工资"
    envelope = publish(make_csv(journal_rows), make_csv([*wages[:2], *paid, *wages[3:]], name="明细.csv"))
    booked = {one.number: one.party for one in vouchers(village, Month(2026, 10))}
    assert booked[3] == "、".join(named)
    shown = envelope["content"]["vouchers"][2]
    assert shown["party"] == f"孙*有等 {len(named)} 方"
    assert [one for one in named if one in json.dumps(envelope, ensure_ascii=False)] == []


def test_an_account_named_after_who_was_paid_is_masked_and_accounts_that_read_the_same_are_one(
    publish: Callable[..., dict[str, Any]], journal_rows: Rows, item_rows: Rows, make_csv: Callable[..., NamedFile]
) -> None:
    rows = [[*row[:3], "", *row[3:]] for row in item_rows]
    rows[0][3] = "对方"
    day, number, _, _, _, *_ = rows[2]
    paid = [
        [day, number, "工资", name, f"管理费用/{name}", "", yuan]
        for name, yuan in (("孙大有", "500"), ("孙小有", "300"))
    ]
    rows[3][3] = "办公费"
    content = publish(make_csv(journal_rows), make_csv([*rows[:2], *paid, *rows[3:]], name="明细.csv"))["content"]
    assert [(one["name"], one["month_fen"]) for one in content["expense"]] == [
        ("管理费用/办公费", 6_025),
        ("管理费用/孙*有", 80_000),
    ]
    assert content["vouchers"][2]["lines"][-1]["name"] == "管理费用/孙*有"
    assert content["vouchers"][2]["categories"] == "管理费用/孙*有、管理费用/孙*有"


def test_a_list_is_shortened_only_where_it_is_long() -> None:
    assert shortened("清淤队、保洁员") == "清淤队、保洁员"
    assert shortened("、".join(["清淤队"] * 21)) == "清淤队等 21 方"
    assert shortened("清" * 81) == "清" * 81


def test_the_journal_may_have_the_column_as_well(
    journal_rows: Rows, make_csv: Callable[..., NamedFile], bookkeeper: Actor, village: Place, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 3))
    named = ["收款人", "", "水产合作社", "", "保洁员"]
    for row, party in zip(journal_rows, named + [""] * 9, strict=False):
        row.append(party)
    reading = services.read_books([make_csv(journal_rows)], month=Month(2026, 10))
    services.import_books(bookkeeper, village, reading)
    assert [one.party for one in vouchers(village, Month(2026, 10))] == ["水产合作社", "", "保洁员", "", ""]


def test_a_private_number_among_the_parties_is_a_mistake_of_the_file(
    journal_rows: Rows, make_csv: Callable[..., NamedFile], clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 3))
    for row, party in zip(journal_rows, ["对方", "", "13812345678"] + [""] * 9, strict=False):
        row.append(party)
    (error,) = services.read_books([make_csv(journal_rows)], month=Month(2026, 10)).errors
    assert error.column == "对方"
    assert "手机号" in error.problem


def test_a_red_voucher_is_about_whom_it_takes_back(
    publish: Callable[..., dict[str, Any]],
    journal_rows: Rows,
    make_csv: Callable[..., NamedFile],
    bookkeeper: Actor,
    village: Place,
    clock: SettableClock,
) -> None:
    for row, party in zip(journal_rows, ["对方", "", "水产合作社"] + [""] * 9, strict=False):
        row.append(party)
    publish(make_csv(journal_rows))
    assert Person.select().where(Person.village == village.id).exists()
    clock.set_day(date(2026, 11, 9))
    made = services.reverse_voucher(bookkeeper, village, Month(2026, 10), 1, reason="记错")
    assert made.party == "水产合作社"
