"""Writes numbers and names in formulas, in sentences and in Python."""

import math
from collections.abc import Sequence

_DIGITS = 4

_ALL_DIGITS = 17
"""The significant digits that tell any two numbers apart."""


def short(value: float, digits: int = _DIGITS) -> str:
    """Write a number for a sentence: four significant digits, unless it needs more."""
    return f"{value + 0.0:.{digits}g}"


def telling_digits(value: float, other: float) -> int:
    """Return how many significant digits show two digits of what parts two numbers."""
    change, size = abs(value - other), max(abs(value), abs(other))
    if not (0.0 < change < size < math.inf):
        return _DIGITS
    places = math.floor(math.log10(size)) - math.floor(math.log10(change)) + 2
    return min(max(_DIGITS, places), _ALL_DIGITS)


def tex(value: float, digits: int = _DIGITS) -> str:
    """Write a number in LaTeX: four significant digits, powers of ten written out."""
    if math.isnan(value):
        return r"\mathrm{NaN}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    # Adding 0 turns a -0.0 into 0.0.
    mantissa, _, power = f"{value + 0.0:.{digits}g}".partition("e")
    # In braces the minus is a sign, not an operation, and is set close to the number.
    mantissa = mantissa.replace("-", "{-}")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa


def factor(value: float) -> str:
    """Write a number as a factor or an argument: in brackets if it is negative."""
    text = tex(value)
    return f"({text})" if text.startswith("{-}") or "cdot" in text else text


def equals(symbol: str, middle: str, value: float) -> str:
    """Write ``symbol = middle = value``, leaving out a middle equal to the value."""
    written = tex(value)
    return (
        f"{symbol} = {written}"
        if middle == written
        else (f"{symbol} = {middle} = {written}")
    )


def added(parts: Sequence[float]) -> str:
    """Write a sum of numbers; negative ones are subtracted."""
    text = tex(parts[0])
    # A difference instead of "+ -0.5"; NaN is not below 0 and is added as it is.
    for part in parts[1:]:
        text += f" - {tex(-part)}" if part < 0 else f" + {tex(part)}"
    return text


def of_layer(letter: str, layer: int, *index: int) -> str:
    r"""Write a layer's quantity in LaTeX: ``z^{(1)}_{2}``; ``index`` counts from 0."""
    places = ",".join(str(place + 1) for place in index)
    return rf"{letter}^{{({layer})}}_{{{places}}}"


def numbered(quantity: str, *index: int) -> str:
    """Name a number: ``W2[3, 1]``, counted from 1; ``index`` counts from 0."""
    if not index:
        return quantity
    return f"{quantity}[{', '.join(str(place + 1) for place in index)}]"


def exact(value: float) -> str:
    """Write a number in Python so that it is read back exactly."""
    value = float(value)
    if math.isnan(value):
        return "math.nan"
    if math.isinf(value):
        return "math.inf" if value > 0 else "-math.inf"
    return repr(value)


def listed(values: Sequence[float]) -> str:
    """Write numbers as a Python list that is read back exactly."""
    return f"[{', '.join(exact(value) for value in values)}]"


def assigned(**values: float) -> str:
    """Write a line of Python per name: ``z = 0.5``."""
    return "\n".join(f"{name} = {exact(value)}" for name, value in values.items())
