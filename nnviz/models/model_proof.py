"""The proof that a file says the same as the network: both run on the same rows."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.files.trained_model import TrainedModel

TOLERANCE = {"float32": 1e-5, "float64": 1e-12}
"""The most by which outputs may differ, as a share of the largest one if above 1."""

_MOST_ROWS, _MOST_VALUES = 10_000, 8_000_000
"""The most rows, and values in them, of larger data sets: every so manieth is taken."""

_MADE_ROWS = 200


@dataclass(frozen=True, slots=True)
class ModelProof:
    """By how much outputs differ at most, what else worked them out, and on how many.

    The difference is absolute, or a share of the largest size of that output if this
    is above 1.
    """

    largest_difference: float
    verified_with: str
    rows: int

    def __str__(self) -> str:
        difference = f"{self.largest_difference:.2g}"
        return (
            f"Verified with {self.verified_with} on {self.rows:,} rows: outputs differ "
            f"by at most {difference}."
        )

    def and_of(self, other: "ModelProof | None") -> "ModelProof":
        """Return both proofs as one."""
        if other is None:
            return self
        said = dict.fromkeys((other.verified_with, self.verified_with))
        # "plain NumPy" goes without saying beside "plain NumPy, read back".
        said_once = [one for one in said if not any(_more(two, one) for two in said)]
        return ModelProof(
            max(self.largest_difference, other.largest_difference),
            " and ".join(said_once),
            max(self.rows, other.rows),
        )


def _more(long: str, short: str) -> bool:
    return long.startswith(f"{short}, ")


def rows_for(model: TrainedModel, inputs: Floats | None = None) -> Floats:
    """Return rows (N, G) to run a model on: some of ``inputs``, or made ones.

    Made ones lie where the data were, as far as the scaling tells.
    """
    columns = len(model.card.input_names)
    if inputs is not None and len(inputs):
        most = max(1, min(_MOST_ROWS, _MOST_VALUES // columns))
        chosen = inputs[:: -(-len(inputs) // most)]
        return np.ascontiguousarray(chosen, np.float64)
    random = np.random.default_rng(0)
    scaling = model.scalings.inputs
    offset, factor = scaling.offset[:columns], scaling.factor[:columns]
    low = 0.0 if scaling.kind == "minmax" else -2.0
    high = 1.0 if scaling.kind == "minmax" else 2.0
    return np.asarray(
        random.uniform(low, high, (_MADE_ROWS, columns)) / factor + offset
    )


def prove(
    model: TrainedModel, rows: Floats, found: Floats, verified_with: str
) -> ModelProof:
    """Compare what else was worked out for rows (N, G) with what the model says.

    Parameters
    ----------
    model, rows
        The model and its rows.
    found
        Its outputs as worked out by something else, (N, O).
    verified_with
        What that is.

    Raises
    ------
    InputError
        If they differ by more than `TOLERANCE`.
    """
    with np.errstate(all="ignore"):
        expected = model.predict(rows)
    if found.shape != expected.shape:
        raise InputError(
            f"{verified_with} gives outputs of shape {found.shape}, nnviz of "
            f"{expected.shape}: it is not used"
        )
    difference = largest_difference(expected, found)
    most = TOLERANCE[str(model.network.precision)]
    if not difference <= most:
        raise InputError(
            f"{verified_with} and nnviz differ by {difference:.3g} on the same "
            f"rows, more than {most:g}: it is not used"
        )
    return ModelProof(difference, verified_with, len(rows))


@np.errstate(all="ignore")
def largest_difference(expected: Floats, found: Floats) -> float:
    """Return the largest difference of outputs (N, O), in units of the larger ones.

    What is no number in one and a number in the other differs by infinity.
    """
    if not np.array_equal(np.isfinite(expected), np.isfinite(found)):
        return float("inf")
    sound = np.isfinite(expected)
    size = np.where(sound, np.abs(expected), 0.0).max(axis=0, initial=1.0)
    apart = np.where(sound, np.abs(expected - found), 0.0) / size
    return float(apart.max(initial=0.0))
