"""The dated data files: complete, consistent, and chosen by the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from deliberation.errors import UnknownProcedureError
from deliberation.procedures import bodies, body_on, matter_type_on, matter_types_on
from deliberation.rules import Confidence

NEW = date(2026, 1, 1)
OLD = NEW - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "article"),
    [
        pytest.param(OLD, "村民委员会组织法（2018修正）第26条", id="村民委员会组织法（2018修正）"),
        pytest.param(NEW, "村民委员会组织法（2025修正）第30条", id="村民委员会组织法（2025修正）"),
    ],
)
def test_the_law_in_force_on_the_day_is_cited(day: date, article: str) -> None:
    body = body_on("villager_reps_meeting", day)
    assert [threshold.article for threshold in body.quorum] == [article]
    assert body.passing.article == article


@pytest.mark.parametrize("day", [date(2018, 12, 28), date(2010, 1, 1)])
def test_before_the_earliest_text_nothing_is_known(day: date) -> None:
    with pytest.raises(UnknownProcedureError, match="从列表中选择"):
        body_on("villager_reps_meeting", day)


def test_land_matters_moved_to_the_collective_organisations_law() -> None:
    before, after = date(2025, 4, 30), date(2025, 5, 1)
    assert matter_type_on("land_compensation", before).body == "villagers_meeting"
    with pytest.raises(UnknownProcedureError):
        matter_type_on("land_compensation", after)
    assert matter_type_on("coop_land_comp", after).body == "coop_members_assembly"


def test_no_body_has_two_texts_on_one_day() -> None:
    for one in bodies():
        same = [other for other in bodies() if other.rule.id == one.rule.id and other is not one]
        assert not any(other.covers(one.first) for other in same)
        assert not any(one.last and other.covers(one.last) for other in same)


@pytest.mark.parametrize("day", [date(2019, 6, 1), date(2021, 1, 1), OLD, NEW, date(2026, 11, 21)])
def test_every_matter_type_names_bodies_known_on_that_day(day: date) -> None:
    kinds = matter_types_on(day)
    assert len({kind.id for kind in kinds}) == len(kinds)
    for kind in kinds:
        body_on(kind.body, day)
        for other in (kind.may_delegate_to, *kind.disputed_bodies, *(rule.body for rule in kind.passing)):
            if other:
                body_on(other, day)


def test_a_levy_cites_its_own_measures_as_not_checked() -> None:
    kind = matter_type_on("yishiyiyi", NEW)
    assert kind.article.startswith("村民一事一议筹资筹劳管理办法（国办发")
    assert kind.confidence is Confidence.SECONDARY


def test_every_rule_names_its_article() -> None:
    for dated in bodies():
        assert all(threshold.article for threshold in (*dated.rule.quorum, dated.rule.passing))
        assert bool(dated.rule.authorised_by) == bool(dated.rule.authority_article)
    assert all(kind.article for kind in matter_types_on(NEW))
