"""The training set and the test set."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset, Task
from nnviz.data.split import split_rows, split_validation


def classes(*counts: int, test_count: int = 0) -> Dataset:
    """Return a set with so many samples of each class, one class after the other."""
    labels = np.repeat(np.arange(len(counts)), counts)
    return Dataset(
        name="mine",
        task="classification",
        inputs=np.arange(float(len(labels))),
        targets=np.eye(len(counts))[labels],
        test_count=test_count,
    )


def values(count: int, task: Task = "regression") -> Dataset:
    """Return a regression set."""
    return Dataset(
        name="mine", task=task, inputs=np.zeros(count), targets=np.ones(count)
    )


@given(
    counts=st.lists(st.integers(1, 40), min_size=2, max_size=5),
    fraction=st.floats(0, 0.99),
    seed=st.integers(0, 2**32),
)
def test_every_row_is_in_one_part_and_every_class_is_trained(
    counts: list[int], fraction: float, seed: int
) -> None:
    dataset = classes(*counts)
    train, test = split_rows(dataset, fraction, seed)
    assert sorted([*train, *test]) == list(range(dataset.samples))
    assert set(dataset.class_indices()[train]) == set(range(len(counts)))


@pytest.mark.parametrize(
    ("fraction", "expected"), [(0.2, 30), (0.25, 38), (0.5, 75), (0.0, 0)]
)
def test_the_fraction_is_kept_to_the_nearest_row(
    fraction: float, expected: int
) -> None:
    _, test = split_rows(classes(50, 50, 50), fraction, 0)
    assert len(test) == expected


def test_each_class_is_divided_in_proportion() -> None:
    dataset = classes(100, 50, 10)
    _, test = split_rows(dataset, 0.2, 3)
    assert np.bincount(dataset.class_indices()[test]).tolist() == [20, 10, 2]


def test_the_training_part_is_shuffled() -> None:
    dataset = classes(50, 50)
    train, _ = split_rows(dataset, 0.0, 0)
    assert len(set(dataset.class_indices()[train[:10]])) == 2


def test_the_same_seed_gives_the_same_parts_and_another_one_others() -> None:
    first, again, other = (split_rows(values(50), 0.3, seed)[1] for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


@pytest.mark.parametrize("fraction", [0.0, 0.2, 0.9])
def test_the_test_part_of_the_source_is_kept(fraction: float) -> None:
    train, test = split_rows(classes(5, 5, test_count=3), fraction, 9)
    assert (train.tolist(), test.tolist()) == ([0, 1, 2, 3, 4, 5, 6], [7, 8, 9])


def test_the_training_part_is_never_empty() -> None:
    assert len(split_rows(values(2), 0.99, 0)[0]) == 1


@pytest.mark.parametrize("fraction", [1.0, -0.1, float("nan")])
def test_a_fraction_that_is_none_is_refused(fraction: float) -> None:
    with pytest.raises(InputError, match="test fraction"):
        split_rows(values(10), fraction, 0)


@given(
    counts=st.lists(st.integers(2, 30), min_size=2, max_size=5),
    test=st.sampled_from((0.0, 0.2, 0.4)),
    fraction=st.floats(0.001, 0.4),
    seed=st.integers(0, 2**32),
)
def test_validation_takes_its_share_of_the_rows_that_are_not_for_testing(
    counts: list[int], test: float, fraction: float, seed: int
) -> None:
    dataset = classes(*counts)
    rest, held_out = split_rows(dataset, test, seed)
    of_class = np.bincount(dataset.class_indices()[rest], minlength=len(counts))
    assume((of_class > 1).any())
    wanted = max(1, round(fraction * dataset.samples))
    assume(wanted < len(rest))
    train, validation = split_validation(dataset, rest, fraction, seed)
    assert sorted([*train, *validation, *held_out]) == list(range(dataset.samples))
    assert train.tolist() == [row for row in rest if row not in set(validation)]
    found = np.bincount(dataset.class_indices()[validation], minlength=len(counts))
    assert 1 <= len(validation) <= wanted
    for n, count in zip(of_class, found, strict=True):
        share = n * wanted / len(rest)
        assert count <= n - 1
        assert abs(count - min(share, n - 1)) <= 1
    if (of_class * wanted / len(rest) <= of_class - 1).all():
        assert len(validation) == wanted


def test_validation_rows_are_drawn_at_random_by_the_seed() -> None:
    dataset, rest = values(100), np.arange(20, 100)
    first, again, other = (
        split_validation(dataset, rest, 0.3, seed)[1].tolist() for seed in (1, 1, 2)
    )
    assert first == again != other
    assert len(first) == 30
    assert min(first) >= 20
    assert first != split_rows(dataset, 0.3, 1)[1].tolist()


def test_without_a_validation_fraction_the_rows_stay_as_they_are() -> None:
    dataset = classes(20, 30)
    rest, _ = split_rows(dataset, 0.2, 4)
    train, validation = split_validation(dataset, rest, 0.0, 4)
    assert train.tolist() == rest.tolist()
    assert not len(validation)


@pytest.mark.parametrize(
    ("dataset", "fraction", "words"),
    [
        (values(10), 1.0, "from 0 to below 1"),
        (values(10), 0.9, "leave none for training: give a smaller fraction"),
        (values(3), 0.5, "leave none for training"),
        (classes(1, 1, 1), 0.1, "every class needs a sample for training"),
    ],
)
def test_too_few_rows_for_validation_are_said(
    dataset: Dataset, fraction: float, words: str
) -> None:
    rest, _ = split_rows(dataset, 0.2, 0)
    with pytest.raises(InputError, match=words):
        split_validation(dataset, rest, fraction, 0)
