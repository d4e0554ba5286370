"""Records a run as it is trained, to hold against what comes back later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer


def timeline(
    budget: int = 256 << 20, spacing: int | None = 10, **settings: Any
) -> Timeline[Trainer]:
    given = {"dataset": "circle", "samples": 103, "hidden": (4,), **settings}
    return Timeline(Trainer(RunConfig(**given)), budget, spacing)


@dataclass(frozen=True)
class Seen:
    """A moment as it was when it was the present."""

    parameters: Floats
    state: dict[str, Floats]
    trace: Trace | None
    learning_rate: float
    cost: float | None

    @classmethod
    def of(cls, trainer: Trainer) -> "Seen":
        kept = trainer.checkpoint()
        trace = None if trainer.before_last is None else trainer.trace()
        return cls(
            kept.parameters,
            dict(kept.state),
            trace,
            trainer.learning_rate,
            None if trace is None else float(trainer.history.costs[-1]),
        )


def assert_same(trainer: Trainer, seen: Seen) -> None:
    """Compare a moment that was brought back with what it was, to the last bit."""
    found = trainer.checkpoint()
    assert found.parameters.tobytes() == seen.parameters.tobytes()
    assert found.state.keys() == seen.state.keys()
    for name, values in seen.state.items():
        assert found.state[name].tobytes() == values.tobytes(), name
    assert trainer.learning_rate == seen.learning_rate
    if seen.trace is not None:
        assert_same_trace(trainer.trace(), seen.trace)
        np.testing.assert_equal(float(trainer.trace()["cost"]), seen.cost)


def assert_same_trace(one: Trace, other: Trace) -> None:
    assert (one.iteration, one.epoch) == (other.iteration, other.epoch)
    assert one.learning_rate == other.learning_rate
    np.testing.assert_array_equal(one.rows, other.rows)
    for part in ("quantities", "after", "state_before"):
        mine, theirs = getattr(one, part), getattr(other, part)
        assert mine.keys() == theirs.keys()
        for name in mine:
            assert mine[name].tobytes() == theirs[name].tobytes(), name


class Walk:
    """Trains one iteration at a time and remembers every moment."""

    def __init__(self, line: Timeline[Trainer]) -> None:
        self.line = line
        self.seen: dict[Position, Seen] = {}
        self.remember()

    def remember(self) -> None:
        self.seen[self.line.now] = Seen.of(self.line.trainer)

    def train(self, iterations: int) -> None:
        for _ in range(iterations):
            if self.line.run(1) is not None:
                break
            self.remember()
        self.remember()

    def act(self, act: Callable[[Timeline[Trainer]], object]) -> None:
        act(self.line)
        self.remember()

    def go_on_from(self, iteration: int, branch: int) -> None:
        self.line.go_on_from(Position(iteration, branch))
        self.remember()

    def check(self, seed: int = 0, most: int | None = None) -> None:
        """Revisit every moment, in any order, and then the present again."""
        positions = list(self.seen)
        np.random.default_rng(seed).shuffle(positions)
        for position in positions[:most]:
            assert_same(self.line.visit(position), self.seen[position])
        assert_same(self.line.trainer, self.seen[self.line.now])
