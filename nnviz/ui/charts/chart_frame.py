"""All that a chart paints, as frozen values in the units of its axes."""

import msgspec
from PySide6.QtGui import QPen

from nnviz.ui.theme.line_styles import SeriesStyle
from nnviz.views.charts.pyramid import Numbers
from nnviz.views.ticks import Tick

Span = tuple[float, float]


class Stroke(msgspec.Struct, frozen=True, eq=False):
    """A line through points, (points,) each; a gap is not a number.

    Attributes
    ----------
    fine
        Whether it is short enough to be drawn thick and antialiased.
    """

    places: Numbers
    values: Numbers
    pen: QPen
    fine: bool


class ChartBand(msgspec.Struct, frozen=True, eq=False):
    """The lowest and highest value at some iterations, (points,) each, rising."""

    iterations: Numbers
    lows: Numbers
    highs: Numbers


class ShownBand(msgspec.Struct, frozen=True, eq=False):
    """The part of a band within the picture, and its colour."""

    band: ChartBand
    colour: str


class EndLabel(msgspec.Struct, frozen=True):
    """The name of a line, written where it leaves the picture."""

    value: float
    text: str
    colour: str


class Dot(msgspec.Struct, frozen=True):
    """A value that no line joins to others, or that is far from them."""

    iteration: float
    value: float
    style: SeriesStyle


class Cross(msgspec.Struct, frozen=True):
    """The mark at the end of a line that stopped before the others, and its words.

    A cross where the run failed, a dot where it reached a goal.
    """

    iteration: float
    value: float
    text: str
    colour: str
    text_colour: str
    failed: bool = True


class Marker(msgspec.Struct, frozen=True):
    """Something that happened at an iteration; ``tone`` is a colour of the theme."""

    iteration: int
    text: str
    tone: str = "bad"


class ChartReadout(msgspec.Struct, frozen=True):
    """The exact values at the crosshair: words and their colours, line by line.

    ``readings`` are the names of the lines with what is written of them.
    """

    iteration: int
    lines: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...] = ()


class ChartFrame(msgspec.Struct, frozen=True, eq=False):
    """The lines of a chart, the first at the back, and all that surrounds them.

    Attributes
    ----------
    x, y
        The iterations and the values that are visible; values are exponents of ten on
        a logarithmic axis.
    """

    x: Span = (0.0, 1.0)
    y: Span = (0.0, 1.0)
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    bands: tuple[ShownBand, ...] = ()
    end_labels: tuple[EndLabel, ...] = ()
    markers: tuple[Marker, ...] = ()
    dots: tuple[Dot, ...] = ()
    crosses: tuple[Cross, ...] = ()
