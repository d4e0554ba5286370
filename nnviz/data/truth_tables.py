"""Truth tables: four rows of two inputs that are 0 or 1, and what a gate makes of them.

They are the smallest data sets there are. AND, OR and NAND can be learnt by a single
neuron, XOR cannot: no straight line separates its classes. All rows are for training,
since without one of them the table is another one.
"""

from collections.abc import Mapping

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.generated import LICENCE

INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))

GATES: Mapping[str, tuple[int, int, int, int]] = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "xor": (0, 1, 1, 0),
    "nand": (1, 1, 1, 0),
}
"""By gate: its output for each of `INPUTS`."""


def truth_table(gate: str) -> Dataset:
    """Return the table of one of `GATES`: inputs (4, 2) and targets (4, 1)."""
    rows = ", ".join(
        f"{a} {b} to {out}" for (a, b), out in zip(INPUTS, GATES[gate], strict=True)
    )
    return Dataset(
        name=f"{gate}-table",
        task="classification",
        inputs=np.array(INPUTS, float),
        targets=np.array(GATES[gate], float)[:, np.newaxis],
        output_names=(gate,),
        class_names=("0", "1"),
        untested=True,
        title=f"Truth table of {gate.upper()}",
        description=f"{gate.upper()} takes {rows}.",
        source="the definition of the gate",
        licence=LICENCE,
    )
