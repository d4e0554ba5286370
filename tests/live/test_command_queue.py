"""Commands that come at an awkward moment, turn by turn and without a thread."""

from collections import deque
from collections.abc import Callable

import pytest

from nnviz.data.catalog import load_dataset
from nnviz.live.commands import (
    Command,
    ReturnToNow,
    ShowMoment,
    ShowSnapshot,
    TakeBack,
    Train,
)
from nnviz.live.snapshot import Block, Snapshot
from nnviz.live.training_loop import TrainingLoop
from nnviz.session.config import RunConfig

SLICED = RunConfig(dataset="circle", samples=6000, evaluate_every=10**9)


class Told:
    """One kind of report, and what follows from it at once."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.values: list[tuple[object, ...]] = []
        self._then = then

    def emit(self, *values: object) -> None:
        self.values.append(values)
        self._then()


class Script:
    """What the loop knows of a window, with commands written down beforehand."""

    def __init__(self) -> None:
        self.commands: deque[Command] = deque([ShowSnapshot()])
        self.at_look: Command | None = None
        self.at_look_after_picture: Command | None = None
        self.iterated = Told(lambda: self.commands.append(TakeBack()))
        self.pictured = Told(self._pictured)
        self.rested, self.stopped = Told(), Told()
        self.travelled, self.compared = Told(), Told()
        self.saved, self.not_saved = Told(), Told()

    def _pictured(self) -> None:
        self.commands.append(ShowSnapshot())
        self.at_look = self.at_look_after_picture
        self.at_look_after_picture = None

    @property
    def interrupted(self) -> bool:
        """Asked in the middle of replays and evaluations: a command comes in then."""
        if self.at_look is not None:
            self.commands.append(self.at_look)
            self.at_look = None
        return False

    def next_command(self, _: float | None = 0.0) -> Command | None:
        return self.commands.popleft() if self.commands else None

    @property
    def snapshot(self) -> Snapshot:
        (value,) = self.pictured.values[-1]
        assert isinstance(value, Snapshot)
        return value

    @property
    def trained(self) -> int:
        blocks = [value for (value,) in self.iterated.values]
        return sum(len(b.costs) for b in blocks if isinstance(b, Block))


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def loop(script: Script) -> TrainingLoop:
    """A run that rests after 1,000 iterations."""
    dataset = load_dataset("circle", samples=SLICED.samples, seed=0)
    loop = TrainingLoop(1, SLICED, dataset, script)
    script.commands.append(Train(1000, 1))
    while not script.rested.values:
        loop.turn()
    take_turns(loop)
    return loop


def take_turns(loop: TrainingLoop, count: int = 60) -> None:
    for _ in range(count):
        loop.turn()


def test_a_pause_takes_back_a_play_that_still_waits(
    loop: TrainingLoop, script: Script
) -> None:
    script.commands += [ShowMoment(777, None, 2), Train(None, 3), Train(0, 4)]
    take_turns(loop)
    assert script.trained == 1000
    assert script.rested.values[-1] == (1, 4)


def test_a_step_while_a_moment_is_brought_back_shows_the_one_after(
    loop: TrainingLoop, script: Script
) -> None:
    script.commands.append(ShowMoment(777, None, 2))
    script.at_look = Train(1, 3)
    take_turns(loop)
    assert script.at_look is None
    assert script.snapshot.iteration == 778
    assert script.snapshot.evaluation is not None
    assert script.snapshot.evaluation.iteration == 778


def test_a_step_while_a_moment_is_evaluated_is_evaluated_itself(
    loop: TrainingLoop, script: Script
) -> None:
    script.commands.append(ShowMoment(777, None, 2))
    script.at_look_after_picture = Train(1, 3)
    take_turns(loop)
    assert script.at_look is script.at_look_after_picture is None
    assert script.snapshot.evaluation is not None
    assert script.snapshot.evaluation.iteration == 778


def test_a_return_while_a_moment_is_brought_back_shows_the_present(
    loop: TrainingLoop, script: Script
) -> None:
    script.commands.append(ShowMoment(777, None, 2))
    script.at_look = ReturnToNow()
    take_turns(loop)
    assert (script.snapshot.iteration, script.snapshot.is_present) == (1000, True)
    assert script.trained == 1000


def test_play_from_a_moment_that_is_not_brought_back_yet_begins_there(
    loop: TrainingLoop, script: Script
) -> None:
    script.commands += [ShowMoment(777, None, 2), Train(None, 3)]
    take_turns(loop, 5)
    blocks = [value for (value,) in script.iterated.values]
    firsts = [b.first_iteration for b in blocks if isinstance(b, Block) and b.branch]
    assert firsts[0] == 778
