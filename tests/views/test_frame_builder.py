"""The numbers that the diagram and the output show, against the formulas."""

import numpy as np
import pytest

from nnviz.core.network import find_activation
from nnviz.core.types import Floats
from nnviz.live.snapshot import run_start
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.views.diagram.diagram_state import DiagramState, EdgeKind, Verdicts
from nnviz.views.diagram.parts import NeuronPart, read_out
from nnviz.views.frame_builder import FrameBuilder, NetworkFrame
from nnviz.views.numbers import amount, compact
from nnviz.views.output.predictions import outputs_for
from nnviz.views.output.surface_values import SurfacePlan, SurfaceValues
from tests.live.driving import sample_in, snapshot_of

COLOURS = 1e-5
"""How exact the values are of which there are pictures only, in 256 colours."""


def trained(dataset: str) -> Trainer:
    trainer = Trainer(RunConfig(dataset=dataset))
    trainer.run(57)
    return trainer


def frame_of(trainer: Trainer, kind: EdgeKind, row: int) -> NetworkFrame:
    painter = FrameBuilder(run_start(1, trainer, trainer.data.dataset))
    return painter.frame(snapshot_of(trainer), kind, sample_in(trainer.data, row))


def diagram_of(trainer: Trainer, kind: EdgeKind, row: int = 3) -> DiagramState:
    return frame_of(trainer, kind, row).diagram


@pytest.mark.parametrize("dataset", ["circle", "iris", "digits", "sine"])
def test_contributions_and_bias_add_up_to_the_activation_shown(dataset: str) -> None:
    trainer = trained(dataset)
    state = diagram_of(trainer, "contribution")
    data = trainer.data
    raw = np.asarray(data.dataset.inputs[3], float)
    np.testing.assert_array_equal(
        state.activations[0],
        (raw - data.input_scaling.offset) * data.input_scaling.factor,
    )
    for layer, activation in enumerate(trainer.network.activations, start=1):
        z = state.edges[layer - 1].sum(axis=1) + state.biases[layer - 1]
        a = np.empty((len(z), 1))
        activation.evaluate(z[:, None], a)
        np.testing.assert_allclose(state.activations[layer], a[:, 0], rtol=1e-9)


def test_what_is_scaled_is_shown_in_the_units_of_the_data_too() -> None:
    trainer = Trainer(
        RunConfig(dataset="diabetes", loss="mse", target_scaling="standard")
    )
    trainer.run(57)
    state, data = diagram_of(trainer, "weight"), trainer.data
    np.testing.assert_array_equal(state.in_units[0], data.dataset.inputs[3])
    said = read_out(state, NeuronPart(0, 0), compact).facts
    age = data.dataset.inputs[3, 0]
    assert (said[1].name, said[1].text) == ("in the data's units", amount(age))
    answer = outputs_for(trainer.network, data, data.dataset.inputs[3:4])[0, 0]
    assert state.text_in_units(2, 0) == amount(answer)
    assert not diagram_of(trained("sine"), "weight").in_units.get(0)


def test_gradient_and_update_are_those_of_the_last_iteration() -> None:
    trainer = trained("circle")
    trace = trainer.trace()
    for kind, name in (("gradient", "dW"), ("update", "update_W")):
        state = diagram_of(trainer, kind)  # type: ignore[arg-type]
        for layer, values in enumerate(state.edges, start=1):
            np.testing.assert_array_equal(values, trace[f"{name}{layer}"])


def test_weights_and_biases_are_those_after_the_last_iteration() -> None:
    trainer = trained("rings")
    state = diagram_of(trainer, "weight")
    for shown, held in zip(state.edges, trainer.network.weights, strict=True):
        np.testing.assert_array_equal(shown, held)
    for shown, held in zip(state.biases, trainer.network.biases, strict=True):
        np.testing.assert_array_equal(shown, held)


