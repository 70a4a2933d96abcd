"""Every refusal and every failure as one calm page: what happened, what to do, and a number to quote.

Refusals are not logged; failures are, under the number the page shows.
"""

from __future__ import annotations

import errno
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import current_app, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from portal.kernel.db import UNAVAILABLE, unavailable_sentence
from portal.kernel.errors import DomainError, UnavailableError

if TYPE_CHECKING:
    from flask import Flask

Page = tuple[str, int]

_STALE = "这个页面打开得太久，或者您已在别处退出登录，所以没有提交。请返回上一页刷新后再提交一次。"
_BROKEN = "系统出了差错，您刚才的操作没有保存。请再试一次；还是这样，请把下面的编号告诉镇管理员。"

_TITLES = {
    HTTPStatus.BAD_REQUEST: "没有提交成功",
    HTTPStatus.FORBIDDEN: "您不能办理这一项",
    HTTPStatus.NOT_FOUND: "没有这个页面",
    HTTPStatus.METHOD_NOT_ALLOWED: "请从页面上的按钮办理",
    HTTPStatus.CONFLICT: "情况已经有变化",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "文件太大了",
    HTTPStatus.TOO_MANY_REQUESTS: "请稍等再试",
    HTTPStatus.INTERNAL_SERVER_ERROR: "系统出了差错",
    HTTPStatus.SERVICE_UNAVAILABLE: "系统暂时不能用",
}
_SENTENCES = {
    HTTPStatus.BAD_REQUEST: "提交的内容不完整或读不懂，请返回上一页重新填写。",
    HTTPStatus.NOT_FOUND: "这里没有您要找的内容，请从首页重新进入。",
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不能直接打开，请回到首页，从页面上的按钮办理。",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "上传的内容超过了上限，请压缩或分开后再上传。",
    HTTPStatus.TOO_MANY_REQUESTS: "请求太频繁，请过几分钟再试。",
}
_OTHER_TITLE, _OTHER_SENTENCE = "没有办成", "这个请求没有被接受，请回到首页重新办理。"


def init_app(app: Flask) -> None:
    """Answer refusals and failures of ``app``."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _failed)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(OverflowError, _beyond)
    for unusable in UNAVAILABLE:
        app.register_error_handler(unusable, _down)


def _refused(error: DomainError) -> Page:
    if isinstance(error, UnavailableError):
        return _logged(error.status, error.sentence, error)
    return _page(error.status, error.sentence)


def _stale(_error: CSRFError) -> Page:
    return _page(HTTPStatus.BAD_REQUEST, _STALE)


def _http(error: HTTPException) -> Page | HTTPException:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error  # a redirect
    if isinstance(error, SecurityError):  # a host that is not ours: no address can be made for it, so no page
        return error
    status = HTTPStatus(error.code)
    return _page(status, _SENTENCES.get(status, _OTHER_SENTENCE))


def _beyond(_error: OverflowError) -> Page:
    """Say that there is nothing under a number no row can have."""
    return _page(HTTPStatus.NOT_FOUND, _SENTENCES[HTTPStatus.NOT_FOUND])


def _failed(error: InternalServerError) -> Page:
    return _logged(HTTPStatus.INTERNAL_SERVER_ERROR, _BROKEN, error.original_exception or error)


def _down(error: Exception) -> Page:
    return _logged(HTTPStatus.SERVICE_UNAVAILABLE, unavailable_sentence(error), error)


def _no_room(error: OSError) -> Page:
    """Say that the disk is full; any other failure of the machine is a fault like others."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _down(error)
    raise error


def _logged(status: HTTPStatus, sentence: str, error: BaseException) -> Page:
    reference = secrets.token_hex(4)
    current_app.logger.error(
        "reference %s: %s %s: %s: %s", reference, request.method, request.path, type(error).__name__, error
    )
    return _page(status, sentence, reference)


def _page(status: HTTPStatus, sentence: str, reference: str = "") -> Page:
    title = _TITLES.get(status, _OTHER_TITLE)
    return render_template("errors/error.html", title=title, sentence=sentence, reference=reference), status
