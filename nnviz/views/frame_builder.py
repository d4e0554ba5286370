"""What one frame shows, worked out from a snapshot in a few large calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.network import find_activation
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.core.writing.layer_names import layer_label
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.live_check import LiveCheck
from nnviz.session.probe import ProbeSample
from nnviz.views.activation_statistics import (
    ActivationValues,
    Answers,
    activation_values,
    answers_of,
    neuron_notes,
)
from nnviz.views.diagram.diagram_state import (
    DiagramState,
    EdgeKind,
    Stepping,
    Verdicts,
)
from nnviz.views.output.network_pictures import NetworkPictures, Pictures
from nnviz.views.output.output_values import (
    OutputPlan,
    OutputValues,
    output_values,
    plan_output,
)
from nnviz.views.output.surface_values import (
    SurfacePlan,
    SurfaceValues,
    surface_of,
)
from nnviz.views.step_picture import activations_of, sample_activations, stepping_of

Planned = tuple[OutputValues, Pictures]
"""The output, and the pictures of the neurons by layer where the inputs are a plane."""

_COARSE = 2
"""A neuron is half as large as the surface: every second cell of it will do."""

_QUANTITIES = {"gradient": "d", "update": "update_"}
"""What the names of edges' numbers begin with in a trace."""


class NetworkFrame(msgspec.Struct, frozen=True, eq=False):
    """The diagram and the output at one moment."""

    diagram: DiagramState
    output: OutputValues


@dataclass(frozen=True, slots=True, eq=False)
class _Subject:
    """What a frame shows: ``kept`` objects never change, ``arrays`` are copies."""

    at_rest: bool
    names: tuple[object, ...]
    kept: tuple[object, ...]
    arrays: tuple[Floats, ...]

    def equals(self, other: "_Subject") -> bool:
        """Tell whether both are at rest and show the same."""
        if not (self.at_rest and other.at_rest and self.names == other.names):
            return False
        if any(a is not b for a, b in zip(self.kept, other.kept, strict=True)):
            return False
        pairs = zip(self.arrays, other.arrays, strict=True)
        return all(a is b or np.array_equal(a, b, equal_nan=True) for a, b in pairs)


