"""Where two contenders part is searched for between two blocks of training."""

import time
from typing import Any

import msgspec

from nnviz.live.commands import Command
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.first_difference_search import FirstDifferenceSearch
from nnviz.session.comparison.restart import rewound
from nnviz.session.engine import Engine

_SECONDS = 0.005
"""How long the search goes on before the thread looks up."""

_TELL = 0.1
"""Seconds between two words on how far it is."""

_AT_ONCE = 4
"""Iterations between two looks at the clock."""


class FindFirstDifference(msgspec.Struct, frozen=True):
    """Search where two contenders part, by their places; end a search without them."""

    pair: tuple[int, int] | None = None
    tolerance: float = 1e-6
    quantity: str | None = None


class FirstDifferenceAnswer(msgspec.Struct, frozen=True):
    """How far a search is, in words, or what it has found.

    ``iteration`` is the one in which the two part, if they do.
    """

    words: str
    finished: bool
    iteration: int | None = None
    fault: bool = False


Asked = Command | FindFirstDifference
"""What the window asks of the thread of a comparison."""


class FirstDifferenceDesk:
    """Does one search at a time, a few milliseconds in each turn.

    Parameters
    ----------
    run
        The number of the comparison.
    comparison
        The contenders; only looked at.
    told
        The signal that carries answers.
    """

    def __init__(
        self,
        run: int,
        comparison: Comparison,
        told: Any,  # noqa: ANN401 (Qt's signals have no common type)
    ) -> None:
        self._run, self._told = run, told
        self._contenders, self._trainers = comparison.contenders, comparison.trainers
        self._search: FirstDifferenceSearch | None = None
        self._said = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether a search goes on."""
        return self._search is not None

    def begin(self, wish: FindFirstDifference) -> None:
        """Begin a search in place of the one that goes on, or only end that."""
        self._search = None
        if wish.pair is None:
            self._say(FirstDifferenceAnswer("", finished=True))
            return
        one, other = wish.pair
        self._search = FirstDifferenceSearch(
            (self._contenders[one].name, self._contenders[other].name),
            (self._from_start(one), self._from_start(other)),
            tolerance=wish.tolerance,
            quantities=None if wish.quantity is None else (wish.quantity,),
        )

    def _from_start(self, place: int) -> Engine:
        """Return a clone of a contender at its start, sharing its prepared data."""
        return rewound(self._trainers[place], self._contenders[place].config)

    def go_on(self) -> None:
        """Search a little further, and say how far it is now and then."""
        search = self._search
        if search is None:
            return
        began = time.perf_counter()
        while not search.finished and time.perf_counter() - began < _SECONDS:
            search.advance(_AT_ONCE)
        if search.finished:
            self._search = None
            found = search.found
            at = None if found is None else found.iteration
            self._say(
                FirstDifferenceAnswer(f"{search.words()}.", finished=True, iteration=at)
            )
        elif began - self._said > _TELL:
            self._said = began
            words = f"iteration {search.iteration:,}: no difference so far"
            self._say(FirstDifferenceAnswer(words, finished=False))

    def _say(self, answer: FirstDifferenceAnswer) -> None:
        self._told.emit(self._run, answer)
