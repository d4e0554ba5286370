"""What a page of a run holds: the numbers of chosen moments, as the run has them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.layout import Layout
from nnviz.core.types import Floats
from nnviz.session.engine import Engine
from nnviz.session.probe import Probe, ProbeSample, sample_of
from nnviz.session.trainer import Trainer

Visit = Callable[[int], Trainer]
"""Returns a trainer that is at an iteration, to be read."""

LARGEST = 4_800_000
"""The most characters of numbers in a page, which is a little larger."""
CELLS = 36
"""The cells each way of a picture of the output."""
_CHARACTERS = 2.2
"""What a number takes if it compresses well; more moments than fit are left out."""
_MOST_PARAMETERS = 20_000
_SAMPLES = 4
_MOST_WANTED = 60


@dataclass(frozen=True, slots=True, eq=False)
class RecordedRun:
    """The numbers of M moments of a network of P parameters and N neurons.

    Attributes
    ----------
    moments
        Iterations, the first and the last of the run among them.
    parameters, updates
        (M, P) in the order of the layout; the updates are those of the iteration that
        led to each moment, zeros before the first.
    samples
        The samples that were looked at.
    z, a, delta
        Of each of S samples with the parameters of each moment, (M, S, N): all layers
        but the inputs, one after the other. NaN where a sample has no target.
    losses
        (M, S).
    """

    moments: tuple[int, ...]
    parameters: Floats
    updates: Floats
    samples: tuple[ProbeSample, ...]
    z: Floats
    a: Floats
    delta: Floats
    losses: Floats

    def thinned(self, places: Sequence[int]) -> "RecordedRun":
        """Return only some of its moments, by their places."""
        kept = {
            name: getattr(self, name)[places]
            for name in ("parameters", "updates", "z", "a", "delta", "losses")
        }
        moments = tuple(self.moments[place] for place in places)
        return replace(self, moments=moments, **kept)


def moments_within(
    last: int,
    networks: Sequence[tuple[int, ...]],
    samples: int,
    wanted: Iterable[int] = (),
) -> list[int]:
    """Return which iterations a page may have: all, or evenly as many as may fit.

    Parameters
    ----------
    networks
        The sizes of their layers, the inputs first.
    samples
        How many can be looked at.
    wanted
        Iterations that are to be among them.

    Raises
    ------
    InputError
        If a network is too large.
    """
    return evenly_with(range(last + 1), most_moments(networks, samples), wanted)


def most_moments(networks: Sequence[tuple[int, ...]], samples: int) -> int:
    """Return how many moments may fit into a page; see ``moments_within``.

    Raises
    ------
    InputError
        If a network is too large to be recorded at two moments.
    """
    each = 0.0
    for sizes in networks:
        parameters, neurons = Layout(sizes).count, sum(sizes[1:])
        if parameters > _MOST_PARAMETERS:
            raise InputError(
                f"a network of {parameters:,} parameters is too large for a page: at "
                f"most {_MOST_PARAMETERS:,}"
            )
        each += 2 * parameters + samples * (3 * neurons + 1)
    return int(LARGEST / (_CHARACTERS * each))


def evenly_with(
    moments: Sequence[int], count: int, wanted: Iterable[int] = ()
) -> list[int]:
    """Return about ``count`` of some moments, evenly, both ends among them.

    What is wanted is, too; if that is much, some of it.
    """
    if len(moments) <= max(count, 2):
        return list(moments)
    known = set(moments)
    kept = [one for one in wanted if one in known][: min(_MOST_WANTED, count // 4)]
    places = np.linspace(0, len(moments) - 1, max(count - len(kept), 2))
    return sorted({*kept, *(moments[round(place)] for place in places.tolist())})


def rows_to_look_at(trainer: Trainer, samples: Sequence[int] = ()) -> tuple[int, ...]:
    """Return the rows of samples that are named from 1, or else of a few.

    Raises
    ------
    InputError
        If the data have no such sample.
    """
    count = len(trainer.data.dataset.inputs)
    for sample in samples:
        if not 1 <= sample <= count:
            raise InputError(f"--sample {sample}: the data have samples 1 to {count:,}")
    if samples:
        return tuple(sample - 1 for sample in samples)
    return tuple(range(0, count, max(count // _SAMPLES, 1)))[:_SAMPLES]


def moments_of(moments: Sequence[int], end: int) -> list[int]:
    """Return which of a page's moments a run has that ended at an iteration."""
    return [*(moment for moment in moments if moment < end), end]


def record(
    visit: Visit,
    moments: Sequence[int],
    rows: Sequence[int],
    trainer: Trainer,
    see: Callable[[Trainer], None] | None = None,
    update_of: Callable[[Trainer], Floats] | None = None,
) -> RecordedRun:
    """Go to each moment, and look at some samples there.

    Parameters
    ----------
    rows
        The rows of the data set that are looked at.
    trainer
        Of the run at its end, for its data and the sizes of its network.
    see
        Called at each moment.
    update_of
        Returns the update of the iteration that a trainer is at; if it is not given,
        its trace has it.
    """
    found = [sample_of(trainer.data, row) for row in rows]
    samples = tuple(sample for sample in found if sample is not None)
    layout = trainer.network.layout
    neurons, count = sum(layout.sizes[1:]), len(moments)
    shape = count, len(samples), neurons
    run = RecordedRun(
        tuple(moments),
        parameters=np.zeros((count, layout.count)),
        updates=np.zeros((count, layout.count)),
        samples=samples,
        z=np.full(shape, np.nan),
        a=np.full(shape, np.nan),
        delta=np.full(shape, np.nan),
        losses=np.full(shape[:2], np.nan),
    )
    probe = Probe()
    for place, moment in enumerate(moments):
        here = visit(moment)
        run.parameters[place] = here.network.parameters
        if update_of is not None:
            run.updates[place] = update_of(here)
        elif moment and here.before_last is not None:
            run.updates[place] = here.trace()["update"]
        for number, sample in enumerate(samples):
            _look(run, probe, here, (place, number), sample)
        if see is not None:
            see(here)
    return run


def _look(
    run: RecordedRun,
    probe: Probe,
    engine: Engine,
    at: tuple[int, int],
    sample: ProbeSample,
) -> None:
    trace, start = probe.look(engine, sample), 0
    for layer, (_, size) in enumerate(pairwise(engine.network.layout.sizes), 1):
        neurons = slice(start, start + size)
        start += size
        for name, values in (("z", run.z), ("a", run.a), ("delta", run.delta)):
            quantity = f"{name}{layer}"
            if quantity in trace:
                values[(*at, neurons)] = trace[quantity][0]
    if "losses" in trace:
        run.losses[at] = trace["losses"][0]
