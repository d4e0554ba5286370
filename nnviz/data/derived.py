"""Derived inputs: computed from the two coordinates of a point to help a small network.

They are those of the TensorFlow Playground (Smilkov et al. 2017, arXiv:1708.03788).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class DerivedInput:
    """An additional input, computed from the unscaled coordinates.

    Parameters
    ----------
    name
        The name of the column.
    formula
        The same as LaTeX.
    evaluate
        Takes x1 and x2, of shape (N,) each, and returns the column, (N,).
    """

    name: str
    formula: str
    evaluate: Callable[[Floats, Floats], Floats]


DERIVED = {
    derived.name: derived
    for derived in (
        DerivedInput("x1^2", "x_1^2", lambda x1, x2: x1 * x1),
        DerivedInput("x2^2", "x_2^2", lambda x1, x2: x2 * x2),
        DerivedInput("x1*x2", "x_1 x_2", lambda x1, x2: x1 * x2),
        DerivedInput("sin(x1)", r"\sin(x_1)", lambda x1, x2: np.sin(x1)),
        DerivedInput("sin(x2)", r"\sin(x_2)", lambda x1, x2: np.sin(x2)),
    )
}


def add_derived(dataset: Dataset, names: Sequence[str]) -> Dataset:
    """Return the data set with more input columns, in the order of `names`.

    Raises
    ------
    InputError
        If a name is not in `DERIVED` or occurs twice, or the set does not have two
        inputs.
    """
    if not names:
        return dataset
    for name in names:
        if name not in DERIVED:
            raise unknown_name("derived input", name, DERIVED)
    if len(set(names)) < len(names):
        raise InputError(f"derived inputs {', '.join(names)}: give each only once")
    if dataset.input_count != 2:
        raise InputError(
            f"data set '{dataset.name}' has {dataset.input_count} input(s): derived "
            f"inputs need a set with 2"
        )
    x1, x2 = np.asarray(dataset.inputs, dtype=np.float64).T
    columns = [DERIVED[name].evaluate(x1, x2) for name in names]
    return replace(
        dataset,
        inputs=np.column_stack((x1, x2, *columns)),
        input_names=(*dataset.input_names, *names),
        image_shape=None,
        input_range=None,
    )


def given_names(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of the inputs that are not derived from others."""
    first = dataset.input_names[:2]
    return first + tuple(n for n in dataset.input_names[2:] if n not in DERIVED)


def with_derived(names: Sequence[str], values: Floats) -> Floats:
    """Return all inputs (N, I), by their names, for those that are given, (N, G)."""
    if values.shape[1] == len(names):
        return values
    x1, x2 = values.T
    derived = (DERIVED[name].evaluate(x1, x2) for name in names[2:])
    return np.column_stack((x1, x2, *derived))
