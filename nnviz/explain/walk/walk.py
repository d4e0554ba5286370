"""Steps of the cursor over an iteration, forward and back, at every grain.

Why every step is reversible
    A position is a row of numbers like the digits of a counter: phase, stage,
    operation, neuron, term. A step at a grain counts that digit up or down; past its
    end the digit before it advances and it starts again, and past the end of the last
    phase the step crosses into the next iteration. The digits *after* it are kept, as a
    text editor keeps the column: a step by neuron from the fifth product leads to the
    fifth product of the next neuron. If there are fewer, the count wraps around (the
    70th of 64 is the 6th), and the number of times it did is kept in
    ``CursorPosition.rounds``. So each step forward is a one-to-one map whose inverse is
    the step back: n steps and n steps back, or any walk and its mirror image, lead to
    the identical position, even across iterations with batches of other sizes.

    After choosing a coarser grain, call ``aligned`` once: from then on steps go from
    start to start.

The time of every function depends on the number of operations alone, not on the size of
the layers.
"""

from collections.abc import Sequence

from nnviz.explain.walk.cursor import Crossing, CursorPosition, Grain
from nnviz.explain.walk.route import Leg, Route

_DIGIT: dict[str, int] = {"phase": 0, "layer": 1, "neuron": 3, "term": 4}
_SAMPLE = 5

Columns = list[tuple[bool, int]]
"""See ``Crossing.columns``."""


def start(sample: int = 0) -> CursorPosition:
    """Return the first position of an iteration."""
    return CursorPosition(sample=sample)


def leg_at(route: Route, position: CursorPosition) -> Leg:
    """Return the operation at a position."""
    return route.phases[position.phase][position.stage][position.operation]


def step(
    route: Route, position: CursorPosition, grain: Grain, direction: int = 1
) -> CursorPosition | Crossing:
    """Take a step forward (1) or back (-1).

    Returns the new position, or a crossing into another iteration.
    """
    if grain == "sample":
        return _step_sample(route, position, direction)
    columns = _columns(route, position)
    digits, place = list(position.digits), _DIGIT.get(grain, -1)
    # Grains coarser than a phase have no digit: they cross at once. Digit 2, the
    # operation, is no grain either, but carries from neuron to layer.
    while place >= 0:
        digits[place] += direction
        size = _size(route, digits, place)
        if 0 <= digits[place] < size:
            columns[place] = (False, position.rounds[place] * size + digits[place])
            return _position(route, columns, direction)
        # Past the end: the digit restarts in whatever unit comes next, whose size is
        # not known yet. Its rounds go along, so that the step back finds them again.
        columns[place] = (True, position.rounds[place])
        place -= 1
    return Crossing(direction, grain, tuple(columns))


def enter(route: Route, crossing: Crossing) -> CursorPosition:
    """Return the position at which a crossing enters another iteration."""
    return _position(route, crossing.columns, crossing.direction)


def aligned(position: CursorPosition, grain: Grain) -> CursorPosition:
    """Return the start of the unit at a position: its neuron, layer or phase.

    At grains coarser than a phase it is the start of the iteration; at "sample" it is
    the position itself, without rounds.
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
    """Return the number of values of a digit, given the digits before it."""
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
    """Return all digits and the sample, with their rounds added in."""
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
    """Return the position for columns: each digit is reduced to its own range."""
    values: list[int] = []
    rounds: list[int] = []
    for place, (at_edge, value) in enumerate(columns):
        # Left to right, as the size of a digit depends on the digits before it.
        size = route.samples if place == _SAMPLE else _size(route, values, place)
        # A unit is entered at its start going forward, and at its end going back.
        edge = 0 if direction > 0 else size - 1
        turns, rest = (value, edge) if at_edge else divmod(value, size)
        rounds.append(turns)
        values.append(rest)
    phase, stage, operation, neuron, term, sample = values
    a, b, c, d, e, f = rounds
    return CursorPosition(
        phase, stage, operation, neuron, term, sample, (a, b, c, d, e, f)
    )
