"""What the public page tells of a local procedure and of steps without a vote, from their documents alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.procedures import S4_RESOLVE
from deliberation.public import matter_page
from tests.deliberation.courses import STAGES, pass_stage
from tests.deliberation.test_public import published_now
from tests.deliberation.test_public_course import page, stands
from tests.deliberation.test_services_ways import REVIEWED, adopt, record

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


def steps() -> list[tuple[str, int | None, str]]:
    """Return every step of the matter as the page has it: its id, its number, its word."""
    return [(one.id, one.number, one.word) for one in matter_page(published_now(), "qingshan", "1").steps]


def test_a_review_stands_between_the_deliberations_without_a_number(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    assert steps()[3] == ("x_town_review", None, "还没有公开")
    record(township, number, "x_town_review", text="符合规划<b>。")
    assert stands() == "乡镇党委政府审核通过"
    pass_stage(township, number, S4_RESOLVE)
    assert [(step, place) for step, place, _ in steps()] == [
        ("s1_propose", 1),
        ("s2_discuss", 2),
        ("s3_party_review", 3),
        ("x_town_review", None),
        ("s4_resolve", 4),
        ("p1_publish_resolution", 5),
        ("i_implement", None),
        ("p2_publish_result", 6),
    ]
    told = page()
    assert "本议题按“四议一审两公开”办理" in told
    assert "2026年10月15日青山村村民会议决定采纳，从2026年10月16日起执行。" in told
    assert "乡镇审核员：通过" in told
    assert "符合规划&lt;b&gt;。" in told
    assert "乡镇党委政府审核：通过（乡镇审核员）。" in told


def test_what_was_sent_back_says_so(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, REVIEWED)
    for stage in STAGES[:3]:
        pass_stage(township, number, stage)
    record(township, number, "x_town_review", passed=False, text="预算没有依据。")
    assert stands() == "乡镇党委政府审核退回"
    assert steps()[3] == ("x_town_review", None, "退回")


def test_a_remark_after_the_decision_waits_before_the_work(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, "wuyi_lianggongkai_eval")
    for stage in STAGES:
        pass_stage(township, number, stage)
    assert [step for step, _, _ in steps()][-3:] == ["i_implement", "s5_evaluate", "p2_publish_result"]
    assert stands().startswith("已通过")


def test_the_usual_way_is_not_explained(township: Township, clock: SettableClock) -> None:
    number = adopt(township, clock, "")
    pass_stage(township, number, STAGES[0])
    assert matter_page(published_now(), "qingshan", str(number)).procedure is None
