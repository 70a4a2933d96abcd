"""Activation slips as they are printed: login, code, and a QR code that leads to the page where they are typed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from markupsafe import Markup

from portal.web.addresses import printed_address

if TYPE_CHECKING:
    from datetime import datetime

    from portal.org.accounts import Slip


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSlip:
    """One sheet."""

    name: str
    login: str
    code: str
    expires_at: datetime
    address: str
    qr: Markup


def printed(slip: Slip) -> PrintedSlip:
    """Return the sheet of a slip. The code stands on paper only, never in the address."""
    address = printed_address("account.activate", login=slip.login)
    return PrintedSlip(
        name=slip.name, login=slip.login, code=slip.code, expires_at=slip.expires_at, address=address, qr=qr(address)
    )


def qr(address: str, *, title: str = "") -> Markup:
    """Return ``address`` as a drawing inside the page, without any style of its own; it is called ``title``."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        stream,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        svgclass="qr",
        lineclass=None,
        title=title or address,
    )
    return Markup(stream.getvalue().decode())  # noqa: S704 - drawn by segno; the title is escaped by it
