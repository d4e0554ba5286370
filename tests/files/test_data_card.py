"""A data set's card holds all that is to be said of it besides its numbers."""

from dataclasses import fields

import msgspec
import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.fill import Fill
from nnviz.data.remark import Remark, Way
from nnviz.files.data_card import DataCard

IMAGES = Dataset(
    name="two shades",
    task="classification",
    inputs=np.array([[0, 9, 3, 4], [1, 2, 8, 0], [5, 5, 0, 9]], dtype=np.uint8),
    targets=np.array([[0.0], [1.0], [1.0]]),
    input_names=("nw", "ne", "sw", "se"),
    output_names=("is dark",),
    class_names=("bright", "dark"),
    test_count=1,
    validation_count=1,
    untested=True,
    image_shape=(2, 2),
    input_range=(0.0, 9.0),
    title="Two shades",
    description="Three images of four pixels",
    source="made here",
    licence="CC0",
    remarks=(
        Remark(
            kind="counter",
            done="it counts up and is left out",
            column="ne",
            ways=(Way("use it", "inputs", ("nw", "ne")),),
        ),
    ),
    fills=(
        Fill(
            column="ne",
            rule="most-common",
            value="9",
            inputs=("ne",),
            words=("9",),
            rows=(0, 2),
        ),
    ),
    decimal=",",
)
"""No field has its default, so that none can come back by chance."""


def test_no_field_has_its_default() -> None:
    for field in fields(Dataset):
        value = getattr(IMAGES, field.name)
        assert isinstance(value, np.ndarray) or value != field.default


def test_a_card_has_every_field_but_the_arrays() -> None:
    said = {
        field.name: getattr(IMAGES, field.name)
        for field in fields(Dataset)
        if not isinstance(getattr(IMAGES, field.name), np.ndarray)
    }
    assert msgspec.structs.asdict(DataCard.of(IMAGES)) == said


def test_a_data_set_comes_back_whole_from_its_card() -> None:
    card = msgspec.json.decode(msgspec.json.encode(DataCard.of(IMAGES)), type=DataCard)
    again = card.dataset(IMAGES.inputs, IMAGES.targets)
    for field in fields(Dataset):
        np.testing.assert_equal(getattr(again, field.name), getattr(IMAGES, field.name))
