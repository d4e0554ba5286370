"""The cursor: where steps lead, and that every step can be taken back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.penalty import Penalty
from nnviz.core.program import compile_program
from nnviz.explain.walk.cursor import GRAINS, Crossing, CursorPosition, Grain
from nnviz.explain.walk.route import Route, route_of
from nnviz.explain.walk.walk import aligned, enter, leg_at, start, step
from tests.explain.networks import Case, case, cases

Place = tuple[int, CursorPosition]


class History:
    """Iterations with batches of different sizes and other operations in places."""

    def __init__(self, case: Case) -> None:
        # A penalty and another optimiser bring other operations along.
        other = replace(case.structure, penalty=Penalty(l1=0.1))
        changed = compile_program(
            case.trainer.network, case.trainer.loss, "adam", penalty=other.penalty
        )
        self.routes = [
            route_of(case.program.operations, case.structure, 5),
            route_of(changed.operations, other, 7),
            route_of(case.program.operations, case.structure, 2),
        ]

    def route(self, iteration: int) -> Route:
        return self.routes[iteration % len(self.routes)]

    def step(self, place: Place, grain: Grain, direction: int) -> Place:
        iteration, position = place
        moved = step(self.route(iteration), position, grain, direction)
        if isinstance(moved, Crossing):
            iteration += moved.direction * (3 if grain == "epoch" else 1)
            moved = enter(self.route(iteration), moved)
        return iteration, moved


def check_valid(route: Route, position: CursorPosition) -> None:
    leg = leg_at(route, position)
    block, neuron = leg.block_of(position.neuron)
    assert 0 <= neuron < block.neurons
    assert 0 <= position.term < block.terms
    assert 0 <= position.sample < route.samples


moves = st.lists(
    st.tuples(st.sampled_from(GRAINS), st.sampled_from([1, -1])), max_size=60
)


@given(cases(), moves, moves)
@settings(max_examples=40, deadline=None)
def test_a_walk_and_its_mirror_image_return_to_the_identical_position(
    case: Case,
    before: list[tuple[Grain, int]],
    walk: list[tuple[Grain, int]],
) -> None:
    history = History(case)
    place: Place = (0, start())
    for grain, direction in before:
        place = history.step(place, grain, direction)
    first = place
    for grain, direction in walk:
        place = history.step(place, grain, direction)
        check_valid(history.route(place[0]), place[1])
    for grain, direction in reversed(walk):
        place = history.step(place, grain, -direction)
    assert place == first


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("direction", [1, -1])
def test_1000_steps_and_1000_steps_back_return_from_a_place_in_the_middle(
    grain: Grain, direction: int
) -> None:
    history = History(case())
    first: Place = (0, CursorPosition(2, 2, 1, 2, 0, 4))
    check_valid(history.route(0), first[1])
    place = first
    for _ in range(1000):
        place = history.step(place, grain, direction)
    for _ in range(1000):
        place = history.step(place, grain, -direction)
    assert place == first


def test_steps_by_term_visit_every_term_once_in_the_programs_order() -> None:
    route = case().route
    place: CursorPosition | Crossing = start()
    visited = []
    while isinstance(place, CursorPosition):
        visited.append((leg_at(route, place).number, place.neuron, place.term))
        place = step(route, place, "term")
    assert visited == sorted(set(visited))
    expected = sum(b.neurons * b.terms for leg in route.legs for b in leg.blocks)
    assert len(visited) == expected
    assert place.direction == 1


def test_steps_by_phase_go_through_the_four_phases() -> None:
    route = case().route
    place: CursorPosition | Crossing = start(sample=2)
    phases = []
    while isinstance(place, CursorPosition):
        phases.append(leg_at(route, place).phase)
        assert place.sample == 2
        place = step(route, place, "phase")
    assert phases == ["forward", "loss", "backward", "update"]


def test_a_step_by_layer_from_the_start_leads_to_the_next_layers_start() -> None:
    route = case().route
    moved = step(route, start(), "layer")
    assert isinstance(moved, CursorPosition)
    assert leg_at(route, moved).produces == ("z2",)
    assert (moved.neuron, moved.term) == (0, 0)


def test_a_step_by_neuron_keeps_the_term() -> None:
    route = case(inputs=5).route
    assert step(route, CursorPosition(term=4), "neuron") == CursorPosition(
        neuron=1, term=4
    )


def test_samples_follow_each_other_and_the_last_crosses() -> None:
    route = case().route
    assert step(route, CursorPosition(sample=3), "sample") == CursorPosition(sample=4)
    crossing = step(route, CursorPosition(sample=4), "sample")
    assert isinstance(crossing, Crossing)
    assert enter(route, crossing) == CursorPosition(sample=0)


def test_aligned_is_the_start_of_the_unit() -> None:
    place = CursorPosition(2, 3, 1, 2, 1, 4)
    assert aligned(place, "neuron") == CursorPosition(2, 3, 1, 2, 0, 4)
    assert aligned(place, "layer") == CursorPosition(2, 3, 0, 0, 0, 4)
    assert aligned(place, "phase") == CursorPosition(2, 0, 0, 0, 0, 4)
    assert aligned(place, "iteration") == CursorPosition(sample=4)


def test_the_inverse_of_the_first_step_crosses_back() -> None:
    route = case().route
    crossing = step(route, start(), "term", -1)
    assert isinstance(crossing, Crossing)
    last = enter(route, crossing)
    assert leg_at(route, last).number == len(route.legs) - 1
    assert np.all(np.array(last.rounds) == 0)


@pytest.mark.parametrize("seed", range(5))
def test_a_random_walk_of_1000_moves_returns_by_its_mirror_image(seed: int) -> None:
    rng = np.random.default_rng(seed)
    grains = [GRAINS[k] for k in rng.integers(0, len(GRAINS), 1000)]
    directions = rng.choice([1, -1], 1000).tolist()
    history = History(case(hidden=(5, 2)))
    place = first = (0, CursorPosition(1, 0, 1, 1, 0, 3))
    check_valid(history.route(0), first[1])
    for grain, direction in zip(grains, directions, strict=True):
        place = history.step(place, grain, direction)
        check_valid(history.route(place[0]), place[1])
    for grain, direction in zip(grains[::-1], directions[::-1], strict=True):
        place = history.step(place, grain, -direction)
    assert place == first
