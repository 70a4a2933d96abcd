"""A stranger with Python alone counts a decision again from what is published: the same totals, decision, reasons."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import services
from deliberation.bulletins.decisions import _outcome
from deliberation.procedures import S1_PROPOSE, Way, bodies, deliberations, matter_types_on, stage_rule
from deliberation.rules import Turnout, outcome, plan_digest, receipt_code
from disclosure.site.public import STRANGER
from disclosure.site.queries import read_published
from disclosure.site.stranger import FalseDocumentError, _check_roster, check_document, recount
from portal.kernel.canonical import canonical_json
from portal.kernel.journal import content_digest, issue_checkpoint, leaf_data
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.notes import SigningKey
from portal.org.models import Place
from tests.deliberation.assemblies import assemble, propose
from tests.deliberation.courses import pass_stage
from tests.disclosure.site.hand_made import bulletins_of, document_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deliberation.rules import Procedure
    from portal.kernel.canonical import Json
    from tests.factories import SettableClock, Township

DAYS = [date(2020, 6, 1), date(2026, 11, 21)]


def every_rule() -> list[Procedure]:
    found: dict[Procedure, None] = {}
    for day in DAYS:
        kinds = [None, *(kind.id for kind in matter_types_on(day))]
        stages = [None, *(one.rule.id for one in deliberations())]
        for body in (dated.rule.id for dated in bodies() if dated.covers(day)):
            for kind in kinds:
                for stage in stages:
                    for place in ("", "山东"):
                        for adopted in (False, True):
                            rule = stage_rule(stage, body, kind, on=day, jurisdiction=place, way=Way(adopted=adopted))
                            found[rule] = None
    return list(found)


RULES = every_rule()


@st.composite
def turnouts(draw: st.DrawFn) -> tuple[Turnout, int, int, int]:
    entitled = draw(st.integers(1, 300))
    present = draw(st.integers(0, entitled))
    approve = draw(st.integers(0, present))
    against = draw(st.integers(0, present - approve))
    abstain = draw(st.integers(0, present - approve - against))
    others = [draw(st.none() | st.integers(0, 100)) for _ in range(5)]
    households, there, represented, women, women_there = others
    turnout = Turnout(
        entitled=entitled,
        present=present,
        households_entitled=households,
        households_present=there,
        households_represented=represented,
        women_entitled=women,
        women_present=women_there,
    )
    return turnout, approve, against, abstain


@settings(max_examples=400)
@given(counted=turnouts(), rule=st.sampled_from(RULES))
def test_decision_and_reasons_follow_from_the_published_rule(
    counted: tuple[Turnout, int, int, int], rule: Procedure
) -> None:
    turnout, approve, against, abstain = counted
    result = outcome(rule, turnout, approve=approve, against=against, abstain=abstain)
    published = json.loads(json.dumps(_outcome(result)))
    content = {"matter": {}, "ballot": None, "hands": {"plan_digest": "0"}, "outcome": published}
    assert recount(content)[-1].endswith("：通过" if result.carried else "：未通过")
    published["carried"] = not result.carried
    with pytest.raises(FalseDocumentError, match="carried"):
        recount(content)


def made_by_hand() -> Any:
    """A resolution as it is published: 14 approved, 2 were against, 1 abstained, 10 of 27 were silent, 13 away."""
    choices = ["approve"] * 14 + ["against"] * 2 + ["abstain"]
    origin, entries, votes = "cunshi.example/shanqian/matters/7/ballots/1", [], []
    for seq, choice in enumerate(choices):
        facts: Json = {"line": seq + 1, "choice": choice, "manner": "online"}
        inner: Json = {"log": origin, "seq": seq, "at": f"2026-10-19T01:{seq:02}:00.000000Z", "facts": facts}
        text, salt = canonical_json(inner).decode(), bytes([seq]) * 16
        digest = content_digest(salt, text.encode())
        entries.append({"seq": seq, "day": "2026-10-19", "salt": salt.hex(), "digest": digest, "content": text})
        votes.append(
            {"line": seq + 1, "choice": choice, "manner": "online", "seq": seq, "receipt": receipt_code(digest)}
        )
    leaves = [leaf_data(seq=one["seq"], day=one["day"], digest=one["digest"]) for one in entries]
    matter = {"number": 7, "title": "修桥", "plan": "重做护栏。", "budget_fen": 8_600_000, "fund": "经营收入"}
    plan = plan_digest(**matter, matter_type="village_planning", attachments=["b" * 64, "a" * 64])  # type: ignore[arg-type]
    rule = stage_rule("s4_resolve", "villager_reps_meeting", "village_planning", on=DAYS[1])
    result = outcome(rule, Turnout(entitled=40, present=27), approve=14, against=2, abstain=1)
    content = {
        "matter": matter
        | {"type": {"id": "village_planning"}, "plan_digest": plan}
        | {"attachments": [{"digest": "a" * 64}, {"digest": "b" * 64}]},
        "ballot": {
            "plan_digest": plan,
            "closes_at": "2026-10-19T02:00:00.000000Z",
            "log": {"origin": origin, "size": len(leaves), "root": root_of([leaf_hash(one) for one in leaves]).hex()},
        },
        "hands": None,
        "roster": {"lines": [{"number": number, "present": number <= 27} for number in range(1, 41)]},
        "votes": votes,
        "entries": entries,
        "outcome": _outcome(result),
    }
    return json.loads(json.dumps(content))


def file_of(kind: str) -> Any:
    """Return the newest published document of a kind, as it is downloaded."""
    keys = {place.log.origin: SigningKey(name=place.log.origin, seed=bytes(32)) for place in Place.select()}
    for place in Place.select():
        issue_checkpoint(place.log_id, keys[place.log.origin])
    published = read_published(site_url="https://cunshi.example", vkey=lambda origin: keys[origin].vkey)
    return document_of(published, [one for one in bulletins_of(published) if one.kind == kind][-1])


@pytest.fixture
def document(township: Township, clock: SettableClock) -> Any:
    """The published file of a resolution carried by 14 against 2, one abstaining."""
    held = assemble(township, clock)
    closes_at = held.open()
    for number in range(1, 15):
        held.vote(number)
    held.vote(15, "against")
    held.vote(16, "against")
    held.vote(17, "abstain")
    clock.set(closes_at + timedelta(hours=1))
    services.settle(township.village)
    return file_of("resolution")


def test_a_stranger_recounts_a_resolution(document: Any, tmp_path: Path) -> None:
    file = tmp_path / "resolution.json"
    file.write_text(json.dumps(document))
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(STRANGER), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "√ 公布的方案就是表决的方案" in ran.stdout
    assert "√ 逐票重数：赞成 14，反对 2，弃权 1" in ran.stdout
    assert "√ 按公布的规则重算，结论和理由一致：通过" in ran.stdout


def _set(path: str, value: Any) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        inner = content
        for step in steps:
            inner = inner[step]
        inner[last] = value

    return change


def _drop_a_vote(content: Any) -> None:
    content["votes"].pop()


def _drop_an_entry(content: Any) -> None:
    content["entries"].pop()


def _swap_a_choice(content: Any) -> None:
    """Change one sealed vote, its listing and the totals alike: only the salt's digest tells."""
    entry = content["entries"][14]
    entry["content"] = entry["content"].replace("against", "approve")
    content["votes"][14]["choice"] = "approve"
    content["outcome"] |= {"approve": 15, "against": 1, "margin": 1}


