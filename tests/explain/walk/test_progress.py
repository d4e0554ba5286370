"""What is known and lit at a place of the cursor."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.explain.walk.cursor import GRAINS, Crossing, CursorPosition, Grain
from nnviz.explain.walk.highlights import highlights_at
from nnviz.explain.walk.jumps import to_neuron, to_phase, to_sample
from nnviz.explain.walk.operands import HighlightedEdges, QuantityPart
from nnviz.explain.walk.progress import progress_at
from nnviz.explain.walk.route import PHASES, Route
from nnviz.explain.walk.walk import leg_at, start, step
from tests.explain.networks import Case, case, cases, place_of


def places(route: Route) -> list[CursorPosition]:
    """List every place of a small network's iteration."""
    found: list[CursorPosition] = []
    place: CursorPosition | Crossing = start(sample=route.samples - 1)
    while isinstance(place, CursorPosition):
        found.append(place)
        place = step(route, place, "term")
    return found


def flat(case: Case, quantity: str) -> bool:
    return case.trace[quantity].shape == (case.structure.layout.count,)


@given(cases(), st.sampled_from(["term", "neuron"]))
@settings(max_examples=25, deadline=None)
def test_what_is_taken_in_is_in_the_trace_and_known(case: Case, grain: Grain) -> None:
    route = case.route
    for place in places(route):
        progress = progress_at(route, place, grain)
        for lit in highlights_at(route, place, grain).operands:
            values = case.trace[lit.quantity]
            assert progress.count(lit.quantity) >= lit.neurons.stop, lit
            if lit.samples is not None and values.ndim == 2:
                assert lit.samples.stop <= len(values)
                assert lit.neurons.stop <= values.shape[1]
            elif lit.columns is not None:
                assert lit.columns.stop <= values.shape[1]
                assert lit.neurons.stop <= values.shape[0]


@given(cases())
@settings(max_examples=25, deadline=None)
def test_every_number_of_the_iteration_is_made_exactly_once(case: Case) -> None:
    route = case.route
    made: dict[str, set[tuple[int, int]]] = {}
    neurons = {leg.number: 0 for leg in route.legs}
    for place in places(route):
        leg = leg_at(route, place)
        neurons[leg.number] = place.neuron + 1
        for lit in highlights_at(route, place, "term").results:
            columns = lit.columns or range(1)
            cells = {(n, c) for n in lit.neurons for c in columns}
            made.setdefault(lit.quantity, set()).update(cells)
    for leg in route.legs:
        assert neurons[leg.number] == leg.neurons
        for quantity in leg.produces:
            values = case.trace[quantity]
            per_sample = (leg.layer and leg.kind != "dW") or leg.kind == "share"
            size = values.size // len(values) if per_sample else values.size
            assert len(made[quantity]) == size, quantity


def test_knowledge_grows_neuron_by_neuron_within_a_layer() -> None:
    route = case().route
    second = CursorPosition(neuron=1, term=0)
    assert progress_at(route, second, "term").count("z1") == 1
    assert progress_at(route, second, "term").terms == 1
    assert progress_at(route, CursorPosition(neuron=1, term=3), "term").count("z1") == 2
    assert progress_at(route, second, "neuron").count("z1") == 2
    assert progress_at(route, second, "layer").known("a1")
    assert not progress_at(route, second, "layer").known("z2")
    assert progress_at(route, second, "phase").known("a3")
    assert not progress_at(route, second, "phase").known("losses")
    assert progress_at(route, second, "iteration").known("W1", after=True)


def test_parameters_are_known_before_and_their_new_values_only_at_the_end() -> None:
    route = case().route
    first = progress_at(route, start(), "term")
    assert first.known("W1")
    assert first.known("inputs")
    assert first.count("W2", after=True) == 0
    last = place_of(route, route.legs[-1].produces[0])
    halfway = progress_at(route, to_neuron(route, last, 2, 0), "phase")
    assert halfway.known("W2", after=True)


def test_a_product_lights_its_weight_its_input_and_its_edge() -> None:
    route = case().route
    lights = highlights_at(route, CursorPosition(neuron=2, term=1, sample=3), "term")
    assert lights.operands == (
        QuantityPart("inputs", range(1, 2), range(3, 4)),
        QuantityPart("W1", range(2, 3), None, range(1, 2)),
    )
    assert lights.results == (QuantityPart("z1", range(2, 3), range(3, 4)),)
    assert lights.edges == (HighlightedEdges(1, range(2, 3), range(1, 2)),)
    assert lights.flow == "forward"


def test_slopes_flow_back_over_the_edges_to_the_next_layer() -> None:
    route = case().route
    place = place_of(route, "da1")
    lights = highlights_at(route, place, "neuron")
    assert lights.edges == (HighlightedEdges(2, range(3), range(1)),)
    assert lights.flow == "backward"


@pytest.mark.parametrize("phase", PHASES)
def test_a_jump_to_a_phase_keeps_the_sample(phase: str) -> None:
    route = case().route
    place = to_phase(CursorPosition(1, 1, 0, 0, 2, 3), phase)
    assert leg_at(route, place).phase == phase
    assert place.sample == 3


def test_a_jump_to_a_neuron_stays_in_the_phase() -> None:
    route = case().route
    place = to_neuron(route, to_phase(start(), "forward"), 2, 1)
    assert leg_at(route, place).produces == ("z2",)
    assert place.neuron == 1
    backward = to_neuron(route, to_phase(start(), "backward"), 1, 3)
    leg = leg_at(route, backward)
    assert leg.phase == "backward"
    assert leg.block_of(backward.neuron)[1] == 3


def test_a_jump_to_a_neuron_without_work_is_the_start_of_the_phase() -> None:
    route = case().route
    loss = to_phase(start(), "loss")
    assert to_neuron(route, loss, 1, 0) == loss


def test_a_jump_beyond_the_batch_is_refused() -> None:
    route = case().route
    assert to_sample(route, start(), 4).sample == 4
    assert to_sample(route, start(), 0).rounds == (0,) * 6
    for beyond in (-1, 5):
        with pytest.raises(IndexError):
            to_sample(route, start(), beyond)


@pytest.mark.parametrize("grain", GRAINS)
def test_every_grain_lights_something_everywhere(grain: Grain) -> None:
    route = case(optimizer="adam", l2=0.1).route
    for place in places(route):
        assert highlights_at(route, place, grain).results
