"""Charts of bars for any whole numbers: columns side by side, or strips one below another; plain SVG, no scripts.

A drawing only repeats the table beside it: it has a title for whoever is read it, and needs no ids, so that several
stand on one page. Colours are classes of the style sheets; lengths are units of the drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_WIDTH = 360
_LEFT, _RIGHT, _TOP, _FLOOR, _FOOT = 36, 4, 12, 150, 20
_LINES = 4
_STEPS = (1, 2, 5)
_WIDEST, _GAP = 22, 2
_STRIP, _STRIP_GAP, _LABEL, _VALUE = 14, 26, 12, 44


def columns(
    title: str, bars: Sequence[tuple[str, Sequence[int]]], *, told: Callable[[int], str], classes: Sequence[str] = ()
) -> Markup:
    """Return columns, one group for each label: ``("10月", (350, 100))``; none of the numbers is negative.

    ``told`` writes a number; ``classes`` name the colour of each number of a group, ``chart-in`` and ``chart-out``
    without one.
    """
    names = tuple(classes) or ("chart-in", "chart-out")
    step = _step(max((value for _, values in bars for value in values), default=0))
    parts = (*_grid(step, told), *_groups(bars, names, most=step * _LINES), *_labels(bars))
    return _drawing(title, _FLOOR + _FOOT, parts)


def strips(title: str, bars: Sequence[tuple[str, int]], *, told: Callable[[int], str]) -> Markup:
    """Return strips, one for each label and number; the longest fills the width. None of the numbers is negative."""
    most = max((value for _, value in bars), default=0) or 1
    room = _WIDTH - _VALUE
    parts = []
    for place, (label, value) in enumerate(bars):
        y = place * (_STRIP + _STRIP_GAP) + _LABEL
        long = value * room // most
        parts += [
            f'<text class="chart-label" x="0" y="{y}">{escape(label)}</text>',
            f'<rect class="chart-in" x="0" y="{y + 4}" width="{long}" height="{_STRIP}"/>',
            f'<text class="chart-label" x="{long + 4}" y="{y + _STRIP + 1}">{escape(told(value))}</text>',
        ]
    return _drawing(title, len(bars) * (_STRIP + _STRIP_GAP) + _LABEL, parts)


def _drawing(title: str, height: int, parts: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 - made of numbers and of what was escaped
        f'<svg class="chart" viewBox="-4 0 {_WIDTH + 8} {height}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _step(most: int) -> int:
    """Return the least round number of which four reach ``most``."""
    size = 1
    while True:
        for digit in _STEPS:
            if digit * size * _LINES >= most:
                return digit * size
        size *= 10


def _grid(step: int, told: Callable[[int], str]) -> Iterator[str]:
    for line in range(_LINES + 1):
        y = _y(line * step, most=_LINES * step)
        yield f'<line class="chart-line" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        if line:
            yield f'<text class="chart-scale" x="{_LEFT - 4}" y="{y + 4}">{escape(told(line * step))}</text>'


def _groups(bars: Sequence[tuple[str, Sequence[int]]], names: Sequence[str], *, most: int) -> Iterator[str]:
    slot = _slot(len(bars))
    for place, (_, values) in enumerate(bars):
        wide = max(1, min(_WIDEST, (slot - _GAP) // max(len(values), 1) - _GAP))
        left = _LEFT + place * slot + (slot - len(values) * (wide + _GAP)) // 2
        for number, value in enumerate(values):
            y = _y(value, most=most)
            x = left + number * (wide + _GAP)
            yield f'<rect class="{names[number]}" x="{x}" y="{y}" width="{wide}" height="{_FLOOR - y}"/>'


def _labels(bars: Sequence[tuple[str, Sequence[int]]]) -> Iterator[str]:
    slot = _slot(len(bars))
    for place, (label, _) in enumerate(bars):
        middle = _LEFT + place * slot + slot // 2
        yield f'<text class="chart-tick" x="{middle}" y="{_FLOOR + 14}">{escape(label)}</text>'


def _slot(count: int) -> int:
    return (_WIDTH - _LEFT - _RIGHT) // max(count, 1)


def _y(value: int, *, most: int) -> int:
    return _FLOOR - value * (_FLOOR - _TOP) // most