def _lower_the_bar(content: Any) -> None:
    content["outcome"]["rule"]["passing"][0] |= {"num": 1, "den": 3}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(_set("outcome.approve", 15), "票数", id="one approval more"),
        pytest.param(_set("outcome.against", 3), "票数", id="one more against"),
        pytest.param(_set("outcome.present", 28), "实到", id="one more present"),
        pytest.param(_set("outcome.entitled", 39), "应到", id="a smaller roll"),
        pytest.param(_set("outcome.carried", False), "carried", id="another decision"),
        pytest.param(_set("outcome.quorum_met", False), "quorum_met", id="another quorum"),
        pytest.param(_set("outcome.needed_approve", 13), "needed_approve", id="a lower number needed"),
        pytest.param(_set("outcome.needed_present", 26), "needed_present", id="fewer needed"),
        pytest.param(_set("outcome.margin", 1), "margin", id="another margin"),
        pytest.param(_set("outcome.not_voted", 0), "not_voted", id="nobody silent"),
        pytest.param(_set("outcome.reasons.0.text", "到会人数足够。"), "reasons", id="another reason"),
        pytest.param(_set("outcome.reasons.1.article", "第1条"), "reasons", id="another article"),
        pytest.param(_set("outcome.reasons.1.light", "amber"), "reasons", id="another light"),
        pytest.param(_lower_the_bar, "needed_approve", id="a lower bar"),
        pytest.param(_set("matter.plan", "另一份方案"), "方案", id="another plan"),
        pytest.param(_set("matter.budget_fen", 1), "方案", id="another budget"),
        pytest.param(_set("ballot.plan_digest", "0" * 64), "方案", id="a plan not voted on"),
        pytest.param(_set("votes.0.choice", "against"), "投票", id="a vote listed otherwise"),
        pytest.param(_set("votes.0.line", 40), "投票", id="a vote under another line"),
        pytest.param(_set("votes.0.receipt", "0000-0000-0000"), "投票", id="another receipt"),
        pytest.param(_drop_a_vote, "投票", id="a vote not listed"),
        pytest.param(_drop_an_entry, "树根", id="an entry not published"),
        pytest.param(_swap_a_choice, "改动", id="a vote changed everywhere"),
        pytest.param(_set("entries.3.day", "2026-01-01"), "树根", id="a vote on another day"),
        pytest.param(_set("ballot.log.origin", "x/other"), "另一次表决", id="the log of another ballot"),
        pytest.param(_set("ballot.closes_at", "2026-01-01T00:00:00.000000Z"), "截止", id="votes after the deadline"),
        pytest.param(_set("roster.lines.0.present", False), "到会名册", id="a voter who was not there"),
    ],
)
def test_a_manipulated_bundle_is_found_out(change: Callable[[Any], None], said: str) -> None:
    content = made_by_hand()
    assert len(recount(content)) == 4
    change(content)
    with pytest.raises(FalseDocumentError, match=said):
        recount(content)


