"""What the public site brings to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="site",
    title="公开网站",
    menu="public_site.show",
    views="disclosure.site.views:blueprint",
    commands="disclosure.site.cli:site_group",
    settle="disclosure.site.services:settle",
    unsettled="disclosure.site.queries:unsettled",
    acts={
        "site.names.withheld": "公示期满，隐去姓名",
    },
)
