"""Generated sets: points in classes, and functions."""

from collections.abc import Callable

import numpy as np
import pytest

from nnviz.core.types import Floats
from nnviz.data import generated, generated_functions
from nnviz.data.dataset import Dataset

Maker = Callable[[int, float, int], Dataset]

CLASSES = (
    generated.circle,
    generated.xor,
    generated.gauss,
    generated.spiral,
    generated.moons,
    generated.rings,
)
FUNCTIONS = (
    generated_functions.line,
    generated_functions.sine,
    generated_functions.plane,
    generated_functions.bumps,
)


@pytest.mark.parametrize("make", [*CLASSES, *FUNCTIONS])
def test_a_set_is_a_pure_function_of_its_arguments(make: Maker) -> None:
    first, again, other = make(60, 0.2, 5), make(60, 0.2, 5), make(60, 0.2, 6)
    np.testing.assert_array_equal(first.inputs, again.inputs)
    np.testing.assert_array_equal(first.targets, again.targets)
    assert not np.array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize("make", [*CLASSES, *FUNCTIONS])
@pytest.mark.parametrize("count", [10, 37])
def test_a_set_has_as_many_samples_as_asked(make: Maker, count: int) -> None:
    assert make(count, 0.0, 0).samples == count


@pytest.mark.parametrize("make", [*CLASSES, *FUNCTIONS])
def test_clean_inputs_are_within_six_of_zero(make: Maker) -> None:
    assert np.abs(make(500, 0.0, 0).inputs).max() < 6


@pytest.mark.parametrize("make", CLASSES)
def test_classes_are_of_equal_size_and_take_turns(make: Maker) -> None:
    indices = make(60, 0.0, 0).class_indices()
    assert len(set(np.bincount(indices))) == 1
    assert indices[0] != indices[1]


@pytest.mark.parametrize("make", FUNCTIONS)
def test_targets_are_within_about_one_of_zero(make: Maker) -> None:
    targets = make(500, 0.0, 0).targets
    assert 0.5 < np.abs(targets).max() < 1.1


@pytest.mark.parametrize("make", CLASSES)
def test_noise_moves_points_by_its_standard_deviation(make: Maker) -> None:
    moved = make(2000, 0.5, 1).inputs - make(2000, 0.0, 1).inputs
    assert moved.std() == pytest.approx(0.5, rel=0.05)
    np.testing.assert_array_equal(
        make(2000, 0.5, 1).targets, make(2000, 0.0, 1).targets
    )


@pytest.mark.parametrize("make", FUNCTIONS)
def test_noise_changes_targets_by_its_standard_deviation(make: Maker) -> None:
    noisy, clean = make(2000, 0.3, 1), make(2000, 0.0, 1)
    np.testing.assert_array_equal(noisy.inputs, clean.inputs)
    assert (noisy.targets - clean.targets).std() == pytest.approx(0.3, rel=0.05)


def radii(dataset: Dataset, of_class: int) -> Floats:
    """Return how far the points of a class are from the centre."""
    points = dataset.inputs[dataset.class_indices() == of_class]
    return np.hypot(points[:, 0], points[:, 1])


@pytest.mark.parametrize(
    ("make", "of_class", "inner", "outer"),
    [
        (generated.circle, 1, 0.0, 2.5),
        (generated.circle, 0, 3.5, 5.0),
        (generated.rings, 0, 0.0, 1.2),
        (generated.rings, 1, 2.2, 3.2),
        (generated.rings, 2, 4.2, 5.2),
    ],
)
def test_rings_keep_to_their_radii(
    make: Maker, of_class: int, inner: float, outer: float
) -> None:
    found = radii(make(600, 0.0, 2), of_class)
    assert inner <= found.min() <= found.max() <= outer
    assert found.max() - found.min() > 0.8 * (outer - inner)


def test_xor_is_one_where_the_signs_differ() -> None:
    dataset = generated.xor(300, 0.0, 4)
    x1, x2 = dataset.inputs.T
    np.testing.assert_array_equal(dataset.class_indices(), x1 * x2 < 0)


def test_the_arms_of_the_spiral_are_half_a_circle_apart() -> None:
    dataset = generated.spiral(1000, 0.0, 0)
    x1, x2 = dataset.inputs.T
    unwound = np.arctan2(x2, x1) - 2 * np.pi * 1.5 * np.hypot(x1, x2) / 5.0
    arm = np.cos(unwound)
    np.testing.assert_allclose(arm, np.where(dataset.class_indices() == 1, -1, 1))


def test_moons_are_half_circles_that_do_not_touch() -> None:
    dataset = generated.moons(400, 0.0, 0)
    indices = dataset.class_indices()
    lower, upper = dataset.inputs[indices == 0], dataset.inputs[indices == 1]
    np.testing.assert_allclose(np.hypot(upper[:, 0] + 1.5, upper[:, 1] + 0.75), 3.0)
    gaps = np.linalg.norm(lower[:, np.newaxis] - upper, axis=2)
    assert gaps.min() > 1.0


def test_functions_are_their_formulas() -> None:
    line = generated_functions.line(50, 0.0, 0)
    np.testing.assert_allclose(line.targets, 0.15 * line.inputs + 0.1)
    sine = generated_functions.sine(50, 0.0, 0)
    np.testing.assert_allclose(sine.targets, np.sin(sine.inputs))
    plane = generated_functions.plane(50, 0.0, 0)
    np.testing.assert_allclose(plane.targets[:, 0], plane.inputs @ [0.12, -0.08])


def test_bumps_go_up_and_down() -> None:
    targets = generated_functions.bumps(500, 0.0, 0).targets
    assert targets.min() < -0.8
    assert targets.max() > 0.8
