from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from disclosure.site.openness import timeliness_page
from portal.areas import Due, PublicPart
from portal.kernel.errors import NotFoundError
from portal.kernel.published import Published
from tests.disclosure.site.hand_made import World, client_of, notes_part, world


def due(due_on: date, published_on: date | None) -> Due:
    return Due(
        title="收支",
        due_on=due_on,
        published_on=published_on,
        article="第1条",
        quoted=True,
        endpoint="notes_public.index",
    )


def judged(*dues: Due) -> dict[int, tuple[int, int, int, int]]:
    """Return in time, late, missing and most days late of each year, in the order of the page."""
    published = world().published
    part = replace(notes_part(published), dues=lambda _slug: dues)
    page = timeliness_page(published, "liuxi", [part])
    return {year.year: (year.in_time, year.late, year.missing, year.latest_days) for year in page.years}


def test_the_last_day_counts_and_the_day_after_is_one_late() -> None:
    day = date(2026, 10, 15)
    assert judged(due(day, day)) == {2026: (1, 0, 0, 0)}
    assert judged(due(day, date(2026, 10, 16))) == {2026: (0, 1, 0, 1)}
    assert judged(due(day, date(2026, 10, 1))) == {2026: (1, 0, 0, 0)}


def test_what_is_not_public_is_neither_late_nor_in_time() -> None:
    assert judged(due(date(2026, 10, 15), None)) == {2026: (0, 0, 1, 0)}


def test_years_are_those_of_the_last_day_and_the_latest_comes_first() -> None:
    assert judged(
        due(date(2025, 12, 31), date(2026, 1, 3)),
        due(date(2026, 1, 31), date(2026, 1, 31)),
        due(date(2025, 1, 31), date(2025, 1, 30)),
    ) == {2026: (1, 0, 0, 0), 2025: (1, 1, 0, 3)}


def test_every_due_is_shown_with_its_day_its_delay_and_its_article(client: FlaskClient) -> None:
    text = client.get("/liuxi/timeliness/").text
    assert "到期应公开 4 项，按时 3 项" in text
    assert "晚 1 天" in text
    assert text.count("记录办法第1条") == 4
    assert text.count("待核</span>") == 1
    assert 'href="../notes/2026-8/index.html"' in text


def test_a_village_in_which_nothing_was_due_yet_says_so() -> None:
    text = client_of(World().published).get("/liuxi/timeliness/").text
    assert "还没有到期的公开事项" in text


def test_what_was_stands_beside_what_is_with_the_reason(client: FlaskClient) -> None:
    text = client.get("/liuxi/corrections/").text
    assert "<del>收入 1,234.50 元。</del>" in text
    assert "<ins>收入 1,243.50 元。</ins>" in text
    assert "2026年11月4日</time>更正。理由：金额有误" in text
    assert 'href="../notes/2026-9/index.html#top"' in text


def test_without_corrections_a_village_says_so(client: FlaskClient) -> None:
    assert "没有更正过" in client.get("/shiqiao/corrections/").text


def test_an_area_that_names_no_corrections_still_shows_that_there_was_one() -> None:
    def silent(published: Published) -> PublicPart:
        return replace(notes_part(published), corrections=None, dues=None, glance=None)

    client = client_of(world().published, silent)
    text = client.get("/liuxi/corrections/").text
    assert "金额有误" in text
    assert 'href="../notes/2026-9/index.html"' in text
    assert "还没有到期的公开事项" in client.get("/liuxi/timeliness/").text
    assert "更正过 1 处" in client.get("/liuxi/").text


def test_markup_in_a_correction_is_text() -> None:
    made = world()
    made.shiqiao.publish("2026-10", "<script>alert(1)</script>", revision=2)
    text = client_of(made.published).get("/shiqiao/corrections/").text
    assert "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>" in text


@pytest.mark.parametrize("path", ["/qinghe/timeliness/", "/qinghe/corrections/", "/nowhere/timeliness/"])
def test_only_villages_have_these_pages(path: str) -> None:
    with pytest.raises(NotFoundError):
        client_of(world().published).get(path)
