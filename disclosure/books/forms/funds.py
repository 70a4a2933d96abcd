"""Forms of funds: opened, closed; and how a voucher or a request names one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from disclosure.books.rules.funds import FundKind
from portal.web.fields import CheckboxesField, DayField, UploadsField, YuanField, options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable


class FundField(SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of the funds that can be moved, by its name; what was written before funds were registered stays."""

    def __init__(self, label: str, validators: Iterable[Any] = (), **kwargs: Any) -> None:
        kwargs.setdefault("description", "收付的是登记过的专项资金、一事一议资金时选。")
        super().__init__(label, [Length(max=120), *validators], choices=[], validate_choice=False, **kwargs)
        self.has_offers = False

    def offer(self, funds: Iterable[tuple[str, str]]) -> None:
        """Let one of ``funds``, names with their titles, be picked."""
        offered = list(funds)
        told = self.data or ""
        if told and told not in {name for name, _ in offered}:
            offered.append((told, told))
        self.choices = [SelectChoice("", "不指定"), *options(offered)]
        self.has_offers = bool(offered)


class FundForm(BaseForm):
    """A fund as its document gives it."""

    name = StringField(
        "名称",
        [InputRequired("请填写名称。"), Length(max=40)],
        description="写上年份和用途，例如：2026年一事一议道路硬化奖补。",
    )
    kind = RadioField(
        "哪一种资金",
        [InputRequired("请选择。")],
        choices=options((one.value, one.title) for one in FundKind),
        default=FundKind.SPECIAL.value,
        description="专项应付款、一事一议资金会同时开设同名的明细科目；自有资金不用。",
    )
    source = StringField("谁给的", [InputRequired("请填写谁给的。"), Length(max=80)], description="例如：县财政局。")
    document = StringField(
        "依据的文件", [InputRequired("请写明依据的文件。"), Length(max=200)], description="文件名称和文号。"
    )
    given_on = DayField("文件日期")
    papers = UploadsField("文件照片或 PDF")
    purpose = TextAreaField("用途", [InputRequired("请写明用途。"), Length(max=500)], description="照抄文件里的规定。")
    categories = CheckboxesField("可以支付哪些类别", description="一个都不勾的，用途只看上面的文字。")
    limited = BooleanField("文件限定了用途：只能用于勾选的类别，别的不让付")
    budget_fen = YuanField("预算（元）", description="文件批准的总额；没有的不填。")
    beginning_fen = YuanField("开始登记时的余额（元）", description="以前已经到账、还没有用完的；没有的不填。")
    beginning_reason = StringField(
        "余额比账上多的原因",
        [Length(max=200)],
        description="账上查得到这笔余额的不填；例如：2024年收到，记在了其他应付款。",
    )
    begins_on = DayField("从哪天起登记", [InputRequired("请填写日期。")], description="这天以前的收付算在余额里。")
    spend_by = DayField("最后使用日期", description="文件规定要在哪天前用完；没有规定的不填。")


class AssignFundForm(BaseForm):
    """Which fund an imported voucher moved."""

    fund = RadioField("哪一笔资金", [InputRequired("请选择是哪一笔资金。")], coerce=str)


class CloseFundForm(BaseForm):
    """Why a fund moves no more."""

    reason = TextAreaField(
        "停用理由",
        [InputRequired("请写明为什么停用。"), Length(max=200)],
        description="例如：项目验收完成，结余已交回镇财政。",
    )
