"""Data made ready for training."""

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData, prepare


def ready(dataset: Dataset, **changes: Any) -> PreparedData:
    """Prepare a data set with ordinary options, some of them changed."""
    options: dict[str, Any] = {
        "test_fraction": 0.2,
        "seed": 0,
        "scaling": "standard",
        "precision": "float64",
    }
    return prepare(dataset, **{**options, **changes})


def images(count: int) -> Dataset:
    """Return images of noise."""
    random = np.random.default_rng(0)
    return Dataset(
        name="noise",
        task="classification",
        inputs=random.integers(0, 256, (count, 784)).astype(np.uint8),
        targets=np.eye(2, dtype=np.float32)[np.arange(count) % 2],
        image_shape=(28, 28),
        input_range=(0.0, 255.0),
    )


@pytest.mark.parametrize("scaling", ["standard", "minmax"])
@pytest.mark.parametrize("name", ["iris", "diabetes"])
def test_changing_test_rows_changes_nothing_in_the_training_part(
    name: str, scaling: str
) -> None:
    dataset = load_dataset(name)
    before = ready(dataset, scaling=scaling)
    inputs = np.array(dataset.inputs)
    inputs[before.test_rows] = 1e6
    after = ready(replace(dataset, inputs=inputs), scaling=scaling)
    np.testing.assert_array_equal(after.train.inputs, before.train.inputs)
    np.testing.assert_array_equal(
        after.input_scaling.factor, before.input_scaling.factor
    )
    assert not np.array_equal(after.test.inputs, before.test.inputs)


def test_each_row_of_a_part_is_the_row_of_the_data_set_it_says() -> None:
    dataset = load_dataset("iris")
    data = ready(dataset)
    for part, rows in ((data.train, data.train_rows), (data.test, data.test_rows)):
        raw = data.input_scaling.invert(part.inputs)
        np.testing.assert_allclose(raw, dataset.inputs[rows], atol=1e-12)
        np.testing.assert_array_equal(part.targets, dataset.targets[rows])


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_everything_is_in_the_precision(precision: str) -> None:
    data = ready(images(20), precision=precision)
    for part in (data.train, data.test):
        assert part.inputs.dtype == part.targets.dtype == np.dtype(precision)


def test_the_last_padded_column_is_one() -> None:
    part = ready(load_dataset("iris")).train
    assert part.padded.shape == (part.samples, 5)
    assert (part.padded[:, -1] == 1).all()
    assert part.padded.flags.c_contiguous
    assert np.shares_memory(part.inputs, part.padded)


def test_bytes_of_images_become_numbers_from_0_to_1() -> None:
    dataset = images(50)
    data = ready(dataset, scaling="minmax", precision="float32")
    expected = dataset.inputs[data.train_rows] / 255
    np.testing.assert_allclose(data.train.inputs, expected, atol=1e-7)


def test_without_a_test_fraction_the_test_part_is_empty() -> None:
    test = ready(load_dataset("iris"), test_fraction=0.0).test
    assert (test.samples, test.inputs.shape, test.targets.shape) == (0, (0, 4), (0, 3))


def test_targets_of_a_regression_can_be_scaled_and_brought_back() -> None:
    dataset = load_dataset("diabetes")
    data = ready(dataset, target_scaling="standard")
    assert data.train.targets.mean() == pytest.approx(0.0, abs=1e-12)
    back = data.target_scaling.invert(data.test.targets)
    np.testing.assert_allclose(back, dataset.targets[data.test_rows])


def test_large_images_are_never_in_memory_twice() -> None:
    dataset = images(20_000)
    tracemalloc.start()
    data = ready(dataset, scaling="minmax", precision="float32")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    kept = sum(
        part.padded.nbytes + part.targets.nbytes for part in (data.train, data.test)
    )
    assert peak < 1.3 * kept


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"precision": "float16"}, "unknown precision 'float16'"),
        ({"scaling": "standart"}, "did you mean 'standard'"),
        ({"target_scaling": "standard"}, "use 'none'"),
        ({"test_fraction": 1.5}, "test fraction 1.5"),
    ],
)
def test_options_that_are_none_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        ready(load_dataset("iris"), **changes)


@pytest.mark.parametrize("part", ["input", "target"])
@pytest.mark.parametrize("kind", ["standard", "minmax"])
def test_what_cannot_be_scaled_is_named_with_its_setting(part: str, kind: str) -> None:
    line = load_dataset("line")
    values = np.where(np.arange(line.samples) % 2, 1.7e308, -1.7e308)
    scaling, name = f"{part}_scaling", line.input_names[0]
    if part == "target":
        name = line.output_names[0]
    else:
        scaling = "scaling"
    with pytest.raises(
        InputError, match=f"^line: {part} '{name}' ranges .*: use "
    ) as found:
        ready(replace(line, **{f"{part}s": values}), **{scaling: kind})
    assert f"use {scaling.replace('_', ' ')} 'none'" in str(found.value)


def test_advice_is_never_what_was_done_already() -> None:
    line = load_dataset("line")
    values = np.zeros(line.samples)
    values[:2] = 1.7e308, -1.7e308
    with pytest.raises(InputError, match=r"cannot be scaled|use other units"):
        ready(replace(line, targets=values), target_scaling="standard")


def test_values_too_large_for_the_precision_are_refused() -> None:
    dataset = replace(load_dataset("line"), inputs=np.linspace(1, 1e300, 200))
    with pytest.raises(InputError, match=r"^line: sample \d+, input 'x': .* for fl"):
        ready(dataset, scaling="none", precision="float32")
    dataset = replace(load_dataset("line"), targets=np.linspace(1, 1e300, 200))
    with pytest.raises(InputError, match="with target scaling 'none': use target sc"):
        ready(dataset, precision="float32")


def test_the_largest_value_is_named_with_its_sample() -> None:
    line = load_dataset("line")
    targets = np.zeros(line.samples)
    rows = ready(line).train_rows
    targets[rows[5]] = 1e200
    with pytest.raises(InputError, match=f"in sample {rows[5] + 1}, which cannot"):
        ready(replace(line, targets=targets), target_scaling="standard")
