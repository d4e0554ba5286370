"""Damaged files of every kind are read, or refused in one line; a few of them."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutated_files import Mutations, complaint


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
