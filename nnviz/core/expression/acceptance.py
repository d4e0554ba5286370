"""Checks that an expression can be an activation: finite, with a correct slope."""

import numpy as np

from nnviz.core.expression.error import ExpressionError
from nnviz.core.expression.filled_gaps import Evaluated
from nnviz.core.expression.kinks import REACH
from nnviz.core.expression.node import Node
from nnviz.core.expression.stable import value_of_numbers
from nnviz.core.types import Floats

MOST_KINKS = 64
"""With more corners than this within reach, a slope says little about a function."""

TOLERANCE = 1e-6
"""The largest relative error of a slope that passes."""

_MOVE = 1e-3
"""By how much x is moved for a difference quotient."""

_REMEDIES = {
    "log": "log needs numbers above 0, such as log(1 + exp(x)) or log(1 + x^2)",
    "ln": "ln needs numbers above 0, such as ln(1 + exp(x)) or ln(1 + x^2)",
    "log1p": "log1p(u) needs u above -1, such as log1p(x^2)",
    "sqrt": "sqrt needs numbers from 0 up, such as sqrt(1 + x^2)",
    "/": "keep the divisor away from 0, as in x / (1 + abs(x))",
    "^": "negative numbers have only whole powers: write abs(x)^1.5",
    "tan": "tan has poles: try atan or tanh",
}
_ZERO_BASE = "0 has no negative powers: keep the base away from 0, as in (1 + x^2)^-1"
_CORNER = "round the corner off, as in sqrt(x^2 + 0.01)"
_ANYWHERE = "it must have a finite value for every x"
_ALMOST = 1e-6
"""A divisor this small next to a pole is the one that is 0 there."""

_TOO_LARGE = "it grows too fast: try tanh or a smaller power of it"


def check_numbers(text: str, raw: Node, value: Evaluated, slope: Evaluated) -> None:
    """Check that values and slopes are finite for x from -30 to 30.

    Raises
    ------
    ExpressionError
        If a value or a slope is not; the message says at which x.
    """
    x = _places()
    a, s = np.empty_like(x), np.empty_like(x)
    value.run(a, x)
    slope.run(s, x, a)
    for numbers, what in ((a, ""), (s, "its slope is ")):
        wrong = np.flatnonzero(~np.isfinite(numbers))
        if wrong.size:
            # The x nearest to 0 is the easiest for a reader to check.
            first = wrong[np.argmin(np.abs(x[wrong]))]
            raise _refusal(text, raw, float(x[first]), float(numbers[first]), what)


def check_slope(
    text: str, value: Evaluated, slope: Evaluated, kinks: tuple[float, ...]
) -> None:
    """Compare the slope with central differences, away from the corners.

    Raises
    ------
    ExpressionError
        If they differ, or there are too many corners to judge.
    """
    if len([kink for kink in kinks if abs(kink) <= REACH]) > MOST_KINKS:
        raise ExpressionError(
            f"it bends sharply at more than {MOST_KINKS} places between -30 and 30: "
            "use fewer or slower waves",
            text,
            0,
        )
    x = _places()
    for kink in kinks:
        # The widest quotient reaches 2 _MOVE each way: keep it clear of the corner.
        x = x[np.abs(x - kink) > 4.0 * _MOVE]
    if not x.size:
        return
    a, s = np.empty_like(x), np.empty_like(x)
    value.run(a, x)
    slope.run(s, x, a)
    quotient, blur = _quotients(value, x)
    # Where the function bends too fast for its quotients to agree, nothing is judged.
    judged = np.isfinite(quotient) & (blur < 0.01 * np.maximum(np.abs(quotient), 1.0))
    error = np.abs(s - quotient) - 10.0 * blur
    wrong = judged & (error > TOLERANCE * np.maximum(np.abs(quotient), 1.0))
    if wrong.any() or not judged.any():
        place = float(x[np.argmax(np.where(judged, error, -1.0))])
        raise ExpressionError(
            f"its slope does not agree with central differences near x = {place:.4g}: "
            "use slower waves, and no large numbers that cancel",
            text,
            0,
        )


def _quotients(value: Evaluated, x: Floats) -> tuple[Floats, Floats]:
    """Return the slopes by differences, and their possible error, in x's shape."""
    # Richardson extrapolation: (4 D(h/2) - D(h)) / 3 cancels the error of order h^2,
    # and a coarser pair of steps shows how much error is left.
    quotients = [_quotient(value, x, share * _MOVE) for share in (0.5, 1.0, 2.0)]
    fine = (4.0 * quotients[0] - quotients[1]) / 3.0
    coarse = (4.0 * quotients[1] - quotients[2]) / 3.0
    a = np.empty_like(x)
    value.run(a, x)
    rounding = 1e-15 * np.maximum(np.abs(a), 1.0) / _MOVE
    return fine, np.abs(fine - coarse) + rounding


