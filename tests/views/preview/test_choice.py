"""Choices of columns: what is proposed, what comes of them, and why some cannot be."""

from pathlib import Path

import pytest

from nnviz.data.readers.csv_table import read_table
from nnviz.data.readers.raw_table import RawTable
from nnviz.session.run_parts import load_data
from nnviz.views.experiment.column_choice import (
    ColumnChoice,
    config_for,
    first_choice,
    judge,
)

ROWS = [
    f"{40 + k},{k % 5},{'north' if k % 2 else 'south'},{'' if k == 3 else 1950 + k},7"
    for k in range(40)
]


@pytest.fixture
def table(tmp_path: Path) -> RawTable:
    file = tmp_path / "houses.csv"
    file.write_text("\n".join(["area,rooms,district,built,same", *ROWS]))
    return read_table(file)


def test_the_last_sound_column_is_proposed_as_the_target(table: RawTable) -> None:
    choice = first_choice(table)
    assert choice.target == "same"
    assert choice.inputs == ("area", "rooms", "district")


def test_a_constant_target_is_named(table: RawTable) -> None:
    verdict = judge(table, ColumnChoice("same", ("area",)))
    assert verdict.obstacle is not None
    assert verdict.obstacle.startswith("column 'same': there is nothing to learn")
    assert all("in every row" in str(why) for why in verdict.tasks.values())


def test_a_missing_value_is_named_by_line_and_column(table: RawTable) -> None:
    verdict = judge(table, ColumnChoice("rooms", ("area", "built")))
    assert verdict.obstacle is not None
    assert verdict.obstacle.startswith("line 5, column 'built': the value is missing")


def test_words_cannot_be_a_regression(table: RawTable) -> None:
    verdict = judge(table, ColumnChoice("district", ("area",), "regression"))
    assert "values are words" in str(verdict.obstacle)
    assert verdict.tasks["classification"] is None


def test_no_input_at_all_is_said(table: RawTable) -> None:
    assert "tick at least one" in str(judge(table, ColumnChoice("area", ())).obstacle)


def test_a_choice_that_can_be_is_summed_up(table: RawTable) -> None:
    verdict = judge(table, ColumnChoice("district", ("area", "rooms")))
    assert verdict.obstacle is None
    assert verdict.task == "classification"
    assert verdict.summary == "40 samples, 2 inputs → 2 classes of district"


def test_the_configuration_loads_what_was_chosen(table: RawTable) -> None:
    choice = ColumnChoice("rooms", ("area", "district"), "regression")
    dataset = load_data(config_for(table, choice))
    assert dataset.input_names == ("area", "district=north", "district=south")
    assert dataset.task == "regression"


def test_all_other_columns_need_not_be_listed(table: RawTable) -> None:
    everything = ("area", "rooms", "built", "same")
    assert config_for(table, ColumnChoice("district", everything)).inputs is None
