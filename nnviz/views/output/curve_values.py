"""A fitted curve: the output over the only input, beside the samples."""

import msgspec
import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.views.output.predictions import outputs_for
from nnviz.views.output.surface_values import MARGIN, Points


class CurvePlan(msgspec.Struct, frozen=True, eq=False):
    """Where to ask for a curve, and the samples to draw beside it.

    Parameters
    ----------
    x
        Shape (N,), rising, in the data set's units.
    y_span
        The range of the targets with a margin.
    """

    x: Floats
    y_span: tuple[float, float]
    train: Points
    test: Points
    validation: Points
    axis_names: tuple[str, str]


class CurveValues(msgspec.Struct, frozen=True, eq=False):
    """The outputs (N,) at the plan's x, in the targets' units."""

    y: Floats


class FittedCurve(msgspec.Struct, frozen=True, eq=False):
    """A curve with all that is needed to paint it."""

    plan: CurvePlan
    values: CurveValues


def plan_curve(data: PreparedData, count: int = 400) -> CurvePlan:
    """Spread `count` places evenly over the input and a little beyond."""
    dataset = data.dataset
    low, high = _widened(np.asarray(dataset.inputs, np.float64))
    return CurvePlan(
        np.linspace(low, high, count),
        _widened(dataset.targets),
        _points(data, data.train_rows),
        _points(data, data.test_rows),
        _points(data, data.validation_rows),
        (dataset.input_names[0], dataset.output_names[0]),
    )


def curve(network: Network, data: PreparedData, plan: CurvePlan) -> CurveValues:
    """Ask the network for every x of the plan."""
    return CurveValues(outputs_for(network, data, plan.x[:, None])[:, 0])


def _widened(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return low - margin, high + margin


def _points(data: PreparedData, rows: Indices) -> Points:
    x = np.asarray(data.dataset.inputs[rows, 0], np.float64)
    y = data.dataset.targets[rows, 0]
    return Points(x, y, y, rows)
