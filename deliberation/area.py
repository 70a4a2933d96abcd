"""What deliberation brings to the house."""

from __future__ import annotations

from portal.areas import Area

area = Area(
    name="deliberation",
    title="四议两公开",
    menu="deliberation.index",
    views="deliberation.views:blueprint",
    commands="deliberation.cli:matters_group",
    tasks="deliberation.queries:tasks",
    settle="deliberation.services:settle",
    panels="deliberation.queries:panels",
    demo="deliberation.demo:events",
    public="deliberation.public:public_part",
    package="deliberation",
    acts={
        "deliberation.authorisation.recorded": "登记授权决议",
        "deliberation.ballot.closed": "计票并公布结果",
        "deliberation.ballot.opened": "开始表决",
        "deliberation.matter.proposed": "提出议题",
        "deliberation.vote.cast": "投票",
    },
)
