"""What lies at a point of the screen, and where the keys lead from a part."""

import math

import numpy as np

from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.geometry import Gap, Geometry, LayerColumn, curve_fraction
from nnviz.views.diagram.parts import (
    BiasPart,
    BundlePart,
    EdgePart,
    FoldPart,
    NeuronPart,
    Part,
)

FOLD_HEIGHT = 20.0
FOLD_DISTANCE = 8.0
_CHARACTER = 6.4
_PADDING = 18.0
_TITLE_REACH, _TITLE_BOTTOM = 36.0, 38.0
"""Pixels of a layer's title: half its width, and its lower edge."""
VALUE_ROOM = 14.0
"""Pixels for a value beneath a neuron."""
EDGE_REACH = 6.0
DOT_REACH = 4.0


def fold_label(column: LayerColumn) -> str:
    """Return how much of a layer is shown, in as many words as there is room for."""
    size, shown = column.shown.size, len(column.shown.neurons)
    kind = "inputs" if column.layer == 0 else "neurons"
    if column.shown.is_bundle:
        choices = [f"▸ {size} {kind}", f"▸ {size}"]
    elif shown == size:
        choices = [f"▾ {size} {kind}", f"▾ {size}"]
    else:
        some = f"▸ {shown} of {size}"
        choices = [f"{some} {kind}", some, f"▸ {shown}/{size}"]
    return next((c for c in choices if _width(c) <= column.room), choices[-1])


def fold_box(column: LayerColumn) -> tuple[float, float, float, float]:
    """Return x, y, width and height of the label under a wide layer."""
    width = _width(fold_label(column))
    top = column.bottom + FOLD_DISTANCE
    return column.x - width / 2, top, width, FOLD_HEIGHT


def _width(text: str) -> float:
    return _CHARACTER * len(text) + _PADDING


def bias_dot(column: LayerColumn, y: float) -> tuple[float, float, float]:
    """Return centre and radius of the bias dot of the neuron at height ``y``."""
    radius = min(column.dot_radius, 7.0)
    half = column.side / 2
    return column.x - half - 0.55 * radius, y + half - 0.2 * radius, radius


def card_corner(
    geometry: Geometry,
    at: tuple[float, float],
    size: tuple[float, float],
    room: tuple[float, float],
) -> tuple[float, float]:
    """Return the top left corner of a card of a size near a point of the screen.

    It covers as little as it can of the neurons and their values, without going far:
    covering a tenth of a small neuron is as bad as lying 100 pixels away.
    """
    (x, y), (width, height) = at, size
    across = [x + 16, x - 16 - width, *np.linspace(0.0, room[0] - width, 9)]
    down = [y + 16, y - 16 - height, *np.linspace(0.0, room[1] - height, 9)]
    left, top = (grid.ravel() for grid in np.meshgrid(across, down))
    left = np.clip(left, 2.0, max(room[0] - width - 2.0, 2.0))
    top = np.clip(top, 2.0, max(room[1] - height - 2.0, 2.0))
    dx = np.maximum(np.maximum(left - x, x - left - width), 0.0)
    dy = np.maximum(np.maximum(top - y, y - top - height), 0.0)
    cost = np.hypot(dx, dy) + 1e6 * ((dx == 0.0) & (dy == 0.0))
    for column in geometry.columns:
        half, below = column.half_width, VALUE_ROOM
        ends = column.x - half, column.x + half + column.aside
        # The title of its layer is worth as much as a neuron.
        named = np.minimum(left + width, column.x + _TITLE_REACH)
        named -= np.maximum(left, column.x - _TITLE_REACH)
        cost += np.maximum(named, 0.0) * np.maximum(_TITLE_BOTTOM - top, 0.0)
        wide = np.minimum(left + width, ends[1]) - np.maximum(left, ends[0])
        for centre in column.ys.tolist():
            low, high = centre - column.side / 2, centre + column.side / 2 + below
            tall = np.minimum(top + height, high) - np.maximum(top, low)
            cost += np.maximum(wide, 0.0) * np.maximum(tall, 0.0)
    best = int(np.argmin(cost))
    return float(left[best]), float(top[best])


def part_at(geometry: Geometry, x: float, y: float, curved: bool) -> Part | None:
    """Return the part at a point: biases first, then neurons, labels and edges.

    ``geometry`` is the one on the screen. Edges are also hit from a little beside them.
    """
    for column in geometry.columns:
        part = _in_column(column, x, y)
        if part is not None:
            return part
    for gap in geometry.gaps:
        if gap.x0 <= x <= gap.x1:
            return _edge_at(gap, x, y, curved)
    return None


