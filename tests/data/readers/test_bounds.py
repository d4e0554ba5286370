"""Small files never need much memory, whatever they unpack to or say of themselves."""

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import MOST_COLUMNS as MOST_INPUTS
from nnviz.data.dataset import Dataset
from nnviz.data.readers.any_file import read_dataset
from nnviz.data.readers.layout.rows import MOST_COLUMNS

MEMORY = 64 << 20
"""The bytes that reading a small file may take."""

MANY = 300
"""How many MiB a bomb unpacks to."""


def bomb(start: bytes, mebibyte: bytes, count: int = MANY) -> bytes:
    """Return a gzip file of a start and this many repeated parts."""
    return gzip.compress(start) + gzip.compress(mebibyte) * count


def rows(path: Path) -> Path:
    file = path / "rows.csv.gz"
    file.write_bytes(bomb(b"a,b,c\n", b"0,0,1\n" * (1 << 18)))
    return file


def one_line(path: Path) -> Path:
    file = path / "line.csv.gz"
    file.write_bytes(bomb(b"1", b",1" * (1 << 19), 7))
    return file


def images(path: Path) -> Path:
    file = path / "train-images-idx3-ubyte.gz"
    shape = (MANY << 10, 32, 32)
    header = b"".join(number.to_bytes(4, "big") for number in (0x803, *shape))
    file.write_bytes(bomb(header, bytes(1 << 20)))
    labels = path / "train-labels-idx1-ubyte.gz"
    header = b"".join(number.to_bytes(4, "big") for number in (0x801, shape[0]))
    labels.write_bytes(gzip.compress(header + bytes(shape[0])))
    return file


def _npz(path: Path, header: str, data: int) -> Path:
    """Write an array of zeros whose header is this, and data of this many bytes."""
    file, text = path / "arrays.npz", header.encode() + b" " * 20 + b"\n"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        targets = io.BytesIO()
        np.save(targets, np.arange(4.0))
        archive.writestr("targets.npy", targets.getvalue())
        with archive.open("inputs.npy", "w", force_zip64=True) as member:
            member.write(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text)
            for _ in range(data >> 20):
                member.write(bytes(1 << 20))
    return file


def packed_arrays(path: Path) -> Path:
    shape = f"({MANY << 17}, 1)"
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    return _npz(path, header, MANY << 20)


def lying_arrays(path: Path) -> Path:
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 99), }"
    return _npz(path, header, 1 << 20)


FILES = [
    (rows, "unpack to more than"),
    (one_line, "can have at most 20,000 columns"),
    (images, "unpack to more than"),
    (packed_arrays, "unpack to more than"),
    (lying_arrays, "its header promises"),
]


@pytest.mark.parametrize(("make", "why"), FILES)
def test_a_small_file_is_refused_before_it_fills_the_memory(
    make: Callable[[Path], Path], why: str, tmp_path: Path
) -> None:
    file = make(tmp_path)
    assert file.stat().st_size < 1 << 20
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=why):
            read_dataset(file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEMORY


def test_a_table_that_is_packed_well_is_read(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv.gz"
    file.write_bytes(gzip.compress(b"a,b,c\n" + b"0,1,2\n1,0,3\n" * 5000))
    assert read_dataset(file).samples == 10_000


def test_a_table_may_be_as_wide_as_a_large_image(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    row = ",".join(["1"] * (MOST_COLUMNS - 1))
    file.write_text(f"{row},1\n{row.replace('1', '2')},2\n")
    assert read_dataset(file).input_count == MOST_COLUMNS - 1


def test_a_data_set_has_a_bound_on_its_inputs() -> None:
    with pytest.raises(InputError, match="columns of inputs: there can be at most"):
        _ = Dataset(
            name="broad",
            task="regression",
            inputs=np.zeros((2, MOST_INPUTS + 1)),
            targets=np.arange(2.0),
        )


@pytest.mark.parametrize("shape", [(20, 5, 0), (20, 0, 5), (20, 0), (20, 4, 0, 1)])
def test_inputs_without_any_numbers_are_refused(
    shape: tuple[int, ...], tmp_path: Path
) -> None:
    file = tmp_path / "none.npz"
    np.savez(file, inputs=np.zeros(shape, np.uint8), targets=np.arange(20) % 2)
    with pytest.raises(InputError, match="none at all"):
        read_dataset(file)


@pytest.mark.parametrize("shape", [f"({10**20},)", f"(0, {10**20})", "(-1, 3)"])
def test_shapes_beyond_all_numbers_are_refused(shape: str, tmp_path: Path) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    with pytest.raises(InputError, match="damaged"):
        read_dataset(_npz(tmp_path, header, 0))


@pytest.mark.parametrize("code", [0x110000, 0x7FFFFFFF, 0xFFFFFFFF, 0xD800])
@pytest.mark.parametrize("order", ["<", ">"])
def test_words_outside_unicode_are_refused(
    code: int, order: str, tmp_path: Path
) -> None:
    words = np.full(20 * 3, code, f"{order}u4").view(f"{order}U3")
    file = tmp_path / "words.npz"
    np.savez(file, inputs=np.arange(20.0), targets=words)
    with pytest.raises(InputError, match="outside Unicode"):
        read_dataset(file)
