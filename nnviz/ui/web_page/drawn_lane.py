"""One network of a page: its numbers, and the places and looks painters give them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.core.writing.layer_names import layer_label
from nnviz.files.run_page.digits import halves_of, numbers_of
from nnviz.files.run_page.packing import (
    held,
    packed,
    packed_changes,
    packed_levels,
)
from nnviz.files.run_page.products import corrections
from nnviz.files.run_page.recording import (
    CELLS,
    RecordedRun,
    Visit,
    moments_of,
    record,
)
from nnviz.session.comparison.seeds.cost_curve import CostBand, CostCurve
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.colour_maps import diverging_table, sequential_table
from nnviz.ui.web_page.diagram_stencil import (
    LOOKS,
    MOST_NEURONS,
    Stencil,
    edge_codes,
    placed_in_sizes,
)
from nnviz.ui.web_page.output_stencil import OutputStencil, names_of
from nnviz.ui.web_page.two_themes import TwoThemes
from nnviz.views.activation_statistics import answers_of, neuron_notes
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.edge_codes import bias_looks
from nnviz.views.diagram.faces import levels_of
from nnviz.views.output.network_pictures import NetworkPictures
from nnviz.views.output.output_values import plan_output

_EVERY = 3
"""A neuron's picture has one of so many cells of the surface, each way."""
_SPARE = 3
_PIXELS = {"pictures", "surface"}
_DOTS = {look: place for place, look in enumerate(("plus", "minus", "zero"))}
_NOTES = {"": 0, "dead": 4, "saturated": 8}
Levels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PageRun:
    """A run that a page shows: its trainer at its end, and how to go back.

    Attributes
    ----------
    name
        Tells it from others; "" if it is alone.
    costs, band
        Of a run that was recorded elsewhere: the cost of each iteration (end + 1,),
        NaN where nobody knows, and the curve of them.
    update_of
        How the update of an iteration is found, if not from its trace; its moments then
        are those at which iterations began.
    """

    trainer: Trainer
    visit: Visit
    name: str = ""
    costs: Floats | None = None
    band: CostBand | None = None
    update_of: Callable[[Trainer], Floats] | None = None

    def cost_of_moments(self, moments: Sequence[int]) -> Floats:
        """Return the cost of the batch of each moment's iteration, (M, 1)."""
        costs = self.costs
        if costs is None:
            history = np.asarray(self.trainer.history.costs, np.float64)
            costs = np.concatenate([[np.nan], history])
        return costs[list(moments)][:, None]

    def curve(self, last: int) -> CostBand:
        """Return the curve of its costs, for an axis up to an iteration."""
        if self.band is not None:
            return self.band
        costs = np.asarray(self.trainer.history.costs)
        return CostBand.of([CostCurve.of(costs, last)])


