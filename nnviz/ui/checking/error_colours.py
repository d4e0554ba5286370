"""Relative errors as colours: green below what passes, red above, on a log scale."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.ui.theme.colour_maps import ColourTable
from nnviz.ui.theme.tokens import Theme, channels

NOT_JUDGED = 0
FIRST_WRONG = 128
_LAST = 255
_BEST = 1e-12
"""Errors up to this have the purest green."""


def error_levels(errors: Floats, tolerance: float) -> NDArray[np.uint8]:
    """Return places in `error_table` for relative errors of any shape.

    Parameters
    ----------
    errors
        NaN where nothing was judged; 1 and more, also infinity, is the purest red.
    tolerance
        The largest error that passes: 127 is the last level that does.
    """
    with np.errstate(all="ignore"):
        size = np.log10(np.clip(errors, _BEST, 1.0))
    edge, low = np.log10(tolerance), np.log10(_BEST)
    passed = 1.0 + (FIRST_WRONG - 2) * (size - low) / (edge - low)
    failed = FIRST_WRONG + (_LAST - FIRST_WRONG) * (size - edge) / -edge
    level = np.where(size <= edge, passed, np.ceil(failed))
    return np.where(np.isnan(errors), NOT_JUDGED, level).astype(np.uint8)


@lru_cache(maxsize=8)
def error_table(theme: Theme) -> ColourTable:
    """Return 256 colours, 0xffrrggbb: grey, then green to the panel, then to red."""
    good, warning, bad, unknown = (
        np.array(channels(colour), dtype=float)
        for colour in (theme.good, theme.warning, theme.bad, theme.disabled)
    )
    table: NDArray[Any] = np.empty((256, 3))
    fade = np.linspace(0.0, 0.45, FIRST_WRONG - 1)[:, None]
    table[1:FIRST_WRONG] = good + fade * (warning - good)
    rise = np.linspace(0.5, 1.0, 256 - FIRST_WRONG)[:, None]
    table[FIRST_WRONG:] = warning + rise * (bad - warning)
    table[NOT_JUDGED] = unknown
    red, green, blue = np.rint(table).astype(np.uint32).T
    packed = np.asarray(
        np.uint32(0xFF000000) | red << 16 | green << 8 | blue, dtype=np.uint32
    )
    packed.flags.writeable = False
    return packed
