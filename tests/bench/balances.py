"""What every account of a village stands at, in one process: ``python -m tests.bench.balances FOLDER MONTH``."""

from __future__ import annotations

import sys
from pathlib import Path

from disclosure.books.queries import balances
from portal.kernel.db import connection, open_database
from portal.kernel.money import plain_yuan
from portal.kernel.months import Month
from tests.factories import known_township


def main(folder: str, month: str) -> None:
    """Print every account on which anything stands when the month ends, with what does."""
    open_database(f"sqlite:///{Path(folder) / 'books.db'}")
    with connection():
        for one in balances(known_township().village, Month.parse(month)):
            if one.closing_fen:
                print(f"{one.account},{one.detail},{plain_yuan(one.closing_fen)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
