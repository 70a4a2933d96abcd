from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import NotFoundError
from portal.kernel.paging import page_of


@given(st.lists(st.integers(), max_size=200), st.integers(1, 30))
def test_the_pages_of_a_list_are_the_list(rows: list[int], size: int) -> None:
    pages = [page_of(rows, number=1, size=size)]
    while (number := pages[-1].later) is not None:
        pages.append(page_of(rows, number=number, size=size))
    assert [row for page in pages for row in page.rows] == rows
    assert [page.number for page in pages] == list(range(1, pages[0].pages + 1))
    assert [page.earlier for page in pages] == [None, *range(1, len(pages))]
    assert all(page.total == len(rows) for page in pages)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_page_the_list_does_not_have_is_not_found(number: int) -> None:
    with pytest.raises(NotFoundError):
        page_of(range(60), number=number)
