"""Answers struck from words and formulas while somebody works them out."""

import re
from collections.abc import Iterable

from nnviz.explain.notation import short, tex

DOTS = "•••"
_LAST = re.compile(r" (?:=|\\approx) (?!.* (?:=|\\approx) )(.*)$")


def masked_words(words: str, values: Iterable[float]) -> str:
    """Put dots for numbers in a sentence."""
    for text in sorted({short(value) for value in values}, key=len, reverse=True):
        words = re.sub(rf"(?<![\w.\-]){re.escape(text)}(?![\w]|\.\d)", DOTS, words)
    return words


def masked_end(latex: str) -> str:
    r"""Put dots, as ``\bullet``, for what a formula ends with."""
    found = _LAST.search(latex)
    return latex if found is None else latex[: found.start(1)] + r"\bullet"


def masked_numbers(latex: str, values: Iterable[float]) -> str:
    r"""Put dots, as ``\bullet``, for numbers in a formula; 0 and 1 stay."""
    for text in sorted({tex(value) for value in values}, key=len, reverse=True):
        if len(text.strip("{-}")) > 1:
            pattern = rf"(?<![\w.]){re.escape(text)}(?![\w]|\.\d)"
            latex = re.sub(pattern, r"\\bullet", latex)
    return latex
