"""The contents of a worksheet, independent of the format it is written in."""

from dataclasses import dataclass

from nnviz.core.trace import Trace
from nnviz.explain.explanation import Calculation, Entry
from nnviz.explain.structure import Structure


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One line of arithmetic: LaTeX with numbers, its result, and an explanation."""

    title: str
    words: str
    numbers: str
    result: Entry


@dataclass(frozen=True, slots=True, eq=False)
class Blank:
    """A number that is asked for, and the steps that lead to it.

    ``symbol`` is LaTeX. ``given`` is a number printed beside the blank with the label
    ``lead``; for a new weight it is the old one, without a label.
    """

    symbol: str
    steps: tuple[Step, ...]
    given: Entry | None = None
    lead: str = ""

    @property
    def answer(self) -> Entry:
        """The number itself, as it is in the trace."""
        return self.steps[-1].result

    @property
    def before(self) -> float | None:
        """The old value, where a new one is asked for."""
        return None if self.given is None or self.lead else self.given.value


@dataclass(frozen=True, slots=True, eq=False)
class SheetTask:
    """Blanks that belong together.

    ``rules`` are LaTeX, written for the first blank. ``short`` blanks share a line.
    ``given`` are rows of a name (LaTeX) and numbers to start from.
    """

    title: str
    words: str
    rules: tuple[str, ...]
    blanks: tuple[Blank, ...]
    short: bool = False
    given: tuple[tuple[str, tuple[Entry, ...]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One exercise with its answers.

    ``number`` tells exercises apart. ``facts`` are the settings, as pairs of a name and
    a value. ``sample`` is the row of the batch that is worked out, from 0. ``listed``
    tells that weights and biases are given with the tasks, since the drawing of the
    network has no room for them.
    """

    number: int
    title: str
    trace: Trace
    structure: Structure
    sample: int
    facts: tuple[tuple[str, str], ...]
    inputs: tuple[Entry, ...]
    targets: tuple[Entry, ...]
    rounding: str
    tasks: tuple[SheetTask, ...]
    listed: bool = False


def step_of(found: Calculation) -> Step:
    """Return a calculation as one line."""
    return Step(found.title, found.words, found.numbers, found.result)
