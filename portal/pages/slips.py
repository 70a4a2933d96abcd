"""Activation slips as they are printed: login, code, and a QR code that leads to the page where they are typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.web.addresses import printed_address
from portal.web.public_sheets import qr_svg

if TYPE_CHECKING:
    from datetime import datetime

    from markupsafe import Markup

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
        name=slip.name,
        login=slip.login,
        code=slip.code,
        expires_at=slip.expires_at,
        address=address,
        qr=qr_svg(address),
    )
