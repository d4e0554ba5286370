"""Choices of columns: what is proposed, what comes of them, and why some cannot be."""

from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.remark import Way
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.views.experiment.reading_words import reading_fields, with_choice
from nnviz.views.experiment.table_options import with_inputs, with_use, with_way
from nnviz.views.experiment.table_review import Review, judge, review

ROWS = [
    f"{40 + k},{k % 5},{'north' if k % 2 else 'south'},{'' if k == 3 else 1950 + k},7"
    for k in range(40)
]


@pytest.fixture
def first(tmp_path: Path) -> Review:
    file = tmp_path / "houses.csv"
    file.write_text("\n".join(["area,rooms,district,built,same", *ROWS]))
    return review(RunConfig(dataset=str(file)))


def learning(
    first: Review, target: str, *inputs: str, task: str | None = None
) -> Review:
    """Return what comes of a choice of columns."""
    inputs = inputs or ("area",)
    config = first.config.changed(target=target, inputs=inputs, task=task)
    return judge(first.table, config)


def test_the_last_column_that_varies_is_proposed_as_the_target(first: Review) -> None:
    assert first.targets == ("built",)
    assert first.inputs == ("area", "rooms", "district", "same")


def test_a_constant_target_is_named(first: Review) -> None:
    made = learning(first, "same")
    assert made.obstacle is not None
    assert made.obstacle.startswith("column 'same': there is nothing to learn")
    assert all("in every row" in str(why) for why in made.tasks.values())


def test_rows_with_a_gap_are_left_out_with_a_remark(first: Review) -> None:
    made = learning(first, "rooms", "area", "built")
    assert made.summary.startswith("39 samples")
    assert [remark.kind for remark in made.remarks] == ["gaps", "whole-numbers"]
    assert "the first in line 5" in str(made.remarks[0])


def test_words_cannot_be_a_regression(first: Review) -> None:
    made = learning(first, "district", task="regression")
    assert "values are words" in str(made.obstacle)
    assert made.tasks["classification"] is None


def test_no_input_at_all_is_said(first: Review) -> None:
    made = review(with_inputs(first, ()), first)
    assert made.inputs == ()
    assert "tick at least one" in str(made.obstacle)
    again = review(with_use(made, "rooms", "input"), made)
    assert again.inputs == ("rooms",)


def test_a_choice_that_can_be_is_summed_up(first: Review) -> None:
    made = learning(first, "district", "area", "rooms")
    assert made.obstacle is None
    assert made.task == "classification"
    assert made.summary == "40 samples, 2 inputs → 2 classes of district"


def test_the_configuration_loads_what_was_chosen(first: Review) -> None:
    made = learning(first, "rooms", "area", "district", task="regression")
    dataset = load_data(made.config)
    assert dataset.input_names == ("area", "district=north", "district=south")
    assert dataset.task == "regression"


def test_all_other_columns_need_not_be_listed(first: Review) -> None:
    made = learning(first, "district", "area", "rooms", "built", "same")
    assert made.config.inputs is None
    assert made.config.exclude is None


def test_a_column_left_out_is_named_alone(first: Review) -> None:
    made = review(with_use(first, "rooms", "left out"), first)
    assert made.config.exclude == ("rooms",)
    assert made.config.inputs is None
    back = review(with_use(made, "rooms", "input"), made)
    assert back.config == first.config


def test_ways_that_leave_columns_out_add_up(first: Review) -> None:
    config = with_way(first, Way("", "exclude", ("rooms",)))
    once = review(config, first)
    twice = review(with_way(once, Way("", "exclude", ("area",))), once)
    assert twice.inputs == ("district", "same")


def test_classes_are_weighed_by_the_way_of_a_remark_and_while_there_are_any(
    tmp_path: Path,
) -> None:
    file = tmp_path / "uneven.csv"
    rows = (f"{k / 7},{k % 7},{'rare' if k % 20 == 0 else 'usual'}" for k in range(60))
    file.write_text("\n".join(["x,y,kind", *rows]))
    before = review(RunConfig(dataset=str(file)))
    (remark,) = (one for one in before.remarks if one.kind == "imbalance")
    (way,) = remark.ways
    made = review(with_way(before, way), before)
    assert made.config.class_weights == "balanced"
    (remark,) = (one for one in made.remarks if one.kind == "imbalance")
    assert remark.ways == ()
    assert "chosen" in remark.done
    other = review(with_use(made, "x", "target"), made)
    assert other.task == "regression"
    assert other.config.class_weights is None


def test_a_table_is_read_again_only_where_its_reading_changes(first: Review) -> None:
    gaps = review(first.config.changed(gaps="median"), first)
    assert gaps.table is first.table
    header = review(first.config.changed(header=False), first)
    assert header.table is not first.table


def test_several_targets_are_chosen_together(first: Review) -> None:
    made = review(with_use(first, "rooms", "target"), first)
    both = review(with_use(made, "area", "target", alone=False), made)
    assert both.targets == ("area", "rooms")
    assert both.task == "regression"


CASES = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize(
    "file", [*sorted(p.name for p in CASES.glob("*.csv")), "spaces.data"]
)
def test_the_window_begins_with_what_the_command_line_does(file: str) -> None:
    path = CASES / file
    made = review(RunConfig(dataset=str(path)))
    found = loaded(path)
    if isinstance(found, InputError):
        assert made.obstacle is not None
        assert made.obstacle in str(found) or "the remarks say why" in made.obstacle
        return
    assert made.obstacle is None
    assert made.remarks == found.remarks
    assert made.task == found.task
    assert made.summary.startswith(f"{found.samples} samples")
    assert load_data(made.config).input_names == found.input_names


def loaded(path: Path) -> Dataset | InputError:
    """Return what the command line makes of a file, or why it does not."""
    try:
        return load_dataset(str(path))
    except InputError as error:
        return error


def test_a_table_whose_columns_are_all_left_out_says_why_and_has_a_way_on() -> None:
    made = review(RunConfig(dataset=str(CASES / "dates-one-per-row.csv")))
    assert "the remarks say why" in str(made.obstacle)
    (remark,) = made.remarks_on("month")
    way = remark.ways[-1]
    again = review(with_way(made, way), made)
    assert again.inputs == ("month",)
    assert again.obstacle is None


def test_a_validation_set_is_one_of_the_choices(first: Review) -> None:
    def field(made: Review) -> tuple[str, str]:
        fields = {one.setting: one for one in reading_fields(made)}
        found = fields["validation_fraction"]
        assert "sheet" not in fields
        title = next(o.title for o in found.options if o.name == found.current)
        return found.current, title

    assert field(first)[1] == "as it seems best (none)"
    config = with_choice(first.config, "validation_fraction", "0.2")
    assert config.validation_fraction == 0.2
    made = review(config, first)
    assert field(made)[0] == "0.2"
    assert with_choice(config, "validation_fraction", "").validation_fraction == 0.0
