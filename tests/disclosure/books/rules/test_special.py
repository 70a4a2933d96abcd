"""Topics of their own: lists as people paste them, and groups in which nobody can be read."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.errors import (
    OwnSpecialError,
    SpecialReasonError,
    SpecialRowError,
    SpecialVoucherError,
    SpecialWithdrawerError,
    TooManyReceiversError,
)
from disclosure.books.rules.special import (
    MOST_RECEIVERS,
    Receiver,
    people_in,
    published_groups,
    read_receivers,
    read_vouchers,
    require_other_signer,
    require_reason,
    require_withdrawer,
)
from disclosure.books.special_kinds import smallest_group, special_kinds
from portal.kernel.months import Month


@pytest.mark.parametrize(
    "line",
    [
        "低保户，张三，1200",
        "低保户,张三,1,200.00",
        "低保户\t张三\t１２００",
        "低保户、张三、1200.0",
        "  低保户; 张三 ;1200  ",
    ],
)
def test_lists_are_read_as_people_write_them(line: str) -> None:
    assert read_receivers(f"\n{line}\n\n") == (Receiver(group="低保户", name="张三", amount_fen=120_000),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("张三，1200", "第 2 行要有组别"),
        ("低保户，，1200", "第 2 行要有组别"),
        ("低保户，张三，一千二", "不是金额"),
        ("低保户，张三，12.345", "不是金额"),
        ("低保户，张三，0", "大于零"),
        (f"低保户，{'张' * 61}，1", "第 2 行要有组别"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, said: str) -> None:
    with pytest.raises(SpecialRowError, match=said):
        read_receivers(f"低保户，李四，1\n{line}")


def test_a_list_has_an_end() -> None:
    with pytest.raises(TooManyReceiversError):
        read_receivers("一组，张三，1\n" * (MOST_RECEIVERS + 1))


def test_vouchers_are_read_once_each() -> None:
    october = Month(2026, 10)
    assert read_vouchers("2026-10-3\n2026-10 第12号，2026-10-3") == ((october, 3), (october, 12))
    for text in ("第3号", "2026-13-1", "2026-10"):
        with pytest.raises(SpecialVoucherError, match=text):
            read_vouchers(text)


ROW = st.builds(
    Receiver,
    group=st.sampled_from("甲乙丙丁戊"),
    name=st.sampled_from("子丑寅卯辰巳午未"),
    amount_fen=st.integers(1, 10**6),
)
RECEIVERS = st.lists(ROW, max_size=16)


@given(receivers=RECEIVERS)
def test_no_published_sum_and_no_difference_of_two_is_about_fewer_than_three(receivers: list[Receiver]) -> None:
    smallest = smallest_group()
    groups = published_groups(receivers, smallest=smallest)
    named = [name for one in groups for name in one.names]
    assert sorted(named) == sorted({one.group for one in receivers})  # each stands in one group
    behind = {one.names: {each.name for each in receivers if each.group in one.names} for one in groups}
    assert all(one.people == len(behind[one.names]) for one in groups)  # whoever is listed twice is one
    shown = [one for one in groups if one.amount_fen is not None]
    if len(shown) < len(groups):
        assert shown == []  # then no total is shown either
        return
    assert sum(one.amount_fen or 0 for one in shown) == sum(one.amount_fen for one in receivers)
    for count in range(1, len(shown) + 1):
        for chosen in combinations(shown, count):  # a sum, or what is left of the total beside one
            assert len(set[str]().union(*(behind[one.names] for one in chosen))) >= smallest


def test_whoever_is_listed_several_times_is_one_of_a_group() -> None:
    rows = [*(("低保", name, 100) for name in ("张三", "张 三", "张三")), *(("五保", name, 1) for name in "甲乙丙")]
    receivers = [Receiver(group=group, name=name, amount_fen=fen) for group, name, fen in rows]
    assert people_in(receivers) == 4
    assert [(one.names, one.people, one.amount_fen) for one in published_groups(receivers, smallest=3)] == [
        (("低保", "五保"), 4, 303)
    ]
    alone = [one for one in receivers if one.group == "低保"]
    assert [(one.people, one.amount_fen) for one in published_groups(alone, smallest=3)] == [(1, None)]


def test_small_groups_are_put_together_and_take_the_least_of_the_others_where_they_are_too_few() -> None:
    people = [("五保", 1), ("低保", 2), ("残疾", 4)]
    receivers = [
        Receiver(group=group, name=f"{group}{place}", amount_fen=100)
        for group, count in people
        for place in range(count)
    ]
    assert [(one.names, one.people, one.amount_fen) for one in published_groups(receivers, smallest=3)] == [
        (("残疾",), 4, 400),
        (("五保", "低保"), 3, 300),
    ]
    fewer = [one for one in receivers if one.group != "低保"]
    assert [(one.names, one.people, one.amount_fen) for one in published_groups(fewer, smallest=3)] == [
        (("五保", "残疾"), 5, 500)
    ]
    alone = [one for one in receivers if one.group == "五保"]
    assert [(one.people, one.amount_fen) for one in published_groups(alone, smallest=3)] == [(1, None)]
    assert published_groups([], smallest=3) == ()


def test_help_for_people_in_need_is_shown_as_groups() -> None:
    assert [one.id for one in special_kinds().values() if one.shows_groups] == ["subsidy", "welfare"]
    assert [one.id for one in special_kinds().values() if not one.quoted] == [
        "land",
        "lease",
        "tender",
        "levy",
        "other",
    ]


def test_signature_and_reason() -> None:
    require_other_signer(signer=2, preparer=1)
    require_reason("", published=False)
    require_reason("少写一户", published=True)
    with pytest.raises(OwnSpecialError):
        require_other_signer(signer=1, preparer=1)
    for reason, published in (("", True), ("少写一户", False)):
        with pytest.raises(SpecialReasonError):
            require_reason(reason, published=published)


def test_only_its_preparer_or_the_secretary_takes_a_topic_back() -> None:
    require_withdrawer(withdrawer=1, preparer=1, is_secretary=False)
    require_withdrawer(withdrawer=2, preparer=1, is_secretary=True)
    with pytest.raises(SpecialWithdrawerError, match="编制的人和支部书记"):
        require_withdrawer(withdrawer=2, preparer=1, is_secretary=False)
