"""Reading a people's roster (.xlsx, .xls, .csv): pure checks, all rows or none.

A date may be written ``1980-05-03``, ``1980.5.3``, ``1980年5月3日`` or ``19800503``; of a month alone
(``1980.05``, ``1980年5月``) a beginning is its first day and an end its last. ``1980.1`` is refused: Excel turns
``1980.10`` into it. Identity numbers have no place here: a column of them is ignored, as a code they are refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, DomainError
from portal.kernel.months import Month
from portal.kernel.sheets import BadCellsError, CellError, EmptySheetError, read_table
from portal.org.errors import TermError
from portal.org.models import Sex
from portal.org.offices import PARTY_STANDINGS, TOWNSHIP_OFFICES, Office
from portal.org.rules import SINGLE, Tenure, require_compatible, require_person_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.kernel.sheets import Record

COLUMNS = ("人员编号", "姓名", "性别", "出生日期", "户号", "与户主关系", "组别", "政治面貌", "职务", "任期起", "任期止")
REQUIRED = ("人员编号", "姓名", "性别")
#: When the person joined; membership then begins on that day and not on the day of the import.
PARTY_SINCE = "入党日期"

#: How the template's invented people are called; they are not let in.
EXAMPLE_MARK = "示例"

HEAD = "户主"
NO_PARTY = "群众"
STANDINGS: dict[str, Office | None] = {
    **{standing.title: standing for standing in PARTY_STANDINGS},
    "中共党员": Office.MEMBER,
    "中共预备党员": Office.PROBATIONARY,
    NO_PARTY: None,
    "": None,
}
#: The offices a village's roster may give; a township's are given by the township.
OFFICES = {
    office.title: office for office in Office if office not in TOWNSHIP_OFFICES and office not in PARTY_STANDINGS
}

_LENGTHS = {"姓名": 40, "户号": 20, "与户主关系": 20, "组别": 40}
_EARLIEST = date(1900, 1, 1)
_SEPARATORS = re.compile(r"[、,;/|\s]+")
_DAY = re.compile(
    r"(\d{4})(?P<sep>[-./])(\d{1,2})(?P=sep)(\d{1,2})(?: 00:00:00)?"
    r"|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d{2})(\d{2})"
)
_MONTH = re.compile(r"(\d{4})[-./](\d{2})|(\d{4})-(\d)|(\d{4})[./]([2-9])|(\d{4})年(\d{1,2})月|(\d{4})(\d{2})")
_TWO_MONTHS = re.compile(r"\d{4}[./]1")
_HAN_WITH_BLANKS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff\s]+")


class DayTextError(BadValueError):
    """A text that is no day."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是日期，请写成 1980-05-03 或 1980年5月。")


class AmbiguousMonthError(BadValueError):
    """A month that may be January or October."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”分不清是 1 月还是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10。")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterTerm:
    """One office or standing from a day until a day; without ``since`` it begins when it is entered."""

    office: Office
    since: date | None
    until: date | None

    def of(self, holder: str) -> Tenure:
        """Return the term as what ``holder`` holds."""
        return Tenure(holder=holder, office=self.office, since=self.since, until=self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One person of a roster, checked; ``number`` is the row in the file."""

    number: int
    code: str
    name: str
    sex: Sex | None
    born_on: date | None
    household: str
    relation: str
    group: str
    terms: tuple[RosterTerm, ...]

    @property
    def offices(self) -> tuple[Office, ...]:
        """The person's standing in the party and offices."""
        return tuple(term.office for term in self.terms)

    @property
    def in_party(self) -> bool:
        """Whether the person belongs to the party branch."""
        return any(office in PARTY_STANDINGS for office in self.offices)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSummary:
    """What a roster would bring, for the preview."""

    people: int
    households: int
    groups: int
    party_members: int
    offices: tuple[tuple[str, int], ...]


