"""Checks an answer: right or wrong, and which common mistake it looks like."""

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from nnviz.core.errors import InputError
from nnviz.explain.exercise import Exercise

_LOOSEST = 0.05
"""The largest relative error that passes, however few digits are typed."""

_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class AnswerVerdict:
    """Whether an answer is right; if not, the name of the mistake, "" if unknown."""

    right: bool
    slip: str
    words: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it was typed, and half a unit of its last digit."""

    value: float
    half_digit: float

    def agrees_with(self, value: float) -> bool:
        """Tell whether it is this value, rounded to the digits typed."""
        # Never less than float64's own rounding, which a person cannot be asked for.
        allowed = max(min(self.half_digit, _LOOSEST * abs(value)), 1e-15 * abs(value))
        return abs(self.value - value) <= allowed * (1.0 + 1e-9)


def read(text: str) -> Typed:
    """Read a number that somebody typed.

    Raises
    ------
    InputError
        If it is not a finite number with a decimal point.
    """
    plain = text.strip().replace(_MINUS, "-").replace(" ", "")
    if "," in plain:
        raise InputError(f"'{text}': use a decimal point, as in 0.25")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("nan")
    # Of NaN and infinity the exponent is a letter. Beyond float64's range a number
    # would become infinite or 0, and 0 can be the answer.
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not -400 < number.adjusted() < 300:
        raise InputError(f"'{text}' is not a number: type one, such as 0.25")
    half = float(Decimal(5).scaleb(max(exponent - 1, -400)))
    return Typed(float(number), half)


def judge_answer(exercise: Exercise, text: str) -> AnswerVerdict:
    """Compare what was typed with the answer, to the precision of the digits typed.

    Raises
    ------
    InputError
        If it is not a number.
    """
    typed, answer = read(text), exercise.answer.value
    if not math.isfinite(answer):
        return AnswerVerdict(
            False, "", "There is no number to find: the run diverged here."
        )
    if typed.agrees_with(answer):
        right = f"Right: {exercise.answer.name} = {answer + 0.0!r}."
        return AnswerVerdict(True, "", right)
    for slip in exercise.slips:
        if math.isfinite(slip.value) and typed.agrees_with(slip.value):
            return AnswerVerdict(False, slip.name, f"Not quite. {slip.words}")
    # Close, but with so few digits that any number of this size would be.
    if abs(typed.value - answer) <= typed.half_digit:
        return AnswerVerdict(
            False, "digits", "That may be right: give two more digits to be sure."
        )
    return AnswerVerdict(False, "", "Not quite; no common mistake fits.")
