"""A stranger recounts a choice between options: who chose which, what was resolved, the same words."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.rules import BallotManner
from disclosure.site.stranger import FalseDocumentError, check_document, recount
from tests.deliberation.choosing import BIDDERS, choose, chosen, vote_all
from tests.disclosure.site.test_stranger_recount import file_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import SettableClock, Township

    Change = Callable[[Any], None]


def _content(kind: str) -> Any:
    document = file_of(kind)
    check_document(document)
    return json.loads(document["envelope"])["content"]


@pytest.fixture
def resolved(township: Township, clock: SettableClock) -> Any:
    """What is published of 14 for 乙, 4 for 甲, 2 for 丙, 3 for none, 2 abstaining, 2 silent."""
    chosen(township, clock, ("1", 4), ("2", 14), ("3", 2), ("against", 3), ("abstain", 2))
    return _content("resolution")


def test_a_choice_is_recounted_by_options(resolved: Any) -> None:
    assert recount(resolved)[2:] == [
        "逐票重数：甲、宏达施工队 4 人，乙、顺安施工队 14 人，丙、村民自建组 2 人，都不赞成 3，弃权 2",
        "按公布的规则重算，结论和理由一致：通过“乙、顺安施工队”",
    ]


def test_two_ballots_are_recounted_each_by_itself(township: Township, clock: SettableClock) -> None:
    assembly, _ = chosen(township, clock, ("1", 9), ("2", 9), ("3", 6))
    said = recount(_content("stage"))[-1]
    assert said.endswith("没有方案通过，人数最多的是“甲、宏达施工队”（9 人）和“乙、顺安施工队”（9 人）")
    clock.set(choose(assembly, BIDDERS[:2]))
    assembly.close()
    assert "（0 人）和" in recount(_content("stage"))[-1]
    closes_at = choose(assembly, BIDDERS[1:2])
    vote_all(assembly, ("2", 13), ("against", 1))
    clock.set(closes_at)
    assembly.close()
    assert recount(_content("resolution"))[-1].endswith("没有通过“乙、顺安施工队”（13 人）")


def test_a_secret_choice_is_recounted_by_who_took_part(township: Township, clock: SettableClock) -> None:
    chosen(township, clock, ("1", 4), ("2", 14), ("abstain", 2), manner=BallotManner.SECRET)
    content = _content("resolution")
    assert recount(content)[2].startswith(
        "无记名投票：参加的 20 人和票数相同：甲、宏达施工队 4 人，乙、顺安施工队 14 人"
    )
    assert all("option" not in vote for vote in content["votes"])
    assert '"option"' not in "".join(entry["content"] for entry in content["entries"])
    content["outcome"]["options"][0]["votes"] += 1
    with pytest.raises(FalseDocumentError):
        recount(content)


def _set(part: str, value: Any) -> Change:
    return lambda content: content["outcome"].update({part: value})


def _votes(*counts: int) -> Change:
    def change(content: Any) -> None:
        for one, votes in zip(content["outcome"]["options"], counts, strict=True):
            one["votes"] = votes

    return change


def _move_a_vote(content: Any) -> None:
    """Give a vote for 甲 to 乙 in the list, the counts and the sums, not in what was sealed."""
    content["votes"][0]["option"] = 2
    _votes(3, 15, 2)(content)
    content["outcome"] |= {"approve": 15, "against": 8, "margin": 1}


def _judge_another(content: Any) -> None:
    content["outcome"] |= {"approve": 4, "against": 19, "margin": -10, "carried": False}


def _swap_titles_in_reason(content: Any) -> None:
    for reason in content["outcome"]["reasons"]:
        reason["text"] = reason["text"].replace("宏达", "利民")


def _forget_the_options(content: Any) -> None:
    del content["outcome"]["options"]


def _list_one_twice(content: Any) -> None:
    content["outcome"]["options"].append(deepcopy(content["outcome"]["options"][0]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(_votes(3, 14, 3), "第 1 个方案应为 4", id="a vote counted for another option"),
        pytest.param(_votes(4, 14, 1), "票数", id="a vote for an option counted for none"),
        pytest.param(_move_a_vote, "投票和表决记录不符", id="a vote listed for another option"),
        pytest.param(_judge_another, "不是票数最多", id="another option judged"),
        pytest.param(_swap_titles_in_reason, "reasons", id="another name in the reason"),
        pytest.param(_forget_the_options, "票数", id="the options left out"),
        pytest.param(_list_one_twice, "列了两次", id="an option listed twice"),
        pytest.param(_set("carried", False), "carried", id="another decision"),
        pytest.param(_set("split", True), "split", id="said to be chosen again"),
        pytest.param(_set("abstain", 1), "票数", id="an abstention less"),
        pytest.param(_set("needed_approve", 13), "needed_approve", id="a lower number needed"),
    ],
)
def test_a_manipulated_choice_is_found_out(resolved: Any, change: Change, said: str) -> None:
    change(resolved)
    with pytest.raises(FalseDocumentError, match=said):
        recount(resolved)


def test_a_level_choice_said_to_be_carried_is_found_out(township: Township, clock: SettableClock) -> None:
    chosen(township, clock, ("1", 9), ("2", 9), ("3", 6))
    content = _content("stage")
    content["outcome"]["rule"]["passing"] = [
        {**one, "num": 1, "den": 3} for one in content["outcome"]["rule"]["passing"]
    ]
    content["outcome"] |= {"carried": True, "needed_approve": 9, "margin": 0, "split": False}
    with pytest.raises(FalseDocumentError, match="结论不符"):
        recount(content)
