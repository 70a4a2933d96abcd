"""Settings: one frozen value, read from the environment once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Areas of village business, lowest first.
AREAS = (
    "points.branch",
    "points.duties",
    "points",
    "points.households",
    "deliberation",
    "disclosure.books",
    "disclosure.site",
)

#: Where ``make demo`` serves the portal; no phone reaches it.
LOCAL_PORTAL = "http://127.0.0.1:8000"

ROOT = Path(__file__).resolve().parent.parent


class ConfigError(RuntimeError):
    """A setting is missing or cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How this installation runs. Paths are absolute."""

    database_url: str
    secret_key: str
    site_url: str
    build_dir: Path
    upload_dir: Path
    key_dir: Path
    areas: tuple[str, ...] = AREAS
    #: Where people reach the portal; printed slips lead there, whatever a request calls its host.
    portal_url: str = LOCAL_PORTAL
    #: Through which server e-mail goes out, and from whom; empty: none is sent.
    mail_url: str = ""
    mail_from: str = ""
    #: How many reverse proxies in front are ours; their X-Forwarded-For is believed, nobody else's.
    trusted_proxies: int = 0
    #: Served behind TLS: secure cookies and HSTS.
    tls: bool = True

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read ``CUNSHI_…``; relative paths count from the project folder.

        :raise ConfigError: a number is not one.
        """
        try:
            proxies = int(environ.get("CUNSHI_TRUSTED_PROXIES", "0"))
        except ValueError as error:
            raise ConfigError("CUNSHI_TRUSTED_PROXIES: 请填写数字，例如 1") from error
        return cls(
            database_url=_absolute(environ.get("CUNSHI_DATABASE_URL", "sqlite:///var/cunshi.db")),
            secret_key=environ.get("CUNSHI_SECRET_KEY", ""),
            site_url=environ.get("CUNSHI_SITE_URL", "http://127.0.0.1:8001").rstrip("/"),
            portal_url=environ.get("CUNSHI_PORTAL_URL", LOCAL_PORTAL).rstrip("/"),
            build_dir=ROOT / environ.get("CUNSHI_BUILD_DIR", "build"),
            upload_dir=ROOT / environ.get("CUNSHI_UPLOAD_DIR", "var/uploads"),
            key_dir=ROOT / environ.get("CUNSHI_KEY_DIR", "var/keys"),
            mail_url=environ.get("CUNSHI_MAIL_URL", ""),
            mail_from=environ.get("CUNSHI_MAIL_FROM", ""),
            trusted_proxies=proxies,
            tls=environ.get("CUNSHI_SITE_URL", "").startswith("https://"),
        )

    @property
    def origin_host(self) -> str:
        """The public address without its scheme: the first part of every log's name."""
        return self.site_url.split("://", 1)[-1]

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The names under which requests are answered; ``None`` while nobody has said where the portal is reached."""
        if self.portal_url == LOCAL_PORTAL:
            return None
        return [urlsplit(self.portal_url).hostname or "", "localhost", "127.0.0.1"]

    def require_secret_key(self) -> str:
        """Return the secret key.

        :raise ConfigError: there is none; sessions could be forged.
        """
        least = 32
        if len(self.secret_key) < least:
            raise ConfigError("CUNSHI_SECRET_KEY 未设置或太短（至少 32 个字符），请用 openssl rand -hex 32 生成。")
        return self.secret_key


def _absolute(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    return url if path == url or path.startswith("/") else f"sqlite:///{ROOT / path}"
