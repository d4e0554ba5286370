"""Steps within an iteration and from one to the next, of one network or several."""

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.explain.linked.build_view import shown_at
from nnviz.explain.walk.cursor import Grain
from nnviz.explain.walk.walk import leg_at
from tests.explain.linked.contenders import ACTIVATIONS, IRIS_LOSSES, OPTIMIZERS
from tests.ui.comparison.linked import Owner

OWNERS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "activations": ("activation", ACTIVATIONS, {}),
    "optimisers": ("optimizer", OPTIMIZERS, {}),
    "losses": ("loss", IRIS_LOSSES, {"dataset": "iris", "samples": None}),
}
SIZES: tuple[Grain, ...] = ("term", "neuron", "layer", "phase", "iteration")


def owner(name: str = "activations", iterations: int = 0) -> Owner:
    setting, values, settings = OWNERS[name]
    made = Owner(setting, values, **settings)
    if iterations:
        made.train(iterations)
    return made


def state(made: Owner) -> tuple[Any, ...]:
    """All that is seen: the place, the iteration, and every number."""
    walk = made.stepper.walk
    if walk is None:
        return made.stepper.iteration, None, ()
    numbers = [
        (shown.quantity, shown.value, shown.difference, shown.chain, shown.notes)
        for shown in shown_at(walk)
    ]
    return made.stepper.iteration, walk.place, numbers


@pytest.mark.parametrize("name", OWNERS)
def test_steps_at_random_and_their_mirror_image_show_the_same_numbers(
    qtbot: QtBot, name: str
) -> None:
    made, rng = owner(name, 60), np.random.default_rng(7)
    made.stepper.set_grain("term")
    steps = [
        (SIZES[rng.integers(len(SIZES))], int(rng.choice([1, -1]))) for _ in range(100)
    ]
    seen = []
    for grain, direction in steps:
        seen.append(state(made))
        made.stepper.step(direction, grain)
    for grain, direction in reversed(steps):
        made.stepper.step(-direction, grain)
        assert state(made) == seen.pop()


@pytest.mark.parametrize("grain", SIZES)
def test_a_step_back_out_of_the_first_iteration_is_taken_back_too(
    qtbot: QtBot, grain: Grain
) -> None:
    made = owner()
    made.stepper.set_grain(grain)
    made.stepper.step(1)
    first = state(made)
    assert first[0] == 1
    made.stepper.step(-1)
    assert state(made) == (0, None, ())
    made.stepper.step(-1)
    made.stepper.step(1)
    assert state(made) == first


def test_whole_steps_out_of_the_first_iteration_and_back_keep_the_place(
    qtbot: QtBot,
) -> None:
    made = owner()
    made.stepper.set_grain("term")
    for _ in range(20):
        made.stepper.step(1)
    place = state(made)
    made.stepper.step(-1, "iteration")
    assert made.stepper.walk is None
    made.stepper.step(1, "iteration")
    assert state(made) == place


def test_a_step_at_an_iterations_end_does_one_more_of_every_contender(
    qtbot: QtBot,
) -> None:
    made = owner(iterations=5)
    made.stepper.step(1)
    assert [t.iteration for t in made.comparison.trainers] == [6] * len(ACTIVATIONS)
    assert made.stepper.walk is not None
    assert {s.trace.iteration for s in made.stepper.walk.sides} == {6}


def test_coming_to_rest_shows_a_whole_iteration(qtbot: QtBot) -> None:
    made = owner(iterations=5)
    assert made.stepper.walk is not None
    for shown in shown_at(made.stepper.walk):
        assert all(link.value is not None for link in shown.chain if link.exists)


def test_steps_wait_for_an_iteration_that_was_asked_for(qtbot: QtBot) -> None:
    made = owner(iterations=5)
    made.stepper.iteration_wanted.disconnect(made.show_iteration)
    wishes: list[int] = []
    made.stepper.iteration_wanted.connect(wishes.append)
    made.stepper.step(1)
    made.stepper.step(1)
    made.stepper.lead(2)
    assert made.stepper.awaits
    assert wishes == [6]
    made.show_iteration(6)
    assert not made.stepper.awaits
    assert made.stepper.iteration == 6
    assert made.stepper.walk is not None
    assert made.stepper.walk.place.leader == 0


