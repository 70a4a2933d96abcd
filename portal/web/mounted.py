"""The areas this application was made with, and what they show on each other's screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, url_for

from portal.areas import Area, resolve
from portal.web.context import may

if TYPE_CHECKING:
    from portal.areas import Panel
    from portal.config import Config
    from portal.org.models import Place

_AREAS = "cunshi-areas"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPanel:
    """A panel of an upper area, ready for a screen."""

    title: str
    lines: tuple[str, ...]
    address: str
    mark: str


def mounted_areas() -> tuple[Area, ...]:
    """Return the areas of this application, lowest first."""
    areas: tuple[Area, ...] = current_app.extensions[_AREAS]
    return areas


def installation() -> Config:
    """Return the settings this application was made with."""
    config: Config = current_app.extensions["cunshi-config"]
    return config


def panels_about(village: Place, kind: str, subject_id: int | str) -> tuple[ShownPanel, ...]:
    """Return what the areas have to show on the screen of one thing to whoever is looking."""
    found = [
        panel for area in mounted_areas() if area.panels for panel in resolve(area.panels)(village, kind, subject_id)
    ]
    return tuple(_shown(panel, village) for panel in found if may(panel.permission))


def _shown(panel: Panel, village: Place) -> ShownPanel:
    values: dict[str, Any] = {"village": village.slug, **panel.values}
    return ShownPanel(title=panel.title, lines=panel.lines, address=url_for(panel.endpoint, **values), mark=panel.mark)
