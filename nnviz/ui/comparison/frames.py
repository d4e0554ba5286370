"""What the small pictures of all contenders show, in a few large calls. Without Qt.

The contenders take turns: a frame works out one or two of them, and the scales that
all share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.live.snapshot import Lane
from nnviz.session.stop import Stop
from nnviz.ui.comparison.contender_frames import (
    ContenderFrame,
    ContenderFrameBuilder,
    CurrentSample,
    current_sample,
    plan_small,
)
from nnviz.ui.comparison.shared_scale import (
    OutputScale,
    kept_limit,
    kept_scale,
    rounded_up,
    scale_of,
)
from nnviz.ui.diagram.scene import (
    SHOWN_WHEN_FOLDED,
    is_wide,
    strengths,
    strongest,
)

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
        The prepared data of each contender, or one for all.
    per_turn
        Contenders that one frame works out.

    Attributes
    ----------
    row
        The current sample, a row of the data set.
    """

    def __init__(
        self,
        networks: Sequence[Network],
        data: PreparedData | Sequence[PreparedData],
        *,
        per_turn: int = 1,
    ) -> None:
        several = [data] * len(networks) if isinstance(data, PreparedData) else data
        plans = {id(each): plan_small(each) for each in several}
        self._builders = [
            ContenderFrameBuilder(network, plans[id(each)])
            for network, each in zip(networks, several, strict=True)
        ]
        self._per_turn = per_turn
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
    def frame(self, lanes: Sequence[Lane], turn: int | None = None) -> ComparisonFrame:
        """Return the frame for the contenders in one state.

        Parameters
        ----------
        lanes
            The contenders as they are now.
        turn
            The number of this frame: only the contenders whose turn it is are worked
            out, all others stay as they were. None works out all, for a run at rest.
        """
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
        begin = turn * self._per_turn
        return sorted({k % count for k in range(begin, begin + self._per_turn)})

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
    """Tell whether two moments of a contender look the same."""
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
