"""What deliberation brings to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="deliberation",
    title="四议两公开",
    menu="deliberation.index",
    views="deliberation.views:blueprint",
    tasks="deliberation.queries:tasks",
    settle="deliberation.services:settle",
    panels="deliberation.queries:panels",
    demo="deliberation.demo:events",
    public="deliberation.public:public_part",
    package="deliberation",
)
