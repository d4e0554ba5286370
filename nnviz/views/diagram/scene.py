"""The part of a state that is shown: neurons chosen, laid out and zoomed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from nnviz.core.types import Floats, Indices
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.geometry import (
    Area,
    Geometry,
    LayerColumn,
    ShownNeurons,
    Viewport,
)
from nnviz.views.diagram.hits import VALUE_ROOM
from nnviz.views.diagram.parts import NeuronPart

ShownByLayer = Mapping[tuple[int, int], Indices]
"""Which neurons of a layer are shown, by (layer, its size); all where it is missing."""

LARGEST_NEURON = 50.0
WIDEST_PITCH = 92.0
ASIDE_ROOM = 52.0
"""Pixels for a value beside a neuron."""
FOLD_ROOM = 34.0
LARGEST_IMAGE = 112.0
_SMALLEST_VALUED = 12.0
_LEAST_PITCH_BENEATH = 32.0
_LEAST_GAP_ASIDE = 18.0
_LABEL_REACH = 44.0
"""Pixels from the middle of an outer column to the window's edge, for its labels."""

LARGEST_SMALL_NEURON = 34.0
_LARGEST_SMALL_IMAGE = 84.0
_PAD = 10.0
_BELOW = 10.0
"""The height of the line "12 of 784" below a layer that is not shown in full."""
_MOST_SMALL_PITCH = 13.0
"""Pixels between small neurons: with more, a value would be written in between."""
_LEAST_PITCH, _FEWEST = 10.0, 4
"""Pixels from one neuron to the next in a small picture, below which some are left out;
and how many stay in any case."""

WIDEST = 16
SHOWN_WHEN_FOLDED = 12


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
    """Keep room for values beneath neurons, or beside where these are small.

    If there is too little room for that, only the outputs keep it.
    """
    columns = [_with_room_beneath(column) for column in columns]
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
    return aside


def _with_room_beneath(column: LayerColumn) -> LayerColumn:
    """Make neurons of medium size smaller, so that a value fits beneath them."""
    if _is_cramped(column) and column.pitch >= _LEAST_PITCH_BENEATH:
        return replace(column, side=column.pitch - VALUE_ROOM - 2.0)
    return column


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
    most = max(int((height - _PAD - _BELOW) / _LEAST_PITCH), _FEWEST)
    layers = [
        _shown_small(state, layer, shown, most) for layer in range(len(state.sizes))
    ]
    share = width / len(layers)
    columns = [_small(n, each, height, share) for n, each in enumerate(layers)]
    taken = sum(2 * column.half_width for column in columns)
    gap = (width - 2 * _PAD - taken) / max(len(columns) - 1, 1)
    placed, left = [], _PAD
    for column in columns:
        placed.append(replace(column, x=left + column.half_width))
        left += 2 * column.half_width + max(gap, 4.0)
    return Geometry(tuple(placed))


def _shown_small(
    state: DiagramState, layer: int, shown: ShownByLayer, most: int
) -> ShownNeurons:
    """Return what is shown of a layer: of more neurons than there is room for, some.

    They are the first, so that pictures of one size have the same neurons.
    """
    size = state.sizes[layer]
    if layer == 0 and state.input_image is not None:
        rows, columns = state.input_image.shape
        return ShownNeurons(size, np.arange(0), (rows, columns))
    chosen = shown.get((layer, size), np.arange(size))
    return ShownNeurons(size, chosen if len(chosen) <= most else chosen[: most - 1])


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


def is_wide(size: int) -> bool:
    """Return whether a layer of this size is folded at first."""
    return size > WIDEST


def strengths(state: DiagramState, layer: int) -> Floats:
    """Rate each of a layer's O neurons by its largest edges in and out, (O,)."""
    total = np.zeros(state.sizes[layer])
    if layer > 0:
        total += _relative(_sizes(state, layer).max(axis=1))
    if layer < state.last:
        total += _relative(_sizes(state, layer + 1).max(axis=0))
    return total


