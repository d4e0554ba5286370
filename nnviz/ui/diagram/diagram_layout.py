"""Places the layers of a diagram: with names and values, or small without either."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from nnviz.core.types import Indices
from nnviz.ui.diagram.geometry import Area, Geometry, LayerColumn, ShownNeurons
from nnviz.ui.diagram.state import DiagramState

ShownByLayer = Mapping[tuple[int, int], Indices]
"""Which neurons of a layer are shown, by (layer, its size); all where it is missing."""

LARGEST_NEURON = 50.0
WIDEST_PITCH = 92.0
VALUE_ROOM = 14.0
"""Pixels for a value beneath a neuron; ``ASIDE_ROOM`` for one beside it."""
ASIDE_ROOM = 52.0
FOLD_ROOM = 34.0
LARGEST_IMAGE = 190.0
_SMALLEST_VALUED = 12.0
_LEAST_PITCH_BENEATH = 32.0
_LEAST_GAP_BENEATH, _LEAST_GAP_ASIDE = 44.0, 72.0
_LABEL_REACH = 44.0
"""Pixels from the middle of an outer column to the window's edge, for its labels."""

LARGEST_SMALL_NEURON = 34.0
_LARGEST_SMALL_IMAGE = 84.0
_PAD = 10.0
_BELOW = 10.0
"""The height of the line "12 of 784" below a layer that is not shown in full."""
_MOST_SMALL_PITCH = 13.0
"""Pixels between small neurons: with more, a value would be written in between."""


def lay_out(layers: Sequence[ShownNeurons], area: Area) -> Geometry:
    """Place layers from left to right, equally far apart and centred vertically."""
    share = max(area.width - area.left - area.right, 1.0) / len(layers)
    columns = [_column(n, shown, area, share) for n, shown in enumerate(layers)]
    placed = _spread(_with_room_for_values(columns, area), area)
    middles = [column.x for column in placed]
    # At the sides, as if the columns were mirrored at the window's edges.
    walls = [-middles[0], *middles, 2 * area.width - middles[-1]]
    rooms = np.minimum(np.diff(walls)[:-1], np.diff(walls)[1:]) - 8.0
    return Geometry(
        tuple(
            replace(column, room=room)
            for column, room in zip(placed, rooms.tolist(), strict=True)
        )
    )


def _column(layer: int, shown: ShownNeurons, area: Area, share: float) -> LayerColumn:
    """Return a column that is not yet placed; all get the same share of the width."""
    folds = FOLD_ROOM if shown.can_fold else 0.0
    top, bottom = area.top, max(area.height - area.bottom - folds, area.top + 20.0)
    middle = (top + bottom) / 2
    count = max(len(shown.neurons), 1)
    if shown.image_shape is not None:
        rows, columns = shown.image_shape
        widest = min(LARGEST_IMAGE, 0.3 * area.width, 2.0 * share)
        height = min(LARGEST_IMAGE, bottom - top, widest * rows / columns)
        pitch = height / count
    else:
        pitch = min((bottom - top) / count, WIDEST_PITCH)
        height = pitch * count
    ys = middle + pitch * (np.arange(len(shown.neurons)) - (count - 1) / 2)
    top, bottom = middle - height / 2, middle + height / 2
    side = min(_side(pitch), 0.45 * share)
    return LayerColumn(layer, shown, 0.0, ys, pitch, side, top, bottom)


def _side(pitch: float) -> float:
    """Return a neuron's size, with room for the value beneath where possible."""
    if pitch >= 46.0:
        return min(LARGEST_NEURON, pitch - VALUE_ROOM - 4.0)
    return 0.8 * pitch


