import math
from dataclasses import replace

import numpy as np
import pytest

from nnviz.session.health.layer_health import (
    Distribution,
    LayerHealth,
    NetworkHealth,
)
from nnviz.views.comparison.comparison_frames import (
    ComparisonFrame,
    OutputScale,
    kept_scale,
    rounded_up,
    scale_of,
)
from nnviz.views.diagram.edge_codes import encode
from nnviz.views.diagram.scene import lay_out_small
from nnviz.views.output.curve_values import FittedCurve
from nnviz.views.output.image_values import ClassShares
from nnviz.views.output.predictions import TableValues
from nnviz.views.output.surface_values import SurfacePicture
from tests.ui.comparison.small_pictures import case_of, largest_weight


def outputs(frame: ComparisonFrame) -> list[object]:
    return [each.output for each in frame.contenders]


@pytest.mark.parametrize("dataset", ["circle", "rings", "plane"])
def test_a_surface_holds_what_its_network_predicts(dataset: str) -> None:
    case = case_of(dataset)
    frame = case.builder.frame(case.moment)
    for index, each in enumerate(frame.contenders):
        picture = each.output
        assert isinstance(picture, SurfacePicture)
        row, column = 7, 31
        place = np.array([[picture.plan.x[column], picture.plan.y[row]]])
        said = case.predicted(index, place)[0]
        assert picture.values.heights[row, column] == pytest.approx(said.max())
        if picture.values.classes is not None:
            assert picture.values.classes[row, column] == said.argmax()


def test_a_curve_holds_what_its_network_predicts() -> None:
    case = case_of("sine")
    for index, each in enumerate(case.builder.frame(case.moment).contenders):
        assert isinstance(each.output, FittedCurve)
        said = case.predicted(index, each.output.plan.x[:, None])[:, 0]
        np.testing.assert_allclose(each.output.values.y, said)


@pytest.mark.parametrize("dataset", ["iris", "digits"])
def test_bars_are_what_a_network_says_of_the_current_sample(dataset: str) -> None:
    case = case_of(dataset)
    case.builder.row = 5
    data = case.comparison.trainers[0].data.dataset
    for index, each in enumerate(case.builder.frame(case.moment).contenders):
        assert isinstance(each.output, ClassShares)
        said = case.predicted(index, data.inputs[5:6])[0]
        np.testing.assert_allclose(each.output.shares, said)
        assert each.output.wanted == data.targets[5].argmax()


def test_pairs_are_predictions_beside_what_was_wanted() -> None:
    case = case_of("diabetes")
    data = case.comparison.trainers[0].data.dataset
    for index, each in enumerate(case.builder.frame(case.moment).contenders):
        assert isinstance(each.output, TableValues)
        said = case.predicted(index, data.inputs[each.output.rows])[:, 0]
        np.testing.assert_allclose(each.output.predicted[:, 0], said)
        wanted = data.targets[each.output.rows, 0]
        np.testing.assert_array_equal(each.output.wanted[:, 0], wanted)


def test_the_range_of_curves_holds_all_of_them() -> None:
    case = case_of("sine", count=4)
    frame = case.builder.frame(case.moment)
    values = [v for each in outputs(frame) for v in each.values.y.tolist()]
    targets = case.comparison.trainers[0].data.dataset.targets.ravel().tolist()
    assert frame.scale.low <= min(values + targets)
    assert frame.scale.high >= max(values + targets)


def test_the_colours_of_a_regression_reach_to_the_largest_output_of_all() -> None:
    case = case_of("plane", count=4)
    scale = case.builder.frame(case.moment).scale
    grid = case.builder.frame(case.moment).contenders[0].output.plan
    places = np.array([(x, y) for y in grid.y for x in grid.x])
    largest = max(np.abs(case.predicted(k, places)).max() for k in range(4))
    wanted = grid.limit
    assert scale.high == rounded_up(max(wanted, min(largest, 1.5 * wanted)))
    assert scale.low == -scale.high


def test_one_bad_contender_does_not_flatten_the_others() -> None:
    case = case_of("sine")
    wild = case.changed(1, parameters=case.moment[1].parameters * 1e4)
    scale = case.builder.frame(wild).scale
    assert scale.high - scale.low < 2.5 * 2.2


@pytest.mark.parametrize("dataset", ["circle", "iris"])
def test_edges_of_all_networks_share_the_largest_weight_of_all(dataset: str) -> None:
    case = case_of(dataset, count=4)
    frame = case.builder.frame(case.moment)
    limits = {limit for f in frame.contenders for limit in f.diagram.edge_limits}
    assert limits == {frame.widest}
    assert frame.widest == rounded_up(largest_weight(case.networks))


def test_a_negative_weight_counts_by_its_size() -> None:
    case = case_of("circle")
    parameters = case.moment[1].parameters.copy()
    case.networks[1].layout.weights(parameters)[0][1, 0] = -73.0
    frame = case.builder.frame(case.changed(1, parameters=parameters))
    assert frame.widest == 80.0


