"""Refusals: what Cunshi says when an act is not accepted.

Every refusal is one Chinese sentence a villager understands and says what would be accepted. Its
class is the fact; callers branch on the class, never on the text.
"""

from __future__ import annotations

from http import HTTPStatus


class DomainError(Exception):
    """An act that is not accepted. ``status`` is the HTTP answer; the text is for the user."""

    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes as it is, whatever its class was made from."""
        return (_revived, (type(self), self.sentence), self.__dict__)


def _revived(kind: type[DomainError], sentence: str) -> DomainError:
    """Return a refusal that was made in another process."""
    return kind.__new__(kind, sentence)


class BadValueError(DomainError):
    """A value typed by a person cannot be read."""


class NotFoundError(DomainError):
    """The thing does not exist here; another village's things do not exist either."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, sentence: str = "这里没有您要找的内容，请从首页重新进入。") -> None:
        super().__init__(sentence)


class NotAllowedError(DomainError):
    """The person may not do this kind of thing here."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, sentence: str = "您的职务没有办理这项事务的权限，请联系村党支部书记或镇管理员。") -> None:
        super().__init__(sentence)


class ConflictError(DomainError):
    """The act was valid once, but something else happened first."""

    status = HTTPStatus.CONFLICT


class UnavailableError(DomainError):
    """The database or the disk cannot be used now; nothing was written."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
