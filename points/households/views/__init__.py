"""The screens of household points, by what they are about; each module adds its own to the one blueprint."""

from points.households.views import board, counter, entries, lists, objections, own, pilots, prizes, schemes, year_end
from points.households.views.root import blueprint

__all__ = [
    "blueprint",
    "board",
    "counter",
    "entries",
    "lists",
    "objections",
    "own",
    "pilots",
    "prizes",
    "schemes",
    "year_end",
]
