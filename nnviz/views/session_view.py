"""What a window shows of a run, as a session keeps it: values of JSON, read leniently.

What is written here is read from files that others have made: a value that is unknown
or impossible is as good as none.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Annotated, Any, Literal, TypeVar

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.derived import given_names
from nnviz.data.prepared import PreparedData
from nnviz.explain.selection import Selection
from nnviz.session.probe import ProbeSample, sample_from, sample_of
from nnviz.views.diagram.parts import BiasPart, EdgePart, NeuronPart

T = TypeVar("T")

_MOST = 2**31 - 1
_LETTERS = 100

Place = Annotated[int, msgspec.Meta(ge=0, le=_MOST)]
Pixels = Annotated[int, msgspec.Meta(ge=1, le=20_000)]
Offset = Annotated[int, msgspec.Meta(ge=-20_000, le=20_000)]

Marked = tuple[NeuronPart | None, EdgePart | BiasPart | None]
"""The neuron selected in the diagram, and the weight or bias chosen."""


class _Row(msgspec.Struct, frozen=True):
    row: Place


class _Given(msgspec.Struct, frozen=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=_LETTERS)]
    values: tuple[float, ...]
    wanted: tuple[float, ...] | None


class _Mark(msgspec.Struct, frozen=True):
    neuron: tuple[Place, Place] | None = None
    bias: tuple[Place, Place] | None = None
    edge: tuple[Place, Place, Place] | None = None


class PanelGroup(msgspec.Struct, frozen=True):
    """Panels that share a place at one side of the window, as tabs if several.

    Attributes
    ----------
    area
        The side of the window.
    panels
        Their names.
    hidden
        The names of those that are closed.
    front
        The name of the one in front, None if none of them is in sight.
    width, height
        Their size in pixels.
    floats_at
        Where a panel that floats lies beside the window's top left corner (x, y) in
        pixels; None for those in the window.
    """

    area: Literal["left", "right", "bottom", "top"]
    panels: tuple[str, ...]
    hidden: tuple[str, ...]
    front: str | None
    width: Pixels
    height: Pixels
    floats_at: tuple[Offset, Offset] | None = None


def part_of(view: Mapping[str, Any], name: str, of: type[T]) -> T | None:
    """Return a part of a view if it is there and of that type."""
    try:
        return msgspec.convert(view.get(name), of)
    except (msgspec.ValidationError, OverflowError, RecursionError):
        return None


def lens_to(sample: ProbeSample, data: PreparedData) -> dict[str, Any]:
    """Return the sample that is looked at: its row, or all there is to know of it."""
    if sample.row >= 0 or sample.values is None:
        return {"row": max(sample.row, 0)}
    given = sample.values[: len(given_names(data.dataset))]
    wanted = sample.wanted
    return {
        "name": sample.name[:_LETTERS],
        "values": [float(value) for value in given],
        "wanted": None if wanted is None else [float(value) for value in wanted],
    }


def lens_of(view: Mapping[str, Any], data: PreparedData) -> ProbeSample | None:
    """Return the sample that was looked at, if it suits the data."""
    at = part_of(view, "lens", _Row)
    if at is not None:
        is_there = at.row < data.dataset.samples
        return sample_of(data, at.row) if is_there else None
    given = part_of(view, "lens", _Given)
    if given is None or not given.name.isprintable():
        return None
    wanted = given.wanted
    fits = len(given.values) == len(given_names(data.dataset)) and (
        wanted is None or len(wanted) == data.dataset.output_count
    )
    if not fits or not all(map(isfinite, (*given.values, *(wanted or ())))):
        return None
    target = None if wanted is None else np.array(wanted)
    try:
        return sample_from(data, given.name, np.array(given.values), target)
    except InputError:
        return None


def selection_to(selection: Selection) -> dict[str, Any]:
    """Return what is explained."""
    return {
        "kind": selection.kind,
        "phase": selection.phase,
        "layer": selection.layer,
        "neuron": selection.neuron,
        "column": selection.column,
    }


def selection_of(view: Mapping[str, Any], sizes: Sequence[int]) -> Selection | None:
    """Return what was explained, if a network of these sizes has it."""
    found = part_of(view, "selection", Selection)
    if found is None or not 0 <= found.layer < len(sizes) or found.sample != 0:
        return None
    if found.layer == 0:
        # The inputs themselves are not explained, but the sample and its loss are.
        is_there = found.kind in ("sample", "loss") and not found.neuron
        return found if is_there and not found.column else None
    has_neuron = 0 <= found.neuron < sizes[found.layer]
    has_column = -1 <= found.column < sizes[found.layer - 1]
    return found if has_neuron and has_column else None


def marked_to(marked: Marked) -> dict[str, Any]:
    """Return what is selected in the diagram."""
    focus, chosen = marked
    found: dict[str, Any] = {}
    if focus is not None:
        found["neuron"] = [focus.layer, focus.index]
    if isinstance(chosen, BiasPart):
        found["bias"] = [chosen.layer, chosen.index]
    elif chosen is not None:
        found["edge"] = [chosen.layer, chosen.index, chosen.column]
    return found


def marked_of(view: Mapping[str, Any], sizes: Sequence[int]) -> Marked:
    """Return what was selected in the diagram, as far as a network has it."""
    found = part_of(view, "marked", _Mark) or _Mark()
    focus: NeuronPart | None = None
    chosen: EdgePart | BiasPart | None = None
    if found.neuron is not None and _has(sizes, found.neuron, least=0):
        focus = NeuronPart(*found.neuron)
    if found.edge is not None and _has(sizes, found.edge[:2], least=1):
        layer, _, column = found.edge
        chosen = EdgePart(*found.edge) if column < sizes[layer - 1] else None
    elif found.bias is not None and _has(sizes, found.bias, least=1):
        chosen = BiasPart(*found.bias)
    return focus, chosen


def _has(sizes: Sequence[int], place: tuple[int, int], least: int) -> bool:
    layer, index = place
    return least <= layer < len(sizes) and index < sizes[layer]
