"""What household points bring to the house."""

from __future__ import annotations

from portal.areas import Area
from portal.org.permissions import Permission

area = Area(
    name="households",
    title="家户积分",
    menu="households.index",
    open_menu="households.own",
    open_title="我家积分",
    views="points.households.views:blueprint",
    tasks="points.households.queries.tasks:tasks",
    demo="points.households.demo:events",
    states="points.households.queries.tasks:states",
    attachments={
        "household_entry": Permission.HOUSEHOLDS_VIEW,
        "household_exchange": Permission.HOUSEHOLDS_VIEW,
    },
    public="points.households.public:public_part",
    package="points.households",
    acts={
        "households.delivery.reversed": "撤回一批奖品进货",
        "households.entries.confirmed": "确认家户积分",
        "households.entries.recorded": "登记家户积分",
        "households.entry.rejected": "退回一笔家户积分",
        "households.entry.reversed": "冲销一笔家户积分",
        "households.exchange.cancelled": "取消一次兑换",
        "households.exchange.handed": "交付奖品",
        "households.exchange.reserved": "兑换奖品",
        "households.exchange.signed": "签收奖品",
        "households.list.published": "公布一个月的家户积分",
        "households.objection.answered": "答复家户积分异议",
        "households.objection.filed": "提出家户积分异议",
        "households.pilot.begun": "开始一次试点",
        "households.pilot.decided": "作出试点结论",
        "households.pilot.feedback": "记下一条试点反馈",
        "households.prize.budgeted": "登记奖品预算",
        "households.prize.corrected": "盘点更正奖品库存",
        "households.prize.delivered": "登记奖品进货",
        "households.prize.entered": "登记一种奖品",
        "households.prize.offered": "改变奖品的兑换条件",
        "households.scheme.adopted": "采用家户积分办法",
        "households.year.ended": "办理年底余额",
        "households.year.notified": "发年底余额通知",
    },
)
