"""What is done with members' duties, one function per verb."""

from points.duties.services.campaigns import (
    Achieving,
    Beginning,
    Joining,
    begin_campaign,
    join_campaign,
    record_result,
)
from points.duties.services.dues import Paying, record_dues, set_rate, set_rhythm
from points.duties.services.floating import (
    Leaving,
    Reporting,
    answer_report,
    change_contact,
    file_report,
    register_absence,
    register_return,
)
from points.duties.services.posts import (
    Assigning,
    Linking,
    Opening,
    assign_post,
    close_post,
    end_holding,
    end_links,
    link_households,
    open_post,
)
from points.duties.services.publishing import publish_duties
from points.duties.services.study import Studying, check_study, enter_study, record_study
from points.duties.services.visits import Settling, Visiting, enter_visit, record_visit, settle_need
from points.duties.services.withdrawals import withdraw

__all__ = [
    "Achieving",
    "Assigning",
    "Beginning",
    "Joining",
    "Leaving",
    "Linking",
    "Opening",
    "Paying",
    "Reporting",
    "Settling",
    "Studying",
    "Visiting",
    "answer_report",
    "assign_post",
    "begin_campaign",
    "change_contact",
    "check_study",
    "close_post",
    "end_holding",
    "end_links",
    "enter_study",
    "enter_visit",
    "file_report",
    "join_campaign",
    "link_households",
    "open_post",
    "publish_duties",
    "record_dues",
    "record_result",
    "record_study",
    "record_visit",
    "register_absence",
    "register_return",
    "set_rate",
    "set_rhythm",
    "settle_need",
    "withdraw",
]
