"""How gunicorn serves the portal behind nginx or Caddy; used by cunshi-portal.service. See docs/running.md."""  # noqa: INP001 - settings, no package

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.http.message import Request

bind = "127.0.0.1:8000"  # the proxy on this machine, nobody else
worker_class = "sync"  # one thread for each worker: SQLite is quickest so
workers = int(os.environ.get("WEB_CONCURRENCY", 1 + (os.cpu_count() or 1)))
timeout = 120  # a year's vouchers from one table take a while
graceful_timeout = 60
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn's heartbeat, never a full disk's business
umask = 0o077
control_socket_disable = True


def post_request(_worker: object, request: Request, _environ: object, _response: object) -> None:
    """Read what the portal refused unread; closing on unread data would take its answer away from the proxy."""
    while request.body.read(1 << 16):
        pass
