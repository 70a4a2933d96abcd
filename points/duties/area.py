"""What members' duties bring to the house."""

from __future__ import annotations

from portal.areas import Area
from portal.org.permissions import Permission

area = Area(
    name="duties",
    title="党员履职",
    menu="duties.index",
    views="points.duties.views:blueprint",
    tasks="points.duties.queries.tasks:tasks",
    demo="points.duties.demo:events",
    states="points.duties.queries.states:states",
    attachments={
        "duty_visit": Permission.POINTS_RECORD,
        "duty_study": Permission.POINTS_RECORD,
        "duty_result": Permission.POINTS_RECORD,
    },
    owners={
        "duty_visit": "points.duties.queries:visit_owner",
        "duty_study": "points.duties.queries:study_owner",
        "duty_result": "points.duties.queries:result_owner",
    },
    public="points.duties.public:public_part",
    package="points.duties",
    acts={
        "duties.absence.contact": "换流动党员的联系人",
        "duties.absence.registered": "登记党员外出",
        "duties.absence.returned": "登记党员返回",
        "duties.campaign.begun": "发起党员带头活动",
        "duties.campaign.joined": "参加党员带头活动",
        "duties.campaign.result": "登记带头活动的结果",
        "duties.dues.rate": "核定每月党费",
        "duties.dues.recorded": "登记党费交纳",
        "duties.dues.rhythm": "登记按月或按季交党费",
        "duties.households.linked": "分配联系户",
        "duties.households.unlinked": "不再联系几户",
        "duties.need.settled": "登记需求的结果",
        "duties.post.assigned": "登记责任区或岗位由谁担任",
        "duties.post.closed": "撤销责任区或岗位",
        "duties.post.left": "登记结束任职",
        "duties.post.opened": "设立责任区或岗位",
        "duties.quarter.published": "公布一个季度的党员履职数字",
        "duties.record.withdrawn": "撤销一条履职记录",
        "duties.report.answered": "答复流动党员的汇报",
        "duties.report.filed": "流动党员汇报",
        "duties.study.checked": "核学时",
        "duties.study.recorded": "登记学时",
        "duties.visit.recorded": "登记走访",
    },
)
