"""The command line on the journey's clock."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from portal.cli import main
from portal.kernel import clock

if __name__ == "__main__":
    clock_file = Path(os.environ["JOURNEY_CLOCK"])
    clock.install(lambda: datetime.fromisoformat(clock_file.read_text()))
    main()
