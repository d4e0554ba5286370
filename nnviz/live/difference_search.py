"""Searches for the first difference of two contenders while they train."""

import time

from nnviz.live.commands import FindFirstDifference
from nnviz.live.reports import FirstDifferenceAnswer, Port
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.first_difference_search import FirstDifferenceSearch
from nnviz.session.comparison.restart import rewound
from nnviz.session.engine import Engine

_SECONDS = 0.005
"""How long the search goes on before the thread looks for commands."""

_REPORT_SECONDS = 0.1
"""Seconds between two reports on how far it is."""

_AT_ONCE = 4
"""Iterations between two looks at the clock."""


class DifferenceSearch:
    """Does one search at a time, a few milliseconds in each tick.

    Parameters
    ----------
    comparison
        The contenders; only looked at.
    port
        Where answers are sent.
    """

    def __init__(self, comparison: Comparison, port: Port) -> None:
        self._contenders, self._trainers = comparison.contenders, comparison.trainers
        self._port = port
        self._search: FirstDifferenceSearch | None = None
        self._reported = 0.0

    def begin(self, wish: FindFirstDifference) -> None:
        """Begin a search in place of the one under way, or only end that."""
        self._search = None
        if wish.pair is None:
            self._port.send(FirstDifferenceAnswer("", finished=True))
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

    def continue_search(self) -> bool:
        """Search a little further, report now and then, and tell if there is more."""
        search = self._search
        if search is None:
            return False
        began = time.perf_counter()
        while not search.finished and time.perf_counter() - began < _SECONDS:
            search.advance(_AT_ONCE)
        if search.finished:
            self._search = None
            words = f"{search.words()}."
            self._port.send(
                FirstDifferenceAnswer(words, finished=True, found=search.found)
            )
        elif began - self._reported > _REPORT_SECONDS:
            self._reported = began
            words = f"iteration {search.iteration:,}: no difference so far"
            self._port.send(FirstDifferenceAnswer(words, finished=False))
        return not search.finished
