"""What is said to a plan: on which days, to which paragraph, how it is answered, and what is unanswered."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation.errors import (
    MatterWithdrawnError,
    NotTakenUpError,
    OpinionReplyError,
    OpinionsClosedError,
    OpinionsNotYetError,
    ParagraphMissingError,
    PlanChangedError,
    TooManyOpinionsError,
    WordingMissingError,
    WordingUnchangedError,
)
from deliberation.rules.course import Mark
from deliberation.rules.opinions import (
    REPLIES,
    OpinionKind,
    OpinionReply,
    OpinionRule,
    Window,
    amended,
    answers_finding,
    entered_after_finding,
    require_reply,
    require_room,
    voted,
    with_amendment,
)
from deliberation.rules.terms import Confidence, Light

PLAN = "拆除旧桥面。\n\n装木护栏。\n四十天完工。"
FIRST, LAST = date(2026, 10, 15), date(2026, 10, 20)
ADVICE = OpinionRule(most_waiting=5, binding=False, article="做法", confidence=Confidence.DESIGN)
BINDING = OpinionRule(most_waiting=5, binding=True, article="办法第3条", confidence=Confidence.SECONDARY)


def window(*, opened: date | None = FIRST, closed: date | None = None, withdrawn: bool = False) -> Window:
    return Window(before="党员大会审议", opened_on=opened, closed_on=closed, withdrawn=withdrawn)


@pytest.mark.parametrize(
    ("found", "day", "how", "error"),
    [
        (window(opened=None), FIRST, "online", OpinionsNotYetError),
        (window(), date(2026, 10, 14), "brought", OpinionsNotYetError),
        (window(), FIRST, "online", None),
        (window(closed=LAST), LAST, "online", OpinionsClosedError),
        (window(closed=LAST), LAST, "brought", None),
        (window(closed=LAST), date(2026, 10, 21), "brought", OpinionsClosedError),
        (window(withdrawn=True), FIRST, "online", MatterWithdrawnError),
    ],
)
def test_it_is_taken_from_the_decision_before_the_vote_until_the_vote(
    found: Window, day: date, how: str, error: type[Exception] | None
) -> None:
    if error is None:
        found.require_takes(day, on_behalf=how == "brought")
        return
    with pytest.raises(error):
        found.require_takes(day, on_behalf=how == "brought")


def test_meetings_that_failed_and_void_ballots_have_put_nothing_to_the_vote() -> None:
    assert not voted([])
    assert not voted([Mark.ADJOURNED, Mark.VOID])
    assert voted([Mark.ADJOURNED, Mark.OPEN])
    assert voted([Mark.FAILED])
    assert voted([Mark.CARRIED])


def test_paragraphs_are_counted_without_empty_lines() -> None:
    assert amended(PLAN, paragraph=2, wording="装钢护栏。", of=1, now=1) == "装木护栏。"
    assert with_amendment(PLAN, paragraph=2, before="装木护栏。", wording="装钢护栏。 ") == (
        "拆除旧桥面。\n装钢护栏。\n四十天完工。"
    )


def test_an_amendment_of_a_paragraph_that_reads_otherwise_by_now_changes_nothing() -> None:
    assert with_amendment(PLAN, paragraph=2, before="装竹护栏。", wording="装钢护栏。") == PLAN
    assert with_amendment(PLAN, paragraph=9, before="装竹护栏。", wording="装钢护栏。") == PLAN


@pytest.mark.parametrize(
    ("paragraph", "wording", "now", "error"),
    [
        (2, "装钢护栏。", 2, PlanChangedError),
        (0, "装钢护栏。", 1, ParagraphMissingError),
        (4, "装钢护栏。", 1, ParagraphMissingError),
        (2, "  ", 1, WordingMissingError),
        (2, " 装木护栏。 ", 1, WordingUnchangedError),
    ],
)
def test_an_amendment_names_a_paragraph_of_the_plan_as_it_is_and_changes_it(
    paragraph: int, wording: str, now: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        amended(PLAN, paragraph=paragraph, wording=wording, of=1, now=now)


def test_a_question_is_answered_and_everything_else_is_adopted_or_not() -> None:
    for kind, replies in REPLIES.items():
        for reply in OpinionReply:
            if reply in replies:
                require_reply(kind, reply, said_to=1, taken_up_in=2)
                continue
            with pytest.raises(OpinionReplyError, match=kind.title):
                require_reply(kind, reply, said_to=1, taken_up_in=2)


@pytest.mark.parametrize("reply", [OpinionReply.ADOPTED, OpinionReply.PARTLY])
@pytest.mark.parametrize("taken_up_in", [None, 1, 2])
def test_what_is_adopted_stands_in_a_later_version(reply: OpinionReply, taken_up_in: int | None) -> None:
    with pytest.raises(NotTakenUpError, match="先修改方案"):
        require_reply(OpinionKind.AMENDMENT, reply, said_to=2, taken_up_in=taken_up_in)


def test_as_many_wait_as_the_rule_says() -> None:
    require_room(4, ADVICE)
    with pytest.raises(TooManyOpinionsError, match="5 条"):
        require_room(5, ADVICE)


@pytest.mark.parametrize(
    ("rule", "waiting", "late", "code", "light"),
    [
        (ADVICE, (), (), "opinions_answered", Light.AMBER),
        (ADVICE, ("第 2 号提问",), (), "opinions_waiting", Light.AMBER),
        (ADVICE, (), ("第 1 号意见",), "opinions_waiting", Light.AMBER),
        (BINDING, (), (), "answers_first_given", Light.GREEN),
        (BINDING, ("第 2 号提问",), (), "answers_first_missing", Light.RED),
        (BINDING, (), ("第 1 号意见",), "answers_first_missing", Light.RED),
    ],
)
def test_what_is_unanswered_warns_and_stops_only_where_an_adopted_way_says_so(
    rule: OpinionRule, waiting: tuple[str, ...], late: tuple[str, ...], code: str, light: Light
) -> None:
    found = answers_finding(rule, said=3, waiting=waiting, late=late)
    assert (found.code, found.light, found.article) == (code, light, rule.article)
    assert "3 条" in found.text
    for one in (*waiting, *late):
        assert one in found.text


@pytest.mark.parametrize("rule", [ADVICE, BINDING])
def test_what_is_entered_after_the_vote_had_begun_is_told_and_never_red(rule: OpinionRule) -> None:
    found = entered_after_finding(rule, entered=["第 1 号意见", "第 2 号提问"], waiting=["第 2 号提问"])
    assert (found.code, found.light) == ("opinions_entered_after", Light.AMBER)
    assert "有 2 条（第 1 号意见、第 2 号提问），其中第 2 号提问还没有答复" in found.text
    assert "都答复了" in entered_after_finding(rule, entered=["第 1 号意见"], waiting=[]).text
