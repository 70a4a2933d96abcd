"""Who agreed to a published payment, in one sentence; older documents, and payments nobody approved, say nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.kernel.published import PublishedBulletin


def approval_words(bulletin: PublishedBulletin, voucher: Mapping[str, Any]) -> str:
    """Return who agreed as what, and when the last of them did: ``村委会主任李四、…，11月5日批完``."""
    if "bank_charge" in voucher:
        return f"银行自行扣收的{voucher['bank_charge']}，没有报付款申请"
    approval = voucher.get("approval")
    if approval is None or not approval["steps"]:
        return ""
    who = "、".join(_step(bulletin, one) for one in approval["steps"])
    last = date.fromisoformat(approval["steps"][-1]["on"])
    return f"{who}，{last.month}月{last.day}日批完"


def _step(bulletin: PublishedBulletin, step: Mapping[str, Any]) -> str:
    """Return one step: its name, and the office where another stood in."""
    standing_in = f"（{step['office']}代）" if step["deputy"] else ""
    return f"{step['step']}{standing_in}{bulletin.name(step['who'])}"