def test_a_whole_document_is_recounted_with_its_seals(document: Any) -> None:
    found = check_document(document)
    assert len(found) == 10
    assert "名册就是签到前确定的名册" in found
    content = json.loads(document["envelope"])["content"]
    _swap_a_choice(content)
    with pytest.raises(FalseDocumentError, match="改动"):
        recount(content)


def test_another_roster_is_found_out(document: Any) -> None:
    envelope = json.loads(document["envelope"])
    envelope["content"]["roster"]["lines"][0]["capacity"] = "村民代表甲"
    document["envelope"] = json.dumps(envelope)
    with pytest.raises(FalseDocumentError, match="名册"):
        _check_roster(document)


def test_a_show_of_hands_is_reckoned_again_from_its_figures(township: Township) -> None:
    number = propose(township)
    pass_stage(township, number, S1_PROPOSE)
    document = file_of("stage")
    assert check_document(document)[-1] == "按公布的规则重算，结论和理由一致：通过"
    content = json.loads(document["envelope"])["content"]
    content["outcome"]["approve"] -= 1
    with pytest.raises(FalseDocumentError, match="结论不符"):
        recount(content)


def test_what_decides_nothing_is_not_recounted() -> None:
    assert recount({}) == []
    assert recount({"outcome": None}) == []
    assert recount({"outcome": {"carried": True}}) == [], "published before rules were"
