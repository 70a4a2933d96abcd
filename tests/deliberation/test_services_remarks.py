"""The supervision committee remarks on both publications, by name, and is asked to while they are on display."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deliberation import queries
from deliberation.errors import NothingOnDisplayError
from deliberation.models import SupervisionRemark
from deliberation.rules.follow_up import Target
from deliberation.services.publicity import publish_result
from deliberation.services.remarks import write_remark
from portal.kernel.errors import NotAllowedError
from portal.kernel.privacy import PrivateNumberError
from tests.deliberation.decisions import DECIDED, Decision, decide
from tests.deliberation.test_public_course import page
from tests.deliberation.test_services_follow_up import accepted, content_of

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


def write(decision: Decision, target: Target, text: str) -> SupervisionRemark:
    return write_remark(decision.supervisor(), decision.village, decision.number, target=target, text=text)


def asked(decision: Decision) -> list[str]:
    today = decision.clock.moment.date()
    return [one.title for one in queries.tasks(decision.supervisor(), decision.village, today) if "监督" in one.title]


def test_a_remark_is_written_at_each_publication(decision: Decision) -> None:
    assert asked(decision) == ["写监督意见：修缮村口便民桥"]
    write(decision, Target.RESOLUTION, "会议程序查看过，没有问题。")
    assert asked(decision) == []
    with pytest.raises(NothingOnDisplayError):
        write(decision, Target.RESULT, "还没有结果。")
    accepted(decision)
    publish_result(decision.secretary, decision.village, decision.number, text="已通行。")
    assert asked(decision) == ["写监督意见：修缮村口便民桥"]
    assert write(decision, Target.RESULT, "结果属实。").number == 2
    assert asked(decision) == []
    text = page()
    first, second = text.index("会议程序查看过，没有问题。"), text.index("结果属实。")
    assert text.index('id="step-5"' if 'id="step-5"' in text else 'id="step-2"') < first < second
    assert content_of("remark", "1-1")["on"] == DECIDED.isoformat()


def test_the_same_words_twice_are_one_remark(decision: Decision) -> None:
    assert write(decision, Target.RESOLUTION, "查看过。").id == write(decision, Target.RESOLUTION, "查看过。").id
    assert write(decision, Target.RESOLUTION, "又查看过。").number == 2


def test_only_the_supervision_committee_remarks_and_without_private_numbers(decision: Decision) -> None:
    with pytest.raises(NotAllowedError):
        write_remark(decision.secretary, decision.village, decision.number, target=Target.RESOLUTION, text="好。")
    with pytest.raises(PrivateNumberError):
        write(decision, Target.RESOLUTION, "联系 13812345678。")
