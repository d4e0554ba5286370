"""A line of a plot: its name, its manner, its data, and what is visible of it."""

import math

import msgspec
import numpy as np
from PySide6.QtGui import QColor, QPen

from nnviz.ui.charts.chart_frame import ChartBand, Span, Stroke
from nnviz.ui.theme.line_styles import SeriesStyle, series_style
from nnviz.ui.theme.tokens import Theme, blend, legible
from nnviz.views.charts.chart_series import ChartSeries
from nnviz.views.charts.pyramid import Line, Numbers

MOST_POINTS = 3000
MOST_CROSSINGS = 40.0
"""A line of at most this many points, that crosses the picture's height at most this
many times, is drawn thick and antialiased; a longer one would take milliseconds.
"""

MOST_OF_BAND = 400
"""Points of each edge of a band that are painted at the most."""

LARGEST = 1e150
"""Values of this magnitude or more are gaps: their squares overflow."""

_BACK = {
    (False, False): 0.0,
    (True, False): 0.5,
    (False, True): 0.4,
    (True, True): 0.72,
}
"""How far a line goes towards the panel's tone, by being faint and left."""

BRIDGED = {True: 6.0, False: 40.0}
"""Pixels between two values that a line still joins though there were iterations
between them that nobody measured: less where a value may be anything until the next."""

APART = 12.0
"""Pixels from which on each of the values that a line joins has a mark."""

DASH = 9.0
"""Pixels of a dash and its gap."""

_MARKS: dict[str | int, str] = {
    "companion": "ring",
    "validation": "frame",
    "warning": "diamond",
}
"""Marks of points by the role of their line, if not a circle."""


class Ending(msgspec.Struct, frozen=True):
    """That a line ends for good after an iteration, and why: "diverged".

    Attributes
    ----------
    failed
        Whether the run failed, rather than reached a goal.
    """

    iteration: int
    text: str
    failed: bool = True


class Manner(msgspec.Struct, frozen=True):
    """How a line differs from the others.

    Attributes
    ----------
    role
        Name of a colour of the theme, or the number of a class colour.
    dashed
        Whether it is about data that training does not see.
    faint
        Whether it steps back behind the others.
    left
        Whether it shows branches that were left: faded, and dotted unless faint.
    restless
        Whether a value may be far from the one before, so that even a short line
        between two that were measured would claim too much.
    """

    role: str | int
    dashed: bool = False
    faint: bool = False
    left: bool = False
    restless: bool = False

    def colour(self, theme: Theme) -> str:
        """Return the colour in a theme, opaque."""
        if isinstance(self.role, int):
            base = theme.classes[self.role % len(theme.classes)]
        else:
            base = str(getattr(theme, self.role))
        return blend(base, theme.panel, _BACK[self.faint, self.left])

    def text_colour(self, theme: Theme) -> str:
        """Return the colour of the line's name, which must be legible."""
        if self.faint:
            return theme.muted
        return legible(self.colour(theme), theme)

    def style(self, theme: Theme) -> SeriesStyle:
        """Return how its points are drawn, each role with a mark of its own."""
        mark = _MARKS.get(self.role, "circle")
        if isinstance(self.role, int):
            mark = series_style(theme, self.role).marker
        return SeriesStyle(self.colour(theme), (), mark)

    def width(self, fine: bool) -> float:
        """Return how thick the line is, in pixels."""
        return 1.8 if fine and not self.faint else 1.0

    def pen(self, theme: Theme, width: float, fine: bool) -> QPen:
        """Return the pen; a line that is not fine has its gaps in its data."""
        pen = QPen(QColor(self.colour(theme)), width)
        if self.left and not self.faint and fine:
            pen.setDashPattern([1.5, 2.0])
        elif self.dashed and fine:
            pen.setDashPattern([4.0, 2.5])
        return pen