def test_the_surface_is_the_networks_answer_at_each_place() -> None:
    trainer = trained("circle")
    frame = frame_of(trainer, "weight", 0)
    painter = FrameBuilder(run_start(1, trainer, trainer.data.dataset))
    plan = painter.plan.shape
    assert isinstance(frame.output, SurfaceValues)
    places = [(0, 0), (17, 80), (99, 5)]
    points = np.array([[plan.x[column], plan.y[row]] for row, column in places])
    expected = trainer.network.predict(points)[:, 0]
    found = [frame.output.heights[place] for place in places]
    np.testing.assert_allclose(found, expected, rtol=COLOURS)


def test_a_surface_too_high_for_single_precision_is_the_networks_too() -> None:
    trainer = trained("plane")
    trainer.network.parameters *= 1e40
    heights = frame_of(trainer, "weight", 0).output.heights
    plan = FrameBuilder(run_start(1, trainer, trainer.data.dataset)).plan
    expected = outputs_for(trainer.network, plan.data, points_of(plan.shape))
    np.testing.assert_allclose(heights.ravel(), expected[:, 0], rtol=1e-9)
    assert np.isfinite(heights).all()
    assert np.abs(heights).max() > 1e38


def points_of(plan: SurfacePlan) -> Floats:
    """Return all cells of a surface in the units of the data, row after row."""
    across, down = np.meshgrid(plan.x, plan.y)
    return np.column_stack((across.ravel(), down.ravel()))


def test_neuron_pictures_are_its_activation_over_the_plane() -> None:
    trainer = trained("circle")
    state = diagram_of(trainer, "weight")
    painter = FrameBuilder(run_start(1, trainer, trainer.data.dataset))
    plan = painter.plan.shape
    point = np.array([[plan.x[60], plan.y[24]]])
    (_, first), *_, (_, last) = trainer.network.forward(point)
    assert state.pictures[1][4, 12, 30] == pytest.approx(first[4, 0], rel=COLOURS)
    expected = pytest.approx(2 * last[0, 0] - 1, abs=COLOURS)
    assert state.pictures[3][0, 12, 30] == expected


def test_at_rest_the_surface_is_that_of_the_last_iteration() -> None:
    trainer = trained("circle")
    painter = FrameBuilder(run_start(1, trainer, trainer.data.dataset))
    first = painter.frame(
        snapshot_of(trainer, 9.0), "weight", sample_in(trainer.data, 3)
    )
    trainer.run(100)
    last = painter.frame(snapshot_of(trainer), "weight", sample_in(trainer.data, 3))
    assert last.output is not first.output
    assert np.any(last.diagram.pictures[1] != first.diagram.pictures[1])


def test_the_plane_is_asked_again_only_about_another_network() -> None:
    trainer = trained("circle")
    builder = FrameBuilder(run_start(1, trainer, trainer.data.dataset))
    samples = [sample_in(trainer.data, row) for row in (3, 5)]

    def shown(sample: int = 0) -> NetworkFrame:
        builder.look_again()
        return builder.frame(snapshot_of(trainer), "weight", samples[sample])

    first, again = shown(), shown()
    assert again is first
    for other in (1, 0):
        again = shown(other)
        assert again is not first
        assert again.output is first.output
        assert again.diagram.pictures is first.diagram.pictures
    builder.verdicts = Verdicts((), (), 0.0, lambda *_: (0.0, 0.0))
    assert shown() is not again
    trainer.network.parameters[5] += 0.25
    edited = shown()
    assert isinstance(edited.output, SurfaceValues)
    fresh = frame_of(trainer, "weight", 3).output
    assert isinstance(fresh, SurfaceValues)
    np.testing.assert_array_equal(edited.output.heights, fresh.heights)
    trainer.network.activations = (find_activation("relu"),) * 3
    assert shown().output is not edited.output


def test_a_frame_leaves_the_run_as_it_began() -> None:
    trainer = Trainer(RunConfig(dataset="iris"))
    start, first = run_start(1, trainer, trainer.data.dataset), trainer.network.copy()
    trainer.run(57)
    sample = sample_in(trainer.data, 3)
    FrameBuilder(start).frame(snapshot_of(trainer), "weight", sample)
    np.testing.assert_array_equal(start.lane.network.parameters, first.parameters)
    with pytest.raises(ValueError, match="read-only"):
        start.lane.network.parameters[...] = 0.0
