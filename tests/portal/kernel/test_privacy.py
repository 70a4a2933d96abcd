"""Private numbers are found as people write them; dates, amounts and voucher numbers are none."""

from __future__ import annotations

import pytest

from portal.kernel.privacy import PrivateNumberError, holds_private_number, refuse_private_numbers

FULL_WIDTH = {half: half + 0xFEE0 for half in map(ord, "0123456789")}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("付护理费 110101199003070011", id="identity card"),
        pytest.param("付护理费 11010119900307001X", id="identity card ending in X"),
        pytest.param("付护理费 110101900307001", id="old identity card"),
        pytest.param("转入6222020000000000000", id="bank card"),
        pytest.param("转入6222 0200 0000 0000 000", id="bank card in groups"),
        pytest.param("电话13800000000", id="mobile"),
        pytest.param("电话138-0000-0000", id="mobile in groups"),
        pytest.param("电话13800000000".translate(FULL_WIDTH), id="full width"),
    ],
)
def test_private_number_is_found(text: str) -> None:
    assert holds_private_number(text)


@pytest.mark.parametrize(
    "text", ["付2026年10月电费", "发票号 01234567", "收租金120000.00元", "20261008至20261031用工", "合同2026-003号", ""]
)
def test_other_numbers_may_stand(text: str) -> None:
    assert not holds_private_number(text)


def test_the_refusal_says_which_number_without_repeating_it() -> None:
    refuse_private_numbers("", "合同2026-003号")
    with pytest.raises(PrivateNumberError, match="末尾是“0000”") as refused:
        refuse_private_numbers("修桥", "联系电话 13800000000")
    assert "13800000000" not in refused.value.sentence
