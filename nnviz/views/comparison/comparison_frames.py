"""What the small pictures of all contenders show, and the scales they share.

Without Qt. The contenders take turns: a frame works out one or two of them, and the
scales that all share.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.live.snapshot import Lane
from nnviz.session.stop import Stop
from nnviz.views.comparison.contender_frames import (
    ContenderFrame,
    ContenderFrameBuilder,
    CurrentSample,
    current_sample,
    plan_small,
)
from nnviz.views.diagram.scene import (
    SHOWN_WHEN_FOLDED,
    is_wide,
    strengths,
    strongest,
)
from nnviz.views.output.curve_values import FittedCurve
from nnviz.views.output.image_values import ClassShares
from nnviz.views.output.output_values import OutputPicture
from nnviz.views.output.predictions import TableValues
from nnviz.views.output.surface_values import SurfacePicture

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
        if isinstance(each, FittedCurve):
            values.append(each.values.y)
            wanted.append(np.array(each.plan.y_span))
        elif isinstance(each, TableValues) and each.task == "regression":
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
    # Both ends are multiples of a round step, so that the scale seldom changes.
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
    if pictures[0].wanted is not None:
        # The right class has a bar, however small its share.
        shares[pictures[0].wanted] = np.inf
    return tuple(sorted(np.argsort(-shares, kind="stable")[:MOST_CLASSES].tolist()))


def _largest(values: Floats) -> float:
    """Return the largest finite magnitude, 0 without any."""
    sizes = np.abs(values)
    largest = float(sizes.max(initial=0.0))
    if math.isfinite(largest):
        return largest
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))


_CHOOSE_EVERY = 60
"""Frames between two choices of the neurons that wide layers show."""


class ComparisonFrame(msgspec.Struct, frozen=True, eq=False):
    """All contenders, in their order, and what their pictures share.

    Attributes
    ----------
    scale
        Of the outputs.
    widest
        The size of a weight whose edge has the greatest width.
    longest
        The same for the edge from an input picture into a neuron: the length of all its
        weights; 0 without a picture.
    shown
        Which neurons of a layer are shown, by (layer, its size).
    """

    contenders: tuple[ContenderFrame, ...]
    scale: OutputScale
    widest: float
    longest: float
    shown: Mapping[tuple[int, int], Indices]
    sample: CurrentSample


class ComparisonFrameBuilder:
    """Turns states of one comparison into frames; keeps what stays the same.

    Parameters
    ----------
    networks
        Copies of the contenders' networks; their parameters are overwritten.
    data
        The prepared data of each contender.

    Attributes
    ----------
    row
        The current sample, a row of the data set.
    """

    def __init__(
        self,
        networks: Sequence[Network],
        data: Sequence[PreparedData],
    ) -> None:
        # Contenders often share their data, and then what is planned for them too.
        plans = {id(each): plan_small(each) for each in data}
        self._builders = [
            ContenderFrameBuilder(network, plans[id(each)])
            for network, each in zip(networks, data, strict=True)
        ]
        self._first = self._builders[0].plan
        self.row = self._first.first_row
        self._frames: list[ContenderFrame] = []
        self._lanes: list[Lane] = []
        self._row = -1
        self._sample = current_sample(self._first, self.row)
        self._chosen: dict[tuple[int, int], Indices] = {}
        self._neuron: tuple[int, int] | None = None
        self._age = 0
        self._scale: OutputScale | None = None
        self._widest = self._longest = 0.0

    def mark(self, layer: int, neuron: int) -> None:
        """Show this neuron in every wide layer; -1, -1 for none."""
        self._neuron = (layer, neuron) if layer >= 0 else None
        self._age = 0

    @np.errstate(all="ignore")
    def frame(
        self,
        lanes: Sequence[Lane],
        turn: int | None = None,
        *,
        while_training: bool = False,
    ) -> ComparisonFrame:
        """Return the frame for the contenders in one state.

        Parameters
        ----------
        lanes
            The contenders as they are now.
        turn
            The number of this frame: only the contenders whose turn it is are worked
            out, all others stay as they were. None works out all, for a run at rest.
        while_training
            Whether scales that still serve are kept, so that pictures do not flicker.
            At rest they are those of the state, however it was reached.
        """
        if not while_training:
            self._scale, self._widest, self._longest = None, 0.0, 0.0
        for place in self._due(len(lanes), turn):
            self._renew(place, lanes[place])
        if self._row != self.row:
            self._row, self._sample = self.row, current_sample(self._first, self.row)
        sound = [each for each in self._frames if not has_diverged(each.stop)]
        scale = self._measure(sound or self._frames)
        for place, each in enumerate(self._frames):
            self._frames[place] = _limited(each, self._widest, self._longest)
        if self._age == 0:
            self._choose_neurons()
        self._age = (self._age + 1) % _CHOOSE_EVERY
        return ComparisonFrame(
            tuple(self._frames),
            scale,
            self._widest,
            self._longest,
            self._chosen,
            self._sample,
        )

    def _measure(self, frames: Sequence[ContenderFrame]) -> OutputScale:
        """Return a scale that fits all contenders, the last one if it still serves."""
        scale = kept_scale(self._scale, scale_of([each.output for each in frames]))
        widest = rounded_up(max(each.largest for each in frames))
        self._widest = kept_limit(self._widest, widest)
        longest = rounded_up(max(each.longest for each in frames))
        self._longest = kept_limit(self._longest, longest)
        self._scale = scale
        return scale

    def _due(self, count: int, turn: int | None) -> Sequence[int]:
        if turn is None or not self._frames or self._row != self.row:
            return range(count)
        return [turn % count]

    def _renew(self, place: int, lane: Lane) -> None:
        if place == len(self._frames):
            self._frames.append(self._builders[place].frame(lane, self.row))
            self._lanes.append(lane)
        elif self._row != self.row or not _same(self._lanes[place], lane):
            self._frames[place] = self._builders[place].frame(lane, self.row)
            self._lanes[place] = lane

    def _choose_neurons(self) -> None:
        """Choose the neurons of wide layers by their strength in all contenders."""
        rated: dict[tuple[int, int], Floats] = {}
        for each in self._frames:
            diagram = each.diagram
            for layer, size in enumerate(diagram.sizes):
                if not is_wide(size) or (
                    layer == 0 and diagram.input_image is not None
                ):
                    continue
                found = np.nan_to_num(strengths(diagram, layer))
                rated[layer, size] = rated.get((layer, size), 0.0) + found
        layer, neuron = self._neuron or (-1, -1)
        chosen = {
            key: strongest(
                values,
                SHOWN_WHEN_FOLDED,
                self._chosen.get(key),
                neuron if key[0] == layer and neuron < key[1] else None,
            )
            for key, values in rated.items()
        }
        if not _equal(self._chosen, chosen):
            self._chosen = chosen


def has_diverged(stop: Stop | None) -> bool:
    """Return whether a contender has stopped because it diverged."""
    return stop is not None and stop.reason == "diverged"


def _limited(frame: ContenderFrame, widest: float, longest: float) -> ContenderFrame:
    """Return the frame with its edges on the scale of all."""
    bundled = frame.diagram.input_image is not None
    rest = (widest,) * (len(frame.diagram.sizes) - 2)
    limits = (longest if bundled else widest, *rest)
    if frame.diagram.edge_limits == limits:
        return frame
    diagram = replace(frame.diagram, edge_limits=limits)
    return msgspec.structs.replace(frame, diagram=diagram)


def _same(before: Lane, now: Lane) -> bool:
    """Return whether a contender looks the same in both states."""
    if before is now:
        return True
    counted = (before.iteration, before.stop) == (now.iteration, now.stop)
    judged = before.evaluation is now.evaluation and before.health is now.health
    return counted and judged and np.array_equal(before.parameters, now.parameters)


def _equal(
    some: Mapping[tuple[int, int], Indices], others: Mapping[tuple[int, int], Indices]
) -> bool:
    same = some.keys() == others.keys()
    return same and all(np.array_equal(some[key], others[key]) for key in some)
