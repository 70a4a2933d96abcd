"""What is disclosed apart from the months: who received what, and how much of it may be read by everybody.

Groups that are published are apart from each other and each of at least so many people, so that no difference of two
published sums is ever about fewer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from disclosure.books.errors import (
    OwnSpecialError,
    SpecialPublicError,
    SpecialReasonError,
    SpecialRowError,
    SpecialVoucherError,
    SpecialWithdrawalReasonError,
    SpecialWithdrawerError,
    SpecialWithdrawnError,
    TooManyReceiversError,
)
from portal.kernel.money import MoneyError, parse_yuan
from portal.kernel.months import Month, MonthError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

#: As many receivers as one list may have: more than any village has households.
MOST_RECEIVERS = 3000

_LONGEST, _LONGEST_REASON = 60, 200
_CELLS = re.compile(r"[\t,，、；;]+")
_NUMBER = re.compile(r"(?P<month>\d{4}-\d{2})\s*[-第 ]\s*(?P<number>\d{1,6})\s*号?")
_COLUMNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who received or paid what, and in which group they are listed."""

    group: str
    name: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Receivers together; ``amount_fen`` is nothing where so few are no group."""

    names: tuple[str, ...]
    people: int
    amount_fen: int | None

    @property
    def name(self) -> str:
        """The groups that were put together, by their names."""
        return "、".join(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is to be disclosed; ``after`` is the version that was looked at, 0 for a new topic."""

    kind: str
    title: str
    happened_on: date
    text: str
    token: str
    vouchers: tuple[tuple[Month, int], ...] = ()
    receivers: tuple[Receiver, ...] = ()
    reason: str = ""
    after: int = 0
    matter_number: int | None = None  # whose resolution it follows
    kept: tuple[str, ...] = ()  # papers of the version before that stay, by their digests
    papers_public: bool = False  # somebody looked: nothing is on them that not everybody may read


def read_receivers(text: str) -> tuple[Receiver, ...]:
    """Read a list as people paste it: one receiver a line, group, name, amount in yuan.

    :raise SpecialRowError: a line has another form; the sentence names it.
    :raise TooManyReceiversError: there are too many.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_RECEIVERS:
        raise TooManyReceiversError(MOST_RECEIVERS)
    return tuple(_receiver(number, line) for number, line in lines)


def read_vouchers(text: str) -> tuple[tuple[Month, int], ...]:
    """Read vouchers as people write them: ``2026-10-3`` or ``2026-10 第3号``, one a line or divided by commas.

    :raise SpecialVoucherError: one has another form.
    """
    written = [one.strip() for one in re.split(r"[\n,，、；;]+", text) if one.strip()]
    return tuple(dict.fromkeys(_voucher(one) for one in written))


def published_groups(receivers: Iterable[Receiver], *, smallest: int) -> tuple[Group, ...]:
    """Return the receivers in groups of at least ``smallest``: smaller ones are put together, then with the least.

    Where all of them are fewer there is one group without an amount.

    Source: product decision D-90.
    """
    rows: dict[str, list[Receiver]] = {}
    for one in receivers:
        rows.setdefault(one.group, []).append(one)
    large = [found for found in rows.values() if people_in(found) >= smallest]
    few = [found for found in rows.values() if people_in(found) < smallest]
    if not few:
        return tuple(_group(found) for found in large)
    together = [one for found in few for one in found]
    while people_in(together) < smallest and large:
        least = min(large, key=people_in)
        large.remove(least)
        together += least
    if people_in(together) < smallest:
        return (replace(_group(together), amount_fen=None),)
    return (*(_group(found) for found in large), _group(together))


def people_in(receivers: Iterable[Receiver]) -> int:
    """Return how many they are: whoever is listed several times is one, and two of one name are taken for one."""
    return len({"".join(one.name.split()) for one in receivers})


def require_reason(reason: str, *, published: bool) -> None:
    """Refuse a version after a public one without a reason, and a reason where nothing was public.

    :raise SpecialReasonError: it is missing, or not wanted.
    """
    if bool(reason) != published:
        raise SpecialReasonError(wanted=published)


def require_other_signer(*, signer: int, preparer: int) -> None:
    """Refuse the signature of whoever prepared it (account numbers).

    :raise OwnSpecialError: the signer prepared it.
    """
    if signer == preparer:
        raise OwnSpecialError


def require_withdrawable(*, signed: bool, withdrawn: bool) -> None:
    """Refuse to take back what is public, or was taken back.

    :raise SpecialPublicError: it is signed.
    :raise SpecialWithdrawnError: it was withdrawn.
    """
    if signed:
        raise SpecialPublicError
    if withdrawn:
        raise SpecialWithdrawnError


def require_withdrawer(*, withdrawer: int, preparer: int, is_secretary: bool) -> None:
    """Refuse whoever neither prepared it nor answers for the village (account numbers).

    Source: product decision D-104.

    :raise SpecialWithdrawerError: it is neither.
    """
    if withdrawer != preparer and not is_secretary:
        raise SpecialWithdrawerError


def withdrawal_reason(reason: str) -> str:
    """Return why a version is taken back, as one line.

    :raise SpecialWithdrawalReasonError: none is given, or too long a one.
    """
    why = " ".join(reason.split())
    if not 0 < len(why) <= _LONGEST_REASON:
        raise SpecialWithdrawalReasonError
    return why


def _receiver(number: int, line: str) -> Receiver:
    cells = [cell.strip() for cell in _CELLS.split(line, maxsplit=_COLUMNS - 1)]
    if len(cells) != _COLUMNS or not all(cells) or max(map(len, cells)) > _LONGEST:
        raise SpecialRowError(number, "要有组别、姓名或单位、金额三项，用逗号或制表符隔开，例如：低保户，张三，1200")
    try:
        fen = parse_yuan(cells[-1])
    except MoneyError as error:
        raise SpecialRowError(number, f"“{cells[-1]}”不是金额，请写成 1200 或 1200.50 的样子") from error
    if fen <= 0:
        raise SpecialRowError(number, "金额要大于零")
    return Receiver(group=cells[0], name=cells[1], amount_fen=fen)


def _voucher(text: str) -> tuple[Month, int]:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise SpecialVoucherError(text)
    try:
        return Month.parse(found["month"]), int(found["number"])
    except MonthError as error:
        raise SpecialVoucherError(text) from error


def _group(rows: Sequence[Receiver]) -> Group:
    return Group(
        names=tuple(dict.fromkeys(one.group for one in rows)),
        people=people_in(rows),
        amount_fen=sum(one.amount_fen for one in rows),
    )
