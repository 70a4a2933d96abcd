"""Forms of local procedures and of steps without a vote."""

from __future__ import annotations

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.web.fields import DayField
from portal.web.forms import BaseForm

PASSED, RETURNED = "passed", "returned"


class AdoptionForm(BaseForm):
    """What a place decided on how it decides."""

    procedure = RadioField("采纳哪种程序", [InputRequired("请选一种程序。")])
    body = SelectField("由谁决定采纳", [InputRequired()])
    met_on = DayField("哪天决定的", [InputRequired()])
    since = DayField("从哪天起执行", [InputRequired()], description="最早从明天起。已经提出的议题按原来的程序办完。")
    evidence = TextAreaField(
        "决定的原文",
        [InputRequired(), Length(max=4000)],
        description="照抄会议记录或者文件里的决定，写明编号。",
        render_kw={"rows": 6},
    )


class RecordForm(BaseForm):
    """What an officer found in a step without a vote."""

    result = RadioField("结果", [InputRequired("请选一项。")])
    text = TextAreaField(
        "意见",
        [InputRequired(), Length(max=2000)],
        description="会照原文公布，村民的姓名会隐去。",
        render_kw={"rows": 6},
    )
    happened_on = DayField("哪天办的", [InputRequired()])
