"""The outcome of a contender: for one seed, and for all its seeds together."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from nnviz.session.comparison.seeds.cost_curve import CostCurve
from nnviz.session.comparison.spread import Spread
from nnviz.session.history import Part


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one run of a contender, from one seed.

    Numbers that are not finite are None, so that all of it can be written as JSON.

    Attributes
    ----------
    contender, seed
        The contender's name, and the seed of the run.
    iterations
        The number of iterations done.
    cost, test_cost, validation_cost
        The final costs over the training set, the test set and the validation set.
    accuracy, r2
        The final accuracy (classes) or R2 (numbers) on the part ``measured_on``.
    iterations_to_target
        The number of iterations until an evaluation met the target, None if none did.
    dead_share, saturated_share
        The share of hidden neurons that are dead at the end, and the share of pairs of
        hidden neuron and sample that are saturated.
    stop, message
        Why the run ended, in a word or two and as a sentence.
    curve
        The costs of its batches.
    """

    contender: str
    seed: int
    iterations: int
    cost: float | None
    test_cost: float | None
    accuracy: float | None
    r2: float | None
    measured_on: Part
    iterations_to_target: int | None
    dead_share: float
    saturated_share: float
    stop: str
    message: str
    curve: CostCurve
    validation_cost: float | None = None

    @property
    def diverged(self) -> bool:
        """Whether the run diverged."""
        return self.stop == "diverged"


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run has come of a task that is not done.

    Attributes
    ----------
    contender, seed
        The contender's name, and the seed of the run.
    iterations, planned
        The number of iterations done, and the limit; None without any.
    batch_cost
        The cost of the latest batch; None if it is not finite.
    """

    contender: str
    seed: int
    iterations: int
    planned: int | None
    batch_cost: float | None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The outcomes of all seeds of a contender, summarised.

    Runs that diverged are counted in ``diverged`` and are not part of any spread. The
    spread of ``iterations_to_target`` is that of the runs that met the target: its
    count says how many of the ``seeds`` did. A spread is None if no run has a value.
    ``seconds_per_iteration`` is None unless it was measured with nothing beside it.
    """

    name: str
    seeds: tuple[int, ...]
    iterations: Spread | None
    cost: Spread | None
    test_cost: Spread | None
    accuracy: Spread | None
    r2: Spread | None
    measured_on: Part | None
    iterations_to_target: Spread | None
    dead_share: Spread | None
    saturated_share: Spread | None
    diverged: int
    messages: tuple[str, ...]
    seconds_per_iteration: float | None = None
    validation_cost: Spread | None = None

    @property
    def measure(self) -> Spread | None:
        """The accuracy if there is one, else R2."""
        return self.r2 if self.accuracy is None else self.accuracy

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """All spreads that are not None."""
        found = (getattr(self, name) for name in _SPREADS)
        return tuple(spread for spread in found if spread is not None)


def parts_measured(summaries: Iterable[Summary]) -> str:
    """Return the part that ``measure`` is of, such as "test", or several."""
    return " or ".join(sorted({str(s.measured_on) for s in summaries if s.measure}))


_SPREADS = (
    *("iterations", "cost", "test_cost", "accuracy", "r2", "iterations_to_target"),
    *("dead_share", "saturated_share", "validation_cost"),
)


def summarise(
    names: Sequence[str],
    outcomes: Iterable[Outcome],
    seconds: Mapping[str, float] | None = None,
) -> tuple[Summary, ...]:
    """Summarise the outcomes so far of each contender, in the order of ``names``.

    ``seconds`` are those of an iteration, by contender, where they were measured.
    """
    done = sorted(outcomes, key=lambda outcome: outcome.seed)
    took = seconds or {}
    return tuple(
        _summary(name, [one for one in done if one.contender == name], took.get(name))
        for name in names
    )


def _summary(name: str, outcomes: Sequence[Outcome], seconds: float | None) -> Summary:
    sound = [outcome for outcome in outcomes if not outcome.diverged]
    lost = [outcome for outcome in outcomes if outcome.diverged]
    return Summary(
        name=name,
        seeds=tuple(outcome.seed for outcome in outcomes),
        measured_on=outcomes[0].measured_on if outcomes else None,
        diverged=len(lost),
        seconds_per_iteration=seconds,
        messages=tuple(f"seed {outcome.seed}: {outcome.message}" for outcome in lost),
        **{
            field: Spread.of(getattr(outcome, field) for outcome in sound)
            for field in _SPREADS
        },
    )
