"""A file has its old contents or the new ones at any moment; nothing is left over."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.files.atomic import write_atomically
from tests.waiting import PATIENCE

KILLED = """
import os, signal, sys
from pathlib import Path
from nnviz.files.atomic import write_atomically

os.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(Path(sys.argv[1]), b"new")
"""
"""Writes a file, and is killed before that takes its name."""


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    file = tmp_path / "run.nnviz"
    file.write_bytes(b"old")
    subprocess.run(
        [sys.executable, "-c", KILLED, str(file)], check=False, timeout=PATIENCE
    )
    assert len(list(tmp_path.iterdir())) == 2
    assert file.read_bytes() == b"old"
    write_atomically(file, b"newer")
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == b"newer"


@pytest.mark.parametrize(
    "name",
    [
        f".run.nnviz.{os.getppid()}.new",
        ".other.nnviz.999999.new",
        ".run.nnviz.mine.new",
        "run.nnviz.999999.new",
    ],
)
def test_what_others_write_or_keep_is_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"theirs")
    write_atomically(tmp_path / "run.nnviz", b"mine")
    assert (tmp_path / name).read_bytes() == b"theirs"


def test_a_folder_that_has_gone_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"run\.nnviz: cannot be written"):
        write_atomically(tmp_path / "gone" / "run.nnviz", b"new")
