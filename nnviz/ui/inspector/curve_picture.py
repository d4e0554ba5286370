"""A neuron's point on the curve of its activation, and the tangent there."""

import math
from functools import partial

from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import find_activation
from nnviz.explain.explanation import CurvePoint
from nnviz.explain.exploring.function_curves import FunctionCurve, sampled_curve
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.painting.function_chart import (
    ChartLine,
    ChartPoint,
    FunctionCanvas,
    FunctionChart,
    function_pen,
    value_span,
)
from nnviz.ui.theme.enlarging import keep_size

HEIGHT = 150
LEAST_REACH = 4.0
_POINTS = 241
_ROOM = 0.12
"""Above and below the curve, as a share of its values: the point may be at its end."""


class CurvePicture(FunctionCanvas):
    """Shows a = f(z) around 0, the point (z, a), and the slope as a dashed line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        keep_size(self, height=HEIGHT)
        self._shown: tuple[CurvePoint, bool] | None = None

    def design_height(self, width: int) -> int:
        """Return its one height."""
        return HEIGHT

    def show_point(self, point: CurvePoint, hidden: bool = False) -> None:
        """Show another point, or while it is to be worked out the curve alone."""
        if (point, hidden) == self._shown:
            return
        self._shown = point, hidden
        place = "" if hidden else f" at z = {point.z!r}, a = {point.a!r}"
        text = f"The curve of {find_activation(point.activation).label}{place}"
        if point.slope is not None and not hidden:
            text += f", slope {point.slope!r}"
        self.setToolTip(text)
        if math.isfinite(point.z) and math.isfinite(point.a):
            self.show_chart(_chart(point, hidden), text)
        else:
            self.setAccessibleName(text)
            self.show_hint("z is not finite: it has no place on the curve", "warning")


def _chart(point: CurvePoint, hidden: bool) -> FunctionChart:
    curve = curve_of(point.activation, reach_for(point.z))
    ink = partial(sign_colour, point.a)
    return FunctionChart(
        curve.z,
        (ChartLine(curve.value, function_pen),),
        value_span((curve.value,), margin=_ROOM),
        ("z", _axis_name(point.activation)),
        None if hidden else ChartPoint(point.z, point.a, point.slope, ink, named=True),
    )


def _axis_name(name: str) -> str:
    """Return what the axis of the values is called: ``tanh(z)``, or the function."""
    activation = find_activation(name)
    named = activation.short or name in ACTIVATIONS
    return f"{activation.label}(z)" if named else f"f(z): {activation.label}"


def reach_for(z: float) -> float:
    """Return how far the axis of z goes: 4, doubled until z is well inside."""
    reach = LEAST_REACH
    while abs(z) > 0.9 * reach:
        reach *= 2.0
    return reach


def curve_of(name: str, reach: float) -> FunctionCurve:
    """Return the curve of the activation of a name, from minus to plus ``reach``."""
    return sampled_curve(find_activation(name), reach, _POINTS)
