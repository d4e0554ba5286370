"""How right a network is: R2, classes and labels."""

import math

import numpy as np
import pytest

from nnviz.session.probe import Probe, ProbeSample, sample_from, sample_of
from nnviz.session.scores import (
    class_scores_of,
    classes_of,
    labels_of,
    r2_of,
    told_classes,
    told_labels,
)
from tests.session.runs import trainer

NAN = math.nan


@pytest.mark.parametrize(
    ("outputs", "targets", "r2"),
    [
        ([[1.0], [3.0]], [[1.0], [3.0]], 1.0),
        ([[2.0], [2.0]], [[1.0], [3.0]], 0.0),
        ([[3.0], [1.0]], [[1.0], [3.0]], -3.0),
        ([[1.0, 2.0], [3.0, 2.0]], [[1.0, 1.0], [3.0, 3.0]], 0.5),
        ([[1.0, 9.0], [3.0, 9.0]], [[1.0, 5.0], [3.0, 5.0]], 1.0),
        ([[1.0], [3.0]], [[5.0], [5.0]], None),
        ([[1.0], [3.0]], [[1e-200], [2e-200]], None),
    ],
)
def test_r2_is_the_average_over_the_outputs_that_vary(
    outputs: list[list[float]], targets: list[list[float]], r2: float | None
) -> None:
    assert r2_of(np.array(outputs), np.array(targets)) == r2


def test_a_class_begins_in_the_middle() -> None:
    single = np.array([[0.49], [0.5], [NAN]])
    assert classes_of(single).tolist() == [0, 1, 0]
    assert told_classes(single).tolist() == [0, 1, -1]
    signed = np.array([[-0.1], [0.0]])
    assert told_classes(signed, 0.0).tolist() == [0, 1]
    several = np.array([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2], [NAN, 0.1, 0.9]])
    assert told_classes(several).tolist() == [1, 0, -1]


def test_labels_hold_one_by_one() -> None:
    outputs = np.array([[0.5, 0.49], [NAN, 1.0]])
    assert labels_of(outputs).tolist() == [[1, 0], [0, 1]]
    assert told_labels(outputs).tolist() == [[1, 0], [-1, 1]]


def test_classes_of_a_part_are_counted() -> None:
    run = trainer(hidden=(3,))
    run.run(50)
    scores = class_scores_of(run.network, run.data, run.data.train)
    outputs = run.network.predict(run.data.train.inputs)[:, 0]
    wanted = run.data.train.targets[:, 0] >= 0.5
    counts = [
        [int(((outputs >= 0.5) == told)[wanted == true].sum()) for told in (0, 1)]
        for true in (0, 1)
    ]
    assert scores.counts.tolist() == counts


def test_a_probed_sample_knows_its_trace() -> None:
    run = trainer(hidden=(3,))
    row = int(run.data.train_rows[4])
    sample = sample_of(run.data, row)
    np.testing.assert_array_equal(sample.inputs, run.data.train.inputs[4])
    np.testing.assert_array_equal(sample.values, run.data.dataset.inputs[row])
    assert sample_of(run.data, 103) is None
    typed = sample_from(run.data, "typed", [0.5, -1.0], np.array([1.0]))
    scaled = run.data.input_scaling.apply(np.array([[0.5, -1.0]]))
    np.testing.assert_allclose(typed.inputs[:2], scaled[0], rtol=1e-6)
    assert (typed.targets.tolist(), typed.row) == ([1.0], -1)
    untold = sample_from(run.data, "typed", [0.5, -1.0])
    assert untold.targets is None
    traces = {"row": sample, "typed": typed, "untold": untold}
    others = {
        **traces,
        "moved": sample_from(run.data, "typed", [0.5, -1.1], np.array([1.0])),
        "wrong": sample_from(run.data, "typed", [0.5, -1.0], np.array([0.0])),
        "named": ProbeSample("other", typed.inputs, typed.targets),
    }
    for name, each in traces.items():
        trace = Probe().look(run, each)
        found = [other for other, it in others.items() if it.is_in(trace)]
        assert found == [name]