def strongest(
    rated: Floats, count: int, before: Indices | None = None, kept: int | None = None
) -> Indices:
    """Return the ``count`` neurons rated highest, in their own order.

    Parameters
    ----------
    before
        Those shown until now: each stays as long as it is among the best
        ``2 * count``, so that training does not make the columns flicker.
    kept
        A neuron that must be among them: the selected one.
    """
    ranking = np.argsort(-rated, kind="stable")
    preferred = [] if kept is None else [kept]
    if before is not None:
        best = set(ranking[: 2 * count].tolist())
        preferred += [index for index in before.tolist() if index in best]
    chosen = list(dict.fromkeys([*preferred, *ranking.tolist()]))[:count]
    return np.array(sorted(chosen), np.intp)


def _sizes(state: DiagramState, layer: int) -> Floats:
    """Return how much each edge into a layer matters, (O, I)."""
    if state.kind != "check":
        return np.abs(state.edges[layer - 1])
    # Errors that pass are noise: wrong edges come first, then those of large weights.
    weights = state.true_weights(layer)
    sizes = (
        np.zeros_like(state.edges[layer - 1]) if weights is None else np.abs(weights)
    )
    wrong = state.edges[layer - 1] > state.tolerance
    return np.where(wrong, 2.0 * sizes.max(initial=1.0), sizes)


def _relative(values: Floats) -> Floats:
    largest = values.max()
    return values / largest if largest > 0 else values


class Scene:
    """The layout of one state after another; places change as rarely as possible.

    Attributes
    ----------
    view
        Zoom and pan.
    on_screen
        The geometry as it is seen; the same object until something moves.
    """

    def __init__(self) -> None:
        self.view = Viewport()
        self.on_screen = Geometry(())
        self._unfolded: set[int] = set()
        self._chosen: dict[int, Indices] = {}
        self._layers: tuple[ShownNeurons, ...] = ()
        self._structure: object = None
        self._area: Area | None = None

    def arrange(self, state: DiagramState, area: Area, at: NeuronPart | None) -> None:
        """Lay the state out again if its structure or the area has changed."""
        image = None if state.input_image is None else state.input_image.shape
        structure = (state.sizes, state.kind, image)
        if structure == self._structure and area == self._area:
            return
        if structure != self._structure:
            self._choose(state, at)
        self._structure, self._area = structure, area
        self._place()

    def refold(self, state: DiagramState, at: NeuronPart | None) -> None:
        """Choose the neurons of folded layers again by what is strongest now.

        The layout is kept where they are the same.
        """
        before = self._layers
        self._choose(state, at)
        pairs = zip(before, self._layers, strict=False)
        same = all(np.array_equal(a.neurons, b.neurons) for a, b in pairs)
        if len(before) != len(self._layers) or not same:
            self._place()

    def toggle_fold(
        self, state: DiagramState, layer: int, at: NeuronPart | None
    ) -> None:
        """Unfold a folded layer, fold an unfolded one."""
        self._unfolded ^= {layer}
        self._choose(state, at)
        self._place()

    def look(self, view: Viewport) -> None:
        """Zoom and pan."""
        self.view = view
        self._place()

    def forget(self) -> None:
        """Start over for another network: everything folded and fitted."""
        self._unfolded.clear()
        self._chosen.clear()
        self._structure = None
        self.view = Viewport()

    def _choose(self, state: DiagramState, at: NeuronPart | None) -> None:
        layers = range(len(state.sizes))
        self._layers = tuple(self._shown(state, layer, at) for layer in layers)

    def _shown(
        self, state: DiagramState, layer: int, at: NeuronPart | None
    ) -> ShownNeurons:
        size, wide = state.sizes[layer], is_wide(state.sizes[layer])
        image = None
        if layer == 0 and state.input_image is not None:
            image = (state.input_image.shape[0], state.input_image.shape[1])
        if not wide or layer in self._unfolded:
            return ShownNeurons(size, np.arange(size), image, wide)
        if image is not None:
            return ShownNeurons(size, np.arange(0), image, wide)
        kept = at.index if at is not None and at.layer == layer else None
        rated = strengths(state, layer)
        before = self._chosen.get(layer)
        chosen = strongest(rated, SHOWN_WHEN_FOLDED, before, kept)
        self._chosen[layer] = chosen
        return ShownNeurons(size, chosen, None, wide)

    def _place(self) -> None:
        if self._area is not None:
            laid_out = lay_out(self._layers, self._area)
            self.on_screen = laid_out.seen_through(self.view)
