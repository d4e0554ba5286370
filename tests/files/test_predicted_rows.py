"""Predictions as rows of a table, and how far they are right."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.new_rows.other_rows import OtherRows
from nnviz.data.scaling import Scaling
from nnviz.files.data_card import DataCard
from nnviz.files.predicted_rows import Predictions
from nnviz.files.session import Scalings, session_of
from nnviz.files.session_file import _scaling, write_session
from nnviz.files.trained_model import _of_session, read_model
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer

IRIS, CIRCLE = load_dataset("iris"), load_dataset("circle")
NAN = np.nan


def predictions(
    like: Dataset, outputs: list[list[float]], targets: list[list[float]]
) -> Predictions:
    """Return predictions of the rows of a file whose second row is at fault."""
    count = len(outputs)
    places = np.array([0, *range(2, count + 1)])
    rows = OtherRows(
        "new.npz",
        like.input_names,
        np.zeros((count, len(like.input_names))),
        np.array(targets),
        places,
        {1: "the value is missing"},
    )
    return Predictions(rows, np.array(outputs), like)


def table(of: Predictions, *, probabilities: bool = False) -> list[str]:
    return "".join(of.table(probabilities=probabilities)).splitlines()


THREE = predictions(
    IRIS,
    [[0.5, 0.25, 0.25], [0.0, 0.25, 0.75], [NAN, 0.5, 0.5], [0.125, 0.75, 0.125]],
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [NAN] * 3],
)


def test_a_class_stands_after_its_probabilities() -> None:
    first, second, third = IRIS.class_names
    assert table(THREE) == [
        "row,prediction",
        f"1,{first}",
        "2,",
        f"3,{third}",
        "4,",
        f"5,{second}",
    ]
    assert table(THREE, probabilities=True) == [
        f"row,P({first}),P({second}),P({third}),prediction",
        f"1,0.5,0.25,0.25,{first}",
        "2,,,,",
        f"3,0.0,0.25,0.75,{third}",
        "4,,,,",
        f"5,0.125,0.75,0.125,{second}",
    ]


def test_classes_are_scored_where_there_is_a_target() -> None:
    assert THREE.classes.tolist() == [0, 2, -1, 1]
    assert THREE.lost == 1
    scores = THREE.class_scores()
    assert scores is not None
    assert scores.samples.tolist() == [1, 1, 1]
    assert scores.accuracy == pytest.approx(1 / 3)
    assert THREE.errors() is THREE.r2 is None
    unknown = replace(THREE, rows=predictions(IRIS, [[1, 0, 0]], [[NAN] * 3]).rows)
    assert unknown.class_scores() is None


def test_the_share_of_the_first_of_two_classes_is_the_rest() -> None:
    two = predictions(CIRCLE, [[0.25], [0.5]], [[0.0], [0.0]])
    outer, inner = CIRCLE.class_names
    assert table(two, probabilities=True)[1:] == [
        f"1,0.75,0.25,{outer}",
        "2,,,",
        f"3,0.5,0.5,{inner}",
    ]
    assert two.class_scores().counts.tolist() == [[1, 1], [0, 0]]


def test_values_are_written_with_the_digits_they_have() -> None:
    like = replace(
        CIRCLE,
        task="regression",
        class_names=(),
        targets=np.zeros((len(CIRCLE.inputs), 2)),
        output_names=("a", "b"),
    )
    values = predictions(
        like,
        [[1 / 3, 2.0], [NAN, 1.0], [1.0, -1.0]],
        [[0.0, 1.0], [NAN, 1.0], [1.5, 2.0]],
    )
    heading = "row,prediction of a,prediction of b"
    assert table(values) == [
        heading,
        "1,0.3333333333333333,2.0",
        "2,,",
        "3,,",
        "4,1.0,-1.0",
    ]
    single = replace(values, precision="float32")
    assert table(single) == [heading, "1,0.333333333,2", "2,,", "3,,", "4,1,-1"]
    np.testing.assert_allclose(values.errors(), [[1 / 3, 1.0], [-0.5, -3.0]])
    # The average over both outputs.
    of_each = 1.0 - (1 / 9 + 0.25) / (2 * 0.75**2), 1.0 - (1.0 + 9.0) / 0.5
    assert values.r2 == pytest.approx(sum(of_each) / 2)
    assert values.class_scores() is None


def test_a_model_predicts_without_its_data(tmp_path: Path) -> None:
    config = RunConfig(dataset="circle", samples=60, hidden=(3,), derived=("x1^2",))
    line = Timeline(Trainer(config))
    line.trainer.run(7)
    path, data = tmp_path / "run.nnviz", load_data(config)
    write_session(path, session_of(config, line.trainer, data, line.past()))
    model, trained = read_model(path), line.trainer
    inputs = np.array([[0.5, -2.0], [3.0, 1.0]])
    given = np.column_stack((inputs, inputs[:, 0] ** 2))
    scaled = trained.data.input_scaling.apply(given)
    wanted = trained.data.target_scaling.invert(trained.network.predict(scaled))
    np.testing.assert_allclose(model.predict(inputs), wanted, rtol=1e-12)
    assert (model.derived, model.card.name) == (("x1^2",), trained.data.dataset.name)
    for wrong in (inputs[:, :1], inputs[0]):
        with pytest.raises(InputError, match="has rows of 2"):
            model.predict(wrong)
    with pytest.raises(InputError, match="is not a session"):
        read_model(path.rename(tmp_path / "run.csv"))


def test_a_model_whose_parts_do_not_fit_each_other_is_refused() -> None:
    config = RunConfig(dataset="circle", samples=60)
    data, trainer = load_data(config), Trainer(config)
    session = session_of(config, trainer, data, Timeline(trainer).past())
    scalings = Scalings(trainer.data.input_scaling, trainer.data.target_scaling)
    card, path = DataCard.of(data), Path("run.nnviz")
    _of_session(path, session, card, scalings)
    state = session.state
    short = replace(state.now, parameters=state.now.parameters[1:])
    few = Scaling("standard", np.zeros(1), np.ones(1))
    for wrong, by in (
        (replace(session, state=replace(state, now=short)), scalings),
        (session, Scalings(few, scalings.targets)),
    ):
        with pytest.raises(InputError, match="is damaged"):
            _of_session(path, wrong, card, by)


@pytest.mark.parametrize(
    "numbers",
    [[[np.inf], [1.0]], [[0.0], [np.nan]], [[0.0], [0.0]], [[0.0], [-1.0]]],
)
def test_a_scaling_by_such_numbers_is_refused(numbers: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="not finite or not positive"):
        _scaling("standard", np.array(numbers), 1)
    assert _scaling("standard", np.array([[0.0], [2.0]]), 1).kind == "standard"
