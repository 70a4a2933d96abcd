"""What points bring to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="points",
    title="党员积分",
    menu="points.index",
    views="points.views:blueprint",
    commands="points.cli:points_group",
    tasks="points.queries.tasks:tasks",
    demo="points.demo:events",
    public="points.public:public_part",
    package="points",
    acts={
        "points.entry.recorded": "记积分",
        "points.entry.reversed": "冲销积分",
        "points.list.published": "公示积分",
        "points.scheme.adopted": "采用积分办法",
    },
)
