"""Which exercise goes with a calculation."""

from nnviz.core.trace import Trace
from nnviz.explain import selection as select
from nnviz.explain.exercise import Asked, Exercise, Slip, exercise_of
from nnviz.explain.explanation import Calculation, Entry
from nnviz.explain.selection import BIAS
from nnviz.explain.structure import Structure

_ASKED: dict[str, Asked] = {"z": "z", "a": "a", "delta": "delta"}


def exercise_for(
    calculation: Calculation, trace: Trace, structure: Structure, sample: int
) -> Exercise:
    """Return what can be asked about a calculation's result, with the usual slips."""
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
