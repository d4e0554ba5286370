"""NPZ files."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.npz_dataset import read_npz
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

X = np.arange(20.0).reshape(10, 2)
LABELS = np.arange(10) % 2
BYTES = np.zeros((6, 28, 28), np.uint8)


def save(folder: Path, **arrays: Any) -> Path:
    """Write arrays to a file and return its path."""
    path = folder / "mine.npz"
    np.savez(path, **arrays)
    return path


@pytest.mark.parametrize("names", [("inputs", "targets"), ("X", "y"), ("x", "y")])
def test_arrays_are_found_by_their_names(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    dataset = read_npz(save(tmp_path, **dict(zip(names, (X, LABELS), strict=True))))
    np.testing.assert_array_equal(dataset.inputs, X)
    np.testing.assert_array_equal(dataset.targets[:, 0], LABELS)
    assert dataset.class_names == ("0", "1")


def test_a_divided_file_keeps_its_test_part_last(tmp_path: Path) -> None:
    parts = {"x_train": X, "y_train": X[:, 0], "x_test": -X[:3], "y_test": -X[:3, 0]}
    dataset = read_npz(save(tmp_path, **parts))
    assert (dataset.samples, dataset.test_count) == (13, 3)
    np.testing.assert_array_equal(dataset.inputs[10:], -X[:3])


@pytest.mark.parametrize("tested", [True, False])
def test_a_validation_part_of_the_file_is_its_own(tmp_path: Path, tested: bool) -> None:
    parts = {"X_train": X, "y_train": X[:, 0], "X_val": X[:4] + 9, "y_val": -X[:4, 0]}
    test = {"X_test": -X[:3], "y_test": -X[:3, 0]} if tested else {}
    dataset = read_npz(save(tmp_path, **parts, **test))
    assert (dataset.validation_count, dataset.test_count) == (4, 3 * tested)
    assert not dataset.remarks
    config = RunConfig(test_fraction=None if tested else 0.2, validation_fraction=0.4)
    trainer = Trainer(config, dataset)
    held = dataset.inputs[trainer.data.validation_rows]
    np.testing.assert_array_equal(held, X[:4] + 9)
    assert len(trainer.data.test_rows) == (3 if tested else 2)
    assert len(trainer.data.train_rows) == (10 if tested else 8)
    assert trainer.config.validation_fraction == 4 / dataset.samples
    assert trainer.evaluate().judged_on == "test"


@pytest.mark.parametrize(
    "images", [BYTES, BYTES[..., np.newaxis], BYTES.reshape(6, 784), BYTES.astype(int)]
)
def test_images_are_recognised(tmp_path: Path, images: np.ndarray[Any, Any]) -> None:
    dataset = read_npz(save(tmp_path, X=images, y=np.array([4, 5, 6, 4, 5, 6])))
    assert (dataset.image_shape, dataset.input_range) == ((28, 28), (0.0, 255.0))
    assert dataset.inputs.dtype == np.uint8
    assert dataset.class_names == ("4", "5", "6")
    assert dataset.targets.dtype == np.float32


def test_words_and_bytes_are_classes(tmp_path: Path) -> None:
    words = np.array(["a", "b", "c", "a", "b"] * 2)
    for labels in (words, words.astype("S")):
        assert read_npz(save(tmp_path, X=X, y=labels)).class_names == ("a", "b", "c")


def test_columns_of_targets_are_values(tmp_path: Path) -> None:
    dataset = read_npz(save(tmp_path, X=X, y=X / 7))
    assert (dataset.task, dataset.output_names) == ("regression", ("y1", "y2"))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"X": X, "y": np.array([None] * 10)}, "'y' holds pickled objects"),
        ({"X": np.array([[1], "a"], dtype=object), "y": X}, "'X' holds pickled"),
        ({"a": X, "b": X}, "has 'a'.*, but needs arrays named 'inputs' and 'targets'"),
        ({}, "has nothing, but needs"),
        ({"X": X, "y": LABELS[:9]}, "10 samples of inputs, but 9 of targets"),
        ({"X": X[:0], "y": LABELS[:0]}, "empty"),
        ({"X": 1.0, "y": 2.0}, r"has 'X' \(\), 'y' \(\), but needs"),
        ({"X": X * 1j, "y": LABELS}, "type complex128"),
        ({"X": X, "y": np.zeros(10, "M8[s]")}, "type datetime64"),
        ({"X": X + np.nan, "y": LABELS}, "sample 1, input 'x1' is nan"),
        ({"X": X, "y": X[:, 0] / 0.5 + np.inf}, r"target of sample 1 is \[inf\]"),
        ({"X": X, "y": LABELS * 0}, "nothing to learn"),
        ({"X": X, "y": np.array(["a"] * 10)}, "only one class"),
        ({"X": np.zeros((10, 4, 4, 3)), "y": LABELS}, r"shape \(10, 4, 4, 3\)"),
        ({"X": X, "y": np.zeros((10, 2, 2))}, r"targets have shape \(10, 2, 2\)"),
        ({"x_train": X, "y_train": X, "x_test": X, "y_test": X[1:]}, "10 samples.* 9"),
        ({"x_train": X, "y_train": X, "x_test": BYTES, "y_test": X}, "may differ"),
        (
            {
                "x_train": X,
                "y_train": LABELS,
                "x_test": X,
                "y_test": LABELS.astype("M8[s]"),
            },
            "both must be numbers",
        ),
    ],
)
def test_arrays_that_cannot_be_used_are_refused(
    tmp_path: Path, arrays: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message) as raised:
        read_npz(save(tmp_path, **arrays))
    assert str(raised.value).startswith(str(tmp_path / "mine.npz"))
    assert "\n" not in str(raised.value)


def damaged(content: bytes) -> bytes:
    """Return a file with one byte changed in the middle of the first array."""
    return content[:150] + bytes([content[150] ^ 0xFF]) + content[151:]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content[:-30], "not a complete NPZ file"),
        (lambda content: content[:100], "not a complete NPZ file"),
        (lambda content: b"", "not a complete NPZ file"),
        (lambda content: b"some text", "not a complete NPZ file"),
        (damaged, "is damaged"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change: Any, message: str) -> None:
    path = save(tmp_path, X=X, y=LABELS)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(InputError, match=message):
        read_npz(path)


def test_a_header_that_promises_more_than_memory_is_refused(tmp_path: Path) -> None:
    header = io.BytesIO()
    shape = {"descr": "<f8", "fortran_order": False, "shape": (10**17, 2)}
    np.lib.format.write_array_header_1_0(header, shape)
    path = tmp_path / "mine.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("X.npy", "y.npy"):
            archive.writestr(name, header.getvalue())
    with pytest.raises(InputError, match=r"mine\.npz"):
        read_npz(path)
