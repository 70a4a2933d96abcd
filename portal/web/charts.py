"""Charts drawn when the site is built: plain SVG with title and description, the numbers stand in a table beside it.

Pure and in integers: amounts are fen, lengths are units of the drawing. Colours are classes of the style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from portal.kernel.months import Month
from portal.web.figures import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEN, _TEN_THOUSAND = 100, 10_000
_WIDTH, _HEIGHT = 360, 190
_LEFT, _RIGHT, _TOP, _FLOOR = 36, 4, 12, 150
_BAR, _GAP = 9, 2
_SHARE = 14
_LINES = 4
_STEPS = (1, 2, 5)
_JANUARY = 1
_WHOLE_X100 = 100_00
#: A ring: the middle, how far its line is from there, and not less than the length of that line.
_CENTRE, _RADIUS, _ROUND = 100, 82, 516


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartMonth:
    """One month of the chart; no amounts where the month is not public."""

    month: Month
    in_fen: int | None
    out_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing and the numbers it shows."""

    svg: Markup
    months: tuple[ChartMonth, ...]


def money_in_out(months: Sequence[tuple[str, int | None, int | None]]) -> Chart:
    """Return the chart of money in and out, month by month: ``("2026-10", in_fen, out_fen)``, ``None`` leaves a gap."""
    shown = tuple(ChartMonth(month=Month.parse(key), in_fen=in_, out_fen=out) for key, in_, out in months)
    step = _step(max((fen or 0 for one in shown for fen in (one.in_fen, one.out_fen)), default=0))
    parts = (*_grid(step), *_bars(shown, most=step * _LINES), *_ticks(shown))
    title = "各月收入和支出"
    drawing = (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="chart-title chart-text">'
        f'<title id="chart-title">{title}</title><desc id="chart-text">{_described(shown)}</desc>{"".join(parts)}</svg>'
    )
    return Chart(svg=Markup(drawing), months=shown)  # noqa: S704 - made of numbers, months and our own words


def rate_trend(title: str, months: Sequence[tuple[str, int]], *, goal_x100: int) -> Markup:
    """Return the chart of a rate month by month, ``("2026-10", 9500)`` for 95 %, with the goal as a line across."""
    shown = [(Month.parse(key), rate) for key, rate in months]
    goal = _y(goal_x100, most=_WHOLE_X100)
    parts = [
        *_rate_grid(),
        *_rate_bars(shown),
        f'<line class="chart-goal" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{goal}" y2="{goal}"/>',
        *_ticks([ChartMonth(month=month, in_fen=0, out_fen=0) for month, _ in shown]),
    ]
    first, last = shown[0][0].chinese, shown[-1][0].chinese
    told = escape(f"{title}，{first}到{last}每个月一根柱子，虚线是目标 {percent(goal_x100)}。数字在图下的表里。")
    return Markup(  # noqa: S704 - made of numbers, months and what was escaped
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="chart-title chart-text">'
        f'<title id="chart-title">{escape(title)}</title><desc id="chart-text">{told}</desc>{"".join(parts)}</svg>'
    )


def share_bar(count: int, *, of: int) -> Markup:
    """Return a bar as long as ``count`` is of ``of``; it only repeats a number beside it, so nobody is read it."""
    part = 0 if of <= 0 else min(count, of) * _WIDTH // of
    return Markup(  # noqa: S704 - made of numbers
        f'<svg class="share" viewBox="0 0 {_WIDTH} {_SHARE}" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="share-all" x="0" y="0" width="{_WIDTH}" height="{_SHARE}"/>'
        f'<rect class="share-part" x="0" y="0" width="{part}" height="{_SHARE}"/></svg>'
    )


def ring(count: int, *, of: int, needed: int, title: str) -> Markup:
    """Return a ring closed as far as ``count`` is of ``of``, with a stroke across it where ``needed`` is reached.

    ``title`` says the same in words.
    """
    part = 0 if of <= 0 else min(count, of) * _ROUND // of
    mark = 0 if of <= 0 else min(needed, of) * 360 // of  # degrees
    reached = " ring-reached" if count >= needed else ""
    circle = f'cx="{_CENTRE}" cy="{_CENTRE}" r="{_RADIUS}"'
    turned = f'transform="rotate(-90 {_CENTRE} {_CENTRE})"'
    return Markup(  # noqa: S704 - made of numbers; the title is escaped
        f'<svg class="ring{reached}" viewBox="0 0 {2 * _CENTRE} {2 * _CENTRE}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<circle class="ring-all" {circle}/>'
        f'<circle class="ring-part" {circle} {turned} stroke-dasharray="{part} {_ROUND}"/>'
        f'<line class="ring-mark" x1="{_CENTRE}" x2="{_CENTRE}" y1="{_CENTRE - _RADIUS - 11}" '
        f'y2="{_CENTRE - _RADIUS + 11}" transform="rotate({mark} {_CENTRE} {_CENTRE})"/>'
        f'<text class="ring-count" x="{_CENTRE}" y="{_CENTRE + 8}" aria-hidden="true">{count}</text>'
        f'<text class="ring-of" x="{_CENTRE}" y="{_CENTRE + 32}" aria-hidden="true">应到 {of}</text></svg>'
    )


