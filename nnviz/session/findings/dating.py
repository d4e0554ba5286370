"""Dates a finding: trains the run again, and looks since when something holds."""

from collections.abc import Callable

import numpy as np

from nnviz.session.engine import Engine
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.trainer import Trainer

_WORK = 50_000_000
"""The multiplications of a forward pass between two looks at whether to end."""

Holds = Callable[[Engine], bool]


@np.errstate(all="ignore")
def since(
    trainer: Trainer, holds: Holds, check_interrupt: CheckInterrupt = no_interrupt
) -> int | None:
    """Return the number of iterations after which something holds for good.

    The run is trained again from its initial weights, and looked at after 0, 1, 2, 4, 8
    and so on iterations. Where it last did not hold, the interval is halved until the
    iteration is found; so what comes and goes within an interval may be dated later
    than it began, but never earlier than it last ended between two looks.

    Returns None if it does not hold at the end, or if the run cannot be repeated
    because something was changed on its way. ``check_interrupt`` is called every few
    iterations; if it raises, the search ends.
    """
    engine = beginning_of(trainer)
    last_not, before = -1, engine.checkpoint()
    for place in _looks(trainer.iteration):
        if place > engine.iteration:
            _train(engine, place, check_interrupt)
        if not holds(engine):
            last_not, before = place, engine.checkpoint()
    repeated = np.array_equal(
        engine.network.parameters, trainer.network.parameters, equal_nan=True
    )
    if not repeated or last_not == trainer.iteration:
        return None
    if last_not < 0:
        return 0
    first = min(place for place in _looks(trainer.iteration) if place > last_not)
    while first - before.iteration > 1:
        engine.restore_state(before)
        middle = (before.iteration + first) // 2
        _train(engine, middle, check_interrupt)
        if holds(engine):
            first = middle
        else:
            before = engine.checkpoint()
    return first


def beginning_of(trainer: Trainer) -> Engine:
    """Return the run of a trainer before its first iteration."""
    # The data have the derived inputs already.
    config = trainer.config.changed(derived=())
    engine = Engine(config, trainer.data.dataset, trainer.data)
    if trainer.beginning is not None:
        engine.begin_with(trainer.beginning.state)
    return engine


def _looks(end: int) -> list[int]:
    """Return the iterations after which to look: 0, the powers of 2, and the end."""
    powers = (1 << k for k in range(end.bit_length()))
    return sorted({0, *(place for place in powers if place < end), end})


def _train(engine: Engine, end: int, check_interrupt: CheckInterrupt) -> None:
    while engine.iteration < end:
        engine.replay(min(a_few(engine), end - engine.iteration))
        check_interrupt()


def a_few(engine: Engine) -> int:
    """Return a number of iterations that take some milliseconds, 500 at most."""
    work = engine.network.parameters.size * engine.order.batch_size
    return max(1, min(500, _WORK // work))
