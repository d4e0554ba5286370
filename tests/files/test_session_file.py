"""Session files: all of a run comes back, and what is no session is refused."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from nnviz.core.errors import InputError
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.files import session as files_session
from nnviz.files import session_file
from nnviz.files.opening import (
    DataMissingError,
    OpenedData,
    OpenedSession,
    OpenedTable,
    open_file,
)
from nnviz.files.session import Session, session_of
from nnviz.files.session_file import read_session, write_session
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.run_parts import load_data
from nnviz.session.scores import Score
from nnviz.session.trainer import Trainer


def trained(config: RunConfig, iterations: int) -> Trainer:
    run = Trainer(config)
    run.run(iterations)
    return run


def session_after(config: RunConfig, iterations: int) -> Session:
    return session_of(config, trained(config, iterations), load_data(config))


def reopened(path: Path) -> Trainer:
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    run = Trainer(opened.session.state.config, opened.dataset)
    run.resume(opened.session.state)
    return run


def test_a_run_with_functions_of_the_users_goes_on_bit_for_bit(tmp_path: Path) -> None:
    functions = ("mish = x * tanh(log(1 + exp(x)))", "max(x, 0.1*x)")
    config = RunConfig(dataset="spiral", hidden=(6, 5), activations=functions)
    path = tmp_path / "run.nnviz"
    run = trained(config, 200)
    write_session(path, session_of(config, run, load_data(config)))
    again = reopened(path)
    assert [f.name for f in again.network.activations[:2]] == list(functions)
    for each in (run, again):
        each.run(100)
    assert np.array_equal(run.network.parameters, again.network.parameters)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    rows = [f"{a:.3f},{b:.3f},{a * b:.3f}" for a, b in rng.normal(size=(60, 2))]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["a,b,product", *rows]))
    return file


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_run_goes_on_from_its_file_bit_for_bit(
    tmp_path: Path, optimizer: str
) -> None:
    config = RunConfig(dataset="spiral", optimizer=optimizer, l1=0.001)
    path = tmp_path / "run.nnviz"
    never_stopped = trained(config, 333)
    dataset = load_data(config)
    write_session(path, session_of(config, never_stopped, dataset))
    never_stopped.run(700)
    again = reopened(path)
    again.run(700)
    assert again.history.costs.tolist() == never_stopped.history.costs.tolist()
    assert again.history.evaluations == never_stopped.history.evaluations
    np.testing.assert_array_equal(
        again.network.parameters, never_stopped.network.parameters
    )


def test_a_mistake_that_was_switched_on_is_kept(tmp_path: Path) -> None:
    config = RunConfig(dataset="iris")
    path = tmp_path / "run.nnviz"
    run = trained(config, 30)
    run.change(mistakes=("missing_mean",))
    run.run(5)
    write_session(path, session_of(config, run, load_data(config)))
    run.run(50)
    again = reopened(path)
    assert again.config.mistakes == ("missing_mean",)
    again.run(50)
    np.testing.assert_array_equal(again.network.parameters, run.network.parameters)


def test_the_settings_come_back_as_they_were_left_open(tmp_path: Path) -> None:
    config = RunConfig(dataset="iris", learning_rate=0.1 + 0.2, derived=())
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(config, 5))
    session = read_session(path)
    assert session.config == config
    assert session.state.config == trained(config, 0).config


def test_scores_that_are_no_numbers_come_back(tmp_path: Path) -> None:
    path = tmp_path / "run.nnviz"
    session = session_after(RunConfig(dataset="plane"), 5)
    strange = Evaluation(
        5, 0.5, Score(9, np.inf, r2=-np.inf), Score(3, np.nan, accuracy=None, r2=None)
    )
    state = replace(session.state, evaluations=(strange,), initial_cost=np.inf)
    write_session(path, replace(session, state=state))
    found = read_session(path).state
    assert repr(found.evaluations) == repr((strange,))
    assert found.initial_cost == np.inf


def test_scores_of_a_validation_set_come_back(tmp_path: Path) -> None:
    path = tmp_path / "run.nnviz"
    config = RunConfig(dataset="iris", validation_fraction=0.2, evaluate_every=5)
    run = trained(config, 20)
    write_session(path, session_after(config, 20))
    found = read_session(path)
    assert found.config == config
    assert found.state.evaluations == tuple(run.history.evaluations)
    assert all(one.validation is not None for one in found.state.evaluations)
    again = reopened(path)
    for one in (run, again):
        one.run(20)
    np.testing.assert_array_equal(again.network.parameters, run.network.parameters)
    assert again.history.evaluations == run.history.evaluations


def test_a_file_is_replaced_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(), 5))
    before = path.read_bytes()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(InputError, match=r"run\.nnviz: cannot be written \(No space"):
        write_session(path, session_after(RunConfig(), 6))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be replaced")
def test_whoever_reads_the_old_file_reads_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(), 5))
    before = path.read_bytes()
    with path.open("rb") as held:
        write_session(path, session_after(RunConfig(), 6))
        assert held.read() == before
    assert path.read_bytes() != before


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_to_a_session_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "run.nnviz", tmp_path / "link.nnviz"
    write_session(path, session_after(RunConfig(), 5))
    link.symlink_to(path)
    write_session(link, session_after(RunConfig(), 6))
    assert link.is_symlink()
    assert read_session(path).state.now.iteration == 6


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written \(No such file"):
        write_session(tmp_path / "no" / "x.nnviz", session_after(RunConfig(), 1))


@pytest.mark.parametrize("content", [b"", b"hello, this is no session", b"\0" * 500])
def test_what_is_no_session_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.nnviz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"run\.nnviz: is not a complete session file"):
        read_session(path)


def test_weights_of_another_program_are_no_session(tmp_path: Path) -> None:
    path = tmp_path / "model.nnviz"
    path.write_bytes(save({"weight": np.zeros(3)}))
    with pytest.raises(InputError, match="but not an nnviz session"):
        read_session(path)


def test_a_newer_format_asks_for_a_newer_nnviz(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.nnviz"
    session = session_after(RunConfig(), 1)
    monkeypatch.setattr(session_file, "VERSION", 2)
    write_session(path, session)
    monkeypatch.setattr(session_file, "VERSION", 1)
    with pytest.raises(InputError, match=r"newer nnviz \(format 2.*update nnviz"):
        read_session(path)


def test_every_damaged_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(hidden=(2,)), 3))
    whole = path.read_bytes()
    for place in range(len(whole) - 1, 0, -97):
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 0x15]) + whole[place + 1 :]
        )
        with pytest.raises(InputError, match=r"run\.nnviz"):
            read_session(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_part_of_a_file_is_refused(tmp_path: Path, share: float) -> None:
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(), 30))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(InputError, match="not a complete session file"):
        read_session(path)


def test_a_session_on_a_file_goes_on(tmp_path: Path, table: Path) -> None:
    config = RunConfig(dataset=str(table), target="product", inputs=("a", "b"))
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(config, 20))
    run = reopened(path)
    whole = trained(config, 40)
    run.run(20)
    np.testing.assert_array_equal(run.network.parameters, whole.network.parameters)


@pytest.mark.parametrize("embedded", [0, 1 << 20])
def test_data_that_moved_with_the_session_are_found(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch, embedded: int
) -> None:
    monkeypatch.setattr(files_session, "EMBEDDED", embedded)
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(dataset=str(table)), 2))
    other = tmp_path / "elsewhere"
    other.mkdir()
    path.rename(other / path.name)
    table.rename(other / table.name)
    opened = open_file(other / path.name)
    assert isinstance(opened, OpenedSession)
    assert opened.session.config.dataset == str(other / table.name)
    assert opened.session.state.config.dataset == str(other / table.name)


@pytest.fixture
def refers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat all data of a user's as too large to be part of a session."""
    monkeypatch.setattr(files_session, "EMBEDDED", 0)


