"""The command line on the journey's clock, and with the same salts and keys each time where ``JOURNEY_SEED`` is set."""

from __future__ import annotations

import os
import random
import secrets
from datetime import datetime
from pathlib import Path

from portal.cli import main
from portal.kernel import clock

if __name__ == "__main__":
    clock_file = Path(os.environ["JOURNEY_CLOCK"])
    clock.install(lambda: datetime.fromisoformat(clock_file.read_text()))
    if "JOURNEY_SEED" in os.environ:
        secrets.token_bytes = random.Random(os.environ["JOURNEY_SEED"]).randbytes  # type: ignore[assignment]  # noqa: S311
    main()
