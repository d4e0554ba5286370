"""How well classes are told apart, or labels: confusion, precision, recall, F1.

F1 is the harmonic mean of precision and recall (van Rijsbergen 1979, Information
Retrieval, chapter 7).
"""

from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats, Indices

UNKNOWN = -1
"""The predicted class of a sample whose outputs are no numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassScores:
    """The scores of K classes over N samples.

    A score that divides by nothing is NaN: the precision of a class that was never
    predicted, the recall of one that no sample has, the F1 of one that is neither.

    Attributes
    ----------
    counts
        How many samples of each class (row) were predicted as each class (column),
        (K, K).
    samples
        How many samples each class has, (K,): more than its row adds up to if the
        outputs of some are no numbers.
    """

    counts: Indices
    samples: Indices

    @property
    def accuracy(self) -> float:
        """The share of samples that were predicted right."""
        return float(self.counts.trace()) / max(1, int(self.samples.sum()))

    @property
    def commonest(self) -> int:
        """The class that most samples have, of several the first."""
        return int(self.samples.argmax())

    @property
    def commonest_share(self) -> float:
        """The accuracy of always predicting the commonest class."""
        return float(self.samples.max()) / max(1, int(self.samples.sum()))

    @property
    def precision(self) -> Floats:
        """Of the samples predicted as a class, the share that has it, (K,)."""
        return _ratio(self._right, self.counts.sum(axis=0))

    @property
    def recall(self) -> Floats:
        """Of the samples of a class, the share predicted as it, (K,)."""
        return _ratio(self._right, self.samples)

    @property
    def f1(self) -> Floats:
        """The harmonic mean of precision and recall, (K,); 0 if none was right."""
        return _ratio(2 * self._right, self.samples + self.counts.sum(axis=0))

    @property
    def macro(self) -> tuple[float, float, float]:
        """Precision, recall and F1, each averaged over the classes.

        Each class counts alike, however many samples it has; a score that divides by
        nothing counts as 0. Classes that are neither there nor predicted are left out.
        """
        seen = (self.samples > 0) | (self.counts.sum(axis=0) > 0)
        of_classes = (self.precision, self.recall, self.f1)
        means = (float(np.nan_to_num(one[seen]).mean()) for one in of_classes)
        precision, recall, f1 = means
        return precision, recall, f1

    @property
    def _right(self) -> Indices:
        return self.counts.diagonal()


def class_scores(wanted: Indices, predicted: Indices, classes: int) -> ClassScores:
    """Score predicted classes (N,) by those that were wanted, (N,).

    A predicted class is `UNKNOWN` where there is none.
    """
    known = predicted != UNKNOWN
    pairs = wanted[known] * classes + predicted[known]
    counts = np.bincount(pairs, minlength=classes * classes)
    samples = np.bincount(wanted, minlength=classes)
    return ClassScores(counts.reshape(classes, classes), samples)


@dataclass(frozen=True, slots=True, eq=False)
class LabelScores:
    """The scores of L labels over N samples, each label judged by itself.

    Attributes
    ----------
    labels
        For each label its scores as two classes: 0 where it does not hold, 1 where it
        does.
    exact
        The share of samples of which all labels were predicted right.
    """

    labels: tuple[ClassScores, ...]
    exact: float

    @property
    def accuracy(self) -> float:
        """The share of labels that were predicted right."""
        return float(np.mean([label.accuracy for label in self.labels]))

    @property
    def samples(self) -> Indices:
        """How many samples have each label, (L,)."""
        return np.array([label.samples[1] for label in self.labels])

    @property
    def precision(self) -> Floats:
        """Of the samples predicted to have a label, the share that has it, (L,)."""
        return np.array([label.precision[1] for label in self.labels])

    @property
    def recall(self) -> Floats:
        """Of the samples with a label, the share predicted to have it, (L,)."""
        return np.array([label.recall[1] for label in self.labels])

    @property
    def f1(self) -> Floats:
        """The harmonic mean of precision and recall, (L,)."""
        return np.array([label.f1[1] for label in self.labels])

    @property
    def macro(self) -> tuple[float, float, float]:
        """Precision, recall and F1, each averaged over the labels.

        A score that divides by nothing counts as 0.
        """
        of_labels = (self.precision, self.recall, self.f1)
        precision, recall, f1 = (float(np.nan_to_num(one).mean()) for one in of_labels)
        return precision, recall, f1


def label_scores(wanted: Indices, predicted: Indices) -> LabelScores:
    """Score predicted labels (N, L), each 0 or 1, by those that were wanted, (N, L).

    A predicted label is `UNKNOWN` where there is none.
    """
    pairs = zip(wanted.T, predicted.T, strict=True)
    labels = tuple(class_scores(truth, told, 2) for truth, told in pairs)
    exact = float((wanted == predicted).all(axis=1).mean()) if len(wanted) else 0.0
    return LabelScores(labels, exact)


def _ratio(part: Indices, of: Indices) -> Floats:
    """Return the quotients (K,), NaN where there is nothing to divide by."""
    result = np.full(len(of), np.nan)
    np.divide(part, of, out=result, where=of > 0)
    return result
