"""Steps of the cursor over an iteration, forward and back, at every grain.

How a step is reversible
    A position is a row of numbers like the digits of a counter: phase, stage,
    operation, neuron, term. A step at a grain counts that digit up or down; past the
    end the digit before it moves on and it begins again, and past the end of the last
    phase the step crosses into the next iteration. The digits *after* it are kept, as a
    text editor keeps the column: a step by neuron from the fifth product leads to the
    fifth product of the next neuron. Where there are fewer to be had the count goes on
    from the start (the 70th of 64 is the 6th), and how often it went round is kept in
    ``CursorPosition.rounds``. So each step forward is a one-to-one map with the step
    back as its inverse: n steps and n steps back, or any walk and its mirror image,
    lead to the identical position, also across iterations with batches of other sizes.

    Choosing a coarser step size should call ``aligned`` once: from then on steps go
    from start to start.

Every function takes time that depends on the operations alone, not on the network.
"""

from collections.abc import Sequence

from nnviz.explain.cursor import Crossing, CursorPosition, Grain
from nnviz.explain.route import Leg, Route

_DIGIT: dict[str, int] = {"phase": 0, "layer": 1, "neuron": 3, "term": 4}
_SAMPLE = 5

Columns = list[tuple[bool, int]]
"""See ``Crossing.columns``."""


def start(sample: int = 0) -> CursorPosition:
    """Return the first position of an iteration."""
    return CursorPosition(sample=sample)


def leg_at(route: Route, position: CursorPosition) -> Leg:
    """Return the operation the cursor is in."""
    return route.phases[position.phase][position.stage][position.operation]


def step(
    route: Route, position: CursorPosition, grain: Grain, direction: int = 1
) -> CursorPosition | Crossing:
    """Take one step forward (1) or back (-1).

    Returns the new position, or the crossing into another iteration.
    """
    if grain == "sample":
        return _step_sample(route, position, direction)
    columns = _columns(route, position)
    digits, place = list(position.digits), _DIGIT.get(grain, -1)
    while place >= 0:
        digits[place] += direction
        size = _size(route, digits, place)
        if 0 <= digits[place] < size:
            columns[place] = (False, position.rounds[place] * size + digits[place])
            return _position(route, columns, direction)
        columns[place] = (True, position.rounds[place])
        place -= 1
    return Crossing(direction, grain, tuple(columns))


def enter(route: Route, crossing: Crossing) -> CursorPosition:
    """Return where a crossing leads in the iteration it enters."""
    return _position(route, crossing.columns, crossing.direction)


def aligned(position: CursorPosition, grain: Grain) -> CursorPosition:
    """Return the start of the unit the cursor is in: its neuron, layer or phase.

    At the grains beyond a phase, the start of the iteration; at "sample" what it is.
    """
    if grain == "sample":
        return CursorPosition(*position.digits, position.sample)
    level = _DIGIT.get(grain, -1)
    phase, stage, operation, neuron, term = (
        digit if place <= level else 0 for place, digit in enumerate(position.digits)
    )
    return CursorPosition(phase, stage, operation, neuron, term, position.sample)


def _step_sample(
    route: Route, position: CursorPosition, direction: int
) -> CursorPosition | Crossing:
    sample = position.sample + direction
    if 0 <= sample < route.samples:
        return CursorPosition(*position.digits, sample, position.rounds)
    columns = _columns(route, position)
    columns[_SAMPLE] = (True, position.rounds[_SAMPLE])
    return Crossing(direction, "sample", tuple(columns))


def _size(route: Route, digits: Sequence[int], place: int) -> int:
    """Return how many there are of a digit, given those before it."""
    if place == 0:
        return len(route.phases)
    stages = route.phases[digits[0]]
    if place == 1:
        return len(stages)
    legs = stages[digits[1]]
    if place == 2:
        return len(legs)
    leg = legs[digits[2]]
    return leg.neurons if place == 3 else leg.block_of(digits[3])[0].terms


def _columns(route: Route, position: CursorPosition) -> Columns:
    """Return all digits and the sample with their rounds counted in."""
    digits = position.digits
    sizes = [_size(route, digits, place) for place in range(_SAMPLE)]
    return [
        (False, rounds * size + value)
        for rounds, size, value in zip(
            position.rounds,
            [*sizes, route.samples],
            [*digits, position.sample],
            strict=True,
        )
    ]


def _position(
    route: Route, columns: Sequence[tuple[bool, int]], direction: int
) -> CursorPosition:
    """Return the position that such columns lead to."""
    values: list[int] = []
    rounds: list[int] = []
    for place, (at_edge, value) in enumerate(columns):
        size = route.samples if place == _SAMPLE else _size(route, values, place)
        edge = 0 if direction > 0 else size - 1
        turns, rest = (value, edge) if at_edge else divmod(value, size)
        rounds.append(turns)
        values.append(rest)
    phase, stage, operation, neuron, term, sample = values
    a, b, c, d, e, f = rounds
    return CursorPosition(
        phase, stage, operation, neuron, term, sample, (a, b, c, d, e, f)
    )
