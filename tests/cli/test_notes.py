"""Notes on a table: printed, listed in JSON, and the same in the window."""

import json
from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.table_choices import TableChoices
from nnviz.files.opening import OpenedSession, OpenedTable, open_file
from nnviz.session.run_parts import load_data
from nnviz.views.experiment.table_review import review_of
from tests.cli.command import nnviz

ROWS = "".join(
    f"{k},{k * 7 % 13}.5,{'' if k == 4 else k % 5},{k % 2}\n" for k in range(30)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("# of a logger\nid,1990,1995,y\n" + ROWS)
    return path


def test_notes_are_printed_and_listed(file: Path) -> None:
    words = ("train", "--dataset", file, "--iterations", "2")
    kinds = ["lines-skipped", "header-in-doubt", "counter", "gaps"]
    printed = nnviz(*words)
    assert printed.returncode == 0
    notes = [line for line in printed.stderr.splitlines() if line.startswith("note: ")]
    assert len(notes) == len(kinds)
    assert "--comment none" in notes[0]
    found = nnviz(*words, "--json")
    assert found.stderr == ""
    assert [one["kind"] for one in json.loads(found.stdout)["remarks"]] == kinds


def test_a_comparison_says_what_is_said_of_its_data(file: Path) -> None:
    words = ("compare", "--dataset", file, "--vary", "activation=relu,tanh")
    found = nnviz(*words, "--iterations", "2", "--jobs", "1", "--json")
    assert len(json.loads(found.stdout)["remarks"]) == 4


def test_every_way_of_a_remark_is_an_option_that_works(file: Path) -> None:
    for remark in load_dataset(str(file)).remarks:
        for way in remark.ways:
            option, _, value = way.option.partition(" ")
            words = [option, value.strip("'")] if value else [option]
            done = nnviz("train", "--dataset", file, "--iterations", "1", *words)
            assert "No such option" not in done.stderr


def test_the_window_begins_with_the_choice_of_the_command_line(file: Path) -> None:
    opened = open_file(file)
    assert isinstance(opened, OpenedTable)
    config = review_of(opened).config
    shown, trained = load_data(config), load_dataset(str(file))
    assert shown.input_names == trained.input_names
    assert shown.remarks == trained.remarks
    assert (shown.inputs == trained.inputs).all()


def test_choices_are_kept_in_a_session(file: Path, tmp_path: Path) -> None:
    session = tmp_path / "run.nnviz"
    options = ("--gaps", "median", "--header", "--missing", "NA,-")
    words = ("train", "--dataset", file, "--iterations", "2", "--save", session)
    assert nnviz(*words, *options).returncode == 0
    opened = open_file(session)
    assert isinstance(opened, OpenedSession)
    chosen = TableChoices(gaps="median", header=True, missing=("NA", "-"))
    assert opened.session.config.chosen() == chosen
    assert opened.dataset.samples == 30
    assert "gaps" in [remark.kind for remark in opened.dataset.remarks]


def test_a_table_is_opened_by_choices_and_a_session_is_not(
    file: Path, tmp_path: Path
) -> None:
    choices = TableChoices(header=False, skip_lines=2)
    opened = open_file(file, choices=choices)
    assert isinstance(opened, OpenedTable)
    assert opened.table.names[0] == "column 1"
    config = review_of(opened).config
    assert (config.header, config.skip_lines) == (False, 2)
    (tmp_path / "run.nnviz").touch()
    with pytest.raises(InputError, match=r"--header: 'run\.nnviz' is a session"):
        open_file(tmp_path / "run.nnviz", choices=TableChoices(header=True))
