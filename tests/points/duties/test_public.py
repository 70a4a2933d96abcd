"""What is public of members' duties: counts and rates, posts with masked names, nobody else, no household."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.site.services import publish_site
from points.duties import services
from points.duties.bulletins import quarter_content
from points.duties.errors import NothingNewError, NothingToTellError, QuarterNotOverError, ReasonNeededError
from points.duties.services import Achieving, Assigning, Beginning, Joining
from portal.kernel.bulletins import Bulletin
from portal.kernel.months import Quarter
from portal.kernel.names import mask_name
from tests.points.duties.dutywork import Dutywork

if TYPE_CHECKING:
    from pathlib import Path

    from portal.config import Config
    from tests.factories import Township

Q3 = Quarter(2026, 3)


@pytest.fixture
def work(township: Township) -> Dutywork:
    return Dutywork(township)


def filled(work: Dutywork) -> None:
    """A quarter with a bit of everything, the needs of a household among it."""
    number = work.post("老周家门前的路").number
    assigning = Assigning(person_id=work.members[0], since=date(2026, 2, 1))
    services.assign_post(work.secretary, work.village, number, assigning)
    work.link(0, 0, 1)
    work.link(1, 2)
    work.visit(0, 0, date(2026, 8, 3), need="想办低保", note="家里有病人")
    work.rhythm()
    work.pay(Q3, 0, 1, on=date(2026, 9, 20))
    beginning = Beginning(
        branch_id=work.branch.id, kind="prosper", name="种茶", goal="五十亩", begins_on=date(2026, 3, 1)
    )
    services.begin_campaign(work.secretary, work.village, beginning)
    for number, quantity in enumerate((8, 9, 10)):
        joining = Joining(person_id=work.members[number], project=f"{quantity} 亩", joined_on=date(2026, 3, 2))
        part = services.join_campaign(work.secretary, work.village, 1, joining)
        measures = ("mu", "jobs") if not number else ("mu",)
        for measure in measures:
            achieving = Achieving(measure=measure, quantity=quantity, achieved_on=date(2026, 9, 1), evidence="地块图")
            services.record_result(work.secretary, work.village, part.id, achieving)


def test_the_public_page_counts_and_names_nobody_but_whoever_holds_a_post(
    work: Dutywork, config: Config, tmp_path: Path, database: str
) -> None:
    with pytest.raises(NothingToTellError):
        services.publish_duties(work.secretary, work.village, Q3)
    filled(work)
    with pytest.raises(QuarterNotOverError):
        services.publish_duties(work.secretary, work.village, Quarter(2026, 4))
    services.publish_duties(work.secretary, work.village, Q3)
    with pytest.raises(NothingNewError):
        services.publish_duties(work.secretary, work.village, Q3)
    work.visit(1, 2, date(2026, 9, 1))
    with pytest.raises(ReasonNeededError):
        services.publish_duties(work.secretary, work.village, Q3)
    services.publish_duties(work.secretary, work.village, Q3, reason="补录一次走访")
    publish_site(replace(config, database_url=database, build_dir=tmp_path / "build", key_dir=tmp_path / "keys"))
    folder = tmp_path / "build" / "qingshan" / "duties"
    page = (folder / "2026-Q3" / "index.html").read_text()
    assert "2026年第三季度" in (folder / "index.html").read_text()
    for said in ("按时交纳的人次", "16.66%", mask_name(work.names[0]), "走访 2 次", "补录一次走访", "27 亩"):
        assert said in page, said
    told = page + "".join(row.envelope for row in Bulletin.select().where(Bulletin.kind == "duties"))
    for hidden in (*work.names, "低保", "病人", "001 户"):
        assert hidden not in told, hidden
    search = (tmp_path / "build" / "qingshan" / "search" / "records.json").read_text()
    assert "2026年第三季度党员履职" in search
    assert "走访 2 次" in search
    assert not any(one in search for one in work.names)


def test_what_is_about_too_few_is_told_of_nobody(work: Dutywork) -> None:
    filled(work)
    content = json.loads(json.dumps(quarter_content(work.village, Q3, today=date(2026, 10, 15))))
    rates = {one["id"]: one["rows"] for one in content["rates"]}
    assert rates["dues"] == [{"what": "全村", "numerator": 6, "denominator": 36, "people": 12}]
    assert rates["visited"] == []  # two members have households
    assert rates["reports"] == []
    assert content["campaigns"][0]["totals"] == [
        {"title": "流转或种植面积", "unit": "亩", "quantity": 27, "people": 3}
    ]  # one member's jobs are not told
    assert content["counts"]["needs"] == 1
