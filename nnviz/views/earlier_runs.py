"""The runs that were left in this window, with all of their past."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nnviz.files.session import Session
from nnviz.session.timeline.store import TOGETHER, Worth, taken_by_all

LEAST = 64 << 20
"""Bytes that all of them may take together, with their data, each set once.

They may also take what the checkpoints of the runs at hand leave of theirs.
"""


@dataclass(frozen=True, slots=True, eq=False)
class EarlierRun:
    """A run that was left; ``key`` is what it is known by in this window."""

    key: int
    session: Session

    @property
    def words(self) -> str:
        """Say which run it is: data, layers and how far it came."""
        state, card = self.session.state, self.session.card
        title = "" if card is None else card.title or card.name
        hidden = "-".join(str(size) for size in state.config.hidden or ())
        layers = f", hidden layers {hidden}" if hidden else ""
        return f"{title}{layers}: iteration {state.now.iteration:,}"

    @property
    def nbytes(self) -> int:
        """The memory it takes without its data, in bytes."""
        past, state = self.session.past, self.session.state
        return state.costs.nbytes + (0 if past is None else past.nbytes)


class EarlierRuns:
    """Keeps runs by their keys, the latest first, within a budget.

    The oldest lose their checkpoints first: what they did is then trained again when it
    is asked for, from the start or from a bookmark. Then whole runs are forgotten, but
    for the one that was left last.

    Parameters
    ----------
    budget
        Bytes; None for what the runs at hand leave.

    Attributes
    ----------
    held
        The key of a run that is not forgotten, whatever it takes; None for none.
    """

    def __init__(self, budget: int | None = None) -> None:
        self._budget = budget
        self._runs: dict[int, EarlierRun] = {}
        self.held: int | None = None

    def keep(self, key: int, session: Session) -> None:
        """Keep a run as it was left, in place of what was known of it."""
        self._runs.pop(key, None)
        self._runs[key] = EarlierRun(key, session)
        self.fit()

    def fit(self) -> bool:
        """Keep no more than there is room for by now; return whether that was less."""
        before, most = self.nbytes, self._most
        for key, shorten in self._ways() if self._runs else ():
            if self.nbytes <= most:
                break
            short = shorten(self._runs[key])
            if short is not None:
                self._runs[key] = short
            elif key != self.held:
                del self._runs[key]
        return self.nbytes < before

    def _ways(self) -> list[tuple[int, "_Shorten"]]:
        """Return what can be done to take less, and to which run, in order."""
        *others, last = self._runs
        first = [(key, shorten) for shorten in (_thinned, _dropped) for key in others]
        return [*first, (last, _thinned)]

    @property
    def _most(self) -> int:
        if self._budget is not None:
            return self._budget
        return max(LEAST, TOGETHER - taken_by_all())

    def forget(self, key: int) -> None:
        """Forget a run: it goes on."""
        self._runs.pop(key, None)

    def find(self, key: int) -> EarlierRun | None:
        """Return the run of that key, if it is still known."""
        return self._runs.get(key)

    @property
    def entries(self) -> tuple[EarlierRun, ...]:
        """All runs, the one left last first."""
        return tuple(reversed(self._runs.values()))

    @property
    def nbytes(self) -> int:
        """The memory that all of them take with their data, in bytes."""
        sessions = [run.session for run in self._runs.values()]
        data = {id(s.dataset): s.dataset for s in sessions if s.dataset is not None}
        own = sum(run.nbytes for run in self._runs.values())
        return own + sum(dataset.nbytes for dataset in data.values())


_Shorten = Callable[[EarlierRun], EarlierRun | None]


def _thinned(run: EarlierRun) -> EarlierRun:
    """Return a run with the beginning, its branches and its bookmarks alone."""
    past = run.session.past
    if past is None:
        return run
    kept = tuple(
        (branch, one) for branch, one in past.kept if one.worth >= Worth.MARKED
    )
    return replace(run, session=replace(run.session, past=replace(past, kept=kept)))


def _dropped(_: EarlierRun) -> None:
    return None
