"""Which numbers somebody is to work out, and which are found already."""

import math

from nnviz.explain.explanation import Calculation, Explanation


class Working:
    """Remembers what was found, also when the cursor goes on and comes back."""

    def __init__(self) -> None:
        self._on = False
        self._found: set[tuple[str, float]] = set()

    def start(self, on: bool) -> None:
        """Ask for all results from now on, or for none."""
        self._on = on
        self._found.clear()

    def asks(self, calculation: Calculation) -> bool:
        """Tell whether a calculation's result is, or was, to be worked out."""
        return self._on and math.isfinite(calculation.result.value)

    def unsolved(self, explanation: Explanation) -> dict[str, float]:
        """Return the results that are not found yet, by name."""
        results = (each.result for each in explanation.calculations if self.asks(each))
        return {
            result.name: result.value
            for result in results
            if (result.name, result.value) not in self._found
        }

    def solve(self, explanation: Explanation, name: str) -> None:
        """Remember that a result was found."""
        self._found.add((name, explanation.results[name]))
