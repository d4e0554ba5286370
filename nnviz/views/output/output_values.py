"""The view that suits a data set, and the values that it shows of a network."""

from typing import Literal

import msgspec
import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.derived import DERIVED
from nnviz.data.prepared import PreparedData
from nnviz.session.probe import ProbeSample, sample_of
from nnviz.views.output.curve_values import (
    CurvePlan,
    CurveValues,
    FittedCurve,
    curve,
    plan_curve,
)
from nnviz.views.output.image_values import ClassShares, SampleValues, sample_values
from nnviz.views.output.predictions import (
    TableValues,
    outputs_for,
    shown_rows,
    table_values,
)
from nnviz.views.output.surface_values import (
    SurfacePicture,
    SurfacePlan,
    SurfaceValues,
    outputs_at,
    plan_surface,
    surface,
)

OutputKind = Literal["surface", "curve", "images", "table"]
OutputValues = SurfaceValues | CurveValues | SampleValues | TableValues
OutputPicture = SurfacePicture | FittedCurve | ClassShares | TableValues
"""What can be painted at any size; a table as predictions against targets."""


class OutputPlan(msgspec.Struct, frozen=True, eq=False):
    """What an output view needs of the data: the same for the whole run.

    Parameters
    ----------
    kind
        The view that suits the data.
    data
        The prepared data.
    shape
        Where to ask the network, for a surface or a curve.
    """

    kind: OutputKind
    data: PreparedData
    shape: SurfacePlan | CurvePlan | None = None

    @property
    def first_row(self) -> int:
        """The first current sample: a row of the data set that the view shows."""
        listed = self.kind == "table"
        return int((shown_rows(self.data) if listed else self.data.train_rows)[0])


class OutputReadout(msgspec.Struct, frozen=True, eq=False):
    """The exact outputs (O,) at the place pointed at, in the data set's units."""

    place: tuple[float, ...]
    outputs: Floats


def kind_of(dataset: Dataset) -> OutputKind:
    """Choose the view: by the inputs, the targets and the task."""
    if dataset.task == "classification":
        if dataset.image_shape is not None:
            return "images"
        return "surface" if is_plane(dataset) else "table"
    if dataset.output_count == 1 and dataset.image_shape is None:
        if dataset.input_count == 1:
            return "curve"
        if is_plane(dataset):
            return "surface"
    return "table"


def is_plane(dataset: Dataset) -> bool:
    """Return whether all inputs follow from the first two."""
    derived = dataset.input_names[2:]
    return dataset.input_count >= 2 and all(name in DERIVED for name in derived)


def plan_output(data: PreparedData, size: int = 100) -> OutputPlan:
    """Return the plan of a run; a surface gets `size` cells each way."""
    kind = kind_of(data.dataset)
    if kind == "surface":
        return OutputPlan(kind, data, plan_surface(data, size))
    if kind == "curve":
        return OutputPlan(kind, data, plan_curve(data))
    return OutputPlan(kind, data)


@np.errstate(all="ignore")
def output_values(
    network: Network,
    plan: OutputPlan,
    sample: ProbeSample | None = None,
    outputs: Floats | None = None,
) -> OutputValues:
    """Return the values that the view shows now, for images of the current sample.

    Its outputs (O,) can be given where they are known.
    """
    if isinstance(plan.shape, SurfacePlan):
        return surface(network, plan.data, plan.shape)
    if isinstance(plan.shape, CurvePlan):
        return curve(network, plan.data, plan.shape)
    if plan.kind == "images":
        sample = sample or sample_of(plan.data, plan.first_row)
        if sample is not None:
            return sample_values(network, plan.data, sample, outputs)
    return table_values(network, plan.data)


@np.errstate(all="ignore")
def read_out(
    network: Network, plan: OutputPlan, place: tuple[float, ...]
) -> OutputReadout:
    """Compute the exact outputs at a place of a surface (x, y) or a curve (x,)."""
    if len(place) == 2:
        return OutputReadout(place, outputs_at(network, plan.data, *place))
    return OutputReadout(place, outputs_for(network, plan.data, np.array([place]))[0])
