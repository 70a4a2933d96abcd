"""What the books bring to the house."""

from __future__ import annotations

from portal.areas import Area
from portal.org.permissions import Permission

area = Area(
    name="books",
    title="村级账务",
    menu="books.index",
    views="disclosure.books.views:blueprint",
    commands="disclosure.books.cli:books_group",
    tasks="disclosure.books.queries:tasks",
    settle="disclosure.books.services:settle",
    unsettled="disclosure.books.queries:unsettled",
    panels="disclosure.books.queries:panels",
    states="disclosure.books.queries:states",
    county="disclosure.books.demo.county:events",
    demo="disclosure.books.demo:events",
    public="disclosure.books.public:public_part",
    package="disclosure.books",
    attachments={
        "alert": Permission.BOOKS_VIEW,
        "payment": Permission.BOOKS_VIEW,
        "voucher": Permission.BOOKS_VIEW,
    },
    acts={
        "books.account.opened": "开设明细科目",
        "books.alert.answered": "答复一条疑点",
        "books.alert.judged": "核销或退回一条疑点",
        "books.ladder.adopted": "采纳付款审批阶梯",
        "books.month.closed": "结账",
        "books.month.imported": "导入一个月的账",
        "books.month.signed-off": "监督委员会签字并公开",
        "books.month.overdue": "公布过期没有公开的月份",
        "books.opening.stated": "登记期初余额",
        "books.openings.stated": "登记科目期初余额",
        "books.paper.stated": "登记票据种类",
        "books.receipts.added": "附上票据",
        "books.request.answered": "改好重报付款申请",
        "books.request.approved": "审批一笔付款申请",
        "books.request.filed": "报付款申请",
        "books.request.paid": "按付款申请付款记账",
        "books.request.returned": "退回付款申请",
        "books.request.withdrawn": "收回付款申请",
        "books.requests.approved": "一次审批几笔付款申请",
        "books.voucher.recorded": "记一笔账",
        "books.voucher.reversed": "红字冲销一张凭证",
        "books.year.ended": "年末结转",
    },
)
