"""The screen on what each version of a plan changed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.org.offices import Office
from tests.deliberation.assemblies import propose

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.conftest import QueryCount
    from tests.factories import Township


@pytest.fixture
def reader(app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> FlaskClient:
    return sign_in(app.test_client(), township.login(Office.REPRESENTATIVE))


def revise(township: Township, number: int, plan: str, **given: object) -> None:
    usual = {
        "title": "修缮村口便民桥",
        "budget_fen": 8_600_000,
        "fund": "村集体经营收入",
        "reason": "代表建议",
    }
    services.revise_plan(
        township.actor(Office.SECRETARY),
        township.village,
        number,
        services.Revision(plan=plan, **{**usual, **given}),  # type: ignore[arg-type]
    )


def test_a_plan_that_was_never_changed_says_so(township: Township, reader: FlaskClient) -> None:
    number = propose(township)
    assert "方案没有修改过" in reader.get(f"/qingshan/matters/{number}/versions").text
    assert "/versions" not in reader.get(f"/qingshan/matters/{number}/").text


def test_every_version_tells_what_it_changed_and_why(township: Township, reader: FlaskClient) -> None:
    number = propose(township)
    drawing = Upload(title="图纸.png", media_type="image/png", content=b"drawing", digest=sha256_hex(b"drawing"))
    revise(township, number, "拆除旧桥面，重做钢护栏。", budget_fen=8_000_000, uploads=(drawing,))
    revise(township, number, "拆除旧桥面，重做钢护栏。<b>", fund="一事一议筹资", reason="镇里建议")
    told = reader.get(f"/qingshan/matters/{number}/versions").text
    newest, older = told.index("第 3 版"), told.index("第 2 版")
    assert newest < older
    assert "<ins>&lt;b&gt;</ins>" in told[newest:older]
    assert "<del>村集体经营收入</del> <ins>一事一议筹资</ins>" in told[newest:older]
    assert "去掉的附件</dt><dd>图纸.png" in told[newest:older]
    assert "原因：镇里建议" in told[newest:older]
    assert "加上的附件</dt><dd>图纸.png" in told[older:]
    assert "86,000.00" in told[older:]
    assert "80,000.00" in told[older:]
    assert "改了什么" in reader.get(f"/qingshan/matters/{number}/").text


def test_more_versions_ask_no_more_of_the_database(
    township: Township, reader: FlaskClient, count_queries: Callable[[], QueryCount]
) -> None:
    number = propose(township)
    revise(township, number, "第二版。")
    with count_queries() as few:  # type: ignore[attr-defined]
        reader.get(f"/qingshan/matters/{number}/versions")
    for version in range(3, 8):
        revise(township, number, f"第{version}版。")
    with count_queries() as many:  # type: ignore[attr-defined]
        reader.get(f"/qingshan/matters/{number}/versions")
    assert many.count == few.count


def test_of_another_village_nothing_is_told(township: Township, reader: FlaskClient) -> None:
    propose(township)
    assert reader.get("/hexi/matters/1/versions").status_code == HTTPStatus.NOT_FOUND
