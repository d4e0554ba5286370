"""Scores of classes are those of counting by hand, and of scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from nnviz.core.class_scores import (
    UNKNOWN,
    ClassScores,
    class_scores,
    label_scores,
)

Pairs = list[tuple[int, int]]


def pairs(classes: int, least: int) -> st.SearchStrategy[Pairs]:
    """Return wanted and predicted classes; predicted ones from ``least`` on."""
    one = st.tuples(st.integers(0, classes - 1), st.integers(least, classes - 1))
    return st.lists(one, min_size=1, max_size=40)


def scored(found: Pairs, classes: int) -> ClassScores:
    wanted, predicted = np.array(found).T
    return class_scores(wanted, predicted, classes)


@given(pairs(4, least=UNKNOWN))
def test_each_score_is_what_counting_gives(found: Pairs) -> None:
    scores = scored(found, 4)
    for k in range(4):
        right = sum(pair == (k, k) for pair in found)
        said = sum(predicted == k for _, predicted in found)
        there = sum(wanted == k for wanted, _ in found)
        assert scores.samples[k] == there
        for score, of, part in (
            (scores.precision[k], said, right),
            (scores.recall[k], there, right),
            (scores.f1[k], said + there, 2 * right),
        ):
            assert np.isnan(score) if of == 0 else score == part / of
        for other in range(4):
            assert scores.counts[k, other] == found.count((k, other))
    assert scores.accuracy == sum(a == b for a, b in found) / len(found)


@given(pairs(3, least=0))
def test_averages_are_those_of_scikit_learn(found: Pairs) -> None:
    wanted, predicted = np.array(found).T
    scores = class_scores(wanted, predicted, 3)
    for average, theirs in zip(
        scores.macro,
        metrics.precision_recall_fscore_support(
            wanted, predicted, average="macro", zero_division=0.0
        ),
        strict=False,
    ):
        assert average == pytest.approx(theirs, rel=1e-12)
    matrix = metrics.confusion_matrix(wanted, predicted, labels=range(3))
    np.testing.assert_array_equal(scores.counts, matrix)
    assert scores.accuracy == pytest.approx(metrics.accuracy_score(wanted, predicted))


def test_always_saying_the_commonest_class_has_its_share() -> None:
    scores = scored([(1, 1), (1, 1), (1, 1), (0, 1)], 2)
    assert (scores.commonest, scores.commonest_share) == (1, 0.75)
    assert scores.accuracy == scores.commonest_share
    assert scores.macro == (0.375, 0.5, pytest.approx(3 / 7))


def test_outputs_that_are_no_numbers_are_right_for_no_class() -> None:
    scores = scored([(0, UNKNOWN), (0, 0), (1, UNKNOWN)], 2)
    assert scores.accuracy == 1 / 3
    assert scores.recall.tolist() == [0.5, 0.0]
    assert scores.counts.sum() == 1


def test_labels_are_scored_one_by_one() -> None:
    wanted = np.array([[1, 0], [1, 1], [0, 1], [0, 1]])
    predicted = np.array([[1, 0], [0, 1], [1, 1], [0, UNKNOWN]])
    found = label_scores(wanted, predicted)
    assert found.samples.tolist() == [2, 3]
    assert found.precision.tolist() == [0.5, 1.0]
    assert found.recall.tolist() == pytest.approx([0.5, 2 / 3])
    assert found.f1.tolist() == pytest.approx([0.5, 0.8])
    assert found.macro == pytest.approx((0.75, 7 / 12, 0.65))
    assert found.accuracy == pytest.approx((0.5 + 0.75) / 2)
    assert found.exact == 0.25
