"""Local schemes are files and no code: what they are worth by hand, what is refused in one, what is warned of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from points.errors import ValueNeededError
from points.lint import warnings_of
from points.rules import STEP_X100, Item, Past, VetoEffect, earn, requested_points
from points.schemes import (
    OPTIONAL,
    REQUIRED,
    SchemeFile,
    read_scheme,
    scheme_from_json,
    scheme_rows,
    scheme_to_json,
    shapes,
)
from points.values import Source
from portal.kernel.sheets import BadCellsError, write_csv, write_xlsx
from portal.org.rights import refused_word

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST = date(2026, 1, 5)
SHAPES = {name: read_scheme(path.name, path.read_bytes()) for name, path in shapes().items()}


class Member:
    """A member of a branch with a scheme, and what they have."""

    def __init__(self, shape: str) -> None:
        self.scheme = SHAPES[shape]
        self.past: list[Past] = []
        self.told = ""

    def item(self, code: str) -> Item:
        return next(one for one in self.scheme.items if one.code == code)

    def did(self, code: str, *, day: date = FIRST, value_x100: int | None = None) -> int:
        item = self.item(code)
        asked = requested_points(item, value_x100=value_x100)
        earned = earn(item, asked_x100=asked, happened_on=day, past=self.past)
        self.told = earned.explanation
        self.past.append(
            Past(
                id=len(self.past) + 1,
                reverses=None,
                code=code,
                category=item.category,
                happened_on=day,
                awarded_x100=earned.awarded_x100,
            )
        )
        return earned.awarded_x100

    @property
    def total_x100(self) -> int:
        return self.scheme.base_x100 + sum(one.awarded_x100 for one in self.past)

    def of(self, category: str) -> int:
        """What a category comes to: its base points and what was added and taken."""
        bases = sum(one.points_x100 for one in self.scheme.bases if one.category == category)
        return bases + sum(one.awarded_x100 for one in self.past if one.category == category)


def weeks(number: int) -> Iterable[date]:
    return (FIRST + timedelta(weeks=week) for week in range(number))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_goes_out_to_excel_and_json_and_comes_back_the_same(shape: str) -> None:
    scheme = SHAPES[shape]
    columns, rows = (*REQUIRED, *OPTIONAL), list(scheme_rows(scheme))
    assert read_scheme("办法.xlsx", write_xlsx(columns, rows)) == scheme
    assert read_scheme("办法.csv", write_csv(columns, rows)).digest == scheme.digest
    assert scheme_from_json(scheme_to_json(scheme)) == scheme
    assert warnings_of(scheme) == []


def test_the_example_has_base_points_vetoes_and_records_that_bring_items_in() -> None:
    example = SHAPES["example-2026"]
    assert (example.base_x100, example.bases[0].floored) == (6000, True)
    assert [one.effect for one in example.vetoes][:2] == [VetoEffect.UNQUALIFIED, VetoEffect.ZERO]
    assert {item.source for item in example.items} >= {Source.MEMBERS_MEETING, Source.VISIT, Source.ABSENCE}


def test_fifteen_study_sessions_of_two_points_are_capped_at_twelve() -> None:
    member = Member("guide-60")
    assert sum(member.did("A01", day=day) for day in weeks(15)) == 1200
    assert member.told == "应记 2 分，实记 0 分：本年上限 12 分，已计 12 分"


def test_two_sign_ins_on_one_day_count_once() -> None:
    member = Member("guide-60")
    assert [member.did("B02"), member.did("B02"), member.did("B02", day=FIRST + timedelta(days=1))] == [200, 0, 200]


def test_deductions_are_exact_to_half_a_point_and_end_at_nothing() -> None:
    member = Member("template-deductions")
    taken = [member.did("K01") for _ in range(3)] + [member.did("K02") for _ in range(5)]
    assert (sum(taken), member.of("组织生活")) == (-550, 450)
    assert [member.did("K05"), member.did("K06"), member.did("K05")] == [-500, -500, 0]
    assert member.of("移风易俗") == 0
    assert member.told == "应扣 5 分，实扣 0 分：“移风易俗”类基础分 10 分，已扣 10 分"
    assert member.total_x100 == 5000 - 550 - 1000


def test_a_hundred_less_forty_is_sixty_and_not_below_it() -> None:
    member = Member("dongyang-100")
    member.did("K12")
    assert member.total_x100 == 6000
    member.did("K01")
    assert member.total_x100 == 5900


def test_a_range_demands_its_value() -> None:
    member = Member("dongyang-100")
    with pytest.raises(ValueNeededError, match="5 到 10 分之间"):
        member.did("Z01")
    assert member.did("Z01", value_x100=750) == 750


def test_of_a_group_only_the_highest_counts_and_a_breach_doubles_the_second_time() -> None:
    member = Member("huaning-60")
    assert [member.did(code) for code in ("C01", "C03", "C02")] == [300, 700, 0]
    assert member.told == "应记 5 分，实记 0 分：“表彰”组只计最高一项，已计 10 分"
    assert [member.did("D02"), member.did("D02"), member.did("D02")] == [-500, -1000, -1000]
    assert member.told == "第 3 次，按 2 倍计；扣 10 分"
    assert member.did("D02", day=FIRST.replace(year=2027)) == -500


def test_a_thousand_points_count_like_a_hundred() -> None:
    member = Member("stars-1000")
    assert (
        member.scheme.base_x100
        + sum(
            {
                item.category: cap.limit_x100 for item in member.scheme.items for cap in item.caps if cap.whole_category
            }.values()
        )
        == 1000_00
    )
    assert [member.did("C01") for _ in range(5)] == [500, 500, 500, 500, 0]


# Lint


def scheme(*rows: dict[str, str]) -> SchemeFile:
    columns = [*REQUIRED, *OPTIONAL]
    plain = {"类别": "甲", "名称": "一件事", "分值": "2", "单位": "次"}
    filled = [{"编号": f"A{number}", **plain, "名称": f"第{number}件事", **row} for number, row in enumerate(rows)]
    return read_scheme("办法.csv", write_csv(columns, [[row.get(one, "") for one in columns] for row in filled]))


@pytest.mark.parametrize(
    ("name", "takes", "gives"),
    [
        ("越级上访", True, False),
        ("在群里发表意见", True, False),
        ("全年无信访", True, True),
        ("违反计划生育超生", True, True),
        ("学习强国积分达标", True, True),
        ("下载 app 并打卡", True, True),
        ("调解信访矛盾", True, False),
        ("无负面评价", False, False),
        ("参加邪教组织或活动", False, False),
        ("婚丧喜庆铺张浪费", False, False),
        ("在党员大会提出建议被采纳", False, False),
    ],
)
def test_rights_choices_of_families_and_apps_are_no_matter_of_points(name: str, *, takes: bool, gives: bool) -> None:
    assert (refused_word(name, takes=True) is not None, refused_word(name, takes=False) is not None) == (takes, gives)
    for points, refused in (("-2", takes), ("2", gives)):
        if refused:
            with pytest.raises(BadCellsError) as caught:
                scheme({"名称": name, "分值": points})
            assert [cell.column for cell in caught.value.cells] == ["名称"]


@pytest.mark.parametrize(
    "name",
    [
        "到镇里反映问题",
        "打市长热线",
        "拒绝参加集体流转土地",
        "拨打12345",
        "找记者",
        "不同意村里的方案",
        "表决时投反对票",
        "不签协议",
    ],
)
def test_who_complains_or_keeps_what_is_theirs_loses_no_points(name: str) -> None:
    assert refused_word(name, takes=True) is not None


@pytest.mark.parametrize(
    "name",
    ["不及时反映群众问题", "未如实反映情况", "未按要求公开村务", "热线值班缺岗", "乱扔垃圾", "无故不参加村民会议"],
)
def test_a_duty_neglected_may_take_points(name: str) -> None:
    assert refused_word(name, takes=True) is None


@pytest.mark.parametrize("name", ["及时反映群众诉求", "帮邻居拨打12345反映问题", "土地流转带头", "热线值班"])
def test_who_speaks_for_others_may_get_points(name: str) -> None:
    assert refused_word(name, takes=False) is None


@pytest.mark.parametrize("name", ["全年未拨打12345", "不找记者", "不反映问题"])
def test_silence_gives_no_points(name: str) -> None:
    assert refused_word(name, takes=False) is not None


def test_a_veto_against_petitions_and_a_code_with_two_values_are_refused() -> None:
    veto = {"性质": "一票否决", "分值": "", "单位": "", "后果": "年度积分清零"}
    for rows, columns in (
        (({"名称": "到县里上访", **veto},), ["名称"]),
        (({"编号": "A1"}, {"编号": "A1", "分值": "3"}), ["编号", "编号"]),
    ):
        with pytest.raises(BadCellsError) as caught:
            scheme(*rows)
        assert [cell.column for cell in caught.value.cells] == columns
    assert scheme({}, {"名称": "犯罪", **veto}).vetoes[0].effect == VetoEffect.ZERO


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (({"年度上限": "1"},), "本年上限 1 分比一次的 2 分还小"),
        (({"类别上限": "1"},), "“甲”类本年上限 1 分比一次的 2 分还小"),
        (({"分值上限": "9", "年度上限": "4"},), "本年上限 4 分比一次的 9 分还小"),
        (({"每月上限": "9", "年度上限": "4"},), "当月上限比本年上限还大"),
        (({"同组取高": "表彰"},), "“表彰”组只有这一项"),
        (({"分值": "-2"},), "扣分没有上限，也没有写扣到多少为止"),
        (({"名称": "值守"}, {"名称": "值守", "分值": "3"}), "“值守”有两种分值"),
    ],
)
def test_what_contradicts_itself_is_warned_of_and_entered_all_the_same(
    rows: tuple[dict[str, str], ...], told: str
) -> None:
    assert any(told in one.problem for one in warnings_of(scheme(*rows)))


def test_a_floor_answers_where_deductions_end() -> None:
    base = {"性质": "基础分", "分值": "60", "单位": "年"}
    assert warnings_of(scheme({"分值": "-2"}, {**base, "扣完为止": "是", "类别": "乙"})) == []
    (item,) = scheme({"分值": "-2", "扣完为止": "是"}, base).items
    assert [(cap.floor, cap.limit_x100) for cap in item.caps] == [(True, 6000)]
    assert item.points_x100 % STEP_X100 == 0