def _with_room_for_values(columns: list[LayerColumn], area: Area) -> list[LayerColumn]:
    """Keep room for values beside small neurons, or at least beside the outputs.

    Otherwise values go beneath neurons of medium size, which are made smaller.
    """
    cramped = [column.layer for column in columns if _is_cramped(column)]
    for layers in (cramped, [n for n in cramped if n == len(columns) - 1]):
        aside = [
            replace(column, aside=ASIDE_ROOM if column.layer in layers else 0.0)
            for column in columns
        ]
        if _gap(aside, area) >= _LEAST_GAP_ASIDE:
            break
    else:
        aside = columns
    if _gap(aside, area) < _LEAST_GAP_BENEATH:
        return aside
    return [
        replace(column, side=column.pitch - VALUE_ROOM - 2.0)
        if _is_cramped(column) and column.pitch >= _LEAST_PITCH_BENEATH
        else column
        for column in aside
    ]


def _is_cramped(column: LayerColumn) -> bool:
    """Return whether a value fits beside a neuron but not beneath it."""
    beneath = column.pitch - column.side >= VALUE_ROOM or column.aside > 0.0
    return column.pitch >= _SMALLEST_VALUED and not (column.shown.is_image or beneath)


def _ends(columns: list[LayerColumn], area: Area) -> tuple[float, float]:
    """Return where the first column begins and the last one ends."""
    begin = max(area.left, _LABEL_REACH - columns[0].half_width)
    end = max(area.right, _LABEL_REACH - columns[-1].half_width - columns[-1].aside)
    return begin, area.width - end


def _gap(columns: list[LayerColumn], area: Area) -> float:
    """Return the distance between the sides of neighbouring columns."""
    begin, end = _ends(columns, area)
    taken = sum(column.right - column.left for column in columns)
    return max((end - begin - taken) / max(len(columns) - 1, 1), 1.0)


def _spread(columns: list[LayerColumn], area: Area) -> list[LayerColumn]:
    gap, (x, _) = _gap(columns, area), _ends(columns, area)
    placed = []
    for column in columns:
        placed.append(replace(column, x=x + column.half_width))
        x = placed[-1].right + gap
    return placed


def lay_out_small(
    state: DiagramState, shown: ShownByLayer, width: float, height: float
) -> Geometry:
    """Place all layers in a small picture that has neither names nor values."""
    layers = [_shown_small(state, layer, shown) for layer in range(len(state.sizes))]
    share = width / len(layers)
    columns = [_small(n, each, height, share) for n, each in enumerate(layers)]
    taken = sum(2 * column.half_width for column in columns)
    gap = (width - 2 * _PAD - taken) / max(len(columns) - 1, 1)
    placed, left = [], _PAD
    for column in columns:
        placed.append(replace(column, x=left + column.half_width))
        left += 2 * column.half_width + max(gap, 4.0)
    return Geometry(tuple(placed))


def _shown_small(state: DiagramState, layer: int, shown: ShownByLayer) -> ShownNeurons:
    size = state.sizes[layer]
    if layer == 0 and state.input_image is not None:
        rows, columns = state.input_image.shape
        return ShownNeurons(size, np.arange(0), (rows, columns))
    return ShownNeurons(size, shown.get((layer, size), np.arange(size)))


def _small(layer: int, shown: ShownNeurons, height: float, share: float) -> LayerColumn:
    """Return a column that is not yet placed; all get the same share of the width."""
    middle, count = height / 2, max(len(shown.neurons), 1)
    if shown.image_shape is not None:
        rows, columns = shown.image_shape
        high = min(
            _LARGEST_SMALL_IMAGE, height - 2 * _PAD, 0.9 * share * rows / columns
        )
        ends = middle - high / 2, middle + high / 2
        return LayerColumn(layer, shown, 0.0, np.arange(0.0), high, 0.0, *ends)
    below = _BELOW if count < shown.size else 0.0
    pitch = min((height - _PAD - below) / count, 1.35 * LARGEST_SMALL_NEURON)
    side = min(0.8 * pitch, LARGEST_SMALL_NEURON, 0.42 * share)
    middle -= below / 2
    ys = middle + pitch * (np.arange(count) - (count - 1) / 2)
    ends = middle - pitch * count / 2, middle + pitch * count / 2
    pitch = min(pitch, side + _MOST_SMALL_PITCH)
    return LayerColumn(layer, shown, 0.0, ys, pitch, side, *ends)
