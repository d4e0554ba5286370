"""What a curve is drawn from: a value for each iteration, or one now and then."""

from typing import Protocol, Self

import numpy as np

from nnviz.views.charts.pyramid import Growing, Line, Numbers, Pyramid, zigzag

SMOOTHINGS = {"off": 0.0, "light": 0.95, "strong": 0.995}
"""How much of the mean so far stays at each step: about 20 and 200 steps long."""

CHUNK = 512

_LEAD = 1000
"""Values before a series' own from which its exponential mean comes."""


class ChartSeries(Protocol):
    """What a plot asks of a series."""

    @property
    def is_sparse(self) -> bool:
        """Whether there are iterations without a value."""
        ...

    @property
    def last_iteration(self) -> float:
        """The iteration of the latest value; 0 while there is none."""
        ...

    @property
    def decay(self) -> float:
        """How much of the mean so far stays at each value; 0 is no smoothing."""
        ...

    def __len__(self) -> int:
        """How many values there are."""
        ...

    def smooth(self, decay: float) -> None:
        """Draw the exponential mean, if there is a value for every iteration."""
        ...

    def line(self, first: float, last: float, count: int) -> Line:
        """Return what to draw between two iterations in ``count`` pixels."""
        ...

    def at(self, iteration: int) -> tuple[int, float] | None:
        """Return the value there or the latest before it, and its iteration."""
        ...

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        ...

    def end_at(self, iteration: int) -> None:
        """Forget what comes after an iteration."""
        ...

    def after(self, iteration: int) -> Self:
        """Return a copy of what comes after an iteration, counted from there at 0."""
        ...

    def append(self, tail: Self, first: int, span: tuple[int, int | None]) -> None:
        """Put in values of a series that is counted from ``first``.

        Parameters
        ----------
        span
            The first and last iteration to put in, or all from the first on if None.
        """
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...


class ExponentialMean:
    """``m = d m + (1 - d) x`` over what is finite, beginning at the first value."""

    def __init__(self, decay: float) -> None:
        self._mean: float | None = None
        powers = decay ** np.arange(1.0, CHUNK + 1.0)
        self._powers = powers
        self._weights = (1.0 - decay) / powers

    def restart(self, mean: float | None) -> None:
        """Go on from a mean that was reached before, or from nothing."""
        self._mean = mean

    def extend(self, values: Numbers) -> Numbers:
        """Return the mean after each of the values; a missing one stays missing."""
        smooth = np.full(len(values), np.nan)
        finite = np.isfinite(values)
        smooth[finite] = self._means(values[finite])
        return smooth

    def _means(self, values: Numbers) -> Numbers:
        means = np.empty_like(values)
        for start in range(0, len(values), CHUNK):
            piece = values[start : start + CHUNK]
            if self._mean is None:
                self._mean = float(piece[0])
            powers, weights = self._powers[: len(piece)], self._weights[: len(piece)]
            mean = powers * (self._mean + np.cumsum(piece * weights))
            means[start : start + CHUNK] = mean
            self._mean = float(mean[-1])
        return means


class IterationSeries:
    """One value for every iteration, counted from 0, and its exponential mean."""

    is_sparse = False

    def __init__(self) -> None:
        self._raw = Pyramid()
        self._smooth = self._raw
        self._mean: ExponentialMean | None = None
        self._lead = np.empty(0)
        self.decay = 0.0

    def __len__(self) -> int:
        return len(self._raw)

    @property
    def values(self) -> Numbers:
        """A view of all values, never the smoothed ones, (length,)."""
        return self._raw.values

    @property
    def last_iteration(self) -> float:
        """The iteration of the latest value; 0 while there is none."""
        return max(len(self._raw) - 1, 0)

    def extend(self, first_iteration: int, values: Numbers) -> None:
        """Put in the values from an iteration on; what was there is replaced."""
        if first_iteration < len(self._raw):
            self.cut(first_iteration)
        missing = first_iteration - len(self._raw)
        if missing > 0:
            self._append(np.full(missing, np.nan))
        self._append(np.asarray(values, dtype=np.float64))

    def smooth(self, decay: float) -> None:
        """Draw the exponential mean instead of the values; 0 draws the values."""
        if decay == self.decay:
            return
        self.decay = decay
        self._smooth, self._mean = self._raw, None
        if decay > 0.0:
            self._mean = ExponentialMean(decay)
            self._mean.extend(self._lead)
            self._smooth = Pyramid()
            self._smooth.extend(self._mean.extend(self._raw.values))

    def line(self, first: float, last: float, count: int) -> Line:
        """Return what to draw between two iterations in ``count`` pixels."""
        return zigzag(self._smooth.ranges(int(first), int(last) + 2, count))

    def at(self, iteration: int) -> tuple[int, float] | None:
        """Return the value of that very iteration, never the smoothed one."""
        if 0 <= iteration < len(self._raw):
            return iteration, float(self._raw.values[iteration])
        return None

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        self._raw.cut(iterations)
        if self._mean is not None:
            self._smooth.cut(iterations)
            known = self._smooth.values[np.isfinite(self._smooth.values)]
            self._mean.restart(float(known[-1]) if len(known) else None)

    def end_at(self, iteration: int) -> None:
        """Forget what comes after an iteration."""
        self.cut(iteration + 1)

    def after(self, iteration: int) -> "IterationSeries":
        """Return a copy of what comes after an iteration, counted from there at 0."""
        tail, first = IterationSeries(), iteration + 1
        tail._lead = self._raw.values[max(first - _LEAD, 0) : first].copy()
        tail.extend(0, self._raw.values[first:])
        return tail

    def append(
        self, tail: "IterationSeries", first: int, span: tuple[int, int | None]
    ) -> None:
        """Put in values of a series that is counted from ``first``."""
        start, last = span
        stop = len(tail) if last is None else max(last + 1 - first, 0)
        self.extend(start, tail.values[start - first : stop])

    def clear(self) -> None:
        """Forget everything, but not how much to smooth."""
        self.cut(0)

    def _append(self, values: Numbers) -> None:
        self._raw.extend(values)
        if self._mean is not None:
            self._smooth.extend(self._mean.extend(values))


