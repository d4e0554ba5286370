"""The target of a comparison, up to which iterations are counted."""

from typing import Literal, Self

import msgspec

from nnviz.core.errors import InputError
from nnviz.core.writing.number_text import THIN, compact
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation

_USUAL_ACCURACY = 0.95
_USUAL_R2 = 0.9


class Target(msgspec.Struct, frozen=True):
    """A bound that an evaluation meets or does not.

    A cost must be at most ``value`` on the training set. Accuracy and R2 must be at
    least ``value`` on the test set, or on the training set if there is no test set.
    """

    quantity: Literal["cost", "accuracy", "r2"]
    value: float

    @classmethod
    def of(cls, config: RunConfig, task: str) -> Self:
        """Return the target that a configuration sets, or a default one.

        That is an accuracy of 0.95 if ``task`` is classification, and an R2 of 0.9 if
        it is regression.

        Raises
        ------
        InputError
            If the configuration sets two, or an accuracy for a regression.
        """
        cost, accuracy = config.target_cost, config.target_accuracy
        if cost is not None and accuracy is not None:
            raise InputError("target_cost and target_accuracy: give only one of them")
        if accuracy is not None and task == "regression":
            raise InputError(
                "target_accuracy: a regression has no accuracy: use target_cost"
            )
        if cost is not None:
            return cls("cost", cost)
        if task == "regression":
            return cls("r2", _USUAL_R2)
        return cls("accuracy", _USUAL_ACCURACY if accuracy is None else accuracy)

    def met(self, evaluation: Evaluation) -> bool:
        """Tell whether an evaluation meets the target."""
        if self.quantity == "cost":
            return evaluation.train.cost <= self.value
        found = getattr(evaluation.judged, self.quantity)
        return found is not None and found >= self.value

    @property
    def words(self) -> str:
        """The target as part of a sentence."""
        if self.quantity == "cost":
            return f"a training cost of {compact(self.value)}"
        if self.quantity == "r2":
            return f"an R2 of {compact(self.value)}"
        return f"an accuracy of {compact(100.0 * self.value)}{THIN}%"
