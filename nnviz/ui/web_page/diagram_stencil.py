"""A diagram for a page: what never changes painted, what changes in places to fill.

Everything is painted by the painters of the window, for both themes. The page chooses
the pen of an edge, which of the painted marks a neuron wears, what is written for it,
and the pixels of its face.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPen

from nnviz.ui.diagram.diagram_painting import short_titles
from nnviz.ui.diagram.edge_painting import (
    LEAST_STRONG,
    MOST_STRONG,
    curve,
    hairlines,
    is_curved,
    pen_looks,
    strongest_edges,
)
from nnviz.ui.diagram.inks import Inks, colour, inks_of
from nnviz.ui.diagram.neuron_painting import (
    ASIDE_SIZE,
    BENEATH_SIZE,
    LEAST_ASIDE,
    has_values,
    neuron_box,
    value_place,
)
from nnviz.ui.diagram.neuron_sprites import Sprites, cross_out, paint_halo
from nnviz.ui.figures.diagram_figure import DiagramWish, diagram_geometry, paint_words
from nnviz.ui.figures.figure import FigurePart
from nnviz.ui.theme.tokens import Theme
from nnviz.ui.web_page.two_themes import AS_PAINTED, TwoThemes
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.edge_codes import LEVELS, TONES, DotLook, encode
from nnviz.views.diagram.faces import BAR_INSET
from nnviz.views.diagram.geometry import Gap, Geometry, LayerColumn
from nnviz.views.diagram.hits import bias_dot

MOST_NEURONS = 16
SIZES = (QSize(760, 470), QSize(340, 420))
"""Of the diagram on a usual screen, and on a phone, there at least."""
LOOKS = ("frame", "marked", "dead", "plus", "minus", "zero", "chosen")
"""What a neuron may wear; the first and one of the dots it always does."""
_FINGER = 44
_PENS = TONES * LEVELS
_DOTS: dict[str, DotLook] = {"plus": "plus", "minus": "minus", "zero": "zero"}
Codes = NDArray[np.uint8]


def placed_in_sizes(state: DiagramState) -> tuple[tuple[Geometry, QSize], ...]:
    """Place a network once for each size; all show the same neurons.

    On a phone it is as high as fingers need.
    """
    wish = DiagramWish(neurons=MOST_NEURONS)
    wide, narrow = ((diagram_geometry(state, size, wish), size) for size in SIZES)
    columns = [column for column in narrow[0].columns if len(column.ys) > 1]
    lacking = max(((_FINGER - c.pitch) * len(c.ys) for c in columns), default=0.0)
    if lacking > 0:
        size = narrow[1] + QSize(0, ceil(lacking))
        narrow = diagram_geometry(state, size, wish), size
    return wide, narrow


def edge_codes(state: DiagramState, geometry: Geometry) -> Codes:
    """Return the pen of each edge, gap by gap, by its place in the stencil's table."""
    found, smooth = [], is_curved(geometry)
    for gap in geometry.gaps:
        coded = encode(state, gap, None)
        codes = coded.codes.astype(np.uint8)
        if not smooth:
            most = max(MOST_STRONG // len(geometry.gaps), LEAST_STRONG)
            weak = np.ones(len(codes), np.bool_)
            weak[strongest_edges(coded, most)] = False
            codes[weak] += _PENS
        found.append(codes)
    return np.concatenate(found)


@dataclass(frozen=True, slots=True)
class Stencil:
    """The diagram of a network in one size.

    Attributes
    ----------
    key
        Begins the ids of its groups; no other stencil of the page has it.
    """

    state: DiagramState
    geometry: Geometry
    size: QSize
    key: str
    themes: TwoThemes

    def header(self) -> dict[str, Any]:
        """Return what the page has to know to fill it."""
        return {
            "pens": [self._pens(gap) for gap in self.geometry.gaps],
            "gaps": [gap.count for gap in self.geometry.gaps],
            "nodes": [self._node(*each) for each in self._neurons()],
            "image": self._image_box(),
            "inset": BAR_INSET,
        }

    def svg(self) -> str:
        """Return it as an element of the page."""
        width, height = self.size.toTuple()
        groups = self.themes.groups(self.size, *map(self._parts, self.themes.pair))
        words = groups.pop(f"{self.key}-words", "")
        body = [
            f"<defs>{''.join(groups.values())}</defs>",
            f'<g class="edges" fill="none" aria-hidden="true">{self._edges()}</g>',
            f'<g aria-hidden="true">{words}</g>',
            *(self._neuron(*each, groups) for each in self._neurons()),
        ]
        return (
            f'<svg viewBox="0 0 {width} {height}" {AS_PAINTED} role="group" '
            f'aria-label="Network diagram">{"".join(body)}</svg>'
        )

    def _neurons(self) -> Iterator[tuple[LayerColumn, int, int]]:
        """Yield the column of each neuron that is shown, its place in it and number."""
        for column in self.geometry.columns:
            for place, neuron in enumerate(column.shown.neurons.tolist()):
                yield column, place, neuron

    def _pens(self, gap: Gap) -> list[tuple[str, float, str]]:
        """Return the looks of all codes: true widths, then as there are very many."""
        looks = []
        found = (_looks_of(gap, inks_of(theme)) for theme in self.themes.pair)
        for light, dark in zip(*found, strict=True):
            name = self.themes.colour(light[0], dark[0])
            looks.append((name, light[1], " ".join(map(str, light[2]))))
        return looks

    def _node(self, column: LayerColumn, place: int, neuron: int) -> list[Any]:
        box = neuron_box(column, place)
        return [column.layer, neuron, box.x(), box.y(), box.width()]

    def _image_box(self) -> list[float] | None:
        column = self.geometry.columns[0]
        if not column.shown.is_image:
            return None
        box = _image_rect(column)
        return [box.x(), box.y(), box.width(), box.height()]

    def _edges(self) -> str:
        """Return the edges as they are now: the first picture needs no numbers."""
        smooth, lines = is_curved(self.geometry), []
        codes = iter(edge_codes(self.state, self.geometry).tolist())
        for gap in self.geometry.gaps:
            pens, (starts, stops) = self._pens(gap), gap.ends()
            for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
                path = _path(gap, start, stop, smooth=smooth)
                name, width, dash = pens[next(codes)]
                dashes = f' stroke-dasharray="{dash}"' if dash else ""
                lines.append(
                    f'<path d="{path}" stroke="{name}" stroke-width="{width}"{dashes}/>'
                )
        return "".join(lines)

    def _neuron(
        self, column: LayerColumn, place: int, neuron: int, painted: dict[str, str]
    ) -> str:
        """Return a group that is a button, with all that the neuron may wear."""
        box, layer = neuron_box(column, place), column.layer
        uses = "".join(
            f'<use href="#{name}" class="{look}"/>'
            for look in LOOKS
            if (name := f"{self.key}-{layer}-{look}") in painted
        )
        button = 'tabindex="-1" role="button"' if layer else 'role="img"'
        return (
            f'<g class="neuron" transform="translate({box.x()},{box.y()})" {button} '
            f'data-layer="{layer}" data-neuron="{neuron}">'
            f"{_hit(column, box.width())}{uses}{self._value(column)}</g>"
        )

    def _value(self, column: LayerColumn) -> str:
        if not has_values(column):
            return ""
        aside, box = column.aside >= LEAST_ASIDE, neuron_box(column, 0)
        box.moveTo(0, 0)
        at = value_place(box, 0.0, aside)
        size = ASIDE_SIZE if aside else BENEATH_SIZE
        anchor = "start" if aside else "middle"
        return (
            f'<text class="value" x="{at.x():g}" y="{at.y():g}" font-size="{size}" '
            f'text-anchor="{anchor}"></text>'
        )

    def _parts(self, theme: Theme) -> list[FigurePart]:
        whole = QRectF(QPoint(0, 0), self.size.toSizeF()).toRect()
        inks = inks_of(theme)
        words = partial(self._paint_words, inks=inks)
        parts = [FigurePart(f"{self.key}-words", whole, words)]
        for column in self.geometry.columns:
            if not len(column.ys):
                continue
            for look in LOOKS if column.layer else ("frame",):
                paint = partial(_paint_look, column=column, look=look, inks=inks)
                name = f"{self.key}-{column.layer}-{look}"
                parts.append(FigurePart(name, whole, paint))
        return parts

    def _paint_words(self, painter: QPainter, inks: Inks) -> None:
        rooms = [column.room for column in self.geometry.columns]
        titles = short_titles(self.state.layer_names, rooms)
        for column, title in zip(self.geometry.columns, titles, strict=True):
            if column.shown.is_image:
                painter.setPen(QPen(colour(inks.theme.line), 1.5))
                painter.drawRect(_image_rect(column))
            paint_words(painter, self.state, (column, title), self.size, inks)


def _hit(column: LayerColumn, side: int) -> str:
    """Return what a finger has to hit, as large as the neighbours allow."""
    high = max(side, min(_FINGER, round(column.pitch)))
    beside, above = (_FINGER - side) / 2 if side < _FINGER else 0, (high - side) / 2
    return (
        f'<rect class="hit" x="{-beside:g}" y="{-above:g}" '
        f'width="{side + 2 * beside:g}" height="{high}"/>'
    )


def _image_rect(column: LayerColumn) -> QRectF:
    height = column.bottom - column.top
    left = column.x - column.half_width
    return QRectF(left, column.top, 2 * column.half_width, height)


def _looks_of(gap: Gap, inks: Inks) -> list[tuple[str, float, tuple[float, ...]]]:
    thin = [(pen.color().name(), pen.widthF(), ()) for pen in hairlines(inks)[:_PENS]]
    return [*pen_looks(gap, inks)[:_PENS], *thin]


def _path(gap: Gap, start: float, stop: float, *, smooth: bool) -> str:
    """Return the curve of an edge, as SVG writes paths."""
    if not smooth:
        return f"M{gap.x0:.1f},{start:.1f}L{gap.x1:.1f},{stop:.1f}"
    path = curve(gap, start, stop)
    points = [path.elementAt(k) for k in range(path.elementCount())]
    (x0, y0), *rest = [(round(p.x, 1), round(p.y, 1)) for p in points]
    return f"M{x0},{y0}C{' '.join(f'{x},{y}' for x, y in rest)}"


def _paint_look(painter: QPainter, column: LayerColumn, look: str, inks: Inks) -> None:
    """Paint something that a neuron may wear, as if it began at 0, 0."""
    box = neuron_box(column, 0)
    sprites = Sprites(inks, 1.0, keeps=False)
    side, middle = box.width(), box.width() / 2
    if look in ("frame", "marked"):
        sprites.draw_frame(painter, 0, 0, side, look == "marked")
    elif look == "dead":
        box.moveTo(0, 0)
        cross_out(painter, box, inks)
    elif look == "chosen":
        paint_halo(painter, QPointF(middle, middle), column.side / 2, inks)
    else:
        x, y, radius = bias_dot(column, float(column.ys[0]))
        at = x - box.x(), y - box.y()
        sprites.draw_dot(painter, at, radius, _DOTS[look])
