"""The plots of a report, as SVG in the colours of the page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nnviz.core.writing.number_text import compact
from nnviz.session.comparison.seeds.cost_curve import CostBand
from nnviz.session.comparison.spread import Spread

_WIDTH, _LEFT, _RIGHT = 720, 70, 704
_TOP, _BESIDE, _FOOT = 12, 16, 44
"""Pixels above a chart of costs, right of it, and below for what is on its axis."""
_ROW = 26
_COLOURS = 8
_NUMBER = 105.0
"""Pixels that a number on the axis of iterations has at least."""
_DASHES = ("", ' stroke-dasharray="7 3"', ' stroke-dasharray="2 3"')


def style_of(k: int) -> str:
    """Return a contender's colour, with a dash pattern once the colours repeat."""
    return f'class="c{k % _COLOURS}"{_DASHES[k // _COLOURS % len(_DASHES)]}'


@dataclass(frozen=True, slots=True)
class CostChart:
    """The size of a chart of costs in pixels; ``left`` are those of the numbers."""

    width: int = _WIDTH
    height: int = 320
    left: int = _LEFT

    @property
    def right(self) -> int:
        """Where the last iteration is."""
        return self.width - _BESIDE

    @property
    def bottom(self) -> int:
        """Where the lowest cost is."""
        return self.height - _FOOT

    def x_of(self, iteration: float, last: float) -> float:
        """Return where an iteration is."""
        return self.left + iteration / last * (self.right - self.left)

    def places(self, last: int) -> dict[str, int]:
        """Return where iterations 0 and ``last`` are, and how far up and down."""
        return {
            "left": self.left,
            "right": round(self.x_of(last, max(1.0, last))),
            "top": _TOP,
            "bottom": self.bottom,
            "width": self.width,
        }


PLAIN = CostChart()


def draw_curves(
    bands: Sequence[tuple[str, CostBand]], chart: CostChart = PLAIN, last: float = 0.0
) -> str:
    """Draw medians and bands of costs over iterations, on a log axis if possible.

    The axis goes on to the iteration ``last``, or as far as the curves go.
    """
    values = [v for _, band in bands for v in (*band.low, *band.high)]
    ends = [band.iterations[-1] for _, band in bands if band.iterations]
    if not values:
        return "<p>No iteration has a finite cost.</p>"
    scale = _Scale(values)
    last = last or max(1.0, *ends)
    parts = [_axes(scale, last, chart)]
    for k, (name, band) in enumerate(bands):
        if band.iterations:
            parts.append(_curve(k, name, band, (scale, last, chart)))
    of = ", ".join(name for name, _ in bands if name)
    words = f"Cost by iteration of {of}" if of else "Cost by iteration"
    return _svg((chart.width, chart.height), words, "".join(parts))


def draw_spreads(
    title: str, spreads: Sequence[tuple[str, Spread | None]], *, log: bool
) -> str:
    """Draw a row for each contender: a dot at the median, a line from low to high."""
    values = [v for _, s in spreads if s is not None for v in (s.low, s.high)]
    if not values:
        return ""
    scale, left = _Scale(values, log=log), 190
    rows = []
    foot = 20 + _ROW * len(spreads)
    for value in scale.ticks():
        x = left + scale.place(value) * (_RIGHT - left)
        rows.append(f'<path d="M{x:.1f} 6V{foot - 8}" class="grid"/>')
        rows.append(_text(x, foot + 8, f"{compact(value)}", "middle"))
    for k, (name, spread) in enumerate(spreads):
        y = 20 + _ROW * k
        rows.append(_text(left - 10, y + 4, _short(name), "end"))
        if spread is None:
            rows.append(_text(left, y + 4, "no value", "start"))
            continue
        low, at, high = (
            left + scale.place(v) * (_RIGHT - left)
            for v in (spread.low, spread.median, spread.high)
        )
        rows.append(
            f"<g {style_of(k)}><title>{escape(name)}: {compact(spread.median)} "
            f"({compact(spread.low)} to {compact(spread.high)})</title>"
            f'<path d="M{low:.1f} {y}H{high:.1f}" class="line"/>'
            f'<circle cx="{at:.1f}" cy="{y}" r="4.5" class="dot"/></g>'
        )
    axis = f"{title} (log)" if scale.log else title
    rows.append(_text((left + _RIGHT) / 2, foot + 26, axis, "middle"))
    return _svg((_WIDTH, foot + 34), title, "".join(rows))