def test_small_data_are_part_of_the_session(tmp_path: Path, table: Path) -> None:
    config = RunConfig(dataset=str(table), target="product", inputs=("a", "b"))
    path, there = tmp_path / "run.nnviz", load_data(config)
    write_session(path, session_after(config, 20))
    table.unlink()
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    for name in ("inputs", "targets"):
        found, wanted = getattr(opened.dataset, name), getattr(there, name)
        assert found.tobytes() == wanted.tobytes()
    assert opened.dataset.input_names == ("a", "b")
    run = reopened(path)
    run.run(20)
    table.write_text("a,b,product")
    assert run.iteration == 40


def test_a_session_knows_its_names_and_scalings_without_its_data(
    tmp_path: Path, table: Path, refers: None
) -> None:
    config = RunConfig(dataset=str(table), scaling="standard")
    path, run = tmp_path / "run.nnviz", trained(config, 2)
    write_session(path, session_of(config, run, load_data(config)))
    session = read_session(path)
    assert session.dataset is None
    assert session.card is not None
    assert session.card.input_names == ("a", "b")
    assert session.scalings is not None
    for name in ("offset", "factor"):
        found = getattr(session.scalings.inputs, name)
        assert found.tolist() == getattr(run.data.input_scaling, name).tolist()


def test_generated_data_are_part_of_the_session_whatever_their_size(
    tmp_path: Path, refers: None
) -> None:
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(dataset="moons"), 2))
    assert read_session(path).dataset is not None
    write_session(path, session_after(RunConfig(dataset="iris"), 2))
    assert read_session(path).dataset is None


