from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.sheets import BadCellsError, read_table
from portal.org.roster import COLUMNS, read_roster
from portal.org.sheets import roster_template


def test_the_template_has_every_column_and_its_examples_are_not_let_in() -> None:
    records = read_table("模板.xlsx", roster_template()).records(required=COLUMNS)
    assert records.unknown_columns == ("入党日期",)
    with pytest.raises(BadCellsError) as caught:
        read_roster("模板.xlsx", roster_template(), today=date(2026, 10, 3))
    assert {(cell.row, cell.column) for cell in caught.value.cells} == {(2, "姓名"), (3, "姓名")}


def test_the_template_is_the_same_file_every_time() -> None:
    assert roster_template() == roster_template()
