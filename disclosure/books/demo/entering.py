"""Entering by hand in the invented villages: vouchers with a picture of their receipt, and taking one back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from disclosure.books import queries, services
from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.kernel.money import plain_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from disclosure.books.rules.entries import Entry
    from disclosure.books.rules.papers import Paper
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


def enter(
    bookkeeper: Actor,
    village: Place,
    entry: Entry,
    *,
    receipts: Sequence[Upload] = (),
    paper: Paper | None = None,
) -> None:
    """Book what the simple form says."""
    services.record_voucher(bookkeeper, village, entry, uploads=receipts, paper=paper)


def take_back(bookkeeper: Actor, village: Place, month: Month, summary: str, *, reason: str) -> None:
    """Take back the month's voucher of that summary."""
    row = next(one for one in queries.vouchers(village, month) if one.summary == summary and not one.reversed_by)
    services.reverse_voucher(bookkeeper, village, month, row.number, reason=reason)


def receipt_of(village: Place, entry: Entry) -> Upload:
    """Return a picture of the receipt behind an entry."""
    return receipt(village, entry.happened_on, entry.amount_fen)


def receipt(village: Place, day: date, amount_fen: int, *, title: str = "票据.png") -> Upload:
    """Return a picture of a receipt: a slip of paper with place, day and amount."""
    picture = Image.new("RGB", (480, 300), "#f7f2e4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((12, 12, 467, 287), outline="#8a3324", width=3)
    pen.text((40, 60), day.isoformat(), fill="#333333", font_size=32)
    pen.text((40, 150), f"{plain_yuan(amount_fen)} CNY", fill="#333333", font_size=48)
    pen.text((40, 240), village.slug, fill="#8a3324", font_size=20)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    content = stream.getvalue()
    return Upload(title=title, media_type="image/png", content=content, digest=sha256_hex(content))
