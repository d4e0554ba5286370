"""What is large is there once, as long as anybody uses it."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np

from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.in_use import InUse
from nnviz.data.prepared import PreparedData, prepare


class Thing:
    pass


def prepared(dataset: Dataset, precision: str = "float64") -> PreparedData:
    return prepare(
        dataset, test_fraction=0.2, seed=0, scaling="standard", precision=precision
    )


def test_a_thing_is_made_again_only_when_nobody_uses_it() -> None:
    made: list[int] = []

    def make() -> Thing:
        made.append(1)
        return Thing()

    things: InUse[Thing] = InUse()
    one = things.get("a", make)
    assert things.get("a", make) is one
    assert things.get("b", make) is not one
    assert len(made) == 2
    del one
    gc.collect()
    assert things.get("a", make) is not None
    assert len(made) == 3


def test_threads_that_want_the_same_make_it_once() -> None:
    things: InUse[Thing] = InUse()
    made: list[int] = []
    together = Barrier(8)

    def make() -> Thing:
        made.append(1)
        return Thing()

    def want(_: int) -> Thing:
        together.wait()
        return things.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(want, range(8)))
    assert len(made) == len(set(map(id, found))) == 1


def test_bundled_sets_are_shared_and_generated_ones_are_not() -> None:
    assert load_dataset("iris") is load_dataset("iris")
    circle = load_dataset("circle")
    assert circle is not load_dataset("circle", noise=0.5)


def test_runs_on_the_same_data_share_what_was_prepared_of_them() -> None:
    iris = load_dataset("iris")
    one = prepared(iris)
    assert prepared(iris) is one
    assert prepared(iris, "float32").train.padded.dtype == np.float32
    assert not one.train.padded.flags.writeable
    assert not one.test.targets.flags.writeable