def test_data_that_are_gone_are_named_and_can_be_said(
    tmp_path: Path, table: Path, refers: None
) -> None:
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(dataset=str(table)), 2))
    elsewhere = tmp_path / "found" / "again.csv"
    elsewhere.parent.mkdir()
    table.rename(elsewhere)
    with pytest.raises(DataMissingError, match=r"run\.nnviz: its data.*mine\.csv"):
        open_file(path)
    opened = open_file(path, elsewhere)
    assert isinstance(opened, OpenedSession)
    assert opened.session.config.dataset == str(elsewhere)


def test_data_that_have_changed_are_named(
    tmp_path: Path, table: Path, refers: None
) -> None:
    path = tmp_path / "run.nnviz"
    write_session(path, session_after(RunConfig(dataset=str(table)), 2))
    table.write_text(table.read_text().replace("-", ""))
    with pytest.raises(InputError, match=r"mine\.csv' has changed since"):
        open_file(path)


def test_a_relative_path_is_kept_whole(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = session_after(RunConfig(dataset=table.name), 2)
    assert session.config.dataset == str(table)
    assert session.state.config.dataset == str(table)


def test_a_table_is_opened_to_choose_from(table: Path) -> None:
    opened = open_file(table)
    assert isinstance(opened, OpenedTable)
    assert opened.table.names == ("a", "b", "product")


def test_arrays_are_opened_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    np.savez(path, X=np.eye(4), y=np.array([0, 1, 0, 1]))
    opened = open_file(path)
    assert isinstance(opened, OpenedData)
    assert opened.config == RunConfig(dataset=str(path))
    assert opened.dataset.samples == 4


def test_a_table_of_digits_is_opened_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    header = ",".join(["label", *(f"pixel{k}" for k in range(16))])
    rows = [f"{k % 2}," + ",".join(["7"] * 16) for k in range(12)]
    path.write_text("\n".join([header, *rows]))
    opened = open_file(path)
    assert isinstance(opened, OpenedData)
    assert opened.dataset.image_shape == (4, 4)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.nnviz: there is no such file"):
        open_file(tmp_path / "gone.nnviz")
