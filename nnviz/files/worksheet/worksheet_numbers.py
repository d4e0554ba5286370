"""How numbers are written in the text of a worksheet."""

import re

from nnviz.explain.notation import short, telling_digits

_MINUS = "\N{MINUS SIGN}"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(value: float, digits: int = 6) -> str:
    """Write a given number, with at most six significant digits if those will do."""
    return _with_power(f"{value + 0.0:.{digits}g}")


def answer(value: float, before: float | None = None) -> str:
    """Write an answer, with as many digits as in formulas.

    A new value has as many as show how it differs from the one ``before``.
    """
    if before is None:
        return _with_power(short(value))
    return _with_power(short(value, telling_digits(value, before)))


def printed(words: str) -> str:
    """Write a sentence for print: minus signs, and names without underscores."""
    return re.sub(r"(?<!\w)-(?=\d)", _MINUS, words).replace("_", " ")


def _with_power(text: str) -> str:
    """Write ``2.5e-05`` as ``2.5·10⁻⁵``."""
    mantissa, _, power = text.partition("e")
    mantissa = mantissa.replace("-", _MINUS)
    return f"{mantissa}·10{str(int(power)).translate(_RAISED)}" if power else mantissa
