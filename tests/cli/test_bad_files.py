"""Files that cannot be used: one line that names the place, and status 2."""

import gzip
import os
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.cli.command import nnviz

IMAGES = "mine-images-idx3-ubyte"
LABELS = "mine-labels-idx1-ubyte"


def idx_files(folder: Path, *, promised: int, held: int) -> Path:
    """Write 4x4 images whose header promises another count than the file holds."""
    pixels = np.arange(held * 16, dtype=np.uint8).tobytes()
    labels = (np.arange(promised, dtype=np.uint8) % 2).tobytes()
    images = folder / IMAGES
    images.write_bytes(struct.pack(">IIII", 2051, promised, 4, 4) + pixels)
    (folder / LABELS).write_bytes(struct.pack(">II", 2049, promised) + labels)
    return images


def text(folder: Path, content: str, name: str = "mine.csv") -> Path:
    file = folder / name
    file.write_text(content)
    return file


def numbers(rows: int) -> str:
    return "".join(f"{i},{i * 2},{i % 2}\n" for i in range(rows))


def ragged(folder: Path) -> Path:
    return text(folder, "a,b,c\n" + numbers(20) + "1,2\n" + numbers(5))


def word_among_numbers(folder: Path) -> Path:
    return text(folder, "a,b,c\n" + numbers(20) + "1,0,lots\n" + numbers(5))


def one_class(folder: Path) -> Path:
    return text(folder, "a,b\n" + "".join(f"{i},yes\n" for i in range(20)))


def empty(folder: Path) -> Path:
    return text(folder, "")


def header_only(folder: Path) -> Path:
    return text(folder, "a,b,c\n")


def cut_short(folder: Path) -> Path:
    whole = gzip.compress(os.urandom(4000))
    file = folder / "mine-images-idx3-ubyte.gz"
    file.write_bytes(whole[:2000])
    return file


def promises_more(folder: Path) -> Path:
    return idx_files(folder, promised=20, held=13)


def promises_less(folder: Path) -> Path:
    return idx_files(folder, promised=13, held=20)


def pickled(folder: Path) -> Path:
    file = folder / "mine.npz"
    objects = np.array([{"a": 1}, None], dtype=object)
    np.savez(file, inputs=objects, targets=np.arange(2))
    return file


def cut_npz(folder: Path) -> Path:
    file = folder / "mine.npz"
    np.savez(file, inputs=np.ones((30, 3)), targets=np.arange(30.0))
    file.write_bytes(file.read_bytes()[:400])
    return file


def a_folder(folder: Path) -> Path:
    return folder


def unknown_ending(folder: Path) -> Path:
    return text(folder, "One, two\nthree, four, five.\nSix.\n", "mine.xyz")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (ragged, r"mine\.csv.*22.*2.*3"),
        (word_among_numbers, r"mine\.csv.*22.*'c'.*'lots'"),
        (one_class, r"mine\.csv.*only one class.*'yes'"),
        (empty, r"mine\.csv.*empty"),
        (header_only, r"mine\.csv.*rows"),
        (cut_short, r"mine-images-idx3-ubyte\.gz"),
        (promises_more, r"images-idx3-ubyte.*promises 320.*208"),
        (promises_less, r"images-idx3-ubyte.*promises 208.*320"),
        (pickled, r"mine\.npz.*pickle"),
        (cut_npz, r"mine\.npz"),
        (a_folder, r"folder|directory"),
        (unknown_ending, r"mine\.xyz: is not a table"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_place(
    tmp_path: Path, make: object, words: str
) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    done = nnviz("train", "--dataset", path, "--iterations", "2", "--json")
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert re.search(words, done.stderr), done.stderr


@pytest.mark.parametrize("size", ["99999999999x10", "3²x10", "0x10", "10", "-1x5"])
def test_a_picture_of_no_possible_size_is_refused(size: str, tmp_path: Path) -> None:
    done = nnviz("screenshot", "--size", size, "--out", tmp_path / "window.png")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "write width x height" in done.stderr


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_configuration_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xd1")
    for name, why in (
        ("a.json", "is not text in UTF-8"),
        ("b.json", "cannot be read (No such file or directory)"),
    ):
        done = nnviz("train", "--config", tmp_path / name)
        said = f"nnviz: --config {tmp_path / name}: {why}\n"
        assert (done.returncode, done.stderr) == (2, said)


def test_a_configuration_that_never_ends_is_refused() -> None:
    done = nnviz("train", "--config", "/dev/zero")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_names_of_columns_do_not_control_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "escape.csv"
    file.write_text("a,\x1b]0;owned\x07b,c\n" + "1,2,0\n2,1,1\n" * 5)
    done = nnviz("train", "--dataset", file, "--target", "nowhere")
    assert done.returncode == 2
    assert "\\u001b]0;owned" in done.stderr
    assert done.stderr.rstrip("\n").isprintable()
