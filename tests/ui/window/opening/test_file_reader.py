"""Reading files in a thread: the last one asked for counts, mistakes are told."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnviz.data.readers.raw_table import RawTable
from nnviz.data.readers.watch import LONG, ReadingEndedError
from nnviz.files.opening import OpenedTable, open_file
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


def test_a_long_table_shows_its_first_rows_before_it_is_whole(
    reader: FileReader, qtbot: QtBot, tmp_path: Path
) -> None:
    file = long_table(tmp_path)
    first: list[RawTable] = []
    reader.begun.connect(first.append)
    with qtbot.waitSignal(reader.opened) as told:
        reader.read(file)
    (begun,) = first
    whole = told.args[0].table
    assert begun.names == whole.names
    assert 0 < begun.rows < whole.rows
    assert reader.share is None


def test_reading_ends_when_nobody_wants_the_file_any_more(
    reader: FileReader, qtbot: QtBot, tmp_path: Path
) -> None:
    file, go_on = long_table(tmp_path), threading.Event()
    ended: list[Path] = []

    def read(path: Path) -> object:
        go_on.wait()
        try:
            return open_file(path)
        except ReadingEndedError:
            ended.append(path)
            raise

    with qtbot.assertNotEmitted(reader.opened), qtbot.assertNotEmitted(reader.failed):
        reader.read(file, read)
        reader.forget()
        go_on.set()
        reader.close()
    assert ended == [file]


def long_table(folder: Path) -> Path:
    file = folder / "long.csv"
    rows = "\n".join(
        f"{k / 7:.9f},{k / 3:.9f},{'ab'[k % 2]}" for k in range(LONG // 20)
    )
    file.write_text(f"x,y,word\n{rows}\n")
    assert file.stat().st_size > LONG
    return file
