"""``Watch``: what a training loop calls once an iteration to be recorded."""

import atexit
import warnings
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from nnviz.watch.log_format import STATES, ArrayLayout, End, Row, Shared, Start
from nnviz.watch.log_writer import LogWriter

Arrays: TypeAlias = Sequence[Any] | Mapping[str, Any]
"""Arrays of the layers in their order, or by names such as ``W1`` or ``dW1``."""

_GROUPS = (
    "weights",
    "biases",
    "inputs",
    "targets",
    "activations",
    "sums",
    "deltas",
    "gradients",
    "after",
    *STATES,
)
_ALONE = ("inputs", "targets", "steps")
_DATA = _ALONE[:2]

_SHARED_FROM = 1 << 20
"""The bytes from which inputs and targets are looked at for being those of before."""

_MOST_WAITING = 64 << 20
"""The bytes that may wait to be written before iterations are dropped."""

_OVERHEAD = 32
"""The bytes of an iteration beside its arrays, about."""

_JOINED = 1 << 16
"""Below so many bytes, joining arrays is quicker than copying each into a block."""

_KINDS = "biuf"
"""The kinds of NumPy types that are numbers: bool, int, unsigned and float."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What the arrays of an iteration were like, and the layout they have got.

    ``shapes``, ``types`` and ``counts`` are compared with those of the next one.
    ``kept`` are the places of the arrays that stand in each iteration, of ``size``
    bytes; ``large`` those of the rest by name.
    """

    shapes: list[Any]
    types: list[Any]
    counts: list[int | None]
    number: int
    kept: list[int]
    size: int
    large: dict[str, int]