def test_what_has_diverged_has_no_part_in_the_scales() -> None:
    case = case_of("plane")
    frame = case.builder.frame(case.diverged(2))
    assert frame.widest == rounded_up(largest_weight(case.networks[:2]))
    assert frame.scale == scale_of(outputs(frame)[:2])


def test_numbers_that_are_none_leave_the_scales_alone() -> None:
    case = case_of("plane")
    case.builder.frame(case.moment)
    lost = np.full_like(case.moment[0].parameters, np.nan)
    frame = case.builder.frame(case.changed(0, parameters=lost))
    assert math.isfinite(frame.scale.high)
    assert math.isfinite(frame.widest)


def test_a_frame_works_out_only_whose_turn_it_is() -> None:
    case = case_of("circle")
    before = case.builder.frame(case.moment)
    after = case.builder.frame(case.moved(), turn=4)
    same = [
        a.output is b.output
        for a, b in zip(before.contenders, after.contenders, strict=True)
    ]
    assert same == [True, False, True]


def test_every_contender_has_its_turn() -> None:
    case = case_of("circle")
    case.builder.frame(case.moment)
    later = case.moved()
    for turn in range(3):
        frame = case.builder.frame(later, turn)
    assert [each.iteration for each in frame.contenders] == [21, 21, 21]


def test_what_has_not_changed_is_not_worked_out_again() -> None:
    case = case_of("circle")
    before = case.builder.frame(case.moment).contenders
    after = case.builder.frame(case.changed(0, learning_rate=1.0)).contenders
    assert all(a is b for a, b in zip(before, after, strict=True))


def test_all_contenders_are_asked_about_another_sample_at_once() -> None:
    case = case_of("iris")
    case.builder.frame(case.moment)
    case.builder.row = 140
    frame = case.builder.frame(case.moment, turn=0)
    assert {each.output.wanted for each in frame.contenders} == {2}
    assert frame.sample.row == 140


def test_wide_layers_show_the_same_neurons_in_all_networks() -> None:
    case = case_of("circle", hidden=(20,))
    case.builder.mark(1, 17)
    frame = case.builder.frame(case.moment)
    assert len(frame.shown[1, 20]) == 12
    assert 17 in frame.shown[1, 20]


def test_dead_neurons_are_named() -> None:
    case = case_of("circle")
    nothing = Distribution(np.zeros(2), np.zeros(1, np.intp), 0.0, 0.0)
    hidden = LayerHealth(
        1,
        "relu",
        9,
        nothing,
        nothing,
        np.array([2]),
        np.array([0]),
        np.zeros(4),
        0.0,
    )
    health = NetworkHealth(20, (hidden, hidden))
    frame = case.builder.frame(case.changed(0, health=health))
    assert frame.contenders[0].diagram.notes == {
        (1, 2): "dead",
        (1, 0): "nearly dead",
    }


@pytest.mark.parametrize(
    ("value", "limit"),
    [(0.0, 0.0), (1.0, 1.0), (1.01, 1.2), (0.0303, 0.04), (870.0, 1000.0)],
)
def test_limits_are_round(value: float, limit: float) -> None:
    assert rounded_up(value) == limit


def test_a_scale_stays_while_it_serves() -> None:
    here = OutputScale(-2.0, 2.0)
    assert kept_scale(here, OutputScale(-1.8, 1.9)) is here
    assert kept_scale(here, OutputScale(-2.1, 1.0)) == OutputScale(-2.1, 1.0)
    assert kept_scale(here, OutputScale(-1.0, 1.0)) == OutputScale(-1.0, 1.0)


@pytest.mark.parametrize("dataset", ["circle", "plane", "sine"])
def test_scales_at_rest_are_those_of_the_state_however_it_was_reached(
    dataset: str,
) -> None:
    case, straight = case_of(dataset), case_of(dataset)
    passed = case.builder.frame(case.moved(share=0.4))
    kept = case.builder.frame(case.moment, while_training=True)
    assert (kept.scale, kept.widest) == (passed.scale, passed.widest)
    rests, here = case.builder.frame(case.moment), straight.builder.frame(case.moment)
    assert (rests.scale, rests.widest) == (here.scale, here.widest)
    assert rests.widest < passed.widest


def test_of_many_classes_the_likely_ones_have_bars() -> None:
    names = tuple("abcdefghijklmnopqrst")
    shares = np.zeros(20)
    picture = ClassShares(names, shares, wanted=19)
    likely = np.where(np.arange(20) == 7, 1.0, 0.0)
    scale = scale_of([picture, ClassShares(names, likely, wanted=19)])
    assert len(scale.classes) == 12
    assert {7, 19} <= set(scale.classes)


def test_a_scale_of_edges_is_that_of_the_state() -> None:
    state = case_of("circle").builder.frame(case_of("circle").moment).contenders[0]
    gap = lay_out_small(state.diagram, {}, 200, 120).gaps[0]
    largest = float(np.abs(state.diagram.edges[0]).max())
    limited = replace(state.diagram, edge_limits=(4.0 * largest, 1.0))
    assert encode(limited, gap, None).strength.max() == pytest.approx(0.25)