def read_roster(filename: str, data: bytes, *, today: date) -> tuple[RosterRow, ...]:
    """Return every person of a roster file, or refuse all of it.

    :raise SheetError: the file cannot be read, or cells are not accepted or contradict each other.
    """
    records = read_table(filename, data).records(
        required=REQUIRED, optional=(*(column for column in COLUMNS if column not in REQUIRED), PARTY_SINCE)
    )
    if not records.rows:
        raise EmptySheetError(filename)
    readings = [_Reading(record, today=today) for record in records]
    problems = [problem for reading in readings for problem in reading.problems]
    rows = [reading.row for reading in readings]
    problems += [*_duplicates(rows), *_household_contradictions(rows), *_office_contradictions(rows)]
    if problems:
        raise BadCellsError(filename, sorted(problems, key=lambda problem: problem.row))
    return tuple(rows)


def summary(rows: Sequence[RosterRow]) -> RosterSummary:
    """Return what the roster would bring."""
    held = [office for row in rows for office in row.offices]
    return RosterSummary(
        people=len(rows),
        households=len({row.household for row in rows if row.household}),
        groups=len({row.group for row in rows if row.group}),
        party_members=sum(row.in_party for row in rows),
        offices=tuple((office.title, held.count(office)) for office in Office if office in held),
    )


