"""What points bring to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="points",
    title="党员积分",
    menu="points.index",
    views="points.views:blueprint",
    commands="points.cli:points_group",
    tasks="points.tasks:tasks",
    demo="points.demo:events",
    public="points.public:public_part",
    package="points",
)
