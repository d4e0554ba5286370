import numpy as np
import pytest

from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.linked_walk import LinkedPlace, LinkedWalk
from nnviz.explain.structure import structure_of
from nnviz.explain.walk.cursor import CursorPosition, Grain
from nnviz.explain.walk.route import route_of
from nnviz.explain.walk.walk import start, step
from nnviz.live.snapshot import run_start
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.views.frame_builder import FrameBuilder
from nnviz.views.step_picture import activations_of, stepping_of
from tests.live.driving import sample_in, snapshot_of


def walking(grain: Grain = "neuron", steps: int = 0) -> LinkedWalk:
    trainer = Trainer(RunConfig(dataset="circle", hidden=(3, 2), batch_size=4))
    trainer.run(7)
    operations = trainer.program.operations
    route = route_of(operations, structure_of(trainer), trainer.program.batch_size)
    place = start()
    for _ in range(steps):
        found = step(route, place, grain)
        assert isinstance(found, CursorPosition)
        place = found
    side = ContenderTrace("", trainer.trace(), route)
    return LinkedWalk((side,), LinkedPlace(position=place, grain=grain))


def test_values_on_the_edges_of_a_neuron_and_its_bias_add_up_to_z() -> None:
    walk = walking(steps=1)
    flows = stepping_of(walk).flows
    assert {(flow.layer, flow.neuron) for flow in flows} == {(1, 1)}
    assert sum(flow.value for flow in flows) == pytest.approx(walk.trace["z1"][0, 1])


def test_a_step_by_term_lights_one_edge() -> None:
    walk = walking("term", steps=1)
    (flow,) = stepping_of(walk).flows
    assert (flow.layer, flow.neuron, flow.column) == (1, 0, 1)
    expected = walk.trace["W1"][0, 1] * walk.trace["inputs"][0, 1]
    assert flow.value == expected


def test_neurons_are_empty_until_their_activation_is_known() -> None:
    assert stepping_of(walking(steps=0)).known == (2, 0, 0, 0)
    assert stepping_of(walking(steps=4)).known == (2, 2, 0, 0)
    assert stepping_of(walking("phase", steps=1)).known == (2, 3, 2, 1)


def test_z_is_written_under_a_neuron_before_there_is_an_activation() -> None:
    walk = walking(steps=1)
    assert list(stepping_of(walk).words) == [(1, 0), (1, 1)]


def test_values_flow_back_in_the_backward_phase() -> None:
    stepping = stepping_of(walking("phase", steps=2))
    assert not stepping.forward
    assert stepping.words[3, 0].startswith("δ")


def test_the_parameters_are_those_before_the_update_until_it_is_done() -> None:
    before, after = walking("phase", steps=2), walking("phase", steps=3)
    w1 = before.parameters[:9].reshape(3, 3)
    assert np.array_equal(w1[:, :2], before.trace["W1"])
    assert np.array_equal(w1[:, 2], before.trace["b1"])
    assert np.array_equal(
        after.parameters[:9].reshape(3, 3)[:, 2], after.trace.after["b1"]
    )


def test_the_activations_shown_are_those_of_the_trace() -> None:
    walk = walking("sample", steps=2)
    shown = activations_of(walk)
    assert np.array_equal(shown[0], walk.trace["inputs"][2])
    assert np.array_equal(shown[-1], walk.trace["a3"][2])


def test_words_say_where_the_cursor_is() -> None:
    walk = walking("term", steps=1)
    assert walk.words == "forward: hidden 1, neuron 1, weighted sum, term 2 of 2"


def test_a_frame_shows_the_place_it_is_at_and_works_it_out_once() -> None:
    trainer = Trainer(RunConfig(dataset="circle", hidden=(3, 2), batch_size=4))
    trainer.run(1)
    builder = FrameBuilder(run_start(1, trainer, trainer.data.dataset))
    snapshot = snapshot_of(trainer)
    here, further = walking(steps=1), walking(steps=2)
    sample = sample_in(trainer.data, 0)
    shown = [
        builder.frame(snapshot, "weight", sample, walk).diagram.stepping
        for walk in (here, here, further, None)
    ]
    assert shown[0] is shown[1]
    assert [one and one.known for one in shown] == [
        stepping_of(here).known,
        stepping_of(here).known,
        stepping_of(further).known,
        None,
    ]
