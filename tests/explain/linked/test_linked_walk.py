"""One cursor over several contenders: steps, their inverses, corresponding places."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS as FUNCTIONS
from nnviz.core.trace import Trace
from nnviz.explain.explain import explain
from nnviz.explain.explanation import Explanation
from nnviz.explain.linked import build_view
from nnviz.explain.linked.build_view import shown_at
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.linked_walk import LinkedPlace, LinkedWalk, begin
from nnviz.explain.linked.matching_position import counterpart
from nnviz.explain.selection import Selection
from nnviz.explain.structure import Structure
from nnviz.explain.walk.cursor import GRAINS, Crossing, CursorPosition
from nnviz.explain.walk.jumps import grain_of
from nnviz.explain.walk.progress import progress_at
from nnviz.explain.walk.walk import leg_at
from nnviz.session.comparison.first_difference import FirstDifference
from nnviz.session.comparison.first_difference_search import FirstDifferenceSearch
from tests.explain.linked.contenders import (
    ACTIVATIONS,
    IRIS_LOSSES,
    OPTIMIZERS,
    comparison,
    sides,
    sides_of,
)
from tests.explain.networks import place_of

IRIS = {"dataset": "iris", "samples": None}
COMPARISONS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "activations": ("activation", ACTIVATIONS, {}),
    "optimisers": ("optimizer", OPTIMIZERS, {}),
    "losses": ("loss", IRIS_LOSSES, IRIS),
    "class weights": ("class_weights", (None, "balanced", {"setosa": 3.0}), IRIS),
    "batch sizes": ("batch_size", (10, 7, "full"), {}),
    "layers": ("hidden", ((4, 2), (3,), ()), {}),
}


class Past:
    """Three iterations of a comparison, that follow each other in a ring."""

    def __init__(self, name: str) -> None:
        setting, values, settings = COMPARISONS[name]
        compared = comparison(setting, values, **settings)
        self.iterations: list[tuple[ContenderTrace, ...]] = []
        for _ in range(3):
            compared.step()
            self.iterations.append(sides_of(compared))
        self.at = 0

    def step(self, walk: LinkedWalk, grain: Any, direction: int) -> LinkedWalk:
        moved = walk.step(direction, grain)
        if isinstance(moved, Crossing):
            self.at += direction
            there = self.iterations[self.at % len(self.iterations)]
            return walk.enter(there, moved)
        return moved


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("leader", [0, 1, 2])
def test_a_walk_and_its_mirror_image_return_to_the_identical_state(
    name: str, leader: int
) -> None:
    past, rng = Past(name), np.random.default_rng(leader)
    walk = begin(past.iterations[0], LinkedPlace(leader))
    moves = [
        (GRAINS[rng.integers(len(GRAINS) - 1)], int(rng.choice([1, -1])))
        for _ in range(150)
    ]
    states = []
    for grain, direction in moves:
        states.append((past.at, walk.place, walk.counterparts()))
        walk = past.step(walk, grain, direction)
    for grain, direction in reversed(moves):
        walk = past.step(walk, grain, -direction)
        assert (past.at, walk.place, walk.counterparts()) == states.pop()


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("leader", [0, 1, 2])
def test_every_contender_stands_at_a_valid_place_everywhere(
    name: str, leader: int
) -> None:
    walk: LinkedWalk | Crossing = begin(Past(name).iterations[1], LinkedPlace(leader))
    while isinstance(walk, LinkedWalk):
        for side, there in zip(walk.sides, walk.counterparts(), strict=True):
            leg = leg_at(side.route, there.position)
            block, _ = leg.block_of(there.position.neuron)
            assert 0 <= there.position.term < block.terms
            assert 0 <= there.position.sample < side.route.samples
            assert leg.phase == leg_at(walk.leader.route, walk.place.position).phase
        walk = walk.step(1, "neuron")


@pytest.mark.parametrize("leader", range(len(ACTIVATIONS)))
def test_contenders_that_differ_in_activation_stand_at_the_same_neuron_and_term(
    leader: int,
) -> None:
    walk: LinkedWalk | Crossing = begin(
        sides("activation", ACTIVATIONS), LinkedPlace(leader, grain="term")
    )
    while isinstance(walk, LinkedWalk):
        for there in walk.counterparts():
            assert there.same
            assert there.position == walk.place.position
        walk = walk.step(1)


@pytest.mark.parametrize("sample", [0, 4])
def test_a_is_each_contenders_own_f_of_its_own_z(sample: int) -> None:
    contenders = sides("activation", ACTIVATIONS)
    at = place_of(contenders[0].route, "a1", sample)
    walk = LinkedWalk(contenders, LinkedPlace(0, at)).to_neuron(1, 2)
    walk = LinkedWalk(contenders, LinkedPlace(0, CursorPosition(0, 0, 1, 2, 0, sample)))
    for side, shown, name in zip(contenders, shown_at(walk), ACTIVATIONS, strict=True):
        z = side.trace["z1"][sample : sample + 1, 2:3]
        expected = np.empty_like(z)
        FUNCTIONS[name].evaluate(z, expected)
        assert shown.value == pytest.approx(float(expected[0, 0]), rel=1e-14)
        assert (shown.words, shown.layer, shown.neuron) == ("activation a", 1, 2)
        assert shown.curve is not None
        assert shown.curve.activation == name


def test_the_difference_is_to_the_leaders_number() -> None:
    contenders = sides("activation", ACTIVATIONS)
    walk = LinkedWalk(contenders, LinkedPlace(1, CursorPosition(0, 1, 1, 1, 0, 3)))
    numbers = [float(side.trace["a2"][3, 1]) for side in contenders]
    differences = [shown.difference for shown in shown_at(walk)]
    assert differences == [
        None if k == 1 else number - numbers[1] for k, number in enumerate(numbers)
    ]


def test_an_optimiser_without_the_leaders_quantity_says_so() -> None:
    contenders = sides("optimizer", ("momentum", "adam", "sgd"))
    at = place_of(contenders[0].route, "velocity")
    _, adam, sgd = shown_at(LinkedWalk(contenders, LinkedPlace(0, at)))
    assert adam.notes == ("Adam has no velocity: showing change",)
    assert sgd.notes == ("SGD has no velocity: showing change",)
    assert adam.difference is None
    place = contenders[1].structure.layout.place_of(1, 0, -1)
    assert adam.value == contenders[1].trace["update"][place]


def test_what_only_another_contender_has_is_reached_by_letting_it_lead() -> None:
    contenders = sides("optimizer", ("sgd", "adam"))
    walk: LinkedWalk | Crossing = begin(contenders).led_by(1)
    seen = set()
    while isinstance(walk, LinkedWalk):
        seen.update(leg_at(walk.leader.route, walk.place.position).produces)
        walk = walk.step(1, "layer")
    assert {"first_moment", "corrected_second_moment", "update"} <= seen


def test_another_leader_stands_where_it_stood_as_a_follower() -> None:
    contenders = sides("loss", IRIS_LOSSES, **IRIS)
    at = place_of(contenders[1].route, "error", 3)
    walk = LinkedWalk(contenders, LinkedPlace(1, at))
    led = walk.led_by(0)
    assert led.place.position == walk.counterparts()[0].position
    assert leg_at(led.leader.route, led.place.position).produces == ("terms",)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_changing_the_leader_and_back_stays_where_quantities_are_shared(
    activation: str,
) -> None:
    contenders = sides("activation", (activation, "linear"))
    walk: LinkedWalk | Crossing = begin(contenders, LinkedPlace(grain="term"))
    while isinstance(walk, LinkedWalk):
        assert walk.led_by(1).led_by(0).place == walk.place
        walk = walk.step(1)


def test_of_other_batch_sizes_the_same_training_sample_is_shown() -> None:
    contenders = sides("batch_size", (10, "full"))
    small, full = contenders
    for sample in range(10):
        there = counterpart(small, CursorPosition(sample=sample), full)
        assert there.same
        assert full.trace.rows[there.position.sample] == small.trace.rows[sample]


def test_a_sample_that_is_not_in_the_others_batch_is_clipped_with_words() -> None:
    full, small = sides("batch_size", ("full", 10), iterations=1)
    missing = int(np.flatnonzero(~np.isin(full.trace.rows, small.trace.rows))[-1])
    there = counterpart(full, CursorPosition(sample=missing), small)
    assert there.position.sample == 9
    assert not there.same
    number, instead = full.trace.rows[missing] + 1, small.trace.rows[9] + 1
    assert there.notes == (
        f"sample {number} is not in 10's batch of 10: showing sample {instead}",
    )


def test_fewer_neurons_are_clipped_with_words_and_outputs_meet_outputs() -> None:
    wide, flat = sides("hidden", ((4, 2), (3,)))
    there = counterpart(wide, CursorPosition(neuron=3), flat)
    assert there.position.neuron == 2
    assert there.notes == ("3 has 3 neurons in hidden layer 1: showing neuron 3",)
    output = place_of(wide.route, "a3")
    there = counterpart(wide, output, flat)
    assert leg_at(flat.route, there.position).produces == ("a2",)


def test_a_bias_meets_a_bias_where_neurons_have_other_numbers_of_inputs() -> None:
    wide, flat = sides("hidden", ((4, 2), (4, 3)))
    at = place_of(wide.route, "z3")
    bias = CursorPosition(at.phase, at.stage, at.operation, 0, 2)
    assert counterpart(wide, bias, flat).position.term == 3


def test_what_comes_later_is_not_known_yet() -> None:
    contenders = sides("activation", ("relu", "tanh"))
    walk = begin(contenders)
    for shown in shown_at(walk):
        known = [link.words for link in shown.chain if link.value is not None]
        assert known == ["z"]
    at_the_end = begin(contenders, at_end=True)
    for shown in shown_at(at_the_end):
        assert all(link.value is not None for link in shown.chain if link.exists)


def test_a_sum_on_its_way_has_the_terms_added_so_far() -> None:
    contenders = sides("activation", ("relu", "tanh"))
    walk = LinkedWalk(contenders, LinkedPlace(0, CursorPosition(0, 0, 0, 1, 1), "term"))
    for side, shown in zip(contenders, shown_at(walk), strict=True):
        products = side.trace["W1"][1] * side.trace["inputs"][0]
        assert shown.value is None
        assert shown.partial is not None
        assert shown.partial.adds == pytest.approx(products[1])
        assert shown.partial.so_far == pytest.approx(products[:2].sum())


def test_in_larger_steps_the_focused_neuron_is_seen() -> None:
    contenders = sides("activation", ("relu", "tanh"))
    walk = begin(contenders, LinkedPlace(grain="layer")).to_neuron(1, 3)
    for side, shown in zip(contenders, shown_at(walk), strict=True):
        assert shown.value == side.trace["a1"][0, 3]


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("grain", ["term", "neuron", "layer", "phase", "iteration"])
def test_every_number_shown_is_one_of_the_contenders_own_trace(
    name: str, grain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: dict[Any, Explanation] = {}

    def explained(trace: Trace, structure: Structure, wanted: Selection) -> Explanation:
        # An edge is explained alike at each of its twenty places, whoever leads.
        key = id(trace), wanted
        if key not in known:
            known[key] = explain(trace, structure, wanted)
        return known[key]

    monkeypatch.setattr(build_view, "explain", explained)
    contenders = Past(name).iterations[2]
    for leader in range(len(contenders)):
        walk: LinkedWalk | Crossing = begin(
            contenders, LinkedPlace(leader, grain=grain)
        )
        while isinstance(walk, LinkedWalk):
            for side, shown in zip(contenders, shown_at(walk), strict=True):
                if shown.value is None:
                    assert grain == "term"
                    continue
                bias = shown.quantity.replace("W", "b")
                values = [
                    named[quantity]
                    for named in (side.trace, side.trace.after)
                    for quantity in (shown.quantity, bias)
                    if quantity in named
                ]
                assert any(shown.value in array for array in values)
                assert shown.calculation is not None
                assert shown.calculation.result.value == shown.value
            walk = walk.step(1)


def test_progress_is_each_contenders_own() -> None:
    momentum, adam = sides("optimizer", ("momentum", "adam"))
    walk = LinkedWalk(
        (momentum, adam), LinkedPlace(1, place_of(adam.route, "first_moment"))
    )
    there = walk.counterparts()[0]
    progress = progress_at(momentum.route, there.position, "neuron")
    assert progress.count("dW1") == 4


@pytest.mark.parametrize(("layer", "shown"), [(1, 1), (2, 1), (3, 1), (4, 2)])
def test_of_another_depth_hidden_layers_meet_hidden_ones(
    layer: int, shown: int
) -> None:
    both = sides("hidden", ((4, 3, 2), (5,)))
    walk = begin(both).to_neuron(layer, 0)
    assert walk.neuron == (layer, 0)
    _, there = walk.counterparts()
    leg = leg_at(both[1].route, there.position)
    assert leg.block_of(there.position.neuron)[0].layer == shown
    assert there.same == (layer == shown)


@pytest.mark.parametrize(
    ("setting", "values", "wanted", "settings"),
    [
        ("activation", ("relu", "tanh"), None, {}),
        ("activation", ("relu", "leaky_relu"), ["cost"], {}),
        ("activation", ("relu", "tanh"), ["dW2_data", "dW2"], {}),
        ("activation", ("relu", "tanh"), ["update"], {}),
        ("activation", ("relu", "tanh"), ["losses"], {}),
        ("learning_rate", (0.01, 0.011), ["b1"], {}),
        ("learning_rate", (0.01, 0.011), ["W2"], {}),
        ("optimizer", ("sgd", "momentum"), None, {}),
        ("loss", ("cross_entropy", "mse"), None, IRIS),
        ("activation", ("relu", "tanh"), ["total3", "log_total3"], IRIS),
    ],
)
def test_the_cursor_goes_to_the_number_that_differs_first(
    setting: str, values: tuple[Any, Any], wanted: Any, settings: dict[str, Any]
) -> None:
    compared = comparison(setting, values, **settings)
    one, other = compared.contenders
    search = FirstDifferenceSearch.of(one, other, quantities=wanted)
    found = search.advance(50)
    assert found is not None
    compared.run(found.iteration)
    place = LinkedPlace(grain=grain_of(found))
    walk = begin(sides_of(compared), place).to_difference(found)
    shown = shown_at(walk)
    assert tuple(view.value for view in shown) == found.values
    if found.sample is not None:
        assert shown[0].row == found.sample
    if found.neuron is not None:
        assert shown[0].neuron == found.neuron


def test_an_initial_weight_is_seen_where_the_first_iteration_uses_it() -> None:
    compared = comparison("initializer", ("xavier_uniform", "he_normal"))
    one, other = compared.contenders
    compared.run(1)
    found = FirstDifferenceSearch.of(one, other).found
    walk = begin(sides_of(compared), LinkedPlace(grain="term"))
    assert found is not None
    assert found.phase == "start"
    seen = walk.to_difference(found)
    assert leg_at(seen.route, seen.position).kind == "z"
    assert (seen.position.neuron, seen.position.term) == found.where


@pytest.mark.parametrize(
    ("quantity", "where", "place"),
    [("z2", (3, 0), (0, 0, 3)), ("W1", (2, 1), (2, 1, 0)), ("b1", (2,), (2, 2, 0))],
)
def test_a_difference_is_found_at_its_neuron_term_and_sample(
    quantity: str, where: tuple[int, ...], place: tuple[int, int, int]
) -> None:
    compared = comparison("activation", ("relu", "tanh"))
    compared.run(1)
    found = replace(
        cast(
            "FirstDifference", FirstDifferenceSearch.of(*compared.contenders).advance(9)
        ),
        quantity=quantity,
        phase="start" if quantity != "z2" else "forward",
        layer=int(quantity[1]),
        where=where,
    )
    walk = begin(sides_of(compared), LinkedPlace(grain=grain_of(found)))
    seen = walk.to_difference(found).position
    assert (seen.neuron, seen.term, seen.sample) == place
    # In a unit larger than a neuron, nothing has been added up in part.
    coarse = LinkedWalk(sides_of(compared), LinkedPlace(grain="layer")).seen
    assert coarse.term == 0
