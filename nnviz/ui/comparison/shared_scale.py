"""The scale that the pictures of all contenders share, without any Qt."""

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from nnviz.core.types import Floats
from nnviz.ui.output.curve_values import CurvePicture
from nnviz.ui.output.image_values import ClassShares
from nnviz.ui.output.output_values import OutputPicture
from nnviz.ui.output.predictions import TableValues
from nnviz.ui.output.surface_values import SurfacePicture

MOST_CLASSES = 12
"""Of more classes, the bars show those with the largest shares."""

_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_BEYOND = 0.5
"""How far a range may go beyond the targets, as a share of their extent, so that one
bad contender does not flatten all others."""

_LOOSEST = 1.5
"""A scale is kept until it is this many times as long as necessary."""


class OutputScale(msgspec.Struct, frozen=True):
    """The values that a height, colour or length means in every picture.

    Attributes
    ----------
    low, high
        The values at its ends.
    classes
        Which classes have a bar; empty where there are none.
    """

    low: float = 0.0
    high: float = 1.0
    classes: tuple[int, ...] = ()

    @property
    def span(self) -> tuple[float, float]:
        """Both ends."""
        return self.low, self.high


def rounded_up(value: float) -> float:
    """Return the next round number, so that a scale does not change all the time."""
    if not (math.isfinite(value) and value > 0.0):
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        float(f"{power * step:.3g}")
        for step in (*_STEPS, 12.0)
        if power * step >= value * (1.0 - 1e-12)
    )


def kept_limit(earlier: float, needed: float) -> float:
    """Return the earlier limit if it still serves, so that pictures do not flicker."""
    return earlier if needed <= earlier <= _LOOSEST * needed else needed


def kept_scale(earlier: OutputScale | None, needed: OutputScale) -> OutputScale:
    """Return the earlier scale if it still serves."""
    if earlier is None or earlier.classes != needed.classes:
        return needed
    fits = earlier.low <= needed.low and needed.high <= earlier.high
    tight = earlier.high - earlier.low <= _LOOSEST * (needed.high - needed.low)
    return earlier if fits and tight else needed


def scale_of(pictures: Sequence[OutputPicture]) -> OutputScale:
    """Return the scale that all pictures fit into; none of them may have diverged."""
    bars = [each for each in pictures if isinstance(each, ClassShares)]
    if bars:
        return OutputScale(classes=_classes(bars))
    surfaces = [each for each in pictures if isinstance(each, SurfacePicture)]
    if surfaces:
        return _of_surfaces(surfaces)
    values, wanted = [], []
    for each in pictures:
        if isinstance(each, CurvePicture):
            values.append(each.values.y)
            wanted.append(np.array(each.plan.y_span))
        elif isinstance(each, TableValues):
            target, predicted = each.pairs
            values.append(predicted)
            wanted.append(target)
    return _range(wanted, values) if wanted else OutputScale()


def _of_surfaces(pictures: Sequence[SurfacePicture]) -> OutputScale:
    if any(each.plan.class_names for each in pictures):
        return OutputScale()
    wanted = max(each.plan.limit for each in pictures)
    reached = max(_largest(each.values.heights) for each in pictures)
    limit = rounded_up(max(wanted, min(reached, (1.0 + _BEYOND) * wanted)))
    return OutputScale(-limit, limit)


def _range(wanted: Sequence[Floats], values: Sequence[Floats]) -> OutputScale:
    low = min(float(each.min()) for each in wanted)
    high = max(float(each.max()) for each in wanted)
    extent = (high - low) or 1.0
    step = rounded_up(extent / 8.0)
    finite = np.concatenate([each[np.isfinite(each)] for each in values])
    least = float(finite.min(initial=low))
    most = float(finite.max(initial=high))
    least = max(least, low - _BEYOND * extent)
    most = min(most, high + _BEYOND * extent)
    return OutputScale(
        math.floor(least / step + 1e-9) * step, math.ceil(most / step - 1e-9) * step
    )


def _classes(pictures: Sequence[ClassShares]) -> tuple[int, ...]:
    most = max(len(each.names) for each in pictures)
    if most <= MOST_CLASSES:
        return tuple(range(most))
    known = [each.shares for each in pictures if each.shares is not None]
    shares = np.nan_to_num(np.max(known, axis=0))
    shares[pictures[0].wanted] = np.inf
    return tuple(sorted(np.argsort(-shares, kind="stable")[:MOST_CLASSES].tolist()))


def _largest(values: Floats) -> float:
    """Return the largest finite magnitude, 0 without any."""
    sizes = np.abs(values)
    largest = float(sizes.max(initial=0.0))
    if math.isfinite(largest):
        return largest
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))
