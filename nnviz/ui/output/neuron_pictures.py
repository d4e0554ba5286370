"""What each neuron answers all over the plane, as the pictures on neurons show it."""

from collections.abc import Sequence

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.types import Floats
from nnviz.ui.output.surface_values import SurfacePlan


def input_pictures(plan: object, every: int) -> Floats | None:
    """Return each input over the plane, (I, H, W); None where there is no plane.

    A neuron is smaller than the surface: of its grid every so many-th cell is kept.
    """
    if not isinstance(plan, SurfacePlan):
        return None
    inputs = np.ascontiguousarray(plan.inputs.T)
    return _coarse(inputs, plan, every)


def neuron_pictures(
    layers: Sequence[Floats],
    functions: Sequence[Activation],
    plan: SurfacePlan,
    every: int,
) -> list[Floats]:
    """Return each layer's activations (O, H * W) over the plane, (O, H', W')."""
    return [
        _centred(_coarse(a, plan, every), f.range)
        for a, f in zip(layers, functions, strict=True)
    ]


def _coarse(values: Floats, plan: SurfacePlan, every: int) -> Floats:
    pictures = values.reshape(-1, len(plan.y), len(plan.x))
    return np.ascontiguousarray(pictures[:, ::every, ::every])


def _centred(values: Floats, limits: tuple[float, float]) -> Floats:
    """Bring activations between 0 and 1 around 0, where the neutral colour is."""
    if limits == (0.0, 1.0):
        centred: Floats = 2.0 * values - 1.0
        return centred
    return values
