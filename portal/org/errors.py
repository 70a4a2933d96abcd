"""Refusals about people, offices and accounts."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError

if TYPE_CHECKING:
    from datetime import date


class UnknownAccountError(DomainError):
    """``--as`` names no account."""

    def __init__(self, login: str) -> None:
        super().__init__(f"没有“{login}”这个账号，请用 cunshi org accounts 查看可用账号。")


class SignInRefusedError(NotAllowedError):
    """Login and password do not belong together; which of them is wrong is not said."""

    def __init__(self) -> None:
        super().__init__("账号或密码不对，请核对后重试；忘记密码请到村委会领取新的激活单。")


class SignInThrottledError(DomainError):
    """Too many failures in too short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"输错次数太多，请 {minutes} 分钟后再试，或到村委会领取新的激活单。")


class SlipRefusedError(DomainError):
    """An activation code that is wrong, used or expired; which of them is not said."""

    def __init__(self) -> None:
        super().__init__("激活码不对、已用过或已过期，请核对激活单上的账号和激活码，或到村委会重新领取。")


class PasswordTooWeakError(BadValueError):
    """A password that is too short or that everybody tries first."""

    def __init__(self, least: int) -> None:
        super().__init__(f"密码至少 {least} 个字符，且不能是常见密码或与账号相同，请换一个。")


class NoAccountError(ConflictError):
    """There is no account to close."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}没有在用的账号，不用停用。")


class SlugTakenError(ConflictError):
    """A place with that address exists, or the address is kept for the site itself."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"地址“{slug}”已被使用或为系统保留，请换一个小写字母、数字和短横线组成的、20 个字符以内的地址。"
        )


class TownshipExistsError(ConflictError):
    """An installation has one township."""

    def __init__(self, name: str) -> None:
        super().__init__(f"这里已建立{name}，一套系统只管一个乡镇；另一个乡镇请用另一个数据库。")


class PersonCodeError(BadValueError):
    """A code that cannot be part of a login."""

    def __init__(self, code: str, longest: int) -> None:
        super().__init__(f"人员编号“{code}”不能用，请用 1 到 {longest} 位数字或英文字母，例如 0001。")


class PrivateCodeError(BadValueError):
    """A code that looks like an identity or telephone number."""

    def __init__(self) -> None:
        super().__init__("不要使用身份证号或手机号，请另编号码，例如 0001。")


class DuplicatePersonError(ConflictError):
    """The roster to be imported contradicts the people already recorded."""

    def __init__(self, codes: str) -> None:
        super().__init__(f"人员编号 {codes} 已登记为另一个人，请核对编号；更正姓名请在人员页面办理。")


class NotInOfficeError(ConflictError):
    """Nobody's term can end who does not serve one today."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(f"{name}今天没有担任{title}，不能结束任期；请刷新页面核对现在的职务。")


class TermError(BadValueError):
    """A term that would end before it begins."""

    def __init__(self, since: date) -> None:
        super().__init__(f"任期从 {since.isoformat()} 开始，结束的日期不能比这一天早，请核对。")


class OwnOfficeError(ConflictError):
    """Nobody gives themselves an office, or changes how long they hold one."""

    def __init__(self) -> None:
        super().__init__("不能登记或者改动自己的职务，请由镇管理员或村里另一位有权限的人登记。")


class OfficeHeldError(ConflictError):
    """A person holds an office once at a time."""

    def __init__(self, title: str) -> None:
        super().__init__(f"这个人在这段时间里已担任{title}，不用重复登记；改任期请先结束原来的任期。")


class ExclusiveOfficesError(ConflictError):
    """Two offices that one person does not hold at the same time, by law."""

    def __init__(self, one: str, other: str, article: str) -> None:
        super().__init__(f"{one}不能由{other}兼任（{article}），请先结束其中一项的任期。")


class OfficeTakenError(ConflictError):
    """An office that only one person holds at a time."""

    def __init__(self, title: str, holder: str) -> None:
        super().__init__(f"{title}同时只能有一人，{holder}的任期与此重叠，请核对任期。")


class NotOfTheBranchError(ConflictError):
    """An office of the party branch, for somebody who is no full member."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{title}应由正式党员担任，请核对政治面貌或先登记为正式党员。")


class MailAddressError(BadValueError):
    """What was typed is no e-mail address."""

    def __init__(self) -> None:
        super().__init__("请填写完整的邮箱地址，例如 name@example.cn。")


class MailCodeError(BadValueError):
    """The code is not the one that was sent to this address, or there is no address to confirm."""

    def __init__(self) -> None:
        super().__init__("验证码不对，请照最近一封确认邮件填写；没有收到的，请核对邮箱后重新保存。")


class BeforeBranchError(BadValueError):
    """Something of a branch from before the register has anybody of it."""

    def __init__(self, begins_on: date) -> None:
        day = begins_on.isoformat()
        super().__init__(f"名册里这个支部从 {day} 起才有人，日期不能更早，请核对日期，特别是年份。")
