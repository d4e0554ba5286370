"""Check my working: right to the digits typed, or the slip by its name."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.errors import InputError
from nnviz.explain.answer_check import AnswerVerdict, judge_answer
from nnviz.explain.exercise import Asked, exercise_of
from nnviz.explain.selection import Selection
from tests.explain.networks import Case, case, cases

SQUARE = case(inputs=3, hidden=(3, 3), iterations=2, seed=4, l2=0.05)
JOINT = case(loss="binary_cross_entropy", output_activation="sigmoid", outputs=1)


def verdict(
    found: Case, asked: Asked, typed: float | str, layer: int = 2, column: int = 1
) -> AnswerVerdict:
    selection = Selection("edge", "backward", 1, layer, 0, column)
    exercise = exercise_of(found.trace, found.structure, selection, asked)
    return judge_answer(exercise, typed if isinstance(typed, str) else f"{typed:.6g}")


@given(cases(), st.sampled_from(["z", "a", "delta", "gradient"]), st.integers(3, 17))
@settings(max_examples=60, deadline=None)
def test_the_answer_itself_is_right_at_any_number_of_digits(
    found: Case, asked: Asked, digits: int
) -> None:
    for layer in range(1, len(found.structure.sizes)):
        selection = Selection("edge", "backward", 0, layer, 0, -1)
        exercise = exercise_of(found.trace, found.structure, selection, asked)
        assert judge_answer(exercise, f"{exercise.answer.value:.{digits}g}").right


def test_slips_in_z_are_named() -> None:
    t = SQUARE.trace
    w, b, x = t["W2"], t["b2"], t["a1"][1]
    z = float(w[0] @ x + b[0])
    assert verdict(SQUARE, "z", z).right
    assert verdict(SQUARE, "z", -z).slip == "sign"
    assert verdict(SQUARE, "z", float(w[0] @ x)).slip == "forgot the bias"
    assert verdict(SQUARE, "z", float(w[:, 0] @ x + b[0])).slip == "transpose"
    assert verdict(SQUARE, "z", float(np.tanh(z))).slip == "activation applied"
    assert verdict(SQUARE, "z", z + 10.0) == AnswerVerdict(
        False, "", "Not quite; no common mistake fits."
    )


def test_slips_in_a_are_named() -> None:
    t = SQUARE.trace
    z, b = float(t["z2"][1, 0]), float(t["b2"][0])
    assert verdict(SQUARE, "a", float(np.tanh(z))).right
    assert verdict(SQUARE, "a", z).slip == "activation not applied"
    assert verdict(SQUARE, "a", float(np.tanh(z - b))).slip == "forgot the bias"


def test_slips_in_a_hidden_delta_are_named() -> None:
    t = SQUARE.trace
    deltas, slope = t["delta2"][1], 1.0 - t["a1"][1, 0] ** 2
    back = float(t["W2"][:, 0] @ deltas)
    assert verdict(SQUARE, "delta", back * slope, layer=1).right
    assert verdict(SQUARE, "delta", back, layer=1).slip == "forgot f'"
    wrong = float(t["W2"][0] @ deltas) * slope
    assert verdict(SQUARE, "delta", wrong, layer=1).slip == "transpose"
    assert verdict(SQUARE, "delta", back * slope / 5, layer=1).slip == "1/m too early"


def test_slips_in_an_output_delta_are_named() -> None:
    a, y = JOINT.trace["a3"][1, 0], JOINT.trace["targets"][1, 0]
    assert verdict(JOINT, "delta", a - y, layer=3).right
    assert verdict(JOINT, "delta", y - a, layer=3).slip == "sign"
    wrong = (a - y) * a * (1 - a)
    assert verdict(JOINT, "delta", wrong, layer=3).slip == "f' that cancels"


def test_slips_in_a_gradient_are_named() -> None:
    t = SQUARE.trace
    delta, a, z = t["delta2"][:, 0], t["a1"][:, 1], t["z1"][:, 1]
    penalty = 0.05 * t["W2"][0, 1]
    mean = float((delta * a).mean())
    assert verdict(SQUARE, "gradient", mean + penalty).right
    assert verdict(SQUARE, "gradient", mean).slip == "forgot the penalty"
    assert verdict(SQUARE, "gradient", 5 * mean + penalty).slip == "forgot 1/m"
    assert verdict(SQUARE, "gradient", float(delta[1] * a[1])).slip == "one sample only"
    wrong = float((delta * z).mean()) + penalty
    assert verdict(SQUARE, "gradient", wrong).slip == "activation not applied"
    wrong = float((t["da2"][:, 0] * a).mean()) + penalty
    assert verdict(SQUARE, "gradient", wrong).slip == "forgot f'"
    assert verdict(SQUARE, "gradient", t["dW2"][1, 0]).slip == "transpose"


@pytest.mark.parametrize(("hidden", "swapped"), [((3, 3), True), ((4, 3), False)])
def test_rows_and_columns_can_be_swapped_in_a_square_alone(
    hidden: tuple[int, int], swapped: bool
) -> None:
    found = case(hidden=hidden)
    for column, is_weight in ((1, True), (-1, False)):
        selection = Selection("edge", "backward", 1, 2, 2, column)
        exercise = exercise_of(found.trace, found.structure, selection, "gradient")
        slips = {slip.name: slip.value for slip in exercise.slips}
        assert ("transpose" in slips) == (swapped and is_weight)
        if "transpose" in slips:
            assert slips["transpose"] == found.trace["dW2"][1, 2]


def test_the_digits_typed_decide_how_close_it_must_be() -> None:
    selection = Selection("neuron", "forward", 1, 2, 0)
    exercise = exercise_of(SQUARE.trace, SQUARE.structure, selection, "z")
    z = exercise.answer.value
    assert judge_answer(exercise, f"{z:.3f}").right
    assert not judge_answer(exercise, f"{z + 0.001:.3f}").right
    assert judge_answer(exercise, f"{z:.0f}").slip == "digits"
    assert judge_answer(exercise, f"{z:.4f}".replace("-", "\N{MINUS SIGN}")).right


@pytest.mark.parametrize("text", ["", "two", "0,25", "nan", "inf", "1e999", "-"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        verdict(SQUARE, "z", text)


def test_an_input_has_nothing_to_work_out() -> None:
    with pytest.raises(InputError, match="inputs come from the data"):
        exercise_of(SQUARE.trace, SQUARE.structure, Selection("neuron"), "z")


def test_a_gradient_without_the_class_weights_is_named() -> None:
    found = case(class_weights={"class 0": 0.5, "class 1": 2.0}, l2=0.05, batch_size=5)
    t, layer = found.trace, 3
    weights = t["class_weights"]
    assert len(set(weights.tolist())) > 1
    own = t[f"delta{layer}"][:, 0] * t["a2"][:, 1]
    penalty = 0.05 * float(t["W3"][0, 1])
    right = float((own * weights).mean()) + penalty
    assert verdict(found, "gradient", right, layer=layer).right
    said = verdict(found, "gradient", float(own.mean()) + penalty, layer=layer).slip
    assert said == "forgot the class weights"