def parse_day(text: str, *, end: bool = False) -> date:
    """Return the day ``text`` names; of a month alone its first day, or its last where ``end`` is asked.

    :raise DayTextError: the text is no day.
    :raise AmbiguousMonthError: ``1980.1`` may be January or what Excel made of ``1980.10``.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if _TWO_MONTHS.fullmatch(plain):
        raise AmbiguousMonthError(plain)
    try:
        if match := _DAY.fullmatch(plain):
            year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
            return date(year, month, day)
        if match := _MONTH.fullmatch(plain):
            year, month = (int(part) for part in match.groups() if part)
            first = date(year, month, 1)
            return Month.of(first).last_day if end else first
    except ValueError as problem:
        raise DayTextError(text) from problem
    raise DayTextError(text)


def plain_name(text: str) -> str:
    """Return a name as it is compared: Chinese names without inner blanks, one kind of middle dot."""
    name = re.sub("[•・‧∙．]", "·", unicodedata.normalize("NFC", text)).strip()
    return re.sub(r"\s+", "" if _HAN_WITH_BLANKS.fullmatch(name) else " ", name)


class _Reading:
    """One row on its way to a person: what could be read of it, and what is wrong."""

    def __init__(self, record: Record, *, today: date) -> None:
        self.record = record
        self.problems: list[CellError] = []
        for column, longest in _LENGTHS.items():
            if len(record[column]) > longest:
                self.refuse(column, f"不能超过 {longest} 个字")
        for column in ("人员编号", "姓名"):
            if not record[column]:
                self.refuse(column, "不能空着")
        if record["姓名"].endswith(EXAMPLE_MARK):
            self.refuse("姓名", "这是模板里的示例，请删去这一行")
        code = self._text("人员编号")
        if code:
            try:
                require_person_code(code)
            except BadValueError as refusal:
                self.refuse("人员编号", refusal.sentence.removesuffix("。"))
        self.row = RosterRow(
            number=record.number,
            code=code,
            name=plain_name(record["姓名"]),
            sex=self._sex(),
            born_on=self._past_day("出生日期", today=today),
            household=self._text("户号"),
            relation=self._text("与户主关系"),
            group=self._text("组别"),
            terms=(*self._standing(today=today), *self._terms()),
        )

    def refuse(self, column: str, problem: str) -> None:
        self.problems.append(CellError(row=self.record.number, column=column, problem=problem))

    def _text(self, column: str) -> str:
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", self.record[column]))

    def _sex(self) -> Sex | None:
        text = self._text("性别").removesuffix("性")
        if text in set(Sex):
            return Sex(text)
        self.refuse("性别", "请填写“男”或“女”")
        return None

    def _day(self, column: str, *, end: bool = False) -> date | None:
        if not self.record[column]:
            return None
        try:
            day = parse_day(self.record[column], end=end)
        except BadValueError as problem:
            self.refuse(column, problem.sentence.removesuffix("。"))
            return None
        if day < _EARLIEST:
            self.refuse(column, f"“{self.record[column]}”太早，请核对年份")
            return None
        return day

    def _past_day(self, column: str, *, today: date) -> date | None:
        day = self._day(column)
        if day is not None and day > today:
            self.refuse(column, f"{day.isoformat()} 还没有到，请核对")
            return None
        return day

    def _standing(self, *, today: date) -> Iterator[RosterTerm]:
        text = self._text("政治面貌")
        since = self._past_day(PARTY_SINCE, today=today)
        if text not in STANDINGS:
            accepted = "、".join([*(standing.title for standing in PARTY_STANDINGS), NO_PARTY])
            self.refuse("政治面貌", f"“{text}”不在可填范围：{accepted}")
            return
        standing = STANDINGS[text]
        if standing is not None:
            yield RosterTerm(office=standing, since=since, until=None)
        elif since is not None:
            self.refuse(PARTY_SINCE, "政治面貌不是党员，请核对")

    def _terms(self) -> Iterator[RosterTerm]:
        since, until = self._day("任期起"), self._day("任期止", end=True)
        titles = [title for title in _SEPARATORS.split(unicodedata.normalize("NFKC", self.record["职务"])) if title]
        if titles and not self.record["任期起"]:
            self.refuse("任期起", "有职务时请填写任职开始的日期")
        if not titles and (self.record["任期起"] or self.record["任期止"]):
            self.refuse("职务", "填了任期，请写明是什么职务")
        if since and until and until < since:
            self.refuse("任期止", "早于任期起，请核对")
        for title in dict.fromkeys(titles):
            if title in OFFICES:
                yield RosterTerm(office=OFFICES[title], since=since, until=until)
            elif title in STANDINGS:
                self.refuse("职务", f"“{title}”请填在“政治面貌”一列")
            else:
                self.refuse("职务", f"“{title}”不在可填范围：{'、'.join(OFFICES)}")


def _duplicates(rows: Sequence[RosterRow]) -> Iterator[CellError]:
    by_code: dict[str, int] = {}
    by_person: dict[tuple[str, date, str], int] = {}
    for row in rows:
        first = by_code.setdefault(row.code.lower(), row.number)
        if row.code and first != row.number:
            yield CellError(row=row.number, column="人员编号", problem=f"“{row.code}”与第 {first} 行重复")
        elif row.born_on is not None:
            first = by_person.setdefault((row.name, row.born_on, row.household), row.number)
            if first != row.number:
                yield CellError(row=row.number, column="姓名", problem=f"与第 {first} 行是同一个人，请只保留一行")


def _household_contradictions(rows: Sequence[RosterRow]) -> Iterator[CellError]:
    groups: dict[str, RosterRow] = {}
    heads: dict[str, RosterRow] = {}
    for row in rows:
        if not row.household:
            continue
        if row.group:
            first = groups.setdefault(row.household, row)
            if first.group != row.group:
                problem = f"户号 {row.household} 在第 {first.number} 行属于“{first.group}”，请核对"
                yield CellError(row=row.number, column="组别", problem=problem)
        if row.relation in {HEAD, "本人"}:
            first = heads.setdefault(row.household, row)
            if first is not row:
                problem = f"户号 {row.household} 的户主已在第 {first.number} 行，请核对"
                yield CellError(row=row.number, column="与户主关系", problem=problem)


def _office_contradictions(rows: Sequence[RosterRow]) -> Iterator[CellError]:
    single: list[Tenure] = []
    for row in rows:
        own: list[Tenure] = []
        for term in row.terms:
            tenure = term.of(f"第 {row.number} 行")
            try:
                require_compatible(tenure, [*own, *single])
            except TermError:
                continue  # said of the column itself
            except DomainError as refusal:
                yield CellError(row=row.number, column="职务", problem=refusal.sentence.removesuffix("。"))
            else:
                own.append(tenure)
        single += [tenure for tenure in own if tenure.office in SINGLE]
