"""What training prints in tutorials: iteration, predictions, true labels, accuracy."""

from collections.abc import Sequence

from nnviz.core.types import Indices
from nnviz.session.history import Evaluation
from nnviz.ui.painting.numbers import count


class TrainingLog:
    """Writes evaluations as text, each iteration once and in rising order.

    Parameters
    ----------
    names
        The classes; long names are replaced by their numbers, counted from 0.
    wanted
        The true classes of the first training samples, (N,).
    """

    def __init__(self, names: Sequence[str], wanted: Indices) -> None:
        short = all(len(name) <= 2 for name in names)
        self._names = tuple(names if short else map(str, range(len(names))))
        self._width = max((len(name) for name in self._names), default=1)
        self._wanted = tuple(wanted.tolist())
        self._last = -1

    def text(self, evaluation: Evaluation) -> str | None:
        """Return what is printed for an evaluation; None where it has been already."""
        if evaluation.iteration <= self._last:
            return None
        self._last = evaluation.iteration
        train, test = evaluation.train, evaluation.test
        lines = [
            f"iteration   {count(evaluation.iteration)}",
            f"predictions {self._labels(train.first)}",
            f"true labels {self._labels(self._wanted[: len(train.first)])}",
            f"accuracy    {train.accuracy or 0.0:.4f}",
        ]
        if test is not None:
            lines[-1] += f"   test {test.accuracy or 0.0:.4f}"
        return "\n".join(lines) + "\n"

    def _labels(self, classes: Sequence[int]) -> str:
        names = (self._names[k].rjust(self._width) for k in classes)
        return f"[{' '.join(names)}]"
