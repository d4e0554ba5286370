"""IDX files of images and labels."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.idx_images import read_idx_images

IMAGES = "train-images-idx3-ubyte"
LABELS = "train-labels-idx1-ubyte"
PIXELS = bytes(range(36))


def idx(shape: tuple[int, ...], content: bytes) -> bytes:
    """Return an IDX file of bytes."""
    return struct.pack(f">{1 + len(shape)}I", 0x800 + len(shape), *shape) + content


GOOD_IMAGES = idx((4, 3, 3), PIXELS)
GOOD_LABELS = idx((4,), bytes([7, 5, 7, 9]))


def write(folder: Path, name: str, content: bytes) -> Path:
    """Write a file, packed if its name ends so, and return its path."""
    path = folder / name
    path.write_bytes(
        gzip.compress(content, mtime=0) if name.endswith(".gz") else content
    )
    return path


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (IMAGES, LABELS),
        (IMAGES + ".gz", LABELS + ".gz"),
        (IMAGES + ".gz", LABELS),
        (IMAGES, LABELS + ".gz"),
        ("my-images.idx3-ubyte", "my-labels.idx1-ubyte"),
        ("images.idx", "labels.idx"),
    ],
)
def test_the_labels_are_found_beside_the_images(
    tmp_path: Path, images: str, labels: str
) -> None:
    write(tmp_path, labels, GOOD_LABELS)
    dataset = read_idx_images(write(tmp_path, images, GOOD_IMAGES))
    np.testing.assert_array_equal(dataset.inputs.ravel(), np.arange(36))
    assert dataset.class_names == ("5", "7", "9")
    assert dataset.targets.argmax(axis=1).tolist() == [1, 0, 1, 2]
    assert (dataset.image_shape, dataset.test_count) == ((3, 3), 0)


@pytest.mark.parametrize("asked", [IMAGES, LABELS, "t10k-images-idx3-ubyte"])
def test_both_parts_are_read_and_the_test_part_is_last(
    tmp_path: Path, asked: str
) -> None:
    write(tmp_path, IMAGES, GOOD_IMAGES)
    write(tmp_path, LABELS, GOOD_LABELS)
    write(tmp_path, "t10k-images-idx3-ubyte", idx((2, 3, 3), bytes([8] * 18)))
    write(tmp_path, "t10k-labels-idx1-ubyte", idx((2,), bytes([5, 2])))
    dataset = read_idx_images(tmp_path / asked)
    assert (dataset.samples, dataset.test_count) == (6, 2)
    assert (dataset.inputs[4:] == 8).all()
    assert dataset.class_names == ("2", "5", "7", "9")


HUGE = idx((2**31, 2000, 2000), b"x")


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (GOOD_IMAGES[:-3], GOOD_LABELS, "truncated.*promises 36 bytes.*but 33 follow"),
        (GOOD_IMAGES + b"no", GOOD_LABELS, "too long.*promises 36 bytes.*but 38 foll"),
        (GOOD_IMAGES[:9], GOOD_LABELS, "9 bytes, but the header.*has 16"),
        (b"", GOOD_LABELS, "0 bytes, but the header"),
        (HUGE, GOOD_LABELS, "promises 8589934592000000 bytes.*but 1 follow"),
        (GOOD_LABELS, GOOD_LABELS, "magic number 2049.*has 2051: it holds labels"),
        (b"\x89PNG" + bytes(40), GOOD_LABELS, "another kind of file"),
        (b"\0\0\x0d\x03" + bytes(40), GOOD_LABELS, "not unsigned bytes"),
        (idx((0, 3, 3), b""), GOOD_LABELS, "is empty"),
        (GOOD_IMAGES, GOOD_LABELS[:-1], "labels.*promises 4 bytes.*but 3 follow"),
        (GOOD_IMAGES, idx((5,), bytes(5)), "5 labels, but .* 4 images"),
        (GOOD_IMAGES, idx((4,), bytes(4)), r"labels.*only one class \('0'\)"),
    ],
)
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_files_that_do_not_hold_what_they_say_are_refused(
    tmp_path: Path, images: bytes, labels: bytes, message: str, ending: str
) -> None:
    write(tmp_path, LABELS + ending, labels)
    path = write(tmp_path, IMAGES + ending, images)
    with pytest.raises(InputError, match=message) as raised:
        read_idx_images(path)
    assert "\n" not in str(raised.value)


def test_a_packed_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    write(tmp_path, LABELS, GOOD_LABELS)
    path = write(tmp_path, IMAGES + ".gz", idx((4, 90, 90), bytes(4 * 8100)))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match=r"ubyte\.gz: the gzip data is truncated"):
        read_idx_images(path)


def test_missing_labels_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{LABELS}: there is no such file"):
        read_idx_images(write(tmp_path, IMAGES, GOOD_IMAGES))


def test_a_name_that_leads_to_no_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must contain 'images'"):
        read_idx_images(write(tmp_path, "digits.idx", GOOD_IMAGES))


def test_parts_of_different_sizes_are_refused(tmp_path: Path) -> None:
    write(tmp_path, LABELS, GOOD_LABELS)
    write(tmp_path, "t10k-images-idx3-ubyte", idx((4, 3, 2), bytes(24)))
    write(tmp_path, "t10k-labels-idx1-ubyte", GOOD_LABELS)
    with pytest.raises(InputError, match=r"3 x 2 pixels, but those of .* 3 x 3"):
        read_idx_images(write(tmp_path, IMAGES, GOOD_IMAGES))
