"""A month as it is published, made by hand, and the public application that shows it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books.public import public_part
from disclosure.site.app import create_public_app
from portal.kernel.canonical import sha256_hex
from portal.kernel.published import (
    TOWNSHIP,
    VILLAGE,
    Envelope,
    PlaceRecord,
    PublicLog,
    Published,
    PublishedPlace,
    Seal,
    read_bulletin,
)
from tests.disclosure.site.hand_made import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from portal.kernel.published import PublishedBulletin

SEAL = Seal(seq=3, day=date(2026, 11, 5), salt="00", content='{"bulletins":[]}', digest="0" * 64, leaf="{}")


def line_of(code: str, account: str, name: str, debit: int, credit: int) -> dict[str, Any]:
    return {"code": code, "account": account, "name": name, "debit_fen": debit, "credit_fen": credit}


def voucher_of(
    number: int, summary: str, *lines: dict[str, Any], kind: str = "receipt", **amounts: int
) -> dict[str, Any]:
    sides = {"in_fen": 0, "out_fen": 0, "moved_fen": 0, "late_days": 0, **amounts}
    return {
        "number": number,
        "word": "记",
        "happened_on": "2026-10-08",
        "recorded_on": "2026-11-03",
        "kind": kind,
        "summary": summary,
        "categories": "经营收入/租金收入",
        "lines": list(lines),
        **sides,
    }


CONTENT: dict[str, Any] = {
    "month": "2026-10",
    "chart": {"key": "2004", "title": "村集体经济组织会计制度", "source": "按名称对照，待核", "confidence": "design"},
    "opening_fen": 1_000_000,
    "income_fen": 250_425,
    "expense_fen": 86_025,
    "other_fen": 0,
    "closing_fen": 1_164_400,
    "year_income_fen": 500_425,
    "year_expense_fen": 186_025,
    "received_fen": 250_425,
    "paid_fen": 86_025,
    "money": [
        {
            "account": "现金",
            "opening_fen": 100_000,
            "in_fen": 250_425,
            "out_fen": 286_025,
            "closing_fen": 64_400,
        },
        {
            "account": "银行存款",
            "opening_fen": 900_000,
            "in_fen": 200_000,
            "out_fen": 0,
            "closing_fen": 1_100_000,
        },
    ],
    "income": [
        {"name": "经营收入/租金收入", "code": "501", "account": "经营收入", "month_fen": 250_425, "year_fen": 500_425}
    ],
    "expense": [
        {"name": "管理费用/办公费", "code": "513", "account": "管理费用", "month_fen": 86_025, "year_fen": 186_025}
    ],
    "vouchers": [
        voucher_of(
            100_001,
            "=收租金",
            line_of("101", "库存现金", "现金", 250_425, 0),
            line_of("501", "经营收入", "经营收入/租金收入", 0, 250_425),
            in_fen=250_425,
        ),
        voucher_of(
            100_002,
            "<b>买纸</b>",
            line_of("513", "管理费用", "管理费用/办公费", 86_025, 0),
            line_of("101", "库存现金", "现金", 0, 86_025),
            out_fen=86_025,
            late_days=7,
        ),
        voucher_of(
            100_003,
            "存款",
            line_of("102", "银行存款", "银行存款", 200_000, 0),
            line_of("101", "库存现金", "现金", 0, 200_000),
            kind="transfer",
            moved_fen=200_000,
        ),
    ],
    "differences": [
        {
            "number": 100_009,
            "found_in": "收支明细表",
            "summary": "收补助直接还欠款",
            "income_fen": 70_000,
            "expense_fen": 0,
            "booked": False,
        }
    ],
    "closed": {"who": {"name": 0, "masked": "甲*"}, "on": "2026-11-03"},
    "signed_off": {"who": {"name": 1, "masked": "乙*"}, "on": "2026-11-05"},
}


def month_document(key: str, content: dict[str, Any], *, revision: int = 1, reason: str = "") -> PublishedBulletin:
    envelope = Envelope(
        origin="cunshi.example/liuxi",
        kind="month",
        key=key,
        revision=revision,
        reason=reason,
        published_on=date(2026, 11, 4 + revision),
        about=[("month", key)],
        content=content,
    ).text
    return read_bulletin(envelope, place_slug="liuxi", seal=SEAL, names=["甲一", "乙二"], names_salt="00")


def published_of(
    *bulletins: PublishedBulletin, file: Callable[[str], bytes | None] = lambda _digest: None
) -> Published:
    places = tuple(
        PublishedPlace(
            slug=slug,
            name=name,
            kind=kind,
            parent_slug=None if kind == TOWNSHIP else "qinghe",
            origin=f"cunshi.example/{slug}",
            vkey="",
            checkpoint=None,
        )
        for slug, name, kind in (
            ("qinghe", "青禾镇", TOWNSHIP),
            ("liuxi", "柳溪村", VILLAGE),
            ("shiqiao", "石桥村", VILLAGE),
        )
    )

    def load(slug: str) -> PlaceRecord:
        return PlaceRecord(log=PublicLog(), bulletins=tuple(one for one in bulletins if one.place_slug == slug))

    return Published(site_url="https://cunshi.example", places=places, load=load, file=file)


def client_of(*bulletins: PublishedBulletin) -> FlaskClient:
    return create_public_app(published_of(*bulletins), [public_part]).test_client()


def signed_world(content: dict[str, Any], *, kind: str = "month") -> FlaskClient:
    """Return the site of a village whose log is signed, with one document in it: sheets name the log's head.

    It is about a month, or about what its content names under ``kind``.
    """
    world = World()
    world.township.append()
    envelope = Envelope(
        origin=world.liuxi.origin,
        kind=kind,
        key=content[kind],
        revision=1,
        reason="",
        published_on=date(2026, 11, 5),
        about=[(kind, content[kind])],
        content=content,
    ).text
    seal = world.liuxi.append(sha256_hex(envelope.encode()))
    world.liuxi.bulletins.append(
        read_bulletin(envelope, place_slug="liuxi", seal=seal, names=["甲一", "乙二"], names_salt="00")
    )
    return create_public_app(world.published, [public_part]).test_client()
