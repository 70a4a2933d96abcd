"""Macros rendered alone, in an application made for the purpose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask, render_template_string
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from portal.web import templating
from portal.web.fields import options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = Path(templating.__file__).resolve().parents[2] / "templates"


class Sample(BaseForm):
    name = StringField("姓名", [InputRequired()], description="身份证上的姓名。")
    note = StringField("备注")
    kind = SelectField("类别", choices=options([("a", "甲")]))
    way = RadioField("方式", choices=options([("a", "甲"), ("b", "乙")]))
    sure = BooleanField("我已核对")
    secret = HiddenField()


class Upload(BaseForm):
    file = FileField("文件", [InputRequired()])


@pytest.fixture(autouse=True)
def app() -> Iterator[Flask]:
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.config["SECRET_KEY"] = "invented"
    templating.init_app(app)
    CSRFProtect(app)
    with app.test_request_context(method="POST"):
        yield app


def show(source: str, **values: object) -> str:
    return render_template_string(source, **values)


def from_forms(call: str, **values: object) -> str:
    return show('{% from "_macros/forms.html" import form_box, field, post_button, confirm %}' + call, **values)


def from_show(call: str, **values: object) -> str:
    names = "table, money_cell, points_cell, money, status, late_mark, law, facts, result_card, empty, note, crumbs"
    return show('{% from "_macros/show.html" import ' + names + " %}" + call, **values)


def test_a_form_carries_its_token_and_every_field_with_a_label() -> None:
    html = from_forms("{{ form_box(form, '保存') }}", form=Sample())
    assert 'name="csrf_token"' in html
    for name in ("name", "note", "kind"):
        assert f'<label for="{name}">' in html
    assert "<legend>方式" in html
    assert html.count("<button") == 1
    assert "multipart" not in html


def test_a_form_with_a_file_is_sent_as_multipart() -> None:
    assert 'enctype="multipart/form-data"' in from_forms("{{ form_box(form, '上传') }}", form=Upload())


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    assert "（选填）" in from_forms("{{ field(form.note) }}", form=Sample())
    assert "（选填）" not in from_forms("{{ field(form.name) }}", form=Sample())


def test_an_error_is_named_above_the_form_and_bound_to_its_field() -> None:
    form = Sample(formdata=MultiDict({"note": "甲"}))
    form.validate()
    html = from_forms("{{ form_box(form, '保存') }}", form=form)
    assert 'role="alert"' in html
    assert '<a href="#name">姓名：请填写这一项。</a>' in html
    assert 'aria-describedby="name-hint name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="甲"' in html


def test_a_post_button_carries_the_token() -> None:
    html = from_forms("{{ post_button('/x', '冲销', values={'id': 3}) }}")
    assert '<input type="hidden" name="csrf_token" value="' in html
    assert '<input type="hidden" name="id" value="3">' in html


def test_an_act_that_cannot_be_taken_back_asks_first_without_scripts() -> None:
    html = from_forms("{{ confirm('/x', '停用', '真的停用？') }}")
    assert html.index("<details") < html.index("真的停用？") < html.index('action="/x"') < html.index("确认停用")


def test_a_table_has_its_caption_and_heads() -> None:
    html = from_show(
        "{% call table('收支', ['日期', ('金额', 'num')]) %}"
        "<tbody><tr><td>1</td>{{ money_cell(5) }}</tr></tbody>{% endcall %}"
    )
    assert "<caption>收支</caption>" in html
    assert '<th scope="col">日期</th>' in html
    assert '<th scope="col" class="num">金额</th>' in html
    assert '<td class="num">0.05</td>' in html


def test_a_table_without_a_caption_is_an_error() -> None:
    with pytest.raises(Exception, match="caption"):
        from_show("{% call table() %}{% endcall %}")


@pytest.mark.parametrize(
    ("kind", "shape"), [("done", "✓"), ("wait", "○"), ("warn", "▲"), ("stop", "■"), ("off", "\u2013")]
)
def test_a_state_is_told_by_shape_and_word(kind: str, shape: str) -> None:
    html = from_show(f"{{{{ status('{kind}', '已办') }}}}")
    assert shape in html
    assert "已办" in html


def test_a_late_entry_is_marked_and_a_timely_one_is_not() -> None:
    assert "补录 3 天" in from_show("{{ late_mark(3) }}")
    assert not from_show("{{ late_mark(0) }}").strip()


def test_an_article_that_is_not_quoted_is_marked() -> None:
    assert "待核" in from_show("{{ law('某法第一条', quoted=false) }}")
    assert "待核" not in from_show("{{ law('某法第一条') }}")


def test_the_result_stands_before_the_detail() -> None:
    html = from_show("{% call result_card('结果', 'done', [('应到', '40 人')]) %}<p>细节</p>{% endcall %}")
    assert html.index("应到") < html.index("40 人") < html.index("细节")


def test_nothing_is_said_with_what_to_do() -> None:
    assert "先导入" in from_show("{{ empty('还没有', '先导入。') }}")


@pytest.mark.parametrize(
    "call",
    [
        "{{ status('done', evil) }}",
        "{{ facts([(evil, evil)]) }}",
        "{{ empty(evil, evil) }}",
        "{{ crumbs([('/', evil)], evil) }}",
        "{{ law(evil) }}",
        "{% call table(evil, [evil]) %}{% endcall %}",
    ],
)
def test_whatever_is_shown_is_escaped(call: str) -> None:
    html = from_show(call, evil='<script>"x"</script>')
    assert "<script>" not in html
    assert '"x"' not in html
