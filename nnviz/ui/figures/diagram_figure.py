"""The network diagram as a figure: a part for each layer, and for its edges."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter

from nnviz.ui.diagram.diagram_painting import (
    FUNCTION_SIZE,
    name_rooms,
    paint_flows,
    paint_header,
    paint_names,
    short_titles,
)
from nnviz.ui.diagram.edge_painting import EdgePainter
from nnviz.ui.diagram.inks import Inks, inks_of
from nnviz.ui.diagram.neuron_painting import NeuronPainter
from nnviz.ui.figures.figure import POINT, FigurePart
from nnviz.ui.painting.canvas import CENTRE, SMALL, write
from nnviz.ui.painting.stamps import Stamps
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.tokens import Theme
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.geometry import Area, Geometry, LayerColumn, ShownNeurons
from nnviz.views.diagram.parts import NeuronPart, NumberFormat
from nnviz.views.diagram.scene import lay_out, strengths, strongest
from nnviz.views.diagram.tikz import TikzLook, tikz_of
from nnviz.views.numbers import signed

_FINE = 4.0
"""Pixels of a neuron's picture per pixel of the design: sharp in print."""
_MARGIN = 12.0
_BESIDE = 12.0
"""Pixels between neurons and their names, more than these have in the window: a reader
may have other fonts."""
_FOOT = 14.0


@dataclass(frozen=True, slots=True)
class DiagramWish:
    """What a figure of a diagram shows.

    Attributes
    ----------
    values, names, biases
        Whether neurons have their values, inputs and outputs their names, and neurons
        their biases.
    neurons
        How many neurons of a layer are shown at most, those that matter most.
    focus
        The neuron whose edges are emphasised.
    """

    values: bool = True
    names: bool = True
    biases: bool = True
    neurons: int = 16
    focus: NeuronPart | None = None


WHOLE = DiagramWish()


def diagram_geometry(
    state: DiagramState, size: QSize, wish: DiagramWish = WHOLE
) -> Geometry:
    """Place the layers of a network in a figure of a size."""
    layers = [_shown(state, layer, wish) for layer in range(len(state.sizes))]
    width, height = size.width(), size.height()
    inputs = () if state.input_image is not None else state.input_names
    named = (inputs, state.output_names) if wish.names else ((), ())
    left, right = name_rooms(named, width, len(layers))
    some_hidden = any(len(shown.neurons) < shown.size for shown in layers)
    foot = _FOOT if some_hidden else 0.0
    bottom = _MARGIN + foot
    left, right = (_MARGIN + names + _BESIDE * (names > 0) for names in (left, right))
    area = Area(width, height, left, right, bottom=bottom)
    return lay_out(layers, area)


def diagram_parts(
    state: DiagramState, size: QSize, theme: Theme, wish: DiagramWish = WHOLE
) -> tuple[FigurePart, ...]:
    """Return what is painted: the edges into each layer, then its neurons."""
    return tuple(_DiagramParts(state, size, theme, wish).parts())


def diagram_tikz(
    state: DiagramState,
    size: QSize,
    theme: Theme,
    wish: DiagramWish,
    unit: float,
    said: str = "",
) -> str:
    """Return the same diagram as a TikZ document; neurons have no pictures there."""
    if not wish.names:
        state = replace(state, input_names=(), output_names=())
    look = TikzLook(
        unit,
        SMALL * unit / POINT,
        theme.positive,
        theme.negative,
        theme.strokes,
        signed if wish.values else None,
    )
    return tikz_of(state, diagram_geometry(state, size, wish), look, said)


class _DiagramParts:
    """Paints the parts of one figure, with the painters of the window."""

    def __init__(
        self, state: DiagramState, size: QSize, theme: Theme, wish: DiagramWish
    ) -> None:
        if not wish.names:
            state = replace(state, input_names=(), output_names=())
        self._state, self._size, self._wish = state, size, wish
        self._inks = inks_of(theme)
        self._geometry = diagram_geometry(state, size, wish)
        written: NumberFormat = signed if wish.values else _nothing
        self._neurons = NeuronPainter(self._inks, _FINE, written, keeps=False)
        self._neurons.with_biases = wish.biases
        self._edges = EdgePainter(
            self._geometry, size, _FINE, self._inks, as_lines=True
        )
        self._edges.look(state, wish.focus, ())
        rooms = [column.room for column in self._geometry.columns]
        self._titles = short_titles(state.layer_names, rooms)

    def parts(self) -> Iterator[FigurePart]:
        whole = QRect(0, 0, self._size.width(), self._size.height())
        for gap in self._geometry.gaps:
            paint = partial(self._paint_edges, layer=gap.layer)
            yield FigurePart(f"edges-{gap.layer}", whole, paint)
        for column, title in zip(self._geometry.columns, self._titles, strict=True):
            layer = partial(self._paint_layer, column=column, title=title)
            yield FigurePart(f"layer-{column.layer}", whole, layer)
        stepping = self._state.stepping
        if stepping is not None and stepping.flows:
            moving = partial(
                paint_flows,
                geometry=self._geometry,
                stepping=stepping,
                progress=1.0,
                inks=self._inks,
                write=signed,
            )
            yield FigurePart("moving", whole, moving)

    def _paint_edges(self, painter: QPainter, layer: int) -> None:
        self._edges.paint_layer(painter, layer)

    def _paint_layer(self, painter: QPainter, column: LayerColumn, title: str) -> None:
        self._neurons.paint(painter, self._state, (column,), self._wish.focus)
        paint_words(painter, self._state, (column, title), self._size, self._inks)


def paint_words(
    painter: QPainter,
    state: DiagramState,
    titled: tuple[LayerColumn, str],
    size: QSize,
    inks: Inks,
) -> None:
    """Paint the names beside a column, its title, and how much of it is shown."""
    column, title = titled
    stamps = Stamps(_FINE, keeps=False)
    paint_names(painter, state, column, size.width(), inks, stamps)
    paint_header(painter, title, column, inks)
    shown = column.shown
    if len(shown.neurons) < shown.size:
        painter.setFont(text_font(FUNCTION_SIZE))
        some = f"… {len(shown.neurons)} of {shown.size}"
        words = f"{shown.size} inputs" if shown.is_image else some
        room = QRectF(column.x - column.room / 2, column.bottom, column.room, _FOOT)
        write(painter, room, CENTRE, words, inks.theme.muted)


def _nothing(_value: float) -> str:
    return ""


def _shown(state: DiagramState, layer: int, wish: DiagramWish) -> ShownNeurons:
    """Return which neurons of a layer are shown: the strongest, if not all."""
    size = state.sizes[layer]
    if layer == 0 and state.input_image is not None:
        rows, columns = state.input_image.shape
        return ShownNeurons(size, np.arange(0), (rows, columns))
    if size <= wish.neurons:
        return ShownNeurons(size, np.arange(size))
    focus = wish.focus
    kept = focus.index if focus is not None and focus.layer == layer else None
    chosen = strongest(strengths(state, layer), wish.neurons, None, kept)
    return ShownNeurons(size, chosen)
