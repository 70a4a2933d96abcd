"""Accounts of the village's own below those of the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, account, accounts
from disclosure.books.errors import (
    NoSubAccountError,
    SubAccountKnownError,
    SubAccountNameError,
    TooManySubAccountsError,
    UnknownCategoryError,
)
from disclosure.books.models import SubAccount
from disclosure.books.queries.accounts import sub_accounts, sub_code
from disclosure.books.rules.entries import Category
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_LONGEST_NAME = 40
_MOST = 99


def open_sub_account(actor: Actor, village: Place, *, code: str, name: str) -> SubAccount:
    """Open an account ``name`` below the account ``code`` of the chart, under its next number.

    :raise UnknownCategoryError: the chart has no such account.
    :raise NoSubAccountError: it holds money.
    :raise SubAccountNameError: the name is empty, too long, or would be read as another.
    :raise SubAccountKnownError: it is open already.
    :raise TooManySubAccountsError: the numbers are used up.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        plain = "".join(name.split())
        if code not in accounts():
            raise UnknownCategoryError(code)
        if MoneyAccount.of(code):
            raise NoSubAccountError(account(code).name)
        if not 0 < len(plain) <= _LONGEST_NAME or "/" in plain or "／" in plain:
            raise SubAccountNameError
        refuse_private_numbers(plain)
        for one in sub_accounts(village):
            if one.account == code and one.name == plain:
                raise SubAccountKnownError(plain, code=one.code)
        opened = open_below(work, actor, village, Category(account=code, detail=plain))
        opened_code = sub_code(code, opened.number)
        work.seal("books.account.opened", about=("account", opened_code), facts={"code": opened_code}, rows=[opened])
        return opened


def open_below(work: Work, actor: Actor, village: Place, category: Category) -> SubAccount:
    """Write an account of the village's own under its next number, inside a unit of work that seals it.

    :raise TooManySubAccountsError: the numbers are used up.
    """
    taken = [one.number for one in sub_accounts(village) if one.account == category.account]
    number = 1 + max(taken, default=0)
    if number > _MOST:
        raise TooManySubAccountsError(account(category.account).name)
    return SubAccount.create(
        village=village,
        account=category.account,
        number=number,
        name=category.detail,
        opened_at=work.now,
        opened_by=actor.account_id,
    )
