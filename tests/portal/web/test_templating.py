from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import jinja2
import pytest
from flask import Flask, render_template_string

from portal.kernel.months import Month, Quarter
from portal.web import templating


@pytest.mark.parametrize(
    ("points_x100", "shown"),
    [(450, "4.5"), (400, "4"), (425, "4.25"), (0, "0"), (-50, "-0.5"), (-25, "-0.25"), (10_000, "100"), (None, "—")],
)
def test_points_are_shown_without_idle_zeros(points_x100: int | None, shown: str) -> None:
    assert templating.points(points_x100) == shown


@pytest.mark.parametrize(("fen", "shown"), [(123450, "1,234.50"), (-1, "-0.01"), (0, "0.00"), (None, "—")])
def test_money_is_shown_with_two_decimals(fen: int | None, shown: str) -> None:
    assert templating.yuan(fen) == shown


def test_a_moment_is_shown_in_chinas_time() -> None:
    assert templating.moment(datetime(2026, 10, 2, 16, 5, tzinfo=UTC)) == "2026年10月3日 00:05"


def test_days_months_and_names_read_as_people_write_them() -> None:
    assert templating.day(date(2026, 10, 3)) == "2026年10月3日"
    assert templating.month(Month(2026, 1)) == "2026年1月"
    assert templating.month(Quarter(2026, 3)) == "2026年第三季度"
    assert templating.masked("欧阳修文") == "欧**文"


def test_what_is_absent_is_a_dash() -> None:
    assert {templating.day(None), templating.moment(None), templating.month(None), templating.masked(None)} == {"—"}


def test_an_unknown_name_in_a_template_is_an_error() -> None:
    app = Flask(__name__)
    templating.init_app(app)
    with app.app_context(), pytest.raises(jinja2.UndefinedError):
        render_template_string("{{ page.title }}")


ROOT = Path(templating.__file__).resolve().parents[2]
_IMPORT = re.compile(r'{% from "[^"]+" import (.+?)(?: with context)? %}')


def test_public_templates_import_only_what_they_use() -> None:
    for template in (ROOT / "templates").rglob("public/*.html"):
        text = template.read_text(encoding="utf-8")
        names = [name.split(" as ")[-1] for found in _IMPORT.findall(text) for name in found.split(", ")]
        assert [name for name in names if len(re.findall(rf"\b{name}\b", text)) == 1] == [], template


def test_the_public_style_says_nothing_twice() -> None:
    style = (ROOT / "portal" / "static" / "public.css").read_text(encoding="utf-8")
    rules = [line for line in style.splitlines() if "{" in line and not line.startswith(" ")]
    assert [rule for rule in rules if rules.count(rule) > 1] == []
    assert sum(rule.startswith("summary {") for rule in rules) == 1


#: A block of data that search engines read; no browser runs it.
_DATA = '<script type="application/ld+json">'


def test_no_template_switches_escaping_off_or_carries_inline_code() -> None:
    folder = ROOT / "templates"
    banned = (
        "|safe",
        "| safe",
        "autoescape false",
        "<style",
        " style=",
        "javascript:",
        " onclick",
        " onsubmit",
        " onchange",
    )
    for template in folder.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not [word for word in banned if word in text], template
        assert "<script" not in text.replace("<script src=", "").replace(_DATA, ""), template
