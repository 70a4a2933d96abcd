"""What the tool shed brings to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="outpost",
    title="农具出借",
    menu="outpost.index",
    views="tests.outpost.views:blueprint",
    tasks="tests.outpost.queries:tasks",
    public="tests.outpost.public:public_part",
    package="tests.outpost",
)
