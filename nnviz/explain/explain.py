"""The one entry point: an explanation for whatever is selected."""

from nnviz.core.trace import Trace
from nnviz.explain.explanation import Explanation
from nnviz.explain.selection import Selection
from nnviz.explain.structure import Structure


def explain(trace: Trace, structure: Structure, selection: Selection) -> Explanation:
    """Explain a neuron, edge, layer, sample or loss in one phase of an iteration.

    Raises
    ------
    InputError
        If the selection does not exist in this network or batch.
    """
    raise NotImplementedError
