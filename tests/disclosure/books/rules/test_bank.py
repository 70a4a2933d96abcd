"""Matching: by amount, direction and day; sums of a few; never where two fit as well."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.books.bank import charging_bank, terms_on
from disclosure.books.errors.bank import ChargeTooLargeError, MatchDiffersError, MatchTooSmallError, NoChargeError
from disclosure.books.ladders import ladder_on
from disclosure.books.rules.bank import Found, Movement, matches, require_same_money
from disclosure.books.rules.bank_charges import require_charge

FIRST = date(2026, 10, 1)
TERMS = terms_on(FIRST)


def moved(*said: tuple[int, int], reverses: dict[int, int] | None = None) -> list[Movement]:
    """Return movements numbered from 1: days after the first, and fen."""
    return [
        Movement(
            id=number,
            happened_on=FIRST + timedelta(days=days),
            amount_fen=fen,
            reverses=(reverses or {}).get(number),
        )
        for number, (days, fen) in enumerate(said, start=1)
    ]


def one(line: int, voucher: int) -> Found:
    return Found(lines=(line,), vouchers=(voucher,))


@pytest.mark.parametrize(
    ("lines", "vouchers", "expected"),
    [
        pytest.param([(0, 100)], [(0, 100)], [one(1, 1)], id="same day"),
        pytest.param([(10, 100)], [(0, 100)], [one(1, 1)], id="last day of the window"),
        pytest.param([(11, 100)], [(0, 100)], [], id="a day too far"),
        pytest.param([(0, 100)], [(0, -100)], [], id="other direction"),
        pytest.param([(0, 100)], [(0, 101)], [], id="a fen more"),
        pytest.param([(0, 100), (4, 100)], [(1, 100)], [one(1, 1)], id="the nearer of two"),
        pytest.param([(0, 100), (2, 100)], [(1, 100)], [], id="two as near"),
        pytest.param([(0, 100), (0, 100)], [(0, 100), (0, 100)], [], id="twins of both sides"),
        pytest.param([(0, 100), (5, 100)], [(0, 100), (5, 100)], [one(1, 1), one(2, 2)], id="every month the same"),
        pytest.param([(2, -600)], [(0, -100), (2, -200), (3, -300)], [Found(lines=(1,), vouchers=(1, 2, 3))], id="3:1"),
        pytest.param([(0, 100), (1, 200)], [(1, 300)], [Found(lines=(1, 2), vouchers=(1,))], id="1:2"),
        pytest.param([(4, 300)], [(0, 100), (1, 200)], [], id="a sum beyond its window"),
        pytest.param([(0, 300)], [(0, 100), (0, 200), (0, 200)], [], id="two sums fit"),
        pytest.param([(0, 300), (1, 300)], [(0, 100), (0, 200)], [], id="a sum that two could use"),
        pytest.param([(0, 500)], [(0, 100)] * 5, [], id="too many in a sum"),
        pytest.param([(0, 300)], [(0, 400), (0, -100)], [], id="no sums of in and out"),
        pytest.param([(0, 300)], [(0, 300), (0, 100), (0, 200)], [one(1, 1)], id="one before a sum"),
    ],
)
def test_matches(lines: list[tuple[int, int]], vouchers: list[tuple[int, int]], expected: list[Found]) -> None:
    assert sorted(matches(moved(*lines), moved(*vouchers), terms=TERMS), key=lambda found: found.lines) == expected


def test_a_voucher_and_its_reversal_cancel_and_leave_the_line_to_the_right_one() -> None:
    vouchers = moved((0, -6030), (1, 6030), (2, -6030), reverses={2: 1})
    assert matches(moved((0, -6030)), vouchers, terms=TERMS) == (Found(vouchers=(1, 2)), one(1, 3))


AMOUNTS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([-300, -200, -100, 100, 200, 300, 400])), max_size=14)


@settings(max_examples=150)
@given(AMOUNTS, AMOUNTS)
def test_nothing_is_used_twice_and_both_sides_are_the_same_money(
    lines: list[tuple[int, int]], vouchers: list[tuple[int, int]]
) -> None:
    here = {movement.id: movement for movement in moved(*lines)}
    there = {movement.id: movement for movement in moved(*vouchers)}
    found = matches(here.values(), there.values(), terms=TERMS)
    for side in ([number for each in found for number in each.lines], [n for each in found for n in each.vouchers]):
        assert len(side) == len(set(side))
    for each in found:
        require_same_money([here[number] for number in each.lines], [there[number] for number in each.vouchers])


@pytest.mark.parametrize(
    ("lines", "vouchers", "refusal"),
    [
        pytest.param([100], [], MatchTooSmallError, id="one alone"),
        pytest.param([], [], MatchTooSmallError, id="nothing"),
        pytest.param([100], [99], MatchDiffersError, id="a fen apart"),
        pytest.param([100, 50], [], MatchDiffersError, id="a side that does not cancel itself"),
        pytest.param([100, -100], [], None, id="paid and sent back"),
        pytest.param([100, 50], [150], None, id="two for one"),
    ],
)
def test_match_by_hand(lines: list[int], vouchers: list[int], refusal: type[Exception] | None) -> None:
    here, there = moved(*((0, fen) for fen in lines)), moved(*((0, fen) for fen in vouchers))
    if refusal is None:
        require_same_money(here, there)
        return
    with pytest.raises(refusal):
        require_same_money(here, there)


@pytest.mark.parametrize(
    ("words", "fen", "title"),
    [
        ("网银 手续费", -1, "银行手续费"),
        ("2026年10月对公账户管理费（扣收）", -1, "账户管理费"),
        ("小额账户年费", -99_999, "账户管理费"),  # the default ladder's smallest band ends below 1,000 yuan
        ("手续费", -100_000, ChargeTooLargeError),
        ("退手续费", 100, NoChargeError),
        ("转账", -100, NoChargeError),
        ("付李四代办手续费", -100, NoChargeError),
        ("2026年费用报销", -100, NoChargeError),
        ("协会年费", -100, NoChargeError),
        ("小额账户转账", -100, NoChargeError),
    ],
)
def test_what_the_bank_takes_by_itself_is_told_by_its_words_and_small(
    words: str, fen: int, title: str | type[Exception]
) -> None:
    adopted = ladder_on("default", date(2026, 10, 1))
    if isinstance(title, str):
        assert require_charge(words, fen, party="", ladder=adopted).title == title
        return
    with pytest.raises(title):
        require_charge(words, fen, party="", ladder=adopted)
    if title is ChargeTooLargeError:
        assert require_charge(words, fen, party="", ladder=None).key == "fee"  # nothing was adopted


@pytest.mark.parametrize(
    ("party", "who"),
    [
        ("", "开户银行"),
        (" 手续费收入", "开户银行"),
        ("云岭农村商业银行清河支行", "云岭农村商业银行清河支行"),
        ("中国邮政储蓄银行股份有限公司", "中国邮政储蓄银行股份有限公司"),
    ],
)
def test_a_charge_is_paid_to_the_bank(party: str, who: str) -> None:
    assert require_charge("手续费", -100, party=party, ladder=None).key == "fee"
    assert charging_bank(party) == who


@pytest.mark.parametrize("party", ["张山", "清河电信营业厅", "银行巷小卖部", "清河镇会计代理中心"])
def test_what_somebody_else_was_paid_is_no_charge_whatever_its_words(party: str) -> None:
    with pytest.raises(NoChargeError):
        require_charge("手续费", -100, party=party, ladder=None)
