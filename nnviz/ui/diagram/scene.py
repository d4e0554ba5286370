"""The part of a state that is shown: neurons chosen, laid out and zoomed."""

import numpy as np

from nnviz.core.types import Floats, Indices
from nnviz.ui.diagram.diagram_layout import lay_out
from nnviz.ui.diagram.geometry import Area, Geometry, ShownNeurons, Viewport
from nnviz.ui.diagram.parts import NeuronPart
from nnviz.ui.diagram.state import DiagramState

WIDEST = 16
SHOWN_WHEN_FOLDED = 12


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
