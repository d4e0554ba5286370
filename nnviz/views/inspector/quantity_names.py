"""Names of numbers as in formulas, δ₃⁽²⁾ for ``delta2[3]``, and their tooltips."""

import re
from functools import lru_cache

from nnviz.views.numbers import MINUS, exact

HARD = "\N{NO-BREAK SPACE}"
_LOW = str.maketrans("0123456789, ", "₀₁₂₃₄₅₆₇₈₉,\N{THIN SPACE}")
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_QUANTITY = re.compile(r"\b([A-Za-z_]+?)(\d*)\[([\d, ]+)\]")
_WHOLE = re.compile(r"(largest|total|log_total)\d+")
_POWER = re.compile(r"(\d)e([+-]?)0*(\d+)\b")
_NEGATIVE = re.compile(r"(?<![\w.)])-(?=[\d.])")
_LETTERS = {
    "delta": "δ{}",
    "W": "w{}",
    "dW": "∂C/∂w{}",
    "db": "∂C/∂b{}",
    "da": "∂L/∂a{}",
    "J": "∂a/∂z{}",
    "share": "∂C/∂z{}",
    "slope": "f′(z{})",
    "exponentials": "e{}",
    "shifted": "s{}",
    "softplus": "s{}",
    "hit": "h{}",
    "terms": "t{}",
    "error": "e{}",
    "largest": "m",
    "total": "S",
    "log_total": "ℓ",
    "update_W": "Δw{}",
    "update_b": "Δb{}",
}
_WORDS = {
    "w": "weight",
    "x": "input",
    "a": "input",
    "share": "∂C/∂z",
    "delta": "δ",
    "da": "∂L/∂a",
    "J": "∂a/∂z",
    "e": "exponential",
    "ones": "times",
    "c": "class weight",
    "y": "target",
    "terms": "term",
}
"""The headings of the factors of a sum."""


@lru_cache(maxsize=4096)
def pretty(name: str) -> str:
    """Return a number's name as in formulas; other names stay as they are."""
    whole = _WHOLE.fullmatch(name)
    if whole is not None:
        return _LETTERS[whole.group(1)]
    return _QUANTITY.sub(_formula_name, name).replace("_", " ")


def prose(words: str) -> str:
    """Typeset the numbers in a sentence: names, true minus signs, powers of ten."""
    words = _POWER.sub(_power, _QUANTITY.sub(_formula_name, words))
    return _NEGATIVE.sub(MINUS, words).replace(" = ", f"{HARD}={HARD}")


def _formula_name(found: re.Match[str]) -> str:
    letter, layer, index = found.groups()
    place = index.translate(_LOW) + (f"⁽{layer.translate(_HIGH)}⁾" if layer else "")
    form = _LETTERS.get(letter, letter.replace("_", " ") + "{}")
    return form.format(place)


def _power(found: re.Match[str]) -> str:
    last, sign, power = found.groups()
    minus = "⁻" if sign == "-" else ""
    return f"{last}·10{minus}{power.translate(_HIGH)}"


def heading_of(factor: str) -> str:
    """Return the heading of a column of factors."""
    return _WORDS.get(factor, factor)


def tip_of(name: str, value: float, meaning: str = "") -> str:
    """Return the tooltip of a number: its name, all its digits, and its meaning."""
    lines = [f"{name} = {exact(value)}", meaning, "Ctrl+C copies the number"]
    return "\n".join(line for line in lines if line)
