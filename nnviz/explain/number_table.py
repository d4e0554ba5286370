"""A table of numbers that can be sorted and searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from nnviz.core.types import Floats, Indices


@dataclass(frozen=True, slots=True, eq=False)
class NumberColumn:
    """A column: its heading, a number per row (R,), and their meaning."""

    heading: str
    values: Floats
    meaning: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class NumberTable:
    """Rows with names, and columns of numbers."""

    names: tuple[str, ...]
    columns: tuple[NumberColumn, ...]

    def column(self, heading: str) -> Floats:
        """Return the numbers (R,) below a heading.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        for column in self.columns:
            if column.heading == heading:
                return column.values
        raise KeyError(heading)

    def order(self, heading: str) -> Indices:
        """Return the rows (R,) by descending magnitude of a column."""
        return largest_first(self.column(heading))

    def find(self, text: str) -> Indices:
        """Return the rows (n,) whose names contain a text, ignoring case."""
        return matching(self.names, text)


def largest_first(values: Floats) -> Indices:
    """Return the indices (n,) of numbers (n,) by descending magnitude."""
    return np.argsort(-np.abs(values), kind="stable")


@dataclass(frozen=True, slots=True)
class Numbered(Sequence[str]):
    """Names such as ``sample 1``, ``sample 2``, ..., created on demand.

    A batch can be a whole training set of 60,000 samples.
    """

    thing: str
    total: int

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        places = range(1, self.total + 1)[index]
        if isinstance(places, range):
            return tuple(f"{self.thing} {place}" for place in places)
        return f"{self.thing} {places}"


def matching(names: Sequence[str], text: str) -> Indices:
    """Return the indices (n,) of the names that contain a text, ignoring case."""
    wanted = text.casefold()
    found = [place for place, name in enumerate(names) if wanted in name.casefold()]
    return np.array(found, np.intp)
