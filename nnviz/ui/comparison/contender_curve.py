"""A contender's line in a plot: in its style, in front or stepped back."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from nnviz.ui.charts.chart_curve import ChartCurve, Manner
from nnviz.ui.charts.chart_series import ChartSeries
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import Theme, blend

LONGEST = 16
"""Letters of a name that are written beside a curve."""

_BACK = 0.62
"""How far a line goes towards the panel's tone while another one is in front."""


class ContenderManner(Manner, frozen=True):
    """How the line of contender ``role`` is told from the others.

    Attributes
    ----------
    chosen
        Whether it is in front.
    back
        Whether it steps back since another one is in front.
    quick
        Whether it moves, and is drawn as fast as can be: a line that is exactly one
        pixel wide takes a thirtieth of the time.
    """

    chosen: bool = False
    back: bool = False
    quick: bool = False

    def colour(self, theme: Theme) -> str:
        """Return the colour in a theme, opaque."""
        colour = series_style(theme, int(self.role)).colour
        if self.left:
            return blend(colour, theme.panel, 0.5)
        return blend(colour, theme.panel, _BACK if self.back else 0.0)

    def text_colour(self, theme: Theme) -> str:
        """Return the colour of the line's name, which must be legible."""
        if self.back:
            return theme.muted
        return blend(series_style(theme, int(self.role)).colour, theme.text, 0.25)

    def width(self, fine: bool) -> float:
        """Return how thick the line is, in pixels."""
        if self.quick or not fine:
            return 1.0
        return 2.6 if self.chosen else 1.8

    def pen(self, theme: Theme, width: float, fine: bool) -> QPen:
        """Return the pen; a line that is not fine has its gaps in its data."""
        pen = series_style(theme, int(self.role)).pen(width)
        pen.setColor(QColor(self.colour(theme)))
        if not fine:
            pen.setStyle(Qt.PenStyle.SolidLine)
        return pen


class ContenderCurve(ChartCurve):
    """The line of one contender; the chosen one lies over the others."""

    def __init__(self, name: str, index: int, series: ChartSeries) -> None:
        manner = ContenderManner(index, dashed=index > 0)
        super().__init__(shortened(name), manner, series)
        self.index = index

    def step(self, chosen: int | None) -> None:
        """Come to the front, or step back, as another or no contender is chosen."""
        self.in_front = chosen == self.index
        back = chosen is not None and not self.in_front
        self.manner = replace(self.manner, chosen=self.in_front, back=back)

    def hurry(self, quick: bool) -> None:
        """Be drawn as fast as can be, or as well; the next drawing does."""
        self.manner = replace(self.manner, quick=quick)


def shortened(name: str, most: int = LONGEST) -> str:
    """Return a name that is not longer than there is room for."""
    return name if len(name) <= most else name[: most - 1] + "…"
