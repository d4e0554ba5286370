"""Exercises: what is asked, what has been found, and what must be hidden."""

import math
import re
from collections.abc import Iterable

from nnviz.core.trace import Trace
from nnviz.explain import selection as select
from nnviz.explain.exercise import Asked, Exercise, Slip, exercise_of
from nnviz.explain.explanation import Calculation, Entry, Explanation
from nnviz.explain.notation import short, tex
from nnviz.explain.selection import BIAS
from nnviz.explain.structure import Structure

_ASKED: dict[str, Asked] = {"z": "z", "a": "a", "delta": "delta"}
DOTS = "•••"
_LAST = re.compile(r" (?:=|\\approx) (?!.* (?:=|\\approx) )(.*)$")


def exercise_for(
    calculation: Calculation, trace: Trace, structure: Structure, sample: int
) -> Exercise:
    """Return the exercise for a calculation's result, with the usual mistakes."""
    cell = calculation.result.cell
    if cell is not None and cell.when == "now":
        letters = cell.quantity.rstrip("0123456789")
        number = cell.quantity[len(letters) :]
        if letters in _ASKED and number:
            chosen = select.neuron(int(number), cell.index[1], sample=cell.index[0])
            return exercise_of(trace, structure, chosen, _ASKED[letters])
        if letters in ("dW", "db") and number:
            column = cell.index[1] if letters == "dW" else BIAS
            edge = select.edge(int(number), cell.index[0], column, sample=sample)
            return exercise_of(trace, structure, edge, "gradient")
    return _plain(calculation.result)


def _plain(result: Entry) -> Exercise:
    slip = Slip("sign", "The sign is wrong, but the size is right.", -result.value)
    return Exercise(f"What is {result.name}?", result, (slip,))


class Working:
    """Remembers which results were found, even while other calculations are shown."""

    def __init__(self) -> None:
        self._on = False
        self._found: set[tuple[str, float]] = set()

    def start(self, on: bool) -> None:
        """Start asking for all results, or for none."""
        self._on = on
        self._found.clear()

    def asks(self, calculation: Calculation) -> bool:
        """Return whether the user is, or was, to work out a calculation's result."""
        return self._on and math.isfinite(calculation.result.value)

    def unsolved(self, explanation: Explanation) -> dict[str, float]:
        """Return the results that have not been found yet, by name."""
        results = (each.result for each in explanation.calculations if self.asks(each))
        return {
            result.name: result.value
            for result in results
            if (result.name, result.value) not in self._found
        }

    def solve(self, explanation: Explanation, name: str) -> None:
        """Remember that a result was found."""
        self._found.add((name, explanation.results[name]))


def masked_words(words: str, values: Iterable[float]) -> str:
    """Replace numbers in a sentence by dots."""
    for text in sorted({short(value) for value in values}, key=len, reverse=True):
        words = re.sub(rf"(?<![\w.\-]){re.escape(text)}(?![\w]|\.\d)", DOTS, words)
    return words


def masked_end(latex: str) -> str:
    r"""Replace what a formula ends with by dots, ``\bullet``."""
    found = _LAST.search(latex)
    return latex if found is None else latex[: found.start(1)] + r"\bullet"


def masked_numbers(latex: str, values: Iterable[float]) -> str:
    r"""Replace numbers in a formula by dots, ``\bullet``; 0 and 1 stay."""
    for text in sorted({tex(value) for value in values}, key=len, reverse=True):
        if len(text.strip("{-}")) > 1:
            pattern = rf"(?<![\w.]){re.escape(text)}(?![\w]|\.\d)"
            latex = re.sub(pattern, r"\\bullet", latex)
    return latex
