"""Damaged files of every kind are read, or refused in one line; a few of them."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutated_files import Mutations, complaint
from tests.whole_files import whole


@pytest.fixture
def memory_watched() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("memory_watched")
def test_what_a_damaged_file_takes_and_says(tmp_path: Path) -> None:
    mutations = Mutations(tmp_path, seed=5)
    for number in range(60):
        way, path = mutations.next()
        wrong, _ = complaint(path)
        assert not wrong, (number, way, path.name)


# Tracing would take ten times as long as passing over the million rows in between.
def test_a_row_that_says_it_is_far_down_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole()["l.xlsx"])) as files:
        members = {name: files.read(name) for name in files.namelist()}
    (sheet,) = [name for name in members if "sheet1.xml" in name]
    members[sheet] = members[sheet].replace(b'<row r="3"', b'<row r="99999999999"')
    with zipfile.ZipFile(path, "w") as files:
        for name, content in members.items():
            files.writestr(name, content)
    wrong, found = complaint(path)
    assert not wrong
    assert found is not None
    assert "a row beyond 1,048,576" in str(found.refused)
