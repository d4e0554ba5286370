"""Arrays of another program, sorted by their names or by the groups they came in."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.claims.given import Given, given_by_names, given_in_groups

Array = np.ndarray[Any, Any]
SHAPES = {"W1": (2, 3), "b1": (1, 3), "W2": (3, 2), "b2": (1, 2)}


def array(name: str) -> Array:
    """Return an array that is told from all others by its numbers."""
    return np.full(SHAPES.get(name, (4, 2)), sum(map(ord, name)), float)


def by_names(*names: str) -> Given:
    return given_by_names({name: array(name) for name in names})


def is_(found: Array | None, name: str) -> bool:
    return found is not None and bool((found.ravel()[0] == array(name)).all())


LAYERED = [
    ("dW2 db2", "gradients", ("dW2", "db2")),
    ("d_w_2 grad_b2", "gradients", ("dW2", "db2")),
    ("W2_grad b2.grad", "gradients", ("dW2", "db2")),
    ("dweights2 dbias2", "gradients", ("dW2", "db2")),
    ("grad_weights_2 gradient_bias_2", "gradients", ("dW2", "db2")),
    ("W2_after b2_new", "after", ("W2", "b2")),
    ("new_W2 b2_next", "after", ("W2", "b2")),
    ("W2n b2n", "after", ("W2", "b2")),
    ("dZ2 delta1", "deltas", (2, 1)),
    ("Z2 net1", "sums", (2, 1)),
    ("A2 hidden1", "activations", (2, 1)),
    ("weights[2] kernel_1", "weights", (2, 1)),
    ("bias2 biases1", "biases", (2, 1)),
]


@pytest.mark.parametrize(("names", "group", "keys"), LAYERED)
def test_names_say_the_group_and_the_layer(
    names: str, group: str, keys: tuple[Any, ...]
) -> None:
    given = by_names("W1", *names.split())
    found = getattr(given, group)
    for name, key in zip(names.split(), keys, strict=True):
        assert is_(found[key], name)
    assert given.unknown == []


def test_what_stands_alone_is_taken_by_its_name() -> None:
    numbers = {"lr": 0.25, "J": 1.5, "epoch": 7.0}
    arrays = {name: np.array([value]) for name, value in numbers.items()}
    names = ("W1", "b1", "X", "Y_train", "y_hat", "strange", "W65", "Z1_after")
    given = given_by_names({**{name: array(name) for name in names}, **arrays})
    assert (given.learning_rate, given.cost, given.number) == (0.25, 1.5, 7)
    assert is_(given.inputs, "X")
    assert is_(given.targets, "Y_train")
    assert is_(given.activations[1], "y_hat")
    assert given.unknown == ["strange", "W65", "Z1_after"]


@pytest.mark.parametrize(("epoch", "number"), [(0.0, 1), (-3.0, 1), (np.nan, 5)])
def test_an_iteration_counts_from_1(epoch: float, number: int) -> None:
    arrays = {"W1": array("W1"), "epoch": np.array(epoch)}
    assert given_by_names(arrays, 5).number == number


def test_a_number_that_is_none_of_one_is_no_cost() -> None:
    assert by_names("W1", "cost").cost is None
    assert by_names("W1", "cost").unknown == ["cost"]


def test_layers_that_count_from_0_count_from_1() -> None:
    names = ("W0", "b0", "W1", "b1", "dW0", "db1", "W0_after", "Z0", "dZ1")
    given = by_names(*names)
    assert is_(given.weights[1], "W0")
    assert is_(given.weights[2], "W1")
    assert is_(given.biases[2], "b1")
    assert is_(given.gradients["dW1"], "dW0")
    assert is_(given.gradients["db2"], "db1")
    assert is_(given.after["W1"], "W0_after")
    assert is_(given.sums[1], "Z0")
    assert is_(given.deltas[2], "dZ1")


def test_the_activation_of_layer_0_are_the_inputs() -> None:
    given = by_names("W1", "b1", "A[0]", "A[1]")
    assert is_(given.inputs, "A[0]")
    assert list(given.activations) == [1]
    assert is_(by_names("W1", "A[0]", "X").inputs, "X")


def test_without_weights_it_is_no_network() -> None:
    with pytest.raises(InputError, match="no weights in it, only b1, X"):
        by_names("b1", "X")
    with pytest.raises(InputError, match="only nothing"):
        by_names()
    with pytest.raises(InputError, match="no weights were recorded"):
        given_in_groups(1, {"biases/0": array("b1")}, None, None)


def grouped(**groups: list[str] | dict[str, str]) -> Given:
    arrays = {}
    for group, names in groups.items():
        listed = dict(enumerate(names)) if isinstance(names, list) else names
        arrays |= {f"{group}/{own}": array(name) for own, name in listed.items()}
    return given_in_groups(3, arrays, 0.5, 0.1)


WEIGHTS = ["W1", "W2"]


def test_lists_are_in_the_order_of_layers() -> None:
    given = grouped(weights=WEIGHTS, biases=["b1", "b2"], activations=["A1", "A2"])
    assert (given.number, given.cost, given.learning_rate) == (3, 0.5, 0.1)
    for letter, group in (("W", given.weights), ("b", given.biases)):
        assert all(is_(group[layer], f"{letter}{layer}") for layer in (1, 2))
    assert is_(given.activations[2], "A2")


def test_one_activation_more_are_the_inputs_and_one_delta_less_is_not_the_first() -> (
    None
):
    given = grouped(weights=WEIGHTS, activations=["X", "A1", "A2"], deltas=["d2"])
    assert is_(given.activations[1], "A1")
    assert is_(given.activations[2], "A2")
    assert list(given.deltas) == [2]


def test_too_many_arrays_of_a_group_are_refused() -> None:
    with pytest.raises(InputError, match="3 arrays of biases were recorded, but there"):
        grouped(weights=WEIGHTS, biases=["b1", "b2", "b3"])
    with pytest.raises(InputError, match=r"3 gradients or parameters.* are 4 here"):
        grouped(weights=WEIGHTS, gradients=["W1", "b1", "W2"])


@pytest.mark.parametrize(
    ("names", "layers"),
    [
        ({"W0": "W1", "W1": "W2"}, (1, 2)),
        ({"W1": "W1", "W2": "W2"}, (1, 2)),
        ({"hidden_1": "W1", "output": "W2"}, (1, 2)),
    ],
)
def test_named_arrays_keep_their_numbers(
    names: dict[str, str], layers: tuple[int, int]
) -> None:
    given = grouped(weights=names)
    assert is_(given.weights[layers[0]], "W1")
    assert is_(given.weights[layers[1]], "W2")


def test_activations_that_count_from_the_inputs_leave_them_out() -> None:
    named = {"A0": "X", "A1": "A1", "A2": "A2"}
    given = grouped(weights=WEIGHTS, activations=named)
    assert sorted(given.activations) == [1, 2]
    assert is_(given.activations[1], "A1")


@pytest.mark.parametrize(
    "order", [["W1", "b1", "W2", "b2"], ["W1", "W2", "b1", "b2"], ["W1", "W2"]]
)
def test_gradients_in_a_list_are_told_by_their_shapes(order: list[str]) -> None:
    given = grouped(weights=WEIGHTS, biases=["b1", "b2"], gradients=order, after=order)
    assert set(given.gradients) == {f"d{name}" for name in order}
    assert set(given.after) == set(order)
    for name in order:
        assert is_(given.gradients[f"d{name}"], name)
        assert is_(given.after[name], name)


@pytest.mark.parametrize("first", [0, 1])
def test_gradients_by_name_count_as_they_do(first: int) -> None:
    names = [f"{letter}{layer}" for layer in (1, 2) for letter in "Wb"]
    shown = {f"d{name[0]}{int(name[1]) - 1 + first}": name for name in names}
    given = grouped(weights=WEIGHTS, biases=["b1", "b2"], gradients=shown)
    assert all(is_(given.gradients[f"d{name}"], name) for name in names)
