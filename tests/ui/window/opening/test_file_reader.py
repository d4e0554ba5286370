"""Reading files in a thread: the last one asked for counts, mistakes are told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnviz.files.opening import OpenedTable
from nnviz.ui.window.opening import file_reader
from nnviz.ui.window.opening.file_reader import FileReader


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[FileReader]:
    reader = FileReader()
    yield reader
    reader.close()
    reader.deleteLater()


def table(path: Path, rows: int = 3) -> Path:
    path.write_text("x,y\n" + "1,2\n" * rows)
    return path


def test_what_is_in_a_file_is_told(
    reader: FileReader, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(reader.opened) as told:
        reader.read(table(tmp_path / "a.csv"))
    assert isinstance(told.args[0], OpenedTable)
    assert not reader.reading


def test_of_two_files_the_last_one_counts(
    reader: FileReader, qtbot: QtBot, tmp_path: Path
) -> None:
    first, last = table(tmp_path / "a.csv", 20_000), table(tmp_path / "b.csv")
    heard: list[Path] = []
    reader.opened.connect(lambda opened: heard.append(opened.path))
    reader.read(first)
    reader.read(last)
    qtbot.waitUntil(lambda: not reader._readings)
    assert heard == [last]


def test_a_file_that_is_forgotten_is_not_told(
    reader: FileReader, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.assertNotEmitted(reader.opened):
        reader.read(table(tmp_path / "a.csv"))
        reader.forget()
        qtbot.waitUntil(lambda: not reader._readings)


def test_what_cannot_be_read_is_told(
    reader: FileReader, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(reader.failed) as told:
        reader.read(tmp_path / "gone.csv")
    assert "gone.csv: there is no such file" in told.args[0]


def test_a_file_larger_than_memory_is_told(
    reader: FileReader,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run_out(path: Path) -> None:
        raise MemoryError

    monkeypatch.setattr(file_reader, "open_file", run_out)
    with qtbot.waitSignal(reader.failed) as told:
        reader.read(tmp_path / "huge.csv")
    assert "larger than the free memory" in told.args[0]
