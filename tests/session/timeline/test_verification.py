"""A run that is trained again is as recorded, or the first iteration that differs."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as changed

from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.run_state import RunState
from nnviz.session.timeline.past import Past
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.verification import Departure, verify
from nnviz.session.trainer import Trainer
from tests.session.timeline.walking import Walk

CONFIG = RunConfig(
    dataset="circle", samples=60, hidden=(3,), optimizer="momentum", batch_size=9
)
DATA = load_data(CONFIG)


def eventful() -> Timeline[Trainer]:
    walk = Walk(Timeline(Trainer(CONFIG), spacing=7))
    walk.train(30)
    walk.act(lambda line: line.change(learning_rate=0.03))
    walk.act(lambda line: line.edit(2, 0.75))
    walk.train(10)
    walk.go_on_from(30, 0)
    walk.act(lambda line: line.change(optimizer="adam"))
    walk.train(25)
    walk.act(lambda line: line.edit(0, -1.25))
    walk.go_on_from(35, 1)
    walk.train(4)
    return walk.line


def state_of(line: Timeline[Trainer]) -> tuple[RunState, Past]:
    return line.trainer.state(), line.past()


def departure(state: RunState, past: Past) -> Departure | None:
    return verify((state, past), DATA, lambda _: None)


@pytest.mark.parametrize("at", [(39, 2), (40, 0), (55, 1)])
def test_a_run_comes_out_the_same_from_wherever_it_is_saved(
    at: tuple[int, int],
) -> None:
    line = eventful()
    line.go_on_from(changed(line.now, iteration=at[0], branch=at[1]))
    assert departure(*state_of(line)) is None


def test_progress_counts_the_iterations_of_all_branches() -> None:
    done: list[int] = []
    assert verify(state_of(eventful()), DATA, done.append) is None
    assert done[-1] == 40 + 25 + 4


def test_a_run_that_diverged_comes_out_the_same() -> None:
    config = RunConfig(
        dataset="circle", output_activation="linear", loss="mse", learning_rate=1e4
    )
    line = Timeline(Trainer(config))
    line.run(500)
    assert line.trainer.stopped is not None
    assert verify(state_of(line), load_data(config), lambda _: None) is None


def with_branch(past: Past, number: int, **fields: Any) -> Past:
    branches = list(past.branches)
    branches[number] = replace(branches[number], **fields)
    return replace(past, branches=tuple(branches))


@pytest.mark.parametrize(("branch", "place"), [(0, 0), (0, 39), (1, 3), (2, 0)])
def test_the_first_cost_that_differs_is_named(branch: int, place: int) -> None:
    state, past = state_of(eventful())
    costs = past.branches[branch].costs.copy()
    costs[place:] = np.nextafter(costs[place:], np.inf)
    forged = with_branch(past, branch, costs=costs)
    fork = past.branches[branch].view.fork
    assert departure(state, forged) == Departure(branch, fork + place + 1, "the cost")


def test_other_initial_weights_are_named() -> None:
    state, past = state_of(eventful())
    forged = replace(state, config=state.config.changed(seed=5))
    assert departure(forged, past) == Departure(0, 0, "the initial weights or biases")


def test_an_edit_that_is_not_recorded_is_noticed_in_the_present() -> None:
    state, past = state_of(eventful())
    parameters = state.now.parameters.copy()
    parameters[0] = np.nextafter(parameters[0], np.inf)
    forged = replace(state, now=replace(state.now, parameters=parameters))
    assert departure(forged, past) == Departure(2, 39, "the weights or biases")


def test_a_checkpoint_that_differs_is_named() -> None:
    state, past = state_of(eventful())
    branch, one = next((b, k) for b, k in past.kept if b == 0 and 0 < k.iteration < 30)
    memory = {name: values + 1.0 for name, values in one.checkpoint.state.items()}
    wrong = replace(one, checkpoint=replace(one.checkpoint, state=memory))
    kept = tuple((b, wrong if k is one else k) for b, k in past.kept)
    found = departure(state, replace(past, kept=kept))
    assert found == Departure(branch, one.iteration, "the optimiser's velocity")