def _quotient(value: Evaluated, x: Floats, move: float) -> Floats:
    above, below = np.empty_like(x), np.empty_like(x)
    value.run(above, x + move)
    value.run(below, x - move)
    # Divided by the distance actually moved, not by 2 move: x + move is rounded.
    quotient: Floats = (above - below) / ((x + move) - (x - move))
    return quotient


def _places() -> Floats:
    """Return x from -30 to 30, (1401,): round numbers with 0 among them, and others."""
    rng = np.random.default_rng(2718)
    chance = rng.uniform(-REACH, REACH, 400), rng.uniform(-3.0, 3.0, 400)
    return np.concatenate((np.linspace(-REACH, REACH, 601), *chance))


def refused_at(
    place: float, text: str, raw: Node, value: Evaluated, slope: Evaluated
) -> ExpressionError:
    """Return why a function is refused whose formula fails at a single place."""
    x = place + np.array([-1e-3, -1e-6, -1e-8, 1e-8, 1e-6, 1e-3])
    a, s = np.empty_like(x), np.empty_like(x)
    value.run(a, x)
    slope.run(s, x, a)
    where = f"at x = {place + 0.0:.4g}"
    near, middle, far = a[[2, 3]], a[[1, 4]], a[[0, 5]]
    grows = (np.abs(near) > np.abs(middle) + 1.0) & (np.abs(middle) > np.abs(far) + 1.0)
    culprit = _nearest_culprit(raw, place)
    at, remedy = 0, _REMEDIES["/"]
    if culprit is not None:
        at, remedy = culprit.at, _remedy(culprit, [0.0, 0.0])
    if grows.any() or not np.isfinite(near).all():
        return ExpressionError(f"infinite {where}: {remedy}", text, at)
    if abs(near[1] - near[0]) > 1e-3 * max(1.0, float(np.abs(near).max())):
        return ExpressionError(f"it jumps {where}: {remedy}", text, at)
    steep = float(np.nanmax(np.abs(s[[2, 3]]), initial=0.0))
    if steep > 1e3 and steep > 2.0 * float(np.nanmax(np.abs(s[[0, 5]]), initial=0.0)):
        return ExpressionError(f"its slope is infinite {where}: {_CORNER}", text, 0)
    return ExpressionError(f"its slope has no value {where}: {_CORNER}", text, 0)


def _nearest_culprit(node: Node, x: float) -> Node | None:
    """Return the first part that fails next to a place: its divisor is almost 0."""
    for arg in node.args:
        found = _nearest_culprit(arg, x)
        if found is not None:
            return found
    critical = {"/": -1, "^": 0, "log": 0, "ln": 0, "log1p": 0, "tan": 0}.get(node.kind)
    if critical is None:
        return None
    number = _value(node.args[critical], x)
    number += 1.0 if node.kind == "log1p" else 0.0
    number = float(np.cos(number)) if node.kind == "tan" else number
    return node if abs(number) < _ALMOST else None


def _refusal(
    text: str, raw: Node, x: float, found: float, what: str
) -> ExpressionError:
    kind = "not a number" if np.isnan(found) else "infinite"
    culprit = None if what else _culprit(raw, x)
    at = culprit.at if culprit is not None else 0
    if what:
        remedy = _CORNER
    elif culprit is None:
        remedy = _TOO_LARGE if kind == "infinite" else _ANYWHERE
    else:
        remedy = _remedy(culprit, [_value(arg, x) for arg in culprit.args])
    return ExpressionError(f"{what}{kind} at x = {x:.4g}: {remedy}", text, at)


def _remedy(culprit: Node, values: list[float]) -> str:
    """Return what to do about a part that has no finite value for these arguments."""
    match culprit.kind:
        case "/" if values[1] != 0.0:
            return _TOO_LARGE
        case "^" if values[0] == 0.0:
            return _ZERO_BASE
        case "^" if values[0] > 0.0 or values[1] % 1.0 == 0.0:
            return _TOO_LARGE
    return _REMEDIES.get(culprit.kind, _TOO_LARGE)


def _culprit(node: Node, x: float) -> Node | None:
    """Return the first part that is not finite although its arguments are."""
    values = []
    for arg in node.args:
        found = _culprit(arg, x)
        if found is not None:
            return found
        values.append(_value(arg, x))
    if not node.args or np.isfinite(value_of_numbers(node.kind, values)):
        return None
    return node


def _value(node: Node, x: float) -> float:
    if node.kind == "x":
        return x
    if node.is_number:
        return node.value
    return value_of_numbers(node.kind, [_value(arg, x) for arg in node.args])
