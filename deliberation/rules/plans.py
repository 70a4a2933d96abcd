"""What a plan says: one that spends names the amount and the fund it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.errors import PlanWithoutBudgetError

if TYPE_CHECKING:
    from deliberation.rules.terms import MatterType

#: Types of matter whose plan uses money of the collective or collected from villagers.
#: Source: the wording of 村民委员会组织法（2025修正）第28条第一款（二）至（四）, 农村集体经济组织法第26条第一款（十）
#: and （十一）; that amount and fund are asked for is a product decision.
SPENDING = frozenset(
    {"collective_income_use", "work_loss_subsidy", "public_welfare_levy", "coop_land_comp", "coop_investment"}
)


def require_budget(kind: MatterType, *, budget_fen: int | None, fund: str) -> None:
    """Refuse a plan that spends without a budget, a budget without a fund, and a fund without a budget.

    :raise PlanWithoutBudgetError: the amount or the fund is missing.
    Source: 村民委员会组织法（2025修正）第28条第一款（三） (使用资金由会议决定), product decision.
    """
    amount, source = bool(budget_fen), bool(fund.strip())
    if amount and source:
        return
    if kind.id in SPENDING or amount or source:
        lacking = "和".join(name for name, given in (("预算金额", amount), ("资金来源", source)) if not given)
        raise PlanWithoutBudgetError(kind.name, kind.article, lacking)