class _Scale:
    """Maps values to 0..1, logarithmically if they are positive and span a decade."""

    def __init__(self, values: Sequence[float], *, log: bool = True) -> None:
        low, high = min(values), max(values)
        self.log = log and low > 0.0 and high > 10.0 * low
        self._low, self._high = self._of(low), self._of(high)
        # A margin also where all values are the same, so that place does not divide
        # by 0.
        margin = 0.05 * (self._high - self._low) or 0.05 * (abs(self._low) or 1.0)
        self._low, self._high = self._low - margin, self._high + margin

    def _of(self, value: float) -> float:
        return math.log10(value) if self.log else value

    def place(self, value: float) -> float:
        return (self._of(value) - self._low) / (self._high - self._low)

    def ticks(self) -> list[float]:
        """Return the round values in the range."""
        if self.log:
            return _log_ticks(self._low, self._high)
        step = _step((self._high - self._low) / 5)
        first, last = math.ceil(self._low / step), math.floor(self._high / step)
        # Rounded through text, as 3 * 0.1 would be 0.30000000000000004.
        return [float(f"{k * step:.6g}") for k in range(first, last + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    """Return the powers of ten in a range of logarithms; in a short one 2 and 5 too."""
    every = math.ceil((high - low) / 6)
    digits = (1, 2, 5) if high - low < 3.0 else (1,)
    found = [
        float(f"{digit}e{power}")
        for power in range(math.floor(low), math.ceil(high))
        if power % every == 0
        for digit in digits
    ]
    return [value for value in found if low <= math.log10(value) <= high]


def _step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= raw * 0.999)


def _axes(scale: _Scale, last: float, chart: CostChart) -> str:
    parts = []
    bottom = chart.bottom
    for value in scale.ticks():
        y = bottom - scale.place(value) * (bottom - _TOP)
        parts.append(f'<path d="M{chart.left} {y:.1f}H{chart.right}" class="grid"/>')
        parts.append(_text(chart.left - 8, y + 4, f"{compact(value)}", "end"))
    step = _step(last * _NUMBER / (chart.right - chart.left))
    for k in range(int(last / step) + 1):
        x = chart.x_of(k * step, last)
        parts.append(_text(x, bottom + 18, f"{k * step:,g}", "middle"))
    middle = (chart.left + chart.right) / 2
    parts.append(_text(middle, bottom + 38, "iteration", "middle"))
    kind = "cost of batches (log)" if scale.log else "cost of batches"
    middle = (_TOP + bottom) / 2
    turned = _text(14, middle, kind, "middle", f' transform="rotate(-90 14 {middle})"')
    return "".join(parts) + turned


def _curve(
    k: int, name: str, band: CostBand, on: tuple[_Scale, float, CostChart]
) -> str:
    scale, last, chart = on

    def points(values: Sequence[float]) -> list[str]:
        return [
            f"{chart.x_of(x, last):.1f} "
            f"{chart.bottom - scale.place(v) * (chart.bottom - _TOP):.1f}"
            for x, v in zip(band.iterations, values, strict=True)
        ]

    around = "L".join(points(band.low) + points(band.high)[::-1])
    title = f"<title>{escape(name)}</title>" if name else ""
    return (
        f'<g {style_of(k)}>{title}<path d="M{around}Z" class="band"/>'
        f'<path d="M{"L".join(points(band.median))}" class="line"/></g>'
    )


def _short(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:25]}…"


def _text(x: float, y: float, text: str, anchor: str, more: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>'
        f"{escape(text)}</text>"
    )


def _svg(size: tuple[int, int], words: str, body: str) -> str:
    return (
        f'<svg viewBox="0 0 {size[0]} {size[1]}" role="img" class="plot" '
        f'aria-label="{escape(words)}">{body}</svg>'
    )