class ChartCurve:
    """A named line over the iterations.

    Attributes
    ----------
    shown
        Whether the user wants to see it.
    in_front
        Whether it lies over all lines that are not.
    ending
        That it ended before the others, if it did.
    band
        The range of several runs around it, if there are several.
    """

    def __init__(self, name: str, manner: Manner, series: ChartSeries) -> None:
        self.name = name
        self.manner = manner
        self.series = series
        self.shown = True
        self.in_front = False
        self.ending: Ending | None = None
        self.band: ChartBand | None = None
        self._line: Line = (np.empty(0), np.empty(0))
        self._edges = np.empty(0)
        self._fine, self._sparse = True, False

    @property
    def end(self) -> float | None:
        """The value where the line leaves the picture, or nothing."""
        point = self.last_point
        return None if point is None else point[1]

    @property
    def last_point(self) -> tuple[float, float] | None:
        """Where the line that is drawn ends, or nothing."""
        places, values = self._line
        # Mostly it is the very last of them.
        finite = (
            slice(-1, None) if np.isfinite(values[-1:]).all() else np.isfinite(values)
        )
        places, values = places[finite], values[finite]
        if not self.shown or not len(values):
            return None
        return float(places[-1]), float(values[-1])

    @property
    def extent(self) -> tuple[float, float] | None:
        """The lowest and highest value drawn, or nothing."""
        values = self._line[1]
        if self.band is not None:
            values = np.concatenate((values, self._edges))
        values = values[np.isfinite(values)]
        if not self.shown or not len(values):
            return None
        return float(values.min()), float(values.max())

    @property
    def dots(self) -> list[tuple[float, float]]:
        """The points that no line joins, and all where they are far apart."""
        places, values = self._line
        if not self.shown or not len(values):
            return []
        marked = np.isfinite(values)
        if not self._sparse:
            if len(marked) > 1 and marked.all():
                return []
            known = np.concatenate(([False], marked, [False]))
            marked &= ~known[:-2] & ~known[2:]
        return list(zip(places[marked].tolist(), values[marked].tolist(), strict=True))

    def show(self, shown: bool) -> None:
        """Draw the line, or hide it."""
        self.shown = shown

    def read(self, first: float, last: float, count: int, log: bool) -> None:
        """Fetch what is visible between two iterations in ``count`` pixels.

        A faint line, which is thin, has a bucket for each pixel, a thick one for two.
        """
        buckets = count if self.manner.faint else max(count // 2, 2)
        places, values = self._fetch(first, last, buckets)
        if log:
            positive = np.where(values > 0.0, values, np.nan)
            values = np.log10(positive)
        else:
            values = np.where(np.abs(values) < LARGEST, values, np.nan)
        if self.band is not None:
            band = seen_band(self.band, (first, last), log)
            self._edges = np.concatenate((band.lows, band.highs))
        self._fine = is_fine(values)
        pixel = (last - first) / count
        self._sparse = self.series.is_sparse and is_sparse(places, APART * pixel)
        if self.series.is_sparse:
            bridged = BRIDGED[self.manner.restless] * pixel
            places, values = broken(places, values, max(bridged, 1.0))
        if self.manner.dashed and not self._fine:
            values = with_gaps(places, values, DASH * pixel)
        self._line = places, values

    def _fetch(self, first: float, last: float, count: int) -> Line:
        return self.series.line(first, last, count)

    def clear(self) -> None:
        """Forget all values, its ending and its band."""
        self.series.clear()
        self.ending, self.band = None, None

    def stroke(self, theme: Theme) -> Stroke:
        """Return the line as it is painted in a theme."""
        pen = self.manner.pen(theme, self.manner.width(self._fine), self._fine)
        return Stroke(*self._line, pen, self._fine)


def is_fine(values: Numbers) -> bool:
    """Tell whether a line is short enough to be drawn thick and antialiased."""
    finite = values[np.isfinite(values)]
    if len(finite) < 2 or len(finite) > MOST_POINTS:
        return len(finite) < 2
    height = float(np.ptp(finite)) or 1.0
    crossings = float(np.abs(np.diff(finite)).sum()) / height
    return crossings <= MOST_CROSSINGS


def is_sparse(places: Numbers, least: float) -> bool:
    """Tell whether neighbours are this far apart, as a rule."""
    gaps = places[1:] - places[:-1]
    far = gaps >= least
    more = 2 * int(np.count_nonzero(far)) - len(gaps)
    if more or not len(gaps):
        return more > 0
    # Half of them are: as ``np.median`` has it, the middle two are on average.
    return float(gaps[~far].max() + gaps[far].min()) / 2 >= least


def broken(places: Numbers, values: Numbers, most: float) -> Line:
    """Leave a gap wherever neighbours are farther apart than ``most`` iterations."""
    cuts = np.flatnonzero(places[1:] - places[:-1] > most) + 1
    if not len(cuts):
        return places, values
    return np.insert(places, cuts, places[cuts]), np.insert(values, cuts, np.nan)


def with_gaps(places: Numbers, values: Numbers, period: float) -> Numbers:
    """Dash a line by leaving out values, which paints faster than a dashed pen.

    The period is rounded up to a power of two of iterations, so that the dashes stand
    still while the run grows.
    """
    rounded = 2.0 ** math.ceil(math.log2(max(period, 2.0)))
    return np.where(places % rounded < 0.66 * rounded, values, np.nan)


def seen_band(band: ChartBand, span: Span, log: bool) -> ChartBand:
    """Return what is within a span of iterations, in the units of the value axis.

    Where there are too many points, neighbours are joined to their extremes.
    """
    first = max(int(np.searchsorted(band.iterations, span[0], "right")) - 1, 0)
    last = int(np.searchsorted(band.iterations, span[1])) + 1
    places, lows, highs = (
        values[first:last] for values in (band.iterations, band.lows, band.highs)
    )
    finite = np.isfinite(lows) & np.isfinite(highs)
    if log:
        finite &= highs > 0.0
    places, lows, highs = places[finite], lows[finite], highs[finite]
    if len(places) > MOST_OF_BAND:
        starts = np.arange(0, len(places), -(-len(places) // MOST_OF_BAND))
        places = places[starts]
        lows = np.minimum.reduceat(lows, starts)
        highs = np.maximum.reduceat(highs, starts)
    if log:
        lows, highs = np.log10(np.maximum(lows, 1e-300)), np.log10(highs)
    return ChartBand(places, lows, highs)
