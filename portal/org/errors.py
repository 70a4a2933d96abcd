"""Refusals about people, offices and accounts."""

from __future__ import annotations

from http import HTTPStatus

from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError


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
        super().__init__(f"输错次数太多，请 {minutes} 分钟后再试，或到村委会领取新的激活单。")


class SlipRefusedError(DomainError):
    """An activation code that is wrong, used or expired; which of them is not said."""

    def __init__(self) -> None:
        super().__init__("激活码不对、已用过或已过期，请核对激活单上的账号和激活码，或到村委会重新领取。")


class PasswordTooWeakError(BadValueError):
    """A password that is too short or that everybody tries first."""

    def __init__(self, least: int) -> None:
        super().__init__(f"密码至少 {least} 个字符，且不能是常见密码或与账号相同，请换一个。")


class SlugTakenError(ConflictError):
    """A place with that address exists, or the address is kept for the site itself."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"地址“{slug}”已被使用或为系统保留，请换一个由小写字母、数字和短横线组成的地址。")


class DuplicatePersonError(ConflictError):
    """The roster to be imported contradicts the people already recorded."""

    def __init__(self, codes: str) -> None:
        super().__init__(f"人员编号 {codes} 已登记为另一个人，请核对编号；更正姓名请在人员页面办理。")
