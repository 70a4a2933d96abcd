"""What kind of paper stands behind a payment, and its number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from disclosure.books.errors.alerts import InvoiceNumberError

_NUMBER = re.compile(r"[0-9A-Z-]{4,30}")


class PaperKind(StrEnum):
    """The kinds of paper a payment may rest on; which of them are lawful stands in ``checks.toml``."""

    INVOICE = "invoice"
    FISCAL = "fiscal"
    SLIP = "slip"
    OWN = "own"
    WHITE = "white"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The kind in plain words."""
        return {
            "invoice": "发票",
            "fiscal": "财政票据",
            "slip": "收据",
            "own": "自制单（工资表、误工单等，有本人签字）",
            "white": "白条",
        }[self.value]

    @property
    def short(self) -> str:
        """The kind in a word."""
        return self.title.partition("（")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is said of the paper behind a voucher."""

    kind: PaperKind
    invoice_number: str = ""


def paper_of(kind: PaperKind, invoice_number: str) -> Paper:
    """Return what is said of a paper, its number as numbers are compared.

    :raise InvoiceNumberError: the number has another form.
    """
    plain = "".join(unicodedata.normalize("NFKC", invoice_number).split()).upper()
    if plain and not _NUMBER.fullmatch(plain):
        raise InvoiceNumberError
    return Paper(kind=kind, invoice_number=plain)
