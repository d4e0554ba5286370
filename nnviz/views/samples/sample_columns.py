"""The columns of the table of all samples."""

from dataclasses import dataclass
from typing import Literal

from nnviz.views.samples.sample_list import SampleList

MOST_INPUTS = 40
"""The most inputs that have a column each."""

ColumnKind = Literal[
    "row", "set", "image", "target", "predicted", "error", "share", "loss", "right"
]


@dataclass(frozen=True, slots=True)
class SampleColumn:
    """A column: its title, what it shows, and of which output or input it does."""

    title: str
    kind: ColumnKind | Literal["input"]
    place: int = 0
    tip: str = ""


def columns_of(listed: SampleList) -> tuple[SampleColumn, ...]:
    """Return the columns for samples of such data, in order."""
    dataset = listed.data.dataset
    found = [SampleColumn("row", "row", tip="The row in the data set, from 1")]
    if dataset.image_shape is not None:
        found.append(SampleColumn("", "image", tip="What the network sees"))
    if listed.classifies:
        found += [
            SampleColumn("target", "target"),
            SampleColumn("predicted", "predicted", tip="The most probable class"),
            SampleColumn("loss", "loss", tip="The loss of this sample alone"),
            SampleColumn("", "right", tip="Whether the prediction is right"),
            SampleColumn("P", "share", tip="The probability of the predicted class"),
        ]
    elif listed.has_labels:
        found += _label_columns(dataset.output_names)
    else:
        found += list(_value_columns(dataset.output_names))
    found.append(SampleColumn("set", "set", tip="Which set the sample belongs to"))
    if dataset.image_shape is None:
        found += [
            SampleColumn(name, "input", place, f"Input {name}, in the data's units")
            for place, name in enumerate(dataset.input_names[:MOST_INPUTS])
        ]
    return tuple(found)


def _label_columns(names: tuple[str, ...]) -> list[SampleColumn]:
    """Return the columns of labels: which hold, and the probability of each."""
    return [
        SampleColumn("target", "target", tip="The labels that hold"),
        SampleColumn("predicted", "predicted", tip="Labels of at least 50 %"),
        SampleColumn("loss", "loss", tip="The loss of this sample alone"),
        SampleColumn("", "right", tip="Whether all labels are right"),
        *(
            SampleColumn(f"P({name})", "share", place, f"The probability of {name}")
            for place, name in enumerate(names)
        ),
    ]


def _value_columns(names: tuple[str, ...]) -> list[SampleColumn]:
    """Return the columns of a regression: of each output, and the loss."""
    columns = []
    for place, name in enumerate(names):
        columns += [
            SampleColumn(name, "target", place, f"Target of {name}"),
            SampleColumn("predicted", "predicted", place, f"Prediction of {name}"),
            SampleColumn("error", "error", place, "Prediction minus target"),
        ]
    loss = SampleColumn("loss", "loss", tip="The loss of this sample alone")
    return [*columns[:3], loss, *columns[3:]]
