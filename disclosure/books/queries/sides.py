"""The two sides of a voucher's line as they are read: those of a reversal exchanged, with amounts below zero."""

from __future__ import annotations

from peewee import Case

from disclosure.books.models import Voucher, VoucherLine

DEBIT = Case(None, [(Voucher.reverses.is_null(), VoucherLine.debit_fen)], 0 - VoucherLine.credit_fen)
CREDIT = Case(None, [(Voucher.reverses.is_null(), VoucherLine.credit_fen)], 0 - VoucherLine.debit_fen)
