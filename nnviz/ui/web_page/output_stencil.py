"""The output of a network for a page: a surface, a curve, or a bar for each output."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.data.prepared import PreparedData
from nnviz.files.run_page.packing import Levels
from nnviz.session.probe import ProbeSample
from nnviz.ui.figures.figure import FigurePart
from nnviz.ui.output.output_painting import (
    OutputPainter,
    curve_axes,
    curve_points,
    paint_grid,
    paint_groups,
    surface_axes,
    surface_points,
)
from nnviz.ui.output.surface_colours import surface_levels, surface_table
from nnviz.ui.painting.axes import Axes
from nnviz.ui.theme.tokens import Theme
from nnviz.ui.web_page.two_themes import AS_PAINTED, TwoThemes
from nnviz.views.output.curve_values import CurvePlan, curve
from nnviz.views.output.output_values import OutputPlan
from nnviz.views.output.surface_values import (
    Points,
    SurfacePlan,
    held_out_words,
    surface_of,
)

SIDE = 300
"""Pixels of the picture each way."""
_MOST_CLASSES, _MOST_POINTS = 10, 500
_WHOLE = QRectF(0, 0, SIDE, SIDE)
_DOT = 0.8


@dataclass(frozen=True, slots=True)
class OutputStencil:
    """The output of one network, of which the page fills in pixels or a curve.

    ``key`` begins the ids of its groups.
    """

    data: PreparedData
    plan: OutputPlan
    key: str
    themes: TwoThemes

    @property
    def kind(self) -> str:
        """What the page draws: ``surface``, ``curve`` or ``bars``."""
        shape = self.plan.shape
        if isinstance(shape, SurfacePlan) and len(shape.class_names) <= _MOST_CLASSES:
            return "surface"
        return "curve" if isinstance(shape, CurvePlan) else "bars"

    def header(self, samples: tuple[ProbeSample, ...]) -> dict[str, Any]:
        """Return what the page has to know to fill it."""
        found: dict[str, Any] = {"kind": self.kind, "side": SIDE}
        shape = self.plan.shape
        if isinstance(shape, SurfacePlan):
            found["cells"] = len(shape.x)
            found["table"] = [
                names_of(surface_table(shape, t)) for t in self.themes.pair
            ]
        if isinstance(shape, SurfacePlan | CurvePlan):
            found["places"] = [self._place(sample) for sample in samples]
            found["words"] = self._words(shape)
        return found

    def svg(self) -> str:
        """Return what lies over the pixels; "" where nothing does."""
        if self.kind == "bars":
            return ""
        size = QSize(SIDE, SIDE)
        painted = self.themes.groups(size, *map(self._parts, self.themes.pair))
        current = painted.pop(f"{self.key}-current")
        line = '<polyline class="fitted"/>' if self.kind == "curve" else ""
        return (
            f'<svg viewBox="0 0 {SIDE} {SIDE}" {AS_PAINTED} aria-hidden="true">'
            f"<defs>{current}</defs>{''.join(painted.values())}{line}"
            f'<use href="#{self.key}-current" class="current"/></svg>'
        )

    def surface(self, outputs: Floats) -> Levels:
        """Return the places in the table of the cells (C,), row after row."""
        shape = self.plan.shape
        assert isinstance(shape, SurfacePlan)
        values = surface_of(outputs, self.data, shape)
        return surface_levels(values, shape).ravel().astype(np.uint8)

    def curve(self, network: Network) -> Floats:
        """Return how far the curve (X,) is from the top of the picture, in pixels."""
        shape = self.plan.shape
        assert isinstance(shape, CurvePlan)
        heights = curve(network, self.data, shape).y
        axes = curve_axes(shape, _WHOLE)
        return np.asarray(axes.pixels(shape.x, heights)[1])

    def _axes(self) -> Axes:
        shape = self.plan.shape
        if isinstance(shape, SurfacePlan):
            return surface_axes(shape, _WHOLE)
        assert isinstance(shape, CurvePlan)
        return curve_axes(shape, _WHOLE)

    def _place(self, sample: ProbeSample) -> list[float] | None:
        """Return where a sample lies in the picture."""
        if sample.values is None:
            return None
        axes = self._axes()
        if self.kind == "surface":
            x, y = (float(value) for value in sample.values[:2])
        elif sample.wanted is not None:
            x, y = float(sample.values[0]), float(sample.wanted[0])
        else:
            return None
        return [round(axes.x_at(x), 1), round(axes.y_at(y), 1)]

    @staticmethod
    def _words(shape: SurfacePlan | CurvePlan) -> str:
        across, up = shape.axis_names
        held = held_out_words(shape.test, shape.validation)
        rings = f"; rings: {held}" if held else ""
        count = len(shape.train.rows)
        return f"{across} across, {up} up. Discs: {count} training samples{rings}."

    def _parts(self, theme: Theme) -> list[FigurePart]:
        whole = _WHOLE.toRect()
        points = partial(self._paint_points, theme=theme)
        current = partial(_paint_current, theme=theme)
        return [
            FigurePart(f"{self.key}-points", whole, points),
            FigurePart(f"{self.key}-current", whole, current),
        ]

    def _paint_points(self, painter: QPainter, theme: Theme) -> None:
        shape, axes = self.plan.shape, self._axes()
        if isinstance(shape, SurfacePlan):
            groups = surface_points(_fewer(shape), axes, theme)
        else:
            assert isinstance(shape, CurvePlan)
            paint_grid(painter, axes, theme)
            groups = curve_points(_fewer(shape), axes, theme)
        paint_groups(painter, groups, theme, _DOT)


def _paint_current(painter: QPainter, theme: Theme) -> None:
    axes = Axes(QRectF(-SIDE, -SIDE, 2 * SIDE, 2 * SIDE), (-1.0, 1.0), (-1.0, 1.0))
    assert axes.x_at(0.0) == 0.0
    OutputPainter(theme, 1.0).paint_current(painter, axes, (0.0, 0.0))


def names_of(table: np.ndarray[Any, np.dtype[np.uint32]]) -> list[str]:
    """Return the colours of a table by their names."""
    return [f"#{int(word) & 0xFFFFFF:06x}" for word in table]


def _fewer(shape: Any) -> Any:  # noqa: ANN401
    """Return a plan of which at most some hundred points of each part are drawn."""
    parts = {
        name: _some(getattr(shape, name)) for name in ("train", "test", "validation")
    }
    return msgspec.structs.replace(shape, **parts)


def _some(points: Points) -> Points:
    every = -(-len(points.rows) // _MOST_POINTS) or 1
    return Points(
        points.x[::every],
        points.y[::every],
        points.marks[::every],
        points.rows[::every],
    )
