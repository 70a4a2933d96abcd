"""A small area whose pages have all that can be tampered with: figures, a chart, links and two files."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template_string

from portal.areas import PublicPart
from portal.kernel.published import Published

ACCOUNTS = """
{% extends "public/base.html" %}
{% from "_macros/proof.html" import proof %}
{% block title %}{{ page.key }}{% endblock %}
{% block content %}<h1>{{ page.key }}</h1><p>{{ page.content.text }}</p>
<table class="table"><tbody>
<tr id="v-1"><th scope="row">修桥 &amp; 补路</th><td class="num">400.00</td><td class="num">12.00</td></tr>
<tr id="v-2"><th scope="row">路灯</th><td class="num">60.00</td><td class="num">3.00</td></tr>
</tbody></table>
<svg viewBox="0 0 20 50" role="img"><title>收支</title><rect x="0" y="10" width="8" height="40"/></svg>
<details><summary>下载</summary>
<p id="files"><a href="statement.csv">表格</a> <a href="statement.xlsx">表格</a></p></details>
<p><a href="{{ link('site.village') }}#top">凭证</a></p>
{% endblock %}
{% block verify %}{{ proof(page) }}{% endblock %}
"""


def accounts_part(published: Published) -> PublicPart:
    """Show every ``note`` with a table, a chart and two files."""
    pages = Blueprint("accounts_public", __name__, url_prefix="/<village>/accounts")

    @pages.get("/<key>/")
    def month(village: str, key: str) -> str:
        return render_template_string(ACCOUNTS, page=published.latest(village, "note", key))

    @pages.get("/<key>/statement.<kind>")
    def statement(village: str, key: str, kind: str) -> Response:
        found = published.latest(village, "note", key)
        return Response(f"{kind}\r\n{found.content['text']}\r\n".encode(), content_type="application/octet-stream")

    def addresses() -> Iterator[tuple[str, dict[str, str]]]:
        for place in published.villages:
            for one in published.of(place.slug, "note"):
                at = {"village": place.slug, "key": one.key}
                yield "accounts_public.month", at
                yield "accounts_public.statement", {**at, "kind": "csv"}
                yield "accounts_public.statement", {**at, "kind": "xlsx"}

    return PublicPart(blueprint=pages, pages=addresses)