def test_steps_go_along_the_way_of_the_leader(qtbot: QtBot) -> None:
    made = owner("optimisers", 5)
    made.stepper.lead(2)
    made.stepper.set_grain("layer")
    made.stepper.jump_to_phase("update")
    walk = made.stepper.walk
    assert walk is not None
    assert leg_at(walk.leader.route, walk.place.position).produces == ("first_moment",)


def test_a_contender_that_has_stopped_stays_at_its_last_iteration_and_says_so(
    qtbot: QtBot,
) -> None:
    made = Owner("optimizer", ("sgd", "momentum"))
    made.train(4)
    made.comparison.trainers[0].run(3)
    made.past.note()
    made.stepper.show_iteration(7, made.sides(7))
    walk = made.stepper.walk
    assert walk is not None
    assert [side.trace.iteration for side in walk.sides] == [7, 4]
    assert shown_at(walk)[1].notes[0] == "momentum stopped at iteration 4"


def single(iterations: int = 0) -> Owner:
    """Return a cursor that enters an iteration only when it is asked to."""
    made = Owner("activation", ACTIVATIONS, stays=False)
    if iterations:
        made.train(iterations)
    return made


def test_a_small_step_enters_the_next_iteration_at_its_start(qtbot: QtBot) -> None:
    made = single(5)
    assert made.stepper.walk is None
    made.stepper.step(1)
    assert made.stepper.walk is not None
    assert (made.stepper.iteration, made.stepper.walk.trace.iteration) == (6, 6)
    assert made.stepper.walk.position.digits == (0, 0, 0, 0, 0)


def test_a_small_step_back_enters_the_iteration_shown_at_its_end(qtbot: QtBot) -> None:
    made = single(5)
    made.stepper.step(-1)
    assert made.stepper.walk is not None
    assert made.stepper.walk.trace.iteration == 5
    assert made.stepper.walk.leg.phase == "update"


@pytest.mark.parametrize("size", ["iteration", "epoch"])
def test_a_size_of_whole_iterations_leaves_the_iteration(
    qtbot: QtBot, size: Grain
) -> None:
    made = single(5)
    made.stepper.step(1)
    made.stepper.set_grain(size)
    assert made.stepper.walk is None


def test_another_iteration_that_is_shown_leaves_the_one_before(qtbot: QtBot) -> None:
    made = single(5)
    made.stepper.step(1)
    made.show_iteration(6)
    assert made.stepper.walk is not None
    made.show_iteration(3)
    assert made.stepper.walk is None


def test_a_larger_step_is_shown_as_large_and_the_next_is_of_the_chosen_size(
    qtbot: QtBot,
) -> None:
    made = single(5)
    made.stepper.step(1)
    made.stepper.step(1, "layer")
    assert made.stepper.walk is not None
    assert (made.stepper.walk.grain, made.stepper.grain) == ("layer", "neuron")
    made.stepper.step(1)
    assert made.stepper.walk.grain == "neuron"


def test_the_way_out_of_the_first_iteration_leads_back_to_the_same_place(
    qtbot: QtBot,
) -> None:
    made = single()
    made.stepper.step(1)
    made.stepper.step(1, "term")
    place = state(made)[1].position
    made.stepper.step(-1)
    assert made.stepper.walk is None
    made.stepper.step(1)
    assert state(made)[1].position == place


def test_an_iteration_that_does_not_come_is_waited_for_no_longer(qtbot: QtBot) -> None:
    made = single(5)
    made.stepper.iteration_wanted.disconnect(made.show_iteration)
    made.stepper.step(1)
    made.stepper.stay()
    assert not made.stepper.awaits
    assert made.stepper.iteration == 5
