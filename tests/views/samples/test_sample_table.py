"""The table of samples: what it lists, in which order, and what it says."""

import numpy as np
import pytest

from nnviz.core.types import Floats
from nnviz.data.new_rows.other_rows import OtherRows
from nnviz.session.config import RunConfig
from nnviz.session.interruption import no_interrupt
from nnviz.session.probe import sample_from
from nnviz.session.sample_figures import SampleFigures, sample_figures
from nnviz.session.trainer import Trainer
from nnviz.views.samples.sample_list import OTHER, SampleList
from nnviz.views.samples.sample_table import SampleOrder, SampleTable
from tests.live.driving import sample_in


def trained(dataset: str) -> Trainer:
    trainer = Trainer(RunConfig(dataset=dataset))
    trainer.run(40)
    return trainer


def table_of(trainer: Trainer, other: OtherRows | None = None) -> SampleTable:
    data = trainer.data
    more = None if other is None else other.prepared(data)
    parts = (data.train, data.test, *(() if more is None else (more,)))
    both = None if other is None or more is None else (other, more)
    figures = sample_figures(trainer, parts, no_interrupt)
    return SampleTable(SampleList(data, both), figures)


def texts(table: SampleTable, place: int) -> dict[str, str]:
    return {
        column.title or column.kind: table.text(place, column)
        for column in table.columns
    }


@pytest.mark.parametrize("dataset", ["circle", "iris", "sine", "diabetes", "digits"])
def test_every_sample_is_listed_once_with_the_worst_first(dataset: str) -> None:
    table = table_of(trained(dataset))
    places = table.order(SampleOrder(table.place_of_column("loss")))
    assert sorted(places.tolist()) == list(range(len(table.listed)))
    rows = np.sort(table.listed.rows)
    np.testing.assert_array_equal(rows, np.arange(len(table.listed)))
    assert table.figures is not None
    assert (np.diff(table.figures.losses[places]) <= 0.0).all()


def test_every_column_sorts_both_ways() -> None:
    table = table_of(trained("iris"))
    for column in range(len(table.columns)):
        down = table.order(SampleOrder(column))
        up = table.order(SampleOrder(column, descending=False))
        keys = table._keys(table.columns[column])
        assert keys is not None
        assert (np.diff(keys[down]) <= 0).all()
        assert (np.diff(keys[up]) >= 0).all()


def test_sets_and_mistakes_can_be_picked_out() -> None:
    trainer = trained("digits")
    table = table_of(trainer)
    test = table.order(SampleOrder(0, of_set=1))
    assert set(table.listed.rows[test]) == set(trainer.data.test_rows)
    wrong = table.order(SampleOrder(0, of_set=1, wrong_only=True))
    accuracy = trainer.evaluate().test
    assert accuracy is not None
    assert accuracy.accuracy is not None
    assert len(wrong) == round((1 - accuracy.accuracy) * len(test))
    assert all(table.is_right(place) is False for place in wrong)


def test_a_row_says_what_the_network_makes_of_it() -> None:
    trainer = trained("diabetes")
    table, data = table_of(trainer), trainer.data
    place = 7
    row = int(table.listed.rows[place])
    said = texts(table, place)
    scaled = data.input_scaling.apply(data.dataset.inputs[row : row + 1])
    found = data.target_scaling.invert(trainer.network.predict(scaled))[0, 0]
    assert said["row"] == str(row + 1)
    assert said["set"] == "training"
    assert float(said["predicted"]) == pytest.approx(found, rel=1e-3)
    error = float(said["error"].replace("\N{MINUS SIGN}", "-"))
    assert error == pytest.approx(found - data.dataset.targets[row, 0], rel=1e-3)


def test_the_figures_of_the_lens_count_for_its_sample() -> None:
    table = table_of(trained("iris"))
    last = len(table.listed) - 1
    table.correct(last, np.array([0.1, 0.2, 0.7]), 0.35667)
    assert texts(table, last)["loss"] == "0.3567"
    assert texts(table, last)["P"] == "0.7000"
    assert texts(table, 0)["loss"] != "0.3567"


def others(inputs: list[list[float]], targets: Floats) -> OtherRows:
    places = np.arange(len(inputs))
    return OtherRows("new.csv", ("x1", "x2"), np.array(inputs), targets, places)


def test_rows_of_a_file_are_a_third_set() -> None:
    trainer = trained("circle")
    other = others([[0.5, 0.25], [4.0, 4.0]], np.array([[np.nan], [0.0]]))
    table = table_of(trainer, other)
    listed = table.listed
    assert listed.set_names[OTHER] == "rows of new.csv"
    places = table.order(SampleOrder(0, descending=False, of_set=OTHER)).tolist()
    first, second = texts(table, places[0]), texts(table, places[1])
    assert (first["set"], first["row"], first["target"]) == ("file", "1", "")
    assert (first["loss"], first["right"]) == ("", "")
    assert second["target"] == trainer.data.dataset.class_names[0]
    sample = listed.sample(places[1])
    assert sample is not None
    assert sample.name == "row 2 of new.csv"
    assert listed.place_of(sample) == places[1]
    assert listed.sample(places[0]).targets is None  # type: ignore[union-attr]
    assert table.summary(OTHER).startswith("2 samples, ")
    assert table.summary(OTHER).endswith(" wrong")
    alone = table_of(trainer, others([[0.5, 0.25]], np.array([[np.nan]])))
    assert alone.summary(OTHER) == "1 sample, without targets"


def test_a_sample_is_found_by_its_row_and_a_typed_one_nowhere() -> None:
    data = trained("circle").data
    listed = SampleList(data)
    row = int(data.test_rows[3])
    place = listed.place_of(sample_in(data, row))
    assert place == len(data.train_rows) + 3
    typed = sample_from(data, "a row typed by hand", np.array([1.0, 2.0]))
    assert listed.place_of(typed) is None


def test_before_figures_are_known_the_rows_are_listed() -> None:
    data = trained("circle").data
    table = SampleTable(SampleList(data))
    assert len(table.order(SampleOrder(table.place_of_column("loss")))) == len(
        data.dataset.inputs
    )
    assert texts(table, 0)["loss"] == ""
    assert table.summary() == "500 samples"


def test_a_loss_that_is_no_number_is_the_worst_and_wrong() -> None:
    trainer = trained("iris")
    found = table_of(trainer).figures
    assert found is not None
    losses, outputs = found.losses.copy(), found.outputs.copy()
    losses[17], outputs[17] = np.nan, np.nan
    figures = SampleFigures(found.iteration, outputs, losses)
    table = SampleTable(SampleList(trainer.data), figures)
    assert table.order(SampleOrder(table.place_of_column("loss")))[0] == 17
    assert table.is_right(17) is False
    assert table.right[17] == 0
