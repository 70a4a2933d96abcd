"""What points bring to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="points",
    title="党员积分",
    package="points",
)