def _step(most_fen: int) -> int:
    """Return the least round amount of which four reach ``most_fen``."""
    size = _FEN
    while True:
        for digit in _STEPS:
            if digit * size * _LINES >= most_fen:
                return digit * size
        size *= 10


def _grid(step: int) -> Iterator[str]:
    for line in range(_LINES + 1):
        y = _y(line * step, most=_LINES * step)
        yield f'<line class="chart-line" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        if line:
            yield f'<text class="chart-scale" x="{_LEFT - 4}" y="{y + 4}">{_short(line * step)}</text>'


def _rate_grid() -> Iterator[str]:
    for line in range(_LINES + 1):
        rate = line * _WHOLE_X100 // _LINES
        y = _y(rate, most=_WHOLE_X100)
        yield f'<line class="chart-line" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="chart-scale" x="{_LEFT - 4}" y="{y + 4}">{percent(rate)}</text>'


def _rate_bars(months: Sequence[tuple[Month, int]]) -> Iterator[str]:
    for place, (_, rate) in enumerate(months):
        x, y = _x(place, len(months)), _y(rate, most=_WHOLE_X100)
        yield f'<rect class="chart-in" x="{x}" y="{y}" width="{2 * _BAR + _GAP}" height="{_FLOOR - y}"/>'


def _bars(months: Sequence[ChartMonth], *, most: int) -> Iterator[str]:
    for place, one in enumerate(months):
        x = _x(place, len(months))
        if one.in_fen is None or one.out_fen is None:
            turned = f"rotate(-90 {x + _BAR + 4} {_FLOOR - 6})"
            yield f'<text class="chart-gap" transform="{turned}" x="{x + _BAR + 4}" y="{_FLOOR - 6}">没有数</text>'
            continue
        for name, left, fen in (("in", x, one.in_fen), ("out", x + _BAR + _GAP, one.out_fen)):
            y = _y(max(fen, 0), most=most)
            yield f'<rect class="chart-{name}" x="{left}" y="{y}" width="{_BAR}" height="{_FLOOR - y}"/>'


def _ticks(months: Sequence[ChartMonth]) -> Iterator[str]:
    for place, one in enumerate(months):
        middle = _x(place, len(months)) + _BAR + 1
        yield f'<text class="chart-tick" x="{middle}" y="{_FLOOR + 16}">{one.month.number}月</text>'
        if place == 0 or one.month.number == _JANUARY:
            yield f'<text class="chart-tick chart-year" x="{middle}" y="{_FLOOR + 32}">{one.month.year}</text>'


def _x(place: int, count: int) -> int:
    """Return where a month's two bars begin."""
    slot = (_WIDTH - _LEFT - _RIGHT) // max(count, 1)
    return _LEFT + place * slot + (slot - 2 * _BAR - _GAP) // 2


def _y(fen: int, *, most: int) -> int:
    """Return how far down an amount reaches."""
    return _FLOOR - fen * (_FLOOR - _TOP) // most


def _short(fen: int) -> str:
    """Return a round amount in few characters: ``500``, ``1.5万`` (yuan)."""
    yuan = fen // _FEN
    if yuan < _TEN_THOUSAND:
        return str(yuan)
    whole, rest = divmod(yuan, _TEN_THOUSAND)
    return f"{whole}万" if not rest else f"{whole}.{rest * 10 // _TEN_THOUSAND}万"


def _described(months: Sequence[ChartMonth]) -> str:
    public = [one for one in months if one.in_fen is not None]
    if not months:
        return ""
    first, last = months[0].month.chinese, months[-1].month.chinese
    missing = len(months) - len(public)
    gap = f"，其中 {missing} 个月这里没有数" if missing else ""
    return str(escape(f"{first}到{last}每个月的收入和支出，一月两根柱子{gap}。数字在图下的表里。"))
