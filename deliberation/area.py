"""What deliberation brings to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="deliberation",
    title="四议两公开",
    tasks="deliberation.queries:tasks",
    settle="deliberation.services:settle",
    package="deliberation",
)
