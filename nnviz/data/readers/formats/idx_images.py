"""Reads a data set from IDX files: images, their labels, and the other part."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.classes import encode_image_classes
from nnviz.data.dataset import Dataset
from nnviz.data.readers.formats.idx import IMAGES, LABELS, idx_shape, read_idx
from nnviz.data.readers.raw_table import located

TEST_WORDS = ("t10k", "test")


@dataclass(frozen=True, slots=True)
class ImagesFile:
    """An images file with its labels file, and the shapes in their headers."""

    images: Path
    labels: Path
    shape: tuple[int, ...]


def read_idx_images(path: Path, test_file: Path | None = None) -> Dataset:
    """Read an images file and the labels beside it, found by their names.

    The two names differ in the words ``images`` and ``labels``, as in
    ``train-images-idx3-ubyte`` and ``train-labels-idx1-ubyte``. If the folder also has
    the other part, training (``train``) or test (``t10k`` or ``test``), both are read,
    and the test set comes last; ``test_file`` names it where it cannot be found.

    Raises
    ------
    InputError
        If a file is missing, cannot be read, or does not match the others.
    """
    if test_file is None:
        training, test = _find_parts(_images_path(path))
    else:
        training, test = _images_path(path), _images_path(test_file)
    parts = [_open_part(part) for part in (training, test) if part is not None]
    _check_same_size(parts)
    counts = [part.shape[0] for part in parts]
    pixels = parts[0].shape[1] * parts[0].shape[2]
    inputs = np.empty((sum(counts), pixels), dtype=np.uint8)
    labels = np.empty(sum(counts), dtype=np.uint8)
    start = 0
    for part, count in zip(parts, counts, strict=True):
        read_idx(part.images, IMAGES, inputs[start : start + count])
        read_idx(part.labels, LABELS, labels[start : start + count])
        start += count
    with located(parts[0].labels):
        targets, names = encode_image_classes(labels)
    return Dataset(
        name=path.name,
        task="classification",
        inputs=inputs,
        targets=targets,
        class_names=names,
        test_count=counts[1] if len(counts) == 2 else 0,
        image_shape=(parts[0].shape[1], parts[0].shape[2]),
        input_range=(0.0, 255.0),
        title=path.name,
        source=str(path),
    )


def _images_path(path: Path) -> Path:
    """Return the images file that a labels file belongs to, or the path itself."""
    if "labels" not in path.name:
        return path
    return _beside(path, (("labels", "images"), ("idx1", "idx3")))


def _find_parts(images: Path) -> tuple[Path | None, Path | None]:
    """Return the images files for training and for testing."""
    name = images.name
    if "train" in name:
        others = [_beside(images, (("train", word),)) for word in TEST_WORDS]
        found = [other for other in others if other.is_file()]
        return images, found[0] if found else None
    for word in TEST_WORDS:
        if word in name:
            other = _beside(images, ((word, "train"),))
            if other.is_file():
                return other, images
    return images, None


def _open_part(images: Path) -> ImagesFile:
    if "images" not in images.name:
        raise InputError(
            f"{images}: the name must contain 'images', so that the labels file beside "
            f"it can be found, as in train-images-idx3-ubyte and "
            f"train-labels-idx1-ubyte"
        )
    shape = idx_shape(images, IMAGES)
    labels = _beside(images, (("images", "labels"), ("idx3", "idx1")))
    count = idx_shape(labels, LABELS)[0]
    if count != shape[0]:
        raise InputError(
            f"{labels}: has {count} labels, but {images.name} has {shape[0]} images"
        )
    return ImagesFile(images, labels, shape)


def _beside(path: Path, changes: tuple[tuple[str, str], ...]) -> Path:
    """Return a path with words of its name replaced, with ``.gz`` or without.

    If there is no such file in its folder, it may be in one of its own beside that,
    as some archives are unpacked.
    """
    name, folder = path.name, path.parent.name
    for old, new in changes:
        name, folder = name.replace(old, new), folder.replace(old, new)
    plain = name.removesuffix(".gz")
    first, second = (f"{plain}.gz", plain) if name != plain else (plain, f"{plain}.gz")
    folders = (path.parent, path.parent.parent / folder)
    places = [place / one for place in folders for one in (first, second)]
    return next((place for place in places if place.is_file()), places[0])


def _check_same_size(parts: list[ImagesFile]) -> None:
    for part in parts[1:]:
        if part.shape[1:] != parts[0].shape[1:]:
            sizes = [f"{p.shape[1]} x {p.shape[2]}" for p in (part, parts[0])]
            raise InputError(
                f"{part.images}: its images have {sizes[0]} pixels, but those of "
                f"{parts[0].images.name} have {sizes[1]}"
            )
