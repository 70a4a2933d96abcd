"""What branch life brings to the house."""

from __future__ import annotations

from portal.areas import Area
from portal.org.permissions import Permission

area = Area(
    name="branch",
    title="支部生活",
    menu="branch.index",
    views="points.branch.views:blueprint",
    tasks="points.branch.queries:tasks",
    panels="points.branch.queries:panels",
    settle="points.branch.services:settle",
    unsettled="points.branch.queries:unsettled",
    states="points.branch.queries:states",
    demo="points.branch.demo:events",
    attachments={"branch_meeting": Permission.POINTS_VIEW},
    public="points.branch.public:public_part",
    package="points.branch",
    acts={
        "branch.contact.logged": "登记联系党员",
        "branch.meeting.amended": "更正或补充支部会议记录",
        "branch.meeting.convened": "召集支部会议",
        "branch.meeting.recorded": "封存支部会议记录",
        "branch.oddity.answered": "说明组织生活的情况",
        "branch.oddity.judged": "核实组织生活的说明",
        "branch.photos.added": "附上支部会议照片",
        "branch.year.told": "公布支部组织生活",
    },
)
