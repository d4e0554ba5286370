"""Where the neurons of each layer lie: columns from left to right, and the view."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from nnviz.core.types import Floats, Indices

SMALLEST, LARGEST = 0.4, 40.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """The map ``screen = scale * place + (x, y)``; by default all of it is shown."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Map a place of the layout to the screen."""
        return self.scale * x + self.x, self.scale * y + self.y

    def zoomed(self, factor: float, x: float, y: float) -> "Viewport":
        """Zoom so that what is at a point of the screen stays there."""
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        ratio = scale / self.scale
        return Viewport(scale, x - ratio * (x - self.x), y - ratio * (y - self.y))

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Move by a distance on the screen."""
        return Viewport(self.scale, self.x + dx, self.y + dy)


@dataclass(frozen=True, slots=True)
class Area:
    """The room for a layout, in pixels, and what names take at each side."""

    width: float
    height: float
    left: float = 24.0
    right: float = 24.0
    top: float = 44.0
    bottom: float = 20.0


@dataclass(frozen=True, slots=True)
class ShownNeurons:
    """What a layer shows: which of its neurons, and how.

    An image is shown as one picture; while it is folded its edges run as one bundle to
    each neuron of the next layer, and no input has a place of its own.
    """

    size: int
    neurons: Indices
    image_shape: tuple[int, int] | None = None
    can_fold: bool = False

    @property
    def is_image(self) -> bool:
        """Whether the layer is shown as one picture."""
        return self.image_shape is not None

    @property
    def is_bundle(self) -> bool:
        """Whether all inputs lie in one place."""
        return self.is_image and len(self.neurons) == 0


@dataclass(frozen=True, slots=True, eq=False)
class LayerColumn:
    """One layer: neurons of equal size at ``x``, one at each of ``ys``.

    ``aside`` pixels are kept free for values to the right of the neurons; labels above
    and below may be ``room`` pixels wide.
    """

    layer: int
    shown: ShownNeurons
    x: float
    ys: Floats
    pitch: float
    side: float
    top: float
    bottom: float
    aside: float = 0.0
    room: float = 0.0

    @property
    def half_width(self) -> float:
        """Half the width of the column without values."""
        if self.shown.image_shape is None:
            return self.side / 2
        rows, columns = self.shown.image_shape
        return (self.bottom - self.top) / 2 * columns / rows

    @property
    def left(self) -> float:
        """The left side, where edges arrive."""
        return self.x - self.half_width

    @property
    def right(self) -> float:
        """The right side, with the values."""
        return self.x + self.half_width + self.aside

    @property
    def anchors(self) -> Floats:
        """The heights at which edges leave and arrive."""
        if self.shown.is_bundle:
            return np.array([(self.top + self.bottom) / 2])
        return self.ys

    @property
    def dot_radius(self) -> float:
        """The radius of a bias dot."""
        return self.side * 0.12

    def place_of(self, neuron: int) -> int | None:
        """Return the place in the column of a neuron, None while it is hidden."""
        neurons = self.shown.neurons
        place = int(neurons.searchsorted(neuron))
        found = place < len(self.ys) and int(neurons[place]) == neuron
        return place if found else None

    def anchor_of(self, neuron: int) -> int | None:
        """Return the place in ``anchors`` of a neuron, None while it is hidden."""
        return 0 if self.shown.is_bundle else self.place_of(neuron)

    def seen_through(self, view: Viewport) -> "LayerColumn":
        """Return the column as it lies on the screen."""
        x, top = view.to_screen(self.x, self.top)
        return replace(
            self,
            x=x,
            top=top,
            bottom=view.scale * self.bottom + view.y,
            ys=view.scale * self.ys + view.y,
            pitch=view.scale * self.pitch,
            side=view.scale * self.side,
            # Values are not written larger.
            aside=min(view.scale, 1.0) * self.aside,
            room=view.scale * self.room,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """The room between two columns that edges cross, from ``x0`` to ``x1``.

    Edges are numbered row by row as in the (O, I) weights of what is shown.
    """

    before: LayerColumn
    after: LayerColumn

    @property
    def layer(self) -> int:
        """The layer that the edges belong to."""
        return self.after.layer

    @property
    def x0(self) -> float:
        """Where edges leave: at the neuron, also behind a value beside it."""
        return self.before.x + self.before.half_width

    @property
    def x1(self) -> float:
        """Where edges arrive."""
        return self.after.left

    @property
    def count(self) -> int:
        """How many edges there are."""
        return len(self.before.anchors) * len(self.after.anchors)

    def ends(self) -> tuple[Floats, Floats]:
        """Return the heights at which each edge leaves and arrives."""
        starts, stops = self.before.anchors, self.after.anchors
        return np.tile(starts, len(stops)), np.repeat(stops, len(starts))


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """The columns of a whole diagram."""

    columns: tuple[LayerColumn, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The rooms between neighbouring columns."""
        return tuple(Gap(before, after) for before, after in pairwise(self.columns))

    @property
    def edge_count(self) -> int:
        """How many edges are drawn."""
        return sum(gap.count for gap in self.gaps)

    def seen_through(self, view: Viewport) -> "Geometry":
        """Return the geometry as it lies on the screen."""
        return Geometry(tuple(column.seen_through(view) for column in self.columns))


def curve_fraction(fraction: float) -> float:
    """Return how far up a soft curve is when it is this far across.

    The curve is the cubic Bezier with level ends whose control points lie half way
    across; its parameter t solves x(t) = 1.5 t (1 - t) + t^3.
    """
    low, high = 0.0, 1.0
    for _ in range(30):
        t = (low + high) / 2
        low, high = (t, high) if 1.5 * t * (1 - t) + t**3 < fraction else (low, t)
    return low * low * (3 - 2 * low)
