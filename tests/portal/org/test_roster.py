from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import BadValueError
from portal.kernel.sheets import BadCellsError, CellError, EmptySheetError, MissingColumnsError, write_csv, write_xlsx
from portal.org.models import Sex
from portal.org.offices import Office
from portal.org.roster import (
    COLUMNS,
    OFFICES,
    PARTY_SINCE,
    AmbiguousMonthError,
    DayTextError,
    RosterRow,
    RosterTerm,
    parse_day,
    plain_name,
    read_roster,
    summary,
)

TODAY = date(2026, 10, 3)
ALL = (*COLUMNS, PARTY_SINCE)
PERSON = {
    "人员编号": "0001",
    "姓名": "张三",
    "性别": "男",
    "出生日期": "1980-05-03",
    "户号": "001",
    "与户主关系": "户主",
    "组别": "一组",
}
OTHER = {**PERSON, "人员编号": "0002", "姓名": "李四", "与户主关系": "配偶", "性别": "女"}


def roster(*people: dict[str, str]) -> tuple[RosterRow, ...]:
    data = write_csv(ALL, [[person.get(column, "") for column in ALL] for person in people])
    return read_roster("名册.csv", data, today=TODAY)


def refused(*people: dict[str, str]) -> list[CellError]:
    with pytest.raises(BadCellsError) as caught:
        roster(*people)
    return list(caught.value.cells)


def test_a_person_is_read_with_standing_and_offices() -> None:
    (row,) = roster(
        {
            **PERSON,
            "政治面貌": "正式党员",
            "入党日期": "2005.07",
            "职务": "支部书记、村民代表",
            "任期起": "2021年3月",
            "任期止": "2026.03",
        }
    )
    since, until = date(2021, 3, 1), date(2026, 3, 31)
    assert row == RosterRow(
        number=2,
        code="0001",
        name="张三",
        sex=Sex.MALE,
        born_on=date(1980, 5, 3),
        household="001",
        relation="户主",
        group="一组",
        terms=(
            RosterTerm(office=Office.MEMBER, since=date(2005, 7, 1), until=None),
            RosterTerm(office=Office.SECRETARY, since=since, until=until),
            RosterTerm(office=Office.REPRESENTATIVE, since=since, until=until),
        ),
    )
    assert row.in_party


def test_blanks_and_full_width_characters_are_evened_out() -> None:
    (row,) = roster(
        {
            **PERSON,
            "人员编号": "０００１",
            "姓名": "张　三",
            "性别": "女性",
            "出生日期": "２０００．０５．１２",
            "组别": "第 一 组",
            "政治面貌": "群众",
        }
    )
    assert (row.code, row.name, row.sex, row.born_on, row.group, row.terms) == (
        "0001",
        "张三",
        Sex.FEMALE,
        date(2000, 5, 12),
        "第一组",
        (),
    )


def test_an_excel_roster_with_dates_numbers_titles_and_merged_header_is_read() -> None:
    title = "青山村人员名册"
    data = write_xlsx(
        [title],
        [
            ["填表日期：2026年10月"],
            ["人员编号", "姓名", "性别", "出生日期", "户号", "任期", "", "职务"],
            ["", "", "", "", "", "起", "止", ""],
            [1, "张三", "男", date(1980, 5, 3), 12, date(2021, 3, 1), date(2026, 3, 1), "村民代表"],
            [None, " ", None],
        ],
    )
    (row,) = read_roster("名册.xlsx", data, today=TODAY)
    assert (row.number, row.code, row.household, row.born_on) == (5, "1", "12", date(1980, 5, 3))
    assert row.terms == (RosterTerm(office=Office.REPRESENTATIVE, since=date(2021, 3, 1), until=date(2026, 3, 1)),)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"人员编号": ""}, "人员编号"),
        ({"姓名": ""}, "姓名"),
        ({"姓名": "张示例"}, "姓名"),
        ({"姓名": "张" * 41}, "姓名"),
        ({"人员编号": "110101198005030011"}, "人员编号"),
        ({"人员编号": "13800000000"}, "人员编号"),
        ({"人员编号": "1/2"}, "人员编号"),
        ({"人员编号": "1-2"}, "人员编号"),
        ({"人员编号": "甲1"}, "人员编号"),
        ({"人员编号": "1" * 19}, "人员编号"),
        ({"性别": "先生"}, "性别"),
        ({"性别": ""}, "性别"),
        ({"出生日期": "2026-10-04"}, "出生日期"),
        ({"出生日期": "1880-01-01"}, "出生日期"),
        ({"出生日期": "1980.1"}, "出生日期"),
        ({"出生日期": "29344"}, "出生日期"),
        ({"政治面貌": "党外人士"}, "政治面貌"),
        ({"入党日期": "2001-07-01"}, "入党日期"),
        ({"政治面貌": "正式党员", "入党日期": "2027-07-01"}, "入党日期"),
        ({"职务": "村民代表"}, "任期起"),
        ({"任期起": "2021-03-01"}, "职务"),
        ({"职务": "村民代表", "任期起": "2021-03-01", "任期止": "2020-03-01"}, "任期止"),
        ({"职务": "正式党员", "任期起": "2021-03-01"}, "职务"),
        ({"职务": "支委", "任期起": "2021-03-01"}, "职务"),
        ({"职务": "村委会主任、村务监督委员会成员", "任期起": "2021-03-01"}, "职务"),
    ],
)
def test_a_cell_that_is_not_accepted_is_named_by_row_and_column(change: dict[str, str], column: str) -> None:
    assert [(cell.row, cell.column) for cell in refused(OTHER, {**PERSON, **change})] == [(3, column)]


