"""Tables of images."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.readers.any_file import read_dataset

SIDE = 4
NAMES = ",".join(f"pixel{k}" for k in range(SIDE * SIDE))
ZEROS = ",".join(["0"] * (SIDE * SIDE - 1))


def read(folder: Path, content: str, **options: str) -> Dataset:
    """Read what a file with this content has."""
    path = folder / "digits.csv"
    path.write_text(content)
    return read_dataset(path, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        ",".join(f"pixel{k + 1}" for k in range(16)),
        ",".join(f"{r}x{c}" for r in range(1, 5) for c in range(1, 5)),
    ],
)
def test_a_label_and_pixels_are_images(tmp_path: Path, names: str) -> None:
    images = read(tmp_path, f"label,{names}\n7,{ZEROS},255\n3,{ZEROS},9\n")
    assert (images.image_shape, images.input_range) == ((SIDE, SIDE), (0, 255))
    assert images.inputs.dtype == np.uint8
    assert images.inputs[:, -1].tolist() == [255, 9]
    assert images.class_names == ("3", "7")
    assert images.targets.tolist() == [[0, 1], [1, 0]]
    assert images.targets.dtype == np.float32


def test_a_table_as_wide_as_mnist_needs_no_header(tmp_path: Path) -> None:
    row = ",".join(["3"] * 784)
    images = read(tmp_path, "".join(f"{k % 3},{row}\n" for k in range(6)))
    assert images.image_shape == (28, 28)
    assert images.class_names == ("0", "1", "2")


def test_words_can_be_labels(tmp_path: Path) -> None:
    images = read(tmp_path, f"label,{NAMES}\nA,{ZEROS},255\nB,{ZEROS},9\n")
    assert images.class_names == ("A", "B")
    assert images.inputs.dtype == np.uint8


def test_fractions_are_pixels_from_0_to_1(tmp_path: Path) -> None:
    images = read(tmp_path, f"label,{NAMES}\n1,{ZEROS},0.5\n2,{ZEROS},1\n")
    assert images.input_range == (0.0, 1.0)
    assert images.inputs[:, -1].tolist() == [0.5, 1.0]


def test_another_target_makes_it_an_ordinary_table(tmp_path: Path) -> None:
    content = f"label,{NAMES}\n" + f"1,{ZEROS},250\n2,{ZEROS},0\n"
    assert read(tmp_path, content, target="pixel15").image_shape is None
    assert read(tmp_path, content, target="label").image_shape == (SIDE, SIDE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            f"1,{ZEROS},7\n2,{ZEROS},256\n",
            "line 3, column 'pixel15': 256 is not a pixel",
        ),
        (f"1,{ZEROS},7\n2,{ZEROS},-1\n", "line 3, column 'pixel15': -1 is not a pixel"),
        (f"1,{ZEROS},7\n2,{ZEROS},1.5\n", "'pixel15': 1.5 is not a pixel"),
        (
            f"1,{ZEROS},7\n2,{ZEROS},q\n",
            "line 3, column 'pixel15': 'q' is not a number",
        ),
        (f"1,{ZEROS},7\n2,{ZEROS},\n", "line 3, column 'pixel15': the value is miss"),
        (f"1,{ZEROS},7\n2,{ZEROS}\n", "line 3: 16 cells, but the first row has 17"),
        (f"1,{ZEROS},7\n1,{ZEROS},8\n", "column 'label': only one class"),
    ],
)
def test_what_is_no_pixel_is_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, f"label,{NAMES}\n{content}")


def test_images_without_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column 'label'"):
        read(tmp_path, f"{NAMES}\n{ZEROS},7\n{ZEROS},8\n")
