"""The statements of the accounting system, from what every account stands at: balance sheet, income, trial balance.

Accounts of income and expense that were not carried to 321 yet are part of what is undistributed, so that the sheet
balances in every month and not only in December. The lines are data (``statement_lines``); a line taken off shows its
amount above zero and lessens the total it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import AccountClass, Side, account
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from disclosure.books.rules.stated import ResultSum, StatedBalance
    from disclosure.books.statement_lines import Identity, StatementForms, StatementLine

    Amount = Callable[[StatedBalance], int]

#: What is left of the years: this year's result, and what was and was not distributed.
UNDISTRIBUTED = ("321", "322")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one account adds to a line."""

    account: str
    fen: int

    @property
    def name(self) -> str:
        """The account's name."""
        return account(self.account).name


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A line of the balance sheet."""

    line: StatementLine
    fen: int
    year_opening_fen: int
    parts: tuple[Part, ...]

    @property
    def shown_parts(self) -> tuple[Part, ...]:
        """The parts that are told beside it; those of a whole class have a line of their own below it."""
        whole_class = self.line.classes and self.line.accounts
        return tuple(one for one in self.parts if not whole_class or one.account in self.line.accounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheet:
    """What there is, and whose it is."""

    assets: tuple[SheetRow, ...]
    claims: tuple[SheetRow, ...]

    @property
    def assets_fen(self) -> int:
        """资产总计."""
        return self.assets[-1].fen

    @property
    def claims_fen(self) -> int:
        """负债和所有者权益总计."""
        return self.claims[-1].fen

    def fen_of(self, key: str) -> int:
        """Return what a line comes to."""
        return next(row.fen for row in (*self.assets, *self.claims) if row.line.key == key)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeRow:
    """A line of the statement of income and distribution; what is of the year only has no figure of the month."""

    line: StatementLine
    month_fen: int | None
    year_fen: int
    parts: tuple[Part, ...]  # of the year

    @property
    def shown_parts(self) -> tuple[Part, ...]:
        """The parts that are told beside it."""
        return self.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """One account of the trial balance, each figure on its side."""

    account: str
    detail: str
    opening: tuple[int, int]
    moved: tuple[int, int]
    year: tuple[int, int]
    closing: tuple[int, int]

    @property
    def title(self) -> str:
        """Code and name of the account, or the name of what stands below it."""
        return self.detail or f"{self.account} {account(self.account).name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalance:
    """Every account with what stands below it, and the totals of the accounts."""

    rows: tuple[TrialRow, ...]
    total: TrialRow


def balance_sheet(balances: Sequence[StatedBalance], forms: StatementForms) -> BalanceSheet:
    """Return the balance sheet at the end of the month, beside the beginning of the year.

    Source: rules table ``accounting.statements.balance_sheet_lines``.
    """
    return BalanceSheet(
        assets=_side(forms.assets, balances, credit=False), claims=_side(forms.claims, balances, credit=True)
    )


def income_statement(
    sums: Sequence[ResultSum], balances: Sequence[StatedBalance], forms: StatementForms
) -> tuple[IncomeRow, ...]:
    """Return income and its distribution, in the month and since 1 January.

    Source: rules table ``accounting.statements.income_distribution_lines``.
    """
    months: dict[str, int] = {}
    years: dict[str, int] = {}
    distributed = _Distribution(sums, balances)
    rows = []
    for line in forms.income:
        if line.is_total:
            months[line.key] = _total(line, forms.income, months)
            years[line.key] = _total(line, forms.income, years)
            parts: tuple[Part, ...] = ()
        elif line.only_of_the_year:
            months[line.key], years[line.key] = 0, distributed.fen_of(line)
            parts = ()
        else:
            own = [
                one for one in sums if one.account in line.accounts and (not line.details or one.detail in line.details)
            ]
            months[line.key], years[line.key] = sum(one.month_fen for one in own), sum(one.year_fen for one in own)
            parts = _parts((one.account, one.year_fen) for one in own)
        has_month = not line.only_of_the_year and not _rests_on_the_year(line, forms.income)
        rows.append(
            IncomeRow(
                line=line, month_fen=months[line.key] if has_month else None, year_fen=years[line.key], parts=parts
            )
        )
    return tuple(rows)


def trial_balance(balances: Sequence[StatedBalance]) -> TrialBalance:
    """Return the trial balance: each account, below it what it consists of where that is more than itself.

    An account whose parts stand on both sides shows both.
    """
    rows: list[TrialRow] = []
    tops: list[TrialRow] = []
    for code in dict.fromkeys(one.account for one in balances):
        own = [one for one in balances if one.account == code]
        top = _trial_row(code, "", own)
        tops.append(top)
        rows.append(top)
        if any(one.detail for one in own):
            rows += [_trial_row(code, one.detail, [one]) for one in own if one.detail]
    return TrialBalance(rows=tuple(rows), total=_added("", tops))


def broken_identities(
    balances: Sequence[StatedBalance], sheet: BalanceSheet, income: Sequence[IncomeRow], forms: StatementForms
) -> tuple[str, ...]:
    """Name what does not hold, and by how much; empty when the statements are whole.

    Source: rules table ``accounting.statements.identities``.
    """
    total = trial_balance(balances).total
    found = []
    for what, (debit_fen, credit_fen) in (
        ("期初余额", total.opening), ("本期发生额", total.moved), ("期末余额", total.closing),
    ):  # fmt: skip
        if debit_fen != credit_fen:
            found.append(_differ(f"{what}的借方合计", debit_fen, "贷方合计", credit_fen))
    if sheet.assets_fen != sheet.claims_fen:
        found.append(_differ("资产总计", sheet.assets_fen, "负债和所有者权益总计", sheet.claims_fen))
    found += _broken_in_income(sheet, income, forms.identities)
    return tuple(found)


def _broken_in_income(
    sheet: BalanceSheet, income: Sequence[IncomeRow], identities: Iterable[Identity]
) -> Iterator[str]:
    by_key = {row.line.key: row for row in income}
    booked: dict[str, int] = {}
    for row in income:
        for part in row.parts if not row.line.within else ():
            booked[part.account] = booked.get(part.account, 0) + part.fen
    for one in identities:
        expected = sum(-booked.get(code[1:], 0) if code[0] == "-" else booked.get(code, 0) for code in one.accounts)
        if by_key[one.line].year_fen != expected:
            yield _differ(one.name, by_key[one.line].year_fen, "各科目相加", expected)
    left, undistributed = income[-1], sheet.fen_of("undistributed")
    if left.year_fen != undistributed:
        yield _differ(left.line.name, left.year_fen, "资产负债表的未分配收益", undistributed)


def _differ(what: str, fen: int, other: str, other_fen: int) -> str:
    return (
        f"{what} {format_yuan(fen)} 元与{other} {format_yuan(other_fen)} 元不相等，"
        f"相差 {format_yuan(abs(fen - other_fen))} 元"
    )


def _side(lines: Sequence[StatementLine], balances: Sequence[StatedBalance], *, credit: bool) -> tuple[SheetRow, ...]:
    now: dict[str, int] = {}
    begun: dict[str, int] = {}
    rows = []
    for line in lines:
        parts: tuple[Part, ...] = ()
        if line.is_total:
            now[line.key], begun[line.key] = _total(line, lines, now), _total(line, lines, begun)
        else:
            sign = -1 if credit != line.less else 1
            parts = _parts((code, sign * fen) for code, fen in _of_line(line, balances, _closing))
            now[line.key] = sum(one.fen for one in parts)
            begun[line.key] = sum(sign * fen for _, fen in _of_line(line, balances, _year_opening))
        rows.append(SheetRow(line=line, fen=now[line.key], year_opening_fen=begun[line.key], parts=parts))
    return tuple(rows)


def _closing(one: StatedBalance) -> int:
    return one.closing_fen


def _year_opening(one: StatedBalance) -> int:
    return one.year_opening_fen


def _of_line(line: StatementLine, balances: Iterable[StatedBalance], amount: Amount) -> Iterator[tuple[str, int]]:
    """Yield what belongs to a line, by account, debit above zero."""
    for one in balances:
        fen = amount(one)
        of_account = one.account in line.accounts or account(one.account).kind in line.classes
        of_side = one.account in (line.details_in_debit if fen > 0 else line.details_in_credit)
        if fen and (of_account or of_side):
            yield one.account, fen


def _parts(amounts: Iterable[tuple[str, int]]) -> tuple[Part, ...]:
    found: dict[str, int] = {}
    for code, fen in amounts:
        found[code] = found.get(code, 0) + fen
    return tuple(Part(account=code, fen=fen) for code, fen in found.items())


def _total(line: StatementLine, lines: Iterable[StatementLine], amounts: Mapping[str, int]) -> int:
    taken_off = {one.key for one in lines if one.less}
    return sum(-amounts[key] if key in taken_off else amounts[key] for key in line.total)


def _rests_on_the_year(line: StatementLine, lines: Sequence[StatementLine]) -> bool:
    """Tell whether a total adds up anything of which a month has no figure."""
    by_key = {one.key: one for one in lines}
    return any(by_key[key].only_of_the_year or _rests_on_the_year(by_key[key], lines) for key in line.total)


class _Distribution:
    """What became of the undistributed result in the year."""

    def __init__(self, sums: Iterable[ResultSum], balances: Iterable[StatedBalance]) -> None:
        own = [
            one
            for one in balances
            if one.account in UNDISTRIBUTED or account(one.account).kind is AccountClass.PROFIT_LOSS
        ]
        self.begun_with = -sum(one.year_opening_fen for one in own)
        self.left = -sum(one.closing_fen for one in own)
        self.result = sum(one.year_fen if account(one.account).is_income else -one.year_fen for one in sums)
        self.out: dict[str, int] = {}
        self.into: dict[str, int] = {}
        for one in own:
            if one.account in UNDISTRIBUTED:
                self.out[one.detail] = self.out.get(one.detail, 0) + one.year_debit_fen
                self.into[one.detail] = self.into.get(one.detail, 0) + one.year_credit_fen
        self.named = 0  # what lines with names took away so far

    def fen_of(self, line: StatementLine) -> int:
        """Return what a line of the distribution comes to; that of the rest comes after those with names."""
        if line.begins_with:
            return self.begun_with
        if line.out:
            fen = sum(self.out.get(name, 0) for name in line.out)
            self.named += fen
            return fen
        if line.into:
            fen = sum(self.into.get(name, 0) for name in line.into)
            self.named -= fen
            return fen
        return self.begun_with + self.result - self.left - self.named


def _trial_row(code: str, detail: str, own: Sequence[StatedBalance]) -> TrialRow:
    both = account(code).side is Side.EITHER
    return TrialRow(
        account=code,
        detail=detail,
        opening=_sides([one.opening_fen for one in own], both=both),
        moved=(sum(one.debit_fen for one in own), sum(one.credit_fen for one in own)),
        year=(sum(one.year_debit_fen for one in own), sum(one.year_credit_fen for one in own)),
        closing=_sides([one.closing_fen for one in own], both=both),
    )


def _sides(amounts: Sequence[int], *, both: bool) -> tuple[int, int]:
    """Return what stands in debit and what in credit; only an account of two sides stands on both at once."""
    if both:
        return sum(fen for fen in amounts if fen > 0), -sum(fen for fen in amounts if fen < 0)
    fen = sum(amounts)
    return (fen, 0) if fen > 0 else (0, -fen)


def _added(code: str, rows: Sequence[TrialRow]) -> TrialRow:
    def total(pick: Callable[[TrialRow], tuple[int, int]]) -> tuple[int, int]:
        return sum(pick(one)[0] for one in rows), sum(pick(one)[1] for one in rows)

    return TrialRow(
        account=code,
        detail="",
        opening=total(lambda one: one.opening),
        moved=total(lambda one: one.moved),
        year=total(lambda one: one.year),
        closing=total(lambda one: one.closing),
    )
