"""The portal: one Flask application over one database, composed here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from portal import areas, home, pages
from portal.config import ROOT, Config
from portal.kernel import boxes
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import keep_files_in
from portal.kernel.db import database, open_database
from portal.web import addresses, characters, context, errors, forms, guards, headers, layout, session, templating

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.areas import Area
    from portal.kernel.clock import TimeSource


def create_app(config: Config | None = None, *, clock: TimeSource | None = None) -> Flask:
    """Return the portal as ``config`` (or the environment) describes it, on ``clock`` (or the machine's).

    :raise ConfigError: there is no secret key.
    :raise UnguardedViewError: a view says not who may enter.
    """
    config = config or Config.from_env()
    if clock is not None:
        kernel_clock.install(clock)
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config["SECRET_KEY"] = config.require_secret_key()
    app.config["TRUSTED_HOSTS"] = config.trusted_hosts
    addresses.init_app(app, portal_url=config.portal_url)
    _open(app, config)
    mounted = areas.load(config.areas)
    _edge(app, config, mounted)
    app.register_blueprint(home.blueprint)
    for blueprint in pages.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for area in mounted:
        if area.views:
            app.register_blueprint(areas.resolve(area.views))
    guards.refuse_unguarded(app)
    return app


def _open(app: Flask, config: Config) -> None:
    open_database(config.database_url)
    keep_files_in(config.upload_dir)
    boxes.keep_keys_in(config.key_dir)

    def connect() -> None:
        if database.is_closed():
            database.connect()

    def release(_fault: BaseException | None) -> None:
        if not database.is_closed():
            database.close()

    app.before_request(connect)
    app.teardown_request(release)


def _edge(app: Flask, config: Config, mounted: Sequence[Area]) -> None:
    templating.init_app(app)
    context.init_app(app)
    sections = [
        layout.Section(title=a.title, endpoint=a.menu, open_endpoint=a.open_menu, open_title=a.open_title)
        for a in mounted
        if a.menu
    ]
    layout.init_app(app, sections=sections)
    errors.init_app(app)
    headers.init_app(app, behind_tls=config.tls, trusted_proxies=config.trusted_proxies)
    session.init_app(app, behind_tls=config.tls)
    characters.init_app(app)
    guards.init_app(app)
    forms.init_app(app)
    app.extensions["cunshi-areas"] = tuple(mounted)
    app.extensions["cunshi-config"] = config