def _in_column(column: LayerColumn, x: float, y: float) -> Part | None:
    if column.shown.can_fold and _inside(fold_box(column), x, y):
        return FoldPart(column.layer)
    if column.shown.is_image:
        return _pixel_at(column, x, y)
    if len(column.ys) == 0:
        return None
    if column.layer > 0:
        place = _nearest(column, y - column.side / 2)
        dot_x, dot_y, radius = bias_dot(column, float(column.ys[place]))
        if math.hypot(x - dot_x, y - dot_y) <= min(radius + DOT_REACH, column.pitch):
            return BiasPart(column.layer, int(column.shown.neurons[place]))
    place = _nearest(column, y)
    half = max(column.side / 2, 3.0)
    reach = max(column.side / 2, min(column.pitch / 2, 3.0))
    across = -half <= x - column.x <= half + column.aside
    if across and abs(y - column.ys[place]) <= reach:
        return NeuronPart(column.layer, int(column.shown.neurons[place]))
    return None


def _pixel_at(column: LayerColumn, x: float, y: float) -> Part | None:
    """Return the input under the pointer of a picture."""
    rows, columns = column.shown.image_shape or (1, 1)
    across = (x - column.x + column.half_width) / (2 * column.half_width)
    down = (y - column.top) / (column.bottom - column.top)
    if not (0 <= across < 1 and 0 <= down < 1):
        return None
    return NeuronPart(column.layer, int(down * rows) * columns + int(across * columns))


def _edge_at(gap: Gap, x: float, y: float, curved: bool) -> Part | None:
    width = gap.x1 - gap.x0
    if width <= 0 or gap.count == 0:
        return None
    across = (x - gap.x0) / width
    up = curve_fraction(across) if curved else across
    starts, stops = gap.ends()
    slopes = (stops - starts) * (6 * up * (1 - up) if curved else 1.0) / width
    away = np.abs(starts + (stops - starts) * up - y) / np.sqrt(1 + slopes * slopes)
    nearest = int(np.argmin(away))
    if away[nearest] > EDGE_REACH:
        return None
    row, column = divmod(nearest, len(gap.before.anchors))
    neuron = int(gap.after.shown.neurons[row])
    if gap.before.shown.is_bundle:
        return BundlePart(gap.layer, neuron)
    return EdgePart(gap.layer, neuron, int(gap.before.shown.neurons[column]))


def _nearest(column: LayerColumn, y: float) -> int:
    return int(np.argmin(np.abs(column.ys - y)))


def _inside(box: tuple[float, float, float, float], x: float, y: float) -> bool:
    left, top, width, height = box
    return left <= x <= left + width and top <= y <= top + height


def neighbour(
    geometry: Geometry, at: NeuronPart | None, across: int, down: int
) -> NeuronPart | None:
    """Return the neuron that an arrow key leads to; without a selection, the first."""
    if at is None:
        return _first(geometry)
    column = geometry.columns[at.layer]
    place = column.place_of(at.index)
    if place is None:
        return _first(geometry)
    if down:
        place = min(max(place + down, 0), len(column.ys) - 1)
        return NeuronPart(at.layer, int(column.shown.neurons[place]))
    layer = at.layer + across
    if not 0 <= layer < len(geometry.columns):
        return at
    other = geometry.columns[layer]
    if len(other.ys) == 0:
        return at
    nearest = int(np.argmin(np.abs(other.ys - column.ys[place])))
    return NeuronPart(layer, int(other.shown.neurons[nearest]))


def next_parameter(
    state: DiagramState,
    geometry: Geometry,
    neuron: NeuronPart,
    at: EdgePart | BiasPart | None,
    step: int,
) -> EdgePart | BiasPart | None:
    """Return the next of a neuron's parameters, its bias first, then its weights.

    ``step`` is 1 or -1; after the last comes the first. None for inputs.
    """
    if neuron.layer == 0:
        return None
    before = geometry.columns[neuron.layer - 1].shown.neurons.tolist()
    ring: list[EdgePart | BiasPart] = [BiasPart(neuron.layer, neuron.index)]
    if state.true_weights(neuron.layer) is not None:
        ring += [EdgePart(neuron.layer, neuron.index, column) for column in before]
    if at is None or at not in ring:
        return ring[0]
    return ring[(ring.index(at) + step) % len(ring)]


def _first(geometry: Geometry) -> NeuronPart | None:
    for column in geometry.columns:
        if len(column.ys):
            return NeuronPart(column.layer, int(column.shown.neurons[0]))
    return None
