"""The theme's colours, blended in advance for everything the diagram paints."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from nnviz.ui.theme.colour_maps import diverging_table, sequential_table, spot_table
from nnviz.ui.theme.tokens import Theme, blend, legible
from nnviz.views.diagram.edge_codes import LEVELS

Pixels = NDArray[np.uint32]

_EMPHASIS = ((0.22, 0.55), (0.50, 0.50), (0.07, 0.15))


class Inks:
    """The colours the painters use.

    Attributes
    ----------
    edge_colours
        The colour of each edge code, ``(emphasis * TONES + tone) * LEVELS + level``,
        where the tones are positive, negative, unsigned, good, bad and unknown.
    full_colours
        The colour of each tone at full strength.
    edge_pixels
        The same as pixels.
    diverging, sequential
        The colour tables for pictures of signed values and for images.
    spots
        That of neurons too small for a picture.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.edge_colours = tuple(
            blend(theme.background, over, base + span * level / (LEVELS - 1))
            for base, span in _EMPHASIS
            for over in _tones(theme)
            for level in range(LEVELS)
        )
        self.full_colours = _tones(theme)
        self.edge_pixels = np.array([pixel_of(c) for c in self.edge_colours], np.uint32)
        self.background_pixel = pixel_of(theme.background)
        self.spots = spot_table(theme)
        self.diverging = diverging_table(theme)
        self.sequential = sequential_table(theme)

    def signed(self, value: float) -> str:
        """Return the colour of a mark for a number, by its sign; zero has none."""
        if value == 0:
            return self.theme.muted
        return self.theme.negative if value < 0 else self.theme.positive

    def signed_text(self, value: float) -> str:
        """Return the colour of a number written in that of its sign."""
        return legible(self.signed(value), self.theme)


@lru_cache(maxsize=4)
def inks_of(theme: Theme) -> Inks:
    """Return the colours for a theme, blended once for all that paint in it."""
    return Inks(theme)


@lru_cache(maxsize=512)
def colour(name: str) -> QColor:
    """Return the colour for "#rrggbb"."""
    return QColor(name)


def _tones(theme: Theme) -> tuple[str, ...]:
    signs = theme.positive, theme.negative, theme.muted
    return (*signs, theme.good, theme.bad, theme.disabled)


def pixel_of(name: str) -> int:
    """Return the pixel for "#rrggbb"."""
    return 0xFF000000 | int(name[1:], 16)
