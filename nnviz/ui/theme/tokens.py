"""The colours of the window: the only place where a colour is written down.

Colour never carries a meaning alone: negative is also dashed, classes also have
names. The pairs and the class colours keep apart under protanopia, deuteranopia
and tritanopia.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

CLASSES_ON_DARK = (
    "#ff9a4d",
    "#4da3ff",
    "#b9231e",
    "#286491",
    "#960af5",
    "#aa87a5",
    "#14fab4",
    "#eb5546",
    "#f0e100",
    "#aac8eb",
)
CLASSES_ON_LIGHT = (
    "#d2661a",
    "#1668c9",
    "#0ac8ff",
    "#5a375a",
    "#b4c369",
    "#a0320a",
    "#3791f5",
    "#9b5f78",
    "#be879b",
    "#0a37a0",
)


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of the window, as ``#rrggbb``.

    Attributes
    ----------
    name, dark
        What the theme is called, and whether light text stands on dark panels.
    background, panel, field, raised
        Surfaces: behind the diagram, of panels, of input fields, under the pointer.
    line, grid
        One-pixel lines between panels, and the fainter ones inside a plot.
    text, muted, disabled
        Type: ordinary, secondary, and of what cannot be used.
    accent, on_accent
        The one primary action and the selection, and the type on them.
    positive, negative
        The diverging pair; zero has the colour of the panel.
    good, warning, bad
        Agreement, caution, failure.
    classes
        Ten class colours. A second class has the positive colour, as its
        probability does on a surface.
    scale
        How much larger than designed everything is, 1 to 2: type, and the sizes that
        hang on it. See `nnviz.ui.theme.enlarging`.
    """

    name: str
    dark: bool
    background: str
    panel: str
    field: str
    raised: str
    line: str
    grid: str
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    positive: str
    negative: str
    good: str
    warning: str
    bad: str
    classes: tuple[str, ...]
    scale: float = 1.0


DARK = Theme(
    name="dark",
    dark=True,
    background="#14171c",
    panel="#1b1f26",
    field="#222832",
    raised="#2b323e",
    line="#2e3541",
    grid="#272d37",
    text="#e7eaf0",
    muted="#93a0b4",
    disabled="#5c6778",
    accent="#5aa9ff",
    on_accent="#0d1622",
    positive="#4da3ff",
    negative="#ff9a4d",
    good="#4ecb8f",
    warning="#f2c14e",
    bad="#ff6b6b",
    classes=CLASSES_ON_DARK,
)

LIGHT = Theme(
    name="light",
    dark=False,
    background="#f3f5f8",
    panel="#ffffff",
    field="#f0f3f7",
    raised="#e4e9f0",
    line="#d9dfe8",
    grid="#e8ecf2",
    text="#1b2430",
    muted="#5d6b80",
    disabled="#a3adbb",
    accent="#1668c9",
    on_accent="#ffffff",
    positive="#1668c9",
    negative="#d2661a",
    good="#178a53",
    warning="#9a6b00",
    bad="#c62f2f",
    classes=CLASSES_ON_LIGHT,
)


@dataclass(frozen=True, slots=True)
class Palette:
    """A diverging pair, each colour once for dark and once for light panels."""

    positive_on_dark: str
    negative_on_dark: str
    positive_on_light: str
    negative_on_light: str


DEFAULT_PALETTE = "blue and orange"
PALETTES = {
    DEFAULT_PALETTE: Palette("#4da3ff", "#ff9a4d", "#1668c9", "#d2661a"),
    "green and purple": Palette("#3ecf9b", "#c58cff", "#0d8a5f", "#7a2fc4"),
    "yellow and blue": Palette("#f2cf3d", "#6f8dff", "#a07800", "#3547c8"),
}
"""Diverging pairs by the name shown to the user; all are colour-blind safe."""


def theme_with(dark: bool, palette: str = DEFAULT_PALETTE) -> Theme:
    """Return the dark or light theme with the named palette.

    Raises
    ------
    KeyError
        If there is no palette of that name.
    """
    pair = PALETTES[palette]
    base = DARK if dark else LIGHT
    positive = pair.positive_on_dark if dark else pair.positive_on_light
    negative = pair.negative_on_dark if dark else pair.negative_on_light
    if (positive, negative) == (base.positive, base.negative):
        return base
    return replace(base, positive=positive, negative=negative)


@lru_cache(maxsize=1024)
def blend(colour: str, other: str, share: float) -> str:
    """Mix two ``#rrggbb`` colours: ``share`` 0 gives the first, 1 the other.

    Blending beforehand gives an opaque colour, which paints many times faster
    than a translucent one.
    """
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a ``#rrggbb`` colour, 0 to 255 each."""
    value = int(colour[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255
