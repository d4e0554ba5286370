"""What a small output picture shows of one contender, without any Qt."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.session.scores import classes_of
from nnviz.ui.output.curve_values import CurvePlan, curve
from nnviz.ui.output.output_values import OutputPlan, plan_output
from nnviz.ui.output.predictions import answers, class_shares, shown_rows
from nnviz.ui.output.surface_values import (
    Points,
    SurfacePlan,
    SurfaceValues,
    surface_of,
)

SIZE = 48
"""Cells of a small surface each way."""

_MOST_POINTS = 160
_MOST_PAIRS = 240


class SurfacePicture(msgspec.Struct, frozen=True, eq=False):
    """The outputs over the plane."""

    plan: SurfacePlan
    values: SurfaceValues


class CurveOutput(msgspec.Struct, frozen=True, eq=False):
    """The outputs (N,) at the plan's x, in the targets' units."""

    plan: CurvePlan
    y: Floats


class BarsPicture(msgspec.Struct, frozen=True, eq=False):
    """The share of each class (K,) for the current sample, and the right class."""

    names: tuple[str, ...]
    shares: Floats
    wanted: int


class PairsPicture(msgspec.Struct, frozen=True, eq=False):
    """The first output of some samples against what was wanted, (N,) each."""

    name: str
    rows: Indices
    wanted: Floats
    predicted: Floats


OutputPicture = SurfacePicture | CurveOutput | BarsPicture | PairsPicture


class CurrentSample(msgspec.Struct, frozen=True, eq=False):
    """The sample that all contenders are asked about.

    Attributes
    ----------
    place
        Where it is on a surface or beside a curve, None elsewhere.
    wanted
        Its class or its first target, as a word.
    pixels, brightest
        Its picture (height, width) where samples are images.
    """

    row: int
    part: str
    wanted: str
    place: tuple[float, float] | None = None
    pixels: NDArray[np.generic] | None = None
    brightest: float = 1.0


def plan_small(data: PreparedData) -> OutputPlan:
    """Prepare what stays the same for a run: coarser and with fewer points."""
    plan = plan_output(data, SIZE)
    if plan.shape is None:
        return plan
    thinned = {"train": _thinned(plan.shape.train), "test": _thinned(plan.shape.test)}
    if isinstance(plan.shape, CurvePlan):
        places = np.linspace(plan.shape.x[0], plan.shape.x[-1], 3 * SIZE)
        shape = msgspec.structs.replace(plan.shape, x=places, **thinned)
        return msgspec.structs.replace(plan, shape=shape)
    return msgspec.structs.replace(
        plan, shape=msgspec.structs.replace(plan.shape, **thinned)
    )


def picture_of(
    network: Network, plan: OutputPlan, row: int, outputs: Floats, said: Floats
) -> OutputPicture:
    """Arrange what a network answers.

    Parameters
    ----------
    network, plan, row
        Who answers, to what, and which sample is the current one.
    outputs
        What came out over the plane, (H * W, O); not used where there is none.
    said
        What came out for the current sample, (O,).
    """
    data, shape = plan.data, plan.shape
    if isinstance(shape, SurfacePlan):
        return SurfacePicture(shape, surface_of(outputs, data, shape))
    if isinstance(shape, CurvePlan):
        return CurveOutput(shape, curve(network, data, shape).y)
    if data.dataset.task == "classification":
        shares = class_shares(said[None, :])[0]
        return BarsPicture(data.dataset.class_names, shares, class_of(data, row))
    rows = shown_rows(data)[:_MOST_PAIRS]
    predicted = answers(network, data, rows)[:, 0]
    wanted_values = np.asarray(data.dataset.targets[rows, 0], np.float64)
    name = data.dataset.output_names[0]
    return PairsPicture(name, rows, wanted_values, predicted)


def class_of(data: PreparedData, row: int) -> int:
    """Return the class of one row of the data set."""
    return int(classes_of(data.dataset.targets[row : row + 1])[0])


def _thinned(points: Points) -> Points:
    """Keep as many points as a small picture can show, evenly from all."""
    if len(points.rows) <= _MOST_POINTS:
        return points
    kept = np.linspace(0, len(points.rows) - 1, _MOST_POINTS).astype(np.intp)
    return Points(points.x[kept], points.y[kept], points.marks[kept], points.rows[kept])
