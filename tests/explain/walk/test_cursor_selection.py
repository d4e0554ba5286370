"""What is explained while the cursor moves, and where it is in words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.explain.explain import explain
from nnviz.explain.selection import Selection
from nnviz.explain.walk.cursor import GRAINS, Crossing, CursorPosition, Grain
from nnviz.explain.walk.cursor_selection import selection_at, words_at
from nnviz.explain.walk.walk import start, step
from tests.explain.networks import Case, case, cases, place_of


@given(cases(), st.sampled_from(GRAINS))
@settings(max_examples=20, deadline=None)
def test_every_place_can_be_explained(found: Case, grain: Grain) -> None:
    route = found.route
    place: CursorPosition | Crossing = start(sample=route.samples - 1)
    seen: set[Selection] = set()
    while isinstance(place, CursorPosition):
        seen.add(selection_at(route, place, grain))
        assert words_at(route, place, grain)
        place = step(route, place, "term")
    for selection in seen:
        assert explain(found.trace, found.structure, selection).words


def test_the_cursor_in_a_sum_is_about_its_neuron() -> None:
    route = case().route
    place = CursorPosition(neuron=3, term=1, sample=2)
    assert selection_at(route, place, "term") == Selection("neuron", "forward", 2, 1, 3)
    words = "forward: hidden 1, neuron 4, weighted sum, term 2 of 3"
    assert words_at(route, place, "term") == words


def test_the_cursor_in_the_gradients_is_about_one_weight() -> None:
    route = case().route
    place = step(route, place_of(route, "dW2", sample=2), "term")
    assert isinstance(place, CursorPosition)
    selection = Selection("edge", "backward", 2, 2, 0, 1)
    assert selection_at(route, place, "term") == selection
    words = "backward: hidden 2, neuron 1, gradient, weight 2 of 4"
    assert words_at(route, place, "term") == words


def test_the_last_term_is_the_bias() -> None:
    route = case().route
    assert "bias" in words_at(route, CursorPosition(term=3), "term")
    place = step(route, place_of(route, "update", sample=2), "neuron")
    assert isinstance(place, CursorPosition)
    last = CursorPosition(*place.digits[:4], 3, place.sample)
    assert selection_at(route, last, "term").column == -1


def test_the_cost_is_about_the_loss_and_a_layer_about_the_layer() -> None:
    route = case().route
    cost = place_of(route, "cost", sample=2)
    assert selection_at(route, cost, "neuron") == Selection("loss", "loss", 2)
    second = place_of(route, "z2", sample=2)
    assert selection_at(route, second, "layer") == Selection("layer", "forward", 2, 2)


def test_a_step_by_layer_that_takes_several_names_them_all() -> None:
    route = case().route
    slopes = place_of(route, "slope1", sample=2)
    words = "backward: slope of the activation, hidden 1, hidden 2"
    assert words_at(route, slopes, "layer") == words
    assert selection_at(route, slopes, "layer").layer == 2
    assert selection_at(route, slopes, "neuron").layer == 1


def test_a_step_by_layer_through_the_loss_is_about_the_loss() -> None:
    route = case().route
    error = place_of(route, "error", sample=2)
    assert selection_at(route, error, "layer") == Selection("loss", "loss", 2)
