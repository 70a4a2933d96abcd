"""Reading systemd's unit files."""

from __future__ import annotations

from pathlib import Path


def entries(unit: Path) -> list[tuple[str, str, str]]:
    """Return section, name and value of every line that sets something; a name may come twice."""
    found, section = [], ""
    for line in unit.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, f"{unit.name}: {line}"
            found.append((section, name, value))
    return found


def values(unit: Path, name: str) -> list[str]:
    """Return every value ``name`` is set to."""
    return [value for _, set_name, value in entries(unit) if set_name == name]
