"""What known mistakes give, worked out here; and the lines that are right, executed."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.program import find_loss
from nnviz.session.claims.arranging import Claims, Writing, arrange
from nnviz.session.claims.guessing.guesses import (
    ForeignPass,
    Guess,
    bias_gradients,
    hidden_deltas,
    other_inputs,
    output_deltas,
    sum_guesses,
    weight_gradients,
)
from nnviz.session.claims.known_mistakes import right_line, split_name
from nnviz.session.claims.naming import (
    Naming,
    _Explained,
    _joint_weight,
    _others,
)
from nnviz.session.claims.right import Right, work_out
from tests.session.claims.scratch import Scratch

SIZES, NAMES = (3, 3, 3), ("tanh", "softmax")
ROWS = Writing("x @ W", "rows", "rows")
RATE, COUNT = 0.3, 4


def view(after: bool = True) -> ForeignPass:
    """Return an iteration of a network all of whose weights are square."""
    given = Scratch(SIZES, NAMES, "cross_entropy", samples=COUNT, rate=RATE).run(1)[0]
    if not after:
        given.after = {}
    claims = arrange(given, ROWS, SIZES)
    activations = tuple(ACTIVATIONS[name] for name in NAMES)
    values = work_out(claims, activations, find_loss("cross_entropy")).values
    z, a = ({k: values[f"{kind}{k}"] for k in (1, 2)} for kind in "za")
    a[0] = claims.inputs
    loss = find_loss("cross_entropy")
    return ForeignPass(claims, activations, loss, 1.0, z, a)


def of(found: Any) -> dict[str, list[Any]]:
    """Return what guesses would be, by their mistakes; products multiplied out."""
    values: dict[str, list[Any]] = {}
    for one in found:
        value = one.value
        if one.right_factor is not None:
            value = value.T @ one.right_factor
        words = " ".join((*one.names, *filter(None, one.details)))
        values.setdefault(words, []).append(value)
    return values


def check(found: dict[str, list[Any]], wanted: dict[str, Any]) -> None:
    assert found.keys() == wanted.keys()
    for words, value in wanted.items():
        every = value if isinstance(value, list) else [value]
        assert len(found[words]) == len(every), words
        for one, other in zip(found[words], every, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-12, err_msg=words)


@pytest.mark.parametrize("recorded", [True, False])
def test_sums_with_a_mistake(recorded: bool) -> None:
    seen = view(recorded)
    (w1, w2), (b1, b2), x = seen.claims.weights, seen.claims.biases, seen.a[0]
    # By what was recorded, or by the gradient, which is the same.
    after = [
        w - RATE * seen.claims.values[f"dW{k}"] for k, w in enumerate((w1, w2), start=1)
    ]
    first = {
        "": x @ w1.T + b1,
        "bias_left_out": x @ w1.T,
        "transposed": x @ w1 + b1,
        "weights_already_updated": x @ after[0].T + b1,
    }
    check(of(sum_guesses(seen, 1)), first)
    a, detail = np.tanh(first[""]), "z2 is computed from z1 in place of a1"
    second = {
        "": a @ w2.T + b2,
        "bias_left_out": a @ w2.T,
        f"activation_left_out {detail}": first[""] @ w2.T + b2,
        "transposed": a @ w2 + b2,
        "weights_already_updated": a @ after[1].T + b2,
    }
    check(of(sum_guesses(seen, 2)), second)


def test_without_an_update_nothing_is_updated_already() -> None:
    seen = view()
    seen.claims.odd |= {"W1_after", "dW1"}
    assert "weights_already_updated" not in of(sum_guesses(seen, 1))
    assert "weights_already_updated" in of(sum_guesses(seen, 2))
    seen.claims.odd.clear()
    del seen.claims.values["W1_after"]
    seen.claims.learning_rate = None
    assert "weights_already_updated" not in of(sum_guesses(seen, 1))


def test_the_output_layers_delta_with_a_mistake() -> None:
    seen = view()
    with np.errstate(all="ignore"):
        found = of(output_deltas(seen))
    y, a, z = seen.claims.targets, seen.a[2], seen.z[2]
    assert y is not None
    error = a - y
    turned = np.exp(z) / np.exp(z).sum(axis=0)
    wanted = {
        "": [error],
        "targets_left_out": [a],
        "one_hot_off_by_one": [a - np.roll(y, k, axis=1) for k in (1, -1)],
        "softmax_wrong_axis": [turned - y],
        "softmax_slope_diagonal": [-y * (1 - a)],
        "slope_left_out 2": [-y / a],
        "mse_gradient_with_cross_entropy": [
            a * (error - (a * error).sum(axis=1, keepdims=True)),
            error * a * (1 - a),
        ],
    }
    check({words: found[words] for words in wanted}, wanted)


def test_the_delta_of_softmax_with_squares_has_other_mistakes() -> None:
    seen = view()
    seen.loss = find_loss("mse")
    with np.errstate(all="ignore"):
        found = of(output_deltas(seen))
    a, y = seen.a[2], seen.claims.targets
    da = 2.0 * (a - y) / 3.0
    wanted = {
        "": [a * (da - (a * da).sum(axis=1, keepdims=True))],
        "slope_left_out 2": [da],
        "activation_as_slope 2": [da * a],
        "cross_entropy_gradient_with_mse": [a - y],
        "softmax_slope_diagonal": [da * a * (1 - a)],
    }
    check({words: found[words] for words in wanted}, wanted)


def test_a_hidden_layers_delta_with_a_mistake() -> None:
    seen = view()
    above = seen.a[2] - seen.claims.targets
    (w1, w2), a, z = seen.claims.weights, seen.a[1], seen.z[1]
    slope, after = 1 - a**2, seen.claims.values["W2_after"]
    guesses = hidden_deltas(seen, 1, above)
    assert [one.weight for one in guesses] == sorted(one.weight for one in guesses)
    assert {one.at for one in guesses} == {"delta1"}
    s = 1 / (1 + np.exp(-z))
    wanted = {
        "": above @ w2 * slope,
        "weights_not_transposed": above @ w2.T * slope,
        "weights_already_updated": above @ after * slope,
        "wrong_weights W1": above @ w1 * slope,
        "wrong_weights no weights at all": above * slope,
        "slope_left_out 1": above @ w2,
        "slope_twice 1": above @ w2 * slope**2,
        "slope_of_activation 1": above @ w2 * (1 - np.tanh(a) ** 2),
        "activation_as_slope 1": above @ w2 * a,
        "slope_of_another_activation sigmoid": above @ w2 * s * (1 - s),
        "weights_not_transposed slope_left_out 1": above @ w2.T,
    }
    found = of(guesses)
    check({words: found.get(words) for words in wanted}, wanted)  # type: ignore[misc]


def alone(value: Any) -> list[Any]:
    """Return the gradient of a sample alone, and that divided by the batch, too."""
    return [value, value / COUNT]


def test_gradients_of_weights_and_biases_with_a_mistake() -> None:
    seen = view()
    delta, x, a = seen.a[2] - seen.claims.targets, seen.a[0], seen.a[1]
    deltas = {2: delta, 1: 2.0 * delta}
    wrong = "wrong_input {} in place of a1"
    wanted = {
        "": delta.T @ a / COUNT,
        "own_output_as_input a2": delta.T @ seen.a[2] / COUNT,
        wrong.format("the inputs"): delta.T @ x / COUNT,
        wrong.format("z1"): delta.T @ seen.z[1] / COUNT,
        wrong.format("z2"): delta.T @ seen.z[2] / COUNT,
        "last_sample_only last": alone(np.outer(delta[-1], a[-1])),
        "last_sample_only first": alone(np.outer(delta[0], a[0])),
        "wrong_delta delta1 in place of delta2": 2.0 * delta.T @ a / COUNT,
    }
    check(
        of(weight_gradients(seen, 2, Guess(delta), deltas, other_inputs(seen, 2))),
        wanted,
    )
    total = np.full(3, delta.sum() / COUNT)
    wanted = {
        "": delta.sum(axis=0) / COUNT,
        "bias_gradient_summed": total,
        "bias_gradient_not_summed": delta,
        "bias_gradient_wrong_axis": delta.sum(axis=1),
        "last_sample_only last": alone(delta[-1]),
        "last_sample_only first": alone(delta[0]),
        "bias_as_input": delta.sum(axis=0) / COUNT * seen.claims.biases[1],
    }
    check(of(bias_gradients(seen, 2, Guess(delta))), wanted)


def test_a_single_sample_is_neither_the_first_nor_the_last() -> None:
    seen = view()
    seen.claims.inputs = seen.claims.inputs[:1]
    delta = Guess(np.ones((1, 3)), ("sign",), ("x",), at="delta2")
    found = of(bias_gradients(seen, 2, delta))
    assert list(found) == ["sign x", "sign bias_gradient_summed x"]


FACTORS = [
    *(
        (1.0, (), "", 0.0),
        (-1.0, ("sign",), "", 1.0),
        (4.0, ("missing_mean",), "", 1.0),
    ),
    *((0.25, ("mean_twice",), "", 1.0), (-4.0, ("sign", "missing_mean"), "", 2.0)),
    (-0.25, ("sign", "mean_twice"), "", 2.0),
    *((4.0 * (1 + 0.9e-6), ("missing_mean",), "", 1.0),),
    (4.0 * (1 + 1.1e-6), ("constant_factor",), "4", 1.5),
    *((0.5, ("constant_factor",), "0.5", 1.5),),
    (-0.5, ("sign", "constant_factor"), "0.5", 2.5),
]


@pytest.mark.parametrize(("scale", "names", "detail", "weight"), FACTORS)
def test_a_factor_is_a_mistake_and_weighs_as_much(
    scale: float, names: tuple[str, ...], detail: str, weight: float
) -> None:
    naming = Naming(view(), Right({}, {}), set())
    assert naming._named_factor(scale, 9, 1e-7) == (names, detail, weight)
    alone = weight + (1.0 if "constant_factor" in names else 0.0)
    assert naming._named_factor(scale, 1, 1e-7) == (names, detail, alone)


def explained(weight: float, *names: str, factor: str = "") -> _Explained:
    guess = Guess(np.zeros(1), names, ("d",) * len(names))
    return _Explained(guess, (factor,) * bool(factor), "2", weight)


@pytest.mark.parametrize(
    ("fits", "weight"),
    [
        ((explained(0.0),), 0.0),
        ((explained(1.0, "sign"),), 1.0),
        ((explained(1.0, "sign"), explained(1.0, "sign")), 1.0),
        ((explained(1.0, "sign"), explained(2.0, "sign", "transposed")), 2.0),
        ((explained(1.5, factor="constant_factor"),), 1.5),
        (
            (explained(2.5, "sign", factor="constant_factor"), explained(1.0, "sign")),
            2.5,
        ),
        ((explained(1.5, factor="constant_factor"),) * 2, 1.5),
    ],
)
def test_what_explanations_share_counts_once(
    fits: tuple[_Explained, ...], weight: float
) -> None:
    assert _joint_weight(fits) == weight


def test_other_explanations_are_named_if_they_assume_no_more() -> None:
    best = explained(1.0, "sign")
    fits = [
        best,
        explained(1.0, "transposed"),
        explained(1.0, "mean_twice"),
        explained(1.5, "missing_mean"),
        explained(0.0),
    ]
    assert _others(best, fits) == ("mean_twice", "transposed")
    assert _others(best, [best]) == ()


MANNERS = [
    Writing(one, way, way)
    for one, way in product(("x @ W", "W @ x"), ("rows", "columns"))
]
LINES = ("z1", "a1", "z2", "a2", "delta2", "dW2", "db2", "delta1", "dW1", "db1")


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def said_by(claims: Claims, manner: Writing) -> dict[str, Any]:
    """Return an iteration's arrays as a program has them that is written so."""
    said: dict[str, Any] = {"np": np, "m": claims.samples, "learning_rate": RATE}
    rows, turned = manner.samples == "rows", manner.product == "x @ W"
    for k, (w, b) in enumerate(
        zip(claims.weights, claims.biases, strict=True), start=1
    ):
        said[f"W{k}"] = (w.T if turned else w).copy()
        said[f"b{k}"] = b if rows else b[:, None]
    assert claims.targets is not None
    for name, values in (("X", claims.inputs), ("Y", claims.targets)):
        said[name] = values if rows else values.T
    return said