class FrameBuilder:
    """Turns snapshots of one run into frames; keeps what stays the same.

    Attributes
    ----------
    network
        A copy of the run's network, with the parameters of the latest snapshot.
    plan
        How the output of this data set is shown.
    difference
        Of the parameters at two moments that are compared, flat; None if none are.
    verdicts
        What the latest check of the gradients found.
    marks
        What is wrong with neurons by what another program has recorded.
    """

    def __init__(self, start: RunStart) -> None:
        self.network = start.lane.network.copy()
        self.plan: OutputPlan = plan_output(start.lane.data)
        self.difference: Floats | None = None
        self._data = start.lane.data
        self._names = _layer_names(start)
        self.verdicts: Verdicts | None = None
        self.marks: Mapping[tuple[int, int], str] = {}
        self._notes: dict[tuple[int, int], str] | None = None
        self._answers: Answers | None = None
        self._planned: Planned | None = None
        self._surface: tuple[Floats | None, SurfaceValues | None] = (None, None)
        self._stepped: tuple[LinkedWalk | None, Stepping | None] = (None, None)
        self._pictures = NetworkPictures(self.network, self.plan, _COARSE)
        self._last: tuple[_Subject, NetworkFrame] | None = None

    def frame(
        self,
        snapshot: Snapshot,
        kind: EdgeKind,
        sample: ProbeSample,
        walk: LinkedWalk | None = None,
    ) -> NetworkFrame:
        """Work out what a snapshot looks like, with the sample that is looked at.

        In a walk through its iteration, everything is as at the walk's place. Otherwise
        the sample's numbers are those of the probe, once one of it has come. At rest
        the last frame is returned again if it shows the same.
        """
        subject = self._subject(snapshot, kind, sample, walk)
        known = self._last is not None and self._notes is not None
        if self._last is None or not known or not self._last[0].equals(subject):
            self._last = subject, self._frame(snapshot, kind, sample, walk)
        return self._last[1]

    def _subject(
        self,
        snapshot: Snapshot,
        kind: EdgeKind,
        sample: ProbeSample,
        walk: LinkedWalk | None,
    ) -> "_Subject":
        """Return all that a frame depends on."""
        lane = snapshot.lane
        arrays: tuple[Floats, ...]
        arrays = (lane.parameters if walk is None else walk.parameters,)
        if kind in ("gradient", "update"):
            arrays = (*arrays, lane.gradient, lane.update)
        kept = sample, walk, lane.probe, self.difference, self.verdicts, self.marks
        names = kind, lane.activations
        return _Subject(snapshot.at_rest, names, kept, arrays)

    def _frame(
        self,
        snapshot: Snapshot,
        kind: EdgeKind,
        sample: ProbeSample,
        walk: LinkedWalk | None,
    ) -> NetworkFrame:
        """Work out what a snapshot looks like."""
        probe = probe_of(snapshot, sample) if walk is None else None
        parameters = snapshot.lane.parameters if walk is None else walk.parameters
        self.network.parameters[...] = parameters
        self.network.activations = tuple(
            map(find_activation, snapshot.lane.activations)
        )
        self._answers = None
        if self._notes is None:
            self._notes = neuron_notes(self.network, self._ask())
        if walk is not None:
            activations = activations_of(walk)
        elif probe is not None:
            activations = sample_activations(probe, 0)
        else:
            activations = self._pictures.activations(sample.inputs[None])
        # At rest there may be no other frame to show them in.
        if self._planned is None or snapshot.at_rest:
            self._planned = self._output_and_pictures(sample, activations[-1])
        output, pictures = self._planned
        layout = self.network.layout
        return NetworkFrame(
            DiagramState(
                sizes=self.network.sizes,
                layer_names=self._names,
                edges=self._edges((snapshot, probe), kind, parameters, activations),
                stepping=self._stepping(walk),
                biases=tuple(layout.biases(parameters)),
                kind=kind,
                activations=activations,
                weights=tuple(layout.weights(parameters)),
                input_names=self._pictures.input_names,
                output_names=self._pictures.output_names,
                in_units=self._in_units(sample, activations[-1]),
                # A view of the weights, which change in place: another one each time.
                pictures=pictures or self._weight_images(),
                input_image=self._pictures.image(activations[0]),
                notes={**self._notes, **self.marks},
                verdicts=self.verdicts,
            ),
            output,
        )

    def _in_units(
        self, sample: ProbeSample, outputs: Floats
    ) -> dict[int, NDArray[Any]]:
        """Return what goes in and comes out in the data's units, where it is scaled."""
        data = self._data
        values: dict[int, NDArray[Any]] = {}
        if data.input_scaling.kind != "none" and sample.values is not None:
            values[0] = sample.values
        if data.target_scaling.kind != "none":
            last = len(self.network.sizes) - 1
            values[last] = data.target_scaling.invert(outputs[None])[0]
        return values

    def _stepping(self, walk: LinkedWalk | None) -> Stepping | None:
        """Work out what is shown of a walk, once for all frames at one place of it."""
        if walk is not self._stepped[0]:
            self._stepped = walk, None if walk is None else stepping_of(walk)
        return self._stepped[1]

    def look_for_lost_neurons(self) -> None:
        """Look for dead and saturated neurons in the next frame."""
        self._notes = None

    def values_of(self, layer: int) -> ActivationValues:
        """Look at a layer, counted from 1, with the parameters of the latest frame."""
        return activation_values(self.network, self._ask(), layer)

    def _ask(self) -> Answers:
        """Ask the network about training samples, once for each frame at most."""
        if self._answers is None:
            self._answers = answers_of(self.network, self._data.train.inputs)
        return self._answers

    def row_of(self, train_row: int) -> int | None:
        """Return the row in the data set of a training sample, None if unknown."""
        return None if train_row < 0 else int(self._data.train_rows[train_row])

    def look_again(self) -> None:
        """Work out the output and all pictures in the next frame."""
        self._planned = None

    def _output_and_pictures(self, sample: ProbeSample, outputs: Floats) -> Planned:
        """Ask the network once for both, where the inputs are a plane.

        ``outputs`` (O,) are those for the sample, as the diagram shows them.
        """
        shape, found = self.plan.shape, self._pictures.over_plane()
        if found is None or not isinstance(shape, SurfacePlan):
            values = output_values(self.network, self.plan, sample, outputs)
            return values, ()
        over_plane, pictures = found
        of, surface = self._surface
        if surface is None or of is not over_plane:
            surface = surface_of(over_plane, self._data, shape)
            self._surface = over_plane, surface
        return surface, pictures

    def _weight_images(self) -> Pictures:
        """Return the first hidden layer's weights as images, if inputs are one."""
        shape = self._data.dataset.image_shape
        if shape is None or len(self.network.sizes) <= 2:
            return ()
        return (None, self.network.weights[0].reshape(-1, *shape))

    def _edges(
        self,
        moment: tuple[Snapshot, Trace | None],
        kind: EdgeKind,
        parameters: Floats,
        activations: tuple[Floats, ...],
    ) -> tuple[Floats, ...]:
        layout, (snapshot, probe) = self.network.layout, moment
        if probe is not None and snapshot.at_rest and kind in ("gradient", "update"):
            names = [f"{_QUANTITIES[kind]}W{k}" for k in range(1, len(layout.sizes))]
            # Without a target there is no gradient.
            known = names[0] in probe
            none = layout.weights(np.zeros(layout.count))
            return tuple(probe[name] for name in names) if known else tuple(none)
        if kind == "gradient":
            return tuple(layout.weights(snapshot.lane.gradient))
        if kind == "update":
            return tuple(layout.weights(snapshot.lane.update))
        if kind == "difference" and self.difference is not None:
            return tuple(layout.weights(self.difference))
        weights = layout.weights(parameters)
        if kind == "check" and self.verdicts is not None:
            return self.verdicts.weights
        if kind == "check":
            return tuple(np.full(each.shape, np.nan) for each in weights)
        if kind == "contribution":
            pairs = zip(weights, activations[:-1], strict=True)
            return tuple(w * a for w, a in pairs)
        return tuple(weights)


def probe_of(snapshot: Snapshot, sample: ProbeSample) -> Trace | None:
    """Return what a snapshot knows of a sample, if it has looked at it."""
    probe = snapshot.lane.probe
    if probe is None or not sample.is_in(probe.trace):
        return None
    return probe.trace


def verdicts_of(found: LiveCheck) -> Verdicts:
    """Return what the diagram needs of a check."""
    check = found.gradient

    def gradients(layer: int, neuron: int, column: int) -> tuple[float, float]:
        place = check.layout.place_of(layer, neuron, column)
        return float(check.analytic[place]), float(check.numeric[place])

    errors = found.weight_errors, found.bias_errors
    return Verdicts(*errors, check.tolerance, gradients)


def _layer_names(start: RunStart) -> tuple[str, ...]:
    functions = [f.label for f in start.lane.network.activations]
    last = len(functions)
    named = enumerate(functions, start=1)
    return ("input", *(f"{layer_label(i, last)} · {name}" for i, name in named))
