from __future__ import annotations

import pytest

from points.rules import Cap, MemberClass, Period
from points.schemes import (
    EXAMPLE,
    OPTIONAL,
    REQUIRED,
    SchemeFile,
    example_scheme,
    items_from_json,
    items_to_json,
    read_scheme,
)
from portal.kernel.sheets import BadCellsError, EmptySheetError, MissingColumnsError, write_csv, write_xlsx

ROW = {"编号": "A01", "类别": "组织生活", "名称": "参加党课", "分值": "1", "单位": "次"}


def scheme(*rows: dict[str, str]) -> SchemeFile:
    columns = [*REQUIRED, *OPTIONAL]
    return read_scheme("办法.csv", write_csv(columns, [[row.get(column, "") for column in columns] for row in rows]))


def problems(*rows: dict[str, str]) -> list[tuple[int, str]]:
    with pytest.raises(BadCellsError) as caught:
        scheme(*rows)
    return [(cell.row, cell.column) for cell in caught.value.cells]


def test_the_example_scheme_reads_and_is_exact_in_half_points() -> None:
    items = {item.code: item for item in example_scheme().items}
    assert len(items) == 43
    assert items["A02"].points_x100 == 50
    assert (items["C07"].points_x100, items["C07"].highest_x100) == (500, 1000)
    assert items["B06"].applies_to == (MemberClass.FLOATING,)
    assert items["A07"].caps == (
        Cap(period=Period.QUARTER, limit_x100=100),
        Cap(period=Period.YEAR, limit_x100=400),
        Cap(period=Period.YEAR, limit_x100=1500, whole_category=True),
    )
    assert items["E02"].points_x100 == -50


def test_a_scheme_survives_json_and_its_digest_says_whether_it_changed() -> None:
    example = example_scheme()
    assert items_from_json(items_to_json(example.items)) == example.items
    assert scheme(ROW).digest == scheme({**ROW, "分值": "1.0"}).digest != scheme({**ROW, "分值": "1.5"}).digest


def test_a_scheme_in_excel_is_the_same_scheme() -> None:
    table = [line.split(",") for line in EXAMPLE.read_text(encoding="utf-8-sig").splitlines()]
    assert read_scheme("办法.xlsx", write_xlsx(table[0], table[1:])).digest == example_scheme().digest


def test_a_scheme_of_before_keeps_its_digest() -> None:
    (item,) = scheme({**ROW, "年度上限": "4"}).items
    old = {
        "code": "A01",
        "category": "组织生活",
        "name": "参加党课",
        "points_x100": 100,
        "unit": "次",
        "highest_x100": None,
        "caps": [["year", False, 400]],
        "until_exhausted": False,
        "applies_to": [],
        "evidence": "",
    }
    assert items_to_json([item]) == [old]
    assert items_from_json([old]) == (item,)


def test_every_cap_column_and_range_is_read() -> None:
    caps = {"每日上限": "1", "每月上限": "2", "每季上限": "3", "年度上限": "4.5", "类别上限": "6"}
    (item,) = scheme({**ROW, **caps, "适用": "“村两委”干部党员、流动党员"}).items
    assert [cap.limit_x100 for cap in item.caps] == [100, 200, 300, 450, 600]
    assert item.applies_to == (MemberClass.OFFICER, MemberClass.FLOATING)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"编号": ""}, "编号"),
        ({"分值": "0.3"}, "分值"),
        ({"分值": "一分"}, "分值"),
        ({"分值": "0"}, "分值"),
        ({"年度上限": "0.25"}, "年度上限"),
        ({"年度上限": "-3"}, "年度上限"),
        ({"分值上限": "1"}, "分值上限"),
        ({"分值": "-2", "分值上限": "5"}, "分值上限"),
        ({"扣完为止": "是"}, "扣完为止"),
        ({"扣完为止": "也许"}, "扣完为止"),
        ({"适用": "年轻党员"}, "适用"),
        ({"同组取高": "表彰", "年度上限": "3"}, "同组取高"),
        ({"重复系数": "0.3"}, "重复系数"),
        ({"重复系数": "0.5", "每月上限": "2", "分值": "2"}, "重复系数"),
        ({"来源": "步数"}, "来源"),
        ({"性质": "基础分", "年度上限": "3"}, "年度上限"),
        ({"性质": "一票否决", "分值": "0", "后果": "开除"}, "后果"),
        ({"性质": "扣分"}, "性质"),
        ({"名称": "越级上访", "分值": "-5"}, "名称"),
        ({"名称": "字" * 81}, "名称"),
    ],
)
def test_a_cell_that_is_not_accepted_is_named_by_row_and_column(change: dict[str, str], column: str) -> None:
    assert problems({**ROW, "编号": "A00"}, {**ROW, **change}) == [(3, column)]


def test_codes_are_unique_and_a_category_has_one_cap() -> None:
    assert problems({**ROW, "类别上限": "5"}, {**ROW, "类别上限": "6"}) == [(2, "编号"), (3, "编号"), (3, "类别上限")]
    twice = ({**ROW, "来源": "党课签到"}, {**ROW, "编号": "A02", "来源": "党课签到"})
    assert problems(*twice) == [(2, "来源"), (3, "来源")]


def test_every_bad_cell_is_reported_at_once() -> None:
    assert problems({**ROW, "分值": "x", "单位": ""}, {**ROW, "编号": "A02", "类别": ""}) == [
        (2, "单位"),
        (2, "分值"),
        (3, "类别"),
    ]


def test_a_file_without_the_columns_or_without_rows_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="“分值”"):
        read_scheme("办法.csv", "编号,类别,名称,单位\nA01,x,y,次".encode())
    with pytest.raises(EmptySheetError):
        read_scheme("办法.csv", ",".join(REQUIRED).encode())
