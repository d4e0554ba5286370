"""Where the views of a film are in its frames: columns, written on one line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from nnviz.core.errors import InputError

_VIEW = re.compile(r"([a-z][a-z-]*)(?::([1-9]))?")
_FIRST, _OTHER = 3, 2
"""The shares of the width that the first column has, and the others."""
_MOST = 9
"""The most views of a film."""
DESIGN = 900.0
"""Pixels of the design that the width of a film has: its text is as large as if a
window of this width filled the screen."""
CAPTION, PAD = 34, 12
"""Pixels of the design below the views for the caption, and around each view."""
_SMALLEST, _LARGEST = (160, 90), (7680, 4320)
"""Sizes of films, in pixels."""
_NARROWEST, _LOWEST = 100.0, 50.0
"""Pixels of the design in which something can be seen of a view."""

ONE = "diagram | output / cost"
TRIP = "diagram:4 / timeline | output"
COMPARED = "contenders | comparison-cost / comparison-score"
"""The usual layouts: of a run, of its branches, and of a comparison."""


Room = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlacedView:
    """A view, and its share of the height of its column, or of the width if alone.

    A share of 0 is the usual one.
    """

    name: str
    share: int = 0


Column = tuple[PlacedView, ...]


@dataclass(frozen=True, slots=True)
class FilmLayout:
    """Columns from the left to the right, each of views from the top to the bottom."""

    columns: tuple[Column, ...]

    @property
    def views(self) -> tuple[str, ...]:
        """The names of all views, column by column."""
        return tuple(view.name for column in self.columns for view in column)

    def places(self) -> Iterator[tuple[str, Room]]:
        """Yield each view with left, top, width and height, as shares of the whole."""
        widths = [_width(column, place) for place, column in enumerate(self.columns)]
        for column, (left, width) in zip(self.columns, _divided(widths), strict=True):
            heights = [view.share or 1 if len(column) > 1 else 1 for view in column]
            for view, (top, height) in zip(column, _divided(heights), strict=True):
                yield view.name, (left, top, width, height)

    def rooms(self, size: tuple[int, int]) -> Iterator[tuple[str, Room]]:
        """Yield where each view is in a film of a size: its left, top, width, height.

        ``size`` is in pixels, the room in those of the design.
        """
        width, height = DESIGN - PAD, DESIGN * size[1] / size[0] - CAPTION - PAD
        for name, (left, top, wide, high) in self.places():
            corner = PAD + left * width, PAD + top * height
            yield name, (*corner, wide * width - PAD, high * height - PAD)


def check_size(layout: FilmLayout, size: tuple[int, int]) -> None:
    """Raise InputError unless there is room for all views in a film of a size.

    The size is in pixels, and both of it are even.
    """
    width, height = size
    said = f"--size {width}x{height}"
    least, most = ("x".join(map(str, ends)) for ends in (_SMALLEST, _LARGEST))
    if width % 2 or height % 2:
        raise InputError(f"{said}: width and height of a film are even numbers")
    if width < _SMALLEST[0] or height < _SMALLEST[1]:
        raise InputError(f"{said}: nothing could be seen: give {least} at least")
    if width * height > _LARGEST[0] * _LARGEST[1]:
        raise InputError(f"{said}: give as many pixels as {most} has, at most")
    for name, (_, _, wide, high) in layout.rooms(size):
        if wide < _NARROWEST or high < _LOWEST:
            raise InputError(
                f"{said}: there is no room for '{name}': give another size, or leave "
                "views out"
            )


def side_by_side(views: Sequence[str]) -> FilmLayout:
    """Return the usual layout: the first view large, the others stacked beside it."""
    first, *others = (PlacedView(name) for name in views)
    return FilmLayout(((first,), tuple(others)) if others else ((first,),))


def parsed_layout(text: str) -> FilmLayout:
    """Read a layout such as ``diagram | output / cost:2``.

    ``|`` divides columns, ``/`` the views in one; a number is a share of the height,
    or of the width for a column of one view.

    Raises
    ------
    InputError
        If the text is none.
    """
    columns = tuple(
        tuple(_view(part, text) for part in column.split("/"))
        for column in text.split("|")
    )
    layout = FilmLayout(columns)
    if len(layout.views) > _MOST:
        raise InputError(f"--layout '{text}': a film has {_MOST} views at most")
    return layout


def _view(part: str, text: str) -> PlacedView:
    found = _VIEW.fullmatch(part.strip())
    if found is None:
        raise InputError(
            f"--layout '{text}': write columns of views, such as diagram | output / "
            "cost:2"
        )
    return PlacedView(found[1], int(found[2] or 0))


def _width(column: Column, place: int) -> int:
    own = column[0].share if len(column) == 1 else 0
    return own or (_OTHER if place else _FIRST)


def _divided(shares: Sequence[int]) -> list[tuple[float, float]]:
    """Return where each of several shares of 1 begins, and how large it is."""
    ends = list(accumulate(shares))
    pairs = zip((0, *ends), shares, strict=False)
    return [(begin / ends[-1], share / ends[-1]) for begin, share in pairs]
