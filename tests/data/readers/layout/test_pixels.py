"""Tables of images."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.readers.any_file import read_dataset
from nnviz.data.table_choices import TableChoices

SIDE = 4
NAMES = ",".join(f"pixel{k}" for k in range(SIDE * SIDE))
ZEROS = ",".join(["0"] * (SIDE * SIDE - 1))


def read(folder: Path, content: str, **options: Any) -> Dataset:
    """Read what a file with this content has."""
    path = folder / "digits.csv"
    path.write_text(content)
    return read_dataset(path, TableChoices(**options))


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


@pytest.mark.parametrize("label", ["class", "label", "Target", "digit"])
def test_the_label_may_stand_last(tmp_path: Path, label: str) -> None:
    images = read(tmp_path, f"{NAMES},{label}\n{ZEROS},255,7\n{ZEROS},9,3\n")
    assert images.image_shape == (SIDE, SIDE)
    assert images.inputs[:, -1].tolist() == [255, 9]
    assert images.class_names == ("3", "7")
    with pytest.raises(InputError, match="line 2, column 'pixel15': 256 is not a"):
        read(tmp_path, f"{NAMES},{label}\n{ZEROS},256,7\n{ZEROS},9,3\n")


def nameless(side: int, most: int, words: bool = False) -> tuple[list[str], list[str]]:
    """Return labels, and rows of pixels whose corners are nearly always 0."""
    random = np.random.default_rng(1)
    pixels = random.integers(0, most + 1, (60, side * side))
    pixels[:, 0] = np.arange(60) > 56
    pixels[:, -1] = np.arange(60) < 3
    rows = [",".join(map(str, row)) for row in pixels.tolist()]
    labels = ["AB"[k % 2] if words else str(k % 10) for k in range(60)]
    return labels, rows


@pytest.mark.parametrize("words", [False, True])
@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize(("side", "most"), [(8, 16), (8, 255), (28, 255)])
def test_the_values_say_which_column_has_the_labels(
    tmp_path: Path, side: int, most: int, last: bool, words: bool
) -> None:
    labels, rows = nameless(side, most, words)
    pairs = zip(rows, labels, strict=True) if last else zip(labels, rows, strict=True)
    content = "\n".join(",".join(pair) for pair in pairs)
    images = read(tmp_path, content)
    assert (images.image_shape, images.input_range) == ((side, side), (0, most))
    assert len(images.class_names) == (2 if words else 10)
    assert images.inputs[:, -1].tolist() == [1] * 3 + [0] * 57
    (remark,) = images.remarks
    assert remark.kind == "images"
    assert f"the {'last' if last else 'first'} was taken" in str(remark)
    (way,) = remark.ways
    other = read(tmp_path, content, **{way.setting: str(way.value)}, task="regression")
    assert other.image_shape is None
    again = tmp_path / "more.csv"
    again.write_text("\n".join(content.splitlines()[:4]))
    both = read(tmp_path, content, test_file=str(again))
    assert both.test_count == 4
    assert both.inputs[-4:].tolist() == images.inputs[:4].tolist()


def test_a_table_as_wide_as_an_image_is_none_by_that(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rows = [[*row, k % 3] for k, row in enumerate(random.normal(size=(60, 64)))]
    content = "\n".join(",".join(map(str, row)) for row in rows)
    assert read(tmp_path, content).image_shape is None
    answers = random.integers(1, 6, (60, 65)).tolist()
    content = "\n".join(",".join(map(str, row)) for row in answers)
    assert read(tmp_path, content).image_shape is None