class Watch:
    """Records what a training loop has computed; it changes and computes nothing.

    Arrays are copied at the call and written by a thread of its own, so that the loop
    never waits: an iteration that cannot be written fast enough is dropped, counted,
    and said when the log is closed. ``nnviz check FILE`` checks what is recorded.

    Parameters
    ----------
    file
        The log to write, such as ``mine.nnvizlog``; one that exists is overwritten.
    activations, loss, learning_rate, optimizer
        What the loop uses: ``["relu", "softmax"]``, ``"cross_entropy"``, 0.1,
        ``"sgd"``. What is left out is not checked, or asked for.
    settings
        Those of the optimiser, where they are not the usual ones: ``{"beta1": 0.8}``.
    every
        Record every n-th iteration, and the first.
    budget
        The most bytes of the log. Iterations are recorded ever more rarely as it
        fills, so that early ones stay and late ones are there too.
    weights
        ``"x @ W"`` or ``"W @ x"``, for networks whose shapes do not tell.
    samples
        ``"rows"`` or ``"columns"``, likewise.

    Raises
    ------
    ValueError
        If an option is none of these.
    OSError
        If the file cannot be made.
    """

    def __init__(  # noqa: PLR0913 (options by name)
        self,
        file: str | PathLike[str],
        *,
        activations: Sequence[str] | None = None,
        loss: str | None = None,
        learning_rate: float | None = None,
        optimizer: str | None = None,
        settings: Mapping[str, float] | None = None,
        every: int = 1,
        budget: int | None = None,
        weights: str | None = None,
        samples: str | None = None,
    ) -> None:
        _check_choice("weights", weights, ("x @ W", "W @ x"))
        _check_choice("samples", samples, ("rows", "columns"))
        if every < 1 or (budget is not None and budget < 1):
            raise ValueError("every and budget: give 1 or more")
        self._every, self._pause = every, every
        self._budget = budget
        self._rest = float(budget or 0)
        self._number = self._recorded = self._dropped = self._thinned = 0
        self._spent = 0
        self._layouts: dict[Any, int] = {}
        self._known = _Known([], [], [], 0, [], 0, {})
        self._shared: dict[str, tuple[Any, int]] = {}
        self._next_shared = 0
        self._is_open = True
        self._writer = LogWriter(Path(file), _MOST_WAITING)
        rate = None if learning_rate is None else float(learning_rate)
        self._start = Start(
            learning_rate=rate, every=every, weights=weights, samples=samples
        )
        self.say(activations, loss, optimizer, settings)
        atexit.register(self.close)

    def say(
        self,
        activations: Sequence[str] | None,
        loss: str | None,
        optimizer: str | None,
        settings: Mapping[str, float] | None,
    ) -> None:
        """Say again what the loop uses, where it is known only when it runs."""
        names = None if activations is None else [str(name) for name in activations]
        numbers = {name: float(one) for name, one in (settings or {}).items()}
        self._start = structs.replace(
            self._start,
            activations=names,
            loss=loss,
            optimizer=optimizer,
            settings=numbers,
        )
        self._writer.put(self._start, [], 0)

    @property
    def is_due(self) -> bool:
        """Whether the next iteration is to be recorded."""
        number = self._number
        return self._is_open and not (number % self._every or number % self._pause)

    @property
    def is_complete(self) -> bool:
        """Whether every iteration is to be recorded, so that each follows another."""
        return self._every == 1 and self._budget is None

    def skip(self) -> None:
        """Count an iteration that is not to be recorded."""
        number, self._number = self._number, self._number + 1
        if self._is_open and not number % self._every and number % self._pause:
            self._thinned += 1

    def iteration(  # noqa: PLR0913 (each of them is something to record)
        self,
        weights: Arrays,
        biases: Arrays | None = None,
        inputs: Any = None,  # noqa: ANN401 (whatever NumPy can read)
        targets: Any = None,  # noqa: ANN401
        activations: Arrays | None = None,
        deltas: Arrays | None = None,
        gradients: Arrays | None = None,
        cost: float | None = None,
        after: Arrays | None = None,
        *,
        sums: Arrays | None = None,
        learning_rate: float | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> None:
        """Record one iteration; call it once for each, with what there is.

        Parameters
        ----------
        weights, biases
            Those with which the iteration was computed, before its update.
        inputs, targets
            The batch: samples as rows or columns; labels as numbers or one-hot.
        activations, sums, deltas
            a, z and dL/dz of the layers.
        gradients
            ``[dW1, db1, dW2, db2, ...]``, or the weights' and then the biases'.
        cost
            The cost of this batch.
        after
            The weights and biases after the update, in the order of the gradients.
        learning_rate
            That of this iteration, if it changes.
        state
            What the optimiser had kept before the update: ``velocity``,
            ``first_moment``, ``second_moment`` or ``sum_of_squares``, in the order of
            the gradients, and ``steps``, how many updates there were. It is needed only
            to check updates of iterations that do not follow each other.

        Raises
        ------
        TypeError
            If something is no array of numbers.
        """
        self._number = number = self._number + 1
        if not self._is_open or (number - 1) % self._every:
            return
        if (number - 1) % self._pause:
            self._thinned += 1
            return
        given = (
            weights,
            biases,
            inputs,
            targets,
            activations,
            sums,
            deltas,
            gradients,
            after,
            *(() if state is None else (state.get(name) for name in STATES)),
        )
        known, arrays = self._recognised(given)
        size, marks = known.size, {}
        if known.large:
            marks = {name: _mark(arrays[i]) for name, i in known.large.items()}
            size += sum(
                arrays[known.large[name]].nbytes
                for name, mark in marks.items()
                if self._shared.get(name, (None, 0))[0] != mark
            )
        if not self._writer.has_room(size):
            self._dropped += 1
            return
        row = Row(number, dropped=self._dropped)
        if cost is not None:
            row.cost = float(cost)
        if learning_rate is not None:
            row.learning_rate = float(learning_rate)
        if known.large:
            large = known.large.items()
            row.shared = {
                name: self._share(name, arrays[i], marks[name]) for name, i in large
            }
            arrays = [arrays[i] for i in known.kept]
        self._writer.put_row(known.number, row, self._copied(arrays, known), known.size)
        self._recorded += 1
        self._count(known.size)

    def close(self) -> None:
        """Write what is not written yet, and close the log; more calls do nothing."""
        if not self._is_open:
            return
        self._is_open = False
        atexit.unregister(self.close)
        end = End(self._number, self._recorded, self._dropped, self._thinned)
        self._writer.put(end, [], 0)
        self._writer.close()
        lost, why = self._dropped + self._writer.lost, self._writer.failure
        if lost:
            warnings.warn(
                f"{lost:,} of {self._number:,} iterations were not recorded: "
                f"{why or 'they came faster than they could be written'}",
                stacklevel=2,
            )

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _recognised(self, given: tuple[Any, ...]) -> tuple[_Known, list[NDArray[Any]]]:
        """Return the arrays of an iteration, and what is known of such ones.

        Of a small network an iteration takes 50 us, so the usual case, arrays like
        those of the iteration before, is told by the fewest operations.
        """
        weights, biases, inputs, targets, activations, sums, deltas, grads, after = (
            given[:9]
        )
        known = self._known
        try:
            arrays = [
                *weights,
                *(biases or ()),
                *(() if inputs is None else (inputs,)),
                *(() if targets is None else (targets,)),
                *(activations or ()),
                *(sums or ()),
                *(deltas or ()),
                *(grads or ()),
                *(after or ()),
            ]
            if (
                [array.shape for array in arrays] == known.shapes
                and [array.dtype for array in arrays] == known.types
                and [None if one is None else len(one) for one in given] == known.counts
            ):
                return known, arrays
        except (AttributeError, TypeError, ValueError):
            pass  # Lists, tensors, or arrays by their names.
        return self._looked_at(given)

    def _looked_at(self, given: tuple[Any, ...]) -> tuple[_Known, list[NDArray[Any]]]:
        named = [
            (name, _array(name, one))
            for group, arrays in zip(_GROUPS, given, strict=False)
            if arrays is not None
            for name, one in _named(group, arrays)
        ]
        large = {
            name: i
            for i, (name, array) in enumerate(named)
            if name in _DATA and array.nbytes >= _SHARED_FROM
        }
        kept = [i for i in range(len(named)) if i not in large.values()]
        described = [
            (name, array.dtype.str, list(array.shape))
            for name, array in (named[i] for i in kept)
        ]
        arrays = [array for _, array in named]
        self._known = _Known(
            [array.shape for array in arrays],
            [array.dtype for array in arrays],
            [_length(one) for one in given],
            self._layout(described),
            kept,
            sum(arrays[i].nbytes for i in kept),
            large,
        )
        return self._known, arrays

    def _copied(
        self, arrays: list[NDArray[Any]], known: _Known
    ) -> list[bytes | memoryview]:
        """Return copies in C order: the loop may overwrite its arrays at once."""
        if known.size >= _JOINED:
            block = self._writer.block(known.size)
            _copy_into(block, arrays)
            return [block]
        try:
            return [b"".join(arrays)]  # type: ignore[arg-type]
        except (BufferError, TypeError, ValueError):
            # One of them is no block of memory, such as a transposed one.
            return [array.tobytes() for array in arrays]

    def _layout(self, described: list[tuple[str, str, list[int]]]) -> int:
        key = repr(described)
        if key not in self._layouts:
            self._layouts[key] = len(self._layouts)
            self._writer.put(ArrayLayout(self._layouts[key], described), [], 0)
        return self._layouts[key]

    def _share(self, name: str, array: NDArray[Any], mark: tuple[Any, ...]) -> int:
        """Return the number of a large array; it is written unless it was just so."""
        known, number = self._shared.get(name, (None, 0))
        if known == mark:
            return number
        number = self._next_shared
        self._next_shared += 1
        self._shared[name] = mark, number
        described = Shared(number, array.dtype.str, list(array.shape))
        self._writer.put(described, [array.tobytes()], array.nbytes)
        self._count(array.nbytes)
        return number

    def _count(self, size: int) -> None:
        """Count bytes; each time half of the rest is spent, record half as often."""
        self._spent += size + _OVERHEAD
        if self._budget is None:
            return
        if self._spent > self._budget - self._rest / 2.0:
            self._rest /= 2.0
            self._pause *= 2


def _named(group: str, given: Any) -> list[tuple[str, Any]]:  # noqa: ANN401
    """Return arrays with their names: ``inputs``, ``weights/1``, ``gradients/dW1``."""
    if group in _ALONE:
        return [(group, given)]
    if isinstance(given, Mapping):
        return [(f"{group}/{name}", one) for name, one in given.items()]
    return [(f"{group}/{number}", one) for number, one in enumerate(given, start=1)]


def _array(name: str, given: Any) -> NDArray[Any]:  # noqa: ANN401
    """Return what NumPy makes of something, such as a list or a tensor."""
    detach = getattr(given, "detach", None)
    array = np.asarray(given if detach is None else detach())
    if array.dtype.kind not in _KINDS or array.dtype.itemsize > 8:
        raise TypeError(f"{name}: {array.dtype} is no type of numbers that is recorded")
    return array


def _mark(array: NDArray[Any]) -> tuple[Any, ...]:
    """Return what tells whether a large array is the one of before, unchanged."""
    in_order = array.T if array.flags.f_contiguous else np.ascontiguousarray(array)
    place = array.__array_interface__["data"][0]
    return place, array.dtype, array.shape, zlib.crc32(in_order.data.cast("B"))


def _length(given: Any) -> int | None:  # noqa: ANN401
    """Return how many there are; -1, which is never met again, of a single number."""
    if given is None:
        return None
    try:
        return len(given)
    except TypeError:
        return -1


def _copy_into(block: memoryview, arrays: list[NDArray[Any]]) -> None:
    begin = 0
    for array in arrays:
        place = np.ndarray(array.shape, array.dtype, block, begin)
        np.copyto(place, array)
        begin += array.nbytes


def _check_choice(name: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise ValueError(f"{name}={value!r}: give one of {', '.join(known)}")
