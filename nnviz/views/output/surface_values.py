"""The output over a plane: where to ask the network, and its answers."""

import msgspec
import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.derived import with_derived
from nnviz.data.prepared import PreparedData
from nnviz.views.output.predictions import outputs_for

MARGIN = 0.06
"""How far the surface reaches beyond the points, as a share of their extent."""


class Points(msgspec.Struct, frozen=True, eq=False):
    """Samples drawn on a surface or beside a curve, (N,) each.

    Parameters
    ----------
    x, y
        Coordinates in the data set's units.
    marks
        The class of each sample, or its target in regression.
    rows
        Which row of the data set each is.
    """

    x: Floats
    y: Floats
    marks: Floats | Indices
    rows: Indices


class SurfacePlan(msgspec.Struct, frozen=True, eq=False):
    """Where to ask for a surface: the same for the whole run.

    Parameters
    ----------
    x, y
        Coordinates of the grid's columns (W,) and rows (H,); the first row is on top.
    inputs
        The scaled inputs of all cells (H * W, I), row after row.
    x_span, y_span
        The outer edges of the picture, half a cell beyond the outer cells.
    train, test, validation
        The samples of each part.
    axis_names, output_name, class_names
        Labels; no class names in regression.
    limit
        The magnitude of the strongest colour in regression.
    """

    x: Floats
    y: Floats
    inputs: Floats
    x_span: tuple[float, float]
    y_span: tuple[float, float]
    train: Points
    test: Points
    validation: Points
    axis_names: tuple[str, str]
    output_name: str
    class_names: tuple[str, ...]
    limit: float


def held_out_words(test: Points, validation: Points) -> str:
    """Say how many samples of each part that is held out are drawn; "" for none."""
    parts = ("test", test), ("validation", validation)
    return ", ".join(f"{len(p.rows)} {name}" for name, p in parts if len(p.rows))


class SurfaceValues(msgspec.Struct, frozen=True, eq=False):
    """The outputs of every cell (H, W), the first row on top.

    Parameters
    ----------
    heights
        A single output, or the share of the winning class where there are several.
    classes
        The winning class; None where there is a single output.
    """

    heights: Floats
    classes: Indices | None = None


class SurfacePicture(msgspec.Struct, frozen=True, eq=False):
    """A surface with all that is needed to paint it."""

    plan: SurfacePlan
    values: SurfaceValues


def plan_surface(data: PreparedData, size: int = 100) -> SurfacePlan:
    """Lay a square grid of `size` cells each way over all points of a data set."""
    dataset = data.dataset
    points = np.asarray(dataset.inputs[:, :2], np.float64)
    x, x_span = _axis(points[:, 0], size)
    y, y_span = _axis(points[:, 1], size)
    y = y[::-1]
    across, down = np.meshgrid(x, y)
    columns = plane_inputs(data, np.column_stack((across.ravel(), down.ravel())))
    return SurfacePlan(
        x,
        y,
        data.input_scaling.apply(columns).astype(data.train.padded.dtype),
        x_span,
        y_span,
        _points(data, data.train_rows),
        _points(data, data.test_rows),
        _points(data, data.validation_rows),
        (dataset.input_names[0], dataset.input_names[1]),
        dataset.output_names[0],
        dataset.class_names,
        float(np.abs(dataset.targets[data.train_rows]).max()) or 1.0,
    )


def plane_inputs(data: PreparedData, points: Floats) -> Floats:
    """Return all inputs (N, I) of points (N, 2), the derived ones computed."""
    return with_derived(data.dataset.input_names, points)


def surface(network: Network, data: PreparedData, plan: SurfacePlan) -> SurfaceValues:
    """Ask the network for every cell of the plan."""
    return surface_of(network.predict(plan.inputs), data, plan)


def surface_of(outputs: Floats, data: PreparedData, plan: SurfacePlan) -> SurfaceValues:
    """Arrange outputs (H * W, O), as the network gave them, as a surface."""
    shape = len(plan.y), len(plan.x)
    if outputs.shape[1] == 1:
        return SurfaceValues(data.target_scaling.invert(outputs).reshape(shape))
    classes = outputs.argmax(axis=1)
    heights = np.take_along_axis(outputs, classes[:, None], axis=1)
    return SurfaceValues(heights.reshape(shape), classes.reshape(shape))


def outputs_at(network: Network, data: PreparedData, x: float, y: float) -> Floats:
    """Return the exact outputs (O,) at one point of the plane."""
    inputs = plane_inputs(data, np.array([[x, y]]))
    outputs: Floats = outputs_for(network, data, inputs)[0]
    return outputs


def _axis(values: Floats, size: int) -> tuple[Floats, tuple[float, float]]:
    """Return the centres of cells that cover the values, and the outer edges."""
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    edges = np.linspace(low - margin, high + margin, size + 1)
    return (edges[:-1] + edges[1:]) / 2, (float(edges[0]), float(edges[-1]))


def _points(data: PreparedData, rows: Indices) -> Points:
    dataset = data.dataset
    x, y = np.asarray(dataset.inputs[rows, :2], np.float64).T
    if dataset.task == "classification":
        return Points(x, y, dataset.class_indices()[rows], rows)
    return Points(x, y, dataset.targets[rows, 0], rows)
