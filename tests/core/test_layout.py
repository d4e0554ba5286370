"""The places of parameters in the flat vector."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.layout import Layout
from nnviz.core.targets import as_targets


def test_every_place_has_the_name_of_what_lies_there() -> None:
    layout = Layout((3, 4, 2))
    numbers = np.arange(float(layout.count))
    names = {}
    for kind, view in layout.named(numbers).items():
        for place, number in np.ndenumerate(view):
            ordinal = ", ".join(str(i + 1) for i in place)
            names[int(number)] = f"{kind}[{ordinal}]"
    assert [layout.name_of(i) for i in range(layout.count)] == [
        names[i] for i in range(layout.count)
    ]


def test_the_weight_mask_leaves_biases_out() -> None:
    layout = Layout((3, 4, 2))
    mask = layout.weight_mask("float64")
    assert mask.sum() == 4 * 3 + 2 * 4
    assert not any(biases.any() for biases in layout.biases(mask))


@pytest.mark.parametrize(
    ("layer", "neuron", "column"), [(1, 0, 0), (1, 3, 2), (1, 2, -1), (2, 1, 3)]
)
def test_a_weight_is_found_in_the_flat_vector(
    layer: int, neuron: int, column: int
) -> None:
    layout = Layout((3, 4, 2))
    numbers = np.arange(float(layout.count))
    place = layout.place_of(layer, neuron, column)
    assert layout.blocks(numbers)[layer - 1][neuron, column] == place


def test_a_place_beyond_the_end_has_no_name() -> None:
    with pytest.raises(IndexError):
        Layout((1, 1)).name_of(2)


@pytest.mark.parametrize(
    ("targets", "outputs", "expected"),
    [
        ([0, 2, 1], 3, [[1, 0, 0], [0, 0, 1], [0, 1, 0]]),
        ([0.5, 1.5], 1, [[0.5], [1.5]]),
        ([[0.1, 0.9]], 2, [[0.1, 0.9]]),
    ],
)
def test_targets_in_the_forms_people_have_them(
    targets: list[object], outputs: int, expected: list[list[float]]
) -> None:
    np.testing.assert_array_equal(as_targets(np.array(targets), outputs), expected)


@pytest.mark.parametrize(
    ("targets", "words"),
    [([0, 3], "classes range from 0 to 3"), ([[1.0]], r"needs \(samples, 3\)")],
)
def test_targets_that_do_not_fit_are_refused(targets: list[object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        as_targets(np.array(targets), 3)
