"""Our data files against the table of rules they were written from, value by value."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from deliberation.procedures import (
    body_on,
    comment_on,
    fewest,
    matter_type_on,
    notice_on,
    objection_reply_on,
    procedure_on,
    publication_on,
    roll_note,
    stage_rule,
    variant_on,
    variants_on,
)
from deliberation.procedures.local import local_days, local_notice, local_thresholds
from deliberation.procedures.texts import texts
from deliberation.rules import Base, Share, Threshold, Unit, needed
from deliberation.rules.bounds import Pool, enough

pytestmark = pytest.mark.shared

RULES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).resolve().parents[3] / "shared" / "domain" / "rules.yaml").read_text(encoding="utf-8")
)
DAY = date(2026, 11, 21)
OLD = date(2025, 12, 31)
MEETINGS = RULES["meetings"]
STAGES = {stage["id"]: stage for stage in RULES["workflow"]["stages"]}
KINDS = {kind["id"]: kind for kind in RULES["matter_types"]}
VARIANTS = RULES["workflow"]["variants"]
OVERRIDES = {place: rule for place, rule in RULES["overrides"].items() if place != "warning"}


def share(rule: dict[str, Any]) -> Share:
    return Share(num=rule["num"], den=rule["den"], inclusive=rule.get("cmp", ">=") == ">=")


def stated(rule: dict[str, Any]) -> tuple[Base, Unit, Share]:
    """Return what a threshold of the table says, in our words."""
    base = rule["base"]
    of = Base.PRESENT if base.startswith(("实到", "投票")) else Base.ENTITLED
    unit = Unit.REPRESENTED if "农户" in base else Unit.HOUSEHOLDS if base == "应到_户" else Unit.PERSONS
    return of, unit, share(rule)


def ours(threshold: Threshold) -> tuple[Base, Unit, Share]:
    return threshold.of, threshold.unit, threshold.share


def numbers(article: str) -> set[str]:
    return set(re.findall(r"\d+", re.sub(r"[（(]\d{4}[^）)]*[）)]|〔\d+〕\d+号|\d{4}-\d\d-\d\d", "", article)))


def quorums_of(rule: dict[str, Any]) -> set[tuple[Base, Unit, Share]]:
    listed = rule.get("quorum_any_of") or ([rule["quorum"]] if rule.get("quorum") else [])
    return {stated(one) for one in listed}


@pytest.mark.parametrize("body", MEETINGS)
def test_a_meeting_asks_for_what_the_table_says(body: str) -> None:
    rule, found = MEETINGS[body], body_on(body, DAY)
    assert found.name == rule["name"]
    assert {ours(one) for one in found.quorum} == quorums_of(rule)
    assert ours(found.passing) == stated(rule["pass"])
    assert found.confidence == rule["confidence"]
    assert found.passing.confidence == rule.get("pass_confidence", rule["confidence"])
    assert found.notice_days == rule.get("notice_days")
    assert numbers(found.article) <= numbers(rule["article"])
    assert all(numbers(one.article) <= numbers(rule["article"]) for one in (*found.quorum, found.passing))


@pytest.mark.parametrize("body", [body for body, rule in MEETINGS.items() if "old_article" in rule])
def test_the_older_text_has_the_same_thresholds_under_its_own_numbers(body: str) -> None:
    rule, found = MEETINGS[body], body_on(body, OLD)
    assert {ours(one) for one in found.quorum} == quorums_of(rule)
    assert ours(found.passing) == stated(rule["pass"])
    assert numbers(found.article) <= numbers(rule["old_article"].removeprefix("2018版"))
    assert all("2018修正" in one.article for one in (*found.quorum, found.passing))


@pytest.mark.parametrize(
    ("body", "who"), [(body, one) for body, rule in MEETINGS.items() for one in rule.get("call_on_demand", ())]
)
def test_who_may_ask_for_a_meeting(body: str, who: dict[str, Any]) -> None:
    for day in (OLD, DAY):
        assert (who["who"], share(who)) in [(one.who, one.share) for one in body_on(body, day).call_on_demand]


def test_who_belongs_to_a_body() -> None:
    composition = MEETINGS["villager_reps_meeting"]["composition"]
    for day in (OLD, DAY):
        found = body_on("villager_reps_meeting", day)
        assert [one.share for one in found.parts] == [
            share(composition["reps_share"]),
            share(composition["women_reps_share"]),
        ]
        assert found.term_years == composition["term_years"]
    board = body_on("coop_board", DAY).size
    assert board is not None
    limits = MEETINGS["coop_board"]["size"]
    assert (board.least, board.most, board.odd) == (limits["min"], limits["max"], limits["odd"])
    reps, count = body_on("coop_reps_assembly", DAY).size, MEETINGS["coop_reps_assembly"]["composition"]["reps_count"]
    assert reps is not None
    assert (reps.least, count["cmp"]) == (count["value"] + 1, ">")


def test_the_texts_apply_from_the_days_of_the_table() -> None:
    ours_by_law = {(text["law"], text["effective_from"]): text for text in texts()}
    for version in RULES["meta"]["law_versions"]:
        if "会计制度" in version["law"]:
            continue
        text = ours_by_law[version["law"], date.fromisoformat(version["from"])]
        ends = version.get("to")
        assert text.get("effective_to") == (date.fromisoformat(ends) if ends else None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_matter_type_goes_to_the_body_of_the_table(kind: str) -> None:
    rule, found = KINDS[kind], matter_type_on(kind, DAY)
    if "body" in rule:
        assert found.body == rule["body"]
    if "strict_body" in rule:
        assert found.body == rule["strict_body"]
    if "may_delegate_to" in rule:
        assert found.may_delegate_to == rule["may_delegate_to"]
    assert found.confidence == rule["confidence"]
    cited, listed = numbers(found.article), numbers(rule["article"])
    assert cited <= listed or listed <= cited
    asked = [(one["who"], share(one)) for one in rule.get("propose", ())]
    assert [(one.who, one.share) for one in found.proposed_by] == asked
    if "post" in rule and "conflict_note" not in rule:
        assert "乡镇人民政府" in found.note


@pytest.mark.parametrize("kind", [kind for kind, rule in KINDS.items() if "pass" in rule])
def test_a_matter_type_asks_for_its_own_majority(kind: str) -> None:
    found = matter_type_on(kind, DAY)
    assert stated(KINDS[kind]["pass"]) in [ours(one) for one in stage_rule(None, found.body, kind, on=DAY).passing]


@pytest.mark.parametrize("kind", [kind for kind, rule in KINDS.items() if "pass_any_of" in rule])
def test_land_asks_for_two_thirds_of_either_assembly(kind: str) -> None:
    villagers, reps = KINDS[kind]["pass_any_of"]
    by_body = {one.body: one.threshold for one in matter_type_on(kind, DAY).passing}
    assert ours(by_body["villagers_meeting"]) == stated(villagers)
    assert ours(by_body["villager_reps_meeting"]) == stated(reps)
    assert {"villagers_meeting", "villager_reps_meeting"} <= {
        matter_type_on(kind, DAY).body,
        *matter_type_on(kind, DAY).disputed_bodies,
    }


def test_a_recall_and_a_levy_ask_for_the_quorums_of_the_table() -> None:
    recall = stage_rule(None, "recall_vote", "recall_member", on=DAY)
    assert {ours(one) for any_of in recall.quorums for one in any_of} == quorums_of(KINDS["recall_member"])
    villagers, reps = (
        stage_rule(None, body, "yishiyiyi", on=DAY) for body in ("villagers_meeting", "villager_reps_meeting")
    )
    asked = {ours(one) for rule in (villagers, reps) for any_of in rule.quorums for one in any_of}
    assert quorums_of(KINDS["yishiyiyi"]) <= asked


def test_the_assembly_of_representatives_decides_nothing_that_is_not_delegable() -> None:
    items = MEETINGS["coop_reps_assembly"]["not_delegable_items"]
    assert len(items) == 5
    for kind in ("coop_charter_members", "coop_land_share_plan", "coop_land_comp"):
        assert matter_type_on(kind, DAY).may_delegate_to is None


@pytest.mark.parametrize("stage", [stage for stage, rule in STAGES.items() if stage.startswith("s")])
def test_a_stage_is_the_stage_of_the_table(stage: str) -> None:
    rule, found = STAGES[stage], procedure_on(DAY).stage(stage)
    assert found.name == rule["name"]
    assert found.body == rule.get("body")
    assert found.default_body == rule.get("default_body", rule.get("body"))
    assert found.confidence == rule["confidence"]
    assert found.merge_with == rule.get("merge_with")
    assert list(found.evidence) == rule.get("evidence", [])
    assert list(found.vote_forms) == rule.get("vote_forms", [])
    assert found.principle == rule.get("principle", "")


@pytest.mark.parametrize("stage", [stage for stage, rule in STAGES.items() if "quorum" in rule])
def test_a_stage_asks_for_practice_and_floor(stage: str) -> None:
    rule = STAGES[stage]
    found = stage_rule(stage, rule["body"], None, on=DAY)
    asked = {ours(one) for any_of in found.quorums for one in any_of}
    majorities = {ours(one) for one in found.passing}
    floor = rule.get("floor", {})
    assert asked == quorums_of(rule) | ({stated(floor["quorum"])} if floor else set())
    assert majorities == {stated(rule["pass"])} | ({stated(floor["pass"])} if floor else set())


def test_notice_of_every_stage() -> None:
    days = STAGES["s4_resolve"]["notice_days"]
    for body, wanted in days.items():
        found = notice_on(body, DAY, stage="s4_resolve")
        assert found is not None
        assert found.days == wanted
    review = notice_on("party_members_meeting", DAY, stage="s3_party_review")
    assert review is not None
    assert review.days == STAGES["s3_party_review"]["notice_days"]
    default = notice_on("villager_reps_meeting", DAY, stage="s4_resolve")
    assert default is not None
    assert default.days == MEETINGS["villager_reps_meeting"]["notice_days_default"]


@pytest.mark.parametrize("stage", ["p1_publish_resolution", "p2_publish_result"])
def test_a_publication_begins_and_lasts_as_the_table_says(stage: str) -> None:
    rule, found = STAGES[stage], procedure_on(DAY).publication(stage)
    assert found.name == rule["name"]
    assert (found.start.days, found.start.confidence) == (rule["start_within_days"], rule["start_confidence"])
    assert (found.lasting.days, found.lasting.confidence) == (rule["min_publication_days"], rule["confidence"])
    assert publication_on(OLD).days == STAGES["p1_publish_resolution"]["local_common_days"]


def test_objection_implementation_and_advice() -> None:
    assert objection_reply_on(DAY).days == STAGES["p1_publish_resolution"]["objection"]["reply_days"]
    work, found = STAGES["i_implement"], procedure_on(DAY).implementation
    assert (found.id, found.name, found.owner, found.supervisor, found.confidence) == (
        work["id"],
        work["name"],
        work["owner"],
        work["supervisor"],
        work["confidence"],
    )
    advice = RULES["workflow"]["timing"]["whole_discussion_max_days"]
    discussion = procedure_on(DAY).discussion
    assert (discussion.days, discussion.confidence) == (advice["value"], advice["confidence"])


def test_who_may_initiate() -> None:
    asked = [one for one in STAGES["s1_propose"]["initiators"] if isinstance(one, dict)]
    found = procedure_on(DAY).stage("s1_propose").initiators
    assert [(one["who"], share(one)) for one in asked] == [(one.who, one.share) for one in found if one.share]
    plain = [one for one in STAGES["s1_propose"]["initiators"] if isinstance(one, str)]
    assert len([one for one in found if not one.share]) == len(plain)


@pytest.mark.parametrize("place", OVERRIDES)
def test_a_province_adds_what_the_table_says(place: str) -> None:
    rule = OVERRIDES[place]
    notice = local_notice("villager_reps_meeting", DAY, place)
    assert (notice and notice.days) == rule.get("villager_reps_notice_days")
    limit = local_days("objection", DAY, place, name="reply_days")
    assert (limit and limit.days) == (rule.get("reply_days") or rule.get("inquiry", {}).get("reply_days"))
    board = local_days("publication", DAY, place)
    assert (board and board.days) == rule.get("board_min_days")
    start = local_days("start", DAY, place)
    assert (start and start.days) == rule.get("anytime_within_days")
    comment = comment_on(DAY, place)
    assert (comment and comment.days) == rule.get("pre_vote_public_comment_days")
    roll = roll_note("villagers_meeting", DAY, place)
    assert (roll is not None) == ("roll_exclusion" in rule)


def test_representatives_in_the_provinces() -> None:
    steps = fewest("villager_reps_meeting", DAY, "浙江")
    assert steps is not None
    assert list(steps.steps) == [(one.get("pop_lt"), one["min"]) for one in OVERRIDES["浙江"]["min_reps"]]
    shanghai = fewest("villager_reps_meeting", DAY, "上海")
    assert shanghai is not None
    assert shanghai.least == OVERRIDES["上海"]["min_reps"]
    (women,) = local_thresholds("quorum", "villager_reps_meeting", DAY, "山东")
    assert (women.unit, women.share) == (Unit.WOMEN, share(OVERRIDES["山东"]["women_reps_quorum"]))
    (coop,) = local_thresholds("passing", "coop_members_assembly", DAY, "浙江")
    assert coop.share == share(OVERRIDES["浙江"]["coop_pass"])


@pytest.mark.parametrize(
    "example",
    [pytest.param(one, id=one["name"]) for one in RULES["examples"] if "max_excellent" not in one],
)
def test_a_worked_example_comes_out(example: dict[str, Any]) -> None:
    cmp, num, den = re.match(r"(>=?)?(\d)/(\d)", example["rule"].replace(" ", "")).groups()  # type: ignore[union-attr]
    asked = Share(num=int(num), den=int(den), inclusive=cmp != ">")
    base = example.get("base") or example["present"]
    least = example.get("min_present") or example["min_yes"]
    assert needed(asked, base) == least
    threshold = Threshold(
        of=Base.ENTITLED,
        unit=Unit.PERSONS,
        counted="",
        share=asked,
        article="",
        confidence=body_on("coop_board", DAY).confidence,
    )
    assert enough(threshold, Pool(entitled=base, present=least)) is True
    assert enough(threshold, Pool(entitled=base, present=least - 1)) is False


def test_every_variant_of_the_table_is_here() -> None:
    assert {one.id for one in variants_on(DAY)} == {*VARIANTS}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_is_what_the_table_says(variant: str) -> None:
    rule, found = VARIANTS[variant], variant_on(variant, DAY)
    assert found.confidence == rule["confidence"]
    assert [*(found.merge.stages if found.merge else ())] == rule.get("merge", [])
    for added in rule.get("add", ()):
        waiting = {one.id: one.before for one in found.records if one.id.startswith(added["id"])}
        if added.get("after") == "each":
            assert [*waiting.values()] == ["s2_discuss", "s3_party_review", "s4_resolve", "i_implement"]
            continue
        after = {"i_implement": "p2_publish_result"}
        assert waiting == {added["id"]: added.get("before") or after[added["after"]]}
        record = found.records[0]
        assert (record.limit.days if record.limit else None) == added.get("limit_days")
        assert [record.passed, record.returned] == added.get("result", [record.passed, ""])


THRESHOLDS = [(variant, name) for variant, rule in VARIANTS.items() for name in rule.get("thresholds", ())]
PLACES = {
    "s4_resolve_pass": ("s4_resolve", "passing"),
    "motion_support": ("s1_propose", "passing"),
    "turnout": ("s4_resolve", "quorum"),
    "pass": ("s4_resolve", "passing"),
}


@pytest.mark.parametrize(("variant", "name"), THRESHOLDS)
def test_a_variants_threshold_is_what_the_table_says(variant: str, name: str) -> None:
    stage, kind = PLACES[name]
    asked = next(one for one in variant_on(variant, DAY).asked if one.stage == stage)
    assert [ours(one) for one in getattr(asked, kind)] == [stated(VARIANTS[variant]["thresholds"][name])]