@pytest.mark.parametrize("title", ["村长", "镇管理员", "乡镇审核员"])
def test_an_office_a_village_does_not_give_is_refused_with_those_it_gives(title: str) -> None:
    (cell,) = refused({**PERSON, "职务": title, "任期起": "2021-03-01"})
    assert all(office in cell.problem for office in OFFICES)
    assert "管理员" not in cell.problem.partition("不在可填范围")[2]


def test_a_code_twice_and_a_person_twice_are_reported() -> None:
    cells = refused(PERSON, OTHER, {**OTHER, "姓名": "王五"}, {**PERSON, "人员编号": "0009", "与户主关系": "子女"})
    assert [(cell.row, cell.column) for cell in cells] == [(4, "人员编号"), (5, "姓名")]
    assert "第 3 行" in cells[0].problem


def test_codes_that_differ_only_by_case_are_reported() -> None:
    (cell,) = refused({**PERSON, "人员编号": "A1"}, {**OTHER, "人员编号": "a1"})
    assert (cell.row, cell.column) == (3, "人员编号")
    assert "第 2 行重复" in cell.problem


@pytest.mark.parametrize("code", ["ABCdef", "A" * 18])
def test_a_code_is_kept_as_typed(code: str) -> None:
    (row,) = roster({**PERSON, "人员编号": code})
    assert row.code == code


def test_a_household_in_two_groups_or_with_two_heads_is_reported() -> None:
    cells = refused(
        PERSON, {**OTHER, "组别": "二组"}, {**OTHER, "人员编号": "0003", "姓名": "王五", "与户主关系": "户主"}
    )
    assert [(cell.row, cell.column) for cell in cells] == [(3, "组别"), (4, "与户主关系")]


def test_two_directors_at_a_time_are_reported_but_not_one_after_the_other() -> None:
    first = {**PERSON, "职务": "村委会主任", "任期起": "2016-03-01", "任期止": "2021-02-28"}
    second = {**OTHER, "职务": "村委会主任", "任期起": "2021-03-01"}
    assert len(roster(first, second)) == 2
    assert [cell.column for cell in refused({**first, "任期止": ""}, second)] == ["职务"]


def test_every_problem_of_a_roster_is_reported_at_once_by_row() -> None:
    cells = refused({**PERSON, "性别": "", "出生日期": "昨天"}, {**OTHER, "人员编号": "0001"})
    assert [(cell.row, cell.column) for cell in cells] == [(2, "性别"), (2, "出生日期"), (3, "人员编号")]


def test_a_roster_without_its_columns_or_without_people_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="“性别”"):
        read_roster("名册.csv", "人员编号,姓名\n1,张三".encode(), today=TODAY)
    with pytest.raises(EmptySheetError):
        read_roster("名册.csv", ",".join(COLUMNS).encode(), today=TODAY)


def test_a_column_of_identity_numbers_is_not_kept() -> None:
    data = "人员编号,姓名,性别,身份证号\n1,张三,男,110101198005030011\n".encode("gb18030")
    (row,) = read_roster("名册.csv", data, today=TODAY)
    assert "110101198005030011" not in repr(row)


def test_the_preview_counts_what_would_be_brought() -> None:
    member = {**PERSON, "政治面貌": "预备党员", "职务": "村民代表,报账员", "任期起": "2021-03-01"}
    found = summary(roster(member, OTHER))
    assert (found.people, found.households, found.groups, found.party_members) == (2, 1, 1, 1)
    assert found.offices == (("村民代表", 1), ("预备党员", 1), ("报账员", 1))


# Days and names


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1980-05-03", date(1980, 5, 3)),
        ("1980-5-3", date(1980, 5, 3)),
        ("1980.5.3", date(1980, 5, 3)),
        ("1980/05/03", date(1980, 5, 3)),
        ("19800503", date(1980, 5, 3)),
        ("1980年5月3日", date(1980, 5, 3)),
        ("1980-05-03 00:00:00", date(1980, 5, 3)),
        ("２０００年１２月", date(2000, 12, 1)),
        ("1980.05", date(1980, 5, 1)),
        ("1980.10", date(1980, 10, 1)),
        ("1980.2", date(1980, 2, 1)),
        ("1980-5", date(1980, 5, 1)),
        ("198005", date(1980, 5, 1)),
        ("1980年5月", date(1980, 5, 1)),
    ],
)
def test_a_day_is_read_in_every_form_rosters_use(text: str, day: date) -> None:
    assert parse_day(text) == day


def test_the_end_of_a_month_is_its_last_day() -> None:
    assert parse_day("2024.02", end=True) == date(2024, 2, 29)
    assert parse_day("2024-02-05", end=True) == date(2024, 2, 5)


def test_january_and_what_excel_makes_of_october_are_not_guessed_apart() -> None:
    with pytest.raises(AmbiguousMonthError, match="1980-01 或 1980-10"):
        parse_day("1980.1")


@pytest.mark.parametrize(
    "text", ["", "29344", "1980", "80-5-3", "1980-02-30", "1980.13", "1980-05/03", "五月", "0000-01-01", "9999-12"]
)
def test_a_text_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DayTextError):
        parse_day(text, end=True)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_day_reads_back_from_each_form(day: date) -> None:
    forms = [day.isoformat(), f"{day:%Y.%m.%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"]
    assert {parse_day(form) for form in forms} == {day}


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        day: date | None = parse_day(text)
    except BadValueError:
        day = None
    assert day is None or day.year > 0


def test_names_are_compared_without_padding_and_with_one_dot() -> None:
    assert plain_name("张 三") == plain_name("张　三") == "张三"
    assert plain_name("阿依古丽•买买提") == "阿依古丽·买买提"
    assert plain_name("John  Smith") == "John Smith"
