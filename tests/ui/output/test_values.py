from collections.abc import Callable, Sequence

import numpy as np
import pytest

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.data.prepared import PreparedData
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.views.output.curve_values import curve
from nnviz.views.output.image_values import overview, sample_values
from nnviz.views.output.output_values import (
    kind_of,
    output_values,
    plan_output,
    read_out,
)
from nnviz.views.output.predictions import table_values
from nnviz.views.output.surface_values import held_out_words
from tests.live.driving import sample_in

Case = Callable[[str], tuple[Network, PreparedData]]


def answer(network: Network, data: PreparedData, inputs: Sequence[float]) -> Floats:
    """Ask for one sample alone: scale, go through the layers, scale back."""
    scaling = data.input_scaling
    columns = zip(inputs, scaling.offset, scaling.factor, strict=True)
    scaled = [(x - offset) * factor for x, offset, factor in columns]
    outputs = network.predict(np.array([scaled]))[0]
    return outputs / data.target_scaling.factor + data.target_scaling.offset


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("circle", "surface"),
        ("rings", "surface"),
        ("bumps", "surface"),
        ("sine", "curve"),
        ("images", "images"),
        ("table", "table"),
        ("values", "table"),
    ],
)
def test_each_kind_of_data_has_its_view(case: Case, name: str, kind: str) -> None:
    assert kind_of(case(name)[1].dataset) == kind


def test_a_surface_is_what_the_network_says_at_each_place(case: Case) -> None:
    network, data = case("circle")
    plan = plan_output(data, size=7)
    heights = output_values(network, plan).heights
    for row, y in enumerate(plan.shape.y):
        for column, x in enumerate(plan.shape.x):
            wanted = answer(network, data, (x, y, x * x, x * y))[0]
            assert heights[row, column] == pytest.approx(wanted, rel=1e-12)


def test_the_first_row_of_a_surface_is_on_top(case: Case) -> None:
    shape = plan_output(case("rings")[1]).shape
    assert shape.y[0] == max(shape.y)
    assert shape.x[0] == min(shape.x)
    assert shape.y_span[0] < shape.y[-1] < shape.train.y.min()


def test_a_surface_of_many_classes_has_the_winner_and_its_share(case: Case) -> None:
    network, data = case("rings")
    plan = plan_output(data, size=6)
    values = output_values(network, plan)
    for row, y in enumerate(plan.shape.y):
        for column, x in enumerate(plan.shape.x):
            shares = answer(network, data, (x, y))
            assert values.classes[row, column] == np.argmax(shares)
            assert values.heights[row, column] == pytest.approx(max(shares))


def test_regression_is_shown_in_the_units_of_the_targets(case: Case) -> None:
    network, data = case("bumps")
    plan = plan_output(data, size=3)
    place = float(plan.shape.x[1]), float(plan.shape.y[2])
    wanted = answer(network, data, place)[0]
    assert output_values(network, plan).heights[2, 1] == pytest.approx(wanted)
    assert read_out(network, plan, place).outputs == pytest.approx([wanted])


def test_a_curve_is_what_the_network_says_at_each_x(case: Case) -> None:
    network, data = case("sine")
    shape = plan_output(data).shape
    y = curve(network, data, shape).y
    for k in (0, 100, 399):
        assert y[k] == pytest.approx(answer(network, data, shape.x[k : k + 1])[0])


def test_points_know_their_row_of_the_data_set(case: Case) -> None:
    data = case("circle")[1]
    shape = plan_output(data).shape
    classes = data.dataset.class_indices()
    for points in (shape.train, shape.test):
        for x, y, mark, row in zip(
            points.x, points.y, points.marks, points.rows, strict=True
        ):
            assert (x, y) == tuple(data.dataset.inputs[row, :2])
            assert mark == classes[row]


@pytest.mark.parametrize("name", ["circle", "sine"])
def test_points_of_a_validation_set_are_drawn_and_named(name: str) -> None:
    config = RunConfig(dataset=name, samples=50, validation_fraction=0.2)
    data = Trainer(config).data
    shape = plan_output(data).shape
    assert shape.validation.rows.tolist() == data.validation_rows.tolist()
    assert len(shape.validation.rows) == 10
    assert held_out_words(shape.test, shape.validation) == "10 test, 10 validation"


def test_confusion_and_mistakes_agree_with_counting(case: Case) -> None:
    network, data = case("images")
    seen = overview(network, data, most=5)
    counts, wrong = np.zeros((3, 3), int), {}
    for row in data.test_rows:
        shares = answer(network, data, data.dataset.inputs[row])
        wanted = int(np.argmax(data.dataset.targets[row]))
        taken = int(np.argmax(shares))
        counts[wanted, taken] += 1
        if wanted != taken:
            wrong[int(row)] = float(shares[taken])
    assert np.array_equal(seen.confusion.counts, counts)
    assert seen.mistake_count == len(wrong)
    surest = sorted(wrong, key=wrong.get, reverse=True)[:5]
    assert [mistake.row for mistake in seen.mistakes] == surest


def test_a_sample_has_its_picture_its_part_and_its_classes(case: Case) -> None:
    network, data = case("images")
    row = int(data.train_rows[3])
    values = sample_values(network, data, sample_in(data, row))
    pixels = data.dataset.inputs[row]
    assert values.name == f"training sample {row + 1}"
    assert np.array_equal(values.pixels.ravel(), pixels)
    assert values.wanted == row % 3
    assert values.shares == pytest.approx(answer(network, data, pixels))


def test_a_table_of_classes_has_the_share_missing_as_its_error(case: Case) -> None:
    network, data = case("table")
    values = table_values(network, data)
    for k, row in enumerate(data.test_rows):
        shares = answer(network, data, data.dataset.inputs[row])
        assert values.shares[k] == pytest.approx(max(shares))
        assert values.errors[k] == pytest.approx(1 - shares[row % 3])


def test_a_table_of_values_has_the_distance_as_its_error(case: Case) -> None:
    network, data = case("values")
    values = table_values(network, data)
    for k, row in enumerate(data.test_rows):
        predicted = answer(network, data, data.dataset.inputs[row])[0]
        wanted = data.dataset.targets[row, 0]
        assert values.predicted[k, 0] == pytest.approx(predicted)
        assert values.errors[k] == pytest.approx(abs(predicted - wanted))
