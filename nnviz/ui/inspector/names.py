"""Names of numbers as formulas write them: ``delta2[3]`` is shown as δ₃⁽²⁾."""

import re
from functools import lru_cache

_LOW = str.maketrans("0123456789, ", "₀₁₂₃₄₅₆₇₈₉,\N{THIN SPACE}")
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_QUANTITY = re.compile(r"([A-Za-z_]+?)(\d*)\[([\d, ]+)\](.*)")
_LETTERS = {
    "delta": "δ{}",
    "W": "w{}",
    "dW": "∂C/∂w{}",
    "db": "∂C/∂b{}",
    "da": "∂L/∂a{}",
    "share": "∂C/∂z{}",
    "slope": "f′(z{})",
    "exponentials": "e{}",
    "shifted": "s{}",
    "softplus": "s{}",
    "hit": "h{}",
    "terms": "t{}",
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
    "terms": "term",
}
"""What a factor of a sum is called above its column."""


@lru_cache(maxsize=4096)
def pretty(name: str) -> str:
    """Write a number's name as it stands in formulas; others stay as they are."""
    found = _QUANTITY.fullmatch(name)
    if found is None:
        return name.replace("_", " ")
    letter, layer, index, rest = found.groups()
    place = index.translate(_LOW) + (f"⁽{layer.translate(_HIGH)}⁾" if layer else "")
    form = _LETTERS.get(letter, letter.replace("_", " ") + "{}")
    return form.format(place) + rest


def heading_of(factor: str) -> str:
    """Return the heading of a column of factors."""
    return _WORDS.get(factor, factor)
