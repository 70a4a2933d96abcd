"""Forms of the portal's own screens."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, PasswordField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from portal.web.fields import DayField, MomentField, PickField, UploadsField
from portal.web.forms import BaseForm

#: Longer texts are refused before they are hashed.
_LONGEST_PASSWORD = 128
_LOGIN = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
_CURRENT = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password"}
_PASSWORD_HINT = "至少 8 个字符。可以用一句只有自己记得的话，不要用生日、手机号或常见密码。"  # noqa: S105 - a hint


class SignInForm(BaseForm):
    """Login and password."""

    login = StringField("账号", [InputRequired(), Length(max=40)], render_kw=_LOGIN)
    password = PasswordField("密码", [InputRequired(), Length(max=_LONGEST_PASSWORD)], render_kw=_CURRENT)


class ActivationForm(BaseForm):
    """The paper slip's login and code, and the password chosen now."""

    login = StringField("账号", [InputRequired(), Length(max=40)], render_kw=_LOGIN, description="激活单上的账号。")
    code = StringField(
        "激活码",
        [InputRequired(), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
        description="激活单上的 12 位字母和数字，不分大小写，短横线可以不填。",
    )
    password = PasswordField(
        "设一个密码", [InputRequired(), Length(max=_LONGEST_PASSWORD)], render_kw=_NEW, description=_PASSWORD_HINT
    )
    again = PasswordField("再填一遍密码", [InputRequired(), EqualTo("password")], render_kw=_NEW)


class PasswordForm(BaseForm):
    """The present password and the next."""

    current = PasswordField("现在的密码", [InputRequired(), Length(max=_LONGEST_PASSWORD)], render_kw=_CURRENT)
    password = PasswordField(
        "新密码", [InputRequired(), Length(max=_LONGEST_PASSWORD)], render_kw=_NEW, description=_PASSWORD_HINT
    )
    again = PasswordField("再填一遍新密码", [InputRequired(), EqualTo("password")], render_kw=_NEW)


class MailForm(BaseForm):
    """Where somebody wants to be told what waits for them."""

    address = StringField(
        "邮箱",
        [Length(max=200)],
        render_kw={"inputmode": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"},
        description="不想收邮件提醒的，把它清空再保存。",
    )


class MailCodeForm(BaseForm):
    """The code that was sent to the address."""

    code = StringField(
        "验证码",
        [InputRequired(), Length(max=20)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
        description="确认邮件里的 8 位字母和数字，不分大小写。",
    )


class ConveneForm(BaseForm):
    """A notice of meeting."""

    body = SelectField("开什么会", [InputRequired()])
    title = StringField("会议名称", [InputRequired(), Length(max=120)], description="例如：2026年第三次村民代表会议。")
    starts_at = MomentField("开会时间", [InputRequired()])
    place = StringField("地点", [InputRequired(), Length(max=120)])
    notice = TextAreaField(
        "通知内容", [InputRequired(), Length(max=2000)], description="要议的事项逐条写清楚。", render_kw={"rows": 6}
    )
    urgency = StringField(
        "通知天数不够的，写明特殊情况",
        [Length(max=200)],
        description="例如：汛情紧急，须当天议定抢修。会和会议一起公布。",
    )
    chair = PickField("主持人", [InputRequired()])
    recorder = PickField("记录人", [InputRequired()])


class AttendanceForm(BaseForm):
    """Lines of a frozen roster whose people are present."""

    lines = SelectMultipleField("到会的人", [InputRequired("请至少勾选一个人。")], coerce=int)


class HallCodeForm(BaseForm):
    """The six digits on the hall's screen."""

    code = StringField(
        "会场屏幕上的六位数",
        [InputRequired(), Regexp(r"[0-9]{6}$", message="请填写会场屏幕上的六位数字。")],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 6},
    )


class LeaveForm(BaseForm):
    """Somebody who cannot come, and why."""

    person = PickField("谁请假", [InputRequired()])
    reason = StringField(
        "原因", [InputRequired(), Length(max=120)], description="简单写明即可，例如外出务工；不要写病情等个人隐私。"
    )


class ProxyForm(BaseForm):
    """Whose written proxy a delegate brings, and the photo of the paper."""

    line = PickField("委托人", [InputRequired()], description="应到名单上还没有到会的人。")
    delegate = StringField(
        "受托人（姓名或者编号）",
        [InputRequired(), Length(max=40)],
        description="须是委托人同一户内、年满十八周岁的其他家庭成员，可以不是应到的人。",
    )
    paper = UploadsField(
        "委托书照片",
        [InputRequired("请拍下委托书上传：委托须是书面的。")],
        description="拍清楚委托书和签名；只有工作人员和委托人看得到，不公布。JPG、PNG、WebP 图片或 PDF。",
    )


class MinutesForm(BaseForm):
    """The text of minutes, and why there is another version."""

    text = TextAreaField(
        "会议记录",
        [InputRequired(), Length(max=20000)],
        description="写清议了什么、谁怎么说、结果怎样。封存后不能改，只能另写一版。",
        render_kw={"rows": 14},
    )
    reason = StringField("为什么再写一版", [InputRequired(), Length(max=200)])


class AppointForm(BaseForm):
    """An office given from a day on."""

    office = SelectField("职务", [InputRequired()])
    since = DayField("从哪天起", [InputRequired()])


class EndTermForm(BaseForm):
    """An office that ends on a day."""

    office = SelectField("职务", [InputRequired()])
    until = DayField("到哪天止", [InputRequired()], description="这一天仍算在任。")


class SlipsForm(BaseForm):
    """For whom slips are printed."""

    people = SelectMultipleField("给谁打印", [InputRequired("请至少勾选一个人。")], coerce=int)


class RosterForm(BaseForm):
    """A people's roster as a spreadsheet."""

    file = FileField(
        "名册文件", [FileRequired("请选择文件。")], description="Excel（.xlsx、.xls）或 CSV 文件，列名照模板。"
    )


class RosterConfirmForm(BaseForm):
    """The roster that was shown, sent back whole, so that nothing need be kept between looking and deciding."""

    filename = HiddenField(validators=[InputRequired(), Length(max=200)])
    content = HiddenField(validators=[InputRequired()])
