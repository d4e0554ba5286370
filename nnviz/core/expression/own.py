"""Activations that users write: ``mish = x * tanh(log(1 + exp(x)))``.

Its text is the activation's name in configurations, sessions and snapshots; everything
else follows from the text.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.expression.acceptance import check_numbers, check_slope, refused_at
from nnviz.core.expression.bounds import bounds_of
from nnviz.core.expression.derivative import derivative
from nnviz.core.expression.error import ExpressionError
from nnviz.core.expression.filled_gaps import Evaluated, FilledGap, gap_at, mended
from nnviz.core.expression.kinks import kinks_of
from nnviz.core.expression.latex import latex
from nnviz.core.expression.node import Node
from nnviz.core.expression.parser import parse
from nnviz.core.expression.sequence import Sequence, sequence_of
from nnviz.core.expression.singular import MOST_PLACES, singular_places, together
from nnviz.core.expression.stable import NoNumberError, stable
from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats

LONGEST_NAME = 24
"""The most characters of a short name."""

_LONGEST_FORMULA = 400
"""A slope whose LaTeX is longer than this is not shown."""

_SHORT = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*")
_TAKEN = ("x", "z", "e", "pi")


@dataclass(frozen=True)
class OwnFunction:
    """A function that a user wrote, and its slope.

    Attributes
    ----------
    text
        The text as it was written, including the short name.
    short
        The short name, or "" if there is none.
    raw
        The tree of the text as written.
    value, slope
        The rewritten trees that are evaluated.
    """

    text: str
    short: str
    raw: Node
    value: Node
    slope: Node

    @cached_property
    def gaps(self) -> tuple[FilledGap, ...]:
        """The places where its formula has no value, but the function has a limit."""
        places = self._singular[:MOST_PLACES]
        found = (gap_at(place, *self._formulas) for place in places)
        return tuple(gap for gap in found if gap is not None)

    @cached_property
    def activation(self) -> Activation:
        """The activation, whose name is the whole text."""
        value, slope = self._sequences
        kinks, bounds = kinks_of(self.value), bounds_of(value)
        return Activation(
            self.text,
            f"f(z) = {latex(self.raw)}",
            f"f'(z) = {_shortened(latex(self.slope))}",
            bounds,
            _lesson(value, slope, bounds, kinks) + _limits(self.gaps),
            self._evaluate,
            self._slope,
            kinks=kinks,
            short=self.short,
        )

    def check(self) -> None:
        """Check that it can be an activation.

        Raises
        ------
        ExpressionError
            If it cannot.
        """
        value, slope = self._sequences
        check_numbers(self.text, self.raw, value, slope)
        if len(self._singular) > MOST_PLACES:
            raise ExpressionError(
                f"it has no value at more than {MOST_PLACES} places between -30 and "
                "30: use fewer or slower waves",
                self.text,
                0,
            )
        filled = {gap.at for gap in self.gaps}
        # The x nearest to 0 is the easiest for a reader to check.
        for place in sorted(set(self._singular) - filled, key=abs):
            raise refused_at(place, self.text, self.raw, value, slope)
        check_slope(self.text, value, slope, kinks_of(self.value))

    @cached_property
    def _formulas(self) -> tuple[Sequence, Sequence]:
        return sequence_of(self.value), sequence_of(self.slope, self.value)

    @cached_property
    def _singular(self) -> tuple[float, ...]:
        """The places where the value or the slope may have no finite value."""
        places = (*singular_places(self.value), *singular_places(self.slope))
        return tuple(together(list(places)))

    @cached_property
    def _sequences(self) -> tuple[Evaluated, Evaluated]:
        value, slope = self._formulas
        return mended(value, slope, self.gaps) if self.gaps else (value, slope)

    def _evaluate(self, z: Floats, a: Floats) -> None:
        self._sequences[0].run(a, z)

    def _slope(self, z: Floats, a: Floats, s: Floats) -> None:
        self._sequences[1].run(s, z, a)


@lru_cache(maxsize=512)
def own_function(text: str) -> OwnFunction:
    """Parse, differentiate and check a function that a user wrote.

    Raises
    ------
    ExpressionError
        If it cannot be used; the message says what is wrong, and at which character.
    """
    short, begin = _short_name(text)
    # The name is replaced by spaces, so that positions in errors stay correct.
    raw = _parsed(text, " " * begin + text[begin:])
    try:
        value = stable(raw)
    except NoNumberError as error:
        raise ExpressionError(
            "this part has no finite value: change its numbers", text, error.at
        ) from None
    function = OwnFunction(text, short, raw, value, derivative(value))
    function.check()
    return function


def _parsed(text: str, body: str) -> Node:
    try:
        return parse(body)
    except ExpressionError as error:
        raise ExpressionError(error.reason, text, error.position) from None


def _short_name(text: str) -> tuple[str, int]:
    """Return the short name, and the position at which the function begins."""
    before, sign, _ = text.partition("=")
    if not sign:
        return "", 0
    name = before.strip()
    begin = len(before) - len(before.lstrip())
    if not _SHORT.fullmatch(name) or len(name) > LONGEST_NAME or name in _TAKEN:
        raise ExpressionError(
            "only a short name can precede =: letters, digits and spaces, at most "
            f"{LONGEST_NAME} characters, and not x",
            text,
            begin,
        )
    if name in ACTIVATIONS:
        raise ExpressionError(
            f"there is already a '{name}': give yours another name", text, begin
        )
    return name, len(before) + 1


def _shortened(formula: str) -> str:
    """Replace a slope that is too long to read by d/dz f(z)."""
    if len(formula) <= _LONGEST_FORMULA:
        return formula
    return r"\frac{d}{dz} \, f(z)"


def _limits(gaps: tuple[FilledGap, ...]) -> str:
    """Say what value a function has where its formula has none."""
    if not gaps:
        return ""
    if len(gaps) > 1:
        return (
            f" At {len(gaps)} places its formula has no value: it has its limit there."
        )
    (gap,) = gaps
    return (
        f" At z = {gap.at + 0.0:.4g} its formula has no value: it has its limit there, "
        f"{gap.limit + 0.0:.4g}."
    )


def _lesson(
    value: Evaluated,
    slope: Evaluated,
    bounds: tuple[float, float],
    kinks: tuple[float, ...],
) -> str:
    """Describe a function in words, from its values and slopes at (2001,) points."""
    z = np.linspace(-10.0, 10.0, 2001)
    a, s = np.empty_like(z), np.empty_like(z)
    value.run(a, z)
    slope.run(s, z, a)
    words = ["A function of your own."]
    low, high = (float(bound) for bound in bounds)
    if not np.ptp(a):
        words.append("It is the same for every z: nothing can pass through it.")
    elif np.isfinite(bounds).all():
        words.append(f"It lies between {low:.4g} and {high:.4g}.")
    elif np.isfinite(low):
        words.append(f"It is never below {low:.4g}.")
    elif np.isfinite(high):
        words.append(f"It is never above {high:.4g}.")
    if not s.any():
        words.append("Its slope is zero: nothing before it can learn.")
        return " ".join(words)
    steepest = int(np.argmax(np.abs(s)))
    words.append(
        f"Between -10 and 10 its slope is at most {abs(s[steepest]):.3g} in size."
    )
    if len(kinks) == 1:
        words.append(f"It bends sharply at z = {kinks[0]:.4g}.")
    elif kinks:
        words.append(f"It bends sharply at {len(kinks)} places.")
    return " ".join(words)