def executed(line: str, layer: int, said: dict[str, Any]) -> None:
    """Run a line, with what it calls f, f' and dL/dA."""
    said["f"] = np.tanh if layer == 1 else sigmoid
    said["slope"] = lambda z: 1 - said["f"](z) ** 2
    if layer == 2:
        said["slope"] = lambda z: sigmoid(z) * (1 - sigmoid(z))
    if "dL/dA" in line:
        a, y = said["A2"], said["Y"]
        said["dLdA2"] = (a - y) / (a * (1 - a))
    line = line.replace(f"f'(Z{layer})", f"slope(Z{layer})").replace("dL/dA", "dLdA")
    exec(line.rpartition("softmax with ")[2], said)


def as_nnviz_has_it(name: str, said: dict[str, Any], manner: Writing) -> Any:
    kind, layer = split_name(name)
    mine = {"delta": "dZ", "z": "Z", "a": "A"}.get(kind, kind)
    value, turned = said[f"{mine}{layer}"], manner.samples == "columns"
    if kind == "dW":
        turned = manner.product == "x @ W"
    return value.T if turned else value


@pytest.mark.parametrize("manner", MANNERS, ids=lambda one: one.says)
@pytest.mark.parametrize("joint", [True, False])
def test_the_lines_that_are_right_give_what_is_right_when_executed(
    manner: Writing, joint: bool
) -> None:
    sizes = (2, 3, 4)
    given = Scratch(sizes, NAMES, "cross_entropy", rate=RATE).run(1)[0]
    claims = arrange(given, ROWS, sizes)
    output, loss = "softmax", "cross_entropy"
    if not joint:
        output, loss = "sigmoid", "binary_cross_entropy"
    activations = ACTIVATIONS["tanh"], ACTIVATIONS[output]
    right = work_out(claims, activations, find_loss(loss)).values
    said = said_by(claims, manner)
    for name in LINES:
        line = right_line(name, manner, 2, joint)
        executed(line, split_name(name)[1], said)
        value = np.reshape(as_nnviz_has_it(name, said, manner), right[name].shape)
        np.testing.assert_allclose(value, right[name], atol=1e-12, err_msg=line)
    before = said["W1"].copy()
    executed(right_line("W1_after", manner, 2, joint), 1, said)
    np.testing.assert_allclose(said["W1"], before - RATE * said["dW1"])
