"""The memory of several networks that are trained together."""

import copy

import numpy as np

from nnviz.core.network import Network
from nnviz.core.passes.memory import Batch, IterationMemory
from nnviz.core.stacked.stack import NetworkStack
from nnviz.core.types import Floats

_KINDS = ("z", "a", "slopes", "da", "deltas", "shares")


class StackMemory:
    """All arrays of one iteration of K networks of equal shape.

    Networks with the same activations are stored side by side, as if their batches were
    one, so that one call serves all. Where activations differ, the hidden layers of
    each network have contiguous memory of their own, on which NumPy is faster; output
    layers are side by side all the same, for the loss they share.

    Attributes
    ----------
    joint
        All networks side by side: N columns for each, one after the other.
    parts
        The memories on which hidden activations are evaluated: ``joint`` itself, or one
        for each network.
    """

    def __init__(self, stack: NetworkStack, batch_size: int) -> None:
        shape, self._count = stack.shape, len(stack.members)
        batch = Batch.empty(self._count * batch_size, shape.layout, shape.precision)
        self.joint = IterationMemory(shape, batch, self._count)
        self.parts: tuple[IterationMemory, ...] = (self.joint,)
        self._own: dict[str, Floats] = {}
        if not stack.alike:
            single = IterationMemory(
                shape, Batch.empty(batch_size, shape.layout, shape.precision)
            )
            for kind in _KINDS:
                rows = getattr(single, kind).all
                self._own[kind] = np.repeat(rows[None], self._count, axis=0)
            self.parts = tuple(
                self._part(single, place, member.network)
                for place, member in enumerate(stack.members)
            )

    @property
    def hidden(self) -> range:
        """The numbers of the hidden layers."""
        return self.joint.layers[:-1]

    def apart(self, kind: str, layer: int, extra: int = 0) -> Floats:
        """View a layer's quantity as a matrix for each network, (K, O + extra, N)."""
        rows = self.together(kind, layer, extra)
        return rows if rows.ndim == 3 else self._split(rows)

    def together(self, kind: str, layer: int, extra: int = 0) -> Floats:
        """View a layer's quantity for calls that serve all networks at once.

        The view is (K, O + extra, N) where each network has its own memory, else
        (O + extra, K * N).
        """
        place = getattr(self.joint, kind).place_of(layer, extra)
        if self._own and layer in self.hidden:
            return self._own[kind][:, place]
        rows: Floats = getattr(self.joint, kind).all[place]
        return rows

    def inputs_of(self, layer: int) -> Floats:
        """Return the inputs of a layer with their row of ones, (K, I + 1, N)."""
        if layer == 1:
            return self._split(self.joint.batch.inputs.T)
        return self.apart("a", layer - 1, extra=1)

    def everything(self, kind: str) -> tuple[Floats, ...]:
        """Return all memory of one kind of quantity.

        That is (R, K * N), and (K, R, N) too where networks have their own memory.
        """
        joint: Floats = getattr(self.joint, kind).all
        return (joint, self._own[kind]) if self._own else (joint,)

    def _split(self, rows: Floats) -> Floats:
        """View (R, K * N) as a matrix for each network, (K, R, N)."""
        return rows.reshape(len(rows), self._count, -1).transpose(1, 0, 2)

    def _part(
        self, single: IterationMemory, place: int, network: Network
    ) -> IterationMemory:
        """Return a view of one network's memory."""
        # A shallow copy: the error, terms and losses stay those of ``single``, which
        # nobody uses, because the loss is computed on ``joint``.
        part = copy.copy(single)
        part.network = network
        for kind in _KINDS:
            rows = getattr(single, kind).within(self._own[kind][place])
            setattr(part, kind, rows)
        return part