class EvaluationSeries:
    """A value at some iterations, in rising order; they are never smoothed."""

    is_sparse, decay = True, 0.0

    def __init__(self) -> None:
        self._iterations = Growing()
        self._values = Pyramid()
        self._last = 0.0

    def __len__(self) -> int:
        return len(self._iterations)

    @property
    def points(self) -> Line:
        """Views of all iterations and their values, (length,) each."""
        return self._iterations.values, self._values.values

    @property
    def last_iteration(self) -> float:
        """The iteration of the latest value; 0 while there is none."""
        return self._last

    def add(self, iteration: int, value: float) -> None:
        """Put in a value; it and all later ones are replaced where they exist."""
        if len(self) and iteration <= self._last:
            self.cut(iteration - 1)
        self._iterations.append(iteration)
        self._values.append(value)
        self._last = float(iteration)

    def replace(self, iterations: Numbers, values: Numbers) -> None:
        """Put in these instead of all, (length,) each, in rising order."""
        self.clear()
        self._extend(iterations, values)

    def extend(self, iterations: Numbers, values: Numbers) -> None:
        """Put in values at later iterations, (n,) each, in rising order."""
        self._extend(iterations, values)

    def smooth(self, decay: float) -> None:
        """Change nothing."""

    def line(self, first: float, last: float, count: int) -> Line:
        """Return what to draw between two iterations in ``count`` pixels."""
        iterations = self._iterations.values
        start = int(np.searchsorted(iterations, first, "right")) - 1
        stop = int(np.searchsorted(iterations, last)) + 1
        ranges = self._values.ranges(start, stop, count)
        places, values = zigzag(ranges)
        whole = np.minimum(places.astype(np.intp), max(len(iterations) - 1, 0))
        return iterations[whole], values

    def at(self, iteration: int) -> tuple[int, float] | None:
        """Return the value there or the latest before it, and its iteration."""
        iterations = self._iterations.values
        place = int(np.searchsorted(iterations, iteration, "right")) - 1
        if place < 0:
            return None
        return int(iterations[place]), float(self._values.values[place])

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        place = int(np.searchsorted(self._iterations.values, iterations, "right"))
        self._iterations.cut(place)
        self._values.cut(place)
        self._note_last()

    def end_at(self, iteration: int) -> None:
        """Forget what comes after an iteration."""
        self.cut(iteration)

    def after(self, iteration: int) -> "EvaluationSeries":
        """Return a copy of what comes after an iteration, counted from there at 0."""
        tail, iterations = EvaluationSeries(), self._iterations.values
        place = int(np.searchsorted(iterations, iteration, "right"))
        later = iterations[place:] - (iteration + 1)
        tail._extend(later, self._values.values[place:])
        return tail

    def append(
        self, tail: "EvaluationSeries", first: int, span: tuple[int, int | None]
    ) -> None:
        """Put in values of a series that is counted from ``first``."""
        places, values = tail.points
        iterations = places + first
        start = int(np.searchsorted(iterations, span[0]))
        last = np.inf if span[1] is None else span[1]
        stop = int(np.searchsorted(iterations, last, "right"))
        self.cut(span[0] - 1)
        self._extend(iterations[start:stop], values[start:stop])

    def clear(self) -> None:
        """Forget everything."""
        self.cut(-1)

    def _extend(self, iterations: Numbers, values: Numbers) -> None:
        self._iterations.extend(iterations)
        self._values.extend(values)
        self._note_last()

    def _note_last(self) -> None:
        iterations = self._iterations.values
        self._last = float(iterations[-1]) if len(iterations) else 0.0