class DrawnLane:
    """Goes through a run, and keeps what a page needs to draw it.

    Parameters
    ----------
    at
        The moments to go to, and the rows of the data set that are looked at.
    key
        Begins the ids of its groups; no other network of the page has it.
    """

    def __init__(
        self,
        run: PageRun,
        at: tuple[Sequence[int], Sequence[int]],
        key: str,
        themes: TwoThemes,
    ) -> None:
        moments, rows = at
        trainer = run.trainer
        self.run, self._trainer, self._key = run, trainer, key
        self._network = trainer.network.copy()
        self._plan = plan_output(trainer.data, CELLS)
        self._pictures = NetworkPictures(self._network, self._plan, _EVERY)
        first = self._state()
        self._placed = placed_in_sizes(first)
        self._neurons = [
            (column.layer, column.shown.neurons)
            for column in self._placed[0][0].columns
        ]
        self._levels: dict[str, list[Levels]] = {"codes": [], "looks": []}
        self._curves: list[Floats] = []
        self._inputs: Levels | None = None
        self._themes = themes
        self._output = OutputStencil(trainer.data, self._plan, key, themes)
        own = moments_of(moments, trainer.iteration)
        self.recorded: RecordedRun = record(
            run.visit, own, rows, trainer, self._see, run.update_of
        )
        self._drawn = {name: np.array(each) for name, each in self._levels.items()}
        for name in _PIXELS & self._drawn.keys():
            self._drawn[name] = held(self._drawn[name])

    def thin(self, moments: Sequence[int]) -> None:
        """Keep only some moments, the last one of the run always among them."""
        kept = set(moments_of(moments, self._trainer.iteration))
        places = [k for k, one in enumerate(self.recorded.moments) if one in kept]
        self.recorded = self.recorded.thinned(places)
        self._drawn = {name: each[places] for name, each in self._drawn.items()}
        self._curves = [self._curves[k] for k in places] if self._curves else []

    def packed(self) -> tuple[list[list[Any]], list[bytes], list[int]]:
        """Return the arrays' names, kinds and shapes, their bytes, and corrections."""
        run = self.recorded
        count = len(run.moments)
        halves = {
            "parameters": halves_of(run.parameters),
            "a": halves_of(run.a),
            "delta": halves_of(run.delta),
        }
        shown = _shown(run, {name: numbers_of(each) for name, each in halves.items()})
        arrays: list[list[Any]] = []
        blobs: list[bytes] = []

        def add(name: str, kind: str, columns: int, data: bytes) -> None:
            arrays.append([name, kind, count, columns])
            blobs.append(data)

        def add_numbers(name: str, values: NDArray[np.int32]) -> None:
            flat = values.reshape(count, -1)
            add(name, "numbers", flat.shape[1], packed(flat))

        for name, each in halves.items():
            add_numbers(name, each)
        costs = self.run.cost_of_moments(run.moments)
        for name, plain in (("z", run.z), ("losses", run.losses), ("costs", costs)):
            add_numbers(name, halves_of(plain, _SPARE))
        if self._curves:
            add_numbers("curve", halves_of(np.array(self._curves), _SPARE))
        updates = halves_of(run.updates, _SPARE)
        if all(after - before == 1 for before, after in pairwise(run.moments)):
            data = packed_changes(updates, halves["parameters"])
            add("updates", "changes", updates.shape[1], data)
        else:
            add_numbers("updates", updates)
        for name, levels in self._drawn.items():
            add(name, "levels", levels.shape[1], packed_levels(levels))
        return arrays, blobs, corrections(run, shown, self._network.layout)

    def header(self) -> dict[str, Any]:
        """Return what is no array: sizes, names, places."""
        data, network = self._trainer.data.dataset, self._trainer.network
        last = len(network.sizes) - 1
        functions = ["", *(f.label for f in network.activations)]
        return {
            "name": self.run.name,
            "sizes": list(network.sizes),
            "moments": len(self.recorded.moments),
            "end": self._trainer.iteration,
            "begins": self.run.update_of is not None,
            "layers": [[layer_label(n, last), functions[n]] for n in range(last + 1)],
            "loss": str(self._trainer.config.loss).replace("_", " "),
            "input_names": [] if data.image_shape else list(data.input_names),
            "output_names": list(data.output_names),
            "inputs": [one.inputs.tolist() for one in self.recorded.samples],
            "image": self._images(),
            "pictured": self._pictured(),
            "input_pictures": None if self._inputs is None else self._inputs.tolist(),
            "faces": [names_of(diverging_table(t)) for t in self._themes.pair],
            "targets": [
                None if one.targets is None else one.targets.tolist()
                for one in self.recorded.samples
            ],
            "grounds": [
                [t.field, t.muted, t.positive, t.negative] for t in self._themes.pair
            ],
            "diagrams": [stencil.header() for stencil in self._stencils()],
            "looks": list(LOOKS),
            "output": self._output.header(self.recorded.samples),
        }

    def diagrams(self) -> list[str]:
        """Return the diagram as SVG, in each size."""
        return [stencil.svg() for stencil in self._stencils()]

    def output(self) -> str:
        """Return what lies over the pixels of the output, as SVG."""
        return self._output.svg()

    def _stencils(self) -> list[Stencil]:
        # With the last weights, which a page shows first.
        self._network.parameters[...] = self.recorded.parameters[-1]
        state = self._state()
        return [
            Stencil(state, geometry, size, f"{self._key}-{place}", self._themes)
            for place, (geometry, size) in enumerate(self._placed)
        ]

    def _state(self) -> DiagramState:
        """Return the network as it is at the moment, without a sample."""
        network, data = self._network, self._trainer.data.dataset
        last = len(network.sizes) - 1
        image = None
        if data.image_shape is not None:
            image = np.zeros(data.image_shape)
        many = network.sizes[0] > MOST_NEURONS
        functions = [f" · {f.label}" for f in network.activations]
        names = (
            f"{layer_label(n, last)}{function}"
            for n, function in enumerate(["", *functions])
        )
        return DiagramState(
            network.sizes,
            tuple(names),
            tuple(network.weights),
            tuple(network.biases),
            input_names=() if many or image is not None else data.input_names,
            output_names=data.output_names,
            input_image=image,
        )

    @np.errstate(all="ignore")
    def _see(self, here: Trainer) -> None:
        """Note how the network looks now."""
        network = self._network
        network.parameters[...] = here.network.parameters
        network.activations = here.network.activations
        state = self._state()
        self._levels["codes"].append(edge_codes(state, self._placed[0][0]))
        answers = answers_of(network, self._trainer.data.train.inputs)
        self._levels["looks"].append(self._looks(state, neuron_notes(network, answers)))
        found = self._pictures.over_plane()
        if found is not None:
            outputs, pictures = found
            if self._output.kind == "surface":
                self._add("surface", self._output.surface(outputs))
            if pictures[0] is not None:
                self._inputs = self._levels_of(pictures[0], self._neurons[0][1])
            self._add("pictures", self._shown_pictures(pictures[1:], 1))
        elif any(self._pictured()):
            shape = self._trainer.data.dataset.image_shape
            assert shape is not None
            images = network.weights[0].reshape(-1, *shape)
            self._add("pictures", self._shown_pictures((images,), 1))
        if self._output.kind == "curve":
            self._curves.append(self._output.curve(network))

    def _add(self, name: str, levels: Levels) -> None:
        self._levels.setdefault(name, []).append(levels)

    def _looks(self, state: DiagramState, notes: dict[tuple[int, int], str]) -> Levels:
        found = []
        for layer, neurons in self._neurons[1:]:
            dots = bias_looks(state, layer, neurons)
            for neuron, dot in zip(neurons.tolist(), dots, strict=True):
                note = _NOTES[notes.get((layer, neuron), "")]
                found.append(_DOTS[dot or "zero"] + note)
        return np.array(found, np.uint8)

    def _pictured(self) -> list[list[int]]:
        """Return how large the pictures of each layer are; none where it has bars."""
        shape, layers = self._trainer.data.dataset.image_shape, len(self._neurons)
        if self._plan.kind == "surface":
            side = -(-CELLS // _EVERY)
            return [[side, side]] * layers
        if shape is not None and layers > 2:
            return [[], list(shape), *([[]] * (layers - 2))]
        return [[]] * layers

    def _shown_pictures(self, pictures: Sequence[Floats | None], first: int) -> Levels:
        found = [
            self._levels_of(each, self._neurons[layer][1])
            for layer, each in enumerate(pictures, first)
            if each is not None
        ]
        return np.concatenate(found)

    @staticmethod
    def _levels_of(pictures: Floats, neurons: NDArray[np.intp]) -> Levels:
        """Return some pictures as levels, each measured by its own largest value."""
        chosen = np.asarray(pictures, np.float64)[neurons]
        limits = np.abs(chosen).max(axis=(1, 2), initial=0.0)
        return levels_of(chosen, limits[:, None, None]).ravel()

    def _images(self) -> dict[str, Any] | None:
        """Return the samples as images, where they are some."""
        shape = self._trainer.data.dataset.image_shape
        if shape is None:
            return None
        samples = self.recorded.samples
        return {
            "shape": list(shape),
            "levels": [levels_of(one.inputs, 1.0).tolist() for one in samples],
            "table": [names_of(sequential_table(t)) for t in self._themes.pair],
        }


def _shown(run: RecordedRun, numbers: dict[str, Floats]) -> RecordedRun:
    return RecordedRun(
        run.moments,
        numbers["parameters"],
        run.updates,
        run.samples,
        run.z,
        numbers["a"],
        numbers["delta"],
        run.losses,
    )
