"""Times an iteration of each contender, alone and in turn."""

from collections.abc import Sequence

from nnviz.session.comparison.seeds.task import Task, data_of
from nnviz.session.stop import UNLIMITED
from nnviz.session.trainer import Trainer

_TURNS = 20
_TURN = 0.004
"""A turn takes about this many seconds."""


def seconds_alone(tasks: Sequence[Task]) -> dict[str, float]:
    """Return how many seconds an iteration of each contender takes, by its name.

    Runs that were trained together, or beside others, cannot tell: their times are
    shares of a whole. So each contender is trained again from its start for some
    hundredths of a second, with nothing beside it, in several turns. The quickest turn
    counts, as everything else that the machine does only makes it longer. One that
    diverges meanwhile is left out.
    """
    firsts: dict[str, Task] = {}
    for task in tasks:
        firsts.setdefault(task.contender, task)
    counts: dict[str, int] = {}
    found: dict[str, float] = {}
    trainers = {name: _trainer(task) for name, task in firsts.items()}
    for _ in range(_TURNS):
        for name, trainer in trainers.items():
            if name not in counts:
                counts[name] = _enough(trainer)
            spent = _spent(trainer, counts[name])
            if trainer.stopped is None:
                found[name] = min(found.get(name, spent), spent)
            else:
                found.pop(name, None)
    return {name: found[name] for name in firsts if name in found}


def _trainer(task: Task) -> Trainer:
    config = task.config.changed(seed=task.seeds[0], **UNLIMITED)
    return Trainer(config, data_of(task))


def _enough(trainer: Trainer) -> int:
    """Return how many iterations take a turn; the first ones warm the caches."""
    count = 1
    while trainer.stopped is None and _spent(trainer, count) * count < _TURN:
        count *= 2
    return count


def _spent(trainer: Trainer, count: int) -> float:
    """Train, and return the seconds of one iteration, without evaluations."""
    before = trainer.seconds
    trainer.run(count)
    return (trainer.seconds - before) / count
