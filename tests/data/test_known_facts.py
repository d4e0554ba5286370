"""The bundled data against facts that anybody can look up."""

import gzip
import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from nnviz.data.assets import asset_path
from nnviz.data.catalog import CATALOG, load_dataset
from nnviz.data.dataset import Dataset

MNIST_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
MNIST_TRAINING_DIGITS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
MNIST_TEST_DIGITS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.fixture(scope="module")
def load() -> Callable[[str], Dataset]:
    """Load each set once."""
    loaded: dict[str, Dataset] = {}

    def load_once(name: str) -> Dataset:
        if name not in loaded:
            loaded[name] = load_dataset(name)
        return loaded[name]

    return load_once


@pytest.mark.parametrize(("name", "md5"), MNIST_MD5.items())
def test_mnist_files_are_the_original_ones(name: str, md5: str) -> None:
    with gzip.open(asset_path("data", "mnist", f"{name}.gz")) as file:
        assert hashlib.md5(file.read(), usedforsecurity=False).hexdigest() == md5


def test_mnist_has_its_digits_in_both_parts(load: Callable[[str], Dataset]) -> None:
    mnist = load("mnist")
    assert mnist.test_count == 10_000
    assert mnist.targets[:60_000].sum(axis=0).tolist() == MNIST_TRAINING_DIGITS
    assert mnist.targets[60_000:].sum(axis=0).tolist() == MNIST_TEST_DIGITS
    assert mnist.targets[:3].argmax(axis=1).tolist() == [5, 0, 4]


def test_mnist_pixels_have_the_well_known_mean(load: Callable[[str], Dataset]) -> None:
    training = load("mnist").inputs[:60_000]
    assert training.dtype == np.uint8
    assert training.mean() / 255.0 == pytest.approx(0.1307, abs=5e-5)
    assert training.std() / 255.0 == pytest.approx(0.3081, abs=5e-5)


@pytest.mark.parametrize(
    ("name", "column", "mean"),
    [("iris", 0, 5.843333), ("iris", 3, 1.199333), ("wine", 0, 13.000618)],
)
def test_tables_have_the_means_of_their_sources(
    load: Callable[[str], Dataset], name: str, column: int, mean: float
) -> None:
    assert load(name).inputs[:, column].mean() == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("iris", [50, 50, 50]),
        ("wine", [59, 71, 48]),
        ("breast_cancer", [357, 212]),
        ("digits", [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    ],
)
def test_classes_have_the_counts_of_their_sources(
    load: Callable[[str], Dataset], name: str, counts: list[int]
) -> None:
    assert np.bincount(load(name).class_indices()).tolist() == counts


def test_diabetes_is_in_its_natural_units(load: Callable[[str], Dataset]) -> None:
    diabetes = load("diabetes")
    assert diabetes.targets.mean() == pytest.approx(152.133484, abs=1e-6)
    assert diabetes.inputs[:, 0].min() == 19.0


@pytest.mark.parametrize("name", list(CATALOG))
def test_the_catalogue_says_what_loading_gives(
    load: Callable[[str], Dataset], name: str
) -> None:
    entry, dataset = CATALOG[name], load(name)
    assert dataset.name == name
    assert (entry.samples, entry.inputs, entry.outputs, entry.task) == (
        dataset.samples,
        dataset.input_count,
        dataset.output_count,
        dataset.task,
    )
